"""What a rep typed comes back as typed, whatever Slack would make of it, and no message is more than Slack takes."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.sender import SlackSender
from dialogs.model import Outgoing, WorkspaceId
from dialogs.replies import Ask, Card, Choice, Reply, Say
from tests.channels.slack.asking import OVER_HTTP, Coaching, read, said
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.asyncio

TYPED = (
    "What gets in the way, <!channel>?",
    "What gets in the way of R&D at AT&T; is 3 < 4 > 2 a problem?",
    "What gets in the way of *bold* _slanted_ ~gone~ `code` plans?",
    "What gets in the way of :smoke: and :+1: orders?",
    "What gets in the way of &lt;!here&gt; and &amp;amp; orders?",
    "What gets in the way of <@U1>, <!here|here>, <!subteam^S1> and @everyone?",
    "> What gets in the way of quoted orders?",
)


async def meets_a_question(coach: Coaching, who: str = "U1") -> None:
    """Go to where the coach asks for a question and repeats what was typed."""
    for words in ("hi", "1", "1"):
        await coach.hears(words, who=who)


async def test_trap_9_what_a_rep_typed_comes_back_as_typed_and_pings_nobody(coach: Coaching, slack: FakeSlack) -> None:
    for number, words in enumerate(TYPED):
        who = slack.add_user(f"U2{number}")
        await meets_a_question(coach, who)

        await coach.hears(words, who=who)

        assert coach.turns(who)[-1] == words
        assert f"You wrote: “{words}”" in read(slack.posted_to(who)[-1])
    assert slack.pings == [] and all(call.ok for call in slack.calls)


@OVER_HTTP
async def test_trap_9_nothing_that_is_sent_asks_slack_to_look_for_names_or_links(
    coach: Coaching, slack: FakeSlack
) -> None:
    await meets_a_question(coach)
    await coach.hears("What does <https://acme.test> do, @channel?")

    for one in slack.posted:
        assert one.params["unfurl_links"] in (False, "0") and one.params["unfurl_media"] in (False, "0")
        assert one.params["mrkdwn"] in (False, "0")
        assert not {"parse", "link_names"} & one.params.keys() and one.text


SENT = (
    ("What does <https://acme.test/x|acme.test/x> cost you?", "What does acme.test/x cost you?"),
    ("What does <https://acme.test/x> cost you?", "What does https://acme.test/x cost you?"),
    ("Shall I ask <mailto:ann@acme.test|ann@acme.test>?", "Shall I ask ann@acme.test?"),
    ("What does <!channel> think of <#C1|sales>?", "What does channel think of sales?"),
    ("What does <@U0ANN|ann> think, R&amp;D?", "What does ann think, R&D?"),
    ("What does &lt;!channel&gt; think?", "What does <!channel> think?"),
)


@OVER_HTTP
async def test_links_and_mentions_are_understood_as_plain_words(coach: Coaching, slack: FakeSlack) -> None:
    for number, (sent, meant) in enumerate(SENT):
        who = slack.add_user(f"U2{number}")
        await meets_a_question(coach, who)

        await coach.hears(sent, who=who, escape=False)

        assert coach.turns(who)[-1] == meant and f"“{meant}”" in read(slack.posted_to(who)[-1])


@pytest.mark.parametrize("words", ["What gets in the way? " * 455, "& <" * 3334, "😀" * 5000])
async def test_trap_8_ten_thousand_characters_are_taken_and_answered_within_every_limit(
    coach: Coaching, slack: FakeSlack, words: str
) -> None:
    await meets_a_question(coach)
    before = len(slack.posted)

    delivery = await coach.hears(words)

    assert delivery.acknowledged and len(delivery.attempts) == 1
    assert len(slack.posted) > before and all(call.ok for call in slack.calls)
    assert coach.rows("SELECT DISTINCT state FROM outbox") == [("sent",)]


LONG = "word & <angle> " * 2500
REPLIES: tuple[tuple[Reply, str], ...] = (
    (Say(LONG), LONG),
    (Ask(LONG, tuple(Choice(f"c{number}", "label & " * 30) for number in range(20))), LONG),
    (Card(LONG, tuple((f"row {number}", LONG[:3500]) for number in range(60))), "row 59"),
    (Say("&" * 30_000), "&" * 30_000),
)


@pytest.mark.parametrize(("reply", "holds"), REPLIES)
async def test_trap_8_whatever_is_too_long_for_one_message_goes_out_as_several(
    slack: FakeSlack, reply: Reply, holds: str
) -> None:
    sender = SlackSender(AsyncWebClient(slack.bot_token, base_url=slack.api_url))

    await sender.send(Outgoing("key", WorkspaceId("T0FAKE"), "slack", "U1", reply, "menu.choosing", "1.1", 1))

    assert all(call.ok for call in slack.calls) and len(slack.posted) > 1
    assert holds.replace(" ", "") in said(slack.posted).replace("\n", "").replace(" ", "")
    assert all(not one.buttons for one in slack.posted[:-1])
