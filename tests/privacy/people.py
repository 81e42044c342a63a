"""A small workspace: two reps of a team, their manager, another manager, an author, an admin; and one elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.service.policy import Subject
from bot.service.reading import Reading
from bot.service.retention import tables_in_effect
from content.library import Library
from dialogs.model import Member, MemberId, WorkspaceId
from dialogs.people import Grant, Team, TeamId, TeamRole
from storage.unit_of_work import Store
from tests.privacy.seeding import AT

HERE, ELSEWHERE = WorkspaceId("here"), WorkspaceId("elsewhere")
_NORTH, _SOUTH = (Team(TeamId(name), HERE, name.title(), AT) for name in ("north", "south"))
NORTH = frozenset({_NORTH.id})
_GIVEN: dict[str, tuple[WorkspaceId, Sequence[Grant], tuple[TeamId, TeamRole] | None]] = {
    "ann": (HERE, (), (_NORTH.id, "rep")),
    "bo": (HERE, (), (_NORTH.id, "rep")),
    "mo": (HERE, (), (_NORTH.id, "manager")),
    "max": (HERE, (), (_SOUTH.id, "manager")),
    "ada": (HERE, ("author",), (_SOUTH.id, "rep")),
    "adi": (HERE, ("admin",), None),
    "far": (ELSEWHERE, ("author", "admin"), (_NORTH.id, "manager")),
}
OTHERS = tuple(name for name in _GIVEN if name != "ann")
REPS = ("ann", "bo")


@dataclass(frozen=True)
class People:
    store: Store
    library: Library
    members: dict[str, Member]

    def reads(self, name: str) -> Reading:
        member = self.members[name]
        with self.store.unit_of_work() as work:
            standing = work.people(member.workspace_id).standing(member.id)
        return Reading(self.store.unit_of_work, tables_in_effect(self.library), standing)

    def about(self, name: str) -> Subject:
        member = self.members[name]
        return Subject(member.workspace_id, member.id)

    def logged(self, workspace_id: WorkspaceId = HERE) -> list[tuple[str, str, str, str, str | None]]:
        """Return (who, act, kind, form, about whom) by names, oldest first."""
        names = {member.id: name for name, member in self.members.items()}
        with self.store.unit_of_work() as work:
            rows = work.privacy(workspace_id).logged(None, limit=1000)
        looked = [row.looked for row in reversed(rows)]
        return [
            (
                names.get(MemberId(one.actor), one.actor),
                one.act,
                one.kind,
                one.form,
                names.get(MemberId(one.subject or "")),
            )
            for one in looked
        ]


def people_in(store: Store, library: Library, at: datetime = AT) -> People:
    with store.unit_of_work() as work:
        members = {name: work.add_member(given[0], "terminal", name, name, at) for name, given in _GIVEN.items()}
        for team in (_NORTH, _SOUTH, replace(_NORTH, workspace_id=ELSEWHERE)):
            work.people(team.workspace_id).add_team(team)
        for name, (where, grants, place) in _GIVEN.items():
            people = work.people(where)
            if place is not None:
                people.join(place[0], members[name].id, place[1], at)
            for grant in grants:
                people.grant(members[name].id, grant, by=None, at=at)
        work.commit()
    return People(store, library, members)
