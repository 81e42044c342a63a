"""
Train the judge's model and write what ships: `python -m bot.perception.training` (needs requirements-train.lock).

Authors of the split "dev" never teach anything here: they are only read for the last check. Finished runs are kept in
the cache folder, so that a run that was stopped goes on where it was; the same lines give the same labels, though the
last digits differ between machines.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot import wiring
from bot.perception.corpus import Example, customer_examples, read_examples, with_copies
from bot.perception.files import ModelFiles, find_files
from bot.perception.fitting import (
    calibrate,
    fit,
    linear,
    meanings_matrix,
    predict,
    rarity_of,
    targets_of,
    teaches,
    words_matrix,
)
from bot.perception.folding import folds_of
from bot.perception.heads import EXCLUSIVE, TASKS, WEIGHTS_FILE, WORDS_SHARE, set_right
from bot.perception.pieces import Pieces
from bot.perception.predictions import AUTHOR, DEV, INDUSTRY, PREDICTIONS_FILE
from bot.perception.prepare import ADAPTER_FILE, prepare, prepare_whole
from bot.perception.report import write_report
from bot.perception.shipping import adapter_arrays, head_arrays, pack, reference_of, stored_arrays
from bot.perception.spelling import repaired
from bot.perception.tuning import Settings, Tuner
from bot.perception.whole import read_meanings

Array = npt.NDArray[np.float64]

HERE = Path(__file__).parent
WEIGHTS = HERE / "weights"
CURVE = (25, 50)  # percent of the lines that a point of the learning curve is taught with
REFERENCE_LINES = 40  # how many dev lines of each task are kept with torch's probabilities, for the test


@dataclass(frozen=True, slots=True)
class Held:
    """Probabilities of one task's lines by models that had not seen them, by reading."""

    task: str
    lines: tuple[Example, ...]
    folds: tuple[str, ...]
    readings: Mapping[str, Array]


def main() -> None:
    """Train, store the predictions of what was left out, and write the weights, the reference and the report."""
    chosen = _options()
    source = find_files(chosen.model)
    whole = prepare_whole(source, chosen.cache)
    authors = wiring.judge_lines()
    # as they are read when the coach runs
    lines = [replace(line, text=repaired(line.text)) for part in read_examples(authors) for line in part]
    customers = customer_examples(wiring.library().customers.values())
    meanings = read_meanings(whole, [*lines, *customers], chosen.cache, _say)
    runs = chosen.cache / "tuning"
    runs.mkdir(parents=True, exist_ok=True)
    tuner = Tuner(source.weights, Pieces(whole.tokenizer), meanings, Settings(), runs)
    trainer = Trainer(tuner, meanings, [line for line in lines if line.split == "train"], customers)
    dev = [line for line in lines if line.split == "dev"]
    trainer.write(source, chosen.cache, dev, industries=not chosen.without_industries)
    write_report(WEIGHTS / PREDICTIONS_FILE, authors)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m bot.perception.training", description=__doc__)
    options.add_argument("--cache", type=Path, required=True, help="folder for prepared models and finished runs")
    options.add_argument("--model", type=Path, help="folder with the weights, if the package is not installed")
    options.add_argument(
        "--without-industries", action="store_true", help="do not leave industries out too: half the time"
    )
    return options.parse_args()


