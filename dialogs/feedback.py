"""The words of a verdict: what you wrote, what it did, one better way, why. Never a bare label."""

from __future__ import annotations

from collections.abc import Sequence

from content.library import Library
from content.practice import FixItem, LineItem
from content.schema import Buyer
from dialogs.checks import Checked, first_miss
from dialogs.play import Played
from dialogs.rehearsal import effect, first_name, model_line, spoken
from dialogs.replies import LIMITS
from dialogs.scene import clip

QUOTE = 140  # our guess: enough to know one's own line by
WHY = 240  # the judge's reason quotes the line too; what is shown is kept, and a session's row stays under 4 KB


def name_of(library: Library, label: str) -> str:
    """Return a label in plain words, such as "an implication question"."""
    return library.text(f"label.{label}")


def better_line(item: LineItem | FixItem, tries: int) -> str:
    """Return one of the model lines, another one at each try."""
    return item.better[(tries - 1) % len(item.better)]


def line_feedback(
    library: Library, item: LineItem | FixItem, *, text: str, label: str, why: str, reason: str, better: str, miss: str
) -> str:
    """
    Return the verdict on one line that is judged by its type, at most 700 characters.

    Args:
        reason: "passed", "missed" (another type than asked for), "astray" (right type, nothing that was said),
            "lacking" (right type, and *miss* says what else was asked for).
    """
    body = library.text(
        f"drill.line_{reason}",
        quote=clip(text, QUOTE),
        name=name_of(library, label),
        wanted=name_of(library, item.wants or "none"),
        why=clip(why, WHY),
        purpose=item.why,
        better=better,
        miss=miss,
    )
    return _fitting(body)


def checks_feedback(
    library: Library, item: LineItem | FixItem, found: Sequence[Checked], *, text: str, better: str
) -> str:
    """Return the verdict on one line that is judged by checks, with the rep's words that decided it."""
    missed = first_miss(found)
    decisive = [missed] if missed else [one for one in found if one.passed]
    found_in = dict.fromkeys(one.words for one in decisive if one.words)
    words = " … ".join(f"“{clip(one, QUOTE // 2)}”" for one in found_in)
    quoted = library.text("drill.words", words=words) if words else ""
    name = "drill.checks_lacking" if missed else "drill.checks_met"
    miss = missed.check.miss if missed else ""
    body = library.text(name, quote=clip(text, QUOTE), words=quoted, miss=miss, purpose=item.why, better=better)
    return _fitting("\n".join(line.strip() for line in body.splitlines() if line.strip()))


def _fitting(body: str) -> str:
    return body if len(body) <= LIMITS["feedback"] else clip(body, LIMITS["feedback"])


def reaction_feedback(library: Library, customer: Buyer, played: Played, *, said: Sequence[str], better: str) -> str:
    """
    Return how the customer answered one line and what it did, at most 700 characters.

    Args:
        said: the keys of the customer's lines; they give way where all is too long.
        better: a line that would help there; empty where this one did: then another one that asks for the same.
    """
    did, heard = effect(library, customer, played), spoken(customer, said)
    other = _other_line(library, customer, played, better=better)

    def body(heard: str) -> str:
        text = library.text("play.redone", name=first_name(customer), said=heard, effect=did, better=other)
        return text.strip()

    return body(clip(heard, max(QUOTE, len(heard) - max(0, len(body(heard)) - LIMITS["feedback"]))))


def _other_line(library: Library, customer: Buyer, played: Played, *, better: str) -> str:
    if better:
        return library.text("play.better", better=clip(better, QUOTE))
    if not played.credit or played.node not in dict(customer.nodes()):
        return ""
    return library.text("play.another", better=clip(model_line(customer, played.node, avoid=played.text), QUOTE))
