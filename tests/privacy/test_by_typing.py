"""Export, erase and undo as a person types them, with a real store; and the same by the commands."""

from __future__ import annotations

import json
import shutil
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.service.retention import Retention
from content.library import Library
from dialogs.model import EventId, Turn, WorkspaceId
from storage.unit_of_work import Store, open_store
from tests.privacy.seeding import everything
from tests.service.test_turns import turns_on

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LOCAL = WorkspaceId("local")
WORDS = "What does the zebra crossing cost you?"


@pytest.fixture
def path(upgraded_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(upgraded_file, tmp_path / "coach.db"))


def opened(path: Path) -> Store:
    return open_store(f"sqlite:///{path}")


def types(store: Store, *texts: str | None, who: str = "dana") -> str:
    """Say one after the other; return what is read after the last."""
    turns = turns_on(store)
    for text in texts:
        turn = Turn(EventId(uuid.uuid4().hex), "terminal", who, NOW, text=text)
        result = turns.take(turn, name=who.title())
        turns.sent(result.keys, turn)
    return "\n".join(reply.plain_text() for reply in result.replies)


def test_a_person_reads_their_words_in_the_export_and_the_log_says_so(path: Path) -> None:
    store = opened(path)
    types(store, None, "Try one", "1", WORDS)

    told = types(store, "export")

    assert WORDS in told
    assert '"sales-coach-export"' in told
    assert [row["act"] for row in everything(store)["audit"]] == ["export"]
    store.close()


def test_what_is_asked_on_top_of_a_drill_leads_back_to_it(path: Path) -> None:
    store = opened(path)
    drill = types(store, None, "Try one")

    asked = types(store, "erase")
    back = types(store, "keep it")

    assert "Shall I erase it?" in asked
    assert "Nothing is erased." in back
    assert drill.splitlines()[-1] in back
    assert everything(store)["erasure"] == []
    store.close()


def test_erasing_by_typing_is_done_a_week_later_and_leaves_nothing(path: Path, shipped: Library) -> None:
    store = opened(path)
    types(store, None, "Try one", "1", WORDS)
    types(store, None, who="bo")
    told = types(store, "erase", "erase all")

    Retention(store.unit_of_work, shipped).run(NOW + timedelta(days=7))

    assert "9 Mar" in told
    rows = everything(store)
    assert "dana" not in repr(rows).lower()
    assert "zebra" not in repr(rows)
    assert [row["name"] for row in rows["member"]] == ["Bo"]
    assert sorted(row["act"] for row in rows["audit"]) == ["erase", "erased"]
    assert "I am the sales coach" in types(store, None)
    store.close()


def test_undo_typed_anywhere_keeps_everything(path: Path, shipped: Library) -> None:
    store = opened(path)
    types(store, None, "Try one", "erase", "erase all")

    assert "9 Mar" in types(store, "privacy")
    undone = types(store, "erase undo")
    Retention(store.unit_of_work, shipped).run(NOW + timedelta(days=8))

    assert "Undone" in undone
    assert [row["name"] for row in everything(store)["member"]] == ["Dana"]
    assert "nothing to undo" in types(store, "erase undo")
    store.close()


def test_a_newcomers_first_word_may_be_erase_or_export(path: Path) -> None:
    store = opened(path)

    for who, word in (("a1", "erase"), ("a2", "export"), ("a3", "privacy"), ("a4", "erase undo")):
        assert types(store, None, word, who=who)
    store.close()


def ran(*words: str, path: Path, code: int = 0) -> str:
    done = CliRunner().invoke(main, [*words, "--db", str(path)], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_the_command_writes_both_files_for_their_owner_only(path: Path, tmp_path: Path) -> None:
    store = opened(path)
    types(store, None, "Try one", "1", WORDS)
    store.close()

    ran("export", "--as", "dana", "--to", str(tmp_path / "out"), path=path)

    raw, told = tmp_path / "out" / "export.json", tmp_path / "out" / "export.txt"
    assert WORDS in told.read_text(encoding="utf-8")
    assert json.loads(raw.read_text(encoding="utf-8"))["tables"]["member"][0]["name"] == "Dana"
    assert raw.stat().st_mode & 0o077 == told.stat().st_mode & 0o077 == 0
    (row,) = json.loads(ran("admin", "audit", "--json", path=path))["audit"]
    assert (row["actor"], row["role"], row["act"]) == ("operator", "operator", "export")
    assert "whoever runs the coach took out everything of Dana" in ran("admin", "audit", path=path)
    assert (row["actor_name"], row["subject_name"]) == (None, "Dana")


@pytest.mark.parametrize(
    "words", [("--as", "nobody"), ("--channel", "slack", "--who", "U1"), ("--channel", "slack"), ("--as", "...")]
)
def test_nobody_is_not_exported(path: Path, words: tuple[str, ...]) -> None:
    ran("export", *words, path=path, code=2)

    store = opened(path)
    assert everything(store)["audit"] == []
    store.close()


def test_retention_by_the_command(path: Path) -> None:
    store = opened(path)
    types(store, None, "Try one", "1", WORDS)  # in March: long ago by this machine's clock
    store.close()

    would = ran("admin", "retention", "run", "--dry-run", path=path)
    did = ran("admin", "retention", "run", path=path)
    again = ran("admin", "retention", "run", path=path)

    assert would.replace("would be ", "") == did
    assert "4 turn" in did
    assert "deleted: nothing" in again
    assert ran("admin", "retention", "run", "--dry-run", path=path).count("local") == 1


def test_a_rule_by_the_command(path: Path) -> None:
    store = opened(path)
    types(store, None)
    store.close()

    ran("admin", "retention", "set", "practice", "31", path=path, code=2)
    said = ran("admin", "retention", "set", "practice", "7", path=path)
    shown = json.loads(ran("admin", "retention", "show", "--json", path=path))

    assert "practice is kept for 7 days from" in said
    assert {"kind": "practice", "days": 30, "most": 30} in shown["kinds"]
    assert [(one["kind"], one["days"]) for one in shown["changes"]] == [("practice", 7)]
    assert "free practice is kept for 7 days instead of 30" in ran("admin", "retention", "show", path=path)


def test_the_fact_sheet_by_the_command(path: Path) -> None:
    assert ran("admin", "fact-sheet", path=path).startswith("# Data-protection facts")


def test_whoever_reviews_disputes_stands_in_the_log(path: Path) -> None:
    store = opened(path)
    types(store, None)
    store.close()

    ran("judge", "disagreements", path=path)
    ran("judge", "disagreements", "--workspace", "elsewhere", path=path)

    (row,) = json.loads(ran("admin", "audit", "--json", path=path))["audit"]
    assert (row["actor"], row["act"], row["kind"], row["subject"]) == ("operator", "read", "disputes", None)
