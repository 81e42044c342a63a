"""The discovery call as a play: what helps next, what a line did, and which parts it is joined of."""

from __future__ import annotations

from content.library import Library
from content.schema import Customer
from dialogs.customer import (
    POINTED,
    Mood,
    line,
    lines_of,
    mood_from_json,
    opening_mood,
    problem_of,
    respond,
    told_lines,
)
from dialogs.model import Listening
from dialogs.play import Moments, Play, Played
from dialogs.scoring import DISCOVERY, FOCUS_ORDER, GOOD_END, LEAST_IMPLICATIONS, LEAST_PROBLEMS, counts
from dialogs.understanding import understand


def _listen(customer: Customer, mood: Mood) -> Listening:
    return Listening(told=told_lines(customer, mood), customer_id=customer.id)


def _effect(library: Library, customer: Customer, played: Played) -> str:
    """Return one sentence: what this line did, with the framework id."""
    event = f"told_{played.act}" if played.event == "told" else played.event
    problem = problem_of(played.node)
    topic = customer.problems[problem].name if problem else ""
    return library.text(f"effect.{event}", name=customer.first_name, problem=topic or "that")


def _next_step(customer: Customer, mood: Mood) -> tuple[str, str]:
    """
    Return the kind of line that would help most now, and the node it would open.

    kind is one of problem, implication, payoff, advance; the node is that of one authored exemplar.
    """
    told = set(mood.told)
    if mood.need:
        return "advance", "advance"
    untold = [name for name in customer.problems if f"problem.{name}" not in told]
    stated = [name for name in customer.problems if name not in untold]
    name = mood.focus if mood.focus in stated else stated[-1] if stated else ""
    followed = any(node.startswith(f"implication.{name}.") for node in told)
    if untold and (not stated or (followed and len(stated) < LEAST_PROBLEMS)):
        return "problem", f"problem.{min(untold, key=lambda name: customer.problems[name].openness)}"
    asked = sum(node.startswith("implication.") for node in told)
    open_ = [i for i in customer.problems[name].implications if f"implication.{name}.{i}" not in told]
    payoff_id, payoff = next(iter(customer.problems[name].payoffs.items()))
    built = any(f"implication.{name}.{i}" in told for i in payoff.after)
    if open_ and not (built and asked >= LEAST_IMPLICATIONS):
        wanted = [i for i in payoff.after if i in open_] or open_
        return "implication", f"implication.{name}.{wanted[0]}"
    return "payoff", f"payoff.{name}.{payoff_id}"


def _hint(customer: Customer, mood: Mood) -> str:
    """Return what kind of line would help now, as `_next_step`; "second" where one problem is told, another wanted."""
    kind, _ = _next_step(customer, mood)
    return "second" if kind == "problem" and any(node.startswith("problem.") for node in mood.told) else kind


def _model_line(customer: Customer, node: str, *, avoid: str = "") -> str:
    """Return the first authored line that asks for *node*, tidied; another one where the rep wrote just that."""
    asks = dict(customer.nodes())[node]
    line = next((ask for ask in asks if ask.strip().lower() != avoid.strip().lower()), asks[0])
    return line[0].upper() + line[1:] + ("" if line[-1] in ".?!" else "?")


def _counts(library: Library, turns: tuple[Played, ...]) -> tuple[str, str]:
    return library.text("debrief.counts"), counts(turns)


PLAY: Play[Customer, Mood] = Play(
    rubric="discovery",
    task="question",
    checks=DISCOVERY,
    focus_order=FOCUS_ORDER,
    moments=Moments(
        best_first=("payoff", "implication", "advance", "problem", "situation"),
        worst_first=(
            *("pitch", "close_early", "no_need", "puzzled", "in_briefing"),
            *("impatient", "pitch_off", "scatter", "no_date"),
        ),
        harmless=("guarded", "pitch_ok"),
    ),
    hints=("problem", "second", "implication", "payoff", "advance"),
    others=frozenset({POINTED}),
    opening_mood=opening_mood,
    mood_from_json=mood_from_json,
    listen=_listen,
    understand=understand,
    respond=respond,
    lines_of=lines_of,
    line=line,
    effect=_effect,
    next_step=_next_step,
    hint=_hint,
    model_line=_model_line,
    counts=_counts,
    named=lambda played: (),
    repaired=lambda course: frozenset(),
    good_end=GOOD_END,
)
