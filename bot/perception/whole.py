"""
What the whole, untuned model makes of every training text. For training only.

Kept in the cache folder: ten thousand texts take a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.corpus import Example
from bot.perception.encoder import open_session
from bot.perception.pieces import Pieces
from bot.perception.prepare import PreparedModel

Vector = npt.NDArray[np.float32]


def read_meanings(
    whole: PreparedModel, lines: Iterable[Example], cache: Path, say: Callable[[str], None]
) -> dict[str, Vector]:
    """Return the meaning, (384,) of length 1, of each line and of whatever was said before it."""
    texts = sorted({text for line in lines for text in (line.text, *line.told, line.worry) if text})
    kept = cache / f"meanings-{whole.key[:16]}.npz"
    known = _read(kept)
    new = [text for text in texts if text not in known]
    if new:
        say(f"reading {len(new)} texts with the whole model")
        session, pieces = open_session(whole.graphs[0]), Pieces(whole.tokenizer)
        for text in new:
            known[text] = _meaning(session, pieces, text)
        np.savez(kept, texts=np.array(list(known)), rows=np.stack(list(known.values())))
    return known


def _meaning(session: Any, pieces: Pieces, text: str) -> Vector:
    ids = np.array([pieces.of(text)[0].ids], np.int64)
    found: Vector = session.run(["embedding"], {"ids": ids})[0]
    return found


def _read(path: Path) -> dict[str, Vector]:
    if not path.is_file():
        return {}
    with np.load(path, allow_pickle=False) as stored:
        return dict(zip(stored["texts"].tolist(), stored["rows"], strict=True))
