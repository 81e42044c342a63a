"""How likely a word is between two others, and which words there are: what a slip is weighed against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SMOOTHING = 300.0  # of what stands side by side: lines that say nothing more than how often each word is used
SELDOM = 0.2  # lines in which a word is used that no author uses and some tokenizer knows
ANY_LETTERS = 0.3  # of the words that nobody knows: initials and the like; the others are spelt as words are
FEWEST_LETTERS_OF_STEM = 4
ENDINGS = ("s", "d", "ed", "er", "ing", "ly", "able", "ness")
OPENING = "^"  # stands before a line's first word
LETTERS = 26
BACK_OFF = 5.0  # letters that say nothing of what stands before them


@dataclass(frozen=True, slots=True)
class Lexicon:
    """
    `lines`: words that several authors use, or one and some tokenizer knows, with how many lines use each. `pairs`: the
    same of two words side by side, "do you"; OPENING stands before a line's first. `known`: other words, which may be
    meant as they are typed.
    """

    lines: Mapping[str, int]
    pairs: Mapping[str, int]
    known: frozenset[str]


def read_lexicon(body: str) -> Lexicon:
    """
    Return the lexicon of a file that `lexicon.written` made.

    Raises:
        ValueError: it is no such file.
    """
    words, pairs, known = (part.splitlines() for part in body.split("\n\n"))
    return Lexicon(_counts(words), _counts(pairs), frozenset(known))


def _counts(rows: Iterable[str]) -> dict[str, int]:
    return {word: int(count) for word, _, count in (row.rpartition(" ") for row in rows)}


class Language:
    """Words, pairs of words, and the letters of words, by a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Count the letters of its words (some 20 ms)."""
        self.lines = lexicon.lines
        self._pairs, self._known = lexicon.pairs, lexicon.known
        self._uses_in_all = sum(lexicon.lines.values())
        self._openings = sum(count for pair, count in lexicon.pairs.items() if pair[0] == OPENING)
        self._spelling = Spelling(lexicon.lines)

    def is_known(self, word: str) -> bool:
        """Return True for a word of the lexicon, whatever follows its apostrophe, and for "solves" beside "solve"."""
        parts = (word, word.partition("'")[0])
        return any(part in self.lines or part in self._known for part in parts) or self._has_ending(word)

    def is_used(self, word: str) -> bool:
        """Return True for a word of two letters or more that several lines use, whatever follows its apostrophe."""
        lines = self.lines
        return len(word) > 1 and max(lines.get(word, 0), lines.get(word.partition("'")[0], 0)) > 1

    def stands(self, before: str, word: str, after: str) -> bool:
        """Return True for a word that stands beside the one before or after it in several lines."""
        return f"{before} {word}" in self._pairs or f"{word.rpartition(' ')[2]} {after}" in self._pairs

    def likely(self, before: str, meant: str, after: str) -> float:
        """Return how likely *meant*, a word or several, is after *before*, times how much likelier it makes *after*."""
        chance = 1.0
        for word in meant.split(" "):
            chance *= self._follows(before, word)
            before = word
        return chance * self._follows(before, after) / self._share(after) if after else chance

    def spelt(self, word: str) -> float:
        """Return how likely a word that nobody knows has these letters."""
        return ANY_LETTERS / float(LETTERS) ** len(word) + (1 - ANY_LETTERS) * self._spelling.chance(word)

    def _has_ending(self, word: str) -> bool:
        stems = (word.removesuffix(end) for end in ENDINGS if word.endswith(end) and not word.endswith("ss"))
        return any(len(stem) >= FEWEST_LETTERS_OF_STEM and stem in self.lines for stem in stems)

    def _follows(self, before: str, word: str) -> float:
        of = self._openings if before == OPENING else self.lines.get(before, 0)
        return (self._pairs.get(f"{before} {word}", 0) + SMOOTHING * self._share(word)) / (of + SMOOTHING)

    def _share(self, word: str) -> float:
        return self.lines.get(word, SELDOM) / self._uses_in_all


class Spelling:
    """Which letters follow which two others in words."""

    def __init__(self, words: Iterable[str]) -> None:
        """Count them."""
        self._threes, self._twos = Counter[str](), Counter[str]()
        for word in words:
            spelt = f"^^{word}$"
            self._threes.update(map("".join, zip(spelt, spelt[1:], spelt[2:], strict=False)))
        for three, count in self._threes.items():
            self._twos[three[1:]] += count
        self._after_two, self._after_one = _summed(self._threes), _summed(self._twos)

    def chance(self, word: str) -> float:
        """Return how likely the letters of a word are, one after the other, to its end."""
        chance, spelt = 1.0, f"^^{word}$"
        for first, second, third in zip(spelt, spelt[1:], spelt[2:], strict=False):
            one, two = second, first + second
            alone = (self._twos[one + third] + BACK_OFF / LETTERS) / (self._after_one[one] + BACK_OFF)
            chance *= (self._threes[two + third] + BACK_OFF * alone) / (self._after_two[two] + BACK_OFF)
        return chance


def _summed(counts: Mapping[str, int]) -> Counter[str]:
    """Return the counts of letters in a row by all but the last."""
    summed = Counter[str]()
    for letters, count in counts.items():
        summed[letters[:-1]] += count
    return summed
