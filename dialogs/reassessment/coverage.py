"""
How much is known of an account: the sum of the ladder over what was asked. No grade, no chance of winning; and what
falls by ageing alone is called stale, never a decline.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from content.library import Library
from dialogs.reassessment.facts import field, lines
from dialogs.reassessment.ladder import base_level, is_stale, level
from dialogs.reassessment.model import Answers

Word = Literal["guessed", "partly", "founded", "observed"]
WORDS: tuple[Word, ...] = ("guessed", "partly", "founded", "observed")
Trend = Literal["up", "same", "stale", "down"]
# reassessment.md 5: mostly guessed < 35 %, partly known 35-59 %, well founded 60-79 %, observed >= 80 %
_FROM: tuple[tuple[int, Word], ...] = ((80, "observed"), (60, "founded"), (35, "partly"), (0, "guessed"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was asked on a day, and how well it is known then."""

    total: int  # of the levels, after ageing
    asked: int  # items
    grounded: int  # items that rest on what the customer said or did: level 2 or 3
    dated: int  # items whose answer came with dated evidence, of whatever age
    stale: int  # of those: items whose evidence is older than 30 days

    @property
    def share(self) -> float:
        """Return the sum of the levels by the most that it could be, 0 to 1; 0 where nothing was asked."""
        return self.total / (3 * self.asked) if self.asked else 0.0

    @property
    def word(self) -> Word:
        return word_of(self.share)


def word_of(share: float) -> Word:
    """Return the word for a share, 0 to 1."""
    of_hundred = round(100 * share, 6)  # 21 of 60 is 35 %, whatever the fraction is rounded to
    return next(word for least, word in _FROM if of_hundred >= least)


def coverage(answers: Answers, today: date) -> Coverage:
    """Return how well what was asked is known on a day."""
    levels = [level(answer, today) for answer in answers.values()]
    return Coverage(
        total=sum(levels),
        asked=len(levels),
        grounded=sum(worth >= 2 for worth in levels),
        dated=sum(base_level(answer) >= 2 for answer in answers.values()),
        stale=sum(is_stale(answer, today) for answer in answers.values()),
    )


def trend(before: Answers, then: date, answers: Answers, today: date) -> Trend:
    """Return how coverage moved between two days; "stale" where it fell by ageing alone."""
    was, now = coverage(before, then), coverage(answers, today)
    if now.share == was.share:
        return "same"
    if now.share > was.share:
        return "up"
    return "stale" if _unaged(answers) >= _unaged(before) else "down"


def _unaged(answers: Answers) -> float:
    """Return the share as it would be if nothing aged."""
    return sum(base_level(answer) for answer in answers.values()) / (3 * len(answers)) if answers else 0.0


def vulnerable(answers: Answers) -> int:
    """Return the vulnerability index: how many crucial criteria there are on which we are weaker, or do not know."""
    crucial = [cell for cell in lines(answers, "v2") if field(cell, "weight") == "crucial"]
    return sum((field(cell, "standing") or "unknown") in ("weaker", "unknown") for cell in crucial)


def told(found: Coverage, library: Library, *, moved: Trend = "same") -> str:
    """Return coverage in words, with the count: "partly known: 7 of 15 rest on what the customer said or did"."""
    word = library.text(f"coverage.{found.word}")
    said = library.text("coverage.count", word=word, grounded=found.grounded, asked=found.asked)
    return f"{said} {library.text('coverage.stale', stale=found.stale)}" if moved == "stale" else said
