"""
The role-plays by rubric. A customer says which one it is made for; nothing else tells them apart.

A play is imported when somebody first plays it: none is needed before the first prompt. Who needs all imports
`dialogs.plays.all_of_them`.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

from content.schema import Buyer
from dialogs.play import Play


@functools.cache
def play_called(rubric: str) -> Play[Any, Any]:
    """Return the play of a rubric, from the module of that name."""
    play: Play[Any, Any] = importlib.import_module(f"{__name__}.{rubric}").PLAY
    return play


def play_of(customer: Buyer) -> Play[Any, Any]:
    """Return the play that a customer is made for."""
    return play_called(customer.play)
