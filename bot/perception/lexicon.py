"""
Write the lexicon that spelling is repaired by: `python -m bot.perception.lexicon`, after every change of the lines.

Train authors and ask lines only, so that the dev lines measure it honestly.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from bot.perception.corpus import read_examples
from bot.perception.files import find_files
from bot.perception.language import OPENING, Lexicon
from bot.perception.slips import SLIP, Index, by_shortened, likelihood, shortened
from bot.perception.spelling import LEXICON_FILE, MOST_LETTERS, Speller, words_of

FEWEST_AUTHORS = 2  # a word of one author may be that author's slip, unless a tokenizer knows it
FEWEST_LINES_OF_PAIR = 4
FEWEST_LETTERS_OF_VOCABULARY = 3  # a tokenizer knows every pair of letters
CUSTOMERS = "customers"  # who counts as one author of all ask lines


def learn_lexicon(lines: Iterable[tuple[str, str]], vocabulary: Iterable[str]) -> Lexicon:
    """
    Return the lexicon of *lines*, (author, text), which leaves alone the whole words of *vocabulary* too.

    Of the words to be left alone it keeps those that could be mistaken for a slip; nothing else would touch the rest.
    """
    cut = [(author, words_of(text)) for author, text in lines]
    used, authors = _counted((author, words) for author, words in cut)
    paired, pair_authors = _counted((author, map(" ".join, pairwise((OPENING, *words)))) for author, words in cut)
    several = {word for word in used if len(authors[word]) >= FEWEST_AUTHORS}
    allowed = {word for word in vocabulary if len(word) >= FEWEST_LETTERS_OF_VOCABULARY}
    meant = {word: used[word] for word in several | allowed & used.keys() if len(word) <= MOST_LETTERS}
    near = by_shortened(meant)
    slips = {word for word in several - allowed if _is_slip(word, used[word], meant, near)}
    words = {word: count for word, count in meant.items() if word not in slips}
    pairs = {
        pair: count
        for pair, count in paired.items()
        if count >= FEWEST_LINES_OF_PAIR and len(pair_authors[pair]) >= FEWEST_AUTHORS
    }
    bare = Speller(Lexicon(words, pairs, frozenset()))
    others = {word for word in (allowed | several) - slips - words.keys() if bare.could_mend(word)}
    return Lexicon(words, pairs, frozenset(others))


def _counted(cut: Iterable[tuple[str, Iterable[str]]]) -> tuple[Counter[str], dict[str, set[str]]]:
    """Return in how many lines each thing stands, and with which authors."""
    used, authors = Counter[str](), defaultdict[str, set[str]](set)
    for author, things in cut:
        for thing in set(things):
            used[thing] += 1
            authors[thing].add(author)
    return used, authors


def _is_slip(word: str, used: int, meant: Mapping[str, int], near: Index) -> bool:
    """Return True for "teh" and "dont": they come no oftener than slips of another word would."""
    others = {meant for key in shortened(word) for meant in near.of(key)} - {word}
    return any(SLIP * likelihood(word, other) * meant[other] >= used for other in others)


def vocabulary_of(tokenizer: Path) -> list[str]:
    """Return the whole words that a tokenizer knows."""
    vocabulary = json.loads(tokenizer.read_text("utf-8"))["model"]["vocab"]
    return [word for word in vocabulary if words_of(word) == [word]]


def written(lexicon: Lexicon) -> str:
    """Return the lexicon as a file: words and pairs with their counts, then words alone."""
    meant = [f"{word} {count}" for word, count in sorted(lexicon.lines.items())]
    pairs = [f"{pair} {count}" for pair, count in sorted(lexicon.pairs.items())]
    parts = (meant, pairs, sorted(lexicon.known))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def build() -> str:
    """
    Return the file of today's lines.

    Raises:
        ModelUnavailable: the tokenizer is not installed.
        ContentError: a line is not well written.
    """
    from bot import wiring  # only this command needs the content

    lines = (line for task in read_examples(wiring.judge_lines()) for line in task)
    taught = [(line.author, line.text) for line in lines if line.split == "train"]
    asked = [
        (CUSTOMERS, text)
        for customer in wiring.library().customers.values()
        for _, texts in customer.nodes()
        for text in texts
    ]
    return written(learn_lexicon([*taught, *asked], vocabulary_of(find_files().tokenizer)))


def main() -> None:
    """Write the file beside the other weights."""
    path = Path(__file__).parent / "weights" / LEXICON_FILE
    path.write_text(build(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
