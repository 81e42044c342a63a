"""`coach demo load` as whoever tries the coach meets it: names to look with, any number of times."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import wiring
from bot.cli import main
from bot.service import demo
from bot.service.answers import reviews_of
from bot.service.assigned_reading import AssignedReading
from bot.service.assignments import of_member
from bot.service.retention import tables_in_effect
from dialogs.assigning.model import STATUSES
from dialogs.assigning.offers import found
from dialogs.assigning.seen import Hardest, Overview
from dialogs.model import LOCAL_CHANNEL, WorkspaceId
from dialogs.plays import play_of
from dialogs.reassessment.model import Account, AccountId, AccountSaved
from storage.unit_of_work import Store, open_store

AT = datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
REPS = ("demo-aiko", "demo-mara", "demo-tomas")
NEWER = ("demo-elin", "demo-kofi", "demo-ravi")  # without a reassessment
MANAGER = "demo-nadia"


@pytest.fixture
def url(upgraded_url: str) -> str:
    return upgraded_url


def coach(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def loaded(url: str, *words: str) -> Result:
    result = coach("demo", "load", "--db", url, *words)
    assert result.exit_code == 0, result.stderr
    return result


def listed(url: str, rep: str) -> list[dict[str, object]]:
    result = coach("accounts", "list", "--json", "--as", rep, "--db", url)
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, object]] = json.loads(result.stdout)["accounts"]
    return found


def test_it_says_whose_accounts_there_are_and_what_to_type_next(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/demo.db"  # where no database has been made
    result = loaded(url)

    assert {line.split(":")[0] for line in result.stdout.splitlines()} == {MANAGER, *REPS, *NEWER}
    assert result.stdout.startswith(f"{MANAGER}: manages the team Coastline, 6 reps\n")
    assert "demo-kofi: Hollin Bakeries, Marisma Ferries\n" in result.stdout
    assert "demo-ravi: no accounts yet\n" in result.stdout
    assert (
        "demo-mara: Fjellvik Precision, North Quay Terminals, Ria Alta Textiles, Ria Alta dye house (merged)"
        in result.stdout
    )
    assert f"coach chat --as demo-aiko --db {url}" in result.stderr


def test_eight_accounts_are_there_and_the_merged_one_counts_in_its_whole(url: str) -> None:
    loaded(url, "--today", "2026-11-19")
    accounts = {str(one["name"]): one for rep in REPS for one in listed(url, rep)}

    assert len(accounts) == 8
    snapshots = {name: one["snapshots"] for name, one in accounts.items()}
    assert snapshots == dict.fromkeys(accounts, 6) | {"Ria Alta Textiles": 8}
    assert [name for name, one in accounts.items() if one["status"] == "closed"] == ["Lakeside Counties Water"]
    assert accounts["North Quay Terminals"]["review_at"] == "2026-11-22"


def test_the_reviews_lie_before_the_day_that_is_given(url: str) -> None:
    loaded(url, "--today", "2026-03-02")
    with opened(url) as store, store.unit_of_work() as work:
        member = work.member(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, "demo-mara")
        assert member is not None
        file = work.account_file(member.workspace_id, member.id, AccountId("demo-fjellvik"))

    assert file is not None
    assert [snapshot.day for snapshot in file.snapshots][-2:] == [date(2026, 2, 21), date(2026, 2, 28)]


def test_a_second_load_takes_back_what_was_done_to_the_accounts_and_leaves_the_rest(url: str) -> None:
    loaded(url, "--today", "2026-11-19")
    before = {rep: listed(url, rep) for rep in REPS}
    assert coach("accounts", "close", "Fjellvik Precision", "--as", "demo-mara", "--db", url).exit_code == 0
    assert coach("accounts", "add", "One more", "--as", "demo-mara", "--db", url).exit_code == 0
    keep_practice(url, {"focus": "worries"})

    loaded(url, "--today", "2026-11-19")

    assert {rep: listed(url, rep) for rep in REPS} == before
    with opened(url) as store, store.unit_of_work() as work:
        member = work.member(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, "demo-mara")
        assert member is not None
        assert member.practice == {"focus": "worries"}


def reviewed(url: str) -> dict[str, tuple[object, ...]]:
    """Return what the manager sees of each account: its rep, its review's day, the phase sent, how often reviewed."""
    library = wiring.library()
    with opened(url) as store, store.unit_of_work() as work:
        manager = work.member(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, MANAGER)
        assert manager is not None
        reviews = reviews_of(work, manager, AT, library)
        held = {file.account.id: len(file.held) for file in reviews.held()}
        return {one.name: (one.rep, one.review, one.phase, held[one.id]) for one in reviews.agenda() if not one.closed}


