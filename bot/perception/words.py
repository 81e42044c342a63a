"""
Words of a typed line: how it is cut, and which words carry no topic.

Training and run time use this very code; a change here makes every shipped weight wrong, so train again after one.
"""

from __future__ import annotations

import functools
import re

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[?!%]")
_CURLY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
STEM_LETTERS = 5  # "breakdown" and "breaks down" still share their stem; our guess


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


WH_WORDS = _set("what who whom whose which when where why how whats whos hows wheres")
CONDITIONALS = _set("if would could imagine suppose say were might wouldn't couldn't 'd")
OURS = _set("we our ours us we've we're we'd i'd i'll we'll")
YOURS = _set("you your yours you're you've you'd ye yer u ur")
AUXILIARIES = _set(
    "do does did is are was were have has had can could would will should isn't aren't don't doesn't didn't"
)
TOPICLESS = (
    WH_WORDS
    | CONDITIONALS
    | OURS
    | YOURS
    | AUXILIARIES
    | _set(
        "a an the and or but so of to in on at by for from with without as than then that this these those it its "
        "it's that's there there's here be been being am i me my mine he she they them their his her him one any some "
        "all no not just only also even still about into out up down over off again very much many more most lot bit "
        "get gets got getting go goes going gone make makes made take takes took like really actually well ok okay oh "
        "because since while until after before though yes yeah please thanks thing things way kind sort "
        "happen happens happened ? ! %"
    )
)


def plain(text: str) -> str:
    """Return the text in lower case, with straight quotes and single spaces."""
    straight = text if text.isascii() else text.translate(_CURLY)
    return " ".join(straight.lower().split())


@functools.lru_cache(maxsize=64)  # a line is cut for its slots, its hints and its stems
def cut(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the plain text and its tokens."""
    made_plain = plain(text)
    return made_plain, tuple(_TOKEN.findall(made_plain))


def tokens(text: str) -> list[str]:
    """Return words, with their inner apostrophes, and the marks ? ! %, in order."""
    return list(cut(text)[1])


@functools.lru_cache(maxsize=512)  # what the customer said is compared with every line that follows
def stems(text: str) -> frozenset[str]:
    """Return the first letters of each word that carries a topic."""
    return frozenset(token[:STEM_LETTERS] for token in {*cut(text)[1]} - TOPICLESS)


def overlap(text: str, other: str) -> float:
    """Return the share of the topic words of *text* that *other* has too, 0 to 1."""
    return share(stems(text), stems(other))


def share(own: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of *own* that *other* has too; 0 of nothing."""
    return len(own & other) / len(own) if own else 0.0
