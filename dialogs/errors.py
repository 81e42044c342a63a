"""What can go wrong: one class for each decision that a caller can take."""

from __future__ import annotations


class CoachError(Exception):
    """The root; its message is for the log and the terminal of whoever runs the coach."""


class StaleSession(CoachError):
    """Another process saved the session first: load it again and take the turn again."""


class StoreUnavailable(CoachError):
    """The database is locked, down, full or read-only: nothing was saved; try again later."""


class StoreMisuse(CoachError):
    """The database cannot be used as asked (wrong URL, not ours, newer than this program, not empty)."""


class ModelUnavailable(CoachError):
    """The language model's weights are missing or not the pinned ones: go on with words and characters."""


class DeliveryError(CoachError):
    """
    A channel would not take a message.

    Attributes:
        permanent: the address is dead (blocked, deactivated, revoked): stop, and never try it again.
        refused: this one message is at fault (too long, malformed): give it up, the address is well.
        retry_after_s: how long the platform asked us to wait; None where it did not say.
        unknown: it may have taken the message all the same, such as where its answer did not come.
    With neither `permanent` nor `refused` the same message may be tried again later.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        refused: bool = False,
        retry_after_s: float | None = None,
        unknown: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.refused = refused
        self.retry_after_s = retry_after_s
        self.unknown = unknown


class FlowError(CoachError):
    """A flow's graph is wrong; found when it is built, never in a turn."""

    def __init__(self, flow: str, faults: list[str]) -> None:
        super().__init__(f"flow {flow}: " + "; ".join(faults))
        self.flow = flow
        self.faults = faults
