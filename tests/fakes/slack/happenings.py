"""What people in the workspace do, each a coroutine that ends when the app has acknowledged it or Slack gives up."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from tests.fakes.slack.over_http import OverHttp, Signature
from tests.fakes.slack.over_sockets import OverSockets, Reason
from tests.fakes.slack.payloads import Install, Payload, Payloads
from tests.fakes.slack.records import Delivery, EnvelopeKind, Posted
from tests.fakes.slack.workspace import Workspace
from tests.secrets import SECRETS
from tests.waiting import HANG_S

Found = TypeVar("Found")


class Happenings:
    """Builds each payload, sends it the way the app is set up, and writes the delivery down."""

    def __init__(
        self,
        install: Install,
        workspace: Workspace,
        *,
        signing_secret: str,
        ack_within_s: float,
        retry_after_s: Sequence[float],
    ) -> None:
        self.events_url: str | None = None  # set: HTTP; None: Socket Mode
        self.interactivity_url: str | None = None  # None: the events' URL
        self.deliveries: list[Delivery] = []
        self._workspace = workspace
        self._payloads = Payloads(install, workspace)
        self._http = OverHttp(secret=signing_secret, ack_within_s=ack_within_s, retry_after_s=retry_after_s)
        self._sockets = OverSockets(app=install.app, ack_within_s=ack_within_s, retry_after_s=retry_after_s)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._news = asyncio.Event()

    def _notice(self) -> None:
        self._news.set()

    async def wait_for(self, predicate: Callable[[], Found], *, timeout_s: float = HANG_S) -> Found:
        """The first truthy value of *predicate*, looked at after everything that happens and every 10 ms."""
        async with asyncio.timeout(timeout_s):
            while not (found := predicate()):
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), 0.01)
                except TimeoutError:
                    continue
            return found

    async def says(
        self,
        user: str,
        text: str,
        *,
        event_id: str | None = None,
        channel: str | None = None,
        escape: bool = True,
        signature: Signature = "right",
        **more: Any,
    ) -> Delivery:
        """A person writes. *more* goes into the event: subtype, bot_id, thread_ts, files, edited ..."""
        SECRETS.typed(text)
        where = self._workspace.channels[channel] if channel else self._workspace.dm(user)
        message = self._payloads.message(user, text, channel=where, escape=escape, more=more)
        return await self.event(message, event_id=event_id, signature=signature)

    async def edits(self, user: str, ts: str, text: str) -> Delivery:
        """A person edits the message with this ts."""
        SECRETS.typed(text)
        return await self.event(self._payloads.changed(self._workspace.dm(user), ts, text))

    async def deletes(self, user: str, ts: str) -> Delivery:
        return await self.event(self._payloads.deleted(self._workspace.dm(user), ts))

    async def event(self, event: Payload, *, event_id: str | None = None, signature: Signature = "right") -> Delivery:
        """Any event of the Events API, in its envelope."""
        SECRETS.payload(event)
        return await self._deliver("events_api", self._payloads.envelope(event, event_id=event_id), signature)

    async def presses(
        self, user: str, message: Posted, action: str, *, value: str | None = None, signature: Signature = "right"
    ) -> Delivery:
        """A person presses the button with this action_id, value or label."""
        press = self._payloads.press(user, message, action, value=value)
        return await self._deliver("interactive", press, signature)

    async def command(
        self, user: str, command: str, text: str = "", *, channel: str | None = None, signature: Signature = "right"
    ) -> Delivery:
        """A person types a slash command: in the direct message with the app, or in *channel*."""
        SECRETS.typed(text)
        where = self._workspace.channels[channel] if channel else self._workspace.dm(user)
        payload = self._payloads.command(user, command, text, channel=where)
        return await self._deliver("slash_commands", payload, signature)

    async def interaction(self, payload: Payload) -> Delivery:
        """Any other interaction: a shortcut, a view; the payload as it is."""
        return await self._deliver("interactive", payload, "right")

    async def notice(self, payload: Payload) -> Delivery:
        """What Slack tells the app itself, in no envelope of an event: `app_rate_limited`."""
        return await self._deliver("events_api", payload, "right")

    async def posts(self, body: bytes, *, form: bool, signature: Signature) -> int:
        """POST anything to the app's URL once; return the status."""
        SECRETS.raw(body)
        return await self._http.post_once(body, self._url("events_api"), form=form, signature=signature)

    async def url_verification(self, challenge: str = "a-challenge") -> Delivery:
        """What Slack sends when a request URL is saved; the answer must give the challenge back."""
        payload = {"token": "legacy-verification-token", "challenge": challenge, "type": "url_verification"}
        return await self._deliver("events_api", payload, "right")

    def spawn(self, happening: Coroutine[Any, Any, Found]) -> asyncio.Task[Found]:
        """Let something happen without waiting for it: `slack.spawn(slack.says("U1", "hi"))`."""
        task = asyncio.get_running_loop().create_task(happening)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def settled(self, *, timeout_s: float = HANG_S) -> None:
        """Wait until everything spawned was acknowledged or given up."""
        async with asyncio.timeout(timeout_s):
            await asyncio.gather(*self._tasks)

    async def disconnect(self, reason: Reason = "refresh_requested", *, close: bool = False) -> None:
        """Ask the Socket Mode clients to reconnect."""
        await self._sockets.disconnect(reason, close=close)

    def cut_sockets(self) -> None:
        """Break the Socket Mode connections without a word."""
        self._sockets.cut()

    async def _deliver(self, kind: EnvelopeKind, payload: Payload, signature: Signature) -> Delivery:
        delivery = Delivery(kind, payload, self._workspace.clock())
        self.deliveries.append(delivery)
        if self.events_url is None:
            await self._sockets.deliver(delivery, noticed=self._notice)
        else:
            await self._http.deliver(delivery, lambda: self._url(kind), signature=signature, noticed=self._notice)
        delivery.finished = True
        self._notice()
        return delivery

    def _url(self, kind: EnvelopeKind) -> str:
        events_url = self.events_url or ""
        return events_url if kind == "events_api" else self.interactivity_url or events_url
