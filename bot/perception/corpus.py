"""
The training lines as examples, and copies of them as people really type.

A copy stays with its line's author: it makes nobody's second author, and counts less than the line.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from content.judge_lines import JudgeLines, QuestionLine, ReplyLine, StatementLine
from content.schema import Buyer, Customer
from dialogs.judging.segment import question_clauses
from dialogs.model import MOVES, NONE_KINDS, QUESTION_LABELS, STATEMENT_KINDS, QuestionLabel

CUSTOMER_WEIGHT = 0.6  # of a customer's ask line: there are hundreds on one customer; our guess
COPY_WEIGHT = 0.3  # of a copy, beside 1 for a line; our guess
OPENERS = ("so, ", "ok ", "quick one - ", "right, ", "and ", "hmm, ", "sorry, ", "just wondering, ")


@dataclass(frozen=True, slots=True)
class Example:
    """
    One line in its context. `id`: the line's, also of its copies; empty for a customer's ask line.

    `target` and `kind`: the class, or -1; `moves` and `statements`: 0 or 1 for each move or statement kind, or empty.
    """

    author: str
    split: str
    industry: str
    hard: bool
    text: str
    told: tuple[str, ...]
    worry: str | None = None
    target: int = -1
    kind: int = -1
    moves: tuple[int, ...] = ()
    statements: tuple[int, ...] = ()
    weight: float = 1.0
    id: str = ""


def read_examples(authors: Iterable[JudgeLines]) -> tuple[list[Example], list[Example], list[Example]]:
    """Return the questions, replies and statements of all authors, by author and then as they stand in the files."""
    questions: list[Example] = []
    replies: list[Example] = []
    statements: list[Example] = []
    for lines in authors:
        questions += _questions(lines)
        replies += _replies(lines)
        statements += _statements(lines)
    return questions, replies, statements


def customer_examples(customers: Iterable[Buyer]) -> list[Example]:
    """
    Return the customers' ask lines as questions of known type, for teaching only: they are in no figure.

    What has been told is as in a call: the problem before what follows from it; now and then another problem.
    """
    examples = []
    for customer in customers:
        if not isinstance(customer, Customer):
            continue  # what asks for a worry has no question type
        says = [problem.say[0] for problem in customer.problems.values()]
        for node, lines in customer.nodes():
            kind, _, rest = node.partition(".")
            if kind in ("advance", "out_of_scope"):
                continue
            own = customer.problems[rest.partition(".")[0]].say[0] if kind in ("implication", "payoff") else None
            target = QUESTION_LABELS.index(_TYPE_OF_NODE[kind])
            for place, text in enumerate(lines):
                before = (says[place % len(says)],) if place % 2 else ()
                told = (*(said for said in before if said != own), own) if own else before
                name = f"customer {customer.id}"
                example = Example(
                    name, "train", customer.industry, False, text, told, target=target, weight=CUSTOMER_WEIGHT
                )
                examples.append(example)
    return examples


_TYPE_OF_NODE: Mapping[str, QuestionLabel] = {
    "situation": "situation",
    "problem": "problem",
    "implication": "implication",
    "payoff": "need_payoff",
}


def _questions(lines: JudgeLines) -> list[Example]:
    return [
        replace(
            _unlabelled(lines, line),
            target=QUESTION_LABELS.index(line.label),
            kind=NONE_KINDS.index(line.kind) if line.kind else -1,
        )
        for line in lines.questions
    ]


def _replies(lines: JudgeLines) -> list[Example]:
    return [
        replace(_unlabelled(lines, line), worry=line.worry, moves=tuple(int(move in line.moves) for move in MOVES))
        for line in lines.replies
    ]


def _statements(lines: JudgeLines) -> list[Example]:
    return [
        replace(_unlabelled(lines, line), statements=tuple(int(kind in line.kinds) for kind in STATEMENT_KINDS))
        for line in lines.statements
    ]


def _unlabelled(lines: JudgeLines, line: QuestionLine | ReplyLine | StatementLine) -> Example:
    return Example(lines.author, lines.split, line.industry, line.hard, line.text, line.told, id=line.id)


def with_copies(examples: Sequence[Example]) -> list[Example]:
    """Return the examples, then their copies: tidied down, mistyped, with an opener, and the last question alone."""
    copies = []
    for example in examples:
        chance = random.Random(zlib.crc32(example.text.encode()))  # noqa: S311  seeded by the line: the same every time
        texts = [bare(example.text), mistyped(example.text, chance), chance.choice(OPENERS) + bare(example.text)]
        clauses = question_clauses(example.text) if example.target >= 0 else ()
        texts += [example.text[start:end] for start, end in clauses[-1:]]
        kept = [text for text in dict.fromkeys(texts) if text != example.text]
        copies += [replace(example, text=text, weight=COPY_WEIGHT * example.weight) for text in kept]
    return [*examples, *copies]


def bare(text: str) -> str:
    """Return the line as a hurried person types it: lower case, no mark at its end."""
    return text.lower().rstrip("?!. ") or text


def mistyped(text: str, chance: random.Random) -> str:
    """Return the line with two neighbouring letters swapped in one of its longer words."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return text
    place = chance.choice(long)
    word = words[place]
    at = chance.randrange(1, len(word) - 2)
    words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)
