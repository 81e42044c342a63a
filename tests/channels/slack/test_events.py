"""What an event says, read without an app: whose workspace it is, whether it is direct, what tells presses apart."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.slack import events

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "workspace"),
    [
        ({"team_id": "T1"}, "T1"),
        ({"team_id": "T1", "enterprise_id": "E1"}, "T1"),  # a team of an organisation, installed for itself
        ({"team_id": "T1", "authorizations": [{"enterprise_id": "E1", "is_enterprise_install": False}]}, "T1"),
        ({"team_id": None, "authorizations": [{"enterprise_id": "E1", "is_enterprise_install": True}]}, "E1"),
        # the team where it happened is named outside, and the install is the organisation's all the same
        ({"team_id": "T1", "authorizations": [{"enterprise_id": "E1", "is_enterprise_install": True}]}, "E1"),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"}, "E1"),  # a slash command
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "false"}, "T1"),
        ({"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}, "E1"),  # a press
        ({"team": {"id": "T1"}, "enterprise": {"id": "E1"}, "is_enterprise_install": False}, "T1"),
        ({"team": {"id": "T1"}, "enterprise": None, "is_enterprise_install": True}, "T1"),
        ({"authorizations": []}, None),
    ],
)
def test_trap_11_a_workspace_is_the_organisation_where_it_installed_the_app_and_else_the_team(
    body: dict[str, Any], workspace: str | None
) -> None:
    assert events.workspace_of(body) == workspace


@pytest.mark.parametrize(
    ("where", "direct"),
    [
        ({"channel": "D1", "channel_type": "im"}, True),
        ({"channel": "D1"}, True),
        ({"channel": "C1", "channel_type": "im"}, True),  # its type says it, whatever the id looks like
        ({"channel": "C1", "channel_type": "channel"}, False),
        ({"channel": "G1", "channel_type": "mpim"}, False),
        ({"channel": None}, False),
        ({}, False),
    ],
)
def test_trap_14_a_direct_message_is_one_by_its_type_or_by_its_channel(where: dict[str, Any], direct: bool) -> None:
    event = {"type": "message", "user": "U1", "text": "hi", **where}

    found = events.message({"team_id": "T1", "event_id": "Ev1", "event": event}, AT)

    assert (found is not None) == direct


def press_id(*, user: str = "U1", channel: str = "D1") -> str:
    body = {
        "team": {"id": "T1"},
        "user": {"id": user},
        "channel": {"id": channel},
        "container": {"message_ts": "1700000000.000100"},
        "actions": [{"value": "1.1|try_one", "action_ts": "1700000001.000200"}],
    }
    found = events.press(body, AT)
    assert found is not None
    return found.turn.event_id


def test_two_presses_at_the_same_instant_are_two_wherever_they_are_of_two_people_or_in_two_channels() -> None:
    assert len({press_id(), press_id(user="U2"), press_id(channel="D2")}) == 3
    assert press_id() == press_id()


@pytest.mark.parametrize(
    ("text", "typed", "mentions"),
    [
        ("team add <@U123> <@W9AB|ann> to North", "team add U123 ann to North", ("U123", "W9AB")),
        ("team", "team", ()),
        ("look at <https://a.b|@U123> and &lt;@U5&gt; and <!channel> and <#C1|sales>", None, ()),
    ],
)
def test_the_people_whom_a_line_names_are_known_by_their_ids(
    text: str, typed: str | None, mentions: tuple[str, ...]
) -> None:
    event = {"type": "message", "user": "U1", "text": text, "channel": "D1"}

    message = events.message({"team_id": "T1", "event_id": "Ev1", "event": event}, AT)
    command = events.command({"team_id": "T1", "user_id": "U1", "trigger_id": "1.2", "text": text}, AT)

    for found in (message, command):
        assert found is not None
        assert found.turn.mentions == mentions
        assert typed in (None, found.turn.text)
