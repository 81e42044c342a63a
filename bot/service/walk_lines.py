"""
The lines that a walk types, each with how it is perceived: one of each kind that a flow tells apart. No model is asked.

What a line says matters only to checks by words, so an item gets its author's own better and missing line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from content.concern import ConcernCustomer
from content.library import Library
from content.line_checks import AnyCheck, MovesCheck, SaysCheck, TypeCheck
from content.practice import FixItem, LineItem, PlanItem
from content.schema import Customer
from content.topics import TopicCustomer
from dialogs.model import MOVES, QUESTION_LABELS, STATEMENT_KINDS, Frame, Heard, Judgement, Listening, Percept, Task
from dialogs.wording import signs

_SURE = 0.96
_ANY = "What does that lead to, and by when?"


@dataclass(frozen=True, slots=True)
class Typed:
    """A line by the name that the report gives it."""

    name: str
    text: str
    percept: Percept


def lines_for(library: Library, frame: Frame, listening: Listening | None) -> Iterator[Typed]:
    """Yield the lines to type where the frame on top stands; *listening* is what it wants to know of them."""
    if listening is None:
        yield Typed("text", "Lisbon", _percept("question"))
        yield Typed("day", "Tuesday", _percept("question"))
        return
    task = listening.task
    yield Typed("gated line", "...", _percept(task, gate="gibberish", verdict="abstain"))
    if listening.customer_id:
        customer = library.customers[listening.customer_id]
        said = _said_to(customer) if isinstance(customer, Customer) else _answered(customer, task)
        for name, percept in said:
            yield Typed(name, _ANY, replace(percept, signs=signs(_ANY, told=listening.told, customer=customer)))
        return
    yield Typed("unsure line", _ANY, _percept(task, verdict="abstain"))
    yield Typed("doubtful line", _ANY, _percept(task, verdict="ask", candidates=("problem", "implication")))
    item = library.drills.get(frame.data.get("args", {}).get("item", ""))
    if isinstance(item, LineItem | FixItem):
        yield Typed("better line", item.better[0], _good(item.checks, task, item.wants))
        yield Typed("missing line", item.misses[0], _percept(task))
    if isinstance(item, PlanItem):
        field = item.fields[min(len(frame.data.get("lines", ())), len(item.fields) - 1)]
        yield Typed("better line", field.better, _good(field.checks, task, None))
        yield from (Typed("missing line", miss, _percept(task)) for miss in field.misses[:1])


def _said_to(customer: Customer) -> Iterator[tuple[str, Percept]]:
    """Yield a line about one of each kind of thing that a customer knows, and one that presents and one that closes."""
    fact = next(iter(customer.situation))
    name, problem = next(iter(customer.problems.items()))
    implication, payoff = next(iter(problem.implications)), next(iter(problem.payoffs))
    asked = (
        ("fact", f"situation.{fact}", "situation"),
        ("problem", f"problem.{name}", "problem"),
        ("implication", f"implication.{name}.{implication}", "implication"),
        ("payoff", f"payoff.{name}.{payoff}", "need_payoff"),
    )
    for what, node, label in asked:
        yield f"{what} line", replace(_percept("question", label=label, linked=0), heard=(Heard(node, 0.9),))
    yield "next step line", replace(_percept("question", kind="close"), heard=(Heard("advance", 0.9),))
    yield "pitch line", _percept("question", kind="pitch")


def _answered(customer: ConcernCustomer | TopicCustomer, task: Task) -> Iterator[tuple[str, Percept]]:
    """Yield a line by each move, and one about one of each kind of thing that the customer knows."""
    for move in MOVES if task == "reply" else ():
        yield f"{move} line", _percept(task, done={move})
    kinds = {node.partition(".")[0]: node for node, _ in customer.nodes() if not node.startswith(("fault.", "heard"))}
    for kind, node in kinds.items():
        yield f"{kind} line", replace(_percept(task, done={"explore"}, label="situation"), heard=(Heard(node, 0.9),))


def _good(checks: tuple[AnyCheck, ...], task: Any, wants: str | None) -> Percept:
    """Return the percept of a line that the judge reads as the checks want it."""
    label, done, kinds = wants or "none", set[str](), set[str]()
    for check in checks:
        match check:
            case TypeCheck():
                label = check.type
            case MovesCheck():
                done |= set(check.one_of)
            case SaysCheck():
                kinds |= set(check.one_of)
            case _:
                pass
    return _percept(task, label=label, done=done, kinds=kinds, linked=0)


def _percept(task: Any, *, label: str = "none", done: Any = (), kinds: Any = (), **known: Any) -> Percept:
    asked = task == "question"
    kind = known.pop("kind", "statement" if label == "none" else None)
    judgement = Judgement(
        task=task,
        gate=None,
        form="open",
        label=label if asked else None,
        probabilities=_of(QUESTION_LABELS, {label}) if asked else None,
        moves=None if asked else _of(MOVES, done),
        named=(),
        verdict="given",
        spans=(),
        why="",
        kind=kind,
        kinds={kind: _SURE} if kind else {},
        questions=1,
        statement_kinds=_of(STATEMENT_KINDS, kinds),
    )
    return Percept(replace(judgement, **known), weights="walk")


def _of(names: Any, sure: Any) -> dict[str, float]:
    return {name: _SURE if name in sure else 0.01 for name in names}
