"""Reviews on both databases: who sees and does what, what the rep is told once, and what an erasing leaves of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

import pytest

from bot import wiring
from bot.service.deeds import carry_out
from bot.service.retention import tables_in_effect
from bot.service.reviews import ReviewRefused, Reviews
from content.library import Library
from dialogs.errors import StaleSession
from dialogs.model import EventId, Step, Turn
from dialogs.people import Standing
from dialogs.reassessment.model import AccountId, AccountSaved
from dialogs.reviewing.model import AnsweredBack, AskedBack, ReviewDated, ReviewHeld, ToldAbout
from storage.unit_of_work import Store
from tests.service.people_there import CALLERS, HERE, NORTH, NOW, SOUTH, There
from tests.storage.accounts import an_account, kept, made, opened
from tests.storage.conftest import sqlite_url, store, url

__all__ = ["sqlite_url", "store", "url"]  # both databases

ACME = AccountId("acme")
DAY = NOW.date() + timedelta(days=10)
Found = TypeVar("Found")


@pytest.fixture
def there(store: Store) -> There:
    """A rep of the north with an account: a brief sent, a later one kept, a draft of none."""
    there = There(store).filled()
    rep = there.members["rep"]
    account = an_account(rep)
    opened(store, rep, account, an_account(rep, "boreal", "Boreal"))
    kept(store, rep, made(account, 1, phase="recognition", sent=True), made(account, 2, weeks=1))
    return there


def reviews(there: There, caller: str, what: Callable[[Reviews], Found]) -> Found:
    """Do something as a caller in a transaction of its own, and keep it."""
    library = wiring.library()
    with there.store.unit_of_work() as work:
        standing: Standing = there.standing(work, caller)
        found = what(Reviews(work, standing, NOW, library.text, tables_in_effect(library)))
        work.commit()
        return found


def messages(there: There, to: str) -> list[str]:
    with there.store.unit_of_work() as work:
        return [reply.plain_text() for _, reply, _ in work.pending_replies(HERE, "slack", to)]


def set_day(there: There, caller: str, day: date | None = DAY) -> None:
    reviews(there, caller, lambda it: it.set_day(ReviewDated(there["rep"], ACME, day)))


def ask_back(there: There, caller: str, text: str = "Who signs?", account: AccountId = ACME) -> None:
    reviews(there, caller, lambda it: it.ask_back(AskedBack(f"q-{caller}", there["rep"], account, text)))


def hold(there: There, caller: str, account: AccountId = ACME) -> None:
    act = ReviewHeld(f"h-{caller}", there["rep"], account, "pause", "they wait for June", DAY, NOW.date())
    reviews(there, caller, lambda it: it.hold(act))


def test_a_manager_sees_names_days_and_what_was_sent(there: There) -> None:
    found = reviews(there, "manager", Reviews.agenda)

    assert [(one.name, one.rep, one.phase, one.sent) for one in found] == [
        ("Acme", "Rep", "recognition", date(2026, 3, 2)),
        ("Boreal", "Rep", None, None),
    ]


def test_who_leads_the_team_sees_the_accounts_and_nobody_else(there: There) -> None:
    for caller in CALLERS:
        expected = 2 if caller == "manager" else 0

        assert len(reviews(there, caller, Reviews.agenda)) == expected, caller
        assert len(reviews(there, caller, Reviews.held)) == expected, caller
        file = reviews(there, caller, lambda it: it.file(there["rep"], ACME))
        assert (file is not None) == (caller == "manager"), caller


@pytest.mark.parametrize("act", [set_day, ask_back, hold])
def test_nobody_else_does_anything_with_them(there: There, act: Callable[[There, str], None]) -> None:
    for caller in (caller for caller in CALLERS if caller != "manager"):
        with pytest.raises(ReviewRefused):
            act(there, caller)

    assert messages(there, "rep") == []
    assert reviews(there, "manager", lambda it: it.file(there["rep"], ACME)).held == ()  # type: ignore[union-attr]


@pytest.mark.parametrize("account", ["nothing", "", "' OR 1=1"])
def test_a_guessed_account_opens_nothing(there: There, account: str) -> None:
    assert reviews(there, "manager", lambda it: it.file(there["rep"], AccountId(account))) is None
    assert reviews(there, "manager", lambda it: it.file(there["peer"], ACME)) is None
    with pytest.raises(ReviewRefused):
        hold(there, "manager", AccountId(account))


def test_what_was_kept_is_in_no_file(there: There) -> None:
    file = reviews(there, "manager", lambda it: it.file(there["rep"], ACME))

    assert file is not None
    assert [(one.number, one.sent) for one in file.briefs] == [(1, True)]


def test_every_look_stands_in_the_log_of_the_rep(there: There) -> None:
    reviews(there, "manager", Reviews.agenda)
    reviews(there, "manager", lambda it: it.file(there["rep"], ACME))
    reviews(there, "other_manager", lambda it: it.file(there["rep"], ACME))

    with there.store.unit_of_work() as work:
        rows = [one.looked for one in work.privacy(HERE).logged([there["rep"]], limit=50)]
    looks = [(one.act, one.kind, one.form) for one in reversed(rows)]
    assert looks == [
        ("read", "account", "names"),
        ("read", "account", "names"),
        ("read", "brief", "whole"),
        ("refused", "account", "none"),
    ]


def test_a_day_is_set_and_told_once(there: There) -> None:
    set_day(there, "manager")
    set_day(there, "manager")  # the same key

    with there.store.unit_of_work() as work:
        assert {one.name: one.review for one in work.accounts(HERE, there["rep"])} == {"Acme": DAY, "Boreal": None}
    (told,) = messages(there, "rep")
    assert told.startswith("Manager set the next review of Acme: Thu 12 Mar.")


def test_a_day_that_is_over_is_refused(there: There) -> None:
    with pytest.raises(ReviewRefused, match="past"):
        set_day(there, "manager", NOW.date() - timedelta(days=2))


def test_a_question_needs_a_brief_and_one_line(there: There) -> None:
    for text, account in (("", ACME), ("x" * 201, ACME), ("Who?", AccountId("boreal"))):
        with pytest.raises(ReviewRefused):
            ask_back(there, "manager", text, account)
    assert messages(there, "rep") == []


def test_the_answer_reaches_who_asked_and_is_kept_once(there: There) -> None:
    ask_back(there, "manager")
    (asked,) = reviews(there, "rep", Reviews.asked_of_me)
    assert messages(there, "rep")[0].startswith("Manager asks about Acme: “Who signs?”")

    reviews(there, "rep", lambda it: it.answer(AnsweredBack(asked.id, "The CFO")))

    assert reviews(there, "rep", Reviews.asked_of_me) == []
    assert messages(there, "manager") == ["Rep answers about Acme: “The CFO”\nYou asked: “Who signs?”"]
    with pytest.raises(ReviewRefused):
        reviews(there, "rep", lambda it: it.answer(AnsweredBack(asked.id, "again")))
    file = reviews(there, "manager", lambda it: it.file(there["rep"], ACME))
    assert file is not None and [one.answer for one in file.questions] == ["The CFO"]


def test_nobody_answers_for_a_rep(there: There) -> None:
    ask_back(there, "manager")

    for caller in (caller for caller in CALLERS if caller != "rep"):
        with pytest.raises(ReviewRefused):
            reviews(there, caller, lambda it: it.answer(AnsweredBack("q-manager", "as if")))

        assert reviews(there, caller, Reviews.asked_of_me) == []
    assert len(reviews(there, "rep", Reviews.asked_of_me)) == 1


def test_an_answer_is_not_told_to_one_who_is_no_manager_any_more(there: There) -> None:
    ask_back(there, "manager")
    with there.store.unit_of_work() as work:
        work.people(HERE).leave(NORTH.id, there["manager"], NOW)
        work.commit()

    reviews(there, "rep", lambda it: it.answer(AnsweredBack("q-manager", "The CFO")))

    assert messages(there, "manager") == []


def test_a_review_is_held_counted_and_told_once(there: There) -> None:
    hold(there, "manager")

    (told,) = messages(there, "rep")
    assert (
        told
        == "The review of Acme was held by Manager. Decided: Pause it. “they wait for June” Next review: Thu 12 Mar."
    )
    file = reviews(there, "manager", lambda it: it.file(there["rep"], ACME))
    assert file is not None
    assert [(one.by, one.decision, one.next) for one in file.held] == [("Manager", "pause", DAY)]
    assert file.account.review == DAY
    counted = {one.account.name: len(one.held) for one in reviews(there, "manager", Reviews.held)}
    assert counted == {"Acme": 1, "Boreal": 0}


def test_a_closed_account_is_reviewed_no_more(there: There) -> None:
    rep = there.members["rep"]
    kept(there.store, rep, AccountSaved(an_account(rep, status="closed")))

    assert [one.closed for one in reviews(there, "manager", Reviews.agenda)] == [True, False]
    with pytest.raises(ReviewRefused):
        hold(there, "manager")


def test_what_is_merged_into_an_account_is_told_as_its_own(there: There) -> None:
    hold(there, "manager")
    rep = there.members["rep"]
    kept(there.store, rep, AccountSaved(an_account(rep, status="merged", merged_into=AccountId("boreal"))))

    file = reviews(there, "manager", lambda it: it.file(there["rep"], AccountId("boreal")))

    assert file is not None
    assert (len(file.briefs), len(file.held), file.account.sent) == (1, 1, date(2026, 3, 2))


def sends(there: There) -> None:
    """The rep sends a brief with a turn."""
    rep = there.members["rep"]
    change = made(an_account(rep), 3, weeks=2, sent=True)
    kept(there.store, rep, change)
    reviews(there, "rep", lambda it: it.tell_sent(change.snapshot))


def test_every_manager_of_every_team_of_the_reps_is_told_of_a_brief_once(there: There) -> None:
    with there.store.unit_of_work() as work:
        work.people(HERE).join(SOUTH.id, there["rep"], "rep", NOW)
        work.commit()

    sends(there)

    told = ["Rep sent you the brief of Acme. Type review to read it and to plan the review."]
    everybody = ("manager", "second_manager", "other_manager", "off", "peer", "author", "admin")
    expected = {who: told if "manager" in who else [] for who in everybody}
    assert {who: messages(there, who) for who in everybody} == expected


def test_what_was_sent_before_the_rep_had_a_team_is_its_managers_from_then_on(there: There) -> None:
    """The message at Send says so: it goes to managers of a team that one joins later."""
    assert reviews(there, "other_manager", Reviews.agenda) == []
    with there.store.unit_of_work() as work:
        work.people(HERE).join(SOUTH.id, there["rep"], "rep", NOW)
        work.commit()

    file = reviews(there, "other_manager", lambda it: it.file(there["rep"], ACME))

    assert file is not None and len(file.briefs) == 1


def erased(there: There, name: str) -> None:
    with there.store.unit_of_work() as work:
        ids = work.people(HERE).whole(there[name])
        work.privacy(HERE).ask_erasure(ids, NOW, due_at=NOW)
        work.commit()
    with there.store.unit_of_work() as work:
        work.privacy(HERE).erase(ids, NOW)
        work.commit()


def test_who_asked_to_be_erased_is_in_no_agenda_and_gets_nothing(there: There) -> None:
    with there.store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure([there["rep"]], NOW, due_at=NOW + timedelta(days=7))
        work.privacy(HERE).ask_erasure([there["second_manager"]], NOW, due_at=NOW + timedelta(days=7))
        work.commit()

    assert reviews(there, "manager", Reviews.agenda) == []
    with pytest.raises(ReviewRefused):
        hold(there, "manager")
    assert [one.name for one in reviews(there, "rep", Reviews.receivers)] == ["Manager"]


def test_an_erased_reps_words_go_out_of_the_managers_chat_too(there: There, shipped: Library) -> None:
    ask_back(there, "manager")
    reviews(there, "rep", lambda it: it.answer(AnsweredBack("q-manager", "The CFO")))
    sends(there)
    assert len(messages(there, "manager")) == 2

    erased(there, "rep")

    assert messages(there, "manager") == []


def test_an_erased_managers_words_go_and_the_review_stays(there: There) -> None:
    ask_back(there, "manager")
    hold(there, "manager")

    erased(there, "manager")

    file = reviews(there, "second_manager", lambda it: it.file(there["rep"], ACME))
    assert file is not None
    assert [(one.by, one.decision, one.line) for one in file.held] == [("", "pause", "")]
    assert [(one.by, one.text) for one in file.questions] == [("", "")]
    assert reviews(there, "rep", Reviews.asked_of_me) == []
    assert messages(there, "rep") == []


def test_a_deed_that_is_refused_by_now_lets_nothing_of_the_turn_be_kept(there: There, shipped: Library) -> None:
    manager = there.members["manager"]
    held = ReviewHeld("h", there["rep"], ACME, "go_on", "", None, NOW.date())
    turn = Turn(EventId("e"), "slack", "manager", NOW, "skip")
    step = Step.__new__(Step)
    for name, value in {"deeds": (held, ToldAbout((there["rep"],))), "account_changes": (), "replies": ()}.items():
        object.__setattr__(step, name, value)
    with there.store.unit_of_work() as work:
        work.people(HERE).leave(NORTH.id, manager.id, NOW)
        work.commit()

    with pytest.raises(StaleSession), there.store.unit_of_work() as work:
        carry_out(work, manager, step, turn, shipped)


def pruned(there: There, kind: str, days: int) -> dict[str, int]:
    with there.store.unit_of_work() as work:
        gone = work.privacy(HERE).prune({kind: 30}, NOW + timedelta(days=days), dry_run=False)
        work.commit()
    return {name: count for name, count in gone.items() if name in ("review_session", "question_back", "told_about")}


def test_what_a_review_left_goes_with_the_briefs_and_who_was_told_of_with_the_messages(there: There) -> None:
    ask_back(there, "manager")
    hold(there, "manager")

    assert pruned(there, "brief", 29) == pruned(there, "practice", 29) == {}
    assert pruned(there, "brief", 31) == {"review_session": 1, "question_back": 1}
    assert pruned(there, "practice", 31) == {"told_about": 2}
    file = reviews(there, "manager", lambda it: it.file(there["rep"], ACME))
    assert file is not None and (file.held, file.questions) == ((), ())
