"""A person who writes for the first time: a member, a welcome, the time zone; the menu of commands."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.machine import CHANNEL_COMMANDS
from tests.channels.telegram.conftest import Starts
from tests.channels.telegram.world import WELCOME, World, both_ways, both_ways_and_databases
from tests.fakes.telegram import FakeTelegram, Sent

ZONE = "your time zone"
FINISH = "That was the introduction"


async def comes_to_the_zone(coach: World, who: int = 1001) -> Sent:
    await coach.starts(who)
    for word in ("try one", "skip", "skip", "skip"):
        await coach.telegram.says(who, word)
    return await coach.telegram.reads(who, ZONE)


async def skips_to_the_end(coach: World) -> None:
    """Leave out the weekly question and the focus."""
    for _ in range(2):
        await coach.telegram.says(1001, "skip")


def member(coach: World, who: int = 1001) -> tuple[Any, ...]:
    query = (
        "SELECT member.name, member.zone FROM member JOIN identity ON identity.member_id = member.id"
        " WHERE identity.channel = 'telegram' AND identity.address = :who"
    )
    return coach.rows(query, who=str(who))[0]


@both_ways_and_databases
@pytest.mark.asyncio
async def test_a_first_time_writer_becomes_a_member_and_is_welcomed(coach: World) -> None:
    coach.telegram.add_user(1002, "Ada", last_name="Byron")

    welcome = await coach.starts(1002)

    assert [label for label, _ in welcome.buttons] == ["Try one", "How it works", "Privacy"]
    assert member(coach, 1002) == ("Ada Byron", None)
    assert len(coach.texts(1002)) == 1


@pytest.mark.asyncio
async def test_words_of_a_first_time_writer_are_answered_with_the_welcome(coach: World) -> None:
    await coach.telegram.says(1001, "Hello, who are you?")

    assert await coach.telegram.reads(1001, WELCOME)


@both_ways
@pytest.mark.asyncio
async def test_a_start_with_a_payload_is_a_start(coach: World) -> None:
    await coach.telegram.says(1001, "/start 3Yx-invitation_0")

    await coach.telegram.reads(1001, WELCOME)
    await coach.quiet()
    assert coach.turns() == [None]


@both_ways
@pytest.mark.asyncio
async def test_the_guessed_zone_is_kept_by_a_button(coach: World) -> None:
    asked = await comes_to_the_zone(coach)
    assert "Europe/Berlin" in asked.visible

    await coach.telegram.presses(1001, asked, label="That is right")

    await coach.telegram.reads(1001, "Kept: Europe/Berlin.")
    await skips_to_the_end(coach)
    await coach.telegram.reads(1001, FINISH)
    assert member(coach)[1] == "Europe/Berlin"


GUESSES = {"en": "Europe/London", "pt-br": "America/Sao_Paulo", "de-AT": "Europe/Berlin", "tlh": "Etc/UTC"}


@pytest.mark.asyncio
async def test_the_guess_follows_the_language_of_the_app(coach: World) -> None:
    for who, (language, guess) in enumerate(GUESSES.items(), 1002):
        coach.telegram.add_user(who, "Ada", language_code=language)

        assert f"My guess is {guess}." in (await comes_to_the_zone(coach, who)).visible


@pytest.mark.asyncio
async def test_a_city_is_kept_and_an_unknown_one_is_asked_for_again(coach: World) -> None:
    await comes_to_the_zone(coach)

    await coach.telegram.says(1001, "Hintertupfingen")
    await coach.telegram.reads(1001, "I do not know that place")
    await coach.telegram.says(1001, "new york")

    await coach.telegram.reads(1001, "Kept: America/New_York.")
    assert member(coach)[1] == "America/New_York"


@pytest.mark.asyncio
async def test_the_zone_may_be_skipped_and_is_asked_for_once(coach: World) -> None:
    await comes_to_the_zone(coach)
    await coach.telegram.says(1001, "/skip")
    await skips_to_the_end(coach)
    finish = await coach.telegram.reads(1001, FINISH)

    await coach.telegram.says(1001, "back")
    await coach.telegram.says(1001, "skip")

    await coach.telegram.reads(1001, FINISH, after=finish)
    assert member(coach)[1] is None
    assert sum(ZONE in text for text in coach.texts()) == 1


@pytest.mark.asyncio
async def test_the_menu_of_commands_is_set_before_anybody_writes(telegram: FakeTelegram, start: Starts) -> None:
    async with start():
        (call,) = telegram.called("setMyCommands")

    assert [command["command"] for command in call.params["commands"]] == list(CHANNEL_COMMANDS)
    assert all(command["description"] for command in call.params["commands"])
    assert call.params["scope"] == {"type": "all_private_chats"}  # in a group the coach does nothing


@both_ways
@pytest.mark.parametrize("fault", [{"retry_after_s": 30}, {"status": 502}])
@pytest.mark.asyncio
async def test_a_menu_that_cannot_be_set_keeps_nobody_from_practising(
    telegram: FakeTelegram, start: Starts, fault: dict[str, Any]
) -> None:
    telegram.fail("setMyCommands", **fault)

    async with start() as coach:
        await coach.starts()


@pytest.mark.asyncio
async def test_every_command_of_the_menu_is_understood(coach: World) -> None:
    await coach.starts()

    for name in CHANNEL_COMMANDS:
        before = len(coach.texts())
        await coach.telegram.says(1001, f"/{name}")
        await coach.telegram.receives(1001, before + 1)

    assert not [text for text in coach.texts() if "not one of the choices" in text]


@both_ways
@pytest.mark.asyncio
async def test_it_says_what_runs_and_where(start: Starts, mode: str, capfd: pytest.CaptureFixture[str]) -> None:
    async with start():
        said = capfd.readouterr().err

    assert f"Telegram: @coach_bot, {'long polling' if mode == 'polling' else 'webhook at /telegram/webhook'}" in said
