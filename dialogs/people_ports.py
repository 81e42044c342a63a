"""What is kept of a workspace's people, as a port. It is bound to one workspace: no question leads into another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from dialogs.model import MemberId
from dialogs.people import Grant, Invite, Linked, Membership, Moved, Person, Standing, Team, TeamId, TeamRole


class Roster(Protocol):
    """Teams, roles, codes and links of one workspace, within one transaction."""

    def standing(self, member_id: MemberId) -> Standing:
        """Return what a member is now; nobody's standing for one who is unknown here or deactivated."""
        ...

    def people(self) -> Sequence[Person]:
        """Return every member by name, deactivated ones too; not those that are part of another."""
        ...

    def person(self, member_id: MemberId) -> Person | None: ...

    def teams(self, *, closed: bool = False) -> Sequence[Team]:
        """Return the open teams by name; with *closed* the closed ones too."""
        ...

    def team_named(self, text: str) -> Team | None:
        """Return the team of this id, or the open one of this name (in any case)."""
        ...

    def memberships(self, team_id: TeamId) -> Sequence[Membership]:
        """Return who is in a team now, deactivated members too."""
        ...

    def add_team(self, team: Team) -> bool:
        """Add an open team; False where an open one has the name."""
        ...

    def rename_team(self, team_id: TeamId, name: str) -> bool:
        """Give an open team another name; False where another open one has it."""
        ...

    def close_team(self, team_id: TeamId, at: datetime) -> None:
        """Close a team: everybody leaves it, and its invitations are void."""
        ...

    def join(self, team_id: TeamId, member_id: MemberId, role: TeamRole, at: datetime) -> None:
        """Put a member into a team, or change their role there. The instant of joining stays while they are in it."""
        ...

    def leave(self, team_id: TeamId, member_id: MemberId, at: datetime) -> None: ...

    def grant(self, member_id: MemberId, role: Grant, *, by: MemberId | None, at: datetime) -> None:
        """Give a role; *by* is None where whoever runs the machine does."""
        ...

    def revoke(self, member_id: MemberId, role: Grant) -> None: ...

    def set_active(self, member_id: MemberId, *, since: datetime | None) -> None:
        """Deactivate a member at an instant; None takes it back."""
        ...

    def address_called(self, channel: str, handle: str) -> str | None:
        """Return the address of whoever wrote last under a handle ("@Ann"), in any case; None where nobody has it."""
        ...

    def set_handle(self, channel: str, address: str, handle: str) -> None:
        """Keep the handle of an address, "" for none, and take it from whoever else had it: it is lent to one."""
        ...

    def add_invite(self, invite: Invite, *, by: MemberId | None, at: datetime) -> None: ...

    def take_invite(self, code_hash: str, member_id: MemberId, at: datetime) -> Invite | None:
        """Use an invitation that is neither used, revoked nor expired; None otherwise. Of several at once one wins."""
        ...

    def invite(self, code_hash: str) -> Invite | None: ...

    def revoke_invite(self, code_hash: str, at: datetime) -> bool:
        """Make an invitation void that nobody used yet; False where there is none."""
        ...

    def add_link_code(self, code_hash: str, member_id: MemberId, *, expires_at: datetime) -> None:
        """Keep a code of a member's, in place of those that they were given before."""
        ...

    def take_link_code(self, code_hash: str, at: datetime) -> MemberId | None:
        """Use a code once, before it expires; return whose it is. Of several at once one wins."""
        ...

    def count_try(self, channel: str, address: str, at: datetime) -> int:
        """Count a code typed at an address; return how many there were in this hour (UTC), this one included."""
        ...

    def forget_tries(self, channel: str, address: str) -> None: ...

    def unite(self, taken_in: MemberId, into: MemberId, at: datetime) -> Moved:
        """Make one member part of another: its addresses, accounts, teams and grants move; return what did."""
        ...

    def link_of(self, channel: str, address: str) -> Linked | None:
        """Return the link by which an address came to its member; None where it is that member's own."""
        ...

    def links_into(self, member_id: MemberId) -> Sequence[Linked]:
        """Return which members are part of one now, the latest first; without those that are part of these."""
        ...

    def taken_in(self, member_id: MemberId) -> Sequence[MemberId]:
        """Return every member that is part of one, directly or through others."""
        ...

    def whole(self, member_id: MemberId) -> Sequence[MemberId]:
        """Return every member that is this person: first the one that the others are part of. Never empty."""
        ...

    def separate(self, link: Linked, at: datetime) -> None:
        """Undo a link: the member has its addresses back, and what it brought along as far as that is still there."""
        ...
