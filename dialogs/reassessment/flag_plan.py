"""Flags on our own plan and strategy: carried on regardless, by our clock, about us, without a tripwire, copied."""

from __future__ import annotations

from dialogs.reassessment.case import Case, Found, unchanged
from dialogs.reassessment.facts import column, holds, lines, words
from dialogs.reassessment.likeness import copied_from, same_content
from dialogs.reassessment.model import Answer, Answers
from dialogs.reassessment.ours import is_our_act, names_us
from dialogs.reassessment.strategy import MOST_WORDS, fault, strategy_of

STANDSTILL = 3  # snapshots in a row in which something stood as before: RF5, A5


def pegs(case: Case) -> Found | None:
    """RF5: the plan unchanged in three snapshots while the customer did something, or A3 twice with the same step."""
    stood = unchanged(case, "p1") if lines(case.answers, "p1") else 0
    if stood >= STANDSTILL:
        event = _event_since(case, stood)
        if event is not None:
            return Found(("p1", "a2"), args={"count": str(stood), "event": event.text or event.act})
    step = _same_step_again(case)
    return Found(("a3",), "again", {"step": step.text}) if step else None


def _event_since(case: Case, back: int) -> Answer | None:
    """Return what the customer did since so many snapshots ago that our plan did not expect, the latest of it."""
    first, *later = case.history[-back:]
    for answers in (case.answers, *(one.answers for one in reversed(later))):
        event = answers.get("a2")
        if event is None or not holds(answers, "a2"):
            continue
        if event.given > first.day or not same_content(event, first.answers.get("a2")):
            return event
    return None


def _same_step_again(case: Case) -> Answer | None:
    """Return the step that was named as out of date before and is named again; carried along unasked is not named."""
    if not case.history or not holds(case.answers, "a3"):
        return None
    now, before = case.answers["a3"], case.history[-1].answers.get("a3")
    looked_again = before is not None and max(now.kept, now.given) > max(before.kept, before.given)
    return now if looked_again and same_content(now, before) else None


def phase_by_our_clock(case: Case) -> Found | None:
    """RF6: what should show where the customer is tells what we did."""
    where = case.answers.get("a1")
    if where is None or not where.is_known:
        return None
    shown = where.act or where.text
    if where.who and (where.basis == "said" or not names_us(shown)):
        return None  # "visited two plants", with the customer's name beside it: the act is theirs
    return Found(("a1",), args={"act": shown}) if is_our_act(shown) else None


def seller_sentence(case: Case) -> Found | None:
    """RF15: the strategy sentence is about us, or longer than 25 words."""
    if not holds(case.answers, "a6"):
        return None
    sentence = case.answers["a6"].text
    wrong = fault(sentence, names=(case.name, *people(case.answers)))
    if wrong == "long":
        return Found(("a6",), wrong, {"count": str(len(words(sentence))), "most": str(MOST_WORDS)})
    return Found(("a6",), args={"sentence": sentence}) if wrong else None


def people(answers: Answers) -> tuple[str, ...]:
    """Return whom the answers name on the customer's side."""
    of_entries = (column(entry, "who") for answer in answers.values() for entry in answer.entries)
    return tuple(name for name in (*(answer.who for answer in answers.values()), *of_entries) if name)


def no_tripwire(case: Case) -> Found | None:
    """RF17: A9 lacks its sign, its date or its action."""
    wire = case.answers.get("a9")
    if wire is None:
        return None
    entry = wire.entries[0] if wire.is_known and wire.entries else None
    lacking = tuple(part for part in ("sign", "day", "action") if entry is None or not column(entry, part))
    return Found(("a9",), parts=lacking) if lacking else None


def copied_plan(case: Case) -> Found | None:
    """RF20: the strategy is more than 85 % similar to that of another account of the rep's."""
    if not (holds(case.answers, "a6") or holds(case.answers, "a7")):
        return None
    other = copied_from(strategy_of(case.answers), case.others)
    return Found(("a6", "a7"), args={"account": other}) if other else None
