"""What an admin, or whoever runs the machine, may do with a workspace's people and teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from bot.service.people_checks import Checked
from bot.service.people_names import PeopleRefused, usable_name
from dialogs.model import MemberId
from dialogs.people import Grant, Person, Team, TeamId
from dialogs.privacy.model import UNDO_DAYS


@dataclass(frozen=True, slots=True)
class Administering(Checked):
    """The use cases of an admin; anybody else is refused."""

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