def test_the_manager_has_an_agenda_with_what_was_sent_held_and_is_to_come(url: str) -> None:
    loaded(url, "--today", "2026-11-19")

    found = reviewed(url)

    assert len(found) == 10
    assert found["North Quay Terminals"] == ("Mara Lindqvist", date(2026, 11, 22), "concerns", 2)
    assert found["Hollin Bakeries"] == ("Kofi Adjei-Brown", date(2026, 11, 23), None, 0)
    assert found["Marisma Ferries"][1:] == (None, None, 0)
    assert sum(held for *_, held in found.values()) == 10  # type: ignore[misc]


def test_loading_twice_is_as_once_for_the_team_too(url: str) -> None:
    loaded(url, "--today", "2026-11-19")
    once = reviewed(url)

    loaded(url, "--today", "2026-11-19")

    assert reviewed(url) == once
    teams = json.loads(coach("admin", "teams", "--json", "--db", url).stdout)["teams"]
    assert [(team["managers"], len(team["reps"])) for team in teams] == [(["Nadia Ferhat"], 6)]


def asked(url: str) -> list[Overview]:
    """Return what the manager reads of what they asked for, the latest first."""
    library = wiring.library()
    with opened(url) as store, store.unit_of_work() as work:
        manager = work.member(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, MANAGER)
        assert manager is not None
        doing = of_member(work, manager, AT, library)
        return list(AssignedReading(doing, tables_in_effect(library)).results())


def test_the_manager_has_results_in_every_state_and_one_check_that_most_missed(url: str) -> None:
    loaded(url, "--today", "2026-11-19")

    latest, few, withdrawn, done = asked(url)

    counts = [[len(one.having(status)) for status in STATUSES] for one in (latest, few, withdrawn, done)]
    assert counts == [[1, 3, 2], [2, 0, 0], [4, 1, 1], [0, 0, 6]]
    assert latest.hardest == Hardest("payoff", 3, 4)
    assert (latest.due_on, latest.shared, [one.name for one in latest.people if one.reminded]) == (
        date(2026, 11, 23),
        1,
        ["Ravi Subramanian"],
    )
    assert [one.name for one in few.people] == ["Elin Saarinen", "Ravi Subramanian"]
    assert (few.counted, withdrawn.withdrawn, withdrawn.counted) == (0, True, 0)
    assert (done.due_on, done.counted, done.hardest) == (date(2026, 10, 19), 4, Hardest("exercise", 2, 4))


def test_loading_twice_is_as_once_for_assignments_and_tells_nobody(url: str) -> None:
    loaded(url, "--today", "2026-11-19")
    once = asked(url)
    with opened(url) as store, store.unit_of_work() as work:
        work.assignments(wiring.LOCAL_WORKSPACE).withdraw(once[0].id, AT)
        work.commit()

    loaded(url, "--today", "2026-11-19")

    assert asked(url) == once
    with opened(url) as store, store.unit_of_work() as work:
        assert [list(work.pending_replies(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, rep)) for rep in (*REPS, *NEWER)] == [
            []
        ] * 6


def test_what_the_demo_missed_are_checks_of_its_calls() -> None:
    library, known = wiring.library(), wiring.demo_team().assignments
    for given in known:
        assert found(library, given.what, given.content)
        missed = {check for run in given.runs for check in run.missed}
        if given.what == "scenario":
            play = play_of(library.customers[library.scenarios[given.content].customer])
            assert missed <= {check.id for check in play.checks}
        else:
            assert not missed


