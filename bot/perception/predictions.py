"""
What held-out models said of the judge's lines, read from the file that training stores. NumPy only, no pickle.

Predictions and lines belong together: where one knows a line that the other does not, nothing is reported at all.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.perception.corpus import Example, read_examples
from bot.perception.heads import EXCLUSIVE, TASKS
from content.judge_lines import JudgeLines
from dialogs.errors import CoachError

Array = npt.NDArray[Any]

PREDICTIONS_FILE = "held_out.npz"
WORDS, RUNS = "words", "both"  # the reading without the encoder, and the one that runs where it is installed
AUTHOR, INDUSTRY, DEV = "author", "industry", "dev"  # what the models had not seen
_SPLITS = {AUTHOR: "train", DEV: "dev"}  # schemes in which every line of a split must stand


class StalePredictions(CoachError):
    """The stored predictions are missing, damaged or of other lines: train again."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"The stored predictions {fault}: run make train.")


@dataclass(frozen=True, slots=True)
class Held:
    """
    The lines of one task under one scheme, with what models said that had not seen them.

    targets: the classes (n,), or for moves and statements 0 or 1 in a column each. folds: what was left out, (n,).
    english: as in JudgeLines, (n,). readings: calibrated probabilities, (n, classes), by the reading's name.
    """

    task: str
    scheme: str
    examples: tuple[Example, ...]
    english: Array
    folds: Array
    targets: Array
    readings: Mapping[str, Array]

    def where(self, keep: Array) -> Held:
        """Return the part where *keep* is true."""
        return Held(
            self.task,
            self.scheme,
            tuple(example for example, kept in zip(self.examples, keep, strict=True) if kept),
            self.english[keep],
            self.folds[keep],
            self.targets[keep],
            {name: found[keep] for name, found in self.readings.items()},
        )

    @property
    def runs(self) -> Array:
        """The probabilities of the reading that runs."""
        return self.readings[RUNS]

    @property
    def authors(self) -> Array:
        return np.array([example.author for example in self.examples], np.str_)

    @property
    def hard(self) -> Array:
        return np.array([example.hard for example in self.examples], bool)


Predictions = Mapping[tuple[str, str], Held]  # by task and scheme


def read_predictions(path: Path, lines: Sequence[JudgeLines]) -> Predictions:
    """
    Return what training stored in *path*, joined with the lines by their ids.

    Raises:
        StalePredictions: there is no such file, it is damaged, or it is not about exactly these lines.
    """
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except FileNotFoundError as error:
        raise StalePredictions("are missing") from error
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise StalePredictions("cannot be read") from error
    parts: dict[tuple[str, str], dict[str, Array]] = defaultdict(dict)
    for name, found in arrays.items():
        task, _, rest = name.partition(".")
        scheme, _, part = rest.rpartition(".")
        if task in TASKS and scheme:
            parts[task, scheme][part] = found
    english = {author.author: author.english for author in lines}
    taught = _by_task(lines)
    held = {key: _joined(key, found, taught[key[0]], english) for key, found in parts.items()}
    _check_all_there(held, taught)
    return held


def _by_task(lines: Sequence[JudgeLines]) -> dict[str, dict[str, Example]]:
    questions, replies, statements = read_examples(lines)
    named = {"question": questions, "kind": [example for example in questions if example.kind >= 0]}
    named |= {"moves": replies, "statement": statements}
    return {task: {example.id: example for example in examples} for task, examples in named.items()}


def _joined(
    key: tuple[str, str], parts: dict[str, Array], taught: Mapping[str, Example], english: Mapping[str, str]
) -> Held:
    task, scheme = key
    readings = {name: found for name, found in parts.items() if name not in ("ids", "fold")}
    needed = {"ids", "fold", WORDS} if "@" in scheme else {"ids", "fold", WORDS, RUNS}
    if not needed <= parts.keys():
        raise StalePredictions(f"lack a part of {task}.{scheme}")
    ids = [str(ident) for ident in parts["ids"]]
    gone = [ident for ident in ids if ident not in taught]
    if gone:
        raise StalePredictions(f"know a line that is not in content/judge/lines for {task}, {gone[0]}")
    shape = (len(ids), len(TASKS[task]))
    wrong = len(set(ids)) < len(ids) or len(parts["fold"]) != len(ids)
    if wrong or any(found.shape != shape or not np.isfinite(found).all() for found in readings.values()):
        raise StalePredictions(f"of {task}.{scheme} do not fit together")
    examples = tuple(taught[ident] for ident in ids)
    return Held(
        task,
        scheme,
        examples,
        np.array([english[example.author] for example in examples], np.str_),
        parts["fold"].astype(np.str_),
        np.array([_target(task, example) for example in examples]),
        {name: found.astype(np.float64) for name, found in readings.items()},
    )


def _target(task: str, example: Example) -> int | tuple[int, ...]:
    if task in EXCLUSIVE:
        return example.target if task == "question" else example.kind
    return example.moves if task == "moves" else example.statements


def _check_all_there(held: Predictions, taught: Mapping[str, Mapping[str, Example]]) -> None:
    for task, examples in taught.items():
        for scheme, split in _SPLITS.items():
            wanted = {ident for ident, example in examples.items() if example.split == split}
            known = {example.id for example in held[task, scheme].examples} if (task, scheme) in held else set()
            if wanted - known:
                raise StalePredictions(f"lack a line of content/judge/lines for {task}.{scheme}, {min(wanted - known)}")
