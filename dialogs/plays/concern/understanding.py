"""
From a percept to an act, for a customer with a worry: moves first, then what was asked about.

A sin counts only where the judge names it; one in doubt costs nothing (judge.md 6).
"""

from __future__ import annotations

from content.concern import ConcernCustomer
from dialogs.judging.policy import SIN_DOUBTFUL
from dialogs.model import SINS, Heard, Percept
from dialogs.play import IN_DOUBT, Act, Understood
from dialogs.plays.concern.answering import HEARD, Mood, next_layer
from dialogs.plays.faults import comes_nearest_to, faults_of, is_fault
from dialogs.understanding import KNOWN_AT, MOST_QUESTIONS, NEAR_AT, OUTSIDE_SHARE
from dialogs.wording import ASKS_ANYBODY, ECHO, FORMULA, GENERAL, LISTED, SORRY

NEXT_BONUS = 0.04  # for the layer that comes next; our guess
SURE_SIN = 0.92  # of a line that hears the worry, or asks for what lies near it; our guess
SURE_AT = 0.45  # a question as near as this to something asks for it; as in dialogs/plays/topics; our guess
UNDER = ("layer", "fear")
UNDER_OR_SIGNAL = ("signal", *UNDER)
HEARD_AT = 0.5  # likelier so than not; our guess
TOLD_MALUS = 0.04  # for what was told: a rep who has heard it asks on


def understand(percept: Percept, *, customer: ConcernCustomer, mood: Mood) -> Understood:
    """Say what a line did. A sin comes first, then what gives away or presents, then what was asked about."""
    return Understood(_act(percept, customer, mood), "none")


def _act(percept: Percept, customer: ConcernCustomer, mood: Mood) -> Act:
    judgement = percept.judgement
    if judgement.gate == "small_talk":
        return Act("small_talk")
    sins = _sins(percept, asks_for_sure=_asks_for_sure(percept, customer, mood))
    if _asks_for_their_step(percept, customer, mood):
        sins = [sin for sin in sins if sin != "prescribe"]
    if sins:
        return Act(sins[0], other=sins[1] if len(sins) > 1 else "")
    if judgement.questions > MOST_QUESTIONS or LISTED in percept.signs:
        return Act("scatter")
    if ECHO in percept.signs:
        return Act("echo")
    moves = set(judgement.named) | (faults_of(percept) - set(SINS))
    heard = comes_nearest_to(percept, "heard")
    given = next((move for move in ("concede", "attack", "pitch") if move in moves and not heard), "")
    if given:
        return Act(given)
    acknowledged = _is_heard(percept)
    if _asks(percept, acknowledged=acknowledged):
        return _asked(percept, customer, mood, other=HEARD if acknowledged else "")
    noticed = _noticed(percept, customer, mood)
    return Act("signal", noticed) if noticed else _said(percept, mood, acknowledged=acknowledged)


def _noticed(percept: Percept, customer: ConcernCustomer, mood: Mood) -> str:
    """Return the signal that a line surely names, and asks nothing about: "it wasn't in there, nor in the last one"."""
    best = _best(percept.heard, customer, mood)
    if (
        best is None
        or best.node in mood.told
        or SORRY in percept.signs
        or set(SINS) & set(percept.judgement.candidates)
    ):
        return ""
    return best.node if best.node.startswith("signal.") and _lead(percept.heard, best) >= SURE_AT else ""


def _asks(percept: Percept, *, acknowledged: bool) -> bool:
    """Whether the line asks. "I can hear what a second one would cost you" hears, though the judge names both."""
    judgement = percept.judgement
    named = {"explore", "hand_back"} & set(judgement.named)
    if judgement.questions or not named:
        return judgement.questions > 0
    moves = judgement.moves or {}
    hears = acknowledged and moves.get("acknowledge", 0.0) >= max(moves.get(move, 0.0) for move in named)
    return not hears or any({"explore", "hand_back"} & set(part.judgement.named) for part in percept.parts)


def _is_heard(percept: Percept) -> bool:
    """
    Whether the line shows that the worry was heard: in a sentence of its own, where the line also asks.

    A line that only says something needs to be likelier that than anything else; one kindness too many does no harm.
    """
    judgement = percept.judgement
    if FORMULA in percept.signs:
        return False
    if comes_nearest_to(percept, "heard"):
        return True
    if "minimise" in judgement.candidates:
        return False  # a worry that may have been made small was not heard
    if _says_what_lies_under(percept):
        return True
    if judgement.questions:
        return any("acknowledge" in part.judgement.named for part in percept.parts if not part.judgement.questions)
    moves = judgement.moves or {}
    likeliest = max(moves, key=lambda move: moves[move], default="")
    return likeliest == "acknowledge" and moves[likeliest] >= HEARD_AT


def _says_what_lies_under(percept: Percept) -> bool:
    """Whether a line that asks nothing, or a sentence of it, says what lies under the worry: that is hearing it."""
    if percept.judgement.questions or set(SINS) & set(percept.judgement.candidates):
        return False
    return any(comes_nearest_to(percept, place, inside=True) for place in UNDER)


