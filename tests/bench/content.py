"""
Loading all content from the kept copy, against parsing the very bytes of that copy with `json`.

The copy is there after the first start; both take turns, CPU time. The garbage collector rests on both sides, as it
does while the coach starts (`chat` in bot/cli.py).
"""

from __future__ import annotations

import gc
import json
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

from content import kept, loader

ROUNDS = 41


def measure(folder: Path) -> Iterator[str]:
    cache = folder / "content"
    loader.load_library(cache=cache)
    said, rest = (cache / kept.FILE).read_bytes().splitlines()[1:]
    parse, words, everything = [], [], []
    gc.disable()
    try:
        for _ in range(ROUNDS):
            parse.append(milliseconds(lambda: (json.loads(said), json.loads(rest))))
            words.append(milliseconds(lambda: loader.load_library(cache=cache)))
            everything.append(milliseconds(lambda: load_all(cache)))
    finally:
        gc.enable()
    base, first, whole = (statistics.median(times) for times in (parse, words, everything))
    yield f"content: all of it {whole:.1f} ms, the same bytes as JSON {base:.1f} ms: {whole / base:.2f} (at most 3)"
    yield f"content: the words alone, before the first prompt, {first:.1f} ms: {first / base:.2f}"


def load_all(cache: Path) -> object:
    """Return the library, every kind of it made: each is made when somebody looks at it."""
    library = loader.load_library(cache=cache)
    for kind in loader.REST:
        if not len(getattr(library, kind)):
            raise RuntimeError(f"no {kind}")
    library.checklist_later()
    return library


def milliseconds(work: Callable[[], object]) -> float:
    """Return milliseconds of CPU, until what the work makes is there."""
    began = process_time()
    made = work()
    took = (process_time() - began) * 1000
    del made
    return took
