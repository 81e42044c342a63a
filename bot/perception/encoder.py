"""
Turn a line into numbers: what it means by itself, and how it reads after what the customer has said.

One line at a time, unpadded, on one thread: the numbers then depend on the line and its context alone, never on a
batch, a neighbour or the number of cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.pieces import MOST_TOLD, Piece, Pieces
from bot.perception.prepare import PreparedModel, is_whole
from dialogs.errors import ModelUnavailable

Vector = npt.NDArray[np.float32]

WIDTH = 384
READING_WIDTH = 2 * WIDTH
FAR = np.float32(-1e4)  # as graph.FAR, which only training and preparing import
MOST_REMEMBERED = 1_024  # lines in their context, 8 KB each


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What the encoder makes of a line in its context. The arrays are read-only.

    `meaning`: of the line by itself, (384,), length 1. `said`: the same of each sentence that was read with it, by its
    text. `form`: (READING_WIDTH,), the line as it reads after these sentences.
    """

    meaning: Vector
    said: dict[str, Vector]
    form: Vector


class Encoder:
    """A loaded reader. Threads may share it; the last 1,024 lines are remembered, and all that `know` was given."""

    def __init__(self, prepared: PreparedModel) -> None:
        """
        Load the graph and the tokenizer (about 0.2 s).

        Raises:
            ModelUnavailable: the prepared files are damaged or the runtime is not installed.
        """
        if not is_whole(prepared):
            raise ModelUnavailable(f"{prepared.graph} is damaged: delete its folder and prepare again")
        self.key = prepared.key
        self._session = open_session(prepared)
        self._pieces = Pieces(prepared.tokenizer)
        self._remembered = lru_cache(maxsize=MOST_REMEMBERED)(self._run)
        self._known: dict[str, Vector] = {}

    def encode(self, text: str) -> Vector:
        """Return the text's meaning: float32 (384,), length 1, read-only. Cosine is the dot product."""
        known = self._known.get(text)
        return self.read(text).meaning if known is None else known

    def read(self, text: str, told: Sequence[str] = (), worry: str | None = None) -> Reading:
        """Return the line as it reads after *told*, oldest first, and after the *worry* if one was voiced."""
        latest = tuple(sentence for sentence in told if sentence)[-MOST_TOLD:]  # all that is read: one key for all
        return self._remembered(text.strip(), latest, worry)

    def know(self, texts: Sequence[str], meanings: Sequence[Vector]) -> None:
        """Take over the meanings of authored texts, as `encode` gave them earlier."""
        self._known.update(zip(texts, meanings, strict=True))

    def remembered(self) -> int:
        """Return how many lines are remembered now."""
        return self._remembered.cache_info().currsize

    def _run(self, text: str, told: tuple[str, ...], worry: str | None) -> Reading:
        pieces = self._pieces.of(text, told, worry)
        meanings, form = self._session.run(["meanings", "reading"], inputs_of(pieces))
        for found in (meanings, form):
            found.setflags(write=False)
        said = {piece.text: row for piece, row in zip(pieces[1:], meanings[1:], strict=True)}
        return Reading(meanings[0], said, form)


def inputs_of(pieces: Sequence[Piece]) -> dict[str, npt.NDArray[Any]]:
    """Return what the graph takes, see `graph.build_reader`."""
    sizes = np.array([len(piece.ids) for piece in pieces])
    number = np.repeat(np.arange(len(pieces)), sizes)
    own = number == np.arange(len(pieces))[:, None]
    return {
        "line": sizes[:1],
        "ids": np.concatenate([piece.ids for piece in pieces])[None].astype(np.int64),
        "place": np.concatenate([np.arange(size) for size in sizes])[None],
        "role": np.repeat(np.array([piece.role for piece in pieces]), sizes)[None],
        "apart": np.where(number[:, None] == number, np.float32(0), FAR),
        "shares": (own / sizes[:, None]).astype(np.float32),
    }


def open_session(prepared: PreparedModel) -> Any:
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
    return onnxruntime.InferenceSession(str(prepared.graph), options, providers=["CPUExecutionProvider"])
