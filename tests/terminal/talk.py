"""
Runs `coach chat` in a process of its own, with a judge that needs no weights.

Arguments: those of run_chat, as JSON. COACH_TEST_LOAD_S: how long the model loads; COACH_TEST_NOTICE: what it
finds missing; COACH_TEST_MODULES: a file for the names of the modules that were imported.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from threading import Event, Thread
from typing import Any

from dialogs.model import Judgement, Listening, Percept

SURE = Judgement(
    task="question",
    gate=None,
    form="open",
    label="problem",
    probabilities={"situation": 0.02, "problem": 0.92, "implication": 0.02, "need_payoff": 0.02, "none": 0.02},
    moves=None,
    named=(),
    verdict="given",
    spans=(),
    why="It asks what is difficult.",
    questions=1,
)


class FakePerception:
    """Reads every line as a problem question, once it has "loaded"."""

    def __init__(self, *, load_s: float = 0.0, notice: str | None = None) -> None:
        self._load_s, self._loaded, self.notice = load_s, Event(), notice

    def start(self) -> None:
        Thread(target=lambda: (time.sleep(self._load_s), self._loaded.set()), daemon=True).start()

    @property
    def ready(self) -> bool:
        return self._loaded.is_set()

    def perceive(self, text: str, listening: Listening) -> Percept:
        self._loaded.wait()
        return Percept(SURE)


def main() -> int:
    """Talk, and leave what tests look at."""
    from bot.commands.chat import run_chat
    from bot.commands.errors import report

    arguments: dict[str, Any] = {"name": None, "db": None, "as_json": False} | json.loads(sys.argv[1])
    load_s = float(os.environ.get("COACH_TEST_LOAD_S", "0"))
    perception: Any = FakePerception(load_s=load_s, notice=os.environ.get("COACH_TEST_NOTICE"))
    code = report(lambda: run_chat(**arguments, perception=perception))
    if "COACH_TEST_MODULES" in os.environ:
        Path(os.environ["COACH_TEST_MODULES"]).write_text("\n".join(sys.modules), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
