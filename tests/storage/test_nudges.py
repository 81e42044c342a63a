"""The ledger on both databases: planned once, sent once, whoever looks first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.service.contacts import Contacts
from dialogs.nudging.model import NudgeSettings
from dialogs.nudging.ports import Contact
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
