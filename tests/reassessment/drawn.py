"""Accounts as chance makes them, for what has to hold of every one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from dialogs.reassessment.flags import RULES
from dialogs.reassessment.model import BASES, PHASES, Answer, Entry, Snapshot
from tests.reassessment.making import TODAY, snapshot

ITEMS = ("a1", "a2", "a3", "a5", "a6", "a7", "a9", "b1", "b3", "b4", "b5", "c1", "p1", "n1", "r2", "r5", "v1", "v2", "v3", "x9")
_OPTIONS = {"a1": "worried comparing problem", "a7": "prove change", "b4": "met carrier none", "r2": "price_near no"}
_COLUMNS = ("who", "day", "action", "step", "what", "criterion", "weight", "standing", "sign", "gap", "source")

a_text = st.sampled_from(["", "stops", "send proposal v3", "too high, 4 %", "x" * 90]) | st.text(max_size=60)
a_value = st.sampled_from(["", "2026-11-19", "crucial", "weaker", "Jo", "none"]) | st.text(max_size=20)
an_entry = st.builds(Entry, a_text, st.dictionaries(st.sampled_from(_COLUMNS), a_value, max_size=4))
some_days_ago = st.integers(0, 120).map(lambda days: TODAY - timedelta(days=days))


@st.composite
def an_answer(draw: st.DrawFn, item: str) -> Answer:
    options = ["", *_OPTIONS.get(item, "").split()]
    return Answer(
        item,
        draw(st.sampled_from(options)),
        draw(a_text),
        tuple(draw(st.lists(an_entry, max_size=5))),
        draw(st.sampled_from(BASES)),
        draw(st.sampled_from(["", "Jo Ruiz", "CFO"])),
        draw(a_text),
        draw(st.none() | some_days_ago),
        draw(some_days_ago),
        draw(some_days_ago),
    )


@st.composite
def some_answers(draw: st.DrawFn) -> dict[str, Answer]:
    asked = draw(st.lists(st.sampled_from(ITEMS), unique=True))
    return {item: draw(an_answer(item)) for item in asked}


@st.composite
def later_answers(draw: st.DrawFn, before: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return what a next sitting leaves: some kept, some re-dated, some answered anew, some new."""
    found = dict(before)
    for item in before:
        move = draw(st.sampled_from(["same", "kept", "dated", "weaker", "new", "gone"]))
        if move == "kept":
            found[item] = replace(found[item], kept=TODAY)
        elif move == "dated":
            found[item] = replace(found[item], day=TODAY, who="Lee Novak")
        elif move == "weaker":
            found[item] = replace(found[item], basis="assumed", who="", act="", day=None)
        elif move == "new":
            found[item] = draw(an_answer(item))
        elif move == "gone":
            del found[item]
    return {**found, **draw(some_answers())}


@st.composite
def a_history(draw: st.DrawFn, most: int = 5) -> list[Snapshot]:
    """Return an account's snapshots, a week apart, oldest first."""
    count = draw(st.integers(1, most))
    answers = draw(some_answers())
    found = []
    for at in range(count):
        flags = draw(st.lists(st.sampled_from([*RULES]), unique=True, max_size=6))
        phase = draw(st.sampled_from(PHASES))
        found.append(snapshot(answers, days=7 * (count - 1 - at), number=at + 1, flags=flags, phase=phase))
        answers = draw(later_answers(answers))
    return found
