"""Whom and which team a text names; and what is said where it cannot be done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from content.basics import LONGEST_LABEL
from dialogs.errors import StoreMisuse
from dialogs.model import MemberId
from dialogs.people import Person


class PeopleRefused(StoreMisuse):
    """It cannot be done, or not by this caller. `saying`, `names` and `about` are those of `dialogs.people.Told`."""

    def __init__(self, saying: str, *, about: Sequence[MemberId] = (), **names: str) -> None:
        super().__init__(f"{saying} {names}" if names else saying)
        self.saying = saying
        self.names = names
        self.about = tuple(about)


def usable_name(name: str) -> str:
    """Return a team's name on one line with single spaces. Raises PeopleRefused: nothing to read, or too long."""
    usable = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not any(c.isalpha() for c in usable) or len(usable) > LONGEST_LABEL:
        raise PeopleRefused("team_name_unusable")
    return usable


def meant(people: Sequence[Person], text: str, channel: str) -> Person:
    """
    Return whom a text names: by an address, one in *channel* first, else by name.

    Raises:
        PeopleRefused: nobody, or several.
    """
    wanted = " ".join(text.strip().casefold().lstrip("@").split())
    by_address = [p for p in people if any(address.casefold() == wanted for _, address in p.addresses)]
    here = [p for p in by_address if any(c == channel and a.casefold() == wanted for c, a in p.addresses)]
    by_name = [p for p in people if " ".join(p.name.casefold().split()) == wanted]
    found = next((some for some in (here, by_address, by_name) if some), [])
    if len(found) > 1:
        shown = ", ".join(sorted(p.addresses[0][1] for p in found if p.addresses))
        raise PeopleRefused("many_persons", about=[p.id for p in found], text=text, found=shown)
    if not found:
        raise PeopleRefused("no_person", text=text)
    return found[0]


def named_in(people: Sequence[Person], text: str) -> list[MemberId]:
    """
    Return whose address, or any word of whose name, stands in a text: more than are meant by it, never fewer.

    It says with whom a typed line goes when they are erased, also one that named nobody who could be found.
    """
    typed = set(_words(text))
    return [one.id for one in people if typed & _called(one)]


def _called(one: Person) -> set[str]:
    return {*_words(one.name), *(word for _, address in one.addresses for word in _words(address))}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
