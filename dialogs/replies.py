"""What the coach says, without any channel's markup. Each reply can always be shown as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

# journeys.md, common rules, in characters; and at most five buttons
LIMITS = {"prompt": 350, "feedback": 700, "diff": 900, "brief": 2400}
MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. `id` is stable and at most 40 characters; the label can also be typed."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Say:
    """Something to read; no answer is waited for."""

    text: str
    type: Literal["say"] = "say"

    def plain_text(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Ask:
    """The one thing to do now: type a line, or take one of at most five choices."""

    text: str
    choices: tuple[Choice, ...] = ()
    type: Literal["ask"] = "ask"

    def plain_text(self) -> str:
        return "\n".join([self.text, *(f"  {n}. {c.label}" for n, c in enumerate(self.choices, 1))])


@dataclass(frozen=True, slots=True)
class Card:
    """A title and rows of (name, value), such as a debrief's counts."""

    title: str
    fields: tuple[tuple[str, str], ...] = ()
    type: Literal["card"] = "card"

    def plain_text(self) -> str:
        return "\n".join([self.title, *(f"{name}: {value}" if name else value for name, value in self.fields)])


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart by its name and what it shows in words; the channel draws it."""

    alt: str
    chart: str
    type: Literal["picture"] = "picture"

    def plain_text(self) -> str:
        return self.alt


Reply = Say | Ask | Card | Picture


def to_json(reply: Reply) -> dict[str, Any]:
    """Return the reply as the outbox stores it; `from_json` reads it back."""
    body: dict[str, Any] = {"type": reply.type, "text": reply.plain_text() if reply.type == "card" else ""}
    if isinstance(reply, Say | Ask):
        body["text"] = reply.text
    if isinstance(reply, Ask):
        body["choices"] = [{"id": c.id, "label": c.label} for c in reply.choices]
    elif isinstance(reply, Card):
        body["title"] = reply.title
        body["fields"] = [list(row) for row in reply.fields]
    elif isinstance(reply, Picture):
        body["text"] = reply.alt
        body["chart"] = reply.chart
    return body


def from_json(body: dict[str, Any]) -> Reply:
    """
    Read a stored reply.

    Raises:
        ValueError: the type is none of say, ask, card, picture.
    """
    match body["type"]:
        case "say":
            return Say(body["text"])
        case "ask":
            return Ask(body["text"], tuple(Choice(c["id"], c["label"]) for c in body["choices"]))
        case "card":
            return Card(body["title"], tuple((name, value) for name, value in body["fields"]))
        case "picture":
            return Picture(body["text"], body["chart"])
        case other:
            raise ValueError(f"no reply type {other!r}")
