"""
`python -m tests.bench.serving URL`: `coach serve` with a perception that costs nothing, to measure all else.

Every line is a question that the customer cannot place, which costs no patience: a call goes on to its last turn.
At the end it writes where its CPU time went to the file BENCH_SHARES.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bot import wiring
from bot.commands.serve import run_serve
from dialogs.model import QUESTION_LABELS, Heard, Judgement, Listening, Percept
from dialogs.understanding import KNOWN_AT, NEAR_AT

PROBABILITIES = {label: 0.96 if label == "problem" else 0.01 for label in QUESTION_LABELS}
JUDGED = Judgement("question", None, "open", "problem", PROBABILITIES, None, (), "given", (), "It asks for a problem.")


class Unplaced:
    """Hears a problem, but not surely enough to answer."""

    notice = None

    def perceive(self, _text: str, listening: Listening) -> Percept:
        if listening.customer_id is None:
            return Percept(JUDGED)
        problem = next(iter(wiring.library().customers[listening.customer_id].problems))
        return Percept(JUDGED, (Heard(f"problem.{problem}", (KNOWN_AT + NEAR_AT) / 2),))

    def loaded(self) -> Unplaced:
        return self


SHARES: dict[str, list[float]] = {}  # what: CPU seconds and calls so far


def timed(owner: Any, name: str, what: str) -> None:
    """Note the CPU that a function of *owner* takes in its own thread."""
    function = getattr(owner, name)

    def noting(*given: Any, **named: Any) -> Any:
        began = time.thread_time()
        try:
            return function(*given, **named)
        finally:
            share = SHARES.setdefault(what, [0.0, 0])
            share[0] += time.thread_time() - began
            share[1] += 1

    setattr(owner, name, noting)


def main() -> int:
    from bot.channels.slack import sender as slack
    from bot.channels.telegram import sender as telegram
    from bot.service.delivery import Delivery
    from bot.service.turns import Turns

    timed(Turns, "take", "the turn and its commit")
    timed(Delivery, "_commit", "marking as sent")
    timed(slack, "render", "rendering")
    timed(telegram, "render", "rendering")
    wiring.background_perception = Unplaced  # type: ignore[assignment]
    code = run_serve(db=sys.argv[1], host="127.0.0.1", port=0, level="warning")
    Path(os.environ["BENCH_SHARES"]).write_text(json.dumps(SHARES))
    return code


if __name__ == "__main__":
    sys.exit(main())
