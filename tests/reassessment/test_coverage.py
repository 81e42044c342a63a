"""How much is known of an account, in words."""

from __future__ import annotations

import pytest

from content.library import Library
from dialogs.reassessment.coverage import Word, coverage, told, trend, vulnerable, word_of
from dialogs.reassessment.model import Answer
from tests.reassessment.making import TODAY, ago, answers, assumed, did, entries, unknown
from tests.reassessment.making import told as was_told


def test_coverage_is_the_sum_of_levels_by_the_most_it_could_be() -> None:
    found = coverage(answers(did("a1", "worried"), was_told("a4", "yes"), assumed("a7", "prove"), unknown("b4")), TODAY)

    assert (found.total, found.asked, found.grounded) == (6, 4, 2)
    assert found.share == 0.5
    assert found.word == "partly"


def test_aged_evidence_no_longer_rests_on_what_the_customer_said() -> None:
    found = coverage(answers(did("a1", "worried", days=40), was_told("a4", "yes", days=40)), TODAY)

    assert (found.grounded, found.dated, found.stale) == (1, 2, 2)


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.0, "guessed"),
        (0.349, "guessed"),
        (21 / 60, "partly"),
        (0.599, "partly"),
        (0.6, "founded"),
        (0.799, "founded"),
        (0.8, "observed"),
        (1.0, "observed"),
    ],
)
def test_the_words_begin_at_35_60_and_80_percent(share: float, word: Word) -> None:
    assert word_of(share) == word


def test_nothing_asked_is_nothing_known() -> None:
    found = coverage({}, TODAY)

    assert (found.share, found.word) == (0.0, "guessed")


def test_it_is_told_with_its_count(library: Library) -> None:
    given = [did(f"a{n}", text="x") for n in range(1, 8)] + [assumed(f"b{n}", text="x") for n in range(1, 9)]

    said = told(coverage(answers(*given), TODAY), library)

    assert said == "Coverage: well founded. 7 of 15 rest on what the customer said or did."


def test_a_drop_by_age_alone_is_called_stale_and_never_a_decline(library: Library) -> None:
    given = answers(did("a1", "worried", days=32), assumed("a7", "prove"))

    moved = trend(given, ago(7), given, TODAY)

    assert moved == "stale"
    assert "by age alone: 1 went stale" in told(coverage(given, TODAY), library, moved=moved)


def test_what_was_taken_back_is_no_ageing() -> None:
    before, now = answers(did("a1", "worried")), answers(assumed("a1", "worried"))

    assert trend(before, ago(1), now, TODAY) == "down"
    assert trend(now, ago(1), before, TODAY) == "up"
    assert trend(now, ago(1), now, TODAY) == "same"


def test_ageing_beside_new_evidence_is_still_stale() -> None:
    old = did("a1", "worried", days=62)
    before = answers(old, did("a2", text="x", days=62), assumed("a7", "prove"))
    now = answers(old, did("a2", text="x", days=62), was_told("a7", "prove", days=0))

    assert trend(before, ago(40), now, TODAY) == "stale"


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        ((), 0),
        (({"criterion": "price", "weight": "crucial", "standing": "stronger"},), 0),
        (({"criterion": "price", "weight": "useful", "standing": "weaker"},), 0),
        (({"criterion": "price", "weight": "crucial"}, {"criterion": "x", "weight": "crucial", "standing": "weaker"}), 2),
    ],
)
def test_the_vulnerability_index_counts_crucial_cells_that_are_weaker_or_unknown(
    rows: tuple[dict[str, str], ...], index: int
) -> None:
    cells = Answer("v2", entries=entries(*rows), basis="assumed")

    assert vulnerable(answers(cells)) == index
