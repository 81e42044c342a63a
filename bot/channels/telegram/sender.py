"""Hands replies to the Bot API, and says whether what it refuses is refused for good."""

from __future__ import annotations

from datetime import timedelta

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.render.telegram import Buttons, render
from dialogs.errors import DeliveryError
from dialogs.model import Outgoing

_DEAD = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid", "bot was kicked")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramSender:
    """Implements `dialogs.ports.Sender` for one bot. A bot cannot read a chat: what is in doubt is sent again."""

    reads_back = False

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, outgoing: Outgoing) -> None:
        """Send the reply to the private chat. Raises DeliveryError."""
        try:
            for message in render(outgoing.reply, stamp=outgoing.stamp):
                await self._bot.send_message(
                    int(outgoing.address),
                    message.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=_keyboard(message.buttons),
                    link_preview_options=_NO_PREVIEW,
                )
        except TelegramError as error:
            raise explained(error) from None  # the request holds the rep's words, and its address the token
        except ValueError:
            raise DeliveryError("it cannot be rendered", refused=True) from None


def explained(error: TelegramError) -> DeliveryError:
    """Say what a refusal means. BadRequest is a NetworkError to PTB, and no reason to try again (platforms.md 7)."""
    kind = type(error).__name__
    if isinstance(error, RetryAfter):
        return DeliveryError(kind, retry_after_s=wait_s(error))
    if isinstance(error, Forbidden):
        return DeliveryError(kind, permanent=True)
    if isinstance(error, BadRequest):
        dead = any(reason in error.message.lower() for reason in _DEAD)
        return DeliveryError(kind, permanent=dead, refused=not dead)
    if isinstance(error, NetworkError):
        never_left = type(error.__cause__).__name__ in ("ConnectError", "ConnectTimeout", "PoolTimeout")  # of httpx
        return DeliveryError(f"Telegram did not answer ({kind})", unknown=not never_left)
    return DeliveryError(kind)


def wait_s(error: RetryAfter) -> float:
    """Return how many seconds Telegram asks us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _keyboard(rows: Buttons) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows]
    )
