"""
Faults in a customer's own matters: a line that comes nearest to authored ones, where the judge holds it possible.

The judge knows a sin by how it is put; said of this customer's own people and figures, many pass it by.
"""

from __future__ import annotations

from dialogs.judging.reply_moves import CLEARED
from dialogs.model import Percept
from dialogs.understanding import KNOWN_AT, OUTSIDE_SHARE

FAULT = "fault"  # the kind of node, "fault.minimise"; nobody asks for it, and nothing is told
LEAST_SIN = 0.15  # however near a line is: the judge must not think the fault all but absent; our guess


def is_fault(node: str) -> bool:
    return node.startswith(f"{FAULT}.")


def faults_of(percept: Percept, *, least: float = LEAST_SIN) -> set[str]:
    """
    Return the moves that the line, or a sentence of it that asks nothing, commits by what it comes nearest to.

    Args:
        least: how likely the judge must hold the fault.
    """
    parts, whole = percept.parts or (percept,), percept.judgement.moves or {}
    found = {fault for part in parts if (fault := _nearest(part, least))}
    # "Seventeen had to sit it again. That's a lot to carry.": the first sentence may make small, but not as it goes on
    return {fault for fault in found if whole.get(fault, 1.0) > CLEARED}


def comes_nearest_to(percept: Percept, node: str, *, inside: bool = False) -> bool:
    """
    Whether the line, or a sentence of it that asks nothing, comes nearest to a node, and near enough.

    Args:
        inside: nodes of this kind count as well.
    """
    found = (_first(part) for part in percept.parts or (percept,))
    return any(one == node or (inside and one.startswith(f"{node}.")) for one in found)


def _nearest(said: Percept, least: float) -> str:
    node = _first(said)
    fault, moves = node.partition(".")[2], said.judgement.moves or {}
    # "I can see what that morning cost you" comes near to giving something away, and rather hears
    least = max(least, moves.get("acknowledge", 0.0))
    return fault if is_fault(node) and moves.get(fault, 0.0) >= least else ""


def _first(said: Percept) -> str:
    """Return what a line that asks nothing comes nearest to; empty where it asks, or is near to nothing."""
    first = next((one for one in said.heard if one.node != "out_of_scope"), None)
    if said.judgement.questions or first is None:
        return ""
    outside = next((one.similarity for one in said.heard if one.node == "out_of_scope"), 0.0)
    return first.node if first.similarity - OUTSIDE_SHARE * outside >= KNOWN_AT else ""
