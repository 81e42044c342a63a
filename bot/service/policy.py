"""
Who may read what: the one place that decides, from the table of content/privacy.yaml alone. Pure.

Whoever reads another person's data asks here first, through `bot.service.reading`, which writes the log as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from content.privacy import NOTHING, Cell, Form, Kind, PrivacyTable
from content.privacy import Reader as Role
from dialogs.model import MemberId, WorkspaceId


class Reader(Protocol):
    """Whoever wants to read; `dialogs.people.Standing` is one."""

    @property
    def workspace_id(self) -> WorkspaceId: ...
    @property
    def member_id(self) -> MemberId | None:
        """None: nobody that the coach knows."""
        ...

    @property
    def roles(self) -> frozenset[str]:
        """Of "rep", "manager", "author", "admin"; "vendor" for an outside service that an admin switched on."""
        ...

    @property
    def leads(self) -> frozenset[str]:
        """The teams that they manage."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """
    Whose data it is. `member_id` None: a whole workspace's, such as counts or what everybody shared.

    `teams`: those that they are a rep of. Who leads a team with somebody is not their manager there.
    """

    workspace_id: WorkspaceId
    member_id: MemberId | None = None
    teams: frozenset[str] = field(default_factory=frozenset)
    erasing: bool = False  # they asked to be erased: nobody else sees them any more


Why = Literal["own", "role", "elsewhere", "nobody", "erasing", "no_role", "not_their_team"]


@dataclass(frozen=True, slots=True)
class Decision:
    """
    Whether it may be read, in which form, and as whom. Not allowed: the form is "none".

    `least`: of counts, over how many people who finished at least.
    """

    allowed: bool
    why: Why
    form: Form = "none"
    role: str = ""
    least: int = 0


# What shows more comes first: a person who may read in two roles reads in the one that shows more.
_RANK: Sequence[Form] = ("whole", "names", "status", "shared", "counts", "none")


def allows(tables: PrivacyTable | Sequence[PrivacyTable], reader: Reader, kind: Kind, of: Subject) -> Decision:
    """
    Decide whether *reader* may read what is *kind* about *of*, and in which form.

    Args:
        tables: those in effect; of several, while a change is announced, what all of them allow.
    """
    given = (tables,) if isinstance(tables, PrivacyTable) else tuple(tables)
    decisions = [_decide(table, reader, kind, of) for table in given]
    return max(decisions, key=lambda decision: (_RANK.index(decision.form), decision.least))


def _decide(table: PrivacyTable, reader: Reader, kind: Kind, of: Subject) -> Decision:
    if reader.workspace_id != of.workspace_id:
        return Decision(False, "elsewhere")
    if reader.member_id is None and "vendor" not in reader.roles:
        return Decision(False, "nobody")
    if reader.member_id is not None and reader.member_id == of.member_id:
        return Decision(True, "own", table.row(kind).cell("rep").form, "rep")
    if of.erasing:
        return Decision(False, "erasing")
    return min(_in_roles(table, reader, kind, of), key=lambda one: (not one.allowed, _RANK.index(one.form)))


def _in_roles(table: PrivacyTable, reader: Reader, kind: Kind, of: Subject) -> Iterator[Decision]:
    yield Decision(False, "no_role")
    for role in _others(reader):
        cell = table.row(kind).cell(role)
        if cell.form == "none":
            continue
        if role == "manager" and not _manages(reader, of):
            yield Decision(False, "not_their_team")
        elif _fits(cell, of):
            yield Decision(True, "role", cell.form, role, cell.least)


def _others(reader: Reader) -> Iterator[Role]:
    """Yield the roles in which somebody reads another person's data; a rep reads none."""
    roles = reader.roles | ({"manager"} if reader.leads else frozenset())
    known: tuple[Role, ...] = ("manager", "author", "admin", "vendor")
    yield from (role for role in known if role in roles)


def _manages(reader: Reader, of: Subject) -> bool:
    """Whether the person is in one of the teams that the reader leads; of a workspace, whether they lead any there."""
    return bool(reader.leads & of.teams)


def _fits(cell: Cell, of: Subject) -> bool:
    """Counts are never of one person."""
    return cell != NOTHING and not (cell.form == "counts" and of.member_id is not None)