def test_a_later_day_moves_everything(url: str) -> None:
    loaded(url, "--today", "2026-11-19")
    loaded(url, "--today", "2026-12-03")

    (north_quay,) = [one for one in listed(url, "demo-mara") if one["id"] == "demo-north-quay"]
    assert (north_quay["review_at"], north_quay["snapshots"]) == ("2026-12-06", 6)


@pytest.mark.parametrize(("workspace", "channel"), [("local", "terminal"), ("local", "telegram"), ("T77", "slack")])
def test_a_database_with_real_members_is_refused_and_left_as_it_is(url: str, workspace: str, channel: str) -> None:
    with opened(url) as store, store.unit_of_work() as work:
        real = work.add_member(WorkspaceId(workspace), channel, "gwendolyn", "Gwendolyn", AT)
        own = Account(AccountId("acme"), real.workspace_id, real.id, "Acme", "evaluation", AT.date())
        work.keep_account_change(real.workspace_id, real.id, AccountSaved(own), AT)
        work.commit()

    result = coach("demo", "load", "--db", url)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "This database has 1 member who is not the demo's. Nothing was changed." in result.stderr
    assert "Gwendolyn" not in result.stderr
    with opened(url) as store, store.unit_of_work() as work:
        assert [one.name for one in work.accounts(real.workspace_id, real.id)] == ["Acme"]
        assert work.member(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, "demo-mara") is None


def test_a_rep_of_the_demo_in_another_workspace_is_a_real_member(url: str) -> None:
    with opened(url) as store, store.unit_of_work() as work:
        work.add_member(WorkspaceId("T77"), LOCAL_CHANNEL, "demo-mara", "Mara", AT)
        work.commit()

    assert coach("demo", "load", "--db", url).exit_code == 2


def test_a_load_that_fails_midway_writes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded(url, "--today", "2026-11-19")
    before = {rep: listed(url, rep) for rep in REPS}
    told = demo.stories

    def broken(*args: object, **more: object) -> object:
        if broken_at.pop() == "stop":
            raise RuntimeError("the power went")
        return told(*args, **more)  # type: ignore[arg-type]

    broken_at = ["stop", "go", "go"]
    monkeypatch.setattr(demo, "stories", broken)
    assert isinstance(coach("demo", "load", "--db", url, "--today", "2026-12-03").exception, RuntimeError)

    assert {rep: listed(url, rep) for rep in REPS} == before


def test_a_day_that_is_none_is_misuse(url: str) -> None:
    result = coach("demo", "load", "--db", url, "--today", "soon")

    assert result.exit_code == 2
    assert "'soon'" in result.stderr


@pytest.mark.parametrize("form", ["chat", "md", "html"])
def test_every_account_has_a_brief_in_every_form(url: str, form: str) -> None:
    loaded(url, "--today", "2026-11-19")
    for rep in REPS:
        for account in listed(url, rep):
            result = coach("reviews", "brief", str(account["name"]), "--format", form, "--as", rep, "--db", url)
            assert result.exit_code == 0, result.stderr
            assert str(account["name"]) in result.stdout
            assert form != "chat" or len(result.stdout.rstrip("\n")) <= 2400


def opened(url: str) -> closing[Store]:
    return closing(open_store(url, upgrade=True))


def keep_practice(url: str, practice: dict[str, str]) -> None:
    with opened(url) as store, store.unit_of_work() as work:
        member = work.member(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, "demo-mara")
        assert member is not None
        work.keep_practice(member.workspace_id, member.id, practice)
        work.commit()


def test_the_weekly_question_of_each_rep_is_there_to_be_read(url: str) -> None:
    loaded(url)
    loaded(url)  # a second time

    shown = coach("nudges", "preview", "--week", "--json", "--db", url)
    told = {one["name"]: one for one in json.loads(shown.stdout)["nudges"]}
    elsewhere = coach("nudges", "preview", "--week", "--workspace", "nowhere", "--db", url)

    assert [name for name, one in told.items() if one["text"]] == ["Aiko Moriyama", "Mara Lindqvist", "Tomas Vrba"]
    assert told["Elin Saarinen"]["why"] == "not asked about nudges yet"
    assert (elsewhere.exit_code, elsewhere.stdout) == (2, "") and "no workspace 'nowhere'" in elsewhere.stderr
