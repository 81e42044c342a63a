"""
What every use case of a workspace's people asks first: who the caller is, which teams they may know of, and lead.

What a caller may not know of is refused as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.service import contacts
from bot.service.codes import code_hash
from bot.service.own_data import EVERYTHING
from bot.service.people_names import PeopleRefused
from dialogs.model import MemberId
from dialogs.people import Membership, Person, Standing, Team, TeamId, code_of
from dialogs.people_ports import Roster
from dialogs.ports import UnitOfWork
from dialogs.privacy.model import OPERATOR, Looked
from dialogs.replies import Say

Words = Callable[..., str]  # Library.text


@dataclass(frozen=True, slots=True)
class Checked:
    """What a caller is at one moment. `words` says what those are told whom a change is about."""

    work: UnitOfWork
    by: Standing
    at: datetime
    words: Words

    @property
    def roster(self) -> Roster:
        """Return the people of the caller's own workspace; there is no way to another's."""
        return self.work.people(self.by.workspace_id)

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
