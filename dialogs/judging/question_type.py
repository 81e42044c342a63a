"""
The type of a question: the model's probabilities, moved a little by what only the context can tell.

The rules stay modest, since the model sees the context too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.judging.linking import Link
from dialogs.model import QUESTION_LABELS, Form
from dialogs.patterns import regex

# Each factor multiplies one label's probability before all are brought back to a sum of 1.
_NOTHING_TOLD = 0.85  # an implication needs a difficulty to build on; presumed ones exist, so only a little
# What goes wrong is a problem while only facts are told, and a consequence of the difficulty that was told: by so much
# the odds between the two change. Of 1,591 train lines by authors whom the shipped heads had not seen it put 16 right
# and 5 wrong (2026-11-22); odds, so that a model which is sure of the context itself hardly notices.
_ONLY_FACTS_TOLD = 2.0
_ASKS_BEYOND = 1.5
_BUILDS_ON_PROBLEM = 1.15  # "and then?" after a told difficulty
# A line in the form of a statement that reads as a pitch asks nothing: of the judge's own lines with both, 34 of 35
# train and 5 of 5 dev lines are "none" (2026-11-22). So this much of the probability goes there.
_PITCH_STATED = 0.75
_PITCH_AT = 0.60
_OUR_PRODUCT = 1.20  # our product with a capability verb is a pitch, also inside a question (F47)
_CONSEQUENCE = regex(
    r"\b(?:and then|then what|what then|what happens (?:then|next|when|if)|because of (?:it|that)|off the back of|"
    r"as a result|end(?:s|ed)? up|knock-?on)\b"
)
_CAPABILITY = regex(
    r"\b(?:our|my company's) (?:[\w-]+ ){0,3}?(?:does|do|can|will|would|has|have|cuts?|gives?|handles?|makes?|"
    r"solves?|catches|tracks?|lets?|shows?|saves?|automates?|takes?)\b|\bwe (?:can|could|offer|provide|have built|"
    r"automate|guarantee)\b|\bwhat if i told you\b|"
    r"\bdid you (?:know|realise|realize) (?:that )?(?:our|we)\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Probabilities after the context rules, and the rules that moved them, in words."""

    probabilities: Mapping[str, float]
    reasons: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The likeliest label; of equals the first in QUESTION_LABELS."""
        return max(QUESTION_LABELS, key=lambda label: self.probabilities[label])


def normalised(weights: Mapping[str, float], labels: tuple[str, ...]) -> dict[str, float]:
    """
    Return six-digit probabilities that sum to 1; what rounding leaves goes to the likeliest.

    Six digits: far below what decides a verdict, and the same on every machine.
    """
    given = [float(weights.get(label, 0.0)) for label in labels]
    raw = {label: weight if weight > 0.0 else 0.0 for label, weight in zip(labels, given, strict=True)}
    total = sum(raw.values())
    if not 0.0 < total < float("inf"):
        return {label: float(label == labels[-1]) for label in labels}
    rounded = {label: round(value / total, 6) for label, value in raw.items()}
    top = max(labels, key=rounded.__getitem__)
    rounded[top] = round(1.0 - sum(value for label, value in rounded.items() if label != top), 6)
    return rounded


def _favour(weights: dict[str, float], odds: float, *, label: str, over: str) -> None:
    """Multiply the odds of one label over another; what the two have together stays, and so do all others."""
    first, second = weights.get(label, 0.0), weights.get(over, 0.0)
    both = first + second
    if both > 0.0:
        weights[label] = both * first * odds / (first * odds + second)
        weights[over] = both - weights[label]


def read_question(
    probabilities: Mapping[str, float],
    lower: str,
    *,
    link: Link,
    nothing_told: bool,
    need_voiced: bool,
    form: Form,
    pitch: float = 0.0,
) -> Reading:
    """
    Apply the context rules to the model's probabilities of one clause (*lower*: its safe lower-case copy).

    Args:
        need_voiced: the customer has said what they want, so that our product may be spoken of (F48).
        pitch: how likely the clause is a pitch, if it is none of the four types.
    """
    weights, reasons = dict(probabilities), []
    if form == "statement" and pitch >= _PITCH_AT:
        weights = {label: weight * (1 - _PITCH_STATED) for label, weight in weights.items()}
        weights["none"] = weights.get("none", 0.0) + _PITCH_STATED
        reasons.append("it states what we offer and asks nothing")
    if nothing_told:
        weights["implication"] = weights.get("implication", 0.0) * _NOTHING_TOLD
        reasons.append("nothing told yet that could have a consequence")
    elif not link.problem_told and not link.takes_up:
        _favour(weights, _ONLY_FACTS_TOLD, label="problem", over="implication")
        reasons.append("only facts told yet, no difficulty")
    elif link.picks_up_problem and form != "statement":
        _favour(weights, _ASKS_BEYOND, label="implication", over="problem")
        reasons.append("takes up a difficulty that was told, so it hardly asks for it again")
    if link.picks_up_problem and form != "statement" and _CONSEQUENCE.search(lower):
        weights["implication"] = weights.get("implication", 0.0) * _BUILDS_ON_PROBLEM
        reasons.append("builds on a difficulty that the customer told")
    if not need_voiced and _CAPABILITY.search(lower):
        weights["none"] = weights.get("none", 0.0) * _OUR_PRODUCT
        reasons.append("our product does something in it")
    return Reading(normalised(weights, QUESTION_LABELS), tuple(reasons))
