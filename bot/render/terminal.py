"""
Replies as lines for a terminal or for a program. Pure text: nothing here knows whether anybody looks.

What a rep typed and what content says is never obeyed: it passes `visible` before it is shown.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

from dialogs.replies import Reply, to_json

# A customer speaks in a whole line of quotation, with or without a name; "You wrote: “…”" is no name.
_SAID = re.compile(r"(?:(?P<name>[^\W\d_a-z][\w.'-]*(?: [^\W\d_a-z][\w.'-]*){0,3}): )?(?P<words>“.*”)")
_ASIDE = re.compile(r"\([^()]*\)")
_ASCII = {0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'", 0x2026: "...", 0x2013: "-", 0x2014: "-"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of a reply: the customer's words, an aside such as "(turn 3 of 10)", or the coach's text."""

    kind: Literal["said", "aside", "text"]
    text: str
    name: str = ""  # who says it, where the line names somebody


def visible(text: str) -> str:
    """Return *text* with spaces for whatever a terminal would act on: escapes, controls, changes of direction."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def plain(reply: Reply) -> str:
    """Return the reply as lines, its choices numbered from 1."""
    return visible(reply.plain_text())


def json_line(reply: Reply, *, state: str, last: bool) -> str:
    """Return the reply as one JSON object, in ASCII: no output encoding can spoil it."""
    body = to_json(reply)
    fields = {"type": body["type"], "text": body["text"], "choices": body.get("choices", [])}
    return json.dumps(fields | {"state": state, "last": last})


def fitted(text: str, encoding: str) -> str:
    """Return *text* with plain quotes and dashes where *encoding* has no others; what it still lacks stays."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII)
    return text


def passages(text: str) -> tuple[Passage, ...]:
    """Tell a reply's lines apart, so that the customer's words can be set off from the coach's."""
    return tuple(_passage(line) for line in visible(text).split("\n"))


def _passage(line: str) -> Passage:
    said = _SAID.fullmatch(line)
    if said:
        return Passage("said", said["words"], said["name"] or "")
    return Passage("aside" if _ASIDE.fullmatch(line) else "text", line)
