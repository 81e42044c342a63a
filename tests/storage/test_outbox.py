"""Every reply is leased to one sender at a time, each address gets its own in order, and what is done stays done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from dialogs.model import Outgoing, Session
from dialogs.replies import Say
from storage.tables import table
from storage.unit_of_work import Store
from tests.storage.conftest import AT, ELSEWHERE, HERE, a_session, a_turn, ann_in, saved

MINUTE = timedelta(minutes=1)
CHANNELS = ("slack", "telegram")


def put(
    store: Store,
    session: Session,
    event: str,
    *,
    who: str = "U1",
    channel: str = "slack",
    until: datetime | None = None,
) -> str:
    """Queue one reply and return its key."""
    turn = replace(a_turn(event), who=who, channel=channel)
    with store.unit_of_work() as work:
        (key,) = work.put_replies(session, turn, [Say(event)], "menu.choosing", lease_until=until)
        work.commit()
    return key


def leased(
    store: Store, now: datetime = AT, *, channels: Sequence[str] = CHANNELS, limit: int = 100
) -> Sequence[Outgoing]:
    with store.unit_of_work() as work:
        got = work.lease_replies(channels, now, lease_until=now + MINUTE, limit=limit)
        work.commit()
    return got


def said(outgoing: Sequence[Outgoing]) -> list[str]:
    return [one.reply.plain_text() for one in outgoing]


def states(store: Store) -> list[tuple[str, int]]:
    outbox = table("outbox").c
    with store._engine.connect() as connection:
        return [(row.state, row.attempts) for row in connection.execute(select(outbox).order_by(outbox.id))]


def test_a_leased_reply_says_all_that_its_sender_needs(store: Store, session: Session) -> None:
    key = put(store, session, "a")

    assert leased(store) == [Outgoing(key, HERE, "slack", "U1", Say("a"), "menu.choosing", "1.1", 1)]
    assert session.stamp == "1.1"


def test_what_is_leased_is_nobody_else_s_until_the_lease_is_over(store: Store, session: Session) -> None:
    put(store, session, "a")

    assert said(leased(store)) == ["a"]
    assert leased(store, AT + MINUTE / 2) == []
    assert [(one.key, one.attempts) for one in leased(store, AT + MINUTE)] == [("slack/a/0", 2)]


def test_replies_that_are_queued_with_a_lease_wait_for_their_own_sender(store: Store, session: Session) -> None:
    put(store, session, "a", until=AT + MINUTE)

    assert states(store) == [("sending", 1)]
    assert leased(store) == []
    with store.unit_of_work() as work:
        assert [key for key, _, _ in work.pending_replies(HERE, "slack", "U1")] == ["slack/a/0"]
    assert [one.attempts for one in leased(store, AT + MINUTE)] == [2]


def test_the_oldest_come_first_up_to_the_limit_from_every_workspace(store: Store, session: Session) -> None:
    other = saved(store, a_session(ann_in(store, ELSEWHERE)))
    for name, of in (("c", session), ("a", other), ("b", session)):
        put(store, of, name, who=name)

    first, rest = leased(store, limit=2), leased(store, limit=2)

    assert (said(first), said(rest)) == (["c", "a"], ["b"])
    assert [one.workspace_id for one in first] == [HERE, ELSEWHERE]


def test_only_the_channels_that_were_asked_for_are_leased(store: Store, session: Session) -> None:
    for channel in ("slack", "telegram", "terminal"):
        put(store, session, channel, channel=channel)

    assert said(leased(store, channels=["telegram"])) == ["telegram"]
    assert said(leased(store)) == ["slack"]
    assert leased(store, channels=[]) == []


@pytest.mark.parametrize("how", ["leased", "postponed", "queued with a lease"])
def test_nothing_overtakes_an_earlier_reply_to_the_same_address(store: Store, session: Session, how: str) -> None:
    key = put(store, session, "first", until=AT + MINUTE if how == "queued with a lease" else None)
    if how != "queued with a lease":
        assert said(leased(store)) == ["first"]
    if how == "postponed":
        with store.unit_of_work() as work:
            work.postpone(HERE, [key], AT + MINUTE)
            work.commit()
    put(store, session, "second")
    put(store, session, "other", who="U2")
    put(store, session, "same name elsewhere", channel="telegram")

    assert said(leased(store)) == ["other", "same name elsewhere"]
    assert said(leased(store, AT + MINUTE))[:2] == ["first", "second"]


@pytest.mark.parametrize("over", [False, True])
def test_a_new_reply_does_not_overtake_one_that_somebody_sends_or_was_killed_at(
    store: Store, session: Session, over: bool
) -> None:
    """Who queues the second is not always who sends the first: it may be another process, which may be dead."""
    put(store, session, "first", until=AT + MINUTE)
    now = AT + MINUTE if over else AT

    with store.unit_of_work() as work:
        turn = replace(a_turn("second"), who="U1", channel="slack")
        keys = work.put_replies(session, turn, [Say("second")], "menu.choosing", lease_until=now + MINUTE)
        work.commit()
    put(store, session, "other", who="U2", until=AT + MINUTE)

    assert keys == ()
    assert states(store) == [("sending", 1), ("pending", 0), ("sending", 1)]
    assert said(leased(store, AT)) == []
    assert said(leased(store, AT + MINUTE)) == ["first", "second", "other"]


def test_a_new_reply_is_its_own_senders_once_the_earlier_is_done(store: Store, session: Session) -> None:
    first = put(store, session, "first", until=AT + MINUTE)
    with store.unit_of_work() as work:
        work.mark_sent(HERE, [first], AT)
        work.commit()

    assert put(store, session, "second", until=AT + MINUTE) == "slack/second/0"


@pytest.mark.parametrize("how", ["sent", "given up"])
def test_what_is_done_lets_the_next_one_go_and_never_comes_back(store: Store, session: Session, how: str) -> None:
    first = put(store, session, "first", until=AT + MINUTE)
    put(store, session, "second")
    with store.unit_of_work() as work:
        work.mark_sent(HERE, [first], AT) if how == "sent" else work.give_up(HERE, [first])
        work.commit()

    assert said(leased(store)) == ["second"]
    assert said(leased(store, AT + 5 * MINUTE)) == ["second"]
    with store.unit_of_work() as work:
        assert [reply for _, reply, _ in work.pending_replies(HERE, "slack", "U1")] == [Say("second")]
    assert states(store)[0] == ("sent" if how == "sent" else "failed", 1)


def test_postponing_and_giving_up_leave_alone_what_is_done(store: Store, session: Session) -> None:
    sent, failed = put(store, session, "a"), put(store, session, "b")
    with store.unit_of_work() as work:
        work.mark_sent(HERE, [sent], AT)
        work.give_up(HERE, [failed])
        work.postpone(HERE, [sent, failed], AT + MINUTE)
        work.give_up(HERE, [sent, failed])
        work.postpone(HERE, [], AT)
        work.give_up(HERE, [])
        work.commit()

    assert states(store) == [("sent", 0), ("failed", 0)]
    assert leased(store, AT + MINUTE) == []


def test_a_postponed_reply_counts_how_often_it_was_tried(store: Store, session: Session) -> None:
    key = put(store, session, "a", until=AT + MINUTE)
    with store.unit_of_work() as work:
        work.postpone(HERE, [key], AT + 2 * MINUTE)
        work.commit()

    assert states(store) == [("pending", 1)]
    assert [one.attempts for one in leased(store, AT + 2 * MINUTE)] == [2]


def test_a_lease_that_was_rolled_back_is_none(store: Store, session: Session) -> None:
    put(store, session, "a")
    with store.unit_of_work() as work:
        work.lease_replies(CHANNELS, AT, lease_until=AT + MINUTE, limit=9)

    assert said(leased(store)) == ["a"]


def test_a_dead_address_loses_what_waits_for_it_and_is_known_as_dead(store: Store) -> None:
    ann = ann_in(store)
    session = saved(store, a_session(ann))
    put(store, session, "a", who="ann", channel="terminal")
    put(store, session, "b", who="bob", channel="terminal")

    for later in (timedelta(0), MINUTE):
        with store.unit_of_work() as work:
            work.mark_unreachable(HERE, "terminal", "ann", AT + later)
            work.commit()

    with store.unit_of_work() as work:
        assert work.member(HERE, "terminal", "ann") == replace(ann, unreachable=True)
    assert [state for state, _ in states(store)] == ["failed", "pending"]


def test_an_address_that_takes_messages_again_is_known_as_well(store: Store) -> None:
    ann = ann_in(store)
    with store.unit_of_work() as work:
        work.mark_unreachable(HERE, "terminal", "ann", AT)
        work.mark_reachable(HERE, "terminal", "ann")
        assert work.member(HERE, "terminal", "ann") == ann


def test_an_unknown_address_is_let_be(store: Store, session: Session) -> None:
    put(store, session, "a", who="nobody")
    with store.unit_of_work() as work:
        work.mark_unreachable(HERE, "slack", "nobody", AT)
        work.mark_reachable(HERE, "slack", "nobody")
        assert work.member(HERE, "slack", "nobody") is None
        work.commit()

    assert said(leased(store)) == ["a"]


def test_a_profile_keeps_what_is_not_given(store: Store) -> None:
    ann = ann_in(store)
    expected = (("Anna", None), ("Anna", "Asia/Kolkata"), ("An\ufffd", "Europe/Berlin"))
    given = ({"name": "Anna"}, {"zone": "Asia/Kolkata"}, {"name": "An\udce9", "zone": "Europe/Berlin"})

    for profile, (name, zone) in zip(given, expected, strict=True):
        with store.unit_of_work() as work:
            work.set_profile(HERE, ann.id, **profile)
            work.set_profile(HERE, ann.id)
            work.commit()
        with store.unit_of_work() as work:
            assert work.member(HERE, "terminal", "ann") == replace(ann, name=name, zone=zone)


def test_the_oldest_unsent_is_the_first_that_still_waits(store: Store, session: Session) -> None:
    first, second = (
        replace(a_turn(name), channel="slack", at=AT + later) for name, later in (("a", MINUTE), ("b", 2 * MINUTE))
    )
    with store.unit_of_work() as work:
        assert work.oldest_unsent(CHANNELS) is None
        keys = [*work.put_replies(session, first, [Say("a")], "x", lease_until=AT + 9 * MINUTE)]
        keys += work.put_replies(session, second, [Say("b")], "x")
        assert work.oldest_unsent(CHANNELS) == AT + MINUTE
        assert work.oldest_unsent(["telegram"]) is None
        work.mark_sent(HERE, keys[:1], AT)
        assert work.oldest_unsent(CHANNELS) == AT + 2 * MINUTE
        work.give_up(HERE, keys[1:])
        assert work.oldest_unsent(CHANNELS) is None


def test_a_reply_queued_behind_a_postponed_one_waits_with_it_and_is_nobodys_to_send(
    store: Store, session: Session
) -> None:
    key = put(store, session, "a", until=AT + MINUTE)
    with store.unit_of_work() as work:
        work.postpone(HERE, [key], AT + 2 * MINUTE)
        work.commit()

    with store.unit_of_work() as work:
        turn = replace(a_turn("b"), who="U1", channel="slack")
        keys = work.put_replies(session, turn, [Say("b")], "menu.choosing", lease_until=AT + MINUTE)
        work.commit()

    assert keys == ()
    assert leased(store, AT + MINUTE) == []
    assert said(leased(store, AT + 2 * MINUTE)) == ["a", "b"]
