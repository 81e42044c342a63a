"""
Runs `coach chat` in a process of its own, with a judge that needs no weights.

Arguments: those of run_chat, as JSON. COACH_TEST_MODEL: a file, the model has loaded once it is there;
COACH_TEST_MODULES: a file for the names of the modules that were imported.
"""

from __future__ import annotations

import json
import os
import signal
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

    def __init__(self, *, notice: str | None = None, model: str = "/") -> None:
        self._model, self._loaded, self.notice = Path(model), Event(), notice

    def start(self) -> None:
        Thread(target=self._load, daemon=True).start()

    def _load(self) -> None:
        while not self._model.exists():
            time.sleep(0.02)
        self._loaded.set()

    @property
    def ready(self) -> bool:
        return self._loaded.is_set()

    def perceive(self, text: str, listening: Listening) -> Percept:
        self._loaded.wait()
        return Percept(SURE)


def main() -> int:
    """Talk, and leave what tests look at."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's job in the background is deaf to it
    from bot.commands.chat import run_chat
    from bot.commands.errors import report

    arguments: dict[str, Any] = {"name": None, "db": None, "as_json": False} | json.loads(sys.argv[1])
    perception: Any = FakePerception(model=os.environ.get("COACH_TEST_MODEL", "/"))
    code = report(lambda: run_chat(**arguments, perception=perception))
    if "COACH_TEST_MODULES" in os.environ:
        Path(os.environ["COACH_TEST_MODULES"]).write_text("\n".join(sys.modules), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