def _asks_for_sure(percept: Percept, customer: ConcernCustomer, mood: Mood) -> bool:
    """Whether the line asks for something that this customer knows, and is very near to it."""
    best = _best(percept.heard, customer, mood)
    known = best is not None and best.node.partition(".")[0] in UNDER_OR_SIGNAL
    return known and percept.judgement.questions > 0 and _lead(percept.heard, best) >= SURE_AT


def _asks_for_their_step(percept: Percept, customer: ConcernCustomer, mood: Mood) -> bool:
    """Whether the line asks openly what the customer would do: "what do you need to have done before that?"."""
    best, judgement = _best(percept.heard, customer, mood), percept.judgement
    asks = judgement.questions > 0 and judgement.form == "open"
    return asks and best is not None and best.node == "own_step" and _lead(percept.heard, best) >= KNOWN_AT


def _sins(percept: Percept, *, asks_for_sure: bool = False) -> list[str]:
    """
    Return the sins of the line; of a doubtful one, a sentence by itself may make sure.

    To say back what does not fit, and to ask about it, is easily read as pressing: "you had 26,000 left, so I wonder".
    """
    judgement = percept.judgement
    named = set(judgement.named)
    for part in percept.parts:
        named |= set(part.judgement.named) & set(judgement.candidates)
    if not named & set(SINS):  # a second sin besides could not be made good
        named |= faults_of(percept, least=SIN_DOUBTFUL)
    # to take up what hurts, in plain words, is easily read as pressing on it
    if asks_for_sure or comes_nearest_to(percept, "heard"):
        named = {move for move in named if (judgement.moves or {}).get(move, 0.0) >= SURE_SIN}
    return [sin for sin in SINS if sin in named]


def _said(percept: Percept, mood: Mood, *, acknowledged: bool) -> Act:
    """Say what a line did that asks nothing."""
    named = percept.judgement.named
    if SORRY in percept.signs and (mood.lost or not acknowledged):
        return Act("apologise")
    if "proof" in named:
        return Act("proof")
    if acknowledged:
        return Act("acknowledge")
    doubtful = set(SINS) & set(percept.judgement.candidates)
    return Act("empty_acknowledge" if FORMULA in percept.signs else "statement", other=IN_DOUBT if doubtful else "")


def _asked(percept: Percept, customer: ConcernCustomer, mood: Mood, *, other: str) -> Act:
    """Say what was asked for: the decision handed back, a thing that this customer knows, or just more."""
    named = percept.judgement.named
    best = _best(percept.heard, customer, mood)
    lead = _lead(percept.heard, best)
    kind = best.node.partition(".")[0] if best else ""
    if "hand_back" in named and ("fear" in mood.told or kind == "own_step" or lead < KNOWN_AT):
        return Act("own_step", "own_step", other)
    if "proof" in named and "explore" not in named:
        return Act("proof")
    anybody = kind in ("signal", "layer") and _fits_anybody(percept, customer, mood)
    if best is not None and lead >= KNOWN_AT and not anybody:
        return Act(kind, best.node, other)
    if anybody or GENERAL in percept.signs or ("explore" in named and lead >= NEAR_AT):
        return Act("explore", "", other)
    if other:
        return Act("acknowledge")  # the worry was heard, whatever else the line asked
    return Act("vague" if lead >= NEAR_AT else "lost")


def _fits_anybody(percept: Percept, customer: ConcernCustomer, mood: Mood) -> bool:
    """Whether the line has noticed nothing of this customer's: "what's behind it?", also after a kind word."""
    if ASKS_ANYBODY not in percept.signs:
        return GENERAL in percept.signs
    said = [part.heard for part in percept.parts if not part.judgement.questions]
    return not any(_names_what_is_known(heard, customer, mood) for heard in said)


def _names_what_is_known(heard: tuple[Heard, ...], customer: ConcernCustomer, mood: Mood) -> bool:
    best = _best(heard, customer, mood)
    return best is not None and best.node.startswith(("signal.", "layer.")) and _lead(heard, best) >= KNOWN_AT


def _lead(heard: tuple[Heard, ...], best: Heard | None) -> float:
    """Return how much nearer the line is to *best* than to the lines that this customer has no answer to."""
    outside = next((one.similarity for one in heard if one.node == "out_of_scope"), 0.0)
    return best.similarity - OUTSIDE_SHARE * outside if best else -1.0


def _best(heard: tuple[Heard, ...], customer: ConcernCustomer, mood: Mood) -> Heard | None:
    """Return the node that the line is nearest to, where the conversation stands; `similarity` stays the bare one."""
    coming = next_layer(customer, mood)

    def standing(one: Heard) -> float:
        return one.similarity + NEXT_BONUS * (one.node == coming) - TOLD_MALUS * (one.node in mood.told)

    known = [one for one in heard if one.node not in ("heard", "out_of_scope") and not is_fault(one.node)]
    return max(known, key=standing, default=None)
