"""
RF1 to RF21: what should worry us about an account. A table of small rules, each true to reassessment.md 6.

A rule fires only on items that were asked; an item that is not in the answers proposes a question, never a flag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from content.library import Library
from dialogs.reassessment import flag_evidence, flag_people, flag_plan, flag_position, flag_worries
from dialogs.reassessment.case import Case, Found
from dialogs.reassessment.telling import clip, listed, name_of

Severity = Literal["red", "amber"]
_LONGEST_ARGUMENT = 60  # characters of the rep's own words in a reason; it stays one sentence


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One flag: when it fires, how bad that is, and what helps.

    skill: whose drills train what was missing. items: all that it reads.
    """

    id: str
    severity: Severity
    fires: Callable[[Case], Found | None]
    skill: str
    frameworks: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag that fires, and why. `found` is None for one that a snapshot froze and that cannot be traced any more."""

    id: str
    severity: Severity
    found: Found | None

    @property
    def items(self) -> tuple[str, ...]:
        return self.found.items if self.found else RULES[self.id].items


_RULES = (
    Rule("rf1", "red", flag_people.no_problem_owner, "problem_questions", ("F37",), ("b3", "a1")),
    Rule("rf2", "red", flag_people.no_want, "need_payoff_questions", ("F45", "F41"), ("n4", "b5")),
    Rule("rf3", "red", flag_people.stuck_with_listeners, "getting_in", ("F36", "F39"), ("b5", "b2")),
    Rule("rf4", "red", flag_people.power_unreached, "getting_in", ("F38",), ("b4",)),
    Rule("rf5", "red", flag_plan.pegs, "reassessing", ("F01",), ("p1", "a2", "a3")),
    Rule("rf6", "amber", flag_plan.phase_by_our_clock, "hearing_the_phase", ("F31", "F32"), ("a1",)),
    Rule("rf7", "red", flag_people.continuations, "getting_in", ("F39",), ("b5",)),
    Rule("rf8", "amber", flag_position.guessed_criteria, "finding_criteria", ("F58",), ("v1",)),
    Rule("rf9", "red", flag_position.open_vulnerability, "shaping_criteria", ("F60", "F64"), ("v2", "v3")),
    Rule("rf10", "red", flag_worries.hidden_fear, "hearing_worries", ("F67", "F68", "F69"), ("r1", "r2", "r3", "r4")),
    Rule("rf11", "amber", flag_worries.sin, "avoiding_the_three_sins", ("F71", "F72", "F73"), ("r6",)),
    Rule("rf12", "red", flag_worries.concessions, "negotiating_late", ("F75", "F76", "F80"), ("c1",)),
    Rule("rf13", "red", flag_worries.negotiating_a_fear, "negotiating_late", ("F78",), ("c1", "r1", "r2", "r3", "r4")),
    Rule("rf14", "amber", flag_position.rival_named, "facing_rivals", ("F63",), ("v8",)),
    Rule("rf15", "amber", flag_plan.seller_sentence, "simple_strategy", ("F16", "F17", "F19"), ("a6",)),
    Rule("rf16", "amber", flag_evidence.stale, "reassessing", ("F03", "F05"), ()),
    Rule("rf17", "amber", flag_plan.no_tripwire, "reassessing", ("F03", "F08"), ("a9",)),
    Rule("rf18", "red", flag_position.dip, "after_the_sale", ("F84", "F85"), ("i1", "i2", "i3")),
    Rule("rf19", "amber", flag_position.caretaking, "after_the_sale", ("F86",), ("i5", "i6", "i7", "i8")),
    Rule("rf20", "amber", flag_plan.copied_plan, "reassessing", ("F06",), ("a6", "a7")),
    Rule("rf21", "red", flag_evidence.contradiction, "reassessing", ("F03",), ("a1", "v1", "b4", "r2", "a5")),
)
RULES: Mapping[str, Rule] = {rule.id: rule for rule in _RULES}

# What the dialogs say of flags: each way a flag gives its reason, with what that names (bot/commands/message_use.py).
REASONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "rf1": {"": (), "guessed": ()},
    "rf2": {"": ("contacts",)},
    "rf3": {"": ("listeners", "contacts")},
    "rf4": {"": (), "days": ("days",)},
    "rf5": {"": ("count", "event"), "again": ("step",)},
    "rf6": {"": ("act",)},
    "rf7": {"": ()},
    "rf8": {"": ("assumed", "criteria")},
    "rf9": {"": ("criterion",)},
    "rf10": {"": ("items",), "gap": ("gap",)},
    "rf11": {"": ("parts",)},
    "rf12": {"": ("what",), "unpaid": ("count",), "growing": ("first", "next")},
    "rf13": {"": ("what",)},
    "rf14": {"": ()},
    "rf15": {"": ("sentence",), "long": ("count", "most")},
    "rf16": {"": ("stale", "dated")},
    "rf17": {"": ("parts",)},
    "rf18": {"": (), "effort": ("early", "late")},
    "rf19": {"": ()},
    "rf20": {"": ("account",)},
    "rf21": {"criteria": (), "power": (), "price": ("gap",)},
}
PARTS = ("minimise", "prescribe", "pressure", "sign", "day", "action")


def raised(case: Case) -> tuple[Flag, ...]:
    """Return the flags that fire, in the order of their numbers."""
    found = ((rule, rule.fires(case)) for rule in _RULES)
    return tuple(Flag(rule.id, rule.severity, why) for rule, why in found if why is not None)


def frozen(case: Case, ids: Iterable[str]) -> tuple[Flag, ...]:
    """
    Return the flags that a snapshot was made with, each with why it fired where its answers still tell.

    An id that no rule has any more is left out.
    """
    flags = [(RULES[id], RULES[id].fires(case)) for id in ids if id in RULES]
    return tuple(Flag(rule.id, rule.severity, why) for rule, why in flags)


def by_weight(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Return flags with the red ones first, otherwise in their order."""
    return tuple(sorted(flags, key=lambda flag: flag.severity != "red"))


def title(id: str, library: Library) -> str:
    """Return a flag by number and name: "RF10 hidden fear"; the number alone of one that is gone."""
    return f"{id.upper()} {library.text(f'flag.{id}.name')}" if id in RULES else id.upper()


def reason(flag: Flag, library: Library) -> str:
    """Return why a flag fires, in one sentence."""
    found = flag.found
    if found is None:
        return library.text(f"flag.{flag.id}.plain")
    args = {name: clip(value, _LONGEST_ARGUMENT) for name, value in found.args.items()}
    if found.parts:
        args["parts"] = listed([library.text(f"flag.part.{part}") for part in found.parts], library)
    args["items"] = listed([name_of(item, library) for item in found.items], library)
    way = f"_{found.way}" if found.way else ""
    return library.text(f"flag.{flag.id}.reason{way}", **args)


def ask(id: str, library: Library) -> str:
    """Return the question to the customer that a flag proposes."""
    return library.text(f"flag.{id}.ask")


def coach(id: str, library: Library) -> str:
    """Return the question that the manager may ask the rep about a flag."""
    return library.text(f"flag.{id}.coach")


def said() -> dict[str, frozenset[str]]:
    """Return every message id that is said of flags, with the names that are filled in."""
    plain = {f"flag.{id}.{part}": frozenset[str]() for id in RULES for part in ("name", "plain", "ask", "coach")}
    parts = {f"flag.part.{part}": frozenset[str]() for part in PARTS}
    reasons = {
        f"flag.{id}.reason{'_' * bool(way)}{way}": frozenset({*names, "items"})
        for id, ways in REASONS.items()
        for way, names in ways.items()
    }
    return plain | parts | reasons
