"""`coach admin` and `coach invite` as whoever runs the machine types them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from dialogs.model import Member, WorkspaceId
from dialogs.privacy.model import Looked
from storage.unit_of_work import open_store

NOW = datetime(2026, 3, 2, tzinfo=UTC)
Types = Callable[..., str]


@pytest.fixture
def url(upgraded_url: str) -> str:
    url = upgraded_url
    for workspace, channel, address, name in (
        ("local", "terminal", "ann", "Ann"),
        ("local", "telegram", "42", "Bob"),
        ("T1", "slack", "U1", "Zoe"),
    ):
        added(url, WorkspaceId(workspace), channel, address, name)
    return url


def added(url: str, workspace: WorkspaceId, channel: str, address: str, name: str) -> Member:
    store = open_store(url)
    with store.unit_of_work() as work:
        new = work.add_member(workspace, channel, address, name, NOW)
        work.commit()
    store.close()
    return new


@pytest.fixture
def types(url: str) -> Types:
    def type_(*words: str, code: int = 0) -> str:
        ran = CliRunner().invoke(main, [*words, "--db", url], catch_exceptions=False)
        assert ran.exit_code == code, ran.output
        assert (ran.stderr == "") == (code != 2)
        return ran.stderr if code == 2 else ran.stdout

    return type_


def members(types: Types, *more: str) -> dict[str, Any]:
    found = json.loads(types("admin", "members", "--json", *more))["members"]
    return {row["name"]: row for row in found}


def test_the_first_admin_is_made_by_whoever_has_the_machine(types: Types) -> None:
    assert types("admin", "grant", "ANN", "--role", "admin") == "Ann (terminal ann) is admin now.\n"
    types("admin", "grant", "42", "--role", "author")

    assert {name: row["grants"] for name, row in members(types).items()} == {"Ann": ["admin"], "Bob": ["author"]}
    types("admin", "revoke", "Ann", "--role", "admin")
    assert members(types)["Ann"]["grants"] == []


def test_a_stranger_is_named_with_what_to_do(types: Types) -> None:
    said = types("admin", "grant", "Zoe", "--role", "admin", code=2)

    assert "“Zoe”" in said and "workspace local" in said and "coach admin members" in said
    types("admin", "grant", "Zoe", "--role", "admin", "--workspace", "T1")
    assert members(types, "--workspace", "T1")["Zoe"]["grants"] == ["admin"]


def test_the_own_workspace_is_the_one_that_is_configured(types: Types, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot import wiring

    monkeypatch.setenv("COACH_WORKSPACE", "T1")
    wiring.settings.cache_clear()
    try:
        assert set(members(types)) == {"Zoe"}
    finally:
        monkeypatch.undo()
        wiring.settings.cache_clear()


def test_a_team_is_made_renamed_and_closed(types: Types) -> None:
    types("admin", "team", "add", "North")
    assert "An open team is named north already." in types("admin", "team", "add", "north", code=2)
    types("admin", "team", "rename", "NORTH", "Nord")
    (team,) = json.loads(types("admin", "teams", "--json"))["teams"]
    assert (team["name"], team["managers"], team["reps"]) == ("Nord", [], [])

    types("admin", "team", "close", team["id"])

    assert json.loads(types("admin", "teams", "--json")) == {"teams": []}
    assert "no open team" in types("invite", "--team", "Nord", code=2)


def test_an_invitation_is_printed_with_the_link_where_the_bot_is_known(
    types: Types, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import wiring

    types("admin", "team", "add", "North")
    assert "COACH_TELEGRAM_BOT" in types("invite", "--team", "north")
    monkeypatch.setenv("COACH_TELEGRAM_BOT", "@acme_coach_bot")
    wiring.settings.cache_clear()
    try:
        said = types("invite", "--team", "north", "--role", "manager", "--days", "3")
    finally:
        monkeypatch.undo()
        wiring.settings.cache_clear()

    found = re.search(r"join (\w{4}-\w{4})\nIn Telegram: https://t.me/acme_coach_bot\?start=(\w{8})\n", said)
    assert found and found[1].replace("-", "") == found[2]
    assert "within 3 days" in said
    assert types("invite", "--revoke", found[1]) == "That code is void.\n"
    assert "No open invitation" in types("invite", "--revoke", found[1], code=2)


def test_an_invitation_names_its_team(types: Types) -> None:
    assert "--team" in types("invite", code=2)


def test_somebody_is_switched_off_and_on_again(types: Types) -> None:
    types("admin", "member", "deactivate", "bob")
    assert members(types)["Bob"]["deactivated_at"]
    assert "switched off" in types("admin", "members")
    types("admin", "member", "return", "bob")
    assert members(types)["Bob"]["deactivated_at"] is None


def test_who_left_the_firm_is_erased_unless_they_return(types: Types) -> None:
    told = types("admin", "member", "deactivate", "bob", "--left-firm")
    assert "is switched off, and erased on" in told
    assert "Bob" not in members(types)

    types("admin", "member", "return", "bob")
    assert members(types)["Bob"]["deactivated_at"] is None


CSV = """\ufeffName;Address;Team;Role;Shoe size
Ann;ann;North;manager;39
Eve;U0AAAAA1;north;;40
Bob;42;;author;41
Kim;77;South;rep;42
Lee;;North;rep;43
Max;Max Muster;North;boss;44
Sam;Sam Smith;North;rep;45
"""


def test_a_bad_row_is_named_and_the_good_ones_are_kept(types: Types, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(CSV)
    types("admin", "team", "add", "North")

    said = types("admin", "import", str(file), "--dry-run", code=1)
    assert "4 would change (nothing was written), 2 of them new people" in said
    assert set(members(types)) == {"Ann", "Bob"}

    said = types("admin", "import", str(file), code=1)

    assert [line.split(":")[0] for line in said.splitlines() if "  line " in line] == [
        "  line 5",
        "  line 6",
        "  line 7",
    ]
    assert "no open team 'South'" in said and "no address" in said and "no role 'boss'" in said
    assert "Columns not used: Shoe size." in said
    found = members(types)
    assert [(one["team"], one["role"]) for one in found["Ann"]["teams"]] == [("North", "manager")]
    assert found["Eve"]["addresses"] == [{"channel": "slack", "address": "U0AAAAA1"}]
    assert found["Sam"]["addresses"] == [{"channel": "terminal", "address": "sam-smith"}]
    assert found["Bob"]["grants"] == ["author"]
    assert "0 changed, 0 of them new people; 4 were so already" in types("admin", "import", str(file), code=1)


@pytest.mark.parametrize("content", [b"", b"name,team\nAnn,North\n", b"\xff\xfe\x00", b"\n"])
def test_a_file_that_is_none_is_refused_whole(types: Types, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)

    assert types("admin", "import", str(file), code=2).startswith("It cannot be read: ")


def test_a_row_without_a_role_takes_nobody_s_role_away(types: Types, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    types("admin", "team", "add", "North")
    for content, role in (
        ("address,team,role\nann,North,manager\n", "manager"),
        ("address,team\nann,North\n", "manager"),
        ("address,team,role\nann,North,rep\n", "rep"),
    ):
        file.write_text(content)
        types("admin", "import", str(file))
        assert [one["role"] for one in members(types)["Ann"]["teams"]] == [role]


def test_a_team_is_made_before_anybody_wrote_to_the_coach(types: Types) -> None:
    said = types("admin", "team", "add", "First", "--workspace", "T9")

    assert said.startswith("First is there (")
    assert "First" in types("admin", "teams", "--workspace", "T9")
    assert "join" in types("invite", "--team", "First", "--role", "manager", "--workspace", "T9")


def test_a_role_that_somebody_never_had_is_not_said_to_be_taken(types: Types) -> None:
    assert "Ann (terminal ann) was no author." in types("admin", "revoke", "Ann", "--role", "author")
    types("admin", "grant", "Ann", "--role", "author")
    assert "Ann (terminal ann) is no longer author." in types("admin", "revoke", "Ann", "--role", "author")


def test_the_log_names_whoever_is_not_to_be_erased(types: Types, url: str) -> None:
    store = open_store(url)
    with store.unit_of_work() as work:
        here = WorkspaceId("local")
        ann, bob = (work.member(here, *address) for address in (("terminal", "ann"), ("telegram", "42")))
        assert ann and bob
        for _ in range(2):
            work.privacy(here).log(Looked(bob.id, "manager", "read", "brief", "whole", ann.id), NOW)
        work.commit()
        assert types("admin", "audit") == "2026-03-02 00:00 Bob (manager) read sent briefs of Ann (2 times)\n"
        work.privacy(here).ask_erasure([ann.id], NOW, due_at=NOW)
        work.commit()
    store.close()

    assert f"of {ann.id} (2 times)" in types("admin", "audit")
    row, *_ = json.loads(types("admin", "audit", "--json"))["audit"]
    assert (row["actor_name"], row["subject_name"], row["subject"]) == ("Bob", None, ann.id)
