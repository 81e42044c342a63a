"""
A strict fake Slack on a loopback socket: the Web API, the Events API with signatures and retries, interactivity, and
Socket Mode over a real websocket. It refuses what Slack refuses, with Slack's error names, and forgets nothing.

    async with FakeSlack() as slack:                      # in the test's own event loop; a subprocess may talk to it
        rita = slack.add_user("U1", name="Rita Rep", tz="Europe/Berlin")
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        slack.events_url = "http://127.0.0.1:…/slack/events"   # unset: Socket Mode
        delivery = await slack.says(rita, "hi")           # ends when acknowledged or given up
        await slack.wait_for(lambda: slack.posted_to(rita))
        await slack.presses(rita, slack.posted_to(rita)[-1], "Start")

What a newcomer would break: a message joins `posted` when it takes effect, even where the answer never reaches the
sender; only events are tried again, never presses and commands; block types that the coach does not send are refused.
"""

from tests.fakes.slack.over_http import Signature
from tests.fakes.slack.records import Attempt, Call, Delivery, Ping, Posted, elements
from tests.fakes.slack.server import QUICK_RETRIES_S, SCOPES, SLACK_RETRIES_S, FakeSlack

__all__ = [
    "QUICK_RETRIES_S",
    "SCOPES",
    "SLACK_RETRIES_S",
    "Attempt",
    "Call",
    "Delivery",
    "FakeSlack",
    "Ping",
    "Posted",
    "Signature",
    "elements",
]
