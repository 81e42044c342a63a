"""
The shipped linear heads as calibrated probabilities: question type, kind of none-line, reply moves, statement kinds.

NumPy only, no pickle. A head fits one encoder graph: weights trained on another are refused, not used wrongly.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.perception.calibration import LEAST, MOST_LOG_ODDS, Setting, calibrated, squashed
from bot.perception.contexts import context_for
from bot.perception.encoder import Encoder
from bot.perception.features import HINTS, SLOTS, Rarity, hints, nearness
from bot.perception.spelling import is_strange, slips_in, without_opening
from dialogs.errors import ModelUnavailable
from dialogs.model import MOVES, NONE_KINDS, QUESTION_LABELS, STATEMENT_KINDS

Vector = npt.NDArray[np.float32]

WEIGHTS_FILE = "heads.npz"
WORD_HINTS = 0.3  # how much the hints weigh beside words; chosen leave-one-author-out, content/accuracy.md
TASKS: dict[str, tuple[str, ...]] = {
    "question": QUESTION_LABELS,
    "kind": NONE_KINDS,
    "moves": MOVES,
    "statement": STATEMENT_KINDS,
}
EXCLUSIVE = ("question", "kind")  # one class of the task holds; of the others several may
# how much the words weigh beside the encoder; chosen on authors left out, content/accuracy.md
WORDS_SHARE = 0.25
MOST_REMEMBERED = 128
_HINT_SLOTS = np.arange(SLOTS, SLOTS + HINTS)


@dataclass(frozen=True, slots=True)
class Linear:
    """One score for each class: rows of `weight` are classes."""

    weight: npt.NDArray[np.floating[Any]]
    bias: Vector


@dataclass(frozen=True, slots=True)
class Head:
    """
    The two readings of one task, and how their probabilities are set right.
    `slope` and `offset` act on log-odds: one slope for softmax (1 / temperature, no offset), one
    of each for every move. They were learnt on authors that the readings had not seen.
    """

    words: Linear
    encoder: Linear
    words_slope: Vector
    words_offset: Vector
    both_slope: Vector
    both_offset: Vector


@dataclass(frozen=True, slots=True)
class Heads:
    """Everything that training ships."""

    rarity: Rarity
    encoder_key: str
    tasks: Mapping[str, Head]


def words_input(
    rarity: Rarity, text: str, told: Sequence[str], worry: str | None
) -> tuple[npt.NDArray[np.int64], Vector]:
    """Return slots and values of what the words-only reading sees: the line's slots, then its hints."""
    sparse = rarity.weigh(text)
    extra = hints(text, told, worry) * np.float32(WORD_HINTS)
    return np.concatenate([sparse.slots, _HINT_SLOTS]), np.concatenate([sparse.values, extra])


