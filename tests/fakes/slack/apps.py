"""Bolt apps on a real socket, and their clients: what the fake is tried against. Nothing here is part of the fake."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from tests.fakes.slack.server import FakeSlack


def web_client(slack: FakeSlack, *, token: str | None = None) -> AsyncWebClient:
    """A client without retries, so that a test sees every refusal."""
    return AsyncWebClient(token=token or slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def bolt_app(slack: FakeSlack) -> AsyncApp:
    """An app that acknowledges after its listeners ran (platforms.md 3)."""
    return AsyncApp(
        client=web_client(slack),
        signing_secret=slack.signing_secret,
        process_before_response=True,
        logger=logging.getLogger("slack_bolt"),  # a logger of its own would take the level of the root: all is logged
    )


@asynccontextmanager
async def over_http(slack: FakeSlack, app: AsyncApp) -> AsyncIterator[None]:
    """Serve *app* on a loopback port and tell the fake where."""
    web = Starlette(routes=[Route("/slack/events", AsyncSlackRequestHandler(app).handle, methods=["POST"])])
    config = uvicorn.Config(web, host="127.0.0.1", port=0, lifespan="off", ws="none", log_level="error")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await slack.wait_for(lambda: server.started)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    slack.events_url = f"http://{host}:{port}/slack/events"
    try:
        yield
    finally:
        slack.events_url = None
        server.should_exit = True
        await serving


@asynccontextmanager
async def over_socket_mode(slack: FakeSlack, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """Connect *app* by Socket Mode."""
    before = len(slack.connections)
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=10)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        await slack.wait_for(lambda: len(slack.connections) > before)
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
        await slack.wait_for(lambda: len(slack.connections) <= before)
