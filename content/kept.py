"""
Keeps what the content files say, as JSON, from one start to the next: reading YAML is half of what loading costs.

It is found by the files' own hash and validated again, so a lost, old or damaged copy costs time, never a wrong result.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = "content.json"
VERSION = 3  # raise it when document.py makes another value of the same bytes

Values = Mapping[str, Mapping[str, Any]]  # kind: {id: its value}


def recall(folder: Path, digest: str) -> bytes | None:
    """Return what was kept of files with this digest, `Values` as JSON; None where there is nothing of theirs."""
    try:
        with (folder / FILE).open("rb") as file:
            return file.read() if file.readline() == _key(digest) else None
    except OSError:
        return None


def _key(digest: str) -> bytes:
    return f"{VERSION} {digest}\n".encode()


def keep(folder: Path, digest: str, kinds: Values) -> None:
    """Keep the values of sound files. A folder that cannot be written is no error: the next start reads YAML again."""
    body = json.dumps(kinds).encode()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{FILE}-")  # 0600
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_key(digest) + body)
        os.replace(name, folder / FILE)  # a reader sees the old bytes or the new ones
    except OSError:
        Path(name).unlink(missing_ok=True)
