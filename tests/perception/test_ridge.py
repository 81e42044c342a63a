"""The regression on the ask lines: what it solves, and that lines of other authors are understood better by it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.perception import matching, ridge
from bot.perception.encoder import Encoder
from bot.perception.matching import CustomerMatcher, EncodedMeanings, WordNearness
from bot.perception.store import EmbeddingStore
from content.library import Library
from content.loader import load_held_out

CUSTOMERS = ("claims_head", "yard_buyer", "bus_fleet_engineer")


def test_a_line_speaks_for_its_own_node_and_against_the_others() -> None:
    near = np.full((6, 6), 0.3, np.float32) + 0.7 * np.eye(6, dtype=np.float32)  # as near to any other line
    nodes = np.array([0, 0, 1, 1, 2, 2])

    found = near @ ridge.fit(near, nodes)

    assert found.shape == (6, 3)
    assert found.argmax(axis=1).tolist() == nodes.tolist()
    assert (np.delete(found[0], 0) < 0).all()


def test_a_node_of_many_lines_weighs_no_more_than_one_of_few() -> None:
    rows = np.array([[1.0, 0.0]] * 9 + [[0.0, 1.0]] * 3, np.float32)
    weights = ridge.fit(rows @ rows.T, np.array([0] * 9 + [1] * 3))

    between = rows @ np.array([1.0, 1.0], np.float32)

    first, second = between @ weights
    assert abs(first - second) < 1e-4  # 0.04 if every line weighed the same


def test_the_kernel_of_words_is_the_nearness_of_each_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["how late are the vans", "are deliveries late a lot", "who signs the contract", "how late"]
    words = WordNearness(texts)

    whole = words.kernel()
    monkeypatch.setattr(matching, "SLOTS_AT_ONCE", 3)

    assert np.allclose(whole, np.stack([words.near(text) for text in texts]), atol=1e-5)
    assert np.allclose(whole, words.kernel(), atol=1e-6)


@pytest.mark.parametrize("by_words", [False, True])
def test_held_out_lines_find_their_thing_more_often_by_it(
    encoder: Encoder,
    shipped: Library,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    by_words: bool,
) -> None:
    meanings = None if by_words else EncodedMeanings(encoder, EmbeddingStore(encoder, tmp_path_factory.getbasetemp()))
    matchers = {name: CustomerMatcher(shipped.customers[name], meanings) for name in CUSTOMERS}
    held = load_held_out()

    def right() -> int:
        asked = ((name, *each) for name in CUSTOMERS for each in held[name].nodes.items())
        return sum(nearest(matchers[name], line) == node for name, node, lines in asked for line in lines[::2])

    with_it = right()
    monkeypatch.setattr(matching, "LEANING", 0.0)

    assert with_it > right()


def nearest(matcher: CustomerMatcher, line: str) -> str:
    return next(one.node for one in matcher.heard(line) if one.node != "out_of_scope")
