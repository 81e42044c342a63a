"""Hands replies to Slack's Web API, and says whether what it refuses is refused for good."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.render.slack import render
from dialogs.errors import DeliveryError
from dialogs.model import Outgoing, WorkspaceId

# platforms.md, Slack 16: the address is dead
DEAD = frozenset(
    (
        *("account_inactive", "user_disabled", "user_not_found", "user_not_visible", "channel_not_found"),
        *("token_revoked", "is_archived", "cannot_dm_bot", "messages_tab_disabled", "not_in_channel"),
    )
)
# the message is at fault, not the address
REFUSED = frozenset(
    ("invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text", "invalid_arguments")
)
# docs.slack.dev, errors of every method: something of the call may have been done
UNSURE = frozenset(("fatal_error", "internal_error", "request_timeout", "service_unavailable"))
EVENT = "coach_message"  # the type of our messages' metadata
LOOKED_AT = 100  # messages of a conversation: what is in doubt is the last that the coach said there
SETTLE_S = 1.0  # our guess: a request that was written before its process was killed is done by then
# what slack_sdk raises where a proxy answers 200 with a text of its own
NOT_SLACK = (AttributeError, TypeError, ValueError)
MOST_CONVERSATIONS = 20_000  # direct messages whose id is remembered; one more call for each that is not
LONGEST_REST_S = 2.0  # a reply waits so long inside its call; longer than a lease, and a sweep would send it twice


class ShortRateLimits(AsyncRateLimitErrorRetryHandler):
    """Waits as Slack asks where that is short; a longer wait is the outbox's, whose lease is not to run out."""

    async def _can_retry_async(self, *, response: HttpResponse | None = None, **about: Any) -> bool:
        limited: bool = await super()._can_retry_async(response=response, **about)
        return limited and response is not None and _retry_after_s(response.headers) <= LONGEST_REST_S


class SlackSender:
    """
    Implements `dialogs.ports.Sender` for one installation.

    Each message carries its key in the outbox as metadata: one in doubt is looked for in the conversation first.
    """

    reads_back = True

    def __init__(self, client: AsyncWebClient, *, settle_s: float = SETTLE_S) -> None:
        self._client = client
        self._settle_s = settle_s
        self._conversations: OrderedDict[tuple[WorkspaceId, str], str] = OrderedDict()

    def learn(self, workspace_id: WorkspaceId, user: str, conversation: str | None) -> None:
        """Remember the direct message in which somebody wrote, so that it need not be asked for."""
        if conversation:
            self._conversations[workspace_id, user] = conversation
            self._conversations.move_to_end((workspace_id, user))
            while len(self._conversations) > MOST_CONVERSATIONS:
                self._conversations.popitem(last=False)

    async def send(self, outgoing: Outgoing) -> None:
        """Post the reply in the person's direct message. Raises DeliveryError."""
        try:
            messages = render(outgoing.reply, stamp=outgoing.stamp)
        except ValueError:
            raise DeliveryError("it cannot be rendered", refused=True) from None
        gone = 0  # of the messages: those that Slack has for sure
        try:
            conversation = await self._conversation(outgoing)
            there = await self._there(conversation, outgoing.key) if outgoing.in_doubt else frozenset()
            for part, message in enumerate(messages):
                if part not in there:
                    await self._client.chat_postMessage(
                        channel=conversation,
                        text=message.text,
                        blocks=message.blocks,
                        metadata={"event_type": EVENT, "event_payload": {"key": outgoing.key, "part": part}},
                        unfurl_links=False,
                        unfurl_media=False,
                        mrkdwn=False,
                    )
                gone += 1
        except SlackApiError as error:
            raise _explained(error, in_doubt=outgoing.in_doubt or gone > 0) from None  # it holds the rep's words
        except (TimeoutError, SlackClientError, ClientError, OSError, *NOT_SLACK) as error:
            unknown = outgoing.in_doubt or gone > 0 or not isinstance(error, ClientConnectorError)
            raise DeliveryError(f"Slack did not answer ({type(error).__name__})", unknown=unknown) from None

    async def _there(self, conversation: str, key: str) -> frozenset[int]:
        """Return which messages of a reply are in the conversation; it is what the coach said there last, if at all."""
        await asyncio.sleep(self._settle_s)  # what a killed process had written may be on its way to Slack still
        found = await self._client.conversations_history(
            channel=conversation, limit=LOOKED_AT, include_all_metadata=True
        )
        said = [message.get("metadata") or {} for message in found.get("messages") or ()]
        payloads = [about.get("event_payload") or {} for about in said if about.get("event_type") == EVENT]
        return frozenset(int(payload["part"]) for payload in payloads if payload.get("key") == key)

    async def _conversation(self, outgoing: Outgoing) -> str:
        known = self._conversations.get((outgoing.workspace_id, outgoing.address))
        if known:
            return known
        opened = await self._client.conversations_open(users=outgoing.address)
        conversation: str = opened["channel"]["id"]
        self.learn(outgoing.workspace_id, outgoing.address, conversation)
        return conversation


def named(error: SlackApiError) -> str:
    """Return what Slack calls an error; where a proxy answered in its place, the status of that."""
    body = getattr(error.response, "data", None)
    name = body.get("error") if isinstance(body, Mapping) else None
    return str(name) if name else f"status {_status(error)}"


def _status(error: SlackApiError) -> int:
    # a response of slack_sdk's, or aiohttp's where the body was not the JSON that it said it was
    return int(getattr(error.response, "status_code", getattr(error.response, "status", 0)))


def _explained(error: SlackApiError, *, in_doubt: bool) -> DeliveryError:
    """Say what a refusal means. *in_doubt*: a part is in Slack, or may be; after a fault of Slack's it may be too."""
    name = named(error)
    if _status(error) == 429 or name in ("ratelimited", "rate_limited"):
        wait_s = _retry_after_s(error.response.headers)
        return DeliveryError("Slack is limiting us", retry_after_s=wait_s, unknown=in_doubt)
    unknown = in_doubt or _status(error) >= 500 or name in UNSURE
    return DeliveryError(f"Slack refused: {name}", permanent=name in DEAD, refused=name in REFUSED, unknown=unknown)


def _retry_after_s(headers: Mapping[str, object]) -> float:
    """Return what Slack asks to wait; slack_sdk holds a header as a string in one place and as a list in another."""
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
    first = found[0] if isinstance(found, list) and found else found
    try:
        return max(0.0, float(str(first)))
    except ValueError:
        return 1.0
