"""What the use cases tell whoever watches them: figures and kinds, never a word that anybody wrote."""

from __future__ import annotations

from typing import Protocol


class Observer(Protocol):
    """Takes note of what happened. It must not raise, and must not take long: it is called in the event loop."""

    def turn_taken(self, channel: str, *, duration_s: float, verdicts: tuple[str, ...], duplicate: bool) -> None: ...
    def delivered(self, channel: str, outcome: str) -> None:
        """Note one send: "sent", "postponed", "refused" or "unreachable"."""
        ...

    def failed(self, kind: str) -> None:
        """Note an error by its kind, such as "turn" or "delivery"."""
        ...


class Nobody:
    """Watches nothing."""

    def turn_taken(self, channel: str, *, duration_s: float, verdicts: tuple[str, ...], duplicate: bool) -> None: ...
    def delivered(self, channel: str, outcome: str) -> None: ...
    def failed(self, kind: str) -> None: ...
