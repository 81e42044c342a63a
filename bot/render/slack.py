"""
Replies as Slack messages: Block Kit, and the text that a notification shows and a screen reader reads.

mrkdwn has no escape for *, _, ~, ` and :emoji:, so words go into plain_text, which formats nothing; only a card's
row without any of these is mrkdwn, for its bold name. &, < and > are escaped, once, in both and in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby
from typing import Any, Literal

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot.render.buttons import button_value
from bot.render.splitting import clipped, sendable, shows, split, utf16_units
from dialogs.replies import Ask, Card, Choice, Reply

Block = dict[str, Any]
_Kind = Literal["header", "plain", "mrkdwn"]

_BLOCKS = 50  # platforms.md: blocks a message
# platforms.md: "about 13,200 characters in all"; Slack keeps a part of that for the blocks around the texts,
# and has refused messages from 11,300 on that had many (bolt-js 2509 and 2867)
_MESSAGE = 12_000
_FRAME = 150  # our guess, on the safe side: what a block or a button costs beside its text
_TWICE = '\n\t"\\'  # JSON writes two characters for each of these; whether Slack counts them, nobody says
_NOTICE = 4_000  # Slack's advice for `text`; it only stands in for the blocks
_NOTHING = "…"  # Slack refuses an empty text
# What mrkdwn would act on in words that are escaped: emphasis, code, emoji, and a quotation at a line's start
_MARKUP = re.compile(r"[*_~`]|:[^\s:]+:|^\s*[>＞]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """One message: `text` is for `chat.postMessage`, with `mrkdwn=False`; people see the blocks."""

    text: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class _Passage:
    """What becomes one block: its text, escaped, and the same as a person reads it."""

    kind: _Kind
    text: str
    shown: str


def render(reply: Reply, *, stamp: str) -> tuple[SlackMessage, ...]:
    """
    Return the reply as one message, or as several where it is too long for one, the buttons under the last.

    Raises:
        ValueError: a choice's id is too long for a button.
    """
    choices = reply.choices if isinstance(reply, Ask) else ()
    labels = [_label(choice, number) for number, choice in enumerate(choices, 1)]
    actions = _actions(choices, labels, stamp=stamp)
    typed = " · ".join(f"{number} {label}" for number, label in enumerate(labels, 1))
    passages = [p for p in _passages(reply) if shows(p.shown)] or [*_plain(typed or _NOTHING)]
    *pages, last = _pages(passages, room=_MESSAGE - sum(_FRAME + 2 * _weight(label) for label in labels))
    return (*(_message(page) for page in pages), _message(last, actions, typed))


def _passages(reply: Reply) -> Iterable[_Passage]:
    if isinstance(reply, Card):
        return _card(reply)
    return _plain(reply.text if isinstance(reply, Ask) else reply.plain_text())


def _plain(text: str) -> Iterable[_Passage]:
    parts = split(sendable(text), SectionBlock.text_max_length, measure=_weight)
    return (_Passage("plain", _escaped(part), part) for part in parts)


def _card(card: Card) -> Iterable[_Passage]:
    title = sendable(card.title).strip()
    if "\n" not in title and _weight(title) <= HeaderBlock.text_max_length:
        yield _Passage("header", _escaped(title), title)
    else:
        yield from _plain(title)
    rows = [row for name, value in card.fields if shows((row := _row(name, value)).shown)]
    for kind, group in groupby(rows, key=lambda row: row.kind):
        run = list(group)
        yield from _plain("\n".join(row.shown for row in run)) if kind == "plain" else _joined(run)


def _row(name: str, value: str) -> _Passage:
    name, value = " ".join(sendable(name).split()) if shows(name) else "", sendable(value).strip()
    shown = f"{name}: {value}" if name else value
    text = f"*{_escaped(name)}:* {_escaped(value)}" if name else _escaped(value)
    if _MARKUP.search(shown) or utf16_units(text) > SectionBlock.text_max_length:
        return _Passage("plain", "", shown)
    return _Passage("mrkdwn", text, shown)


def _joined(rows: Iterable[_Passage]) -> Iterable[_Passage]:
    """Put rows together, one a line, for as long as they fit into a section."""
    text = shown = ""
    for row in rows:
        longer = f"{text}\n{row.text}"
        if text and utf16_units(longer) > SectionBlock.text_max_length:
            yield _Passage("mrkdwn", text, shown)
            text = shown = ""
        text, shown = (f"{text}\n{row.text}", f"{shown}\n{row.shown}") if text else (row.text, row.shown)
    yield _Passage("mrkdwn", text, shown)


def _pages(passages: Sequence[_Passage], *, room: int) -> list[list[_Passage]]:
    pages: list[list[_Passage]] = [[]]
    left = room
    for passage in passages:
        cost = utf16_units(passage.text) + sum(map(passage.text.count, _TWICE)) + _FRAME
        if pages[-1] and (cost > left or len(pages[-1]) == _BLOCKS - 1):  # one is for the buttons
            pages.append([])
            left = room
        pages[-1].append(passage)
        left -= cost
    return pages


def _message(page: Sequence[_Passage], actions: Block | None = None, typed: str = "") -> SlackMessage:
    shown = "\n".join(passage.shown for passage in page)
    text = clipped(shown, _NOTICE - _weight(typed) - 1, measure=_weight)
    if typed and shown != typed:
        text = f"{text}\n{typed}"
    blocks = [_block(passage) for passage in page]
    return SlackMessage(_escaped(text), [*blocks, actions] if actions else blocks)


def _block(passage: _Passage) -> Block:
    frame = _frame(passage.kind)
    return {**frame, "text": {**frame["text"], "text": passage.text}}


# slack_sdk's models take 110 µs for a section and 650 for one with three buttons, more than all the rest of an event.
# So each kind of block is built and checked by its model once, and then only gets its text; tests/render puts
# whatever comes out through the models again.
@cache
def _frame(kind: _Kind) -> Block:
    if kind == "header":
        block = HeaderBlock(text=PlainTextObject(text="-", emoji=False)).to_dict()
    elif kind == "plain":
        block = SectionBlock(text=PlainTextObject(text="-", emoji=False), expand=True).to_dict()
    else:
        block = SectionBlock(text=MarkdownTextObject(text="-", verbatim=True), expand=True).to_dict()
    return block


@cache
def _button_frame() -> tuple[Block, Block]:
    button = ButtonElement(text=PlainTextObject(text="-", emoji=False), action_id="-", value="-")
    return ActionsBlock(elements=[button]).to_dict(), button.to_dict()


def _actions(choices: Sequence[Choice], labels: Sequence[str], *, stamp: str) -> Block | None:
    if not choices:
        return None
    actions, button = _button_frame()
    elements = [
        {
            **button,
            "action_id": f"choice:{choice.id}",
            "text": {**button["text"], "text": _escaped(label)},
            "value": button_value(stamp, choice.id),
        }
        for choice, label in zip(choices, labels, strict=True)
    ]
    return {**actions, "elements": elements}


def _label(choice: Choice, number: int) -> str:
    label = clipped(" ".join(sendable(choice.label).split()), ButtonElement.text_max_length, measure=_weight)
    return label if shows(label) else str(number)  # the number can be typed, too


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _weight(text: str) -> int:
    """Return what *text* counts, escaped: in UTF-16 units, since nobody says which characters Slack means."""
    return utf16_units(_escaped(text))
