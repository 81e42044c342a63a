"""Flags on the people of an account: who has the problem, who listens, who decides, what was agreed with them."""

from __future__ import annotations

from dialogs.reassessment.case import Case, Found
from dialogs.reassessment.facts import chosen, field, in_order, is_nothing, latest, lines
from dialogs.reassessment.ladder import FRESH_DAYS, level
from dialogs.reassessment.model import PHASES, Entry

OPEN_DAYS = 60  # RF4
_GOING_ON = ("comparing", "worried", "implementing")  # A1 from comparing on


def no_problem_owner(case: Case) -> Found | None:
    """RF1: B3 empty or at most 1 while the customer compares, worries or puts it in place."""
    unhappy = case.answers.get("b3")
    if unhappy is None or chosen(case.answers, "a1") not in _GOING_ON:
        return None
    empty = is_nothing(unhappy) or not unhappy.is_known
    return Found(("b3", "a1"), "" if empty else "guessed") if empty or level(unhappy, case.today) <= 1 else None


def no_want(case: Case) -> Found | None:
    """RF2: N4 at most 1 after three contacts."""
    want, contacts = case.answers.get("n4"), lines(case.answers, "b5")
    if want is None or level(want, case.today) > 1 or len(contacts) < 3:
        return None
    return Found(("n4", "b5"), args={"contacts": str(len(contacts))})


def stuck_with_listeners(case: Case) -> Found | None:
    """RF3: four of the last five contacts only listened, and nothing came from them in 30 days."""
    heard = case.answers.get("b2")
    listeners = [one for one in _last(case, 5) if field(one, "role") == "listener"]
    if heard is None or len(listeners) < 4:
        return None
    if heard.is_known and not is_nothing(heard):
        newest = latest(heard) or heard.given
        if (case.today - newest).days <= FRESH_DAYS:
            return None
    return Found(("b5", "b2"), args={"listeners": str(len(listeners)), "contacts": str(len(_last(case, 5)))})


def power_unreached(case: Case) -> Found | None:
    """RF4: who can say yes is not met, and nobody carries our case, after 60 days or from the second phase on."""
    if "b4" not in case.answers or chosen(case.answers, "b4") in ("met", "carrier"):
        return None
    days = (case.today - case.opened).days
    if days > OPEN_DAYS:
        return Found(("b4",), "days", {"days": str(days)})
    return Found(("b4",)) if PHASES.index(case.phase) >= 1 else None


def continuations(case: Case) -> Found | None:
    """RF7: the last three contacts without an action that the customer agreed to."""
    last = _last(case, 3)
    if len(last) < 3 or any(field(one, "action") for one in last):
        return None
    return Found(("b5",))


def _last(case: Case, count: int) -> tuple[Entry, ...]:
    return in_order(lines(case.answers, "b5"))[-count:]
