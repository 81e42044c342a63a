"""
What may be done with a workspace's people, and by whom: every use case checks the caller's standing first.

All of it happens in the caller's transaction, within which the standing was read: a role taken away a moment ago counts
no more. What is refused changes nothing. What a caller may not know of is refused as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import uuid4

from bot.service import contacts
from bot.service.codes import code_hash, new_code
from bot.service.own_data import EVERYTHING
from bot.service.people_names import PeopleRefused, meant, usable_name
from dialogs.model import MemberId
from dialogs.people import (
    Grant,
    Invite,
    Membership,
    Person,
    Standing,
    Team,
    TeamId,
    TeamRole,
    code_of,
    shown_code,
)
from dialogs.people_ports import Roster
from dialogs.ports import UnitOfWork
from dialogs.privacy.model import OPERATOR, UNDO_DAYS, Looked
from dialogs.replies import Say

INVITE_DAYS: Final = 7
MOST_INVITE_DAYS: Final = 90

Words = Callable[..., str]  # Library.text


@dataclass(frozen=True, slots=True)
class People:
    """The use cases, for one caller at one moment. `words` says what those are told whom a change is about."""

    work: UnitOfWork
    by: Standing
    at: datetime
    words: Words

    @property
    def roster(self) -> Roster:
        """Return the people of the caller's own workspace; there is no way to another's."""
        return self.work.people(self.by.workspace_id)

    # --- what anybody in a team may

    def teams(self) -> Sequence[Team]:
        """Return the open teams that the caller may know of: all for an admin, else those they are in."""
        return [team for team in self.roster.teams() if self.by.administers or team.id in self.by.teams]

    def managers(self, text: str) -> Sequence[Person]:
        """Return a team's active managers by name, to whoever is in it."""
        team = self._chosen(text, self.by.teams)
        return [person for person, place in self._in_team(team.id) if place.role == "manager"]

    def leave(self, text: str = "") -> Team:
        """Leave a team of one's own; without a name the only one."""
        own = self._own()
        team = self._chosen(text, self.by.teams)
        if team.id not in self.by.teams:  # an admin knows of teams that they are not in
            raise PeopleRefused("no_team")
        self.roster.leave(team.id, own, self.at)
        return team

    # --- what a manager of the team may, and an admin

    def reps(self, text: str) -> tuple[Team, Sequence[Person]]:
        """Return a team with its active reps by name."""
        team = self._led(text)
        return team, [person for person, place in self._in_team(team.id) if place.role == "rep"]

    def add(self, text: str, person: MemberId, role: TeamRole = "rep", *, by_name: str = "") -> tuple[Team, bool]:
        """
        Put somebody into a team and tell them; False where they are in it already.

        A manager adds reps; who manages a team is for an admin to say, who may also change a role there.
        """
        team = self._led(text)
        if role == "manager":
            self._administers()
        found = self._person(person)
        if self._erasing(self.roster.whole(found.id)):  # nobody else sees anything of them, their name neither
            raise PeopleRefused("no_person", about=[found.id], text=found.addresses[0][1] if found.addresses else "")
        if found.deactivated_at is not None:
            raise PeopleRefused("off_person", about=[found.id], name=found.name)
        place = next((one for one in self.roster.memberships(team.id) if one.member_id == found.id), None)
        if place is not None and (place.role == role or not self.by.administers):
            return team, False
        self.roster.join(team.id, found.id, role, self.at)
        if found.id != self.by.member_id:
            by = by_name or "An admin"
            saying = "people.you_manage" if role == "manager" else "people.you_were_added"
            self._tell(found.id, "added", team, self.words(saying, by=by, team=team.name), names_by=True)
        return team, True

    def remove(self, text: str, person: MemberId) -> Team:
        """Take a rep out of a team and tell them; an admin takes out managers as well."""
        team = self._led(text)
        place = next((one for one in self.roster.memberships(team.id) if one.member_id == person), None)
        if place is None:
            raise PeopleRefused("not_in_team", team=team.name)
        if place.role == "manager":
            self._administers()
        self.roster.leave(team.id, person, self.at)
        if person != self.by.member_id:
            self._tell(person, "removed", team, self.words("people.you_were_removed", team=team.name))
        return team

    def invite(self, text: str, role: TeamRole = "rep", *, days: int = INVITE_DAYS) -> tuple[Team, str]:
        """
        Return a team and a new code for one person to come into it, as it is told; only its hash is kept.

        Args:
            days: how long it works, 1 to MOST_INVITE_DAYS.
        Raises:
            ValueError: days out of bounds.
        """
        if not 1 <= days <= MOST_INVITE_DAYS:
            raise ValueError(f"an invitation works for 1 to {MOST_INVITE_DAYS} days, not {days}")
        team = self._led(text)
        if role == "manager":
            self._administers()
        code = new_code()
        invite = Invite(code_hash(self.by.workspace_id, code), team.id, role, self.at + timedelta(days=days))
        self.roster.add_invite(invite, by=self.by.member_id, at=self.at)
        return team, shown_code(code)

    def revoke_invite(self, code: str) -> None:
        """Make a code void. One of a team that the caller does not lead is refused as an unknown one."""
        hashed = self._hashed(code)
        invite = self.roster.invite(hashed)
        if invite is None or not self._leads(invite.team_id) or not self.roster.revoke_invite(hashed, self.at):
            raise PeopleRefused("code_wrong")

    def find(self, text: str, *, channel: str = "", among: TeamId | None = None) -> MemberId:
        """
        Return whom a manager or an admin means by an address or a name, in any case.

        Args:
            channel: whose addresses come first where one is in several.
            among: look at who is in this team only.
        """
        if not (self.by.administers or self.by.leads):
            raise PeopleRefused("not_allowed")
        everybody = self.roster.people()
        if not self.by.administers:
            erasing = self._erasing([one.id for one in everybody])
            everybody = [one for one in everybody if one.id not in erasing]
        if among is not None:
            there = {place.member_id for place in self.roster.memberships(among)}
            everybody = [one for one in everybody if one.id in there]
        return meant(everybody, text, channel).id

    # --- what an admin may

    def members(self) -> Sequence[Person]:
        """Return everybody by name, but for those who are to be erased: nobody else sees anything of them any more."""
        self._administers()
        everybody = self.roster.people()
        erasing = self._erasing([one.id for one in everybody])
        return [one for one in everybody if one.id not in erasing]

    def grant(self, person: MemberId, role: Grant) -> Person:
        self._administers()
        found = self._person(person)
        self.roster.grant(found.id, role, by=self.by.member_id, at=self.at)
        return found

    def revoke(self, person: MemberId, role: Grant) -> Person:
        self._administers()
        found = self._person(person)
        self.roster.revoke(found.id, role)
        return found

    def add_team(self, name: str) -> Team:
        self._administers()
        team = Team(TeamId(uuid4().hex[:12]), self.by.workspace_id, usable_name(name), self.at)
        if not self.roster.add_team(team):
            raise PeopleRefused("team_name_taken", team=team.name)
        return team

    def rename_team(self, text: str, name: str) -> tuple[Team, str]:
        """Return the team as it was and its new name."""
        self._administers()
        team, new = self._team(text), usable_name(name)
        if not self.roster.rename_team(team.id, new):
            raise PeopleRefused("team_name_taken", team=new)
        return team, new

    def close_team(self, text: str) -> Team:
        """Close a team: everybody leaves it and is told; open invitations are void."""
        self._administers()
        team = self._team(text)
        for place in self.roster.memberships(team.id):
            self._tell(place.member_id, "closed", team, self.words("people.you_were_removed", team=team.name))
        self.roster.close_team(team.id, self.at)
        return team

    def deactivate(self, person: MemberId) -> Person:
        """Switch the coach off for somebody. Nothing of theirs is lost."""
        self._administers()
        found = self._person(person)
        if found.deactivated_at is None:
            self.roster.set_active(found.id, since=self.at)
        return found

    def left_firm(self, person: MemberId) -> tuple[Person, datetime]:
        """
        Switch the coach off for somebody who left the firm, and begin the erasing of all that is theirs.

        Returns:
            The instant at which it is done; until then `bring_back` takes it back.
        """
        self._administers()
        found = self._person(person)
        self.roster.set_active(found.id, since=self.at)
        store, ids = self.work.privacy(self.by.workspace_id), self.roster.whole(found.id)
        erasure = store.ask_erasure(ids, self.at, due_at=self.at + timedelta(days=UNDO_DAYS))
        self._log("erase", found.id)
        return found, erasure.due_at

    def bring_back(self, person: MemberId) -> Person:
        """Switch it on again; with their teams and roles; the erasing of one who left is taken back."""
        self._administers()
        found = self._person(person)
        store, ids = self.work.privacy(self.by.workspace_id), self.roster.whole(found.id)
        # what the person asked for themselves stays: it was asked at another moment
        if any(wish.asked_at == found.deactivated_at for wish in store.erasures(ids)):
            store.undo_erasure(ids)
            self._log("undo", found.id)
        self.roster.set_active(found.id, since=None)
        return found

    # --- checks

    def _own(self) -> MemberId:
        if self.by.member_id is None:
            raise PeopleRefused("not_allowed")
        return self.by.member_id

    def _administers(self) -> None:
        if not self.by.administers:
            raise PeopleRefused("not_allowed")

    def _leads(self, team: TeamId) -> bool:
        return self.by.administers or team in self.by.leads

    def _visible(self, team: TeamId) -> None:
        if not (self.by.administers or team in self.by.teams):
            raise PeopleRefused("no_team")

    def _led(self, text: str) -> Team:
        """Find a team that the caller leads; others are refused, and unknown to those who are not in them."""
        if not (self.by.administers or self.by.leads):
            raise PeopleRefused("not_allowed")
        team = self._chosen(text, self.by.leads)
        self._visible(team.id)
        if not self._leads(team.id):
            raise PeopleRefused("not_allowed")
        return team

    def _chosen(self, text: str, own: frozenset[TeamId]) -> Team:
        """Find a team by its name or id; without either the only one of the caller's."""
        if text.strip():
            team = self._team(text.strip())
            self._visible(team.id)
            return team
        mine = [team for team in self.roster.teams() if team.id in own]
        if not mine:
            raise PeopleRefused("no_team")
        if len(mine) > 1:
            raise PeopleRefused("no_team_chosen", teams=", ".join(team.name for team in mine))
        return mine[0]

    def _team(self, text: str) -> Team:
        team = self.roster.team_named(text)
        if team is None or team.closed_at is not None:
            raise PeopleRefused("no_team")
        return team

    def _person(self, id: MemberId) -> Person:
        found = self.roster.person(id)
        if found is None:
            raise PeopleRefused("no_person", text=id)
        return found

    def _erasing(self, ids: Sequence[MemberId]) -> set[MemberId]:
        """Return those of these who are to be erased."""
        store = self.work.privacy(self.by.workspace_id)
        return {wish.member_id for wish in store.erasures(ids)} if ids else set()

    def _log(self, act: Literal["erase", "undo"], subject: MemberId) -> None:
        looked = Looked(self.by.member_id or OPERATOR, "admin", act, EVERYTHING, "whole", subject)
        self.work.privacy(self.by.workspace_id).log(looked, self.at)

    def _in_team(self, team: TeamId) -> list[tuple[Person, Membership]]:
        found = [(self.roster.person(place.member_id), place) for place in self.roster.memberships(team)]
        seen = [(person, place) for person, place in found if person and person.deactivated_at is None]
        erasing = self._erasing([person.id for person, _ in seen])
        there = [(person, place) for person, place in seen if person.id not in erasing]
        return sorted(there, key=lambda one: one[0].name.casefold())

    def _hashed(self, code: str) -> str:
        usable = code_of(code)
        if usable is None:
            raise PeopleRefused("code_wrong")
        return code_hash(self.by.workspace_id, usable)

    def _tell(self, member: MemberId, what: str, team: Team, text: str, *, names_by: bool = False) -> None:
        """Tell somebody what was done to their place in a team, once, outside their quiet hours."""
        here, key = self.by.workspace_id, f"people/{what}/{team.id}/{member}/{self.at.timestamp()}"
        goes = contacts.tell(self.work, here, member, key, [Say(text)], self.at, kind=contacts.TEAM)
        if names_by and goes is not None and self.by.member_id is not None:  # it goes with the caller, whom it names
            self.work.reviews(here).note_about([f"{key}/0"], [self.by.member_id], self.at)
