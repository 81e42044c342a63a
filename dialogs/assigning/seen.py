"""
What a manager is shown: names with a status, and counts of checks that reveal nobody.

A check is counted over people in steps of four, in the order in which they first finished, and by that first run alone:
so two results read one after the other never differ by a single person, and nothing that is counted changes later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.assigning.model import AssignmentId, DisputeId, Run, Status, What
from dialogs.model import MemberId
from dialogs.people import TeamId


@dataclass(frozen=True, slots=True)
class LedRep:
    """A rep of a team. `mark` stands for them in a dialog's frame: an id of theirs would stay there when they go."""

    mark: str
    name: str
    id: MemberId


@dataclass(frozen=True, slots=True)
class LedTeam:
    id: TeamId
    name: str
    reps: tuple[LedRep, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One who was asked, as a manager sees them: that, and nothing of how."""

    name: str
    status: Status
    id: MemberId
    reminded: bool = False


@dataclass(frozen=True, slots=True)
class Hardest:
    """The check that most people missed in their first run: *missed* of *of* people."""

    check: str
    missed: int
    of: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What people missed in their first run of one content: by check, the most missed first; *of* people in all."""

    what: What
    content_id: str
    title: str
    of: int
    missed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Overview:
    """One assignment in a manager's eyes. `people`: by name; without those whom this manager may not see."""

    id: AssignmentId
    team: str
    title: str
    skill: str
    bar: str  # its words
    due_on: date
    people: tuple[Seen, ...]
    hardest: Hardest | None = None
    counted: int = 0  # people over whom checks are counted; 0: too few finished
    withdrawn: bool = False
    shared: int = 0  # lines that reps shared
    disputed: int = 0  # verdicts that reps shared a line of, for a decision

    def having(self, status: Status) -> list[Seen]:
        return [one for one in self.people if one.status == status]

    @property
    def to_remind(self) -> list[Seen]:
        """Return those who have not met the bar and were not reminded."""
        return [one for one in self.people if one.status != "met" and not one.reminded]


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """
    A dispute as whoever decides it reads it. `name` is empty for an author: what is shared is nameless there.

    `member`: whose line it is; it is shown to nobody, and says with whom the replies that hold the line go.
    """

    id: DisputeId
    member: MemberId
    title: str
    told: str
    own: str | None
    text: str
    name: str = ""
    content_id: str = ""  # of the exercise or conversation that the line was written in


@dataclass(frozen=True, slots=True)
class Quoted:
    """A shared line: whose it is, and where it stands."""

    member: MemberId
    name: str
    text: str
    assignment_id: AssignmentId
    run: str
    place: str


def mark_of(member_id: MemberId) -> str:
    """Return eight characters that stand for a member in a frame and on a button."""
    return hashlib.blake2s(member_id.encode(), digest_size=4).hexdigest()


def hardest(runs: Mapping[MemberId, Sequence[Run]], *, least: int) -> tuple[Hardest | None, int]:
    """
    Return the check that most people missed, and over how many people it was counted; none where too few finished.

    Args:
        runs: of each person, in the order in which they finished them.
        least: people over whom anything is counted at least (content/privacy.yaml); counts move on in steps of it.
    """
    missed, of = missed_in_first(runs, least=least)
    worst = next(iter(missed), "")
    return (Hardest(worst, missed[worst], of) if worst else None), of


def missed_in_first(runs: Mapping[MemberId, Sequence[Run]], *, least: int) -> tuple[dict[str, int], int]:
    """Return how many people missed each check that anybody missed, the most first, and over how many (`hardest`)."""
    firsts = sorted((its[0] for its in runs.values() if its), key=lambda run: (run.finished_at, run.run))
    counted = firsts[: len(firsts) // least * least] if least > 0 else []
    missed = {check: sum(run.checks.get(check) is False for run in counted) for check in _checks(counted)}
    return {check: missed[check] for check in sorted(missed, key=lambda one: -missed[one]) if missed[check]}, len(
        counted
    )


def _checks(runs: Iterable[Run]) -> list[str]:
    return list(dict.fromkeys(check for run in runs for check in run.checks))
