"""The fake Slack as a test holds it: `async with FakeSlack() as slack`. It lives in the test's own event loop."""

import asyncio
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.slack.faults import Fault, Limit
from tests.fakes.slack.happenings import Happenings
from tests.fakes.slack.methods import Methods
from tests.fakes.slack.payloads import Install
from tests.fakes.slack.records import Call, Ping, Posted
from tests.fakes.slack.web_api import WebApi
from tests.fakes.slack.workspace import Channel, Workspace
from tests.secrets import SECRETS

# platforms.md: the bot scopes of the manifest
SCOPES = frozenset({"assistant:write", "chat:write", "commands", "files:write", "im:history", "im:write", "users:read"})
SLACK_RETRIES_S = (0.0, 60.0, 300.0)  # docs.slack.dev, Events API: at once, after a minute, after five
QUICK_RETRIES_S = (0.0, 0.02, 0.1)  # the same three, for tests


class FakeSlack(Happenings):
    """One workspace with one installed app; see the package docstring."""

    def __init__(
        self,
        *,
        bot_token: str = "xoxb-fake-bot-token",
        app_token: str = "xapp-fake-app-token",
        signing_secret: str = "fake-signing-secret",
        team_id: str = "T0FAKE",
        bot_user: str = "U0COACH",
        bot_id: str = "B0COACH",
        app_id: str = "A0COACH",
        enterprise_id: str | None = None,
        scopes: frozenset[str] | set[str] = SCOPES,
        clock: Callable[[], float] = time.time,
        ack_within_s: float = 3.0,
        retry_after_s: Sequence[float] = QUICK_RETRIES_S,
    ) -> None:
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        SECRETS.token(bot_token, app_token, signing_secret)
        super().__init__(
            Install(team_id, app_id, bot_user, bot_id, enterprise_id),
            Workspace(team=team_id, clock=clock),
            signing_secret=signing_secret,
            ack_within_s=ack_within_s,
            retry_after_s=retry_after_s,
        )
        self.responses: list[tuple[str, Any]] = []  # (response_url, body) of answers to a response_url
        self._methods = Methods(self._workspace, bot_user=bot_user, bot_id=bot_id, app_id=app_id)
        self._methods.enterprise = enterprise_id
        self._api = WebApi(
            self._methods,
            bot_token=bot_token,
            app_token=app_token,
            scopes=set(scopes),
            app_scopes={"connections:write"},
            clock=clock,
            noticed=self._notice,
        )
        self._methods.open_socket = self._sockets.open_url
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._api.answer)
        app.router.add_get("/link/", self._sockets.serve)
        app.router.add_post("/actions/{number}", self._respond)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._sockets.base_url = f"ws://{host}:{port}/link/"
        self._payloads.response_url = f"{self.url}/actions/"
        await self._http.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.close()
        for connection in list(self._sockets.connections):
            await connection.socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """What slack_sdk's clients take as `base_url`."""
        return f"{self.url}/api/"

    async def _respond(self, request: web.Request) -> web.Response:
        self.responses.append((str(request.url), await request.json()))
        self._notice()
        return web.Response(text="ok")

    @property
    def posted(self) -> list[Posted]:
        return self._methods.posted

    @property
    def updated(self) -> list[Posted]:
        return self._methods.updated

    @property
    def pings(self) -> list[Ping]:
        return self._methods.pings

    @property
    def calls(self) -> list[Call]:
        return self._api.calls

    @property
    def strays(self) -> list[Any]:
        return self._sockets.strays

    @property
    def connections(self) -> list[int]:
        """The websockets that are open, numbered from 1 in the order in which they were opened."""
        return [connection.number for connection in self._sockets.connections]

    def posted_to(self, user: str) -> list[Posted]:
        return [message for message in self.posted if message.user == user]

    def add_user(self, user: str, *, name: str = "Rita Rep", tz: str | None = "Europe/Berlin") -> str:
        """Add a person and return their id."""
        return self._workspace.add(user, name=name, tz=tz).id

    def deactivate(self, user: str, *, post_error: str | None = "channel_not_found") -> None:
        """None for *post_error*: posts still succeed, as some people saw (slackapi/python-slack-sdk issue 1156)."""
        person = self._workspace.people[user]
        person.deleted, person.post_error = True, post_error

    def dm(self, user: str) -> str:
        """The id of this person's direct-message channel, opened if need be."""
        return self._workspace.dm(user).id

    def add_channel(self, channel: str, *, bot_is_member: bool = True, archived: bool = False) -> str:
        self._workspace.channels[channel] = Channel(channel, bot_is_member=bot_is_member, archived=archived)
        return channel

    def revoke(self, error: str | None = "token_revoked") -> None:
        """From now on every call is refused with *error* (account_inactive, token_expired ...); None: no longer."""
        self._api.token_error = error

    def grant(self, *scopes: str) -> None:
        """Give the bot token exactly these scopes."""
        self._api.scopes = set(scopes)

    def limit(
        self,
        method: str,
        *,
        per_second: float | None = 1.0,
        burst: int = 3,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow each channel so many calls; None takes the limit away."""
        self._api.limits.pop(method, None)
        if per_second is not None:
            self._api.limits[method] = Limit(per_second, burst, clock)

    def fail(
        self,
        method: str,
        *,
        times: int = 1,
        status: int | None = None,
        error: str | None = None,
        drop: bool = False,
        after_effect: bool = False,
        delay_s: float = 0.0,
        hold: bool = False,
        retry_after_s: int = 1,
        channel: str | None = None,
        says: tuple[str, str] | None = None,
    ) -> Fault:
        """
        Spoil the next *times* calls; return the fault, which counts its `hits`.

        *delay_s* alone only slows them; with *hold* they hang until `release()` of the fault. *says* is what a
        proxy answers in Slack's place: its content type and body.
        """
        fault = Fault(method, times, status, error, drop, after_effect, delay_s, retry_after_s, channel, says=says)
        if not hold:
            fault.release()
        self._api.faults.add(fault)
        return fault

    def recover(self) -> None:
        """Forget the faults that have not happened yet."""
        self._api.faults.clear()
