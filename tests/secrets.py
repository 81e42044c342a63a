"""
What no log may hold: the tokens of the platforms, and what reps wrote. The fakes note here whatever they hand out.

A token is never forgotten; a text is, after the test that follows its own: there they are plain words.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, quote_plus

LONG = 6  # characters; a shorter text ("hi", "menu", "1") may stand in a line for many reasons, but not as a value
SECRET = 12  # characters; what is shorter is none, but a test's "right" or "wrong"
BEGINNING = 40  # of a text that was cut
_TYPED = ("text", "caption", "question")  # where a rep's words stand in a platform's payloads


@cache
def _written(text: str) -> tuple[str, ...]:
    """How a text may look in a line: as it is, or escaped one way or another."""
    begins = text.strip()[:BEGINNING]
    if len(begins) < LONG:
        return f"'{begins}'", f'"{begins}"'
    ways = (
        begins,
        json.dumps(begins)[1:-1],
        repr(begins)[1:-1],
        html.escape(begins),
        quote(begins),
        quote_plus(begins),
    )
    return tuple(dict.fromkeys(ways))


class Secrets:
    """Of one process that runs tests."""

    def __init__(self) -> None:
        self._tokens: set[str] = set()
        self._texts: set[str] = set()
        self._earlier: set[str] = set()

    def token(self, *tokens: str) -> None:
        """Note tokens, whole; of Telegram's also the part after its number, which is all that is secret in it."""
        parts = {part for token in tokens for part in (token, token.partition(":")[2])}
        self._tokens |= {part for part in parts if len(part) >= SECRET}

    def typed(self, text: object) -> None:
        """Note what a rep wrote."""
        if isinstance(text, str) and len(text.strip()) > 1:
            self._texts.add(text)

    def payload(self, content: Any) -> None:
        """Note every text in what a person sent, at any depth."""
        for value in content.values() if isinstance(content, Mapping) else content if isinstance(content, list) else ():
            self.payload(value)
        if isinstance(content, Mapping):
            for name in _TYPED:
                self.typed(content.get(name))

    def raw(self, body: bytes) -> None:
        """Note what was posted: the texts in it, or all of it where it is no JSON."""
        try:
            self.payload(json.loads(body))
        except (ValueError, RecursionError):
            self.typed(body.decode(errors="replace"))

    def forget(self) -> None:
        """A test begins."""
        self._earlier, self._texts = self._texts, set()

    def inside(self, line: str, values: Collection[object] = ()) -> str | None:
        """Return the first secret that a line, or one of the *values* that were put into it, holds."""
        if found := next((token for token in self._tokens if token in line), None):
            return found
        given = {value for value in values if isinstance(value, str)}
        for text in self._texts | self._earlier:
            if text in given or any(_stands(way, line) for way in _written(text)):
                return text
        return None


def _stands(way: str, line: str) -> bool:
    """Whether a text stands in a line; one word as a word: "review" is not in the job `tell_of_reviews`."""
    if way not in line or not way.isidentifier():
        return way in line
    return re.search(rf"(?<!\w){way}(?!\w)", line) is not None


SECRETS = Secrets()
