"""
What the judge's encoder reads: the line, and the few sentences of the customer that stand before it, as tokens.

Training and run time use this very code.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from dialogs.errors import ModelUnavailable

LINE, LAST, EARLIER, WORRY = range(4)  # roles
LINE_TOKENS, SAID_TOKENS = 96, 48
MOST_TOLD = 2  # sentences before the line that are read; our guess
MARKS, UNKNOWN = 2, 100  # a line without a token is read as one unknown word, since a mean needs something
HEAD_CHARACTERS, TAIL_CHARACTERS = 1_000, 3_000  # cut before the tokenizer, so that 10,000 characters cost no more
MOST_REMEMBERED = 512  # texts
MOST_WORDS_REMEMBERED = 8_192
# What a text of everyday characters is cut into before its words are looked up, as the tokenizer does it: any sign
# stands for itself. Looking words up one by one takes a tenth of the time that the tokenizer takes for the text.
_EVERYDAY = re.compile(r"[\n -~]*")
_WORD = re.compile(r"[a-z0-9]+|[^a-z0-9\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One line or sentence: its text, its tokens with the marks at both ends, and its role."""

    text: str
    ids: tuple[int, ...]
    role: int


class Pieces:
    """A loaded tokenizer. Threads may share it."""

    def __init__(self, tokenizer: Path) -> None:
        """
        Load the tokenizer.

        Raises:
            ModelUnavailable: tokenizers is not installed.
        """
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelUnavailable("tokenizers is not installed: run `make setup`") from error
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._tokenizer.encode_special_tokens = True  # "[SEP]" that somebody types is text, not a mark
        self._lock = threading.Lock()  # a tokenizer with changed settings is not documented as shareable
        self._begin, self._end = self._tokenizer.encode("").ids
        self._ids = lru_cache(maxsize=MOST_REMEMBERED)(self._tokens)
        self._word_ids = lru_cache(maxsize=MOST_WORDS_REMEMBERED)(self._encoded)

    def of(self, text: str, told: Sequence[str] = (), worry: str | None = None) -> tuple[Piece, ...]:
        """Return the line's piece, then the worry's, then the last sentences', the latest first."""
        return tuple(
            Piece(piece, self._ids(piece, LINE_TOKENS if role == LINE else SAID_TOKENS), role)
            for piece, role in pieces_of(text, told, worry)
        )

    def _tokens(self, text: str, most: int) -> tuple[int, ...]:
        if len(text) > HEAD_CHARACTERS + TAIL_CHARACTERS:
            text = f"{text[:HEAD_CHARACTERS]} {text[-TAIL_CHARACTERS:]}"
        if _EVERYDAY.fullmatch(text):
            words: Iterable[int] = chain.from_iterable(map(self._word_ids, _WORD.findall(text.lower())))
        else:
            words = self._encoded(text.encode("utf-8", "replace").decode("utf-8"))  # half a surrogate pair
        ids = (self._begin, *words, self._end)
        if len(ids) <= MARKS:
            return (self._begin, UNKNOWN, self._end)
        if len(ids) <= most:
            return ids
        return (*ids[: most // 3], *ids[most // 3 - most :])  # its start sets up, spoken questions stand at its end

    def _encoded(self, text: str) -> tuple[int, ...]:
        """Return the tokens without the marks."""
        with self._lock:
            return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)


def pieces_of(text: str, told: Sequence[str], worry: str | None) -> list[tuple[str, int]]:
    """Return the texts that are read, each with its role."""
    found = [(text, LINE)]
    if worry:
        found.append((worry, WORRY))
    latest = [sentence for sentence in reversed(told) if sentence][:MOST_TOLD]
    found += [(sentence, LAST if place == 0 else EARLIER) for place, sentence in enumerate(latest)]
    return found
