"""
What may be done with a workspace's people, and by whom: every use case checks the caller's standing first.

All of it happens in the caller's transaction, within which the standing was read: a role taken away a moment ago counts
no more. What is refused changes nothing. What an admin may besides is in `people_admin`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.service.codes import code_hash, new_code
from bot.service.people_admin import Administering
from bot.service.people_names import PeopleRefused, meant
from dialogs.model import MemberId
from dialogs.people import Invite, Person, Team, TeamId, TeamRole, shown_code

INVITE_DAYS: Final = 7
MOST_INVITE_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class People(Administering):
    """The use cases, for one caller at one moment."""

    # --- what anybody in a team may

    def teams(self) -> Sequence[Team]:
        """Return the open teams that the caller may know of: all for an admin, else those they are in."""
        return [team for team in self.roster.teams() if self.by.administers or team.id in self.by.teams]

    def managers(self, text: str) -> Sequence[Person]:
        """Return a team's active managers by name, to whoever is in it."""
        team = self._chosen(text, self.by.teams)
        return [person for person, place in self._in_team(team.id) if place.role == "manager"]

    def leave(self, text: str = "") -> tuple[Team, bool]:
        """Leave a team of one's own, without a name the only one; return it, and whether the caller managed it."""
        own = self._own()
        team = self._chosen(text, self.by.teams)
        if team.id not in self.by.teams:  # an admin knows of teams that they are not in
            raise PeopleRefused("no_team")
        self.roster.leave(team.id, own, self.at)
        return team, team.id in self.by.leads

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
