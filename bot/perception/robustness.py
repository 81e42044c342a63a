"""
Print how often a slip of typing changes what the judge says: `python -m bot.perception.robustness --cache FOLDER`.

Dev lines through the whole judge, each kind of damage with and without the repair of spelling. Deterministic.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.corpus import Example, bare, mistyped, read_examples
from bot.perception.encoder import Encoder
from bot.perception.evaluation import Figure, confusion_counts, macro_f1, mean_f1, measured, of_all, share
from bot.perception.files import find_files
from bot.perception.heads import LinearLineModel, load_heads
from bot.perception.prepare import prepare
from bot.perception.slips import NEIGHBOURS
from bot.perception.spelling import speller
from dialogs.judging.pipeline import judge
from dialogs.model import MOVES, QUESTION_LABELS, Judgement

Array = npt.NDArray[Any]
Damage = Callable[[str, random.Random], str]

SLIPS = 3  # issue 4: three typos change at most 5 % of labels
FEWEST_LETTERS = 3  # of a word that is mistyped


def _in_a_word(change: Callable[[str, int, random.Random], str]) -> Damage:
    """Return a damage of one word of three letters or more, at a letter that *change* is told."""

    def damaged(text: str, chance: random.Random) -> str:
        words = text.split(" ")
        places = [at for at, word in enumerate(words) if len(word) >= FEWEST_LETTERS and word.isalpha()]
        if places:
            at = chance.choice(places)
            words[at] = change(words[at], chance.randrange(len(words[at])), chance)
        return " ".join(words)

    return damaged


def _next_key(word: str, at: int, chance: random.Random) -> str:
    return word[:at] + chance.choice(NEIGHBOURS.get(word[at].lower(), word[at])) + word[at + 1 :]


def _dropped(word: str, at: int, chance: random.Random) -> str:
    return word[:at] + word[at + 1 :]


def _doubled(word: str, at: int, chance: random.Random) -> str:
    return word[: at + 1] + word[at:]


def _swapped(word: str, at: int, chance: random.Random) -> str:
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _inserted(word: str, at: int, chance: random.Random) -> str:
    return word[:at] + chance.choice(NEIGHBOURS.get(word[at].lower(), word[at])) + word[at:]


def run_together(text: str, chance: random.Random) -> str:
    """Return the text without one of its spaces between two words."""
    words = text.split(" ")
    places = [at for at in range(len(words) - 1) if words[at].isalpha() and words[at + 1].isalpha()]
    if places:
        at = chance.choice(places)
        words[at : at + 2] = [words[at] + words[at + 1]]
    return " ".join(words)


def without_apostrophes(text: str, chance: random.Random) -> str:
    """Return the text without apostrophes."""
    return text.replace("'", "").replace("\u2019", "")


ONE_SLIP: Mapping[str, Damage] = {
    "next key": _in_a_word(_next_key),
    "dropped letter": _in_a_word(_dropped),
    "doubled letter": _in_a_word(_doubled),
    "swapped letters": _in_a_word(_swapped),
    "extra key": _in_a_word(_inserted),
    "run together": run_together,
}


def thumbs(text: str, chance: random.Random) -> str:
    """Return the text with one slip of a thumb on a phone, which hits beside, twice, not at all or not the space."""
    return ONE_SLIP[chance.choice(("next key", "next key", "extra key", "dropped letter", "run together"))](
        text, chance
    )


def of_any_kind(text: str, chance: random.Random) -> str:
    """Return the text with one slip, of a kind as often as of any other."""
    return chance.choice(tuple(ONE_SLIP.values()))(text, chance)


def _several(damage: Damage, text: str, chance: random.Random) -> str:
    for _ in range(SLIPS):
        text = damage(text, chance)
    return text


DAMAGES: Mapping[str, Damage] = {
    "lower case": lambda text, chance: text.lower(),
    "no question mark": lambda text, chance: text.replace("?", ""),
    "lower case, no mark": lambda text, chance: bare(text),
    'leading "so,"': lambda text, chance: f"so, {text}",
    'leading "quick one -"': lambda text, chance: f"quick one - {text}",
    "no apostrophes": without_apostrophes,
    "3 typos as in training": partial(_several, mistyped),
    "3 typos of any kind": partial(_several, of_any_kind),
    **{f"3 x {name}": partial(_several, damage) for name, damage in ONE_SLIP.items()},
    "3 x a phone's thumbs, lower case": lambda text, chance: _several(thumbs, text.lower(), chance),
}


def damaged(text: str, kind: str) -> str:
    """Return the text with a kind of DAMAGES, the same every time."""
    return DAMAGES[kind](text, random.Random(zlib.crc32(f"{kind} {text}".encode())))  # noqa: S311  no secret


class Reader:
    """The judge on lines in their context."""

    def __init__(self, model: LinearLineModel) -> None:
        self._model = model

    def judged(self, line: Example, text: str) -> Judgement:
        """Return what the judge makes of *text* in place of the line's."""
        task = "question" if line.target >= 0 else "reply"
        return judge(text, task=task, told=line.told, worry=line.worry, model=self._model)  # type: ignore[arg-type]

    def verdict(self, line: Example, text: str) -> tuple[str, ...]:
        """Return the label, or the moves that are named."""
        found = self.judged(line, text)
        return (found.label or "",) if line.target >= 0 else tuple(sorted(found.named))


