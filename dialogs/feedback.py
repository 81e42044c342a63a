"""The words of a verdict: what you wrote, what it did, one better way, why. Never a bare label."""

from __future__ import annotations

from content.library import Library
from content.schema import LineItem
from dialogs.replies import LIMITS
from dialogs.scene import clip

QUOTE = 140  # our guess: enough to know one's own line by


def name_of(library: Library, label: str) -> str:
    """Return a label in plain words, such as "an implication question"."""
    return library.text(f"label.{label}")


def better_line(item: LineItem, tries: int) -> str:
    """Return one of the model lines, another one at each try."""
    return item.better[(tries - 1) % len(item.better)]


def line_feedback(
    library: Library, item: LineItem, *, text: str, label: str, why: str, reason: str, better: str
) -> str:
    """
    Return the verdict on one line, at most 700 characters.

    Args:
        reason: "passed", "missed" (another type than asked for), "astray" (right type, nothing that was said).
    """
    body = library.text(
        f"drill.line_{reason}",
        quote=clip(text, QUOTE),
        name=name_of(library, label),
        wanted=name_of(library, item.wants),
        why=why,
        purpose=item.why,
        better=better,
        frameworks=", ".join(item.frameworks[:2]),
    )
    return body if len(body) <= LIMITS["feedback"] else clip(body, LIMITS["feedback"])
