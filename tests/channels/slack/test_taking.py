"""How a turn is taken: saved before Slack is told, once, in order; the trap's number (platforms.md) is in each name."""

from __future__ import annotations

import sqlite3

import pytest

from dialogs.errors import StoreUnavailable
from dialogs.model import Turn
from tests.channels.holding import Held, arrivals, before_each_turn
from tests.channels.slack.asking import EACH_ONCE, IMPATIENT, OVER_HTTP, Coaching, read
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.asyncio

GREETING = "I am the sales coach"


@EACH_ONCE
async def test_trap_3_a_turn_is_saved_before_slack_is_told(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held("hi")
    before_each_turn(monkeypatch, held)

    saying = slack.spawn(slack.says("U1", "hi"))
    await slack.wait_for(held.begun)
    assert coach.turns() == [] and not saying.done()
    held.release()
    delivery = await saying

    assert coach.turns() == ["hi"]  # at this moment, not later
    assert [attempt.acknowledged for attempt in delivery.attempts] == [True]


async def test_trap_3_the_acknowledgement_does_not_wait_for_the_replies(coach: Coaching, slack: FakeSlack) -> None:
    slow = slack.fail("chat.postMessage", hold=True)

    delivery = await slack.says("U1", "hi")

    assert delivery.acknowledged and slack.posted == []
    slow.release()
    await coach.all_sent()
    assert len(slack.posted) == 1


@EACH_ONCE
async def test_trap_3_what_could_not_be_saved_is_not_acknowledged_and_comes_again(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def fail_twice(turn: Turn) -> None:
        tries.append(turn.event_id)
        if len(tries) <= 2:
            raise StoreUnavailable("the disk is full")

    before_each_turn(monkeypatch, fail_twice)

    saying = slack.spawn(slack.says("U1", "hi"))
    for number in (0, 1):
        await slack.wait_for(lambda number=number: len(tries) > number)
        slack.deliveries[0].attempts[number].expire()  # over a socket Slack is told nothing, and waits
    delivery = await saying
    await coach.all_sent()

    assert [attempt.acknowledged for attempt in delivery.attempts] == [False, False, True]
    assert len(set(tries)) == 1 and coach.turns() == ["hi"]
    assert [GREETING in read(one) for one in slack.posted] == [True]


@IMPATIENT
async def test_trap_3_a_locked_sqlite_file_loses_nothing_and_repeats_nothing(
    coaching: Coaching, slack: FakeSlack, db_url: str
) -> None:
    if not db_url.startswith("sqlite"):
        pytest.skip("only a file can be locked")
    async with coaching.runs(busy_timeout_s="0.1"):
        await coaching.hears("hi")
        lock = sqlite3.connect(db_url.removeprefix("sqlite:///"), isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")

        saying = slack.spawn(slack.says("U1", "1"))
        await slack.wait_for(lambda: len(slack.deliveries[-1].attempts) > 1)
        lock.execute("ROLLBACK")
        lock.close()
        delivery = await saying
        await coaching.all_sent()
    slack.strays.clear()  # an acknowledgement that came too late, on a slow machine

    assert not delivery.attempts[0].acknowledged and delivery.acknowledged
    assert coaching.turns() == ["hi", "1"] and len(slack.posted) == 2


@OVER_HTTP
async def test_trap_3_a_press_that_could_not_be_saved_is_refused_and_may_be_pressed_again(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    await coach.hears("hi")
    down = [True]

    def fail_while_down(turn: Turn) -> None:
        if down:
            raise StoreUnavailable("the disk is full")

    before_each_turn(monkeypatch, fail_while_down)
    refused = await slack.presses("U1", slack.posted[0], "Try one")
    down.clear()
    taken = await slack.presses("U1", slack.posted[0], "Try one")
    await coach.all_sent()

    assert refused.status == 503 and taken.status == 200
    assert coach.turns() == ["hi", "try_one"] and len(slack.posted) == 2


async def test_trap_3_slack_failing_its_own_auth_test_costs_no_message(coach: Coaching, slack: FakeSlack) -> None:
    slack.fail("auth.test", times=9, status=500)  # Bolt would acknowledge the event and drop it

    delivery = await coach.hears("hi")

    assert delivery.acknowledged and coach.turns() == ["hi"]
    assert [call.method for call in slack.calls].count("auth.test") == 1


@EACH_ONCE
async def test_trap_1_the_same_event_three_times_has_one_effect(coach: Coaching, slack: FakeSlack) -> None:
    deliveries = [await coach.hears("hi", event_id="Ev0SAME") for _ in range(3)]

    assert all(delivery.acknowledged for delivery in deliveries)
    assert coach.turns() == ["hi"] and len(slack.posted) == 1


@EACH_ONCE
async def test_trap_1_the_same_event_three_times_at_once_has_one_effect(coach: Coaching, slack: FakeSlack) -> None:
    for _ in range(3):
        slack.spawn(slack.says("U1", "hi", event_id="Ev0SAME"))
    await slack.settled()
    await coach.all_sent()

    assert all(len(delivery.attempts) == 1 for delivery in slack.deliveries)
    assert coach.turns() == ["hi"] and len(slack.posted) == 1


async def test_trap_1_an_event_whose_acknowledgement_came_late_is_not_counted_twice(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, transport: str
) -> None:
    held = Held("hi")
    before_each_turn(monkeypatch, held)

    saying = slack.spawn(slack.says("U1", "hi"))
    await slack.wait_for(held.begun)
    slack.deliveries[0].attempts[0].expire()
    await slack.wait_for(lambda: len(slack.deliveries[0].attempts) == 2)
    held.release()
    delivery = await saying
    await coach.all_sent()
    if transport == "socket":
        await slack.wait_for(lambda: slack.strays)  # the first try's acknowledgement, come too late
        slack.strays.clear()

    assert [attempt.acknowledged for attempt in delivery.attempts] == [
        False,
        True,
    ]  # the retry header alone tells nothing
    assert coach.turns() == ["hi"] and len(slack.posted) == 1


@EACH_ONCE
async def test_trap_2_one_persons_events_are_taken_in_the_order_of_their_arrival(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, arrived = Held("hi"), arrivals(monkeypatch)
    before_each_turn(monkeypatch, held)

    for number, words in enumerate(("hi", "1", "1", "menu"), 1):
        slack.spawn(slack.says("U1", words))
        await slack.wait_for(lambda number=number: len(arrived) == number)
    held.release()
    await slack.settled()
    await coach.all_sent()

    assert coach.turns() == ["hi", "1", "1", "menu"]
    kept = [str(row[0]) for row in coach.rows("SELECT key FROM outbox ORDER BY id")]
    sent = [str(row[0]) for row in coach.rows("SELECT key FROM outbox ORDER BY sent_at, id")]
    assert kept == sent and len(slack.posted) == len(kept)
    assert GREETING in read(slack.posted[0]) and "practise" in read(slack.posted[-1])


async def test_trap_2_one_person_does_not_wait_for_another(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.add_user("U2", name="Sam Seller")
    held = Held("slowly")
    before_each_turn(monkeypatch, held)

    waiting = slack.spawn(slack.says("U1", "slowly"))
    await slack.wait_for(held.begun)
    await slack.says("U2", "hi")

    assert not waiting.done()
    assert coach.turns("U2") == ["hi"] and coach.turns("U1") == []
    held.release()
    await waiting


@pytest.mark.parametrize("many", [24, pytest.param(64, marks=pytest.mark.soak)])  # there are eight threads
async def test_trap_2_many_people_at_once_are_each_taken_in_order(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    people = [slack.add_user(f"U{number:03d}", name=f"Rep {number}") for number in range(100, 100 + many)]
    arrived = arrivals(monkeypatch)
    for number, words in enumerate(("hi", "1", "2"), 1):
        for who in people:
            slack.spawn(slack.says(who, words))
        # the next words come while most people's turns are still in their lanes
        await slack.wait_for(lambda number=number: len(arrived) > (number - 0.5) * len(people))
    await slack.settled()
    await coach.all_sent()

    assert all(len(delivery.attempts) == 1 for delivery in slack.deliveries)
    assert all(coach.turns(who) == [turn.text for turn in arrived if turn.who == who] for who in people)
    for who in people:
        stamps = [value.partition("|")[0] for one in slack.posted_to(who) for _, value in one.buttons[:1]]
        assert stamps == sorted(stamps) and GREETING in read(slack.posted_to(who)[0])
