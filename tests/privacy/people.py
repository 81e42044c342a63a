"""A small workspace: two reps of a team, their manager, another manager, an author, an admin; and one elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.service.policy import Subject
from bot.service.reading import Reading
from bot.service.retention import tables_in_effect
from content.library import Library
from dialogs.model import Member, MemberId, WorkspaceId
from storage.unit_of_work import Store
from tests.privacy.seeding import AT

HERE, ELSEWHERE = WorkspaceId("here"), WorkspaceId("elsewhere")
NORTH = frozenset({"north"})
_GIVEN: dict[str, tuple[frozenset[str], frozenset[str], WorkspaceId]] = {
    "ann": (frozenset({"rep"}), frozenset(), HERE),
    "bo": (frozenset({"rep"}), frozenset(), HERE),
    "mo": (frozenset({"rep", "manager"}), NORTH, HERE),
    "max": (frozenset({"rep", "manager"}), frozenset({"south"}), HERE),
    "ada": (frozenset({"rep", "author"}), frozenset(), HERE),
    "adi": (frozenset({"rep", "admin"}), frozenset(), HERE),
    "far": (frozenset({"manager", "author", "admin"}), NORTH, ELSEWHERE),
}
OTHERS = tuple(name for name in _GIVEN if name != "ann")
REPS = ("ann", "bo")


@dataclass(frozen=True)
class Standing:
    workspace_id: WorkspaceId
    member_id: MemberId | None
    roles: frozenset[str]
    leads: frozenset[str]


@dataclass(frozen=True)
class People:
    store: Store
    library: Library
    members: dict[str, Member]

    def reads(self, name: str) -> Reading:
        member = self.members[name]
        roles, leads, _ = _GIVEN[name]
        standing = Standing(member.workspace_id, member.id, roles, leads)
        return Reading(self.store.unit_of_work, tables_in_effect(self.library), standing)

    def about(self, name: str) -> Subject:
        member = self.members[name]
        return Subject(member.workspace_id, member.id, NORTH if name in REPS else frozenset())

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
        members = {name: work.add_member(where, "terminal", name, name, at) for name, (_, _, where) in _GIVEN.items()}
        work.commit()
    return People(store, library, members)
