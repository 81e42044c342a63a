"""
Train the heads and write what ships: `python -m bot.perception.training` (needs requirements-train.lock).

Authors of the split "dev" never teach anything here: they are only read for the last check.
Deterministic: the same lines and the same encoder give the same weights.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot import wiring
from bot.perception.corpus import customer_examples, read_examples, with_copies
from bot.perception.encoder import Encoder
from bot.perception.files import find_files
from bot.perception.fitting import Fit, Scale, Table, calibrate, encode_all, fit, learn_scale, predict, targets_of
from bot.perception.heads import TASKS, WEIGHTS_FILE, set_right
from bot.perception.prepare import prepare
from bot.perception.report import Outcome, write_report
from bot.perception.shipping import arrays_of, pack, reference_of

Array = npt.NDArray[np.float64]

HERE = Path(__file__).parent
WEIGHTS = HERE / "weights"
REPORT = HERE.parent.parent / "content" / "accuracy.md"
REFERENCE_LINES = 40  # how many dev lines are kept with scikit-learn's probabilities, for the test


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Raw probabilities of every train author's lines by models that did not see that author."""

    authors: npt.NDArray[np.str_]
    targets: npt.NDArray[np.int64]
    words: Array
    encoder: Array

    @property
    def both(self) -> Array:
        return (self.words + self.encoder) / 2


def main() -> None:
    """Train, measure, write the weights, the reference probabilities and content/accuracy.md."""
    options = argparse.ArgumentParser(prog="python -m bot.perception.training", description=__doc__)
    options.add_argument("--cache", type=Path, required=True, help="folder for the prepared encoder")
    options.add_argument("--model", type=Path, help="folder with the weights, if the package is not installed")
    chosen = options.parse_args()
    encoder = Encoder(prepare(find_files(chosen.model), chosen.cache))
    train, dev = read_tables(encoder)
    _say(f"{len(train.examples)} train examples with copies, {len(dev.examples)} dev lines")
    held = hold_out(train)
    scale = learn_scale(train)
    fits = {task: fit(task, train.of(task), scale) for task in TASKS}
    settings = {task: _settings(held[task]) for task in TASKS}
    body = pack(arrays_of(scale, fits, settings, encoder.key))
    WEIGHTS.mkdir(exist_ok=True)
    (WEIGHTS / WEIGHTS_FILE).write_bytes(body)
    (WEIGHTS / "reference.json").write_bytes(reference_of(fits, settings, dev, REFERENCE_LINES))
    write_report(REPORT, train, dev, outcomes(held, fits, settings, dev), weights_bytes=len(body))
    _say(REPORT.read_text(encoding="utf-8"))


def read_tables(encoder: Encoder) -> tuple[Table, Table]:
    """Return the train lines with their copies, and the dev lines as they are."""
    questions, replies = read_examples(wiring.judge_lines())
    lines = [*questions, *replies]
    train = with_copies(
        [
            *(example for example in lines if example.split == "train"),
            *customer_examples(wiring.library().customers.values()),
        ]
    )
    return encode_all(encoder, train), encode_all(encoder, [example for example in lines if example.split == "dev"])


def hold_out(train: Table) -> dict[str, HeldOut]:
    """Leave each author out once; return the raw probabilities of what was left out, by task."""
    parts: dict[str, list[HeldOut]] = {task: [] for task in TASKS}
    for author in np.unique(train.authors[train.weights == 1.0]):
        others = train.where(train.authors != author)
        own = train.where((train.authors == author) & (train.weights == 1.0))
        scale = learn_scale(others)
        for task in TASKS:
            left_out = own.of(task)
            if left_out.examples:  # not every author wrote for every task
                parts[task].append(_one_author(task, others.of(task), left_out, scale))
        _say(f"left out {author}")
    return {task: _joined(found) for task, found in parts.items()}


def outcomes(
    held: dict[str, HeldOut], fits: dict[str, Fit], settings: dict[str, dict[str, npt.NDArray[np.float32]]], dev: Table
) -> dict[str, dict[str, Outcome]]:
    """Return calibrated predictions by task and by reading: leave-one-author-out, then dev."""
    found: dict[str, dict[str, Outcome]] = {}
    for task, out in held.items():
        own = dev.of(task)
        targets = targets_of(task, own.examples)
        words, encoder = predict(fits[task], own)
        setting, exclusive = settings[task], task != "moves"
        both = set_right((words + encoder) / 2, setting["both_slope"], setting["both_offset"], exclusive=exclusive)
        alone = set_right(words, setting["words_slope"], setting["words_offset"], exclusive=exclusive)
        found[task] = {
            "words": Outcome(out.targets, cross_calibrated(out, out.words)),
            "encoder": Outcome(out.targets, cross_calibrated(out, out.encoder)),
            "both": Outcome(out.targets, cross_calibrated(out, out.both)),
            "dev words": Outcome(targets, alone),
            "dev both": Outcome(targets, both),
        }
    return found


def cross_calibrated(held: HeldOut, raw: Array) -> Array:
    """Return each author's probabilities, set right by what the other authors' predictions taught."""
    fitted = np.zeros_like(raw)
    for author in np.unique(held.authors):
        own = held.authors == author
        slope, offset = calibrate(raw[~own], held.targets[~own])
        fitted[own] = set_right(raw[own], slope, offset, exclusive=held.targets.ndim == 1)
    return fitted


def _one_author(task: str, others: Table, own: Table, scale: Scale) -> HeldOut:
    words, encoder = predict(fit(task, others, scale), own)
    return HeldOut(own.authors, targets_of(task, own.examples), words, encoder)


def _joined(parts: list[HeldOut]) -> HeldOut:
    return HeldOut(
        np.concatenate([part.authors for part in parts]),
        np.concatenate([part.targets for part in parts]),
        np.concatenate([part.words for part in parts]),
        np.concatenate([part.encoder for part in parts]),
    )


def _settings(held: HeldOut) -> dict[str, npt.NDArray[np.float32]]:
    words, both = calibrate(held.words, held.targets), calibrate(held.both, held.targets)
    return {"words_slope": words[0], "words_offset": words[1], "both_slope": both[0], "both_offset": both[1]}


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
