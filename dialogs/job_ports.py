"""What jobs need of the store: the latest run of each, what waits, what failed, and a share of what may be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol


@dataclass(frozen=True, slots=True)
class JobRun:
    """The latest run of a job. `failures`: so many in a row; `failure` is the kind of the last one."""

    name: str
    began_at: datetime
    ended_at: datetime | None
    moved: int
    failed_at: datetime | None
    failure: str | None
    failures: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What one channel's outbox holds. `in_doubt` waits and may have arrived; `sent_again` did so regardless."""

    channel: str
    waiting: int
    sending: int
    in_doubt: int
    failed: int
    sent_again: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A message that was given up, by its number in the outbox. Never what it says, nor to whom."""

    id: int
    workspace_id: str
    channel: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """A bucket: *burst* at once, then one every `every_s` seconds. Whoever takes from the same key shares it."""

    key: str
    every_s: float
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """
    What is left to wait for some shares, in seconds.

    Attributes:
        taken: False: one of them allows it so much later than the first that a place in the first would be used long
            after its time, beside those of others. Nothing is taken; ask again once that has passed.
    """

    wait_s: float
    taken: bool = True


TOGETHER_S: Final = 0.02  # shares that allow it within so much of each other are taken as one


class JobStore(Protocol):
    """Within one transaction, as all of the store."""

    def began(self, name: str, at: datetime) -> None: ...
    def ended(self, name: str, at: datetime, *, moved: int) -> None: ...
    def failed(self, name: str, at: datetime, *, failure: str) -> None: ...
    def runs(self) -> Sequence[JobRun]:
        """Return the latest run of each job, by name."""
        ...

    def backlog(self) -> Sequence[Backlog]:
        """Return what each channel's outbox holds, of all workspaces."""
        ...

    def given_up(self, *, most: int) -> Sequence[Failed]:
        """Return messages that failed, the latest first; not those held back for somebody who is to be erased."""
        ...

    def retry(self, ids: Sequence[int] | None) -> int:
        """Let messages that failed wait to be sent again, or all (None) `given_up`; return how many do."""
        ...

    def queued(self) -> Mapping[str, int]:
        """Return how many jobs of the distributed engine are in each state; empty where there is none."""
        ...

    def reserve(self, shares: Sequence[Share], *, most_s: float) -> Place | None:
        """
        Take one from each share for good, and say when they allow it; or none, and the caller rolls back.

        Each is taken from the moment on at which the one before allows it. None: a wait would be longer than *most_s*.
        Whoever takes several takes them in one order.
        """
        ...

    def forget_pace(self) -> int:
        """Delete shares that are whole again; return how many."""
        ...

    def room(self) -> int:
        """As `UnitOfWork.outbox_room`."""
        ...
