"""`coach accounts` as a rep types it: what it does, what it says, what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from storage.unit_of_work import Store
from tests.commands.accounts_cli import Typed
from tests.storage.accounts import kept, made

TODAY = datetime.now(UTC).date()
SOON = (TODAY + timedelta(days=9)).isoformat()
KEYS = ["id", "name", "phase", "review_at", "status", "snapshots", "coverage", "flags"]


@pytest.fixture
def typed(upgraded_url: str) -> Typed:
    return Typed(upgraded_url)


@pytest.fixture
def nowhere(tmp_path: Path) -> Typed:
    """Where no database has been made."""
    return Typed(f"sqlite:///{tmp_path}/coach.db")


def test_the_first_account_makes_the_database_and_stands_in_the_list(nowhere: Typed) -> None:
    typed = nowhere
    said = typed.done("accounts", "add", "Acme  Mills", "--phase", "evaluation", "--review", SOON)

    (row,) = typed.listed()
    assert list(row) == KEYS
    assert row["id"] in said
    assert row | {"id": ""} == {
        "id": "",
        "name": "Acme Mills",
        "phase": "evaluation",
        "review_at": SOON,
        "status": "open",
        "snapshots": 0,
        "coverage": None,
        "flags": [],
    }


def test_a_list_without_accounts_says_how_to_begin_and_is_empty_for_programs(typed: Typed) -> None:
    typed.done("accounts", "add", "Acme", as_="bob")

    assert "coach accounts add NAME" in typed.done("accounts", "list")
    assert typed.listed() == []


def test_a_database_that_is_not_set_up_is_misuse(nowhere: Typed, tmp_path: Path) -> None:
    assert "coach db upgrade" in nowhere.refused("accounts", "list")
    assert not list(tmp_path.iterdir())


def test_the_list_shows_what_the_latest_snapshot_said(typed: Typed) -> None:
    typed.done("accounts", "add", "Acme")
    account, ann = typed.account("Acme"), typed.ann()

    def finish(store: Store) -> None:
        kept(store, ann, made(account, 1, flags=("rf2",)), made(account, 2, weeks=1, coverage=0.4, flags=("rf10",)))

    typed.with_store(finish)

    (row,) = typed.listed()
    assert (row["snapshots"], row["coverage"], row["flags"]) == (2, 0.4, ["RF10"])
    heading, line = typed.done("accounts", "list").splitlines()
    assert heading.split() == ["id", "name", "phase", "review", "status", "snapshots", "coverage", "flags"]
    assert line.split() == [account.id, "Acme", "recognition", "-", "open", "2", "partly", "known", "RF10"]


def test_each_name_of_as_has_accounts_of_its_own(typed: Typed) -> None:
    typed.done("accounts", "add", "Acme")
    typed.done("accounts", "add", "Acme", as_="Bob B.")

    assert typed.listed()[0]["id"] != typed.listed("bob-b")[0]["id"]
    assert "Bob has no accounts yet" in typed.refused("accounts", "close", "Acme", as_="Bob")


def test_an_account_is_renamed_by_its_id_or_its_name_in_any_case(typed: Typed) -> None:
    typed.done("accounts", "add", "Acme")

    assert typed.done("accounts", "rename", "ACME", "Bolt") == "Acme is now Bolt.\n"
    assert typed.done("accounts", "rename", typed.id_of("Bolt"), "bolt") == "Bolt is now bolt.\n"
    assert [row["name"] for row in typed.listed()] == ["bolt"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("acme ", "named Acme already"), ("  ", "a letter or a digit"), ("?!", "a letter"), ("x" * 61, "61 characters")],
)
def test_a_name_that_cannot_be_is_refused_in_a_sentence(typed: Typed, name: str, why: str) -> None:
    typed.done("accounts", "add", "Acme")
    typed.done("accounts", "add", "Bolt")

    assert why in typed.refused("accounts", "add", name)
    assert why in typed.refused("accounts", "rename", "Bolt", name)
    assert [row["name"] for row in typed.listed()] == ["Acme", "Bolt"]


@pytest.mark.parametrize(
    ("typo", "meant"), [("acme mils", "did you mean Acme Mills?"), ("Mill", "did you mean"), ("zzz", "accounts list`")]
)
def test_a_name_that_is_not_there_is_answered_with_what_may_be_meant(typed: Typed, typo: str, meant: str) -> None:
    typed.done("accounts", "add", "Acme Mills")

    for words in (("close", typo), ("rename", typo, "x"), ("review", typo, SOON), ("merge", "Acme Mills", typo)):
        assert meant in typed.refused("accounts", *words)
    assert meant in typed.refused("reviews", "brief", typo)


def test_a_closed_account_stays_in_the_list_and_can_be_opened_again(typed: Typed) -> None:
    typed.done("accounts", "add", "Acme")

    typed.done("accounts", "close", "Acme")
    assert [row["status"] for row in typed.listed()] == ["closed"]
    assert "closed already" in typed.refused("accounts", "close", "Acme")

    assert typed.done("accounts", "reopen", "Acme") == "Acme is open again.\n"
    assert "open already" in typed.refused("accounts", "reopen", "Acme")


def test_of_two_accounts_of_one_name_the_open_one_is_meant_and_of_several_closed_ones_none(typed: Typed) -> None:
    for _ in range(2):
        typed.done("accounts", "add", "Acme")
        typed.done("accounts", "close", "Acme")
    ids = [row["id"] for row in typed.listed()]
    said = typed.refused("accounts", "reopen", "Acme")
    assert all(id in said for id in ids)

    typed.done("accounts", "add", "Acme")
    typed.done("accounts", "phase", "Acme", "Concerns")

    assert {row["status"]: row["phase"] for row in typed.listed()} == {"open": "concerns", "closed": "recognition"}
    assert "named Acme already" in typed.refused("accounts", "reopen", ids[0])


def test_merging_puts_two_histories_together_and_reopening_takes_them_apart(typed: Typed) -> None:
    for name in ("Acme", "Acme Mills"):
        typed.done("accounts", "add", name)
    acme, mills, ann = typed.account("Acme"), typed.account("Acme Mills"), typed.ann()
    typed.with_store(lambda store: kept(store, ann, made(acme), made(mills, weeks=1, coverage=0.7)))

    said = typed.done("accounts", "merge", "Acme", "Acme Mills")

    assert "2 snapshots" in said
    assert [(row["name"], row["snapshots"], row["coverage"]) for row in typed.listed()] == [("Acme Mills", 2, 0.7)]
    assert "was merged into Acme Mills" in typed.refused("accounts", "close", "Acme")
    assert "was merged into" in typed.refused("accounts", "merge", "Acme Mills", "Acme")
    assert "into itself" in typed.refused("accounts", "merge", "Acme Mills", "acme mills")
    assert "apart" in typed.done("accounts", "reopen", "Acme")
    assert [(row["name"], row["snapshots"]) for row in typed.listed()] == [("Acme", 1), ("Acme Mills", 1)]


def test_a_review_date_is_given_in_plain_words_and_taken_away(typed: Typed) -> None:
    typed.done("accounts", "add", "Acme")

    typed.done("accounts", "review", "Acme", "tomorrow")
    assert typed.listed()[0]["review_at"] == (TODAY + timedelta(days=1)).isoformat()

    assert SOON[:4] in typed.done("accounts", "review", "Acme", SOON)
    assert typed.done("accounts", "review", "Acme", "none") == "Acme: no review date.\n"
    assert typed.listed()[0]["review_at"] is None


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "", "19 Nov or 20 Nov", "yesterday", "2020-01-01"])
def test_a_day_that_cannot_be_a_review_s_changes_nothing(typed: Typed, day: str) -> None:
    typed.done("accounts", "add", "Acme", "--review", SOON)

    assert day[:4] in typed.refused("accounts", "review", "Acme", day) or day == "yesterday"
    typed.refused("accounts", "add", "Bolt", "--review", day)
    assert [(row["name"], row["review_at"]) for row in typed.listed()] == [("Acme", SOON)]


@pytest.mark.parametrize("words", [("phase", "Acme", "winning"), ("add", "Bolt", "--phase", "x"), ("close",), ("fly",)])
def test_a_word_that_is_not_known_is_misuse(typed: Typed, words: tuple[str, ...]) -> None:
    typed.done("accounts", "add", "Acme")

    assert "Usage:" in typed.refused("accounts", *words)
    assert [row["phase"] for row in typed.listed()] == ["recognition"]


def test_a_name_cannot_make_a_terminal_do_anything(typed: Typed) -> None:
    typed.done("accounts", "add", "Ac\x1b[31mme\u202e")

    assert not [c for c in typed.done("accounts", "list") if not c.isprintable() and c != "\n"]


def test_as_needs_a_name(typed: Typed) -> None:
    assert "letter or a digit" in typed.refused("accounts", "list", as_="?")


def test_the_groups_are_in_the_help_and_describe_themselves() -> None:
    said = CliRunner().invoke(main, ["--help"]).stdout
    assert "accounts" in said
    assert "reviews" in said
    listing = CliRunner().invoke(main, ["accounts", "list", "--help"]).stdout
    assert not [key for key in KEYS if key not in listing.replace('"', "")]
