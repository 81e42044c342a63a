"""Flags on the evidence itself: old, or at odds with itself."""

from __future__ import annotations

from dialogs.reassessment.case import Case, Found
from dialogs.reassessment.contradictions import STEP, contradictions
from dialogs.reassessment.coverage import coverage


def stale(case: Case) -> Found | None:
    """RF16: more than half of the dated evidence is older than 30 days."""
    found = coverage(case.answers, case.today)
    if 2 * found.stale <= found.dated:
        return None
    return Found((), args={"stale": str(found.stale), "dated": str(found.dated)})


def contradiction(case: Case) -> Found | None:
    """RF21: two answers that cannot both hold."""
    for one in contradictions(case.answers, case.today):
        if one.way != STEP:
            return Found(one.items, one.way, {"gap": one.quote} if one.way == "price" else {})
    return None
