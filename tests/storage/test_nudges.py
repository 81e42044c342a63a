"""The ledger on both databases: planned once, sent once, whoever looks first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.service.contacts import APPROACHING, Contacts, tell
from bot.service.own_nudges import carry_out
from dialogs.nudging.model import NudgeSettings, NudgeTaken
from dialogs.nudging.ports import Contact, Unstarted
from dialogs.reassessment.model import AccountId
from dialogs.replies import Say
from storage.unit_of_work import Store
from tests.nudging.world import HERE, START, World

SLOT = datetime(2026, 1, 7, 11, 40, tzinfo=UTC)


def test_two_processes_plan_and_send_one_nudge_of_a_week(store: Store) -> None:
    world = World(store).filled(1)
    world.rekeep(world.people[0], NudgeSettings(START))
    one, other = world.jobs()[0], world.jobs()[0]

    assert (one.plan(SLOT, 9), other.plan(SLOT, 9)) == (1, 0)
    assert (one.deliver(SLOT, 9), other.deliver(SLOT, 9)) == (1, 0)
    assert len(world.rows("SELECT id FROM nudge WHERE state = 'sending'")) == 1
    assert len(world.rows("SELECT key FROM outbox")) == 1


def test_what_another_process_moved_meanwhile_is_not_sent_again(store: Store) -> None:
    world = World(store).filled(1)
    world.rekeep(world.people[0], NudgeSettings(START))
    jobs = world.jobs()[0]
    jobs.plan(SLOT, 9)
    with store.unit_of_work() as work:
        (planned,) = work.nudging().planned(SLOT, limit=9)
    jobs.deliver(SLOT, 9)

    with store.unit_of_work() as work:
        assert not work.nudging().move(planned, was="planned")


def test_a_window_that_was_missed_is_dropped_and_not_made_up_for(store: Store) -> None:
    world = World(store).filled(1)
    world.rekeep(world.people[0], NudgeSettings(START))
    jobs = world.jobs()[0]

    jobs.plan(SLOT + timedelta(days=1), 9)
    jobs.deliver(SLOT + timedelta(days=1), 9)

    assert [row["reason"] for row in world.rows("SELECT reason FROM nudge")] == ["missed"]
    assert world.rows("SELECT key FROM outbox") == []


def test_who_held_out_weeks_are_counted_beside_those_with_a_nudge(store: Store) -> None:
    world = World(store).filled(1)
    world.rekeep(world.people[0], NudgeSettings(START))
    world.tick(world.jobs(), SLOT)

    with store.unit_of_work() as work:
        later = SLOT + timedelta(days=9)
        counts = work.nudging().counts(HERE, START - timedelta(days=9), later)

    assert (counts.nudged, counts.nudged_done, counts.held_out) == (1, 0, 0)


def test_what_waits_for_one_person_is_theirs_alone_and_due(store: Store) -> None:
    world = World(store).filled(2)
    ann, bo = (one.member.id for one in world.people[:2])
    with store.unit_of_work() as work:
        for who, key, due_at in ((ann, "now", SLOT), (ann, "later", SLOT + timedelta(hours=1)), (bo, "other", SLOT)):
            assert work.nudging().add_contact(Contact(HERE, key, who, "team", (Say("x"),), START, due_at), None)
        assert work.nudging().add_contact(Contact(HERE, "told", ann, "team", (), START, START), START)
        work.commit()

    with store.unit_of_work() as work:
        found = work.nudging().waiting_for(HERE, ann, SLOT)
        there = [work.has_waiting(HERE, ann, at) for at in (SLOT - timedelta(microseconds=1), SLOT)]
    Contacts(store.unit_of_work).release_to(HERE, ann, SLOT)
    with store.unit_of_work() as work:
        assert work.nudging().waiting_for(HERE, bo, SLOT)

    assert [one.key for one in found] == ["now"]
    assert there == [False, True]
    assert [row["key"] for row in world.rows("SELECT key FROM outbox")] == ["now/0"]


def test_what_was_put_off_or_no_help_is_counted_among_the_weeks_with_a_nudge(store: Store) -> None:
    world = World(store).filled(2)
    for person in world.people:
        world.rekeep(person, NudgeSettings(START))
    jobs = world.jobs()
    world.tick(jobs, SLOT)
    (put_off, no_help), later = [person.member for person in world.people], SLOT + timedelta(days=9)

    with store.unit_of_work() as work:
        for member, outcome in ((put_off, "snoozed"), (no_help, "unhelpful")):
            (row,) = work.nudging().nudges(HERE, member.id, START)
            carry_out(work, member, NudgeTaken(row.id, outcome), SLOT)  # type: ignore[arg-type]  # an Outcome
        counts = work.nudging().counts(HERE, START - timedelta(days=9), later)
        found = work.nudging().unhelpful(HERE, START, SLOT + timedelta(seconds=1))
        before = work.nudging().unhelpful(HERE, START, SLOT)

    assert (counts.nudged, counts.snoozed, counts.stopped, counts.unhelpful) == (2, 1, 0, 1)
    assert (counts.people, counts.helpless) == (2, 1)
    assert (found, before) == ([(no_help.id, frozenset())], [])


def test_what_was_announced_shows_once_it_arrived_and_until_it_is_refused(store: Store) -> None:
    world = World(store).filled(1)
    member, key = world.people[0].member, "approach/a0x0/4/2026-02-06"
    with store.unit_of_work() as work:
        tell(work, HERE, member.id, key, [Say("Tomorrow.")], SLOT, kind=APPROACHING, stamp="r.x")
        work.commit()

    with store.unit_of_work() as work:
        assert work.nudging().unstarted(HERE, member.id) == []  # it has not arrived
    world._sent(SLOT)
    with store.unit_of_work() as work:
        book = work.nudging()
        assert book.unstarted(HERE, member.id) == [Unstarted(AccountId("a0x0"), date(2026, 2, 6), SLOT)]
        for stamp in ("", "r.x"):
            found = book.announced(HERE, member.id, APPROACHING, START, stamp=stamp)
            assert found is not None and found.key == key
        assert book.announced(HERE, member.id, APPROACHING, START, stamp="r.y") is None
        assert [book.refuse(HERE, who, key, SLOT) for who in ("another", member.id, member.id)] == [False, True, False]  # type: ignore[arg-type]  # an id
        assert book.unstarted(HERE, member.id) == []
        assert book.announced(HERE, member.id, APPROACHING, START) is None
