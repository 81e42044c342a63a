"""A vector depends on its line alone, whatever else is encoded, and long or odd lines cost no more."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

import bot.perception.encoder as encoder_module
from bot.perception.encoder import READING_WIDTH, Encoder
from bot.perception.prepare import PreparedModel

LINE = "when a pallet goes missing who gets the call"


def test_a_line_is_encoded_to_a_read_only_vector_of_length_one(encoder: Encoder) -> None:
    vector = encoder.encode(LINE)

    assert vector.shape == (384,)
    assert vector.dtype == np.float32
    assert float(vector @ vector) == pytest.approx(1, abs=1e-5)
    assert encoder.read(LINE).form.shape == (READING_WIDTH,)
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 0


def test_the_same_line_gives_the_same_bytes_in_any_order_and_in_a_second_encoder(prepared: PreparedModel) -> None:
    one, other = Encoder(prepared), Encoder(prepared)
    neighbours = ["hi", "x " * 200, "what does that cost you in a bad week?", LINE]

    first = [one.encode(line).tobytes() for line in neighbours]
    second = [other.encode(line).tobytes() for line in reversed(neighbours)]

    assert first == second[::-1]


TOLD = ("We re-key every order by hand.", "Most days it is two people.")


def test_what_was_said_before_changes_how_a_line_reads_and_hardly_what_it_means(encoder: Encoder) -> None:
    alone, after = encoder.read(LINE), encoder.read(LINE, TOLD)

    assert not np.allclose(alone.form, after.form, atol=0.05)
    assert float(alone.meaning @ after.meaning) > 0.97  # int8: one scale for all that is read at once
    assert set(after.said) == set(TOLD)
    assert all(float(after.said[said] @ encoder.encode(said)) > 0.97 for said in TOLD)


def test_of_a_long_talk_the_last_sentences_count_and_a_worry_always(encoder: Encoder) -> None:
    many = (*(f"It rained on day {day}." for day in range(50)), *TOLD)
    worry = "The last switch cost us two weeks."

    assert np.array_equal(encoder.read(LINE, many).form, encoder.read(LINE, TOLD).form)
    assert not np.array_equal(encoder.read(LINE, TOLD, worry).form, encoder.read(LINE, TOLD).form)


def test_a_known_meaning_is_not_read_again(prepared: PreparedModel) -> None:
    encoder = Encoder(prepared)
    encoder.know([LINE], [np.zeros(384, np.float32)])

    assert not encoder.encode(LINE).any()
    assert encoder.remembered() == 0


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
    assert np.isfinite(encoder.read(text, (text,), text).form).all()


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
