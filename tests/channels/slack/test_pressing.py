"""Buttons and the slash command: a choice each, counted once, answered in the direct message only."""

from __future__ import annotations

import pytest

from tests.channels.slack.asking import OVER_HTTP, Coaching, read, said
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.asyncio

STALE = "That button belongs to an earlier step"


async def test_a_button_is_a_choice(coach: Coaching, slack: FakeSlack) -> None:
    await coach.hears("hi")

    pressed = await slack.presses("U1", slack.posted[0], "Try one")
    await coach.all_sent()

    assert pressed.acknowledged and coach.turns() == ["hi", "try_one"]
    assert "Is this buyer" in read(slack.posted[1])


async def test_a_button_of_an_earlier_step_says_so_and_shows_the_current_one(coach: Coaching, slack: FakeSlack) -> None:
    await coach.hears("hi")
    await coach.hears("1")
    steps = coach.rows("SELECT frames FROM session")

    await slack.presses("U1", slack.posted[0], "How it works")
    await coach.all_sent()

    assert STALE in said(slack.posted[2:]) and "Is this buyer" in said(slack.posted[2:])
    assert "Rackham" not in said(slack.posted) and coach.rows("SELECT frames FROM session") == steps


async def test_a_second_press_does_nothing_twice(coach: Coaching, slack: FakeSlack) -> None:
    await coach.hears("hi")
    await coach.hears("1")

    for _ in range(2):
        slack.spawn(slack.presses("U1", slack.posted[1], "Looking for a fix"))
    await slack.settled()
    await coach.all_sent()

    heard = said(slack.posted[2:])
    assert heard.count("is right") + heard.count("is not") == 1 and heard.count(STALE) <= 1
    assert len(coach.rows("SELECT 1 FROM attempt")) == 1


@OVER_HTTP
async def test_a_forged_button_is_answered_and_breaks_nothing(coach: Coaching, slack: FakeSlack) -> None:
    values = ("9.9|try_one", "1.1|no_such", "", "|", "1.1|", "x" * 2000, "1.1|<!channel>")
    await coach.hears("hi")

    for value in values:
        before = len(slack.posted)
        pressed = await slack.presses("U1", slack.posted[0], "Try one", value=value)
        await coach.all_sent()

        assert pressed.acknowledged and len(slack.posted) > before, value
    await coach.hears("1")
    assert "Is this buyer" in read(slack.posted[-1])


async def test_a_press_in_a_channel_is_answered_in_the_direct_message(coach: Coaching, slack: FakeSlack) -> None:
    await coach.hears("hi")
    slack.add_channel("C0SALES")
    first = slack.posted[0]
    shared = type(first)(**{**first.__dict__, "channel": "C0SALES", "user": None})

    await slack.presses("U1", shared, "Try one")
    await coach.all_sent()

    assert [one.channel for one in slack.posted] == [slack.dm("U1")] * 2


async def test_the_command_without_words_arrives_and_with_words_says_them(coach: Coaching, slack: FakeSlack) -> None:
    bare = await slack.command("U1", "/coach")
    await coach.all_sent()
    worded = await slack.command("U1", "/coach", "menu")
    await coach.all_sent()

    assert bare.acknowledged and worded.acknowledged
    assert not bare.answer and not worded.answer  # an answer would stand where the command was typed
    assert "sales coach" in read(slack.posted[0]) and "practise" in read(slack.posted[-1])
    assert coach.turns() == [None, "menu"]


@pytest.mark.parametrize("where", ["C0SALES", "D0OTHERS"])
async def test_the_command_elsewhere_is_answered_in_the_direct_message_only(
    coach: Coaching, slack: FakeSlack, where: str
) -> None:
    slack.add_channel(where, bot_is_member=where != "D0OTHERS")  # D0OTHERS: a talk of two people

    command = await slack.command("U1", "/coach", "", channel=where)
    await coach.all_sent()
    await slack.command("U1", "/coach", "menu", channel=where)
    await coach.all_sent()

    assert command.acknowledged and not command.answer and slack.responses == []
    assert {one.channel for one in slack.posted} == {slack.dm("U1")} and len(slack.posted) >= 2
    assert coach.rows("SELECT 1 FROM identity WHERE unreachable_at IS NOT NULL") == []


@OVER_HTTP
async def test_a_command_that_is_not_ours_is_acknowledged_and_no_turn(coach: Coaching, slack: FakeSlack) -> None:
    assert (await slack.command("U1", "/other", "menu")).acknowledged
    assert coach.turns() == [] and slack.posted == []
