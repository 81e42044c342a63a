"""`coach judge`: the contract that others run blindly."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from bot.commands.judge import Progress, judge_lines, run
from tests.judging.fakes import WordModel

FIELDS = ["id", "task", "gate", "form", "label", "probabilities", "moves", "named", "verdict", "spans", "why", "kinds"]
MODEL = WordModel(moves={"worry": ("minimise", 0.9)})
GOOD = '{"id": "a", "task": "question", "text": "how many trucks do you run?"}'


def answers(*lines: str) -> list[Any]:
    return [json.loads(line) for line in judge_lines(lines, MODEL)]


def test_a_question_has_every_field_in_order_and_null_where_unused() -> None:
    found = answers(GOOD)[0]

    assert list(found) == FIELDS
    assert (found["moves"], found["named"], found["gate"], found["label"]) == (None, None, None, "situation")
    assert sum(found["probabilities"].values()) == pytest.approx(1)


def test_a_reply_has_moves_and_no_label() -> None:
    found = answers(
        '{"id": 7, "task": "reply", "text": "don\'t worry about it", "context": {"worry": "I am afraid."}}'
    )[0]

    assert (found["id"], found["label"], found["probabilities"], found["named"]) == (7, None, None, ["minimise"])
    assert list(found["spans"][0]) == ["start", "end", "label"]


def test_spans_count_code_points_of_the_text_as_sent() -> None:
    text = "🚛\u200b🚛 so how many trucks do you run?"

    found = answers(json.dumps({"id": "a", "task": "question", "text": text}))[0]

    assert [text[span["start"] : span["end"]] for span in found["spans"]] == ["how many trucks"]


@pytest.mark.parametrize(
    "line",
    [
        "", "   ", "nonsense", "[]", "[1, 2]", '"text"', "1", "null", "{", '{"id": "x"',
        '{"task": "question", "text": "hi"}', '{"id": NaN, "task": "question", "text": "x"}',
        '{"id": 1.5, "task": "question", "text": "x"}', '{"id": true, "task": "question", "text": "x"}',
        '{"id": [1], "task": "question", "text": "x"}', '{"id": null, "task": "question", "text": "x"}',
        '{"id": "a", "id": "b", "task": "question", "text": "x"}', '{"id": ' + "9" * 5000 + "}",
        '{"id": 99999999999999999999, "task": "question", "text": "x"}', "[" * 100_000, '{"a":' * 50_000,
        "\udcff\udcfe", '{"id": "a\udc80"}', "\x00", '{"id": "a", "task": "question", "text": Infinity}',
    ],
)  # fmt: skip
def test_a_malformed_line_gets_an_error_and_the_next_line_goes_on(line: str) -> None:
    error, good = answers(line, GOOD)

    assert list(error) == ["error"]
    assert error["error"].endswith(".") and "Traceback" not in error["error"]
    assert good["id"] == "a"


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"task": "question"}, {"text": "hi there"}, {"task": "Question", "text": "x"}, {"task": 1, "text": "x"},
        {"task": ["question"], "text": "x"}, {"task": "question", "text": None}, {"task": "question", "text": 5},
        {"task": "question", "text": "x", "context": []}, {"task": "question", "text": "x", "context": "told"},
        {"task": "question", "text": "x", "context": {"told": "one"}},
        {"task": "question", "text": "x", "context": {"told": ["one", 2]}},
        {"task": "question", "text": "x", "context": {"told": [None]}},
        {"task": "question", "text": "x", "context": {"told": {"a": 1}}},
        {"task": "reply", "text": "x", "context": {"worry": ["x"]}},
        {"task": "reply", "text": "x", "context": {"worry": 0}},
    ],
)  # fmt: skip
def test_a_wrong_field_gets_an_error_with_the_id(fields: dict[str, Any]) -> None:
    error = answers(json.dumps({"id": "q1", **fields}))[0]

    assert list(error) == ["id", "error"]
    assert error["id"] == "q1"


@pytest.mark.parametrize(
    "context",
    [None, {}, {"told": None, "worry": None}, {"customer": None}, {"customer": {"id": 1}, "told": [], "more": 1}],
)
def test_missing_context_is_empty_context(context: object) -> None:
    line = {"id": "a", "task": "question", "text": "how many trucks do you run?", "context": context}

    assert answers(json.dumps(line)) == answers(GOOD)


def test_a_result_depends_on_its_own_line_only() -> None:
    lines = [GOOD, "", GOOD.replace('"a"', '"b"'), '{"id": "a", "task": "question", "text": "what goes wrong?"}', GOOD]

    together = answers(*lines)

    assert together == [answers(line)[0] for line in lines]
    assert together == list(reversed(answers(*reversed(lines))))


def test_bytes_that_are_not_utf_8_get_an_error_in_their_place() -> None:
    good = GOOD.encode()
    out = io.StringIO()

    run(io.BytesIO(b"\xef\xbb\xbf" + good + b"\r\n" + b"\xff\xfe\x00\n\n" + good), out, MODEL)

    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert ["error" in line for line in found] == [False, True, True, False]
    assert found[0] == found[3]


def test_each_answer_is_written_before_the_next_line_is_read() -> None:
    out = io.StringIO()

    class Watched(io.BytesIO):
        def __next__(self) -> bytes:
            seen.append(out.getvalue().count("\n"))
            return super().__next__()

    seen: list[int] = []
    run(Watched((GOOD + "\n" + GOOD + "\n").encode()), out, MODEL)

    assert seen == [0, 1, 2]


def test_answers_are_ascii_even_for_lone_surrogates() -> None:
    line = '{"id": "\\ud800", "task": "question", "text": "how many \\ud800 trucks do you run?"}'

    answer = next(judge_lines([line], MODEL))

    assert answer.isascii()
    assert json.loads(answer)["label"] == "situation"


@pytest.mark.parametrize("running", [True, False])
def test_a_person_at_a_terminal_reads_how_many_lines_a_second_were_judged(running: bool) -> None:
    terminal, seconds = io.StringIO(), iter(range(100))
    lines = "\n".join([GOOD] * 45)

    progress = Progress(terminal, running=running, clock=lambda: float(next(seconds)))
    run(io.BytesIO(lines.encode()), io.StringIO(), MODEL, progress=progress)

    shown = terminal.getvalue().split("\r")
    assert shown[-1] == f"45 lines judged, {'15' if running else '45'} a second\n"
    assert shown[1:-1] == (["20 lines judged, 20 a second", "40 lines judged, 20 a second"] if running else [])
