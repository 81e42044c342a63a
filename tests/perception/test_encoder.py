"""A vector depends on its line alone, whatever else is encoded, and long or odd lines cost no more."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

import bot.perception.encoder as encoder_module
from bot.perception.encoder import SHAPE_WIDTH, Encoder
from bot.perception.prepare import PreparedModel

LINE = "when a pallet goes missing who gets the call"


def test_a_line_is_encoded_to_a_read_only_vector_of_length_one(encoder: Encoder) -> None:
    vector = encoder.encode(LINE)

    assert vector.shape == (384,)
    assert vector.dtype == np.float32
    assert float(vector @ vector) == pytest.approx(1, abs=1e-5)
    assert encoder.encoding(LINE).shape.shape == (SHAPE_WIDTH,)
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 0


def test_the_same_line_gives_the_same_bytes_in_any_order_and_in_a_second_encoder(prepared: PreparedModel) -> None:
    one, other = Encoder(prepared), Encoder(prepared)
    neighbours = ["hi", "x " * 200, "what does that cost you in a bad week?", LINE]

    first = [one.encode(line).tobytes() for line in neighbours]
    second = [other.encode(line).tobytes() for line in reversed(neighbours)]

    assert first == second[::-1]


def test_threads_share_an_encoder_and_get_what_one_thread_gets(prepared: PreparedModel) -> None:
    alone, shared = Encoder(prepared), Encoder(prepared)
    lines = [f"{LINE} number {number}" for number in range(12)]
    found: dict[str, bytes] = {}

    def work(own: list[str]) -> None:
        found.update({line: shared.encode(line).tobytes() for line in own})

    threads = [threading.Thread(target=work, args=(lines[at::3],)) for at in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {line: alone.encode(line).tobytes() for line in lines}


def test_only_the_newest_lines_are_remembered(prepared: PreparedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_module, "MOST_REMEMBERED", 3)
    encoder = Encoder(prepared)

    for number in range(8):
        encoder.encode(f"line {number}")

    assert encoder.remembered() == 3


@pytest.mark.parametrize("text", ["", " ", "\u200b", "🙂", "\ud800", "[SEP] [CLS] [PAD]", "\x1b[31m"])
def test_odd_lines_get_a_finite_vector(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode(text)).all()
    assert np.isfinite(encoder.encoding(text).shape).all()


def test_a_mark_that_somebody_types_is_text(encoder: Encoder) -> None:
    assert not np.array_equal(encoder.encode("[SEP]"), encoder.encode("[PAD]"))


def test_of_a_long_line_the_start_and_the_end_count_and_the_middle_is_left_out(encoder: Encoder) -> None:
    start, end = "You told me the scanners freeze.", "what does a frozen scanner cost you?"
    middle = "and then we talked about the weather for a while " * 30
    line = f"{start} {middle} indeed {middle} {end}"

    assert np.array_equal(encoder.encode(line), encoder.encode(line.replace("indeed", "football")))
    assert not np.array_equal(encoder.encode(line), encoder.encode(line.replace("freeze", "shine")))
    assert not np.array_equal(encoder.encode(line), encoder.encode(line.replace("cost you", "look like")))


def test_ten_thousand_characters_cost_about_as_much_as_four_thousand(encoder: Encoder) -> None:
    def cpu_of(text: str) -> float:
        started = time.process_time()
        encoder.encode(text)
        return time.process_time() - started

    cpu_of("warm up " * 500)
    assert cpu_of("question " * 1_111) < 10 * cpu_of("questions " * 400) + 0.05