def softmax(scores: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return probabilities along the last axis."""
    scores = np.asarray(scores, np.float64)
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def sigmoid(scores: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return independent probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-_held(np.asarray(scores, np.float64), -MOST_LOG_ODDS, MOST_LOG_ODDS))))


def set_right(raw: npt.NDArray[Any], slope: Vector, offset: Vector, *, exclusive: bool) -> npt.NDArray[np.float64]:
    """Return calibrated probabilities from raw ones; *exclusive* ones sum to 1 again."""
    raw = _held(np.asarray(raw, np.float64), LEAST, 1 - LEAST)
    if exclusive:
        return softmax(np.log(raw) * slope)
    return sigmoid(np.log(raw / (1 - raw)) * slope + offset)


def _held(values: npt.NDArray[np.float64], least: float, most: float) -> npt.NDArray[np.float64]:
    """Return what np.clip does, in a quarter of its time on ten numbers."""
    return np.asarray(np.minimum(np.maximum(values, least), most))


def load_heads() -> Heads:
    """
    Read the weights that ship with the package.

    Raises:
        ModelUnavailable: the file is missing or damaged.
    """
    try:
        body = files("bot.perception").joinpath("weights", WEIGHTS_FILE).read_bytes()
        with np.load(BytesIO(body), allow_pickle=False) as stored:
            return heads_from({name: stored[name] for name in stored.files})
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise ModelUnavailable(f"the shipped {WEIGHTS_FILE} cannot be read: install the coach again") from error


def heads_from(arrays: Mapping[str, npt.NDArray[Any]]) -> Heads:
    """Return the heads held in named arrays, as `shipping.arrays_of` names them."""
    tasks = {}
    for task in TASKS:
        # float16 on disk; products are of float32: in half precision they are slow and lose more. The words' table
        # stays as it is, 5 MB: just the rows of a line's slots are widened
        words = Linear(arrays[f"{task}.words"], arrays[f"{task}.words_bias"])
        encoder = Linear(arrays[f"{task}.encoder"].astype(np.float32), arrays[f"{task}.encoder_bias"])
        setting = [arrays[f"{task}.{name}"] for name in ("words_slope", "words_offset", "both_slope", "both_offset")]
        tasks[task] = Head(words, encoder, *setting)
    rarity = Rarity(arrays["rarity"].astype(np.float32))
    return Heads(rarity, str(arrays["encoder_key"]), tasks)


@dataclass(frozen=True, slots=True)
class _Pooled:
    """
    The weights of all tasks side by side: a line is scored once for all of them.

    `words` has a row for each slot, (SLOTS + HINTS, classes): a line has a hundred slots, and with classes in rows
    each slot of each class was a cache miss of its own, .5 ms a line in all. `own`: the classes of each task.
    """

    own: Mapping[str, slice]
    words: Vector
    words_bias: Vector
    encoder: Vector
    encoder_bias: Vector

    @classmethod
    def of(cls, heads: Heads) -> _Pooled:
        found = list(heads.tasks.values())
        ends = np.cumsum([len(head.words.bias) for head in found]).tolist()
        return cls(
            {task: slice(start, end) for task, start, end in zip(heads.tasks, [0, *ends], ends, strict=False)},
            np.ascontiguousarray(np.concatenate([head.words.weight for head in found]).T),
            np.concatenate([head.words.bias for head in found]),
            np.concatenate([head.encoder.weight for head in found]),
            np.concatenate([head.encoder.bias for head in found]),
        )

    def by_words(self, slots: npt.NDArray[np.int64], values: Vector) -> Vector:
        """Return the scores of all classes."""
        return np.asarray(values @ self.words.take(slots, axis=0).astype(np.float32) + self.words_bias)

    def by_encoder(self, numbers: Vector) -> Vector:
        """Return the scores of all classes."""
        return np.asarray(self.encoder @ numbers + self.encoder_bias)


@dataclass(frozen=True, slots=True)
class _Task:
    """What makes probabilities of a task's scores; `own`: the places of its classes among all."""

    classes: tuple[str, ...]
    exclusive: bool
    own: slice
    words: Setting
    both: Setting

    @classmethod
    def of(cls, task: str, head: Head, own: slice) -> _Task:
        def setting(slope: Vector, offset: Vector) -> Setting:
            every = np.ones(len(TASKS[task]))
            return Setting((every * slope).tolist(), (every * offset).tolist())

        words, both = setting(head.words_slope, head.words_offset), setting(head.both_slope, head.both_offset)
        return cls(TASKS[task], task in EXCLUSIVE, own, words, both)


@dataclass(frozen=True, slots=True)
class _Scores:
    """The scores of all classes, by words and by the encoder; None for a line of which hardly a word is known."""

    words: Sequence[float]
    encoder: Sequence[float] | None


class LinearLineModel:
    """The statistical part of the judge (`dialogs.ports.LineModel`), with or without the encoder."""

    def __init__(self, heads: Heads, encoder: Encoder | None = None, *, as_typed: bool = False) -> None:
        """
        Join the heads with the encoder that they were trained on, or with none: words only.

        Args:
            as_typed: read every line as it was typed, even one of which hardly a word is known.
        Raises:
            ModelUnavailable: the heads belong to another graph.
        """
        if encoder is not None and encoder.key != heads.encoder_key:
            raise ModelUnavailable("the shipped heads were trained on another encoder graph: train them again")
        self._rarity = heads.rarity
        self._encoder = encoder
        self._as_typed = as_typed
        self._pooled = _Pooled.of(heads)
        self._tasks = {task: _Task.of(task, head, self._pooled.own[task]) for task, head in heads.tasks.items()}
        self._said = functools.lru_cache(maxsize=MOST_REMEMBERED)(heads.rarity.unit)
        self._scores = functools.lru_cache(maxsize=MOST_REMEMBERED)(self._score_all)
        self._probabilities = functools.lru_cache(maxsize=MOST_REMEMBERED * len(heads.tasks))(self._read)

    def slips(self, text: str) -> Sequence[tuple[int, int, str]]:
        """Return the clear slips of typing, (start, end, what was meant), in order."""
        return () if self._as_typed else slips_in(text)

    def question(self, text: str, told: Sequence[str]) -> Mapping[str, float]:
        """Return probabilities over QUESTION_LABELS; they sum to 1."""
        return self._probabilities("question", text, tuple(told), None)

    def kind(self, text: str, told: Sequence[str]) -> Mapping[str, float]:
        """Return probabilities over NONE_KINDS; they sum to 1."""
        return self._probabilities("kind", text, tuple(told), None)

    def moves(self, text: str, told: Sequence[str], worry: str | None) -> Mapping[str, float]:
        """Return ten independent probabilities over MOVES."""
        return self._probabilities("moves", text, tuple(told), worry or None)

    def statement(self, text: str, told: Sequence[str], worry: str | None = None) -> Mapping[str, float]:
        """Return seven independent probabilities over STATEMENT_KINDS; with a *worry* as a reply to it."""
        return self._probabilities("statement", text, tuple(told), worry or None)

    def similarity(
        self,
        text: str,
        told: Sequence[str],
        worry: str | None = None,  # noqa: ARG002  the port's; a meaning depends on the text alone
    ) -> Sequence[float]:
        """Return the cosine of *text* with each sentence of *told*: of meanings, or without the encoder of words."""
        if not told:
            return ()
        return self._nearness(self._begun(text), told)

    def _nearness(self, text: str, told: Sequence[str]) -> Sequence[float]:
        if self._encoder is not None:
            meaning = self._encoder.encode(text)
            return tuple(float(meaning @ self._encoder.encode(said)) for said in told)
        line = self._rarity.unit(text)
        return tuple(nearness(line, self._said(said)) for said in told)

    def _begun(self, text: str) -> str:
        return text if self._as_typed else without_opening(text)

    def _score_all(self, text: str, told: tuple[str, ...], worry: str | None) -> _Scores | None:
        text = self._begun(text)
        # the heads are sure of another language and of keyboard mash at random
        if not self._as_typed and is_strange(text):
            return None
        told = context_for(told, worry, functools.partial(self._nearness, text))
        by_words = self._pooled.by_words(*words_input(self._rarity, text, told, worry)).tolist()
        if self._encoder is None:
            return _Scores(by_words, None)
        return _Scores(by_words, self._pooled.by_encoder(self._encoder.read(text, told, worry)).tolist())

    def _read(self, name: str, text: str, told: tuple[str, ...], worry: str | None) -> dict[str, float]:
        scores, task = self._scores(text, told, worry), self._tasks[name]
        if scores is None:
            return dict.fromkeys(task.classes, 1 / len(task.classes) if task.exclusive else LEAST)
        raw, setting = squashed(scores.words[task.own], exclusive=task.exclusive), task.words
        if scores.encoder is not None:
            both = zip(raw, squashed(scores.encoder[task.own], exclusive=task.exclusive), strict=True)
            raw, setting = [(1 - WORDS_SHARE) * meant + WORDS_SHARE * worded for worded, meant in both], task.both
        return dict(zip(task.classes, calibrated(raw, setting, exclusive=task.exclusive), strict=True))
