"""
What is left of a person who was erased: these columns and no others, under a pseudonym that nothing leads back from.

`why` is the message that says the reason to the person before they decide.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Retained(NamedTuple):
    table: str
    column: str
    why: str  # message id


RETAINED: Final = (
    Retained("audit", "actor", "erase.why_actor"),
    Retained("audit", "subject", "erase.why_subject"),
    Retained("erasure_receipt", "pseudonym", "erase.why_receipt"),
)
