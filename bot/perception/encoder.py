"""
Turn a line into numbers: what it means by itself, and how it reads after what the customer has said.

One text at a time, unpadded, on one thread: a meaning then depends on its text alone and a reading on the line and its
context alone, to the last bit, never on a batch, a neighbour or the number of cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.pieces import MOST_TOLD, Pieces
from bot.perception.prepare import PreparedModel, is_whole
from dialogs.errors import ModelUnavailable

Vector = npt.NDArray[np.float32]

WIDTH = 384
READING_WIDTH = 2 * WIDTH
MOST_REMEMBERED = 256  # meanings of 1.5 KB each, and lines in their context of 3 KB each
# Texts whose tokens are remembered, 30 KB each and 150 KB at most: the customer's sentences are read with every line
# that follows; of a busy team's talks these are the latest.
MOST_TOKENS_REMEMBERED = 96


class Encoder:
    """
    A loaded reader. Threads may share it.

    It remembers the last 256 meanings and lines in their context, the tokens of the last 96 texts, and all that `know`
    was given. What it returns is read-only.
    """

    def __init__(self, prepared: PreparedModel) -> None:
        """
        Load the graphs and the tokenizer (about 0.2 s).

        Raises:
            ModelUnavailable: the prepared files are damaged or the runtime is not installed.
        """
        if not is_whole(prepared):
            raise ModelUnavailable(f"{prepared.tokenizer.parent} is damaged: delete it and prepare again")
        self.key = prepared.key
        self._apart, self._together = (open_session(graph) for graph in prepared.graphs)
        self._pieces = Pieces(prepared.tokenizer)
        self._tokens = lru_cache(maxsize=MOST_TOKENS_REMEMBERED)(self._read_apart)
        self._meanings = lru_cache(maxsize=MOST_REMEMBERED)(self._read_meaning)
        self._readings = lru_cache(maxsize=MOST_REMEMBERED)(self._read_together)
        self._known: dict[str, Vector] = {}

    def encode(self, text: str) -> Vector:
        """Return the text's meaning: float32 (384,), length 1. Cosine is the dot product."""
        known = self._known.get(text)
        return self._meanings(text.strip()) if known is None else known

    def read(self, text: str, told: Sequence[str] = (), worry: str | None = None) -> Vector:
        """Return the line as it reads after *told*, oldest first, and after the *worry*: float32 (READING_WIDTH,)."""
        latest = tuple(sentence for sentence in told if sentence)[-MOST_TOLD:]  # all that is read: one key for all
        return self._readings(text.strip(), latest, worry or None)

    def know(self, texts: Sequence[str], meanings: Sequence[Vector]) -> None:
        """Take over the meanings of authored texts, as `encode` gave them earlier."""
        self._known.update(zip(texts, meanings, strict=True))

    def remembered(self) -> int:
        """Return how many meanings and lines in their context are remembered now."""
        return self._meanings.cache_info().currsize + self._readings.cache_info().currsize

    def _read_apart(self, ids: tuple[int, ...]) -> tuple[Vector, Vector]:
        """Return the tokens, (1, n, 384), and the meaning of one text."""
        tokens, meaning = self._apart.run(["tokens", "meaning"], {"ids": np.array([ids], np.int64)})
        meaning.setflags(write=False)
        return tokens, meaning

    def _read_meaning(self, text: str) -> Vector:
        return self._tokens(self._pieces.of(text)[0].ids)[1]

    def _read_together(self, text: str, told: tuple[str, ...], worry: str | None) -> Vector:
        pieces = self._pieces.of(text, told, worry)
        read = [self._tokens(piece.ids)[0] for piece in pieces]
        sizes = [len(piece.ids) for piece in pieces]
        given = {
            "tokens": read[0] if len(read) == 1 else np.concatenate(read, axis=1),
            "role": np.repeat([piece.role for piece in pieces], sizes)[None],
            "line": np.array(sizes[:1]),
        }
        form: Vector = self._together.run(["reading"], given)[0]
        form.setflags(write=False)
        return form


def open_session(graph: Path) -> Any:
    """
    Open a graph for one thread.

    Raises:
        ModelUnavailable: onnxruntime is not installed.
    """
    try:
        import onnxruntime  # 0.1 s; only where a model is loaded
    except ImportError as error:
        raise ModelUnavailable("onnxruntime is not installed: run `make setup`") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3  # stdout and stderr belong to the channel
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # its fused Add and LayerNormalization takes ten times as long as the two apart (onnxruntime 1.31)
    unwanted = ["SkipLayerNormFusion"]
    return onnxruntime.InferenceSession(
        str(graph), options, providers=["CPUExecutionProvider"], disabled_optimizers=unwanted
    )
