"""
People from a CSV file: each row puts one into a team or a role, or is said why not.

A bad row keeps no good one out, and a file may be read again: what is so already is left as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.service.people import People
from bot.service.people_names import PeopleRefused
from dialogs.model import MemberId
from dialogs.people import GRANTS, TEAM_ROLES

MOST_BYTES: Final = 5_000_000
CHANNELS: Final = ("slack", "telegram", "terminal")
COLUMNS: Final = ("name", "channel", "address", "team", "role")
_SLACK = re.compile(r"[UW][A-Z0-9]{5,}")
_SEPARATORS: Final = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a row that was not taken: its line in the file, and why (a saying of people_words, or words)."""

    line: int
    why: str
    names: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Imported:
    """How many rows changed something, how many people were new among them, what was so already, and what was bad."""

    changed: int = 0
    new: int = 0
    there: int = 0
    bad: list[Row] = field(default_factory=list)
    unused: tuple[str, ...] = ()


def import_people(content: bytes, people: People, *, local_address: Callable[[str], str]) -> Imported:
    """
    Put the people of a file where it says, in the caller's transaction: not committed, nothing of it is so.

    Args:
        content: CSV in UTF-8, with the columns of COLUMNS in any order; only `address` must be there.
        local_address: returns a person's address in the terminal from what was written.
    Raises:
        PeopleRefused: not an admin's to do.
        ValueError: the file as a whole cannot be read; the message says what it must look like.
    """
    people.members()  # whoever may not see them may not bring any
    reader = _reader(content)
    found = Imported(unused=tuple(name for name in reader.fieldnames or () if name.strip().lower() not in COLUMNS))
    for cells in reader:
        row = {(name or "").strip().lower(): str(cell or "").strip() for name, cell in cells.items()}
        if not any(row.values()):
            continue
        try:
            _take(row, people, found, local_address)
        except PeopleRefused as refused:
            found.bad.append(Row(reader.line_num, refused.saying, refused.names))
        except ValueError as error:
            found.bad.append(Row(reader.line_num, str(error)))
    return found


def _reader(content: bytes) -> csv.DictReader[str]:
    if len(content) > MOST_BYTES:
        raise ValueError(f"the file is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("the file is no text in UTF-8; save it as CSV UTF-8") from None
    header = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    if "address" not in [name.strip().lower() for name in reader.fieldnames or ()]:
        raise ValueError(f"the first line must name the columns: {', '.join(COLUMNS)}; address must be one of them")
    return reader


def _take(row: dict[str, str], people: People, found: Imported, local_address: Callable[[str], str]) -> None:
    """Take one row. Everything is checked before the person is added."""
    channel, address = _whom(row, local_address)
    said, team = row.get("role", "").lower(), row.get("team", "")
    role = said or "rep"
    if role not in (*TEAM_ROLES, *GRANTS):
        raise ValueError(f"no role {role!r}; it is one of {', '.join((*TEAM_ROLES, *GRANTS))}")
    if role in TEAM_ROLES and team and not any(_same(team, one.name, one.id) for one in people.teams()):
        raise ValueError(f"no open team {team!r}; `coach admin team add` makes one")
    if role == "manager" and not team:
        raise ValueError("a manager needs a team")
    here = people.by.workspace_id
    known = people.work.member(here, channel, address)
    member = known or people.work.add_member(here, channel, address, row.get("name") or address, people.at)
    stays = not said and _is_in(people, member.id, team)  # a row that says no role takes nobody's away
    changed = False if stays else _place(people, member.id, role, team)
    found.new += known is None
    found.changed += changed or known is None
    found.there += not changed and known is not None


def _place(people: People, person: MemberId, role: str, team: str) -> bool:
    """Put a person where the row says; return whether they were not there already."""
    for grant in GRANTS:
        if role == grant:
            standing = people.roster.standing(person)
            people.grant(person, grant)
            return grant not in standing.grants
    for one in TEAM_ROLES:
        if role == one and team:
            return people.add(team, person, one)[1]
    return False


def _is_in(people: People, person: MemberId, team: str) -> bool:
    found = people.roster.team_named(team) if team else None
    return found is not None and any(place.member_id == person for place in people.roster.memberships(found.id))


def _whom(row: dict[str, str], local_address: Callable[[str], str]) -> tuple[str, str]:
    address, channel = row.get("address", "").lstrip("@"), row.get("channel", "").lower()
    if not address:
        raise ValueError("no address")
    if not channel:
        channel = "telegram" if address.isdecimal() else "slack" if _SLACK.fullmatch(address) else "terminal"
    if channel not in CHANNELS:
        raise ValueError(f"no channel {channel!r}; it is one of {', '.join(CHANNELS)}")
    if channel == "telegram" and not address.isdecimal():
        raise ValueError("an address in Telegram is a number")
    return channel, local_address(address) if channel == "terminal" else address


def _same(text: str, *names: str) -> bool:
    return any(" ".join(text.casefold().split()) == " ".join(name.casefold().split()) for name in names)
