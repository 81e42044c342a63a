"""The map of meanings: what it does to any, what ships, and that two ways of asking lie closer with it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from bot.perception import paraphrases
from bot.perception.encoder import WIDTH, Encoder
from bot.perception.matching import CustomerMatcher, EncodedMeanings
from bot.perception.paraphrases import PARAPHRASES_FILE, Paraphrases, load_paraphrases
from bot.perception.store import EmbeddingStore
from content.library import Library
from content.loader import load_held_out
from dialogs.errors import ModelUnavailable

NONE = Paraphrases(np.eye(WIDTH, dtype=np.float32))
CUSTOMERS = ("claims_head", "yard_buyer", "quarry_safety_adviser")


def test_without_a_map_meanings_stay_as_they_are() -> None:
    rows = np.eye(WIDTH, dtype=np.float32)[:3]

    assert np.array_equal(NONE.of(rows), rows)
    assert np.array_equal(NONE.of(rows[0]), rows[0])


def test_mapped_meanings_have_length_one(encoder: Encoder) -> None:
    rows = np.stack([encoder.encode(text) for text in ("how late is it", "what does it cost")])

    found = load_paraphrases(encoder.key).of(rows)

    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_held_out_lines_find_their_thing_more_often_with_the_map(
    encoder: Encoder, shipped: Library, tmp_path: Path
) -> None:
    def right(chosen: Paraphrases) -> int:
        meanings = EncodedMeanings(encoder, EmbeddingStore(encoder, tmp_path), paraphrases=chosen)
        found = 0
        for name in CUSTOMERS:
            matcher = CustomerMatcher(shipped.customers[name], meanings)
            for node, lines in load_held_out()[name].nodes.items():
                heard = (next(one.node for one in matcher.heard(line) if one.node != "out_of_scope") for line in lines)
                found += sum(one == node for one in heard)
        return found

    assert right(load_paraphrases(encoder.key)) > right(NONE)


def test_a_map_for_another_encoder_is_refused() -> None:
    with pytest.raises(ModelUnavailable, match="another encoder"):
        load_paraphrases("another")


@pytest.mark.parametrize("body", [b"", b"no archive", None])
def test_a_damaged_map_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: bytes | None) -> None:
    shipped = (Path(str(files("bot.perception"))) / "weights" / PARAPHRASES_FILE).read_bytes()
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / PARAPHRASES_FILE).write_bytes(shipped[: len(shipped) // 2] if body is None else body)
    monkeypatch.setattr(paraphrases, "files", lambda package: tmp_path)

    with pytest.raises(ModelUnavailable, match="install the coach again"):
        load_paraphrases("any")
