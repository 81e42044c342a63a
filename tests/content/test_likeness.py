"""Near-duplicates: every pair that a comparison of all with all would find, in a fraction of the time."""

from __future__ import annotations

import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.lint.likeness import alike, groups, likeness
from tests.authored import written


@settings(max_examples=200, deadline=None)
@given(
    texts=st.lists(st.text(alphabet="ab c", max_size=14), max_size=12),
    above=st.sampled_from([0.3, 0.6, 0.9]),
)
def test_it_finds_just_what_comparing_all_with_all_finds(texts: list[str], above: float) -> None:
    sets = [groups(text) for text in texts]
    expected = [(i, j) for i, j in combinations(range(len(texts)), 2) if likeness(sets[i], sets[j]) > above]

    assert sorted((i, j) for i, j, _ in alike(texts, above=above)) == expected


@pytest.mark.xdist_group("written")
def test_it_finds_each_line_that_was_changed_by_a_word_among_the_judges() -> None:
    texts = [line.text for author in written() for line in author.questions if len(line.text) > 60][::3]
    chosen = random.Random(1).sample(range(len(texts)), 40)

    changed = [*texts, *(f"well {texts[place]}" for place in chosen)]

    found = {(i, j) for i, j, _ in alike(changed)}
    assert {(place, len(texts) + n) for n, place in enumerate(chosen)} <= found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("What breaks?", "what BREAKS", True), ("it's late", "It s late!", True), ("what breaks", "who breaks", False)],
)
def test_letter_case_and_punctuation_do_not_count(one: str, other: str, same: bool) -> None:
    assert (groups(one) == groups(other)) is same


@pytest.mark.xdist_group("written")
def test_thousands_of_lines_take_seconds() -> None:
    """Limit 3 s for the whole lint of 2,500 lines; this part measured 0.5 s for 1,870."""
    authors = written()
    texts = [line.text for author in authors for line in author.questions]
    texts += [line.text for author in authors for line in author.replies]
    texts = (texts * 2)[:2500]

    start = time.process_time()
    found = sum(1 for _ in alike(texts))

    assert found >= len(texts) - len(set(texts))
    assert time.process_time() - start < 3
