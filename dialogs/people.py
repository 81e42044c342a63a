"""
Who a person is in a workspace: their teams and roles, and the codes by which they come in. Plain values.

A role is in force while it is stored: whoever decides by a `Standing` reads it in the transaction of what it allows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NewType, get_args

from dialogs.model import MemberId, WorkspaceId

TeamId = NewType("TeamId", str)
TeamRole = Literal["rep", "manager"]
Grant = Literal["author", "admin"]
TEAM_ROLES: Final[tuple[TeamRole, ...]] = get_args(TeamRole)
GRANTS: Final[tuple[Grant, ...]] = get_args(Grant)

# No two that are mistaken for one another when read aloud or by eye: no I, L, O, U, 0, 1.
CODE_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ"
CODE_DIGITS: Final = "23456789"
CODE_LENGTH: Final = 8  # 30 signs: 6.6e11 codes, and five tries an hour
_NOT_OF_A_CODE = re.compile(r"[\s\-–—_.]")


@dataclass(frozen=True, slots=True)
class Team:
    """Some of a workspace's people. A closed one keeps its name and who was in it, and takes nobody."""

    id: TeamId
    workspace_id: WorkspaceId
    name: str
    created_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place in a team, now or (`left_at`) until then; one that comes back has a new `joined_at`."""

    team_id: TeamId
    member_id: MemberId
    role: TeamRole
    joined_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A member as those see them who run the workspace: by name and addresses, with what they may do."""

    id: MemberId
    name: str
    addresses: tuple[tuple[str, str], ...]  # (channel, address), by channel
    grants: frozenset[Grant] = frozenset()
    teams: tuple[tuple[Team, TeamRole], ...] = ()  # open ones, by name
    deactivated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """
    All that somebody may be in one workspace, read at one moment.

    Nobody: no member, and not the operator, who has the machine itself. A person who is deactivated, or is of another
    workspace, stands as nobody.
    """

    workspace_id: WorkspaceId
    member_id: MemberId | None = None
    grants: frozenset[Grant] = frozenset()
    teams: frozenset[TeamId] = frozenset()  # open teams that they are in, in either role
    leads: frozenset[TeamId] = frozenset()  # those of them whose manager they are
    operator: bool = False

    @property
    def roles(self) -> frozenset[str]:
        """Return every role that they have anywhere: "rep", "manager", "author", "admin"."""
        found: set[str] = set(self.grants)
        found |= {"manager"} if self.leads else set()
        found |= {"rep"} if self.teams - self.leads else set()
        return frozenset(found)

    @property
    def administers(self) -> bool:
        """Whether they may do what an admin of the workspace may."""
        return self.operator or "admin" in self.grants


@dataclass(frozen=True, slots=True)
class Invite:
    """What a code, known by its hash alone, lets one person do until it expires."""

    code_hash: str
    team_id: TeamId
    role: TeamRole
    expires_at: datetime
    used_by: MemberId | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What one member brought along when it became part of another, so that it can be given back."""

    accounts: tuple[str, ...] = ()  # ids
    renamed: tuple[tuple[str, str, str], ...] = ()  # of these: id, name before, and the one that it got
    teams: tuple[tuple[TeamId, TeamRole, TeamRole | None], ...] = ()  # its role, and the other's there before
    grants: tuple[tuple[Grant, bool], ...] = ()  # and whether the other had it already


@dataclass(frozen=True, slots=True)
class Linked:
    """A member that is part of another now. Its sessions and objections stay with it, as they are."""

    member_id: MemberId
    into: MemberId
    linked_at: datetime
    moved: Moved = field(default_factory=Moved)


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What somebody asked of the roster by a typed word.

    `text`: the code, or who is meant as typed. `mentions`: addresses that the channel found in the line, in order, and
    `strangers` the handles of which it knows no address. `team`: a team's name as typed; empty where none was.
    """

    what: str  # a key of people_words.WORDS
    text: str = ""
    team: str = ""
    mentions: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """
    What came of it: a saying of people_words.SAYINGS and what is filled in.

    `moved`: another session goes on. `about`: whom the line that was typed or the saying names; when one of them is
    erased, both go as well.
    """

    saying: str
    names: Mapping[str, str] = field(default_factory=dict)
    moved: bool = False
    about: tuple[MemberId, ...] = ()


def code_of(text: str) -> str | None:
    """Return a code as it is hashed, from what was typed or read aloud ("k7pm 3qxt"); None where it can be none."""
    code = _NOT_OF_A_CODE.sub("", text).upper()
    if len(code) != CODE_LENGTH or not code.isascii() or not code.isalnum():
        return None
    return code if any(sign.isdigit() for sign in code) else None


def shown_code(code: str) -> str:
    """Return a code in two halves, as it is told: "K7PM-3QXT"."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"
