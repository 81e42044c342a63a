"""A workspace with two teams and everybody in them, for tests of who may do what; another one beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot import wiring
from bot.service.joining import Joining
from bot.service.people import People
from dialogs.model import Member, MemberId, WorkspaceId
from dialogs.people import Standing, Team, TeamId, TeamRole
from dialogs.ports import UnitOfWork
from storage.unit_of_work import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE, ELSEWHERE = WorkspaceId("here"), WorkspaceId("elsewhere")
NORTH, SOUTH = Team(TeamId("north"), HERE, "North", NOW), Team(TeamId("south"), HERE, "South", NOW)
CALLERS = (
    *("nobody", "rep", "other_rep", "manager", "other_manager", "author", "admin", "other_admin", "operator", "off"),
)
Done = TypeVar("Done")
_PLACES: dict[str, tuple[Team, TeamRole]] = {
    "rep": (NORTH, "rep"),
    "peer": (NORTH, "rep"),
    "other_rep": (SOUTH, "rep"),
    "manager": (NORTH, "manager"),
    "second_manager": (NORTH, "manager"),
    "other_manager": (SOUTH, "manager"),
    "off": (NORTH, "manager"),
}


JOINED = NOW - timedelta(days=3)  # in their first 24 hours nobody is told anything that the coach starts by itself


@dataclass
class There:
    """The members by name; each name is the person's address in Slack too."""

    store: Store
    members: dict[str, Member] = field(default_factory=dict)

    def __getitem__(self, name: str) -> MemberId:
        return self.members[name].id

    def filled(self) -> There:
        with self.store.unit_of_work() as work:
            for name in (*_PLACES, "author", "admin", "stranger"):
                self.members[name] = work.add_member(HERE, "slack", name, name.title(), JOINED)
            self.members["other_admin"] = work.add_member(ELSEWHERE, "slack", "other_admin", "Other", NOW)
            people = work.people(HERE)
            for team in (NORTH, SOUTH):
                people.add_team(team)
            for name, (team, role) in _PLACES.items():
                people.join(team.id, self[name], role, NOW)
            people.grant(self["author"], "author", by=None, at=NOW)
            people.grant(self["admin"], "admin", by=None, at=NOW)
            people.grant(self["off"], "admin", by=None, at=NOW)
            people.set_active(self["off"], since=NOW)
            work.people(ELSEWHERE).grant(self["other_admin"], "admin", by=None, at=NOW)
            work.commit()
        return self

    def standing(self, work: UnitOfWork, caller: str) -> Standing:
        if caller == "operator":
            return Standing(HERE, operator=True)
        if caller == "nobody":
            return Standing(HERE)
        member = self.members[caller]
        return work.people(member.workspace_id).standing(member.id)

    def people(self, work: UnitOfWork, caller: str, at: datetime = NOW) -> People:
        return People(work, self.standing(work, caller), at, wiring.library().text)

    def joining(self, work: UnitOfWork, name: str, at: datetime = NOW) -> Joining:
        member = self.members[name]
        found = work.member(member.workspace_id, member.channel, member.address)
        assert found is not None
        return Joining(work, found, at, wiring.library().text)

    def does(self, caller: str, what: Callable[[People], Done], at: datetime = NOW) -> Done:
        """Do something in a transaction of its own, and keep it."""
        with self.store.unit_of_work() as work:
            done = what(self.people(work, caller, at))
            work.commit()
            return done
