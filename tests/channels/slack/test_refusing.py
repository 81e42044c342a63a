"""What is no turn: it is acknowledged all the same, and moves nothing. Forgeries are refused."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest

from bot.channels.slack.manifest import EVENTS
from tests.channels.slack.asking import OVER_HTTP, Coaching
from tests.fakes.slack import FakeSlack, Signature

pytestmark = pytest.mark.asyncio

SUBTYPES = (
    *("assistant_app_thread", "bot_add", "bot_message", "channel_join", "document_mention", "ekm_access_denied"),
    *("message_changed", "message_deleted", "message_replied", "reminder_add", "tombstone", "of_next_year"),
)
OTHER_EVENTS = ("app_context_changed", "app_mention", "team_join", "user_change", "of_next_year")


async def test_trap_4_every_event_and_subtype_is_acknowledged_at_once(coach: Coaching, slack: FakeSlack) -> None:
    where = {"channel": slack.dm("U1"), "ts": "1700000000.000100", "event_ts": "1700000000.000100"}
    types = [name.partition(".")[0] for name in EVENTS] + list(OTHER_EVENTS)

    for kind in types:
        await slack.event({"type": kind, "user": "U1", "tab": "home", **where})
    for subtype in SUBTYPES:
        await slack.event({"type": "message", "subtype": subtype, "channel_type": "im", **where})
        await slack.event({"type": "message", "subtype": subtype, "channel_type": "im", "user": "U1", **where})
    await slack.event({"type": "app_home_opened", "user": "U1", "tab": "messages", **where})
    await slack.event({"type": "app_home_opened"})

    assert [len(delivery.attempts) for delivery in slack.deliveries] == [1] * len(slack.deliveries)
    assert all(delivery.acknowledged for delivery in slack.deliveries)


@OVER_HTTP
async def test_health_names_the_last_thing_that_slack_brought_whatever_it_was(
    coach: Coaching, slack: FakeSlack
) -> None:
    async def last() -> object:
        async with aiohttp.ClientSession() as session, session.get(f"{coach.url}/healthz") as answer:
            told = await answer.json()
            assert answer.status == 200 and told["database"] == "ok"
            return told["last_event"]["Slack"]

    assert await last() is None
    await slack.event({"type": "app_home_opened", "user": "U1", "tab": "messages"})
    first = await last()
    coach.clock.passes(60)
    await coach.hears("hi")

    assert first == (coach.clock.now() - timedelta(seconds=60)).isoformat(timespec="seconds")
    assert await last() == coach.clock.now().isoformat(timespec="seconds")


async def test_trap_4_interactions_that_the_coach_does_not_offer_are_acknowledged(
    coach: Coaching, slack: FakeSlack
) -> None:
    view = {"id": "V1", "type": "modal", "callback_id": "x", "private_metadata": "", "state": {"values": {}}}
    body = {"callback_id": "x", "action_id": "x", "block_id": "x", "value": "", "view": view}
    about = {"user": {"id": "U1"}, "team": {"id": "T0FAKE"}, "trigger_id": "1.2.a"}

    for kind in ("view_submission", "view_closed", "shortcut", "message_action", "block_suggestion"):
        delivery = await slack.interaction({"type": kind, **body, **about})

        assert delivery.acknowledged and coach.turns() == [], kind


@pytest.mark.parametrize("body", [{"type": "app_rate_limited", "minute_rate_limited": 1}, {"type": "of_next_year"}, {}])
async def test_trap_4_what_is_neither_an_event_nor_an_interaction_is_acknowledged_too(
    coach: Coaching, slack: FakeSlack, body: dict[str, object]
) -> None:
    told = [await slack.notice({**body, "team_id": "T0FAKE"}), await slack.interaction({**body, "user": {"id": "U1"}})]

    assert [(one.acknowledged, len(one.attempts)) for one in told] == [(True, 1)] * 2 and coach.turns() == []


async def test_trap_5_bots_edits_and_deletions_never_advance_a_drill(coach: Coaching, slack: FakeSlack) -> None:
    first = await coach.hears("hi")
    before = coach.rows("SELECT version, frames FROM session"), len(slack.posted)

    bot = {"bot_id": "B0OTHER", "bot_profile": {"id": "B0OTHER", "name": "other"}}
    own = {"type": "message", "text": "1", "user": "U0COACH", "channel": slack.dm("U1"), "channel_type": "im"}
    deliveries = [
        await slack.says("U1", "1", **bot),
        await slack.says("U1", "1", subtype="bot_message", **bot),
        await slack.event({**own, "bot_id": "B0COACH"}),
        await slack.event(own),
        await slack.edits("U1", first.event_ts, "1"),
        await slack.deletes("U1", first.event_ts),
        await slack.says("U1", "1", edited={"user": "U1", "ts": "1700000000.000100"}),
        await slack.says("U1", "1", subtype="channel_topic"),
        await slack.event({**own, "user": None}),
    ]

    assert all(delivery.acknowledged for delivery in deliveries)
    assert (coach.rows("SELECT version, frames FROM session"), len(slack.posted)) == before
    assert coach.turns() == ["hi"] and coach.unsent() == 0


@OVER_HTTP
@pytest.mark.parametrize("signature", ["wrong", "old", "missing"])
async def test_trap_6_a_forged_or_old_signature_gets_401_and_does_nothing(
    coach: Coaching, slack: FakeSlack, signature: Signature
) -> None:
    await coach.hears("hi")

    deliveries = [
        await slack.says("U1", "1", signature=signature),
        await slack.presses("U1", slack.posted[0], "Try one", signature=signature),
        await slack.command("U1", "/coach", "menu", signature=signature),
    ]

    assert {attempt.status for delivery in deliveries for attempt in delivery.attempts} == {401}
    assert coach.turns() == ["hi"] and len(slack.posted) == 1


BROKEN = (b"", b"null", b"[]", b'"x"', b"\xff\xfe", b"[" * 5000, b'{"type": "event_callback", "event": null}')


@OVER_HTTP
@pytest.mark.parametrize("body", BROKEN)
@pytest.mark.parametrize("form", [False, True])
async def test_trap_6_what_cannot_be_read_gets_401_unsigned_and_no_500_signed(
    coach: Coaching, slack: FakeSlack, caplog: pytest.LogCaptureFixture, *, body: bytes, form: bool
) -> None:
    body = b"payload=" + body if form else body

    assert [await slack.posts(body, form=form, signature=bad) for bad in ("wrong", "old", "missing")] == [401] * 3
    assert await slack.posts(body, form=form, signature="right") < 500
    assert "Traceback" not in caplog.text and coach.turns() == []


@OVER_HTTP
async def test_slacks_question_whether_the_address_is_ours_is_answered(coach: Coaching, slack: FakeSlack) -> None:
    assert (await slack.url_verification("xyz")).answer == {"challenge": "xyz"}


async def test_trap_14_a_direct_message_is_one_by_its_type_or_by_its_channel(coach: Coaching, slack: FakeSlack) -> None:
    slack.add_channel("C0SALES")
    slack.add_channel("G0GROUP")
    await coach.hears("hi", channel_type=None)  # a D... channel all the same
    await coach.hears("1", channel_type="im")

    for channel, kind in (("C0SALES", "channel"), ("C0SALES", "group"), ("G0GROUP", "mpim"), ("G0GROUP", None)):
        assert (await slack.says("U1", "menu", channel=channel, channel_type=kind)).acknowledged

    assert coach.turns() == ["hi", "1"]
    assert {message.channel for message in slack.posted} == {slack.dm("U1")}


async def test_trap_14_an_answer_to_a_thread_is_a_turn_and_no_reply_names_a_thread(
    coach: Coaching, slack: FakeSlack
) -> None:
    await coach.hears("hi")
    await coach.hears("1", thread_ts=slack.posted[0].ts)
    await coach.hears("1", thread_ts=slack.posted[0].ts, subtype="thread_broadcast")

    assert coach.turns() == ["hi", "1", "1"] and len(slack.posted) == 4
    assert not any("thread_ts" in message.params for message in slack.posted)


async def test_a_file_with_words_is_a_turn_and_one_without_is_answered(coach: Coaching, slack: FakeSlack) -> None:
    files = [{"id": "F1", "name": "notes.pdf", "mimetype": "application/pdf"}]
    await coach.hears("hi", subtype="file_share", files=files)
    await coach.hears("", subtype="file_share", files=files)

    assert coach.turns() == ["hi", ""]
    assert "found none there" in slack.posted[1].text
