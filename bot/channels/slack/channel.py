"""
The Slack app on Bolt: Socket Mode, HTTP, or both.

Every listener runs before Slack is told that its event arrived (`process_before_response`): a turn that was not saved
is not acknowledged, and Slack brings it again.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.slack import CHANNEL, events
from bot.channels.slack.access import SlackAccess
from bot.channels.slack.events import Arrived, Body
from bot.channels.slack.manifest import PATH
from bot.channels.slack.sender import NOT_SLACK, ShortRateLimits, SlackSender, named
from bot.channels.slack.socket import SocketMode
from bot.service.intake import Intake
from dialogs.errors import CoachError, StoreUnavailable
from dialogs.model import WorkspaceId

log = logging.getLogger("coach.slack")

TIMEOUT_S = 10  # for one Web API call; shorter than a lease (delivery.py)
PING_S = 5.0  # how often Socket Mode looks whether its connection still is one
# Who is still called by their id is asked for again at a turn an hour later, and at the first turn of a new run: a
# moment's failure is mended in the next practice, and a scope that is missing costs a call an hour, not one a turn.
PROFILE_REST_S = 3600.0
MOST_ASKED = 20_000  # people whose last asking is remembered
EVERYTHING = re.compile("")


class SlackChannel:
    """One installation of the app. `intake` is set before `start`."""

    def __init__(self, access: SlackAccess, *, clock: Callable[[], datetime]) -> None:
        self._access = access
        self._clock = clock
        self._session = ClientSession(timeout=ClientTimeout(total=TIMEOUT_S))
        self._client = AsyncWebClient(
            access.bot_token,
            timeout=TIMEOUT_S,
            session=self._session,
            retry_handlers=[ShortRateLimits(max_retry_count=1)],  # all else the outbox tries again
            base_url=access.api_url or AsyncWebClient.BASE_URL,
        )
        self.sender = SlackSender(self._client)
        self.intake: Intake
        self.last_event_at: datetime | None = None
        self._identity = _OurIdentity()
        self._app = self._make_app()
        self._http = AsyncSlackRequestHandler(self._app)
        self._socket: SocketMode | None = None
        self._asked: OrderedDict[tuple[WorkspaceId, str], datetime] = OrderedDict()  # profiles, and when
        self._background: set[asyncio.Task[None]] = set()

    def _make_app(self) -> AsyncApp:
        app = AsyncApp(
            client=self._client,
            authorize=self._identity,
            signing_secret=self._access.signing_secret or "",
            process_before_response=True,
            raise_error_for_unhandled_request=True,  # to `_refuse`, which takes note of it
            logger=logging.getLogger("slack_bolt"),
            name="slack_bolt.app",  # of loggers; else Bolt looks through the sources of all callers for one
        )
        app.event("message")(self._listener(events.message))
        app.action(EVERYTHING)(self._listener(events.press))
        app.command("/coach")(self._listener(events.command))
        app.event(EVERYTHING)(self._note)  # every other event is taken note of: Slack disables an app that answers 404
        app.shortcut(EVERYTHING)(self._note)
        app.view(EVERYTHING)(self._note)
        app.view_closed(EVERYTHING)(self._note)
        app.options(EVERYTHING)(self._note)
        app.command(EVERYTHING)(self._note)
        app.error(_refuse)
        return app

    def _listener(self, read: Callable[[Body, datetime], Arrived | None]) -> Callable[..., Awaitable[None]]:
        async def listen(body: dict[str, Any], ack: Callable[[], Awaitable[object]]) -> None:
            at = self.last_event_at = self._clock()
            arrived = read(body, at)
            if arrived is not None:
                await self._take(arrived)
            await ack()

        return listen

    async def _note(self, ack: Callable[[], Awaitable[object]]) -> None:
        """Take note of what asks for nothing."""
        self.last_event_at = self._clock()
        await ack()

    async def _take(self, arrived: Arrived) -> None:
        """Take the turn. Raises CoachError: then Slack is not told that it arrived."""
        who = arrived.turn.who
        self.sender.learn(arrived.workspace_id, who, arrived.conversation)
        result = await self.intake.take(arrived.turn, workspace_id=arrived.workspace_id, name=who)
        if result.unnamed and self._may_ask(arrived):
            task = asyncio.create_task(self._describe(arrived.workspace_id, who))
            self._background.add(task)
            task.add_done_callback(self._background.discard)

    def _may_ask(self, arrived: Arrived) -> bool:
        """Whether a profile was not asked for of late; if so, it is now."""
        who, now = (arrived.workspace_id, arrived.turn.who), arrived.turn.at
        asked_at = self._asked.get(who)
        if asked_at is not None and (now - asked_at).total_seconds() < PROFILE_REST_S:
            return False
        self._asked[who] = now
        self._asked.move_to_end(who)
        while len(self._asked) > MOST_ASKED:
            self._asked.popitem(last=False)
        return True

    async def _describe(self, workspace_id: WorkspaceId, who: str) -> None:
        """Take over a person's name and time zone from their profile; without them they are still welcome."""
        try:
            user = (await self._client.users_info(user=who))["user"]
            profile = user.get("profile") or {}
            name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or ""
            await self.intake.describe(workspace_id, CHANNEL, who, name=name, zone=user.get("tz"))
        except (SlackApiError, SlackClientError, ClientError, TimeoutError, OSError, CoachError, *NOT_SLACK) as error:
            log.warning("a profile could not be read: %s", type(error).__name__)

    @property
    def routes(self) -> list[Route]:
        """What the web server has to answer; none without a signing secret."""
        if not self._access.signing_secret:
            return []
        return [Route(PATH, self._answer, methods=["POST"])]

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._http.handle(request)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
            # Bolt reads a body before it looks at the signature, and trips over one that is not as Slack writes it
            log.warning("what came to %s cannot be read: %s", PATH, type(error).__name__)
            return Response(status_code=400 if await self._is_signed(request) else 401)

    async def _is_signed(self, request: Request) -> bool:
        body = (await request.body()).decode(errors="replace")
        return SignatureVerifier(self._access.signing_secret or "").is_valid_request(body, dict(request.headers))

    name = "Slack"

    @staticmethod
    def why(error: Exception) -> str:
        """Say in a word what went wrong; an error's own text may hold a token."""
        return named(error) if isinstance(error, SlackApiError) else type(error).__name__

    hangs = False  # Bolt watches its connection by itself

    async def start(self) -> str:
        """
        Connect, and return one sentence on what runs.

        Raises:
            SlackApiError, ClientError: the token is refused or Slack cannot be reached.
        """
        who = await self._client.auth_test()
        self._identity.us = AuthorizeResult.from_auth_test_response(
            bot_token=self._access.bot_token, auth_test_response=who
        )
        ways = [f"HTTP at {PATH}"] if self._access.signing_secret else []
        if self._access.app_token:
            self._socket = SocketMode(self._app, self._access.app_token, ping_s=PING_S)
            await self._socket.open()
            ways.insert(0, "Socket Mode")
        return f"Slack: {who['team']} as {who['user']}, {' and '.join(ways)}"

    async def hang_up(self) -> None:
        """Be brought nothing more by socket, once what was brought is acknowledged; a press would not come again."""
        if self._socket:
            await self._socket.hang_up()

    async def stop_listening(self) -> None:
        """Nothing is left to do: the socket is closed, and the web server goes by itself."""

    async def close(self) -> None:
        """Give everything back."""
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        if self._socket:
            await self._socket.client.aiohttp_client_session.close()
        await self._session.close()


class _OurIdentity(AsyncAuthorize):
    """
    Who we are, asked once, at the start.

    Bolt would ask with the first event: it acknowledges that where it gets no answer, and the second may overtake it.
    """

    def __init__(self) -> None:
        self.us: AuthorizeResult | None = None

    async def __call__(self, **_: object) -> AuthorizeResult:
        if self.us is None:
            raise StoreUnavailable("the coach is still starting")
        return self.us


async def _refuse(error: Exception) -> BoltResponse:
    """
    Tell Slack that the event was not taken; it brings it again. What was typed is not logged.

    What nobody here listens to is taken note of, as of a kind that Slack has added since: see `_make_app`.
    """
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200, body="")
    if not isinstance(error, CoachError):
        log.error("a Slack event could not be taken: %s", type(error).__name__)
    return BoltResponse(status=503, body="")
