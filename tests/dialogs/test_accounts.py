"""The rep's accounts: typed and tapped, added, renamed, merged, closed, and each of these undone."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.reassessment.model import Account
from tests.dialogs.account_ways import ACCOUNT_WAYS, NAME, added, begun, kept
from tests.dialogs.coaching import Coach


def account(coach: Coach, name: str = NAME) -> Account:
    return next(file.account for file in coach.desk.files.values() if file and file.account.name == name)


def another(coach: Coach, name: str) -> None:
    coach.says("accounts")
    coach.says("add an account")
    coach.says(name)
    coach.says("recognition of needs")
    coach.says("no review planned")


@pytest.mark.parametrize("state", ["menu.choosing", "quick_drill.writing", "role_play.talking", "onboarding.welcome"])
def test_accounts_is_a_word_in_every_state(coach: Coach, state: str) -> None:
    from tests.dialogs.ways import led_to

    led_to(coach, state)

    coach.says("Accounts")

    assert coach.state == "accounts.listing"


def test_accounts_is_the_first_word_of_a_session(coach: Coach) -> None:
    coach.starts("menu")
    coach.says("stop")

    coach.says("accounts")

    assert coach.state == "accounts.listing"


def test_an_account_is_added_by_typing_alone(coach: Coach) -> None:
    coach.starts("menu")
    for line in ("accounts", "add an account", "Acme Foods", "evaluation of options", "20 March"):
        coach.says(line)

    made = account(coach)
    assert (made.phase, made.review, made.opened) == ("evaluation", date(2026, 3, 20), date(2026, 3, 2))
    assert coach.reads("Next review: Fri 20 Mar.", "set it again")


@pytest.mark.parametrize(
    ("name", "why"),
    [("???", "no letters"), ("x" * 61, "longer than 60"), ("7", "bare number"), ("  acme   FOODS ", "of that name")],
)
def test_a_name_that_cannot_be_kept_is_told_why(coach: Coach, name: str, why: str) -> None:
    added(coach)
    coach.says("accounts")
    coach.picks("add")

    coach.says(name)

    assert coach.state == "accounts.naming"
    assert coach.reads(why)
    assert len(coach.desk.accounts()) == 1


def test_an_account_is_found_by_its_name_or_how_it_begins(coach: Coach) -> None:
    added(coach)
    another(coach, "Brill Mills")
    coach.says("accounts")
    coach.says("Brims")
    assert coach.reads("no account by the name “Brims”")

    coach.says("bri")

    assert coach.reads("Brill Mills", "What would you like to do?")


def test_a_review_day_that_is_over_is_not_taken(coach: Coach) -> None:
    ACCOUNT_WAYS["accounts.reviewing"](coach)
    coach.says("20 February 2026")
    assert coach.reads("That day is over.")
    coach.says("soon")
    assert coach.reads("did not find a day")
    coach.says("next Friday")

    assert account(coach).review == date(2026, 3, 13)


def test_an_account_is_renamed_and_its_phase_set(coach: Coach) -> None:
    added(coach)
    for line in ("change the account", "rename", "Acme Bakeries", "change the account", "set the phase"):
        coach.says(line)
    coach.says("resolution of concerns")

    assert account(coach, "Acme Bakeries").phase == "concerns"


def test_a_closed_account_is_listed_last_and_reopened(coach: Coach) -> None:
    added(coach)
    another(coach, "Brill Mills")
    coach.says("accounts")
    coach.says(NAME)
    coach.says("change the account")
    coach.says("close it")
    assert account(coach).status == "closed"
    assert coach.ids == ["reopen"]

    coach.says("accounts")
    assert [choice.label for choice in coach.choices[:2]] == ["Brill Mills", NAME]
    coach.says(NAME)
    coach.says("reopen it")

    assert account(coach).status == "open"


def test_a_closed_account_whose_name_was_taken_stays_closed(coach: Coach) -> None:
    added(coach)
    coach.says("change the account")
    coach.says("close it")
    closed = account(coach).id
    another(coach, NAME)
    coach.says("accounts")
    coach.picks(closed)

    coach.says("reopen it")

    assert coach.reads("open account of that name")
    assert [one.status for one in coach.desk.accounts() if one.id == closed] == ["closed"]


def test_accounts_are_merged_and_taken_apart(coach: Coach) -> None:
    kept(coach)
    another(coach, "Brill Mills")
    coach.says("accounts")
    coach.says(NAME)
    coach.says("change the account")
    coach.says("merge into another")
    coach.says("brill")

    assert account(coach).status == "merged"
    assert account(coach).merged_into == account(coach, "Brill Mills").id
    assert [one.name for one in coach.desk.accounts()] == ["Brill Mills"]
    assert coach.reads("with all its snapshots", "Brill Mills")

    coach.says("undo")

    assert (account(coach).status, account(coach).merged_into, account(coach).snapshots) == ("open", None, 1)
    assert coach.reads("Taken apart")


def test_a_sitting_that_was_begun_is_said_to_wait_and_comes_back(coach: Coach) -> None:
    begun(coach)
    coach.says("comparing: Lee Novak asked for two offers, 24 Feb")
    another(coach, "Brill Mills")
    for line in ("accounts", NAME, "change the account", "merge into another", "brill"):
        coach.says(line)

    assert coach.reads(f"What you had begun for {NAME} waits")

    coach.says("undo")

    assert account(coach).drafted


def test_an_account_is_not_merged_into_itself(coach: Coach) -> None:
    ACCOUNT_WAYS["accounts.merging"](coach)

    coach.says(NAME)

    assert coach.state == "accounts.merging"
    assert account(coach).status == "open"


def test_the_brief_of_the_latest_sitting_is_shown_again(coach: Coach) -> None:
    kept(coach)

    coach.says("show the brief")

    assert coach.reads(NAME, "Proposal: continue")
    assert coach.state == "accounts.account"


def test_the_trail_of_an_item_shows_how_it_moved(coach: Coach) -> None:
    begun(coach)
    coach.says("comparing: Lee Novak asked for two offers, 24 Feb")
    for _ in range(10):
        coach.says("skip")
    for line in ("finish", "go on to the brief", "continue", "keep"):
        coach.says(line)
    coach.days = 7
    for line in ("stop, pause, reassess", "something changed", "something changed"):
        coach.says(line)
    coach.says("worried: the CFO moved the meeting, 6 March")
    while coach.state != "reassessment.result":
        coach.says("all still true" if "true" in coach.ids else "finish" if "finish" in coach.ids else "skip")
    for line in ("go on to the brief", "continue", "keep"):
        coach.says(line)

    coach.says("how it moved")
    coach.says("A1")

    assert coach.reads("A1: comparing", "→ worried (6 Mar)")
    coach.says("Q9")
    assert coach.reads("no such question")


def test_a_waiting_sitting_stands_first_in_the_list(coach: Coach) -> None:
    added(coach)
    another(coach, "Zeta Works")
    coach.says("accounts")
    coach.says("Zeta Works")
    coach.picks("reassess")
    coach.says("comparing options")

    coach.says("accounts")

    assert coach.choices[0].label == "Zeta Works"
    assert coach.reads("Zeta Works: Recognition of needs, begun")


@pytest.mark.parametrize("typed", ["yes", "continue", "ok go on", "1", "yes please"])
def test_a_sitting_that_waits_is_gone_on_with_by_a_yes(coach: Coach, typed: str) -> None:
    ACCOUNT_WAYS["reassessment.resuming"](coach)

    coach.says(typed)

    assert coach.state == "reassessment.asking"
