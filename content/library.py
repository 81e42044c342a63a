"""All content, frozen and joined by id. It is built by the loader; it reads no file itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content.buyers import AnyCustomer
from content.judge_lines import Accuracy
from content.practice import QuickItem
from content.schema import Item, Message, Scenario, Skill


@dataclass(frozen=True, slots=True)
class Library:
    """Content by id. `hash` changes with any byte of any file that a session may refer to."""

    hash: str
    skills: Mapping[str, Skill]
    drills: Mapping[str, QuickItem]
    customers: Mapping[str, AnyCustomer]
    scenarios: Mapping[str, Scenario]
    messages: Mapping[str, Message]
    accuracy: Accuracy | None = None  # None: nobody measured; no part of `hash`, since no session refers to it

    def text(self, message_id: str, **names: object) -> str:
        """
        Return a message with its {names} filled in.

        Raises:
            KeyError: no such message, or a name that it needs is not given.
        """
        text = self.messages[message_id].text
        return text.format(**names) if names else text

    def offered(self) -> tuple[str, ...]:
        """Return the ids of the scenarios that a rep may choose from."""
        return tuple(key for key, scenario in self.scenarios.items() if not scenario.draft)

    def items(self) -> tuple[Item, ...]:
        """Return every object that serves a framework, ordered by kind and id."""
        kinds = (self.skills, self.drills, self.customers, self.scenarios)
        return tuple(kind[key] for kind in kinds for key in sorted(kind))
