"""The demo's team: written as if its manager had led it for months, in place of what an earlier load wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.service.demo import account_id
from bot.service.demo_assignments import AssignmentsLoading
from content.demo_team import DemoTeam
from content.library import Library
from dialogs.model import LOCAL_CHANNEL, Member, MemberId, WorkspaceId
from dialogs.people import Team, TeamId
from dialogs.ports import UnitOfWork
from dialogs.reassessment.model import Account, AccountSaved
from dialogs.reviewing.model import Held, QuestionBack

_MET = time(10)  # UTC: each review of the demo was held then


@dataclass(frozen=True, slots=True)
class TeamStory:
    """What was written of the team: the manager's name for `--as`, the reps', and the accounts that are just added."""

    team: str
    manager: str
    reps: tuple[str, ...]
    added: Mapping[str, tuple[str, ...]]  # names of accounts by rep


class TeamLoading:
    """Writes a team within the transaction in which the accounts were written."""

    def __init__(
        self, work: UnitOfWork, workspace_id: WorkspaceId, today: date, at: datetime, library: Library
    ) -> None:
        self._library = library
        self._work = work
        self._where = workspace_id
        self._today = today
        self._at = at

    def members(self, team: DemoTeam) -> dict[str, Member]:
        """Bring the people in, with their names, without any accounts."""
        found = {}
        for address, name in team.people.items():
            member = self._work.add_member(self._where, LOCAL_CHANNEL, address, name, self._at)
            self._work.set_profile(self._where, member.id, name=name)
            self._work.forget_accounts(self._where, member.id)
            found[address] = member
        return found

    def write(self, team: DemoTeam, members: Mapping[str, Member], owners: Mapping[str, MemberId]) -> TeamStory:
        """
        Write the team, and what its reviews left.

        Args:
            owners: whose each of the demo's accounts is, by the account's id in the content.
        """
        roster = self._work.people(self._where)
        here = Team(TeamId(f"demo-{team.id}"), self._where, team.name, self._at)
        roster.add_team(here)
        for address, member in members.items():
            roster.join(here.id, member.id, "manager" if address == team.manager else "rep", self._at)
        whose = dict(owners)
        for added in team.added:
            owner = members[added.rep].id
            whose[added.id] = owner
            review = None if added.review is None else self._day(added.review)
            account = Account(
                account_id(added.id),
                self._where,
                owner,
                added.name,
                added.phase,
                self._day(added.opened),
                review=review,
            )
            self._work.keep_account_change(self._where, owner, AccountSaved(account), self._at)
        self._write_reviews(team, members[team.manager].id)
        self._write_questions(team, members[team.manager].id, whose)
        self._write_assignments(team, here.id, members)
        names = {rep: tuple(one.name for one in team.added if one.rep == rep) for rep in team.reps}
        return TeamStory(team.name, team.manager, team.reps, names)

    def _write_reviews(self, team: DemoTeam, manager: MemberId) -> None:
        for number, one in enumerate(team.reviews, 1):
            day = self._day(one.day)
            held = Held(f"demo-{number}", account_id(one.account), "", day, one.decision, one.line)
            self._work.reviews(self._where).hold(held, by=manager, snapshot=None, at=_at(day))

    def _write_questions(self, team: DemoTeam, manager: MemberId, owners: Mapping[str, MemberId]) -> None:
        store = self._work.reviews(self._where)
        for number, one in enumerate(team.questions, 1):
            asked = QuestionBack(f"demo-{number}", account_id(one.account), "", one.text, _at(self._day(one.day)))
            store.ask(asked, by=manager)
            if one.answer is not None:
                store.answer(owners[one.account], asked.id, one.answer, _at(self._day(one.day + 1)))

    def _write_assignments(self, team: DemoTeam, here: TeamId, members: Mapping[str, Member]) -> None:
        self._work.assignments(self._where).forget(here)
        manager = self._work.people(self._where).standing(members[team.manager].id)
        reps = {name: members[name].id for name in team.reps}
        loading = AssignmentsLoading(self._work, self._library, manager, here, reps, self._day)
        for given in team.assignments:
            loading.write(given)

    def _day(self, days: int) -> date:
        return self._today + timedelta(days)


def _at(day: date) -> datetime:
    return datetime.combine(day, _MET, UTC)
