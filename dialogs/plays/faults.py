"""
Faults in a customer's own matters: a line that comes nearest to authored ones, where the judge holds it possible.

The judge knows a sin by how it is put; said of this customer's own people and figures, many pass it by.
"""

from __future__ import annotations

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
    parts = percept.parts or (percept,)
    return {fault for part in parts if (fault := _nearest(part, least))}


def _nearest(said: Percept, least: float) -> str:
    if said.judgement.questions or not said.heard:
        return ""
    first = next((one for one in said.heard if one.node != "out_of_scope"), said.heard[0])
    if not is_fault(first.node):
        return ""
    outside = next((one.similarity for one in said.heard if one.node == "out_of_scope"), 0.0)
    fault = first.node.partition(".")[2]
    possible = (said.judgement.moves or {}).get(fault, 0.0) >= least
    return fault if possible and first.similarity - OUTSIDE_SHARE * outside >= KNOWN_AT else ""
