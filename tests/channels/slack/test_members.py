"""Who writes becomes a member of their workspace, with the name and the zone of their profile."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.slack.channel import PROFILE_REST_S
from tests.channels.running import running
from tests.channels.slack.asking import ON_BOTH, OVER_HTTP, OVER_SOCKETS, Coaching, read
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.asyncio

GREETING = "I am the sales coach"
MEMBERS = "SELECT workspace_id, name, zone FROM member"


async def test_who_writes_first_is_a_member_of_their_workspace_and_gets_the_onboarding(
    coach: Coaching, slack: FakeSlack
) -> None:
    await coach.hears("hi")

    await slack.wait_for(lambda: coach.rows(MEMBERS) == [("T0FAKE", "rita", "Europe/Berlin")])
    assert GREETING in read(slack.posted[0])
    assert [label for label, _ in slack.posted[0].buttons] == ["Try one", "How it works", "Privacy"]

    await coach.hears("1")
    assert [call.method for call in slack.calls].count("users.info") == 1


@OVER_HTTP
@pytest.mark.parametrize("fault", [{"error": "user_not_found"}, {"status": 500}, {"drop": True, "times": 3}])
async def test_a_missing_profile_does_no_harm(coach: Coaching, slack: FakeSlack, fault: dict[str, Any]) -> None:
    slack.fail("users.info", **fault)

    delivery = await coach.hears("hi")

    assert delivery.acknowledged and GREETING in read(slack.posted[0])
    assert coach.rows(MEMBERS) == [("T0FAKE", "U1", None)]


def asked(slack: FakeSlack) -> int:
    return [call.method for call in slack.calls].count("users.info")


@ON_BOTH
@OVER_HTTP
async def test_a_profile_that_could_not_be_read_is_asked_for_again_in_an_hour_and_then_no_more(
    coach: Coaching, slack: FakeSlack
) -> None:
    slack.fail("users.info", status=500)
    await coach.hears("hi")
    await slack.wait_for(lambda: asked(slack) == 1)

    coach.clock.passes(PROFILE_REST_S - 10)
    await coach.hears("1")
    assert asked(slack) == 1 and coach.rows(MEMBERS) == [("T0FAKE", "U1", None)]

    coach.clock.passes(10)
    await coach.hears("1")
    await slack.wait_for(lambda: coach.rows(MEMBERS) == [("T0FAKE", "rita", "Europe/Berlin")])

    coach.clock.passes(PROFILE_REST_S)
    await coach.hears("menu")
    assert asked(slack) == 2


@OVER_HTTP
async def test_a_new_run_asks_for_a_profile_that_the_last_one_could_not_read(
    coaching: Coaching, slack: FakeSlack
) -> None:
    failing = slack.fail("users.info", status=500)
    async with coaching.runs():
        await coaching.hears("hi")
        await slack.wait_for(lambda: failing.hits)

    async with coaching.runs():
        await coaching.hears("1")
        await slack.wait_for(lambda: coaching.rows(MEMBERS) == [("T0FAKE", "rita", "Europe/Berlin")])


@OVER_SOCKETS
async def test_a_profile_without_a_zone_leaves_it_open(coach: Coaching, slack: FakeSlack) -> None:
    slack.add_user("U2", name="Sam Seller", tz=None)

    await coach.hears("hi", who="U2")

    await slack.wait_for(lambda: coach.rows(MEMBERS) == [("T0FAKE", "sam", None)])


@OVER_HTTP
async def test_without_the_scope_for_profiles_the_coach_still_coaches(coach: Coaching, slack: FakeSlack) -> None:
    slack.grant("chat:write", "im:history", "im:write")

    await coach.hears("hi")
    await coach.hears("1")

    assert len(slack.posted) == 2 and asked(slack) <= 1  # not at every turn


@pytest.mark.parametrize("org", ["E0ORG"])
async def test_trap_11_an_org_wide_install_is_one_workspace_by_its_organisation(
    coach: Coaching, slack: FakeSlack, org: str
) -> None:
    await coach.hears("hi")
    await slack.presses("U1", slack.posted[0], "Try one")
    await slack.command("U1", "/coach", "menu")
    await coach.all_sent()

    assert coach.turns() == ["hi", "try_one", "menu"]
    assert {row[0] for row in coach.rows(MEMBERS)} == {"E0ORG"}
    assert coach.rows("SELECT DISTINCT workspace_id FROM turn") == [("E0ORG",)]
    assert len(coach.rows(MEMBERS)) == 1


async def test_two_workspaces_never_see_each_others_sessions(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, db_url: str
) -> None:
    await coach.hears("hi")
    await coach.hears("1")

    # Two installs with a database in common; on SQLite `coach serve` refuses that, for other reasons than what is seen.
    monkeypatch.setattr("storage.presence.Alone.__init__", lambda alone, engine: setattr(alone, "_file", None))
    async with FakeSlack(team_id="T0OTHER") as other:
        other.add_user("U1", name="Rob Rep", tz="Asia/Tokyo")  # the same id, by chance
        settings = {"slack_bot_token": other.bot_token, "slack_api_url": other.api_url}
        async with running(monkeypatch, db_url, slack_signing_secret=other.signing_secret, **settings) as second:
            other.events_url = f"{second.url}/slack/events"
            await other.says("U1", "hi", event_id=slack.deliveries[0].event_id)  # also by chance
            await other.wait_for(lambda: other.posted)
            await slack.wait_for(lambda: len(coach.rows(MEMBERS + " WHERE zone IS NOT NULL")) == 2)

        assert GREETING in read(other.posted[0]) and len(other.posted) == 1
    assert len(slack.posted) == 2 and "Is this buyer" in read(slack.posted[1])
    assert sorted(coach.rows(MEMBERS)) == [("T0FAKE", "rita", "Europe/Berlin"), ("T0OTHER", "rob", "Asia/Tokyo")]


async def test_trap_15_one_session_carries_every_call(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.channels.slack import channel

    opened: list[object] = []
    make = channel.ClientSession.__init__

    def counted(self: Any, *given: Any, **named: Any) -> None:
        opened.append(self)
        make(self, *given, **named)

    monkeypatch.setattr(channel.ClientSession, "__init__", counted)
    for words in ("hi", "1", "1", "menu"):
        await coach.hears(words)

    assert len(slack.posted) > 4 and opened == []
    assert {call.token for call in slack.calls} <= {slack.bot_token, slack.app_token}
    assert slack.bot_token.startswith("xoxb-")
