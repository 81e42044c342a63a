"""A manager in Slack with a team, and one person in Slack and in Telegram: one coach before both platforms."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot import wiring
from bot.service.people import People
from dialogs.model import WorkspaceId
from dialogs.people import Standing
from storage.unit_of_work import open_store
from tests.channels.clock import Clock
from tests.channels.slack.asking import OVER_SOCKETS, Coaching, read, said
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

pytestmark = [pytest.mark.asyncio, OVER_SOCKETS]
TEAM = "T0FAKE"


@pytest_asyncio.fixture
async def telegram(clock: Clock) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(clock=clock.time) as telegram:
        telegram.add_user(1001, "Rita", language_code="de")
        yield telegram


def led_by(db_url: str, manager: str, clock: Clock) -> None:
    """Make a team, North, of somebody's who wrote to the coach."""
    store = open_store(db_url)
    with store.unit_of_work() as work:
        people = People(work, Standing(WorkspaceId(TEAM), operator=True), clock.now(), wiring.library().text)
        people.add_team("North")
        people.add("North", people.find(manager), "manager")
        work.commit()
    store.close()


async def test_a_manager_adds_by_mention_whom_the_coach_then_writes_to(
    coach: Coaching, slack: FakeSlack, db_url: str, clock: Clock
) -> None:
    other = slack.add_user("U0OTHER1", name="Otto Other")
    await coach.hears("hi")
    led_by(db_url, "U1", clock)

    await coach.hears(f"team add <@{other}>", escape=False)

    assert "added you to the team North" in said(slack.posted_to(other))
    assert "Added to North: " in read(slack.posted_to("U1")[-1])
    await coach.hears("team leave", who=other)
    assert "You have left North." in said(slack.posted_to(other))


async def test_one_person_in_slack_and_telegram_is_one_after_a_code(
    coaching: Coaching, slack: FakeSlack, telegram: FakeTelegram
) -> None:
    settings = {"telegram_token": telegram.token, "telegram_api_url": telegram.base_url, "workspace": TEAM}
    async with coaching.runs(**settings):
        await coaching.hears("hi")
        await coaching.hears("try one")
        await coaching.hears("link")
        found = re.search(r"link (\w{4}-\w{4})", read(slack.posted_to("U1")[-1]))
        assert found

        await telegram.says(1001, "/start")
        await telegram.says(1001, f"/link {found[1]}")

        await telegram.reads(1001, "Linked: this chat and your other one are one person now")
        await telegram.reads(1001, "Is this buyer looking for a fix")  # where the chat in Slack was
        await coaching.all_sent()
        assert "Your chat in Telegram is linked with this one" in said(slack.posted_to("U1"))
        assert len(coaching.rows("SELECT DISTINCT member_id FROM identity")) == 1
