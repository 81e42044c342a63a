"""
How a customer of any play speaks: the next wording, the bait along with it, and leaving when patience is used up.

What is said is kept as keys ("place#wording", "bait.ID"); the words come from the content each time.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from content.schema import Buyer
from dialogs.play import CommonMood, Reaction, moved

LONGEST = 220  # customer.md 6: the buyer's line is at most 220 characters

Outcome = tuple[str, dict[str, Any], bool]  # the place whose wording is said, what moves in the mood, credit


def strain(mood: CommonMood, place: str, steps: float, **moves: Any) -> Outcome:
    """Answer with what costs patience."""
    return place, {"impatience": mood.impatience + steps, **moves}, False


def leave_at_limit(customer: Buyer, mood: CommonMood, outcome: Outcome) -> Outcome:
    """Let the customer end the call politely where this answer used up their patience."""
    _, moves, _ = outcome
    if moves.get("ended", mood.ended) or moves.get("impatience", mood.impatience) < customer.limits["impatience_end"]:
        return outcome
    return "leave", {**moves, "ended": "left"}, False


def draw(said: Sequence[str], place: str, *, size: int, seed: int) -> str:
    """Draw the next wording of a place from its shuffle bag: all before any again, never the same twice in a row."""
    here = f"{place}#"
    used = [int(key.removeprefix(here).partition("|")[0]) for key in said if key.startswith(here)]
    round_, spent = divmod(len(used), size)
    salt = f"{seed}:{place}:{round_}:"
    # in the order of a checksum: seeding a generator for each line took a fifth of the whole step
    bag = sorted(range(size), key=lambda wording: zlib.crc32(f"{salt}{wording}".encode()))
    if size > 1 and round_ and bag[0] == used[round_ * size - 1]:  # the whole round is turned, not just its first draw
        bag = bag[1:] + bag[:1]
    return f"{place}#{bag[spent]}"


def due_bait(customer: Buyer, mood: CommonMood, text: str) -> str:
    """Return the id of the bait to add to the line said, if any: once each, and where the line has room."""
    turn = mood.turns + 1  # the one that is being answered
    for bait in customer.baits:
        due = turn >= bait.after_turn and bait.id not in mood.baited
        if due and len(text) + len(bait.say) < LONGEST:
            return bait.id
    return ""


def bait_line(customer: Buyer, key: str) -> str:
    """Return the words of a bait, by its key "bait.ID"."""
    return next(bait.say for bait in customer.baits if bait.id == key[5:])


def said_so(mood: CommonMood, outcome: Outcome, *, key: str, bait: str) -> Reaction:
    """Return the reaction in which the line of *key* was said, with its bait, and the mood has moved."""
    place, moves, credit = outcome
    said = (key, f"bait.{bait}") if bait else (key,)
    moves = {**moves, "turns": mood.turns + 1, "said": (*mood.said, *said)}
    if bait:
        moves["baited"] = (*mood.baited, bait)
    event = "told" if credit and "told" in moves else place.partition(".")[0]
    return Reaction(moved(mood, moves), said, event, credit, bait)
