"""
"This may be a bad piece of business": when it is said, why, and the cheapest test of it. The bot never decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from content.library import Library
from dialogs.reassessment import flags
from dialogs.reassessment.case import Case, unchanged
from dialogs.reassessment.facts import chosen, column, day_of, field
from dialogs.reassessment.flag_plan import STANDSTILL
from dialogs.reassessment.model import Entry
from dialogs.reassessment.telling import clip, day_words

ENOUGH = 3  # signs together: reassessment.md 6
FLAGS = ("rf1", "rf2", "rf4", "rf7", "rf9", "rf12")
SIGNS = (*FLAGS, "v9", "a5")  # V9 is not certain; A5 repeated unchanged three times
TEST_DAYS = 7  # until the cheapest test is due: the next weekly look; our guess
MOST = 700  # journeys.md: feedback, in characters
_SIZES = ((60, 2), (60, 1), (30, 1), (0, 1))  # of a quotation, and signs whose disproof is named: tried until it fits


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an account may not be worth chasing; each reason is enough."""

    unwanted: bool  # A4: the rep would not start it today
    signs: tuple[str, ...]  # of SIGNS; named where three or more came together
    tripped: Entry | None  # A9: its day has passed, and the sign was seen
    because: str = ""  # the rep's words at A4


def verdict(case: Case, raised: Sequence[flags.Flag] | None = None) -> Doubt | None:
    """
    Return why this may be a bad piece of business; None where nothing says so.

    Args:
        raised: the flags of the case, where they are known already.
    """
    unwanted = chosen(case.answers, "a4") == "no"
    found = _signs(case, flags.raised(case) if raised is None else raised)
    together = found if len(found) >= ENOUGH else ()
    tripped = _tripped(case)
    if not (unwanted or together or tripped):
        return None
    return Doubt(unwanted, together, tripped, case.answers["a4"].text if unwanted else "")


def _signs(case: Case, raised: Sequence[flags.Flag]) -> tuple[str, ...]:
    there = {flag.id for flag in raised}
    if chosen(case.answers, "v9") in ("not_certain", "cannot_compete"):
        there.add("v9")
    if unchanged(case, "a5") >= STANDSTILL:
        there.add("a5")
    return tuple(sign for sign in SIGNS if sign in there)


def _tripped(case: Case) -> Entry | None:
    if case.gone_off:
        return case.gone_off
    wire = case.answers.get("a9")
    entry = wire.entries[0] if wire is not None and wire.is_known and wire.entries else None
    day = day_of(entry) if entry else None
    return entry if entry and day and day < case.today and field(entry, "seen") == "yes" else None


def test_day(today: date, review: date | None) -> date:
    """Return by when the cheapest test is to be made: in a week, or on the day of the review if that is sooner."""
    week = today + timedelta(days=TEST_DAYS)
    return min(week, review) if review and review > today else week


def told(why: Doubt, library: Library, *, by: date) -> str:
    """Return the reasons, what would prove them wrong, and the cheapest test, in at most 700 characters."""
    texts = (_told(why, library, by, quoted=quoted, proven=proven) for quoted, proven in _SIZES)
    return next(text for text in texts if len(text) <= MOST)  # the last one is made of our own texts alone


def _told(why: Doubt, library: Library, by: date, *, quoted: int, proven: int) -> str:
    named = list(why.signs) or (["a4"] if why.unwanted else ["a9"])
    proofs = "; ".join(library.text(f"business.proof_{sign}") for sign in named[:proven])
    parts = [
        library.text("business.title"),
        *_reasons(why, library, quoted),
        library.text("business.proof", proofs=proofs),
        library.text("business.test", question=library.text(f"business.ask_{named[0]}"), day=day_words(by)),
    ]
    return "\n".join(parts)


def _reasons(why: Doubt, library: Library, quoted: int) -> list[str]:
    found = []
    if why.signs:
        count = library.text(f"business.count_{len(why.signs)}")
        listed = "; ".join(library.text(f"business.sign_{sign}") for sign in why.signs)
        found.append(library.text("business.signs", count=count, signs=listed))
    if why.unwanted:
        because = clip(why.because, quoted)
        found.append(
            library.text("business.because", because=because) if because else library.text("business.unwanted")
        )
    if why.tripped:
        sign, day = clip(column(why.tripped, "sign") or why.tripped.text, quoted), day_of(why.tripped)
        seen = library.text("business.tripped", sign=sign, day=day_words(day)) if sign and day else ""
        found.append(seen or library.text("business.gone_off"))
    return found


def said() -> dict[str, frozenset[str]]:
    """Return every message id of the rule that is put together, with the names that are filled in."""
    ids = [f"business.{kind}_{sign}" for kind in ("proof", "ask") for sign in (*SIGNS, "a4", "a9")]
    ids += [f"business.sign_{sign}" for sign in SIGNS]
    ids += [f"business.count_{count}" for count in range(ENOUGH, len(SIGNS) + 1)]
    return dict.fromkeys(ids, frozenset[str]())
