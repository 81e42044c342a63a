"""
What nudges do, counted: user-weeks with one beside those held out, of one workspace.

A part of `storage.nudges.SqlNudges`; what each method promises is said in `dialogs.nudging.ports.Nudgebook`. Counted
by the database: what leaves it are groups of user-weeks that are alike, however many people there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.measures import (
    FLAGS_WITHIN,
    REVIEW_WITHIN,
    WITHIN,
    Measure,
    Minutes,
    Secondary,
    side_of,
)
from dialogs.nudging.model import ANGLES, Counts
from storage import nudge_measures as measures
from storage.mapping import Values
from storage.transaction import Transaction


class Measuring:
    """On one transaction."""

    def __init__(self, run: Transaction) -> None:
        self._run = run

    def counts(self, workspace_id: WorkspaceId, since: datetime, until: datetime) -> Counts:
        here = {"the_workspace_id": workspace_id, "since": since}
        soon = here | {"until": until - WITHIN}  # counted once its 72 hours are over
        rows = self._run.rows(measures.PRIMARY, soon)
        people = self._run.row(measures.PEOPLE, soon)
        first = min((row.first_at for row in rows if row.held_out), default=None)
        return replace(
            _counted(rows),
            angles={name: _counted([row for row in rows if row.angle == name]) for name in ANGLES},
            weeks=0 if first is None else (until - first) // timedelta(weeks=1),
            people=0 if people is None else people.people,
            helpless=0 if people is None else people.helpless,
            secondary=Secondary() if first is None else self._secondary(here, until),
        )

    def turns_since(
        self, workspace_id: WorkspaceId, member_id: MemberId, since: datetime
    ) -> Sequence[tuple[datetime, bool]]:
        rows = self._run.rows(measures.TURNS, _of(workspace_id, member_id) | {"since": since})
        return [(row.at, row.state.startswith("reassessment.")) for row in rows]

    def note_minutes(self, workspace_id: WorkspaceId, member_id: MemberId, id: str, minutes: int) -> None:
        self._run.write(measures.NOTE_MINUTES, _of(workspace_id, member_id) | {"the_id": id, "spent": minutes})

    def _secondary(self, here: Values, until: datetime) -> Secondary:
        """Count what is compared with weeks held out; where there is none, nobody asks for it."""
        soon = here | {"until": until - WITHIN}
        ahead = here | {"until": until - REVIEW_WITHIN, "today": until.astimezone(UTC).date()}
        minutes = self._run.rows(measures.MINUTES, soon)
        return Secondary(
            redated=_measure(self._run.rows(measures.REDATED, soon)),
            flags=_measure_of_flags(self._run.rows(measures.FLAGS, here | {"until": until - FLAGS_WITHIN})),
            briefs=_measure(self._run.rows(measures.BRIEFS, ahead)),
            minutes_nudged=_minutes([row for row in minutes if not row.held_out]),
            minutes_held_out=_minutes([row for row in minutes if row.held_out]),
        )


def _counted(rows: Sequence[Row[Any]]) -> Counts:
    """Read groups of user-weeks that are alike by side and angle."""
    nudged, held = [row for row in rows if not row.held_out], [row for row in rows if row.held_out]
    return Counts(
        sum(row.weeks for row in nudged),
        sum(row.done for row in nudged),
        sum(row.weeks for row in held),
        sum(row.done for row in held),
        snoozed=sum(row.snoozed for row in nudged),
        stopped=sum(row.stopped for row in nudged),
        unhelpful=sum(row.unhelpful for row in nudged),
    )


def _measure(rows: Sequence[Row[Any]]) -> Measure:
    """Read a measure that is true of a user-week or not: at most a row a side."""
    sides = {
        bool(row.held_out): side_of([(1, 1, row.came), (1, 0, row.weeks - row.came)], people=row.people) for row in rows
    }
    return Measure(*(sides.get(held_out, side_of((), 0)) for held_out in (False, True)))


def _measure_of_flags(rows: Sequence[Row[Any]]) -> Measure:
    """Read user-weeks with the same flags before and after; the rows without any say how many people there were."""
    groups: dict[bool, list[tuple[int, int, int]]] = defaultdict(list)
    people: dict[bool, int] = defaultdict(int)
    for row in rows:
        held_out = bool(row.held_out)
        if row.before is None:
            people[held_out] = row.people
            continue
        before, after = measures.flags_in(row.before), measures.flags_in(row.after)
        # no snapshot in time: all of them stand
        gone = 0 if after is None or before is None else len(before - after)
        groups[held_out].append((len(before or ()), gone, row.weeks))
    return Measure(*(side_of(groups[held_out], people[held_out]) for held_out in (False, True)))


def _minutes(rows: Sequence[Row[Any]]) -> Minutes:
    weeks = {row.minutes: row.weeks for row in rows if row.minutes is not None}
    return Minutes(weeks, max((row.people for row in rows if row.minutes is None), default=0))


def _of(workspace_id: WorkspaceId, member_id: MemberId) -> Values:
    return {"the_workspace_id": workspace_id, "the_member_id": member_id}
