"""Flags on the people of an account: who has the problem, who listens, who decides, what was agreed with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dialogs.patterns import regex
from dialogs.reassessment.case import Case, Found
from dialogs.reassessment.facts import chosen, field, in_order, is_nothing, latest, lines, words
from dialogs.reassessment.ladder import FRESH_DAYS, level
from dialogs.reassessment.model import PHASES, Answer, Entry

_GOES_ON = regex(
    r"(?:(?:he|she|they|it|said|says|wants?|promised|will|would|may|might|to|he'll|she'll|they'll) )*"
    r"(?:think(?:ing)? (?:about|over)(?: it| this| that)?|think it over|consider(?: it| this)?|see|"
    r"(?:get|come|call|write) back(?: to)?(?: us| me)?|(?:be|keep|stay|get) in touch|let (?:us|me) know|"
    r"keep (?:us|me) posted|look (?:at|into|over) (?:it|this)|talk again|speak again|meet again)"
    r"(?: (?:soon|later|again|next week|next month|some time|sometime|in time|internally|with the team))*",
)
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
    came = _came(heard)
    if came and (case.today - came).days <= FRESH_DAYS:
        return None
    return Found(("b5", "b2"), args={"listeners": str(len(listeners)), "contacts": str(len(_last(case, 5)))})


def _came(heard: Answer) -> date | None:
    """Return when the latest fact or introduction came from a listener; None where none did ("Lee, nothing")."""
    if not heard.is_known or is_nothing(heard):
        return None
    told = [one for one in heard.entries if field(one, "fact") or not (one.fields.keys() & {"who", "fact"})]
    if heard.entries and not told:
        return None
    return latest(replace(heard, entries=tuple(told))) or heard.given


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
    if len(last) < 3 or any(_is_advance(field(one, "action")) for one in last):
        return None
    return Found(("b5",))


def _is_advance(action: str) -> bool:
    """Whether the customer agreed to do something; to think about it, or to be in touch, is no act (F39)."""
    return bool(action) and _GOES_ON.fullmatch(" ".join(words(action))) is None


def _last(case: Case, count: int) -> tuple[Entry, ...]:
    return in_order(lines(case.answers, "b5"))[-count:]
