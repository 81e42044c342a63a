"""The strategy of an account, and its sentence by F16 and F19: at most 25 words, about the customer. By words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from dialogs.reassessment.facts import words
from dialogs.reassessment.model import Answers

MOST_WORDS = 25  # F16

_OURS = frozenset(
    ["we", "our", "ours", "us", "i", "me", "my", "mine", "we're", "we'll", "we've", "i'm", "i'll", "i've"]
)
_THEIRS = frozenset(
    """
    you your yours they them their theirs customer customers customer's customers' client clients client's buyer buyers
    buyer's he she his her
    """.split()  # noqa: SIM905 - twenty quoted words are not read more easily
)
# what sellers want; a strategy that opens with it has the seller for its subject (F19)
_SELLERS_AIMS = frozenset(
    "become win sell close land beat displace upsell cross-sell push pitch grab dominate hit".split()  # noqa: SIM905
)
_HELPS = frozenset("help helping teach let enable show make give lead guide support".split())  # noqa: SIM905

Fault = Literal["", "long", "seller"]


def strategy_of(answers: Answers) -> str:
    """Return the strategy sentence (A6) and the facts for the way taken (A7), a line each: what is kept in the list."""
    found = [answers.get(item) for item in ("a6", "a7")]
    texts = [" ".join(answer.text.split()) if answer and answer.is_known else "" for answer in found]
    return "\n".join(texts).rstrip()


def fault(sentence: str, *, names: Iterable[str] = ()) -> Fault:
    """
    Return what is wrong with a strategy sentence: too long, or about the seller; empty where nothing can be said.

    A sentence that names neither side is let be: nobody can tell without a list of the customer's words.

    Args:
        names: what the customer's side is called, such as the account and its people.
    """
    said = words(sentence)
    if len(said) > MOST_WORDS:
        return "long"
    return "seller" if said and _is_about_us(said, names) else ""


def _is_about_us(said: tuple[str, ...], names: Iterable[str]) -> bool:
    known = _THEIRS | {word for name in names for word in words(name) if len(word) > 2}
    ours = [at for at, word in enumerate(said) if word in _OURS]
    theirs = [at for at, word in enumerate(said) if word.removesuffix("'s") in known or word in known]
    if said[0] in _HELPS and len(said) > 1 and theirs[:1] != [1] and said[1] not in _OURS:
        theirs.insert(0, 1)  # "help plant heads see": whoever is helped is the customer
    if not ours:
        return said[0] in _SELLERS_AIMS or said[:2] == ("be", "the")
    return not theirs or min(ours) < min(theirs) or len(ours) >= len(theirs)
