"""What `coach doctor` looks at in Telegram: is the token good, and does the webhook stand as it is configured."""

from __future__ import annotations

import re

from telegram import Bot, WebhookInfo
from telegram.error import Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.access import TelegramAccess
from bot.channels.telegram.channel import PATH

TELEGRAM = "https://api.telegram.org/bot"


async def examine(access: TelegramAccess) -> tuple[bool, str, str]:
    """Return whether Telegram would work, what was found, and how to fix it."""
    try:
        bot = Bot(access.token, base_url=access.api_url or TELEGRAM)
        async with bot:
            return _found(access, bot.username, await bot.get_webhook_info())
    except (InvalidToken, Forbidden):
        return False, "getMe refuses the token", "Set COACH_TELEGRAM_TOKEN to the one that BotFather gave you."
    except TelegramError as error:
        return False, f"Telegram cannot be reached ({type(error).__name__})", "Check the network and try again."


def _found(access: TelegramAccess, name: str, webhook: WebhookInfo) -> tuple[bool, str, str]:
    if not access.public_url:
        waiting = f", {webhook.pending_update_count} updates wait" if webhook.pending_update_count else ""
        left = ", a webhook is still set (coach serve takes it away)" if webhook.url else ""
        return True, f"@{name}, long polling{waiting}{left}", ""
    if not access.public_url.startswith("https://"):
        return False, "COACH_PUBLIC_URL is not https", "Telegram calls webhooks over https only; name such an address."
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", access.secret or ""):
        fix = "Make it of 1 to 256 letters, digits, _ and -, or leave it out: each start then makes up its own."
        return False, "COACH_TELEGRAM_WEBHOOK_SECRET is none that Telegram takes", fix
    wanted = access.public_url.rstrip("/") + PATH
    if webhook.url and webhook.url != wanted:
        return True, f"@{name}, the webhook is still at another address (coach serve moves it)", ""
    if webhook.last_error_message:
        fix = "See that COACH_PUBLIC_URL leads to `coach serve`, with a certificate that Telegram accepts."
        return False, f"@{name}: Telegram could not call the webhook: {webhook.last_error_message}", fix
    return True, f"@{name}, webhook, {webhook.pending_update_count} updates wait", ""
