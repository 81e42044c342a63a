"""
Keeps what the content files say, as JSON, from one start to the next: reading YAML is half of what loading costs.

It is known by the files' own hash and the program's shapes, and validated again where it is used; a lost, old or
damaged copy costs time, never a wrong result. What is said stands apart: the first prompt needs nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

FILE = "content.json"
VERSION = 5  # raise it when document.py makes another value of the same bytes
_WORDS = 5  # of the first line

Values = Mapping[str, Mapping[str, Any]]  # kind: {id: its value}


class Kept(NamedTuple):
    """The texts of messages by id as JSON, with the line's end; all other kinds, `Values`, as JSON; of which files."""

    digest: str  # the files' own hash
    marks: str  # see content/untouched.py; empty where nothing could be told
    said: bytes
    rest: bytes


def recall(folder: Path) -> Kept | None:
    """Return what was kept; None where there is nothing that this program kept, or not as it kept it."""
    try:
        with (folder / FILE).open("rb") as file:
            key, said, rest = file.readline(), file.readline(), file.read()  # a megabyte and more: read once, not cut
    except OSError:
        return None
    words = key.decode(errors="replace").rstrip("\n").split(" ")
    found = Kept(words[2], words[3], said, rest) if len(words) == _WORDS else None
    return found if found and key == _key(found) else None


def _key(of: Kept) -> bytes:
    """Return the line that stands before the two parts."""
    check = zlib.crc32(of.rest, zlib.crc32(of.said))  # against accidents: whoever may write here may write all of it
    return f"{VERSION} {_shapes()} {of.digest} {of.marks} {check:08x}\n".encode()


def _shapes() -> str:
    """Return what changes with the modules that the shapes are made in: another program validates by itself."""
    with os.scandir(Path(__file__).parent) as entries:
        modules = sorted((entry.name, entry) for entry in entries if entry.name.endswith(".py"))
    told = [(name, entry.stat().st_size, entry.stat().st_mtime_ns) for name, entry in modules]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def keep(folder: Path, said: Mapping[str, str], rest: Values, *, digest: str, marks: str) -> None:
    """Keep the values of sound files. A folder that cannot be written is no error: the next start reads YAML again."""
    write(folder, Kept(digest, marks, json.dumps(said).encode() + b"\n", json.dumps(rest).encode()))


def write(folder: Path, kept: Kept) -> None:
    """Keep this, as `keep`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{FILE}-")  # 0600
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines((_key(kept), kept.said, kept.rest))
        os.replace(name, folder / FILE)  # a reader sees the old bytes or the new ones
    except OSError:
        Path(name).unlink(missing_ok=True)
