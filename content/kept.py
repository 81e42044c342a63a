"""
Keeps what the content files say, as JSON, from one start to the next: reading YAML is half of what loading costs.

It is found by the files' own hash and the program's shapes, and validated again where it is used; a lost, old or
damaged copy costs time, never a wrong result. What is said stands apart: the first prompt needs nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

FILE = "content.json"
VERSION = 4  # raise it when document.py makes another value of the same bytes
SAID = "messages"

Values = Mapping[str, Mapping[str, Any]]  # kind: {id: its value}


class Kept(NamedTuple):
    """`Values` as JSON, in two parts: the messages, and all other kinds."""

    said: bytes
    rest: bytes


def recall(folder: Path, digest: str) -> Kept | None:
    """Return what was kept of files with this digest; None where there is nothing of theirs, or not as it was kept."""
    try:
        key, _, body = (folder / FILE).read_bytes().partition(b"\n")
    except OSError:
        return None
    if key != _key(digest, body):
        return None
    said, _, rest = body.partition(b"\n")
    return Kept(said, rest)


def _key(digest: str, body: bytes) -> bytes:
    return f"{VERSION} {_shapes()} {digest} {hashlib.sha256(body).hexdigest()}".encode()


def _shapes() -> str:
    """Return what changes with the modules that the shapes are made in: another program validates by itself."""
    modules = sorted((path.name, path.stat()) for path in Path(__file__).parent.glob("*.py"))
    told = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in modules]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def keep(folder: Path, digest: str, kinds: Values) -> None:
    """Keep the values of sound files. A folder that cannot be written is no error: the next start reads YAML again."""
    said = {SAID: kinds.get(SAID, {})}
    rest = {kind: values for kind, values in kinds.items() if kind != SAID}
    body = json.dumps(said).encode() + b"\n" + json.dumps(rest).encode()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{FILE}-")  # 0600
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_key(digest, body) + b"\n" + body)
        os.replace(name, folder / FILE)  # a reader sees the old bytes or the new ones
    except OSError:
        Path(name).unlink(missing_ok=True)
