"""
Turn a line into numbers of meaning with the prepared MiniLM.

One line at a time, unpadded, on one thread: a vector then depends on its line alone, never on a
batch, a neighbour or the number of cores.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.prepare import PreparedModel, is_whole
from dialogs.errors import ModelUnavailable

Vector = npt.NDArray[np.float32]

WIDTH = 384
MOST_TOKENS = 128  # what the positions in the graph reach, with the first and last marks
HEAD_TOKENS = 42  # of a longer line: the set-up from its start; the rest from its end, where spoken questions stand
MARKS, UNKNOWN = 2, 100  # a line without a token is read as one unknown word, since a mean needs something
HEAD_CHARACTERS, TAIL_CHARACTERS = 1_000, 3_000  # cut before the tokenizer, so that 10,000 characters cost no more
MOST_REMEMBERED = 1_024  # lines, 15 KB each
FIRST_TOKENS, LAST_TOKENS = 4, 5  # pooled apart: how a line opens and ends says what it asks; our guess, measured
SHAPE_WIDTH = 3 * 3 * WIDTH


@dataclass(frozen=True, slots=True)
class Encoding:
    """
    What the encoder makes of a line. Both arrays are read-only.

    `meaning`: (384,), length 1, what sentence-transformers gives. `shape`: (SHAPE_WIDTH,), after each
    of three middle layers the mean of all tokens, of the first four and of the last five. The last
    layer was trained for topics and has lost part of how a thing is asked.
    """

    meaning: Vector
    shape: Vector


class Encoder:
    """A loaded MiniLM. Threads may share it; the last 1,024 lines are remembered."""

    def __init__(self, prepared: PreparedModel) -> None:
        """
        Load the graph and the tokenizer (about 0.2 s).

        Raises:
            ModelUnavailable: the prepared files are damaged or the runtime is not installed.
        """
        if not is_whole(prepared):
            raise ModelUnavailable(f"{prepared.graph} is damaged: delete its folder and prepare again")
        self.key = prepared.key
        self._session = _session(prepared)
        self._tokenizer = _tokenizer(prepared)
        self._lock = threading.Lock()  # a tokenizer with changed settings is not documented as shareable
        self._remembered = lru_cache(maxsize=MOST_REMEMBERED)(self._run)

    def encode(self, text: str) -> Vector:
        """Return the line's meaning: float32 (384,), length 1, read-only. Cosine is the dot product."""
        return self._remembered(text).meaning

    def encoding(self, text: str) -> Encoding:
        """Return the line's meaning and its shape."""
        return self._remembered(text)

    def remembered(self) -> int:
        """Return how many lines are remembered now."""
        return self._remembered.cache_info().currsize

    def _run(self, text: str) -> Encoding:
        ids = np.array([self._ids(text)], np.int64)
        states, meaning = self._session.run(["states", "embedding"], {"ids": ids})
        inner = states[:, 1:-1]
        pools = (inner.mean(axis=1), inner[:, :FIRST_TOKENS].mean(axis=1), inner[:, -LAST_TOKENS:].mean(axis=1))
        shape = np.concatenate(pools, axis=1, dtype=np.float32).ravel()
        meaning.setflags(write=False)
        shape.setflags(write=False)
        return Encoding(meaning, shape)

    def _ids(self, text: str) -> list[int]:
        if len(text) > HEAD_CHARACTERS + TAIL_CHARACTERS:
            text = f"{text[:HEAD_CHARACTERS]} {text[-TAIL_CHARACTERS:]}"
        text = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair, from a broken terminal
        with self._lock:
            ids: list[int] = self._tokenizer.encode(text).ids
        if len(ids) <= MARKS:
            return [ids[0], UNKNOWN, ids[-1]]
        if len(ids) <= MOST_TOKENS:
            return ids
        return ids[:HEAD_TOKENS] + ids[HEAD_TOKENS - MOST_TOKENS :]


def _session(prepared: PreparedModel) -> Any:
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


def _tokenizer(prepared: PreparedModel) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise ModelUnavailable("tokenizers is not installed: run `make setup`") from error
    tokenizer = Tokenizer.from_file(str(prepared.tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True  # "[SEP]" that somebody types is text, not a mark
    return tokenizer
