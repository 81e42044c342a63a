"""Flags on where we stand: guessed criteria, open vulnerability, rivals, and after the sale the dip and caretaking."""

from __future__ import annotations

from dialogs.reassessment.case import Case, Found
from dialogs.reassessment.facts import chosen, field, holds, is_nothing, latest, lines, number, words
from dialogs.reassessment.model import Entry

CARETAKING_DAYS = 90  # RF19


def guessed_criteria(case: Case) -> Found | None:
    """RF8: at least half of the customer's criteria are marked as assumed."""
    criteria = lines(case.answers, "v1")
    if not criteria:
        return None
    by_itself = "assumed" if case.answers["v1"].basis == "assumed" else "asked"
    assumed = sum((field(one, "source") or by_itself) == "assumed" for one in criteria)
    if 2 * assumed < len(criteria):
        return None
    return Found(("v1",), args={"assumed": str(assumed), "criteria": str(len(criteria))})


def open_vulnerability(case: Case) -> Found | None:
    """RF9: a criterion that is crucial and on which we are weaker, without a step of ours."""
    if "v3" not in case.answers:
        return None
    for cell in weak_cells(lines(case.answers, "v2")):
        if not any(_counters(step, cell) for step in lines(case.answers, "v3")):
            return Found(("v2", "v3"), args={"criterion": field(cell, "criterion") or cell.text})
    return None


def weak_cells(cells: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the criteria that are crucial and on which we are weaker, of the lines of V2."""
    return tuple(c for c in cells if field(c, "weight") == "crucial" and field(c, "standing") == "weaker")


def _counters(step: Entry, cell: Entry) -> bool:
    """Whether a line of V3 is about a criterion and says what comes next."""
    criterion = words(field(cell, "criterion") or cell.text)
    about = words(field(step, "criterion") or step.text)
    is_about = about == criterion or set(criterion) <= set(about)
    more = field(step, "step") if step.fields else " ".join(about[len(criterion) :])
    return is_about and bool(more)


def rival_named(case: Case) -> Found | None:
    """RF14: we have criticised a rival by name."""
    return Found(("v8",)) if chosen(case.answers, "v8") == "yes" else None


def dip(case: Case) -> Found | None:
    """RF18: the customer is learning, and nobody of theirs owns the plan, or our effort came late."""
    if chosen(case.answers, "i1") != "learning":
        return None
    owner = case.answers.get("i2")
    if owner is not None and (not owner.is_known or is_nothing(owner)):
        return Found(("i1", "i2"))
    efforts = {field(one, "when"): number(field(one, "days")) for one in lines(case.answers, "i3")}
    early, late = efforts.get("early"), efforts.get("late")
    if early is None or late is None or early >= late:
        return None
    return Found(("i1", "i3"), "effort", {"early": f"{early:g}", "late": f"{late:g}"})


def caretaking(case: Case) -> Found | None:
    """RF19: the last success, lead, question about needs and talk of the next purchase are all over 90 days old."""
    for item in ("i5", "i6", "i7", "i8"):
        answer = case.answers.get(item)
        if answer is None or not answer.is_known:
            return None
        newest = latest(answer)
        if holds(case.answers, item) and (newest is None or (case.today - newest).days <= CARETAKING_DAYS):
            return None
    return Found(("i5", "i6", "i7", "i8"))
