"""
Whether a run passes, and whether a bar is met. One rule for every bar: so many of somebody's last so many runs pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from dialogs.assigning.model import Bar, Run, Status

# Which checks rest on how a line was read, by what the rep was told that it was (frameworks.md: F41-F48, F71-F73).
_RESTS_ON: Final[Mapping[str, frozenset[str]]] = {
    "situation": frozenset({"F42"}),
    "problem": frozenset({"F43"}),
    "implication": frozenset({"F44"}),
    "need_payoff": frozenset({"F45", "F46"}),
    "none": frozenset({"F47"}),
    "minimise": frozenset({"F71"}),
    "prescribe": frozenset({"F72"}),
    "pressure": frozenset({"F73"}),
    "concede": frozenset({"F75", "F76", "F78"}),
    "attack": frozenset({"F63"}),
}


def passes(bar: Bar, run: Run) -> bool:
    """
    Return whether a run counts as passed.

    A check that could not be told leaves the total, as in a debrief; of a call that is to be won each check that
    decides must have been seen, unless a dispute took it out.
    """
    needed = [check for check in bar.checks if check not in run.left_out]
    if bar.measure == "done":
        return True
    if bar.measure == "right":
        return run.good
    found = [run.checks.get(check) for check in needed]
    if bar.measure == "won":
        return run.good and all(found)
    return False not in found and (True in found or not needed)


def status(bar: Bar, runs: Sequence[Run]) -> Status:
    """Return how far somebody is: a bar that was met once stays met, whatever comes after."""
    if not runs:
        return "open"
    return "met" if any(_met(bar, runs[: end + 1]) for end in range(len(runs))) else "trying"


def _met(bar: Bar, runs: Sequence[Run]) -> bool:
    return sum(passes(bar, run) for run in runs[-bar.runs :]) >= bar.passes


def passed_lately(bar: Bar, runs: Sequence[Run]) -> int:
    """Return how many of the last runs that count for the bar passed."""
    return sum(passes(bar, run) for run in runs[-bar.runs :])


def without(run: Run, told: Sequence[str], frameworks: Mapping[str, Sequence[str]]) -> Run:
    """
    Return a run after one of its verdicts was changed: what rests on that reading is left out of it.

    Args:
        told: what the rep was told that the line was; for a quick item it turns out right.
        frameworks: by check of the rubric; empty for a quick item.
    """
    if not frameworks:
        return replace(run, good=True)
    moved = frozenset().union(*(_RESTS_ON.get(one, frozenset()) for one in told))
    resting = [check for check, its in frameworks.items() if moved & set(its) and run.checks.get(check) is False]
    return replace(run, left_out=tuple(dict.fromkeys((*run.left_out, *resting))))
