"""Figures for Prometheus. Labels are platforms, kinds and verdicts; never a person, never a word that anybody wrote."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)  # seconds; at 3 s Slack sends again


class Metrics:
    """Implements `bot.service.observing.Observer`, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._turns = Counter("coach_turns", "Turns taken", ["platform"], registry=registry)
        self._repeated = Counter("coach_repeated_events", "Events seen before", ["platform"], registry=registry)
        self._seconds = Histogram(
            "coach_turn_seconds", "From a turn's start to its commit", ["platform"], buckets=_BUCKETS, registry=registry
        )
        self._verdicts = Counter("coach_verdicts", "Attempts judged, by verdict", ["verdict"], registry=registry)
        self._sends = Counter("coach_sends", "Replies handed to a platform", ["platform", "outcome"], registry=registry)
        self._errors = Counter("coach_errors", "Errors", ["kind"], registry=registry)
        self._outbox_age = Gauge("coach_outbox_age_seconds", "Age of the oldest unsent reply", registry=registry)

    def turn_taken(self, channel: str, *, duration_s: float, verdicts: tuple[str, ...], duplicate: bool) -> None:
        if duplicate:
            self._repeated.labels(channel).inc()
            return
        self._turns.labels(channel).inc()
        self._seconds.labels(channel).observe(duration_s)
        for verdict in verdicts:
            self._verdicts.labels(verdict).inc()

    def delivered(self, channel: str, outcome: str) -> None:
        self._sends.labels(channel, outcome).inc()

    def failed(self, kind: str) -> None:
        self._errors.labels(kind).inc()

    def outbox_age(self, seconds: float) -> None:
        """Note how old the oldest unsent reply is; 0 where there is none, NaN where nobody knows."""
        self._outbox_age.set(seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
