"""
What cold caches cost: step, bare transaction and a control, with warm caches and after reading more than these hold.

Within a turn the encoder and the database have just used the caches. The control is plain work on a dict, of as many
bytecodes as a step in as many functions. Each lies on pages of its own, as an imported program's mostly do: of Python's
memory a step touches 780 pages of 4 KB, the bare transaction 2,330 (Linux counts them: `clear_refs`, `smaps`).
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from time import thread_time
from typing import Any

import numpy as np

ROUNDS = 400
MEMORY_MB = 64  # more than any cache of the machines in question
FUNCTIONS = 112  # of a step in the middle of a call, which runs 5,930 bytecodes: counted with sys.settrace
LINES = 5  # of each of the control's, of ten bytecodes
APART = 24  # copies of each that nobody calls lie between one and the next: the small parts of one fill a page

Work = Callable[[], object]


def rows(step: Work, bare: Work) -> Iterator[str]:
    memory = np.ones(MEMORY_MB * 2**20 // 8)
    for name, first in (("in a loop of its own", int), (f"each after reading {MEMORY_MB} MB", memory.sum)):
        one, whole, plain = (median_ms(work, first=first) for work in (step, bare, scattered()))
        yield (
            f"cold: {name}: step {one:.3f} of {whole:.2f} ms, {one / whole:.3f} of the bare transaction; "
            f"plain dict work {plain:.3f} ms"
        )


def median_ms(work: Work, *, first: Work) -> float:
    """Return milliseconds of CPU of *work*, with *first* before each."""
    times = []
    for _ in range(ROUNDS):
        first()
        began = thread_time()
        work()
        times.append((thread_time() - began) * 1000)
    return statistics.median(times)


def scattered() -> Work:
    """Return the control: functions of much the same work, with memory in use between one and the next."""
    functions, between = [], []
    for number in range(FUNCTIONS):
        lines = (f"    seen['k{(7 * number + n) % 97}'] = seen.get('k{number + n}', {n}) + {n}" for n in range(LINES))
        text = "\n".join(("def work(seen):", *lines))
        one, *others = (_made(text) for _ in range(APART))
        functions.append(one)
        between.append(others)

    def control(_in_use: object = between) -> None:
        seen: dict[str, int] = {}
        for function in functions:
            function(seen)

    return control


def _made(text: str) -> Any:
    made: dict[str, Any] = {}
    exec(text, made)
    return made["work"]
