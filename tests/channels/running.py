"""The coach's service as `coach serve` joins it, in the test's own loop, against the fakes, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot import serving, wiring
from bot.commands.serve import Web, begin, end
from dialogs.model import QUESTION_LABELS, Judgement, Listening, Percept


class ReadsAsProblem:
    """Takes every line for a sure problem question about nothing in particular; no model to load."""

    notice = None

    def perceive(self, text: str, listening: Listening) -> Percept:
        probabilities = {label: 0.96 if label == "problem" else 0.01 for label in QUESTION_LABELS}
        return Percept(Judgement("question", None, "open", "problem", probabilities, None, (), "given", (), "It asks."))

    def loaded(self) -> ReadsAsProblem:
        return self


@dataclass(frozen=True, slots=True)
class Running:
    """A started service and where its web server listens."""

    service: serving.Service
    url: str


@asynccontextmanager
async def running(
    monkeypatch: pytest.MonkeyPatch, db_url: str, *, perception: Any = None, **settings: str | None
) -> AsyncIterator[Running]:
    """
    Run the service as the command does; on leaving, stop it as SIGTERM does.

    Args:
        perception: what understands lines; by default one that needs no model.
        settings: as COACH_<NAME> in capitals, such as telegram_token; None leaves one out.
    """
    monkeypatch.setenv("COACH_TELEGRAM_PER_SECOND", "10000")  # tests write faster than platforms allow
    monkeypatch.setenv("COACH_SLACK_PER_MINUTE", "600000")
    for name, value in settings.items():
        if value is not None:
            monkeypatch.setenv(f"COACH_{name.upper()}", value)
    wiring.settings.cache_clear()
    monkeypatch.setattr(wiring, "background_perception", lambda: perception or ReadsAsProblem())
    try:
        async with serving.service(db_url) as service:
            web = Web(service.app, host="127.0.0.1", port=0)
            try:
                yield Running(service, await begin(service, web))
            finally:
                await end(service, web)
    finally:
        wiring.settings.cache_clear()
