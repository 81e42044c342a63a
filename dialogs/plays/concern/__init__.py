"""The role-play about a worry as a play: what helps next, what a line did, and which parts it is joined of."""

from __future__ import annotations

from content.concern import ConcernCustomer
from content.library import Library
from dialogs.model import SINS, Listening
from dialogs.play import IN_DOUBT, Moments, Play, Played
from dialogs.plays.concern.answering import (
    ASKS,
    HEARD,
    MOST_HEARD,
    STEP,
    Mood,
    is_open,
    layer_at,
    line,
    lines_of,
    mood_from_json,
    next_layer,
    opening_mood,
    respond,
    told_lines,
    worry_of,
)
from dialogs.plays.concern.checks import CONCERN, FOCUS_ORDER, acknowledged, asked, made_good, repaired, sins
from dialogs.plays.concern.understanding import understand


def _listen(customer: ConcernCustomer, mood: Mood) -> Listening:
    """Ask for the line to be read as a reply to the worry that was voiced last."""
    told = told_lines(customer, mood)
    return Listening(task="reply", told=told, worry=worry_of(customer, mood), customer_id=customer.id)


def _effect(library: Library, customer: ConcernCustomer, played: Played) -> str:
    event = f"told_{played.act}" if played.event == "told" else played.event
    return library.text(f"worry.{event}", name=customer.first_name, topic=_topic(customer, played.node))


def _topic(customer: ConcernCustomer, node: str) -> str:
    kind, _, name = node.partition(".")
    if kind == "signal":
        return customer.signals[name].name
    return layer_at(customer, node).name if kind in ("layer", "fear") else "that"


def _next_step(customer: ConcernCustomer, mood: Mood) -> tuple[str, str]:
    """Return the kind of line that would help most now, and what `_model_line` finds one by."""
    if mood.lost and not mood.repaired:
        return "repair", "repair"
    place = next_layer(customer, mood)
    if not place:
        return "hand_back", "own_step"
    if not any(node.startswith("signal.") for node in mood.told):
        return "notice", f"signal.{next(iter(customer.signals))}"
    if mood.heard < MOST_HEARD and not is_open(customer, mood, place):
        return "acknowledge", "acknowledge"
    return ("fear" if place == "fear" else "deeper"), place


def _hint(customer: ConcernCustomer, mood: Mood) -> str:
    return _next_step(customer, mood)[0]


def _model_line(customer: ConcernCustomer, node: str, *, avoid: str = "") -> str:
    """Return the first authored line for *node*, tidied; another one where the rep wrote just that."""
    known = {**dict(customer.nodes()), "acknowledge": customer.acknowledging, "repair": customer.apologies}
    lines = known[node]
    found = next((text for text in lines if text.strip().lower() != avoid.strip().lower()), lines[0])
    asks = node not in ("acknowledge", "repair")
    return found[0].upper() + found[1:] + ("" if found[-1] in ".?!" else "?" if asks else ".")


def _counts(library: Library, turns: tuple[Played, ...]) -> tuple[str, str]:
    counted = library.text("debrief.moves", heard=acknowledged(turns), asked=asked(turns), sins=len(sins(turns)))
    if made_good(turns):
        counted = library.text("debrief.moves_repaired", counted=counted)
    return library.text("debrief.what_you_did"), counted


def _named(played: Played) -> tuple[str, ...]:
    """Return the moves that the rep was told the line had."""
    if played.act in (*ASKS, "mask"):
        return ("acknowledge", "explore") if played.other == HEARD else ("explore",)
    moves = {"own_step": "hand_back", "empty_acknowledge": "acknowledge"}
    found = moves.get(played.act, played.act)
    others = [played.other] if played.other in SINS else []
    return (found, *others) if found in _MOVES else ()


_MOVES = (*SINS, "concede", "attack", "pitch", "proof", "acknowledge", "hand_back")

PLAY: Play[ConcernCustomer, Mood] = Play(
    rubric="concern",
    task="reply",
    checks=CONCERN,
    focus_order=FOCUS_ORDER,
    moments=Moments(
        best_first=("fear", "layer", "signal", "explore", "own_step", "acknowledge"),
        worst_first=(
            *("pressure", "prescribe", "minimise", "concede", "attack", "pitch", "hand_back_early"),
            *("proof_early", "scatter", "statement", "empty_acknowledge", "echo", "lost", "repeat", "mask", "vague"),
        ),
        harmless=("guarded", "repaired", "proof_late"),
    ),
    hints=("repair", "hand_back", "notice", "acknowledge", "fear", "deeper"),
    others=frozenset({HEARD, IN_DOUBT, *SINS}),
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
    named=_named,
    repaired=repaired,
    good_end=STEP,
)
