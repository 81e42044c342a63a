"""
What a rep does and what they read, told from what each platform really got: the same words on every channel.

Only what a person sees is compared: a message to be answered in one's own words looks like one to be read, so kinds
are three, and lines are compared without the space around them.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.render.buttons import read_button
from dialogs.replies import LIMITS, MOST_CHOICES
from tests.fakes.slack import Posted
from tests.fakes.telegram import Sent

Kind = Literal["say", "choose", "card"]
RESTART = "(the coach stops and starts again)"
ARRIVES = "(arrives)"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as its reader sees it. `choices` are (id, label)."""

    kind: Kind
    text: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the rep did, and all that they read before they did anything else."""

    did: str
    read: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Tap:
    """Take the choice with this id, by its button or by typing its label."""

    choice: str


@dataclass(frozen=True, slots=True)
class Line:
    """Type this and send it."""

    text: str


@dataclass(frozen=True, slots=True)
class Restart:
    """Nothing that the rep does: the coach stops, and starts on the same database."""


Act = Tap | Line | Restart


class Way(Protocol):
    """One way to talk to the coach. `open` starts a coach on the way's database, and stops it at the end."""

    def open(self) -> AbstractAsyncContextManager[None]: ...
    async def arrives(self, *, again: bool) -> None:
        """Do what a person does first; *again*: they have talked before."""
        ...

    async def types(self, text: str) -> None: ...
    async def presses(self, choice: str) -> None:
        """Take a choice of the last message in the platform's own way."""
        ...

    def received(self) -> list[Message]:
        """Return all messages so far; every one that was due has come."""
        ...


async def play(way: Way, script: Iterable[Act], *, presses_first: bool) -> list[Exchange]:
    """
    Act a script out; of the choices, every other one is pressed, the rest are typed by their labels.

    Args:
        presses_first: whether the first choice is pressed; the other value makes up for what this one leaves out.
    """
    pressing = itertools.cycle([presses_first, not presses_first])
    exchanges: list[Exchange] = []
    for part in _runs(script):
        async with way.open():
            seen = len(way.received())
            await way.arrives(again=bool(exchanges))
            exchanges.append(Exchange(RESTART if exchanges else ARRIVES, tuple(way.received()[seen:])))
            for act in part:
                seen = len(way.received())
                did = await _do(way, act, pressing)
                exchanges.append(Exchange(did, tuple(way.received()[seen:])))
    return exchanges


def _runs(script: Iterable[Act]) -> Iterator[list[Tap | Line]]:
    """Cut a script where the coach restarts."""
    run: list[Tap | Line] = []
    for act in script:
        if isinstance(act, Restart):
            yield run
            run = []
        else:
            run.append(act)
    yield run


async def _do(way: Way, act: Tap | Line, pressing: Iterator[bool]) -> str:
    if isinstance(act, Line):
        await way.types(act.text)
        return act.text
    label = dict(way.received()[-1].choices)[act.choice]
    await (way.presses(act.choice) if next(pressing) else way.types(label))
    return f"[{label}]"


# Reading what the platforms got


def of_terminal(body: Mapping[str, Any]) -> Message:
    """Return what an object of `coach chat --json` says."""
    choices = tuple((choice["id"], choice["label"]) for choice in body["choices"])
    return _message(body["text"], choices, card=body["type"] == "card")


def of_slack(posted: Posted) -> Message:
    """Return what a Slack message shows: a card is known by its header, and bold by its stars."""
    sections = [block for block in posted.blocks if "text" in block]
    text = "\n".join(html.unescape(_unstarred(block["text"])) for block in sections)
    choices = tuple((read_button(value)[1], html.unescape(label)) for label, value in posted.buttons)
    return _message(text, choices, card=any(block["type"] == "header" for block in sections))


def _unstarred(text: Mapping[str, Any]) -> str:
    return str(text["text"]).replace("*", "") if text["type"] == "mrkdwn" else str(text["text"])


def of_telegram(sent: Sent) -> Message:
    """Return what a Telegram message shows: a card is known by its bold title."""
    choices = tuple((read_button(data)[1], label) for label, data in sent.buttons)
    return _message(sent.visible, choices, card=sent.text.startswith("<b>"))


def _message(text: str, choices: tuple[tuple[str, str], ...], *, card: bool) -> Message:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return Message("card" if card else "choose" if choices else "say", "\n".join(filter(None, lines)), choices)


# Writing it down


def transcript(exchanges: Iterable[Exchange]) -> str:
    """Return exchanges for people to read; nothing of a message but the space in it is left out."""
    return "\n".join(line for exchange in exchanges for line in _told(exchange))


def _told(exchange: Exchange) -> Iterator[str]:
    yield from (f"YOU    {exchange.did}", "")
    for message in exchange.read:
        first, *rest = message.text.split("\n")
        yield f"{'CARD ' if message.kind == 'card' else 'COACH'}  {first}"
        yield from (f"       {line}" for line in rest)
        yield from (f"       [{choice}] {label}" for choice, label in message.choices)
        yield ""


# What must hold of every message (journeys.md, common rules)


def faults_of(exchanges: Sequence[Exchange]) -> list[str]:
    """
    Return which messages break a rule.

    A prompt is what stands last after a choice, and waits for an answer; what stands before it, or answers a line,
    may say what that did, and is feedback.
    """
    return [
        f"{fault}: {message.text}"
        for exchange in exchanges
        for message in exchange.read
        for fault in _faults(message, prompt=message is exchange.read[-1] and exchange.did.startswith(("[", "(")))
    ]


def _faults(message: Message, *, prompt: bool) -> Iterator[str]:
    most = LIMITS["brief" if message.kind == "card" else "prompt" if prompt else "feedback"]
    if not 1 <= len(message.text) <= most:
        yield f"{len(message.text)} characters"
    if len(message.choices) > MOST_CHOICES:
        yield f"{len(message.choices)} buttons"
    if "!" in "\n".join([message.text, *(label for _, label in message.choices)]):
        yield "an exclamation mark"
