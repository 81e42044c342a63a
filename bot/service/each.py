"""What a job does with each of many rows: a fault of ours in one of them does not keep the others from their turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from dialogs.errors import CoachError

One = TypeVar("One")


def for_each(found: Sequence[One], do: Callable[[One], None]) -> int:
    """
    Do something with every row, each on its own; return how many there were.

    Raises:
        CoachError: at once; the store is away for the next one as well.
        Exception: the first fault, once every row had its turn.
    """
    faults: list[Exception] = []
    for one in found:
        try:
            do(one)
        except CoachError:
            raise
        except Exception as fault:  # noqa: BLE001 - the job loop, row by row: it is raised below, to be noted there
            faults.append(fault)
    if faults:
        raise faults[0]
    return len(found)
