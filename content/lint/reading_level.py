"""
How hard the coach's own texts are to read, by LIX: words a sentence plus the percentage of words of over six letters.

LIX (Björnsson 1968) needs no word list and no syllables. Of 1,635 texts of ours with at least twenty words half have
at most 21, 95 of 100 at most 35, the hardest 60; over 60 counts as very hard. A customer may talk as they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.findings import Finding
from content.lint.corpus import Corpus

HARDEST = 60.0
LEAST_WORDS = 20  # in less one long word decides
LONGEST_SENTENCE = 40  # words; our longest has 36
TOO_HARD = 14  # journeys.md 5
_OWN = {
    "skills": ("goal", "why"),
    "drills": ("context", "prompt", "why", "miss", "hint", "settled"),
    "scenarios": ("sells", "briefing", "goal"),
    "packs": ("sells", "about"),
    "checklists": ("still", "ask", "how", "more", "evidence", "customer", "miss"),
    "messages": ("text",),
    "nudges": ("text",),
}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"[.!?:;]+(?=[\s”\"]|$)")
_LONG = 6  # letters; a word with more is a long one


def findings(corpus: Corpus) -> Iterator[Finding]:
    for kind, own in _OWN.items():
        for entry in corpus.entries(kind):
            for path, text in entry.texts():
                said = _too_hard(text) if next(key for key in reversed(path) if isinstance(key, str)) in own else ""
                if said:
                    yield entry.finding(
                        f"{'.'.join(map(str, path))}: is hard to read: {said}; shorten it", *path, fault=TOO_HARD
                    )


def _too_hard(text: str) -> str:
    words = _WORD.findall(text)
    sentences = [len(found) for part in _END.split(text) if (found := _WORD.findall(part))]
    longest = max(sentences, default=0)
    if longest > LONGEST_SENTENCE:
        return f"a sentence of {longest} words; at most {LONGEST_SENTENCE}"
    if len(words) < LEAST_WORDS:
        return ""
    level = lix(len(words), len(sentences), sum(len(word) > _LONG for word in words))
    return f"its LIX is {level:.0f}; at most {HARDEST:.0f}" if level > HARDEST else ""


def lix(words: int, sentences: int, long_words: int) -> float:
    """Return words a sentence plus the percentage of long words."""
    return words / sentences + 100 * long_words / words
