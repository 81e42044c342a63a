"""The words that a nudge's buttons can be typed by, in any state; what they do is in `dialogs.nudging`. A leaf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NUDGE_STAMP: Final = "n."  # no session's stamp begins so, see `Session.stamp`
REVIEW_STAMP: Final = "r."  # of what is announced before a review
NUDGE_WORDS: Final[Mapping[str, str]] = {
    "answer": "nudge_answer",
    "5-minute reassess": "nudge_reassess",
    "five-minute reassess": "nudge_reassess",
    "reassess": "nudge_reassess",
    "snooze": "nudge_snooze",
    "not this account": "nudge_not",
    "not helpful": "nudge_unhelpful",
    "resume": "nudge_resume",
    "practise now": "nudge_drill",
    "don't show": "review_hide",
    "do not show": "review_hide",
}


def is_nudge_word(text: str | None) -> bool:
    """Whether a typed line may be the answer to a nudge; whoever asks looks up whether there is one."""
    return text is not None and len(text) < 40 and plain(text) in NUDGE_WORDS


def plain(text: str) -> str:
    """Return a line as these words are compared."""
    return " ".join(text.split()).lower().replace("’", "'").rstrip(" .").lstrip("/")