def changes(reader: Reader, lines: Sequence[Example], kind: str) -> Array:
    """Return of each line whether a kind of damage changes its verdict."""
    return np.array(
        [reader.verdict(line, line.text) != reader.verdict(line, damaged(line.text, kind)) for line in lines], bool
    )


def questions_f1(reader: Reader, lines: Sequence[Example], kind: str = "") -> Figure:
    """Return the macro-F1 of the judge's labels, of lines as they are or damaged."""
    texts = [damaged(line.text, kind) if kind else line.text for line in lines]
    found = [QUESTION_LABELS.index(reader.verdict(line, text)[0]) for line, text in zip(lines, texts, strict=True)]
    return measured(
        confusion_counts(np.array([line.target for line in lines]), np.array(found), len(QUESTION_LABELS)), macro_f1
    )


def replies_f1(reader: Reader, lines: Sequence[Example], kind: str = "") -> Figure:
    """Return the mean F1 of the moves that the judge names."""
    texts = [damaged(line.text, kind) if kind else line.text for line in lines]
    found = [reader.verdict(line, text) for line, text in zip(lines, texts, strict=True)]
    named = np.array([[move in moves for move in MOVES] for moves in found])
    true = np.array([line.moves for line in lines]) == 1
    return measured(np.hstack([named & true, named, true]), mean_f1)


def repair_ms(texts: Sequence[str]) -> float:
    """Return the median CPU cost of repairing a line for the first time, in ms."""
    mend, costs = speller().repair, []
    for text in texts:
        started = time.process_time()
        mend(text)
        costs.append(1000 * (time.process_time() - started))
    return statistics.median(costs)


def _percent(found: Figure) -> str:
    return f"{100 * found.value:4.1f} ({100 * found.low:.1f}-{100 * found.high:.1f})"


def _report(readers: Mapping[str, Reader], groups: Mapping[str, Sequence[Example]]) -> None:
    out = sys.stdout.write
    out("verdicts that change, % (95 % interval)\n")
    out(f"{'':34}" + "".join(f"{f'{group}, {name}':>24}" for group in groups for name in readers) + "\n")
    for kind in DAMAGES:
        row = [
            measured(of_all(changes(reader, lines, kind)), share)
            for lines in groups.values()
            for reader in readers.values()
        ]
        out(f"{kind:34}" + "".join(f"{_percent(found):>24}" for found in row) + "\n")
    out("\nF1, % (95 % interval): questions' labels, macro; replies' named moves, mean\n")
    for kind in ("", *DAMAGES):
        row = [
            score(reader, groups[group], kind)
            for group, score in (("questions", questions_f1), ("replies", replies_f1))
            for reader in readers.values()
        ]
        out(f"{kind or 'as typed':34}" + "".join(f"{_percent(found):>24}" for found in row) + "\n")


def main() -> None:
    """Measure the dev lines, with the encoder or by words alone."""
    options = argparse.ArgumentParser(prog="python -m bot.perception.robustness")
    options.add_argument("--cache", type=Path, required=True, help="folder for the prepared encoder")
    options.add_argument("--words-only", action="store_true", help="without the encoder")
    options.add_argument("--split", default="dev", help="dev (default) or train")
    given = options.parse_args()
    from bot import wiring

    encoder = None if given.words_only else Encoder(prepare(find_files(), given.cache))
    heads = load_heads()
    readers = {
        "typed": Reader(LinearLineModel(heads, encoder, as_typed=True)),
        "repaired": Reader(LinearLineModel(heads, encoder)),
    }
    questions, replies, _ = read_examples(wiring.judge_lines())
    groups = {
        "questions": [line for line in questions if line.split == given.split],
        "replies": [line for line in replies if line.split == given.split],
    }
    _report(readers, groups)
    texts = [line.text for lines in groups.values() for line in lines]
    clean, typos = repair_ms(texts), repair_ms([damaged(text, "3 x next key") for text in texts])
    sys.stdout.write(f"\nrepair: median {clean:.3f} ms CPU a line, {typos:.3f} ms with three slips (n={len(texts)})\n")


if __name__ == "__main__":
    main()
