"""Traps 4, 8, 9, 10 and 11: edits, presses, limits, and everything that is not a typed line."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram import channel
from tests.channels.telegram.conftest import Starts
from tests.channels.telegram.world import FIRST_DRILL, WELCOME, WRITE, Outage, World, both_ways, both_ways_and_databases
from tests.fakes.telegram import FakeTelegram, utf16
from tests.waiting import HANG_S

STALE = "That button belongs to an earlier step"
EMPTY = "I read typed words only, and found none there."
PRIVATE = "I coach in private only"


@both_ways
@pytest.mark.asyncio
async def test_trap_4_an_edited_message_never_advances_a_drill(coach: World) -> None:
    await coach.starts()
    said = await coach.telegram.says(1001, "Hello")
    await coach.quiet()
    before = coach.texts()
    edit = await coach.telegram.edits_message(1001, said.message_id, "try one")
    asked_for = await coach.telegram.raw({"edited_message": {**said.update["message"], "edit_date": 1_800_000_000}})
    coach.telegram.updates.pending[asked_for.update_id] = asked_for  # as if Telegram sent it all the same
    asked_for.unwanted = False
    await coach.telegram.says(1001, "/help")

    await coach.quiet()

    assert edit.unwanted
    assert coach.turns() == [None, "Hello", "help"]
    assert len(coach.texts()) == len(before) + 1


@both_ways
@pytest.mark.asyncio
async def test_trap_4_a_command_for_another_bot_is_ignored(coach: World) -> None:
    await coach.starts()
    await coach.telegram.says(1001, "/skip@otherbot")
    await coach.telegram.says(1001, "/help@Coach_Bot")

    await coach.quiet()

    assert coach.turns() == [None, "help"]
    assert len(coach.texts()) == 2


@both_ways
@pytest.mark.asyncio
async def test_trap_8_a_press_is_answered_before_the_work_is_done(coach: World, outage: Outage) -> None:
    welcome = await coach.starts()
    await coach.quiet()
    outage.on = True

    pressed = await coach.telegram.presses(1001, welcome, label="Try one")
    await coach.telegram.until(lambda: coach.telegram.answers, what="an answer to the press")
    assert coach.turns() == [None]
    await coach.telegram.until(lambda: len(pressed.attempts) > 1)
    outage.on = False

    await coach.telegram.reads(1001, FIRST_DRILL)
    await coach.quiet()
    assert coach.turns() == [None, "try_one"]


@pytest.mark.asyncio
async def test_trap_8_a_press_that_cannot_be_answered_in_time_still_counts(coach: World) -> None:
    welcome = await coach.starts()
    coach.telegram.messages.query_lifetime_s = -1

    pressed = await coach.telegram.presses(1001, welcome, label="Try one")
    await coach.telegram.reads(1001, FIRST_DRILL)
    await coach.telegram.until(lambda: coach.telegram.called("answerCallbackQuery")[-1].done)

    assert "query is too old" in str(coach.telegram.called("answerCallbackQuery")[-1].error)
    await coach.telegram.until(lambda: pressed.confirmed)


@pytest.mark.parametrize("fault", [{"status": 502}, {"retry_after_s": 30}, {"drop": True}, {"hold": True}])
@pytest.mark.asyncio
async def test_trap_8_no_turn_waits_for_the_answer_to_a_press(
    telegram: FakeTelegram, start: Starts, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "TIMEOUT_S", 10 * HANG_S)  # whoever waits for an answer that hangs waits too long
    async with start() as coach:
        welcome = await coach.starts()
        slow = telegram.fail("answerCallbackQuery", **fault)

        await telegram.presses(1001, welcome, label="Try one")

        await telegram.reads(1001, FIRST_DRILL)
        assert not telegram.answers
        slow.release()


@both_ways_and_databases
@pytest.mark.asyncio
async def test_trap_8_a_second_press_does_nothing_twice(coach: World) -> None:
    welcome = await coach.starts()
    for _ in range(2):
        await coach.telegram.presses(1001, welcome, label="Try one")
    await coach.quiet()
    drill = [m for m in coach.telegram.sent if FIRST_DRILL in m.visible][-1]
    for _ in range(3):
        await coach.telegram.presses(1001, drill, label="Looking for a fix")
    await coach.quiet()

    assert coach.rows("SELECT kind, verdict FROM attempt") == [("PICK", "passed")]
    assert sum("“Looking for a fix” is right" in text for text in coach.texts()) == 1
    assert sum(STALE in text for text in coach.texts()) == 3
    assert len(coach.telegram.answers) == 5


@both_ways
@pytest.mark.asyncio
async def test_trap_9_a_press_on_an_old_message_says_so_and_shows_the_step_again(coach: World) -> None:
    welcome = await coach.starts()
    last = await coach.writes()
    before = len(coach.texts())

    await coach.telegram.presses(1001, welcome, label="How it works")

    stale, again = (await coach.telegram.receives(1001, before + 2))[-2:]
    assert STALE in stale.visible
    assert again.visible == last.visible
    assert coach.rows("SELECT state FROM turn ORDER BY id")[-1] == ("quick_drill.writing",)


@pytest.mark.asyncio
async def test_trap_9_a_forged_button_is_an_old_one(coach: World) -> None:
    welcome = await coach.starts()

    for data in ("", "|", "1.1|", "no stamp", "9.9|try_one", "1.1|forged", "x" * 64, "1.1|try_one|x"):
        before = len(coach.texts())
        await coach.telegram.presses(1001, welcome, data, forged=True)

        stale, again = (await coach.telegram.receives(1001, before + 2))[before:]
        assert STALE in stale.visible, data
        assert WELCOME in again.visible, data


@pytest.mark.parametrize("line", ["😀" * 2048, "x" * 4096, "&" * 4096])
@pytest.mark.asyncio
async def test_trap_10_the_longest_line_that_can_be_typed_is_taken(coach: World, line: str) -> None:
    await coach.writes()
    before = len(coach.texts())

    said = await coach.telegram.says(1001, line)
    await coach.telegram.receives(1001, before + 1)
    await coach.quiet()

    assert said.confirmed
    assert coach.turns()[-1] == line[:4000]
    assert all(utf16(text) <= 4096 for text in coach.texts())
    assert not [call for call in coach.telegram.called("sendMessage") if call.error]


@pytest.mark.asyncio
async def test_trap_10_four_thousand_emoji_are_taken_too(coach: World) -> None:
    """The apps count UTF-16 units; should Telegram ever count characters, nothing breaks."""
    await coach.writes()
    sample = (await coach.telegram.says(1001, "What does that cost you?")).update["message"]
    await coach.quiet()
    before = len(coach.texts())

    await coach.telegram.raw({"message": {**sample, "message_id": 990_000, "text": "😀" * 4096}}, chat_id=1001)
    await coach.telegram.receives(1001, before + 1)
    await coach.quiet()

    assert not [call for call in coach.telegram.called("sendMessage") if call.error]


@both_ways
@pytest.mark.asyncio
async def test_markup_that_a_rep_types_is_shown_as_typed(coach: World) -> None:
    line = "<b>What</b> does R&D & <script>'late'</script> cost you, *really* _so_ &amp; &lt;i>?"
    await coach.writes()

    await coach.telegram.says(1001, line)

    told = await coach.telegram.reads(1001, line)
    assert [entity["type"] for entity in told.entities if entity["type"] != "bold"] == []


@both_ways
@pytest.mark.asyncio
async def test_trap_11_what_is_not_a_typed_line_is_answered_and_advances_nothing(coach: World) -> None:
    await coach.writes()
    for kind in ("voice", "sticker", "photo", "poll", "forward"):
        before = len(coach.texts())
        sends = getattr(coach.telegram, f"sends_{kind}")

        await (sends(1001, "What does a late start cost you?") if kind in ("photo", "forward") else sends(1001))

        told, again = (await coach.telegram.receives(1001, before + 2))[before:]
        assert EMPTY in told.visible, kind
        assert WRITE in again.visible, kind
    await coach.quiet()
    assert coach.rows("SELECT count(*) FROM attempt WHERE kind = 'LINE'") == [(0,)]


@both_ways
@pytest.mark.asyncio
async def test_trap_11_a_group_never_gets_drill_content(coach: World) -> None:
    coach.telegram.add_group(-100)
    await coach.writes()
    said = await coach.telegram.group_message(-100, 1001, "/start@coach_bot")
    for text in ("What does a late start cost you?", "/menu", "/drill@otherbot"):
        await coach.telegram.group_message(-100, 1001, text)
    await coach.telegram.receives(-100, 1)
    await coach.telegram.redeliver(said)
    await coach.quiet()

    assert [PRIVATE in m.visible for m in coach.telegram.sent_to(-100)] == [True]
    assert coach.turns() == [None, "try_one", "fix"]


@both_ways_and_databases
@pytest.mark.asyncio
async def test_trap_11_who_blocks_the_bot_is_unreachable_until_they_return(coach: World) -> None:
    async def unreachable() -> bool:
        await coach.telegram.settled()
        return coach.rows("SELECT unreachable_at IS NOT NULL FROM identity") == [(True,)]

    await coach.starts()
    await coach.quiet()
    await coach.telegram.kicks(1001)
    assert await unreachable()

    await coach.telegram.returns(1001)
    assert not await unreachable()
    await coach.telegram.says(1001, "/start")
    assert len(await coach.telegram.receives(1001, 2)) == 2


@both_ways
@pytest.mark.asyncio
async def test_trap_11_a_stranger_may_block_the_bot_and_a_group_may_remove_it(coach: World) -> None:
    kicked = await coach.telegram.kicks(1001)
    removed = {**kicked.update["my_chat_member"], "chat": {"id": -100, "title": "Sales", "type": "group"}}
    await coach.telegram.raw({"my_chat_member": removed}, chat_id=-100)

    await coach.quiet()

    assert coach.rows("SELECT count(*) FROM member") == [(0,)]
    assert coach.telegram.sent == []
