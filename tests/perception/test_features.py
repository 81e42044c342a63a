"""Hashed features are the same in every process, and bounded."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from bot.perception.features import HINTS, LETTER_SLOTS, SLOTS, WORD_SLOTS, count_slots, hints, learn_rarity, nearness
from bot.perception.words import overlap, stems, tokens

LINE = "What does it cost you when the scanner's battery dies?"


def test_slots_are_the_same_in_a_process_with_another_hash_seed() -> None:
    code = f"from bot.perception.features import count_slots; print(sorted(count_slots({LINE!r}).items()))"
    run = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={"PYTHONHASHSEED": "7"}
    )

    assert run.stdout.strip() == str(sorted(count_slots(LINE).items()))


def test_words_and_letters_stay_in_their_own_slots() -> None:
    counts = count_slots("ab")  # one word, and of letters: " ab", "ab ", " ab " at 3 to 5 letters

    assert sum(1 for slot in counts if slot < WORD_SLOTS) == 1
    assert all(slot < SLOTS == WORD_SLOTS + LETTER_SLOTS for slot in counts)


def test_a_classifier_ignores_unseen_words_and_a_search_does_not() -> None:
    texts = ["the scanner freezes", "the battery dies"]

    assert not learn_rarity(texts, unseen=False).weigh("qqq").values.any()
    assert learn_rarity(texts, unseen=True).weigh("qqq").values.any()


def test_rows_have_length_one_and_an_empty_line_is_zero() -> None:
    rarity = learn_rarity([LINE], unseen=True)

    rows = [rarity.unit(text).values for text in (LINE, "something else", "")]

    assert np.allclose([np.linalg.norm(row) for row in rows], [1, 1, 0], atol=1e-6)


def test_nearness_is_the_cosine_of_whole_rows() -> None:
    rarity = learn_rarity([LINE], unseen=True)
    texts = (LINE, "the last slots: zzz zzz", "how many", "")
    whole = np.zeros((len(texts), SLOTS), np.float32)
    for row, unit in zip(whole, map(rarity.unit, texts), strict=True):
        row[unit.slots] = unit.values

    found = [[nearness(rarity.unit(one), rarity.unit(other)) for other in texts] for one in texts]

    assert np.allclose(found, whole @ whole.T, atol=1e-6)


def test_a_slot_that_occurs_very_often_counts_as_its_logarithm() -> None:
    rarity = learn_rarity(["z"], unseen=True)
    counts = count_slots("z " * 500)

    found = rarity.weigh("z " * 500)

    words = [1 + np.log(counts[slot]) for slot in found.slots if slot < WORD_SLOTS]
    weighed = words * rarity.idf[[slot for slot in found.slots if slot < WORD_SLOTS]]
    assert np.allclose(found.values[: len(words)], weighed / np.linalg.norm(weighed), atol=1e-6)


def test_a_longer_word_shares_its_stem_and_filler_words_are_no_topic() -> None:
    assert stems("breakdowns") & stems("the breakdown")
    assert overlap("what about the scanners", "our scanner is slow") == 1.0
    assert overlap("and what then?", "our scanner is slow") == 0.0
    assert tokens("you\u2019re 5% late, ok?") == ["you're", "5", "%", "late", "ok", "?"]


def test_hints_lie_between_zero_and_one_for_odd_lines() -> None:
    for text in ("", "?", "🙂", "a" * 10_000, LINE):
        found = hints(text, ["The battery dies."], "It costs too much.")
        assert found.shape == (HINTS,)
        assert ((found >= 0) & (found <= 1)).all()
