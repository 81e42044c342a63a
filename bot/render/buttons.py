"""
What a button sends back when it is pressed: the stamp of its message and the id of its choice.

Anybody can send any value: reading one never fails, and a stamp that was read proves nothing.
"""

from __future__ import annotations

_MOST_BYTES = 64  # Telegram's limit on callback data; Slack's is 2,000
_BETWEEN = "|"


def button_value(stamp: str, choice_id: str) -> str:
    """
    Return "stamp|choice id" in at most 64 bytes.

    Raises:
        ValueError: it would be longer, one of the two is empty, or the stamp has a "|" in it.
    """
    value = f"{stamp}{_BETWEEN}{choice_id}"
    if not stamp or not choice_id or _BETWEEN in stamp or len(value.encode()) > _MOST_BYTES:
        raise ValueError(f"no button can carry {value!r}")
    return value


def read_button(value: str) -> tuple[str | None, str]:
    """Return the stamp and the choice id that *value* carries; without a stamp, None and the whole of it."""
    stamp, between, choice_id = value.partition(_BETWEEN)
    return (stamp or None, choice_id) if between else (None, value)
