"""A vector depends on its line alone, whatever else is encoded, and long or odd lines cost no more."""

from __future__ import annotations

import random
import threading
import time

import numpy as np
import pytest
from tokenizers import Tokenizer

import bot.perception.encoder as encoder_module
from bot.perception.encoder import READING_WIDTH, Encoder
from bot.perception.pieces import Pieces
from bot.perception.prepare import PreparedModel

LINE = "when a pallet goes missing who gets the call"


def test_a_line_is_encoded_to_a_read_only_vector_of_length_one(encoder: Encoder) -> None:
    vector = encoder.encode(LINE)

    assert vector.shape == (384,)
    assert vector.dtype == np.float32
    assert float(vector @ vector) == pytest.approx(1, abs=1e-5)
    assert encoder.read(LINE).shape == (READING_WIDTH,)
    for found in (vector, encoder.read(LINE, TOLD)):
        with pytest.raises(ValueError, match="read-only"):
            found[0] = 0


def test_the_same_line_gives_the_same_bytes_in_any_order_and_in_a_second_encoder(prepared: PreparedModel) -> None:
    one, other = Encoder(prepared), Encoder(prepared)
    neighbours = ["hi", "x " * 200, "what does that cost you in a bad week?", LINE]

    first = [one.encode(line).tobytes() for line in neighbours]
    second = [other.encode(line).tobytes() for line in reversed(neighbours)]

    assert first == second[::-1]


TOLD = ("We re-key every order by hand.", "Most days it is two people.")


def test_what_was_said_before_changes_how_a_line_reads_and_never_what_it_means(prepared: PreparedModel) -> None:
    fresh, talking = Encoder(prepared), Encoder(prepared)

    alone, after = fresh.read(LINE), talking.read(LINE, TOLD)

    assert not np.allclose(alone, after, atol=0.05)
    assert np.array_equal(talking.encode(LINE), fresh.encode(LINE))
    assert all(np.array_equal(talking.encode(said), fresh.encode(said)) for said in TOLD)


def test_a_line_reads_the_same_whether_or_not_what_was_said_was_read_before(prepared: PreparedModel) -> None:
    fresh, talking = Encoder(prepared), Encoder(prepared)
    for said in TOLD:
        talking.encode(said)

    assert np.array_equal(talking.read(LINE, TOLD), fresh.read(LINE, TOLD))


def test_in_a_talk_only_the_new_line_is_read(prepared: PreparedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    encoder = Encoder(prepared)
    run = encoder._apart.run
    monkeypatch.setattr(encoder._apart, "run", lambda names, given: (read.append(1), run(names, given))[1])

    encoder.read(LINE, TOLD[:1])
    encoder.read("and who picks that up?", TOLD)
    encoder.encode(LINE)

    assert len(read) == 4  # two lines, two sentences


def test_the_tokens_of_the_newest_texts_only_are_kept(prepared: PreparedModel) -> None:
    encoder = Encoder(prepared)
    most = encoder_module.MOST_TOKENS_REMEMBERED

    for number in range(most + 5):
        encoder.encode(f"line {number}")

    assert encoder._tokens.cache_info().currsize == most


def test_of_a_long_talk_the_last_sentences_count_and_a_worry_always(encoder: Encoder) -> None:
    many = (*(f"It rained on day {day}." for day in range(50)), *TOLD)
    worry = "The last switch cost us two weeks."

    assert np.array_equal(encoder.read(LINE, many), encoder.read(LINE, TOLD))
    assert not np.array_equal(encoder.read(LINE, TOLD, worry), encoder.read(LINE, TOLD))
    assert np.array_equal(encoder.read(LINE, TOLD, ""), encoder.read(LINE, TOLD))


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
    assert np.isfinite(encoder.read(text, (text,), text)).all()


def test_a_mark_that_somebody_types_is_text(encoder: Encoder) -> None:
    assert not np.array_equal(encoder.encode("[SEP]"), encoder.encode("[PAD]"))


def test_words_looked_up_one_by_one_give_the_tokens_that_the_tokenizer_gives(prepared: PreparedModel) -> None:
    pieces, tokenizer = Pieces(prepared.tokenizer), Tokenizer.from_file(str(prepared.tokenizer))
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    anything = random.Random(4)
    typed = ["".join(chr(anything.choice((10, *range(32, 127)))) for _ in range(40)) for _ in range(200)]

    for text in (LINE, "Don't! 3.5% of \u20ac 9,000", "na\u00efve\tcaf\u00e9", "[CLS] ##ing", "x" * 101, "_a_", *typed):
        assert list(pieces.of(text)[0].ids) == tokenizer.encode(text).ids, text


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
