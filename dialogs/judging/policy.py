"""
When the judge speaks, asks or stays silent.

It abstains rather than guesses, and accuses only when it is nearly sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.model import MOVES, QUESTION_LABELS, SINS, VerdictKind

GIVEN, ASK, MARGIN = 0.60, 0.40, 0.15  # judge.md 6
# A move that is no sin is named like a question's label: a wrong "you asked" does no harm, a wrong accusation does.
NAMED, SIN_DOUBTFUL = 0.60, 0.50  # judge.md 6; below .50 a sin is likelier absent than present
# judge.md 6 starts all three from .80. There the authors left out (a thousand lines of each sin) had precision and
# recall .94 / .43, .94 / .72 and .93 / .45: more than half of what makes small or presses passed. Making small from .65
# is the lowest bar at which its precision holds (.86 / .60; floor .85 / .60), prescribing loses hardly any by it
# (.90 / .80; dev authors .96 / .68, from .70 .95 / .65). Pressing stays at .70 (.88 / .57): of the dev authors' thirty
# it finds 22 there, and 3 of 25 it names wrongly; from .65 23, and 4 of 27.
SIN_NAMED: Mapping[str, float] = {"minimise": 0.65, "prescribe": 0.65, "pressure": 0.70}


@dataclass(frozen=True, slots=True)
class Decision:
    """What may be said: the verdict, the moves asserted, and on "ask" the readings in doubt."""

    verdict: VerdictKind
    named: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


def decide_question(probabilities: Mapping[str, float]) -> Decision:
    """Return "given", "ask" with the two likeliest labels, or "abstain"."""
    first, second = sorted(QUESTION_LABELS, key=lambda label: -probabilities[label])[:2]
    if probabilities[first] < ASK:
        return Decision("abstain")
    if probabilities[first] < GIVEN or probabilities[first] - probabilities[second] < MARGIN:
        return Decision("ask", candidates=(first, second))
    return Decision("given")


def decide_reply(moves: Mapping[str, float]) -> Decision:
    """Return what is named, in the order of MOVES; a sin in doubt becomes a candidate, also beside named moves."""
    named = tuple(move for move in MOVES if moves[move] >= SIN_NAMED.get(move, NAMED))
    doubtful = tuple(sin for sin in SINS if SIN_DOUBTFUL <= moves[sin] < SIN_NAMED[sin])
    if named:
        return Decision("given", named, doubtful)
    return Decision("ask", candidates=doubtful) if doubtful else Decision("abstain")
