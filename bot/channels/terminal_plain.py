"""
The faces for pipes: plain lines for people, JSON lines for programs. Neither ever writes an escape code.

Lines are read as bytes: what is not UTF-8 is a line with a mark in it, not the end of the program.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Sequence
from typing import BinaryIO, TextIO

from bot.render.terminal import fitted, json_line, plain
from dialogs.replies import Reply

_LONGEST_LINE = 65_536  # bytes; a turn keeps 4,000 code points of at most four bytes


class PlainFace:
    """Messages with an empty line between them, choices numbered."""

    def __init__(self, *, source: BinaryIO | None, out: TextIO) -> None:
        self._source = source
        self._out = out
        self._began = False
        if isinstance(out, io.TextIOWrapper):
            out.reconfigure(errors="replace")

    def read(self, kept: str) -> str | None:  # noqa: ARG002 - only a keyboard can be offered its line again
        return read_line(self._source)

    def show(self, shown: Sequence[tuple[Reply, str]]) -> None:
        for reply, _ in shown:
            gap = "\n" if self._began else ""
            self._began = True
            self._out.write(gap + fitted(plain(reply), self._out.encoding or "ascii") + "\n")
        self._out.flush()

    def model_is_loading(self) -> None:
        """A file of lines does not get impatient."""


class JsonFace:
    """One object a reply; the last of a turn says so."""

    def __init__(self, *, source: BinaryIO | None, out: TextIO) -> None:
        self._source = source
        self._out = out

    def read(self, kept: str) -> str | None:  # noqa: ARG002 - only a keyboard can be offered its line again
        return read_line(self._source)

    def show(self, shown: Sequence[tuple[Reply, str]]) -> None:
        for number, (reply, state) in enumerate(shown, 1):
            self._out.write(json_line(reply, state=state, last=number == len(shown)) + "\n")
        self._out.flush()

    def model_is_loading(self) -> None:
        """A program does not get impatient."""


def read_line(source: BinaryIO | None) -> str | None:
    """
    Return the next line without its end, None after the last; it waits for one line, never for more.

    A line longer than any turn keeps is cut, and its rest is read away.
    """
    raw = source.readline(_LONGEST_LINE) if source else b""
    if not raw:
        return None
    rest = raw
    while source and rest and not rest.endswith(b"\n"):
        rest = source.readline(_LONGEST_LINE)
    return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").rstrip("\r\n")
