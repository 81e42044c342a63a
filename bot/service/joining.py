"""
Coming in by a code, and two chats of one person becoming one member. What a person does for themselves.

A code that is wrong, used, expired, revoked or of another workspace is answered in one and the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.service.codes import MOST_TRIES, code_hash, new_code
from bot.service.people_checks import Words
from bot.service.people_names import PeopleRefused
from content.library import Library
from dialogs.model import Member, MemberId
from dialogs.people import Invite, Linked, Team, code_of, shown_code
from dialogs.people_ports import Roster
from dialogs.ports import UnitOfWork
from dialogs.replies import Say
from dialogs.uniting import united_practice, united_session

LINK_MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class Joining:
    """The use cases of one member, whom the store knows by the address that the turn came from."""

    work: UnitOfWork
    member: Member
    at: datetime
    words: Words

    @property
    def roster(self) -> Roster:
        return self.work.people(self.member.workspace_id)

    def join(self, code: str) -> tuple[Team, Invite, bool]:
        """
        Use an invitation; return its team, and whether the member was not in it as that already.

        A manager who uses a rep's code stays manager. Raises PeopleRefused.
        """
        hashed = self._tried(code)
        invite = self.roster.take_invite(hashed, self.member.id, self.at)
        team = self.roster.team_named(invite.team_id) if invite else None
        if invite is None or team is None or team.closed_at is not None:
            raise PeopleRefused("code_wrong")
        self.roster.forget_tries(self.member.channel, self.member.address)
        standing = self.roster.standing(self.member.id)
        if team.id in standing.leads or (team.id in standing.teams and invite.role == "rep"):
            return team, invite, False
        self.roster.join(team.id, self.member.id, invite.role, self.at)
        return team, invite, True

    def link_code(self) -> str:
        """Return a code that makes another chat this member's, for LINK_MINUTES; earlier ones are void."""
        code = new_code()
        hashed = code_hash(self.member.workspace_id, code)
        self.roster.add_link_code(hashed, self.member.id, expires_at=self.at + timedelta(minutes=LINK_MINUTES))
        return shown_code(code)

    def link(self, code: str, library: Library) -> bool:
        """
        Make this chat's member part of the one who was given the code, and tell that one; False: they are one already.

        Raises:
            PeopleRefused: no such code, or one of the two is to be erased.
            StaleSession: the other one took a turn at this moment.
        """
        hashed = self._tried(code)
        into = self.roster.take_link_code(hashed, self.at)
        if into is None or self.roster.standing(into).member_id is None:
            raise PeopleRefused("code_wrong")
        self.roster.forget_tries(self.member.channel, self.member.address)
        if into == self.member.id:
            return False
        self._refuse_while_erasing(into)
        other = self._by_an_address(into)
        self._tell(other)
        self._unite_practice(other)
        self._unite_sessions(other, library)
        self.roster.unite(self.member.id, other.id, self.at)
        return True

    def unlink(self) -> bool | None:
        """
        Undo the link by which this chat came, else the latest by which another came to its member.

        Returns:
            True where this chat is a member of its own again, False where another is; None where nothing was linked.
        Raises:
            PeopleRefused: the person is to be erased; who that is shall not change before.
        """
        own = self.roster.link_of(self.member.channel, self.member.address)
        latest = next(iter(self.roster.links_into(self.member.id)), None)
        link: Linked | None = own or latest
        if link is None:
            return None
        self._refuse_while_erasing()
        self.roster.separate(link, self.at)
        return own is not None

    def _refuse_while_erasing(self, *others: MemberId) -> None:
        ids = [id for one in (self.member.id, *others) for id in self.roster.whole(one)]
        if self.work.privacy(self.member.workspace_id).erasures(ids):
            raise PeopleRefused("link_erasing")

    def _tried(self, code: str) -> str:
        """Count the try, and return what the code is kept by; too many are refused, also right ones."""
        if self.roster.count_try(self.member.channel, self.member.address, self.at) > MOST_TRIES:
            raise PeopleRefused("code_tries")
        usable = code_of(code)
        if usable is None:
            raise PeopleRefused("code_wrong")
        return code_hash(self.member.workspace_id, usable)

    def _tell(self, other: Member) -> None:
        """
        Tell the other chat at once: whoever gave a code away by mistake learns of it there.

        Not through `contacts`: it answers the "link" that was typed in that chat LINK_MINUTES ago at most, so nobody is
        woken by it, and nudges.md counts no reply to what a member did. By the morning the other chat would have read
        everything.
        """
        text = self.words("people.linked_notice", channel=self.member.channel.capitalize())
        key = f"people/linked/{other.id}/{self.at.timestamp()}"  # names nobody but whom it goes to
        self.work.put_message(self.member.workspace_id, other.id, key, [Say(text)], self.at)

    def _unite_practice(self, other: Member) -> None:
        here = self.member.workspace_id
        self.work.keep_practice(here, other.id, united_practice(self.member.practice, other.practice))
        if other.zone is None and self.member.zone is not None:
            self.work.set_profile(here, other.id, zone=self.member.zone)

    def _unite_sessions(self, other: Member, library: Library) -> None:
        mine, theirs = (self.work.latest_session(one.workspace_id, one.id) for one in (self.member, other))
        if mine is not None and theirs is not None:
            self.work.save_session(united_session(mine, theirs, library), self.at)

    def _by_an_address(self, id: MemberId) -> Member:
        """Return a member, found by an address of theirs. Raises PeopleRefused: they have none."""
        person = self.roster.person(id)
        address = next(iter(person.addresses), None) if person else None
        found = self.work.member(self.member.workspace_id, *address) if address else None
        if found is None:
            raise PeopleRefused("code_wrong")
        return found
