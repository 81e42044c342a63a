"""All content, frozen and joined by id. It is built by the loader; it reads no file itself."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # no first prompt needs them
    from content.accuracy import Accuracy
    from content.buyers import AnyCustomer
    from content.checklist import Checklist, Section
    from content.pack import Pack
    from content.practice import QuickItem
    from content.privacy import PrivacyTable
    from content.schema import Item, Scenario, Skill


def _no_table() -> PrivacyTable:
    raise LookupError("this library was built without the table of who sees what")


@dataclass(frozen=True, slots=True)
class Library:
    """Content by id. `hash` changes with any byte of any file that a session may refer to."""

    hash: str
    skills: Mapping[str, Skill]
    drills: Mapping[str, QuickItem]
    customers: Mapping[str, AnyCustomer]
    scenarios: Mapping[str, Scenario]
    messages: Mapping[str, str]  # texts
    packs: Mapping[str, Pack] = field(default_factory=dict)
    checklists: Mapping[str, Section] = field(default_factory=dict)
    checklist_later: Callable[[], Checklist] | None = field(default=None, compare=False)
    pack: str | None = None  # the company pack in use: `scenarios` are sold with its products where they fit
    sold: Mapping[str, str] = field(default_factory=dict)  # by scenario: the product of that pack
    privacy_later: Callable[[], PrivacyTable] = field(default=_no_table, compare=False)
    controller: str = ""  # who answers for the data, from the settings; empty: nobody was named
    accuracy_later: Callable[[], Accuracy | None] = field(default=lambda: None, compare=False)

    @property
    def checklist(self) -> Checklist:
        """The sections of `checklists` joined, made when somebody first looks."""
        if self.checklist_later is None:
            from content.checklist import Checklist

            return Checklist({})
        return self.checklist_later()

    @property
    def privacy(self) -> PrivacyTable:
        """Who sees what, for how long. Raises ContentError at the first look, where the file is wrong."""
        return self.privacy_later()

    @property
    def accuracy(self) -> Accuracy | None:
        """
        The judge's figures; None: nobody measured. No part of `hash`, since no session refers to them.

        Raises ContentError at the first look, where the file is wrong.
        """
        return self.accuracy_later()

    def text(self, message_id: str, **names: object) -> str:
        """
        Return a message with its {names} filled in.

        Raises:
            KeyError: no such message, or a name that it needs is not given.
        """
        text = self.messages[message_id]
        return text.format(**names) if names else text

    def offer_mark(self, scenario: str) -> str:
        """Return a short word for whose product a scenario is sold with; empty where it is its own."""
        product = self.sold.get(scenario)
        return f"{zlib.crc32(f'{self.pack}.{product}{self._range(scenario)}'.encode()):08x}" if product else ""

    def _range(self, scenario: str) -> str:
        """Return the price that is haggled over; the offers so far would make no sense in another range."""
        sold = self.scenarios[scenario]
        price = sold.offer.price if sold.offer and sold.rubric == "negotiation" else None
        return f" {price.low:g} {price.high:g}" if price else ""

    def offered(self) -> tuple[str, ...]:
        """Return the ids of the scenarios that a rep may choose from."""
        return tuple(key for key, scenario in self.scenarios.items() if not scenario.draft)

    def items(self) -> tuple[Item, ...]:
        """Return every object that serves a framework, ordered by kind and id."""
        kinds = (self.skills, self.drills, self.customers, self.scenarios)
        return tuple(kind[key] for kind in kinds for key in sorted(kind))
