"""The methods that write to people. Every check comes before any effect: what is refused leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.fakes.telegram.changes import Changes
from tests.fakes.telegram.chats import Chats
from tests.fakes.telegram.errors import NOT_MODIFIED, QUERY_TOO_OLD, Refused, bad_request
from tests.fakes.telegram.keyboards import read_markup
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.records import Action, Answer, Payload, Sent
from tests.fakes.telegram.texts import read_text

FILES = ("photo", "video", "voice", "document", "video_note")
ACTIONS = {"typing", "choose_sticker", "find_location", "record_video", "record_voice", "record_video_note"} | {
    f"upload_{kind}" for kind in FILES
}


@dataclass
class Query:
    """A pressed button that waits for answerCallbackQuery."""

    user_id: int
    at: float
    answered: bool = False


class Messages:
    def __init__(
        self, chats: Chats, limits: Limits, changes: Changes, clock: Callable[[], float], bot: Payload
    ) -> None:
        self.sent: list[Sent] = []
        self.edits: list[Sent] = []
        self.answers: list[Answer] = []
        self.actions: list[Action] = []
        self.shown: dict[tuple[int, int], Sent] = {}  # the bot's messages as they stand now
        self.queries: dict[str, Query] = {}
        self.query_lifetime_s = 15.0  # our guess: Telegram names no figure, and the apps stop waiting by then
        self._people_wrote: set[tuple[int, int]] = set()
        self._last_id = 0
        self._chats, self._limits, self._changes, self._clock, self._bot = chats, limits, changes, clock, bot

    def next_id(self, chat_id: int, *, by_person: bool = False) -> int:
        """One count for all chats, as in a real bot's private chats."""
        self._last_id += 1
        if by_person:
            self._people_wrote.add((chat_id, self._last_id))
        return self._last_id

    def send_message(self, params: Params) -> Payload:
        visible, entities, given = self._read(params)
        chat = self._chat(params)
        markup = read_markup(params.get("reply_markup"))
        self._check_reply(params, chat["id"])
        self._limits.check(chat["id"])
        message = Sent(
            chat_id=chat["id"],
            message_id=self.next_id(chat["id"]),
            text=given,
            visible=visible,
            at=self._clock(),
            parse_mode=params.get("parse_mode") or None,
            entities=tuple(entities),
            reply_markup=markup,
        )
        self.sent.append(message)
        self.shown[message.chat_id, message.message_id] = message
        self._changes.tell()
        return self.payload(message)

    def edit_message_text(self, params: Params) -> Payload:
        visible, entities, given = self._read(params)
        before = self._editable(params)
        mode = params.get("parse_mode") or None
        markup = read_markup(params.get("reply_markup"))
        after = replace(
            before, text=given, visible=visible, parse_mode=mode, entities=tuple(entities), reply_markup=markup
        )
        return self._edit(before, after)

    def edit_message_reply_markup(self, params: Params) -> Payload:
        before = self._editable(params)
        return self._edit(before, replace(before, reply_markup=read_markup(params.get("reply_markup"))))

    def answer_callback_query(self, params: Params) -> bool:
        query = self.queries.get(params.text("callback_query_id"))
        if query is None or query.answered or self._clock() - query.at > self.query_lifetime_s:
            raise Refused(QUERY_TOO_OLD)
        if len(params.text("text")) > 200:  # Bot API, answerCallbackQuery: 0-200 characters
            raise bad_request("MESSAGE_TOO_LONG")
        query.answered = True
        self.answers.append(
            Answer(
                query_id=params.text("callback_query_id"),
                user_id=query.user_id,
                text=params.text("text"),
                show_alert=params.flag("show_alert"),
                at=self._clock(),
            )
        )
        self._changes.tell()
        return True

    def send_chat_action(self, params: Params) -> bool:
        chat = self._chat(params)
        if params.text("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self.actions.append(Action(chat["id"], params.text("action"), self._clock()))
        self._changes.tell()
        return True

    def payload(self, message: Sent) -> Payload:
        """The Message that a call answers with and a callback_query carries."""
        chat = self._chats.groups.get(message.chat_id) or self._chats.people[message.chat_id].chat
        told: dict[str, Any] = {
            "message_id": message.message_id,
            "from": self._bot,
            "chat": chat,
            "date": int(message.at),
            "text": message.visible,
        }
        if any(edit.message_id == message.message_id for edit in self.edits):
            told["edit_date"] = int(self._clock())
        if message.entities:
            told["entities"] = list(message.entities)
        if message.reply_markup and "inline_keyboard" in message.reply_markup:
            told["reply_markup"] = message.reply_markup
        return told

    def _read(self, params: Params) -> tuple[str, list[Payload], str]:
        given = params.text("text")
        visible, entities = read_text(
            given, parse_mode=params.get("parse_mode") or None, entities=params.get("entities") or None
        )
        return visible, entities, given

    def _chat(self, params: Params) -> Payload:
        chat = self._chats.reachable(params.text("chat_id"))
        self._limits.check_flood(chat["id"])
        return chat

    def _check_reply(self, params: Params, chat_id: int) -> None:
        wanted = (params.get("reply_parameters") or {}).get("message_id")
        missing = (chat_id, wanted) not in self.shown and (chat_id, wanted) not in self._people_wrote
        if wanted and missing and not params["reply_parameters"].get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")

    def _editable(self, params: Params) -> Sent:
        if not params.number("message_id"):
            raise bad_request("message identifier is not specified")
        chat = self._chat(params)
        key = chat["id"], params.number("message_id")
        if key in self._people_wrote:
            raise bad_request("message can't be edited")
        if key not in self.shown:
            raise bad_request("message to edit not found")
        return self.shown[key]

    def _edit(self, before: Sent, after: Sent) -> Payload:
        if after.content == before.content:
            raise Refused(NOT_MODIFIED)
        self._limits.check(after.chat_id)
        self.shown[after.chat_id, after.message_id] = after
        self.edits.append(replace(after, at=self._clock()))
        self._changes.tell()
        return self.payload(after)
