"""
What arrived from Telegram, as a turn; pure.

Only what a person typed or pressed in a private chat is a turn. An edited message is none, and never advances a drill.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from telegram import CallbackQuery, ChatMember, Message, MessageEntity, Update
from telegram.constants import ChatType

from bot.channels.telegram import CHANNEL
from bot.render.buttons import read_button
from dialogs.model import EventId, Turn
from dialogs.people import code_of
from dialogs.people_words import CHANNEL_WORDS

# The most populous zone where a language is mostly spoken: a guess to confirm, never a fact. By what people choose
# as their app's language; our guess, README "Why".
_ZONES = {
    **{"en": "Europe/London", "de": "Europe/Berlin", "fr": "Europe/Paris", "es": "Europe/Madrid", "it": "Europe/Rome"},
    **{"nl": "Europe/Amsterdam", "pt": "Europe/Lisbon", "pt-br": "America/Sao_Paulo", "pl": "Europe/Warsaw"},
    **{"cs": "Europe/Prague", "sv": "Europe/Stockholm", "da": "Europe/Copenhagen", "nb": "Europe/Oslo"},
    **{"fi": "Europe/Helsinki", "el": "Europe/Athens", "tr": "Europe/Istanbul", "uk": "Europe/Kyiv"},
    **{"ro": "Europe/Bucharest", "hu": "Europe/Budapest", "he": "Asia/Jerusalem", "ar": "Asia/Riyadh"},
    **{"hi": "Asia/Kolkata", "id": "Asia/Jakarta", "vi": "Asia/Ho_Chi_Minh", "th": "Asia/Bangkok"},
    **{"ja": "Asia/Tokyo", "ko": "Asia/Seoul", "zh-hans": "Asia/Shanghai", "zh-hant": "Asia/Taipei"},
}
_ELSEWHERE = "Etc/UTC"
_ABOUT_SOMEBODY = re.compile(r"\s*/?team\s+(add|remove)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Arrived:
    """
    What an update asks for.

    turn: take `turn` for whoever is called `name`. blocked, unblocked: the person stopped or restarted the bot.
    group: somebody spoke to the bot where others read it; `chat` is where. other: nothing to do.
    """

    kind: Literal["turn", "blocked", "unblocked", "group", "other"]
    turn: Turn | None = None
    name: str = ""
    chat: int = 0
    query: str | None = None  # the id of a callback that waits for its answer
    handles: tuple[str, ...] = ()  # user names of others in a line about the team, without @


NOTHING = Arrived("other")


def read(update: Update, at: datetime, *, bot_name: str) -> Arrived:
    """Return what an update asks for. *bot_name* is the bot's user name, without @."""
    if update.callback_query:
        return _press(update.update_id, update.callback_query, at)
    if update.my_chat_member and update.my_chat_member.chat.type == ChatType.PRIVATE:
        gone = update.my_chat_member.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        return Arrived("blocked" if gone else "unblocked", chat=update.my_chat_member.chat.id)
    if update.message:
        return _message(update.update_id, update.message, at, bot_name=bot_name)
    return NOTHING


def _press(update_id: int, query: CallbackQuery, at: datetime) -> Arrived:
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE or query.data is None:
        return Arrived("other", query=query.id)
    stamp, choice = read_button(query.data)
    person = query.from_user
    turn = Turn(
        EventId(f"{update_id}:{query.id}"),
        CHANNEL,
        str(message.chat.id),
        at,
        choice=choice,
        stamp=stamp,
        zone_guess=zone_guess(person.language_code),
        handle=person.username or "",
    )
    return Arrived("turn", turn, person.full_name, message.chat.id, query.id)


def _message(update_id: int, message: Message, at: datetime, *, bot_name: str) -> Arrived:
    command = _command(message, bot_name)
    person = message.from_user
    if command == "":
        return NOTHING  # for another bot
    if message.chat.type != ChatType.PRIVATE:
        return Arrived("group", chat=message.chat.id) if command else NOTHING
    if person is None or person.is_bot:
        return NOTHING
    typed = message.text if message.text is not None and message.forward_origin is None else ""
    text = typed if command is None else _commanded(command, typed.partition(" ")[2].strip())
    turn = Turn(
        EventId(f"{update_id}:{message.message_id}"),
        CHANNEL,
        str(message.chat.id),
        at,
        text=text,
        zone_guess=zone_guess(person.language_code),
        mentions=tuple(str(e.user.id) for e in message.entities if e.type == MessageEntity.TEXT_MENTION and e.user),
        handle=person.username or "",
    )
    return Arrived("turn", turn, person.full_name, message.chat.id, handles=_handles(message, text))


def _handles(message: Message, text: str | None) -> tuple[str, ...]:
    """Return the user names in a line that adds somebody or takes them out: only there they are looked up."""
    if not _ABOUT_SOMEBODY.match(text or ""):
        return ()
    return tuple(message.parse_entity(e).lstrip("@") for e in message.entities if e.type == MessageEntity.MENTION)


def _commanded(command: str, rest: str) -> str | None:
    """Return what a command says as words; None for a /start without a code, by which somebody just arrives."""
    if command == "start":
        return f"join {rest}" if code_of(rest) else None  # a deep link: t.me/BOT?start=CODE
    return f"{command} {rest}".rstrip() if command in CHANNEL_WORDS else command


def _command(message: Message, bot_name: str) -> str | None:
    """Return the command that a message begins with, without slash; "" for another bot's; None where it has none."""
    first = next((e for e in message.entities if e.offset == 0 and e.type == MessageEntity.BOT_COMMAND), None)
    if first is None or message.forward_origin is not None:
        return None
    word, _, addressed = message.parse_entity(first)[1:].partition("@")
    return "" if addressed and addressed.lower() != bot_name.lower() else word.lower()


def zone_guess(language: str | None) -> str:
    """Return a time zone to offer, from the language of the person's app ("pt-br"); Telegram tells no more."""
    code = (language or "").lower()
    return _ZONES.get(code) or _ZONES.get(code.partition("-")[0]) or _ELSEWHERE
