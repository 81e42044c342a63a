"""
Accounts as chance makes them, for what has to hold of every one.

Hypothesis draws the seed alone: drawn piece by piece, one account took it a quarter of a second, nearly all the time
of these tests. A failure names its seed, with which `history_of` makes the account again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from dialogs.reassessment.flags import RULES
from dialogs.reassessment.model import BASES, PHASES, Answer, Entry, Snapshot
from tests.reassessment.making import TODAY, snapshot

ITEMS = (
    "a1",
    "a2",
    "a3",
    "a5",
    "a6",
    "a7",
    "a9",
    "b1",
    "b3",
    "b4",
    "b5",
    "c1",
    "p1",
    "n1",
    "r2",
    "r5",
    "v1",
    "v2",
    "v3",
    "x9",
)
_OPTIONS = {"a1": "worried comparing problem", "a7": "prove change", "b4": "met carrier none", "r2": "price_near no"}
_COLUMNS = ("who", "day", "action", "step", "what", "criterion", "weight", "standing", "sign", "gap", "source")
_TEXTS = ("", "stops", "send proposal v3", "too high, 4 %", "x" * 90)
_VALUES = ("", "2026-11-19", "crucial", "weaker", "Jo", "none")
_SIGNS = (
    " \t\n\r\x00\x1b\x7f\x85\u00a0\u00ad\u200b\u2028\ufeff.,;:!?'\"“”…%{}[]<>&*_`|\\/-–—0123456789aAzZßİſéद遅🚚👩‍🔧"
)
a_seed = st.integers(0, 2**64 - 1)


def a_history(most: int = 5) -> st.SearchStrategy[list[Snapshot]]:
    """Draw an account's snapshots, a week apart, oldest first."""
    return st.builds(history_of, a_seed, st.integers(1, most))


def history_of(seed: int, count: int) -> list[Snapshot]:
    """Return the *count* snapshots of the account that *seed* stands for."""
    chance = Random(seed)
    answers = some_answers(chance)
    found = []
    for at in range(count):
        flags = chance.sample([*RULES], chance.randint(0, 6))
        phase = chance.choice(PHASES)
        found.append(snapshot(answers, days=7 * (count - 1 - at), number=at + 1, flags=flags, phase=phase))
        answers = later_answers(chance, answers)
    return found


def some_answers(chance: Random) -> dict[str, Answer]:
    return {item: an_answer(chance, item) for item in chance.sample(ITEMS, chance.randint(0, len(ITEMS)))}


def later_answers(chance: Random, before: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return what a next sitting leaves: some kept, some re-dated, some answered anew, some new."""
    found = dict(before)
    for item in before:
        move = chance.choice(("same", "kept", "dated", "weaker", "new", "gone"))
        if move == "kept":
            found[item] = replace(found[item], kept=TODAY)
        elif move == "dated":
            found[item] = replace(found[item], day=TODAY, who="Lee Novak")
        elif move == "weaker":
            found[item] = replace(found[item], basis="assumed", who="", act="", day=None)
        elif move == "new":
            found[item] = an_answer(chance, item)
        elif move == "gone":
            del found[item]
    return {**found, **some_answers(chance)}


def an_answer(chance: Random, item: str) -> Answer:
    return Answer(
        item,
        chance.choice(("", *_OPTIONS.get(item, "").split())),
        a_text(chance),
        tuple(an_entry(chance) for _ in range(chance.randint(0, 5))),
        chance.choice(BASES),
        chance.choice(("", "Jo Ruiz", "CFO")),
        a_text(chance),
        chance.choice((None, some_days_ago(chance))),
        some_days_ago(chance),
        some_days_ago(chance),
    )


def an_entry(chance: Random) -> Entry:
    columns = chance.sample(_COLUMNS, chance.randint(0, 4))
    return Entry(a_text(chance), {column: a_text(chance, _VALUES, most=20) for column in columns})


def a_text(chance: Random, known: Sequence[str] = _TEXTS, *, most: int = 60) -> str:
    """Return one of the *known*, or up to *most* signs, some of any script (no lone surrogates: JSON has none)."""
    if chance.random() < 0.5:
        return chance.choice(known)
    return "".join(
        chr(chance.randint(0xE000, 0x10FFFF)) if chance.random() < 0.1 else chance.choice(_SIGNS)
        for _ in range(chance.randint(0, most))
    )


def some_days_ago(chance: Random) -> date:
    return TODAY - timedelta(days=chance.randint(0, 120))
