"""
`python -m tests.bench.echo slack|telegram`: the least that an app on Bolt, or on PTB, can do: say back what was said.

A process of its own, so that its CPU and memory are its own. Slack over HTTP with the signature checked; Telegram by
PTB's own long polling. It prints where it listens.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

API = os.environ.get("ECHO_API_URL", "")


async def slack() -> None:
    import aiohttp
    import uvicorn
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from starlette.applications import Starlette
    from starlette.routing import Route

    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(os.environ["COACH_SLACK_BOT_TOKEN"], base_url=API, session=session)
        secret = os.environ["COACH_SLACK_SIGNING_SECRET"]
        app = AsyncApp(client=client, token=client.token, signing_secret=secret, process_before_response=True)

        @app.event("message")
        async def echo(event: dict[str, Any]) -> None:
            await client.chat_postMessage(channel=event["channel"], text=event["text"])

        web = Starlette(routes=[Route("/slack/events", AsyncSlackRequestHandler(app).handle, methods=["POST"])])
        config = uvicorn.Config(web, port=0, lifespan="off", log_level="error", access_log=False)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        print(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", flush=True)
        await serving


def telegram() -> None:
    os.environ["PTB_TIMEDELTA"] = "true"
    from telegram import Update
    from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    async def say_ready(_application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        print("polling", flush=True)

    builder = ApplicationBuilder().token(os.environ["COACH_TELEGRAM_TOKEN"]).base_url(API).post_init(say_ready)
    application = builder.concurrent_updates(True).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    if sys.argv[1] == "slack":
        asyncio.run(slack())
    else:
        telegram()
