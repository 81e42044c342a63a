"""
What a reply to a worry does: the model's ten probabilities, corrected by rule.

A sin needs a target, and nobody who invited or owned it: the parking is no worry, advice may be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dialogs.judging.linking import content_stems
from dialogs.model import MOVES

CLEARED = 0.30  # a sin that a rule clears is held at or below this: neither named nor asked about
_NEAR = 0.30  # similarity from which what is brushed aside counts as the worry itself; our guess

_BRUSHED = re.compile(
    r"\b(?:don't|dont|do not|no need to) (?:you )?(?:worry|stress|fret|panic) about (?P<target>[^,.;!?]+)|\b(?:no|"
    r"never a|not a) (?:problem|worries|bother|trouble|issue) (?:with|about|for|on) (?P<other>[^,.;!?]+)"
)
_ADVICE_ASKED = re.compile(
    r"\b(?:what|how|which|where) (?:would|should|do|could|can|'d) (?:you|i|we|one|someone) (?:\w+ )?(?:do|suggest|"
    r"recommend|advise|start|begin|handle|tackle|go about|pick|choose|say|approach|proceed|propose|think (?:we|"
    r"i) should)|"
    r"\b(?:any|your|some|give (?:me|us)|need|want) (?:advice|suggestions?|recommendations?|ideas?|tips|steer)\b|"
    r"\badvise (?:me|us)\b|\bif you were (?:me|us|in my)|\bin (?:my|our) (?:place|shoes)\b|\btell (?:me|us) (?:what|"
    r"how|where) to\b|\bwhat (?:is|are|'s) (?:the|our|my) (?:best|next) (?:way|step|move)"
)
_THEIR_DATE = re.compile(
    r"\b(?:you(?:'ve| have)? (?:said|mentioned|told (?:me|us)|wrote|named|were saying)|(?:as|like) you (?:say|said)|"
    r"your (?:own )?(?:lease|contract|licen[cs]e|audit|season|deadline|budget|board|year[- ]end|go-?live|tender|"
    r"renewal|"
    r"inspection|shutdown|permit))\b[^,.;]{0,40}\b(?:jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sep\w*|"
    r"oct\w*|nov\w*|"
    r"dec\w*|\w+day|q[1-4]|quarter|spring|summer|autumn|winter|christmas|easter|year|month|week|weeks|\d+(?:st|nd|"
    r"rd|th)?)\b"
)
_FORCING = re.compile(
    r"\b(?:now or never|last (?:chance|slot|one|few)|only (?:\d+|one|two|three|a few|a couple|valid|until|till|"
    r"good)|running out|competitors?|competition|rivals?|can't hold|cannot hold|won't hold|too late|regret|"
    r"lose (?:out|the|your|it)|miss (?:out|the|this)|"
    r"today|tonight|right now|sign (?:now|today|this)|goes up|go up|price rise|someone else|somebody else|"
    r"waiting list|or else|otherwise|gone|lapses?|flips?|on your head|waited)\b"
)
_AGREED = re.compile(
    r"\b(?:as (?:we )?(?:agreed|discussed|quoted|in the (?:offer|quote|contract))|(?:already|we) agreed|"
    r"agreed (?:price|terms|rate)|same (?:price|terms|rate) (?:as|we|that)|(?:price|offer|terms?|rate) (?:stays?|"
    r"stands?|remains?|hasn't changed|is unchanged|holds))\b"
)
_CONCEDING = re.compile(
    r"\b(?:discount|waive\w*|throw in|knock \w+|for free|free of charge|reduce\w*|lower|cheaper|come down|drop the|"
    r"off the (?:price|list)|extra|sweeten)\b"
)
_FAIR = re.compile(
    r"\b(?:they(?:'re| are)|it(?:'s| is)|he is|[\w-]+ (?:is|are|make|makes|do|does|have|"
    r"has)) (?:\w+ )?(?:a )?(?:good|solid|decent|fine|strong|serious|great|respectable|well[- ]known|proper|"
    r"capable)\b|\bnothing (?:bad|against)\b"
)
_BAD = re.compile(
    r"\b(?:but|though|rubbish|poor|bad|worse|fail\w*|never|can't|won't|late|slow|cheap|mess|disaster|sloppy|"
    r"outdated|struggl\w*|corners|let (?:you|people|them) down|hear(?:d)? (?:things|stories))\b"
)


def _worry_is_elsewhere(lower: str, worry: str | None, told: Sequence[str], target_nearness: float | None) -> bool:
    """Return True where what is brushed aside is not what the customer worries about (the parking)."""
    brushed = _BRUSHED.search(lower)
    if not brushed or not (worry or told):
        return False
    target = content_stems(brushed["target"] or brushed["other"])
    voiced = content_stems(" ".join([worry or "", *told]).lower())
    points_back = not target  # "don't worry about that": the worry itself
    return not points_back and not target & voiced and (target_nearness is None or target_nearness < _NEAR)


def brushed_aside(lower: str) -> str | None:
    """Return what the reply tells the customer not to worry about, if it names something."""
    brushed = _BRUSHED.search(lower)
    return (brushed["target"] or brushed["other"]) if brushed else None


def read_moves(
    probabilities: Mapping[str, float],
    lower: str,
    *,
    told: Sequence[str],
    worry: str | None,
    target_nearness: float | None,
) -> dict[str, float]:
    """
    Return ten probabilities; where a rule clears a sin, it is held at CLEARED.

    Args:
        target_nearness: similarity of what is brushed aside to the worry, -1 to 1; None where nothing is.
    """
    moves = {move: min(1.0, max(0.0, round(float(probabilities.get(move, 0.0)), 6))) for move in MOVES}
    cleared = {
        "minimise": _worry_is_elsewhere(lower, worry, told, target_nearness),
        "prescribe": bool(_ADVICE_ASKED.search((worry or " ".join(told[-1:])).lower())),
        "pressure": bool(_THEIR_DATE.search(lower)) and not _FORCING.search(lower),
        "concede": bool(_AGREED.search(lower)) and not _CONCEDING.search(lower),
        "attack": bool(_FAIR.search(lower)) and not _BAD.search(lower),
    }
    return {move: min(p, CLEARED) if cleared.get(move) else p for move, p in moves.items()}
