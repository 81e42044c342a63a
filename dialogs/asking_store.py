"""
What a step asks of the store beside the accounts, and what it has done there. A step stays pure: a question that has no
answer on the desk yet is raised as `Wanted`, and a deed is carried out by whoever takes the turn, in its transaction.
"""

from __future__ import annotations

from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Question(Generic[Answer]):
    """What a step wants to know, of a type for itself; frozen, since the desk finds the answer by it."""


class Deed:
    """What a turn does in the store; frozen. Refused there: the turn is taken again, on what is stored by then."""