class Trainer:
    """Teaches the readings on the train lines, on folds of them, and on all."""

    def __init__(
        self, tuner: Tuner, meanings: Mapping[str, Any], lines: Sequence[Example], customers: Sequence[Example]
    ) -> None:
        self._tuner = tuner
        self._meanings = meanings
        self._lines = list(lines)
        self._customers = list(customers)

    def write(self, source: ModelFiles, cache: Path, dev: Sequence[Example], *, industries: bool) -> None:
        """Write everything that ships and the predictions that the report is made from."""
        held = {AUTHOR: self._hold_out(AUTHOR)}
        settings = {task: _settings(one) for task, one in held[AUTHOR].items()}
        if industries:
            held[INDUSTRY] = self._hold_out(INDUSTRY)
        for share in CURVE:
            held[f"{AUTHOR}@{share}"] = self._hold_out(AUTHOR, share=share, tuned=False)
        found = {scheme: [_calibrated(one) for one in tasks.values()] for scheme, tasks in held.items()}
        _say("all lines")
        network = self._tuner.tune([*self._lines, *self._customers], _say)
        words = self._fit_words([*self._lines, *self._customers], tuple(TASKS))
        found[DEV] = [self._read_dev(task, words, network, dev, settings[task]) for task in TASKS]
        WEIGHTS.mkdir(exist_ok=True)
        adapter = pack(adapter_arrays(network))
        (WEIGHTS / ADAPTER_FILE).write_bytes(adapter)
        prepared = prepare(source, cache, adapter=adapter)
        body = pack(head_arrays(words.rarity, words.heads, network, settings, prepared.key))
        (WEIGHTS / WEIGHTS_FILE).write_bytes(body)
        (WEIGHTS / "reference.json").write_bytes(reference_of(found[DEV], REFERENCE_LINES))
        (WEIGHTS / PREDICTIONS_FILE).write_bytes(pack(stored_arrays(found)))

    def _hold_out(self, scheme: str, *, share: int = 100, tuned: bool = True) -> dict[str, Held]:
        """Leave each fold out once; return the raw probabilities of what was left out, by task."""
        tasks = tuple(TASKS) if tuned else ("question",)  # the learning curve is of the question's type alone
        parts: dict[str, list[Held]] = {task: [] for task in tasks}
        for fold in folds_of(self._lines, scheme):
            _say(f"leave out {scheme} {fold.name}" + (f", taught with {share} %" if share < 100 else ""))
            others = [line for line in self._lines if not fold.holds(line)][:: 100 // share]
            network = self._tuner.tune([*others, *self._customers], _say) if tuned else None
            words = self._fit_words([*others, *self._customers], tasks)
            for task in tasks:
                own = [line for line in self._lines if fold.holds(line) and teaches(task, line)]
                if own:  # not every author wrote for every task
                    readings = self._read(task, words, network, own) | self._read_frozen(task, others, own)
                    parts[task].append(Held(task, tuple(own), (fold.name,) * len(own), readings))
        return {task: _joined(found) for task, found in parts.items() if found}

    def _read_dev(
        self, task: str, words: _Words, network: Any, dev: Sequence[Example], settings: Mapping[str, Any]
    ) -> Held:
        """Return the probabilities of the dev lines as they are when the coach runs."""
        own = tuple(line for line in dev if teaches(task, line))
        raw = self._read(task, words, self._tuner.exact(network), own, exact=True)
        readings = {
            name: set_right(
                raw[name], settings[f"{name}_slope"], settings[f"{name}_offset"], exclusive=task in EXCLUSIVE
            )
            for name in ("words", "both")
        }
        return Held(task, own, (DEV,) * len(own), readings)

    def _fit_words(self, lines: Sequence[Example], tasks: Sequence[str]) -> _Words:
        rarity, copied = rarity_of(lines), with_copies(lines)
        models = {}
        for task in tasks:
            own = [line for line in copied if teaches(task, line)]
            models[task] = fit(task, words_matrix(own, rarity), own)
        return _Words(rarity, models)

    def _read(
        self, task: str, words: _Words, network: Any, lines: Sequence[Example], *, exact: bool = False
    ) -> dict[str, Array]:
        found = {"words": predict(words.models[task], words_matrix(lines, words.rarity))}
        if network is not None:
            found["encoder"] = self._tuner.predict(network, task, lines, exact=exact)
            found["both"] = (1 - WORDS_SHARE) * found["encoder"] + WORDS_SHARE * found["words"]
        return found

    def _read_frozen(self, task: str, others: Sequence[Example], own: Sequence[Example]) -> dict[str, Array]:
        taught, found = [line for line in others if teaches(task, line)], {}
        for name, context in (("line", False), ("context", True)):
            models = fit(task, meanings_matrix(taught, self._meanings, context=context), taught)
            found[name] = predict(models, meanings_matrix(own, self._meanings, context=context))
        return found


@dataclass(frozen=True, slots=True)
class _Words:
    rarity: Any
    models: Mapping[str, list[Any]]

    @property
    def heads(self) -> dict[str, Any]:
        return {task: linear(models) for task, models in self.models.items()}


def _calibrated(held: Held) -> Held:
    """Set each fold's probabilities right by what the other folds' predictions taught."""
    folds, targets = np.array(held.folds), targets_of(held.task, held.lines)
    readings = {}
    for name, raw in held.readings.items():
        fitted = np.zeros_like(raw)
        for fold in np.unique(folds):
            own = folds == fold
            others = ~own if (~own).any() else own  # a task of a single fold
            slope, offset = calibrate(raw[others], targets[others])
            fitted[own] = set_right(raw[own], slope, offset, exclusive=held.task in EXCLUSIVE)
        readings[name] = fitted
    return Held(held.task, held.lines, held.folds, readings)


def _settings(held: Held) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for reading in ("words", "both"):
        slope, offset = calibrate(held.readings[reading], targets_of(held.task, held.lines))
        found |= {f"{reading}_slope": slope, f"{reading}_offset": offset}
    return found


def _joined(parts: Sequence[Held]) -> Held:
    readings = {name: np.concatenate([part.readings[name] for part in parts]) for name in parts[0].readings}
    lines = tuple(line for part in parts for line in part.lines)
    return Held(parts[0].task, lines, tuple(fold for part in parts for fold in part.folds), readings)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
