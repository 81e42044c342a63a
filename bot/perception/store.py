"""
Keep the meanings of authored texts on disk, so that a start encodes only what is new.

What a rep typed is never kept here.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.perception.encoder import WIDTH, Encoder
from bot.perception.prepare import write_whole

Vector = npt.NDArray[np.float32]

MOST_KEPT = 20_000  # texts, 31 MB; some 700 a customer; beyond it the oldest are forgotten


class EmbeddingStore:
    """One file for each encoder graph. A lost or damaged file costs time, never a wrong result."""

    def __init__(self, encoder: Encoder, cache_dir: Path) -> None:
        self._encoder = encoder
        self._path = cache_dir / f"authored-{encoder.key[:16]}.npz"
        self._kept: dict[bytes, Vector] | None = None

    def embed_all(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> Vector:
        """
        Return the meanings of *texts*, (n, 384), rows in their order; encode what is not kept and keep it.

        A cache folder that cannot be written is no error: the next start encodes again.

        Args:
            progress: called with (done, in all) after each text that had to be encoded.
        """
        kept = self._load()
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        for done, (key, text) in enumerate(new.items(), 1):
            kept[key] = self._encoder.encode(text)
            if progress is not None:
                progress(done, len(new))
        found = np.stack([kept[key] for key in keys]) if keys else np.zeros((0, WIDTH), np.float32)
        if new:
            self._save(kept)
        return found

    def let_go(self) -> None:
        """Give back the memory of the file's contents, 31 MB at most; the next call reads it again."""
        self._kept = None

    def _load(self) -> dict[bytes, Vector]:
        if self._kept is None:
            self._kept = _read(self._path)
        return self._kept

    def _save(self, kept: dict[bytes, Vector]) -> None:
        for oldest in list(kept)[:-MOST_KEPT]:
            del kept[oldest]
        body = BytesIO()
        keys = np.frombuffer(b"".join(kept), np.uint8).reshape(len(kept), -1)
        np.savez(body, keys=keys, vectors=np.stack(list(kept.values())))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, body.getvalue())
        except OSError:
            return


def _read(path: Path) -> dict[bytes, Vector]:
    try:
        body = path.read_bytes()
        with np.load(BytesIO(body), allow_pickle=False) as stored:
            keys, vectors = stored["keys"], stored["vectors"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error):  # all that a damaged archive raises
        return {}
    if vectors.shape != (len(keys), WIDTH) or vectors.dtype != np.float32:
        return {}
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}
