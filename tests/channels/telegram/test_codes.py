"""Codes in Telegram: a deep link is an invitation typed, and words about people keep what follows them."""

from __future__ import annotations

import pytest

from bot.service.people import People
from dialogs.model import WorkspaceId
from dialogs.people import Standing
from storage.unit_of_work import open_store
from tests.channels.clock import Clock
from tests.channels.telegram.world import WELCOME, World, both_ways

LOCAL = WorkspaceId("local")


def code_for(db_url: str, clock: Clock) -> str:
    """Make a team and return a code to come into it, as a deep link holds it."""
    from bot import wiring

    store = open_store(db_url)
    with store.unit_of_work() as work:
        work.add_member(LOCAL, "terminal", "boss", "Boss", clock.now())
        people = People(work, Standing(LOCAL, operator=True), clock.now(), wiring.library().text)
        people.add_team("North")
        _, code = people.invite("North")
        work.commit()
    store.close()
    return code.replace("-", "")


@both_ways
@pytest.mark.asyncio
async def test_who_opens_the_bot_by_an_invitation_is_in_the_team_and_welcomed(
    coach: World, db_url: str, clock: Clock
) -> None:
    code = code_for(db_url, clock)

    await coach.telegram.says(1001, f"/start {code}")

    await coach.telegram.reads(1001, WELCOME)
    await coach.quiet()
    assert coach.turns() == ["join …"]  # a code that was typed is kept nowhere
    assert any("You are in the team North now." in text for text in coach.texts())


@pytest.mark.asyncio
async def test_a_word_about_people_keeps_what_follows_it_and_no_other_command_does(coach: World) -> None:
    await coach.starts()
    for line in ("/join ABCD-2345", "/team leave North", "/link ABCD 2345", "/help me", "/start"):
        await coach.telegram.says(1001, line)

    await coach.quiet()

    assert coach.turns() == [None, "join …", "team leave North", "link …", "help", None]
