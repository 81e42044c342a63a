"""
In which teams people say that the weekly question is no help: for an admin, as counts that show nobody's answer.

Counted are people, in steps as large as the smallest count that may be seen, over whole weeks that are past, and in the
teams that they were in when they said so. So a count never moves by one person, nor on the day on which one of them was
asked, nor when an admin takes somebody out of a team.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.service.policy import Decision, Subject
from bot.service.reading import Looking, Tables
from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.model import TeamCount
from dialogs.people import Standing, TeamId
from dialogs.ports import UnitOfWork

WEEKS: Final = 8  # whole ones, as the stop rule looks at (nudges.md); the ledger is kept for 90 days


def unhelpful_by_team(work: UnitOfWork, by: Standing, tables: Tables, at: datetime) -> tuple[TeamCount, ...]:
    """
    Return every open team by name with how many of its people, at least, said so; the look is in the log.

    Raises:
        NotAllowed: the caller is no admin.
    """
    here = by.workspace_id

    def read(work: UnitOfWork, decision: Decision) -> tuple[TeamCount, ...]:
        people = _by_team(work, here, at)
        return tuple(
            TeamCount(team.name, _in_steps(len(people.get(team.id, ())), decision.least))
            for team in work.people(here).teams()
        )

    return Looking(work, tables, by).look("settings", Subject(here), read, at=at)


def _by_team(work: UnitOfWork, here: WorkspaceId, at: datetime) -> dict[TeamId, set[MemberId]]:
    """Return who said so, each person once; not those who are to be erased."""
    monday = at.astimezone(UTC).date() - timedelta(days=at.astimezone(UTC).weekday())
    until = datetime.combine(monday, time(), tzinfo=UTC)
    found: dict[TeamId, set[MemberId]] = {}
    for member, teams in work.nudging().unhelpful(here, until - timedelta(weeks=WEEKS), until):
        whole = work.people(here).whole(member)
        if not work.privacy(here).erasures(whole):
            for team in teams:
                found.setdefault(team, set()).add(whole[0])
    return found


def _in_steps(people: int, least: int) -> int:
    """Return the largest number that is shown and is not over the count; 0 where none is."""
    return people // least * least if least > 0 else 0
