"""A judge that was taught beside a few sayings reads a line in a long talk about as well as beside its own context."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from bot import wiring
from bot.perception import heads
from bot.perception.contexts import MOST_SAYINGS, MOST_WORDS, context_for
from bot.perception.corpus import Example, read_examples
from bot.perception.encoder import Encoder
from bot.perception.heads import LinearLineModel, load_heads
from content.library import Library
from content.schema import Customer
from dialogs.model import QUESTION_LABELS

Told = tuple[str, ...]
SHORT = ("We plan on paper.", "Trucks leave late.")
LONG = (*SHORT, "Two of the drivers gave notice in May.", "My boss asks every Monday what the empty runs cost.")


def never(said: Sequence[str]) -> Sequence[float]:
    raise AssertionError("a short context is read as it is")


def test_a_context_as_it_was_taught_is_read_whole() -> None:
    assert context_for(SHORT, None, never) == SHORT
    assert context_for((*SHORT, "It worries me."), "It worries me.", never) == SHORT
    assert context_for((), None, never) == ()


def test_of_a_long_talk_the_nearest_saying_is_read_and_the_last_where_none_is_near() -> None:
    assert context_for(LONG, None, lambda said: [0.1, 0.6, 0.4, 0.2]) == (LONG[1],)
    assert context_for(LONG, None, lambda said: [0.1, 0.2, 0.0, 0.2]) == (LONG[-1],)


def test_a_reply_in_a_long_talk_is_read_beside_its_worry_alone() -> None:
    assert context_for(LONG, "I'd be the one to blame.", never) == ()


def test_no_line_that_teaches_stands_beside_more() -> None:
    told = [line.told for part in read_examples(wiring.judge_lines()) for line in part]

    assert max(map(len, told)) <= MOST_SAYINGS
    assert max(sum(len(said.split()) for said in one) for one in told) <= MOST_WORDS


def test_a_long_talk_costs_few_labels(encoder: Encoder, shipped: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """On 336 dev lines and 450 that wait: .91 beside their own context, .86 in a talk."""
    authors = [*wiring.judge_lines(), *wiring.waiting_lines()]
    lines = [line for line in read_examples(authors)[0] if line.split != "train"][::3]
    talks = in_talks(lines, shipped)

    own = right(lines, [line.told for line in lines], LinearLineModel(load_heads(), encoder))
    near = right(lines, talks, LinearLineModel(load_heads(), encoder))
    monkeypatch.setattr(heads, "context_for", lambda told, worry, nearness: told)
    whole = right(lines, talks, LinearLineModel(load_heads(), encoder))

    assert near > own - 0.08
    assert near > whole + 0.05


def in_talks(lines: Sequence[Example], library: Library) -> list[Told]:
    """Put what a line was written for behind four things that other customers say."""
    chance = random.Random(1)
    pool = [
        node.say[0]
        for customer in library.customers.values()
        if isinstance(customer, Customer)
        for node in (*customer.problems.values(), *customer.situation.values())
    ]
    return [(*chance.sample(pool, 4), *line.told) for line in lines]


def right(lines: Sequence[Example], told: Sequence[Told], model: LinearLineModel) -> float:
    """Return the share of lines whose type the model names."""
    found = [model.question(line.text, before) for line, before in zip(lines, told, strict=True)]
    labels = [QUESTION_LABELS[line.target] for line in lines]
    return sum(max(p, key=p.__getitem__) == label for p, label in zip(found, labels, strict=True)) / len(lines)
