"""A line is judged and matched with what the customer knows, also without the weights."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import bot.perception.store as store_module
import bot.perception.understanding as understanding_module
from bot.perception.encoder import Encoder
from bot.perception.heads import LinearLineModel
from bot.perception.matching import CustomerMatcher, EncodedMeanings
from bot.perception.perceive import BackgroundPerception, open_perception
from bot.perception.store import EmbeddingStore
from bot.perception.understanding import CoachPerception
from content.schema import Customer
from dialogs.errors import ModelUnavailable
from dialogs.model import Listening
from dialogs.wording import ECHO

LATE = ("do your vans arrive late?", "how often is a delivery not on time", "what about lateness of the trucks")
CLERKS = ("who types the orders in?", "is it clerks who key the orders", "which people do the order entry")
HERE = Listening(customer_id="depot")


class Depot:
    """As much of a customer as the perception reads."""

    persona = SimpleNamespace(name="Ida Depot", role="Depot lead", company="Depot")
    opening = "Good morning, this is the depot, and what can we do for you?"

    def nodes(self) -> list[tuple[str, tuple[str, ...]]]:
        return [("problem.late", LATE), ("situation.clerks", CLERKS)]

    def sayings(self) -> list[str]:
        return ["Every third van comes late."]


@dataclass
class Shelf:
    """As much of a library as the perception reads."""

    customers: dict[str, Customer]


def meanings_of(encoder: Encoder, folder: Path) -> EncodedMeanings:
    return EncodedMeanings(encoder, EmbeddingStore(encoder, folder))


@pytest.fixture
def depot() -> Customer:
    return Depot()  # type: ignore[return-value]


@pytest.fixture
def perception(model: LinearLineModel, encoder: Encoder, depot: Customer, tmp_path: Path) -> CoachPerception:
    return CoachPerception(model, {"depot": depot}, meanings_of(encoder, tmp_path))


def test_the_nearest_node_comes_first(depot: Customer, encoder: Encoder, tmp_path: Path) -> None:
    meanings = meanings_of(encoder, tmp_path)
    for matcher in (CustomerMatcher(depot, meanings), CustomerMatcher(depot)):
        heard = matcher.heard("are deliveries late a lot")
        same = matcher.heard(LATE[0])

        assert [one.node for one in heard] == ["problem.late", "situation.clerks"]
        assert -1 <= heard[1].similarity < heard[0].similarity < same[0].similarity <= 1.5


def test_a_line_of_several_sentences_is_perceived_sentence_by_sentence(perception: CoachPerception) -> None:
    percept = perception.perceive("Our scanner reads every order. And how often does a van arrive late?", HERE)

    pitched, asked = percept.parts
    assert (pitched.judgement.form, asked.heard[0].node) == ("statement", "problem.late")
    assert (pitched.parts, asked.parts) == ((), ())
    alone = perception.perceive("And how often does a van arrive late?", HERE)
    assert asked == replace(alone, clauses=asked.clauses, signs=asked.signs)  # signs are the whole line's


def test_one_sentence_and_a_whole_speech_are_perceived_as_they_stand(perception: CoachPerception) -> None:
    most = understanding_module.MOST_SENTENCES
    for count, parts in ((1, 0), (2, 2), (most, most), (most + 1, 0)):
        line = " ".join(f"We sell a scanner to depot number {place}." for place in range(count))

        assert len(perception.perceive(line, HERE).parts) == parts, count


def test_a_sentence_that_is_not_judged_is_no_part(perception: CoachPerception) -> None:
    percept = perception.perceive("How often does a van arrive late? Thank you!", HERE)

    assert [part.heard[0].node for part in percept.parts] == ["problem.late"]


def test_a_line_with_two_questions_is_heard_clause_by_clause(perception: CoachPerception) -> None:
    percept = perception.perceive("Who types in your orders? And how often does a van arrive late?", HERE)

    assert [clause[0].node for clause in percept.clauses] == ["situation.clerks", "problem.late"]
    assert len(percept.heard) == 2


def test_a_line_that_is_not_judged_is_not_matched_either(perception: CoachPerception) -> None:
    percept = perception.perceive("", HERE)

    assert percept.judgement.gate is not None
    assert percept.heard == ()


def test_without_a_customer_only_the_judge_speaks(perception: CoachPerception) -> None:
    percept = perception.perceive("how often does a van arrive late?", Listening())

    assert percept.heard == ()
    assert percept.judgement.label is not None


def test_percepts_are_remembered_up_to_a_bound(model: LinearLineModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(understanding_module, "MOST_REMEMBERED", 2)
    perception = CoachPerception(model, {})

    percepts = [perception.perceive(f"how many vans have you got, {number}?", Listening()) for number in range(5)]

    assert perception.remembered() == 2
    assert perception.perceive("how many vans have you got, 4?", Listening()) is percepts[4]


def test_a_second_start_encodes_no_authored_text(encoder: Encoder, tmp_path: Path) -> None:
    first: list[tuple[int, int]] = []
    second: list[tuple[int, int]] = []

    wanted = EmbeddingStore(encoder, tmp_path).embed_all(LATE, lambda done, of: first.append((done, of)))
    found = EmbeddingStore(encoder, tmp_path).embed_all(LATE[::-1], lambda done, of: second.append((done, of)))

    assert first == [(1, 3), (2, 3), (3, 3)]
    assert second == []
    assert np.array_equal(found, wanted[::-1])
    assert np.array_equal(found[2], encoder.encode(LATE[0]))


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 not an archive", b"\x00" * 100])
def test_a_damaged_store_is_written_anew(encoder: Encoder, tmp_path: Path, body: bytes) -> None:
    EmbeddingStore(encoder, tmp_path).embed_all(LATE)
    path = next(tmp_path.iterdir())
    path.write_bytes(body)

    assert EmbeddingStore(encoder, tmp_path).embed_all(LATE).shape == (3, 384)
    assert path.stat().st_size > 3 * 384 * 4


def test_the_store_forgets_the_oldest_texts(encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MOST_KEPT", 2)
    EmbeddingStore(encoder, tmp_path).embed_all(LATE)
    encoded: list[int] = []

    EmbeddingStore(encoder, tmp_path).embed_all(LATE[1:], lambda done, _of: encoded.append(done))

    assert encoded == []


def test_a_line_that_arrives_before_the_model_is_ready_waits(perception: CoachPerception) -> None:
    gate = threading.Event()

    def load() -> CoachPerception:
        gate.wait(30)
        return perception

    background = BackgroundPerception(load)
    background.start()
    assert not background.ready
    threading.Timer(0.05, gate.set).start()
    percept = background.perceive("how often does a van arrive late?", HERE)

    assert background.ready
    assert percept.heard[0].node == "problem.late"


def test_it_loads_once_however_often_it_is_started(perception: CoachPerception) -> None:
    loads: list[int] = []

    def load() -> CoachPerception:
        loads.append(1)
        return perception

    background = BackgroundPerception(load)
    for _ in range(3):
        background.start()

    assert background.loaded() is perception
    assert loads == [1]


def test_missing_weights_fall_back_to_words_and_say_so(tmp_path: Path, depot: Customer) -> None:
    library = Shelf({"depot": depot})
    background = BackgroundPerception(
        lambda: open_perception(library, cache_path=tmp_path, model_path=tmp_path / "nowhere")  # type: ignore[arg-type]
    )

    percept = background.perceive("how often does a van arrive late?", HERE)

    assert percept.heard[0].node == "problem.late"
    assert percept.judgement.probabilities is not None
    assert sum(percept.judgement.probabilities.values()) == pytest.approx(1)
    assert background.notice is not None
    assert background.notice.startswith("I read by words alone")


def test_with_the_weights_there_is_nothing_to_say(prepared: object, cache_dir: Path, depot: Customer) -> None:
    perception = open_perception(Shelf({"depot": depot}), cache_path=cache_dir)  # type: ignore[arg-type]

    assert perception.notice is None
    assert perception.perceive("how often does a van arrive late?", HERE).heard[0].node == "problem.late"


def test_what_breaks_the_loading_is_raised_where_somebody_waits() -> None:
    def load() -> CoachPerception:
        raise ValueError("a broken content file")

    background = BackgroundPerception(load)

    for _ in range(2):
        with pytest.raises(ValueError, match="a broken content file"):
            background.perceive("hello there", Listening())


def test_broken_heads_are_an_error_and_not_a_guess(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("bot.perception.heads.WEIGHTS_FILE", "none.npz")

    with pytest.raises(ModelUnavailable, match=r"none\.npz"):
        open_perception(Shelf({}), cache_path=tmp_path)  # type: ignore[arg-type]


def test_a_greeting_before_a_question_is_looked_past(perception: CoachPerception) -> None:
    bare = perception.perceive("How often does a van arrive late?", HERE)

    greeted = perception.perceive("Hi Ida, lovely to meet you. How often does a van arrive late?", HERE)

    assert greeted.heard == bare.heard
    assert greeted.judgement.probabilities == bare.judgement.probabilities
    span = next(iter(greeted.judgement.spans))
    assert span.start >= len("Hi Ida, lovely to meet you.")  # of the line as it was typed


def test_the_customers_first_words_given_back_are_an_echo(perception: CoachPerception) -> None:
    assert ECHO in perception.perceive("This is the depot, what can we do for you", HERE).signs


def test_a_store_that_let_go_reads_its_file_again(encoder: Encoder, tmp_path: Path) -> None:
    store = EmbeddingStore(encoder, tmp_path)
    kept = store.embed_all(LATE)
    encoded: list[int] = []

    store.let_go()
    again = store.embed_all(LATE, lambda done, _: encoded.append(done))

    assert np.array_equal(kept, again)
    assert encoded == []  # nothing was encoded anew
