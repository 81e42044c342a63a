"""
Which kinds of statement a line holds: the model's seven probabilities, corrected by what the customer has voiced.

Several may hold at once, and a question may hold some too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.judging.needs import need_told
from dialogs.judging.policy import NAMED
from dialogs.model import STATEMENT_KINDS

# A benefit answers a want of this customer's; on a problem alone it is an advantage (rubrics.md, end; F48). Of the
# judge's own train lines all 137 benefits have a want told before them (2026-11-22); so little is left, for a want
# that `needs` does not know.
WITHOUT_NEED = 0.10


def read_statement(probabilities: Mapping[str, float], *, told: Sequence[str]) -> dict[str, float]:
    """Return seven six-digit probabilities; without a need in *told*, what read as a benefit counts as an advantage."""
    kinds = {kind: min(1.0, max(0.0, round(float(probabilities.get(kind, 0.0)), 6))) for kind in STATEMENT_KINDS}
    lowered = kinds["benefit"] > min(WITHOUT_NEED, kinds["advantage"])  # else there is nothing to correct
    if lowered and not need_told(told):
        kinds["advantage"] = max(kinds["advantage"], kinds["benefit"])
        kinds["benefit"] = min(kinds["benefit"], WITHOUT_NEED)
    return kinds


def clearest(kinds: Mapping[str, float]) -> str | None:
    """Return the likeliest kind where it may be named; of equals the first in STATEMENT_KINDS."""
    top = max(STATEMENT_KINDS, key=lambda kind: kinds[kind])
    return top if kinds[top] >= NAMED else None
