"""The report: counted from stored predictions and the lines they are about, and refused where the two do not fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.perception import report
from bot.perception.evaluation import calibration_error, macro_f1, measured, of_those, share, surest
from bot.perception.heads import EXCLUSIVE, TASKS
from bot.perception.predictions import Predictions, StalePredictions, read_predictions
from bot.perception.reply_report import sin_counts, wrongly_accused
from bot.perception.report import short_form, stored_report, write_report
from bot.perception.slices import english_gap
from content.accuracy import Accuracy
from content.judge_lines import JudgeLines
from dialogs.model import MOVES, NONE_KINDS, QUESTION_LABELS, STATEMENT_KINDS
from tests.authored import authored

# as training stores them: the curve is without the tuned encoder, and so without what runs
READINGS = {"author": ("words", "encoder", "both"), "industry": ("words", "both"), "dev": ("words", "both")}
READINGS["author@50"] = ("words",)

Arrays = dict[str, np.ndarray[Any, Any]]


def author(name: str, *, split: str = "train", english: str = "native", voice: str = "plain") -> JudgeLines:
    """Return an author with a line of each class; every other line is hard."""
    common = {"industry": f"{name}_yard", "told": []}
    questions = [
        {
            **common,
            "id": f"{name}-q{n}",
            "text": f"line {n} of {name}",
            "label": label,
            "kind": kind,
            "hard": n % 2 == 1,
        }
        for n, (label, kind) in enumerate(
            [*((x, None) for x in QUESTION_LABELS[:4]), *(("none", k) for k in NONE_KINDS)]
        )
    ]
    replies = [
        {
            **common,
            "id": f"{name}-r{n}",
            "text": f"Reply {n}?",
            "worry": "It is new.",
            "moves": [move],
            "hard": n % 2 == 1,
        }
        for n, move in enumerate(MOVES)
    ]
    statements = [
        {**common, "id": f"{name}-s{n}", "text": f"Ours does {n}", "kinds": [kind], "hard": False}
        for n, kind in enumerate(STATEMENT_KINDS)
    ]
    fields = {"author": name, "split": split, "english": english, "voice": voice}
    return JudgeLines.model_validate({**fields, "questions": questions, "replies": replies, "statements": statements})


LINES = [author("ann"), author("bo", english="second", voice="textbook sentences"), author("cy", split="dev")]


def right_about(lines: list[JudgeLines], *, sure: float = 0.9) -> Arrays:
    """Return predictions that give every true class the probability *sure*, in each reading."""
    arrays: Arrays = {}
    for task, classes in TASKS.items():
        for scheme in ("author", "industry", "author@50", "dev"):
            if scheme == "author@50" and task != "question":
                continue
            rows = [
                (line.id, who.author, [float(name in truths(task, line)) for name in classes])
                for who in lines
                for line in (
                    who.replies if task == "moves" else who.statements if task == "statement" else who.questions
                )
                if (who.split == "dev") == (scheme == "dev") and truths(task, line)
            ]
            true = np.array([row for _, _, row in rows])
            rest = (1 - sure) / (len(classes) - 1) if task in EXCLUSIVE else 1 - sure
            likely = np.where(true == 1, sure, rest).astype(np.float16)
            arrays[f"{task}.{scheme}.ids"] = np.array([ident for ident, _, _ in rows])
            arrays[f"{task}.{scheme}.fold"] = np.array([name for _, name, _ in rows])
            arrays |= {f"{task}.{scheme}.{reading}": likely.copy() for reading in READINGS[scheme]}
    return arrays


def truths(task: str, line: Any) -> tuple[str, ...]:
    if task == "question":
        return (line.label,)
    return ((line.kind,) if line.kind else ()) if task == "kind" else line.moves if task == "moves" else line.kinds


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[Arrays], Path]:
    def store(arrays: Arrays) -> Path:
        path = tmp_path / "held_out.npz"
        np.savez(path, **arrays)  # type: ignore[arg-type]
        return path

    return store


def joined(store: Callable[[Arrays], Path], arrays: Arrays) -> Predictions:
    return read_predictions(store(arrays), LINES)


def test_the_report_and_its_short_form_are_written_together(tmp_path: Path, stored: Callable[[Arrays], Path]) -> None:
    (tmp_path / "judge").mkdir()
    arrays = right_about(LINES)
    for task in TASKS:
        arrays[f"{task}.author.tuned"] = arrays[f"{task}.author.both"]

    write_report(stored(arrays), LINES, folder=tmp_path, costs={"both": {"ms": 2.94, "kb": 1465, "mb": 96}})

    text = (tmp_path / "accuracy.md").read_text("utf-8")
    assert "| tuned | 1.000 |" in text  # a reading that nobody named here stands in the table all the same
    assert "| words and tuned encoder | 1.000 | 1.000 | 1.000 | 1.000 | 2.9 | 1465 |" in text
    assert "| 50 % | 1.000 (1.00–1.00) |" in text
    assert "left out\n  in 2 groups" in text
    assert "| cy (dev) | native | no | 9 |" in text
    assert "textbook lines (bo)" in text
    assert "No\n  customer and no rep wrote any." in text
    assert "nan" not in text
    assert text.count("\n") < 300
    short = Accuracy.model_validate_json((tmp_path / "judge" / "accuracy.json").read_bytes())
    assert (short.question.n, short.question.macro_f1, short.authors, short.lines) == (18, 1.0, 3, 78)
    assert short.sins.pressure.precision == short.sins.pressure.recall == 1.0


def test_every_table_of_the_report_is_as_wide_as_its_head(stored: Callable[[Arrays], Path]) -> None:
    text = report.report_text(joined(stored, right_about(LINES)), LINES)

    for block in text.split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({row.count(" | ") for row in rows}) <= 1, block


def test_a_training_that_left_out_no_industry_is_said_to_be_one(stored: Callable[[Arrays], Path]) -> None:
    arrays = {name: found for name, found in right_about(LINES).items() if ".industry." not in name}

    text = report.report_text(joined(stored, arrays), LINES)

    assert "left out no industries" in text
    assert "By group of industries" not in text


def test_the_same_predictions_give_the_same_report(stored: Callable[[Arrays], Path]) -> None:
    arrays = right_about(LINES)
    arrays["question.author.both"][::2] = 0.2

    assert report.report_text(joined(stored, arrays), LINES) == report.report_text(joined(stored, arrays), LINES)


def test_a_wrong_verdict_costs_precision_and_an_abstention_costs_coverage(stored: Callable[[Arrays], Path]) -> None:
    arrays = right_about(LINES)
    arrays["question.author.both"][0] = [0.05, 0.8, 0.05, 0.05, 0.05]  # a situation, called a problem
    arrays["question.author.both"][1] = [0.3, 0.35, 0.35, 0, 0]  # silent

    asked = short_form(joined(stored, arrays), LINES)["question"]

    assert asked["given_right"] == round(16 / 17, 3)  # type: ignore[index]
    assert asked["coverage"] == round(17 / 18, 3)  # type: ignore[index]


def test_a_doubt_about_a_sin_names_nobody(stored: Callable[[Arrays], Path]) -> None:
    arrays = right_about(LINES)
    place, row = MOVES.index("minimise"), MOVES.index("explore")  # the second reply of an author: hard, without a sin
    arrays["moves.author.both"][row, place] = 0.64
    doubted = joined(stored, arrays)["moves", "author"]
    arrays["moves.author.both"][row, place] = 0.66
    named = joined(stored, arrays)["moves", "author"]

    assert share(wrongly_accused(doubted, "both").sum(axis=0)) == 0
    innocent = sum(n % 2 == 1 and move not in ("minimise", "prescribe", "pressure") for n, move in enumerate(MOVES))
    assert share(wrongly_accused(named, "both").sum(axis=0)) == 1 / (2 * innocent)
    assert share(sin_counts(named, "both")[0][0].sum(axis=0)) == pytest.approx(2 / 3)  # right of those named


def test_the_gap_between_native_and_second_language_is_of_their_authors(stored: Callable[[Arrays], Path]) -> None:
    arrays = right_about(LINES)
    arrays["question.author.both"][9:] = [0, 0, 0, 0, 1]  # all of bo's, who learnt English second

    assert english_gap(joined(stored, arrays)["question", "author"]) == 1.0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda arrays: arrays["moves.author.ids"].__setitem__(0, "ann-x0"), "ann-x0"),
        (lambda arrays: arrays["kind.industry.ids"].__setitem__(0, "ann-q0"), "ann-q0"),  # a line, but no none-line
        (lambda arrays: arrays["question.dev.ids"].__setitem__(0, "cy-q1"), "do not fit together"),  # twice
        (lambda arrays: arrays.pop("statement.author.ids"), "lack a part of statement.author"),
        (lambda arrays: arrays["question.author.both"].__setitem__(0, np.nan), "do not fit together"),
        (lambda arrays: [arrays.pop(name) for name in list(arrays) if name.startswith("question.dev")], "cy-q0"),
    ],
)
def test_predictions_that_do_not_fit_are_refused_in_a_sentence(
    stored: Callable[[Arrays], Path], change: Callable[[Arrays], object], says: str
) -> None:
    arrays = right_about(LINES)
    change(arrays)

    with pytest.raises(StalePredictions, match=says) as refused:
        joined(stored, arrays)

    assert str(refused.value).endswith(": run make train.")
    assert "\n" not in str(refused.value)


def test_a_line_without_predictions_is_refused_and_nothing_is_written(
    tmp_path: Path, stored: Callable[[Arrays], Path]
) -> None:
    path = stored(right_about(LINES))

    with pytest.raises(StalePredictions, match=r"lack a line of content/judge/lines for question\.author, di-q0"):
        write_report(path, [*LINES, author("di")], folder=tmp_path)

    assert not (tmp_path / "accuracy.md").exists()


@pytest.mark.parametrize("body", [None, b"", b"PK\x03\x04 cut off", b"\x80\x04N."])
def test_a_file_that_is_missing_or_damaged_is_refused(tmp_path: Path, body: bytes | None) -> None:
    path = tmp_path / "held_out.npz"
    if body is not None:
        path.write_bytes(body)

    with pytest.raises(StalePredictions, match=r"run make train\.$"):
        read_predictions(path, LINES)


def test_judge_report_prints_the_report_or_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, stored: Callable[[Arrays], Path], tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.wiring.judge_lines", lambda: LINES)
    monkeypatch.setattr(report, "STORED", stored(right_about(LINES)))
    printed = CliRunner().invoke(main, ["judge", "--report"])
    monkeypatch.setattr(report, "STORED", tmp_path / "none.npz")
    refused = CliRunner().invoke(main, ["judge", "--report"])

    assert printed.exit_code == 0
    assert printed.stdout.startswith("# How accurate the judge's model is\n")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "The stored predictions are missing: run make train.\n"


@pytest.mark.xdist_group("written")
def test_what_content_keeps_is_what_the_stored_predictions_give() -> None:
    lines = authored()

    assert stored_report(lines) == (report.CONTENT / "accuracy.md").read_text("utf-8")
    kept = json.loads((report.CONTENT / "judge" / "accuracy.json").read_text("utf-8"))
    assert kept == short_form(read_predictions(report.STORED, lines), lines)


def test_macro_f1_is_over_the_types_that_occur() -> None:
    grid = np.zeros((5, 5))
    grid[0, 0], grid[0, 1], grid[1, 1] = 3, 1, 2  # situation: F1 6/7; problem: F1 4/5; nothing else occurs

    assert macro_f1(grid.ravel()) == pytest.approx((6 / 7 + 4 / 5) / 2)


def test_an_interval_holds_the_figure_and_narrows_with_the_lines() -> None:
    def of(n: int) -> Any:
        hits = np.arange(n) % 4 > 0
        return measured(of_those(hits, np.ones(n, bool)), share)

    few, many = of(40), of(4000)

    assert few.value == many.value == 0.75
    assert few.low < many.low < 0.75 < many.high < few.high
    assert many.high - many.low == pytest.approx(2 * 1.96 * (0.75 * 0.25 / 4000) ** 0.5, rel=0.15)


def test_nothing_to_divide_by_is_no_zero() -> None:
    assert np.isnan(measured(of_those(np.ones(3, bool), np.zeros(3, bool)), share).value)
    assert np.isnan(measured(np.zeros((0, 2)), share).value)


def test_the_surest_are_as_many_as_asked_for_and_the_surest() -> None:
    assert surest(np.array([0.5, 0.9, 0.7, 0.9, 0.6]), 0.8).tolist() == [False, True, True, True, True]


def test_confidence_of_nine_tenths_that_is_right_half_the_time_is_four_tenths_off() -> None:
    assert calibration_error(np.full(10, 0.9), np.arange(10) % 2 == 0) == pytest.approx(0.4)
