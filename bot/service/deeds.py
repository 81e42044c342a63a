"""Carries out what a turn does in the store beside its own data, in the turn's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dialogs.asking_store import Deed
from dialogs.model import Member
from dialogs.ports import UnitOfWork

if TYPE_CHECKING:
    from content.library import Library


def carry_out(work: UnitOfWork, library: Library, member: Member, deed: Deed, at: datetime) -> None:
    """
    Do what a turn of *member* has done.

    Raises:
        TypeError: nobody carries out such a deed.
    """
    from bot.service import own_nudges

    own_nudges.carry_out(work, member, deed, at)
