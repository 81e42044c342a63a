"""
What somebody means who types neither a choice's words nor a command's: "ok next", "yes", "how does this work?".

Only where nothing is lost by a wrong guess: a line that could be said to a customer is never taken for a choice.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from dialogs.patterns import regex
from dialogs.replies import Choice

LEAST_PREFIX = 4  # letters that stand for a longer word: "compare" for "comparing"; our guess
_WORD = regex(r"[^\W_]+(?:'[^\W_]+)*")
_POLITE = frozenset(
    """
    ok okay k yes yeah yep yup sure please pls so well then thanks cool fine good great alright lets let's now
    """.split()  # noqa: SIM905 - a list of quoted words is not read more easily
)
# Words that tell no choice from another.
_FUNCTION = _POLITE | frozenset(
    """
    a an the i i'd i'm im id it its it's is this that to me my of on for with do does want like would can we us you go
    take one about let am are be
    """.split()  # noqa: SIM905
)
_YES = frozenset({"start", "begin", "ready", "go", "continue", "on", "try", "it", "i'm", "im", "we", "us"}) | _POLITE
_NO = frozenset({"no", "nope", "nah", "not", "yet", "later"})
_FORWARD = ("start", "try_one", "zone_right", "next", "go_on")  # choices that a bare "yes" takes
_DO = r"(?:type|write|say|do|enter|put|answer|ask)"
_ASKED = (  # said to the coach by somebody who does not know what to do
    ("help", r"(?:what|huh|wat|pardon|eh|\?+)[\s?!.]*"),
    ("help", rf"(?:what|how|where) (?:do|should|can|must|shall|am) i (?:\w+ )?{_DO}\b.{{0,20}}"),
    ("help", r"(?:sorry,? )?(?:i )?(?:don't|dont|do not) (?:understand|get it|get this)\b.{0,20}"),
    ("help", r"how does (?:this|it) work\W*"),
    (
        "hint",
        r"(?:(?:sorry|um+|hm+),? )?(?:idk|dunno|no (?:idea|clue)|(?:i'?m )?not sure|(?:i )?(?:don't|dont|do not) know)"
        rf"(?: (?:yet|sorry|really|what to {_DO}))?[\s?!.]*",
    ),
    ("skip", r"(?:next|continue|go on|pass)[\s!.]*"),
)
_LOST = tuple((command, regex(pattern)) for command, pattern in _ASKED)


@functools.lru_cache(maxsize=512)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared."""
    return tuple(_WORD.findall(text.lower()))


def politely(text: str) -> str:
    """Return what is left without "ok", "please" and the like around it; empty where that is all."""
    found = list(words(text))
    while found and found[0] in _POLITE:
        found.pop(0)
    while found and found[-1] in _POLITE:
        found.pop()
    return " ".join(found)


def said_to_the_coach(text: str) -> str:
    """Return the command that somebody who is lost means, "help", "hint" or "skip"; empty for all other lines."""
    low = text.strip().lower().replace("’", "'")
    return next((command for command, pattern in _LOST if pattern.fullmatch(low)), "")


def answer(text: str, choices: Sequence[Choice]) -> str:
    """Return the id of the one choice that a yes, a no, or some of its words stand for; empty where none or several."""
    found = words(text)
    if not found:
        return ""
    ids = [choice.id for choice in choices]
    if all(word in _YES for word in found):
        return agreed(text, choices)
    if all(word in _NO for word in found):
        return "back" if "back" in ids else ""
    wanted = [word for word in found if word not in _FUNCTION]
    if not any(word.isalpha() for word in wanted):
        return ""
    meant = [choice.id for choice in choices if _says(wanted, words(choice.label))]
    return meant[0] if len(meant) == 1 else ""


def agreed(text: str, choices: Sequence[Choice]) -> str:
    """Return the id of the choice that a bare yes takes; empty where the text says more, or nothing leads on."""
    found = words(text)
    if not found or not all(word in _YES for word in found):
        return ""
    return next((id for id in _FORWARD if any(choice.id == id for choice in choices)), "")


def _says(wanted: Iterable[str], label: Sequence[str]) -> bool:
    """Whether each of the words stands in the label, in some form."""
    wanted = list(wanted)
    return bool(wanted) and all(any(_is_form(word, own) for own in label) for word in wanted)


def _is_form(word: str, own: str) -> bool:
    short, long = sorted((word, own), key=len)
    if len(short) < LEAST_PREFIX:
        return word == own
    return long.startswith(short) or (len(short) > LEAST_PREFIX and long.startswith(short[:-1]))
