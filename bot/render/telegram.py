"""
Replies as Telegram messages: HTML for parse mode "HTML", and rows of buttons under the last one.

Only `_formatted` writes a tag, and it escapes whatever stands inside or outside of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby

from bot.render.buttons import button_value
from bot.render.splitting import clipped, sendable, shows, spans
from dialogs.replies import Ask, Card, Choice, Reply

Buttons = tuple[tuple[tuple[str, str], ...], ...]  # rows of (label, callback data)

_TEXT = 4096  # platforms.md: UTF-16 units of what is seen; escaped that is at most 20 KB, the server takes 35
_LABEL = 75  # our guess, as Slack's: a phone shows some 40 of them
_SHORT = 20  # characters: our guess at what a phone shows of two buttons side by side
_SHORTEST = 10  # and of three
_NOTHING = "…"  # Telegram refuses a message in which nothing is to be seen


@dataclass(frozen=True, slots=True)
class TelegramMessage:
    """One message: send it with parse mode HTML and without link previews."""

    html: str
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class _Run:
    """Text of one weight."""

    text: str
    bold: bool = False


def render(reply: Reply, *, stamp: str) -> tuple[TelegramMessage, ...]:
    """
    Return the reply as one message, or as several where it is longer than 4,096 UTF-16 units.

    Raises:
        ValueError: a choice's id is too long for a button.
    """
    runs = _card(reply) if isinstance(reply, Card) else (_Run(_text(reply)),)
    parts = _formatted(tuple(_Run(sendable(run.text), run.bold) for run in runs)) or (_NOTHING,)
    buttons = _rows(reply.choices, stamp=stamp) if isinstance(reply, Ask) else ()
    return (*map(TelegramMessage, parts[:-1]), TelegramMessage(parts[-1], buttons))


def _text(reply: Reply) -> str:
    return reply.text if isinstance(reply, Ask) else reply.plain_text()


def _card(card: Card) -> tuple[_Run, ...]:
    runs = [_Run(card.title, bold=True), _Run("\n")]
    for name, value in card.fields:
        runs += [_Run("\n"), *([_Run(f"{name}:", bold=True), _Run(" ")] if shows(name) else []), _Run(value)]
    return tuple(runs)


def _formatted(runs: tuple[_Run, ...]) -> tuple[str, ...]:
    plain = "".join(run.text for run in runs)
    cuts = [(start, end) for start, end in spans(plain, _TEXT) if shows(plain[start:end])]
    return tuple("".join(_html(run) for run in _within(runs, start, end)) for start, end in cuts)


def _within(runs: tuple[_Run, ...], start: int, end: int) -> list[_Run]:
    """Return what lies between two places of the runs' text."""
    found, at = [], 0
    for run in runs:
        found.append(_Run(run.text[max(start - at, 0) : max(end - at, 0)], run.bold))
        at += len(run.text)
    return found


def _html(run: _Run) -> str:
    text = escape(run.text, quote=False)
    return f"<b>{text}</b>" if run.bold and text.strip() else text


def _rows(choices: tuple[Choice, ...], *, stamp: str) -> Buttons:
    """Return short labels two or three a row, and each longer one in a row of its own."""
    buttons = [(_label(choice, n), button_value(stamp, choice.id)) for n, choice in enumerate(choices, 1)]
    rows: list[tuple[tuple[str, str], ...]] = []
    for short, group in groupby(buttons, key=lambda button: len(button[0]) <= _SHORT):
        run = tuple(group)
        width = _width(run) if short else 1
        rows += [run[at : at + width] for at in range(0, len(run), width)]
    return tuple(rows)


def _width(run: tuple[tuple[str, str], ...]) -> int:
    longest = max(len(label) for label, _ in run)
    return 3 if longest <= _SHORTEST and len(run) != 4 else 2  # four make two and two, not three and one


def _label(choice: Choice, number: int) -> str:
    label = clipped(" ".join(sendable(choice.label).split()), _LABEL)
    return label if shows(label) else str(number)  # the number can be typed, too
