"""What `accuracy` says: how often the judge is right, on whose lines. The figures are content."""

from __future__ import annotations

from content.accuracy import PrecisionRecall
from content.library import Library


def accuracy_text(library: Library) -> str:
    """Return the short form of content/accuracy.md, at most 350 characters."""
    found = library.accuracy
    if found is None:
        return library.text("engine.no_accuracy")
    asked = found.question
    return library.text(
        "engine.accuracy",
        questions=asked.n,
        coverage=_percent(asked.coverage),
        correct=_percent(asked.given_right),
        f1=_share(asked.macro_f1),
        low=_share(asked.low),
        high=_share(asked.high),
        minimise=_both(found.sins.minimise),
        prescribe=_both(found.sins.prescribe),
        pressure=_both(found.sins.pressure),
        lines=found.lines,
        authors=found.authors,
    )


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _share(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")


def _both(sin: PrecisionRecall) -> str:
    return f"{_share(sin.precision)}/{_share(sin.recall)}"
