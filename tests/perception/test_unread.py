"""The lines that wait for the next training are judged as in the coach, and the report shows what that gave."""

from __future__ import annotations

import json

import pytest

from bot import wiring
from bot.perception import unread, unread_report
from bot.perception.corpus import Example
from bot.perception.heads import LinearLineModel
from dialogs.model import MOVES, QUESTION_LABELS, Judgement, VerdictKind

SMALL = 0.02  # of the figures: another processor rounds otherwise


def asked(label: str, verdict: VerdictKind = "given") -> Judgement:
    return Judgement("question", None, "open", label, {}, None, (), verdict, (), "")


def replied(*named: str) -> Judgement:
    return Judgement("reply", None, "statement", None, None, {}, named, "given", (), "")


def question(label: str) -> Example:
    return Example("ada", "waiting", "tea", False, "", (), target=QUESTION_LABELS.index(label))


def reply(*moves: str, hard: bool = False) -> Example:
    return Example("ada", "waiting", "tea", hard, "", (), moves=tuple(int(move in moves) for move in MOVES))


def test_a_label_counts_in_doubt_and_a_verdict_where_it_is_given() -> None:
    lines = [question("problem"), question("problem"), question("situation"), question("none")]
    found = unread.of_questions(
        lines, [asked("problem"), asked("situation"), asked("situation", "ask"), asked("situation")]
    )

    assert (found["n"], found["given"][0], found["right_where_given"][0]) == (4, 0.75, 0.333)
    assert (found["none_rejected"][0], found["wrongly_none"][0]) == (0.0, 0.0)


def test_a_move_that_is_named_counts_against_those_there() -> None:
    lines = [reply("pressure"), reply("pressure"), reply(), reply("explore", hard=True)]
    found = unread.of_replies(lines, [replied("pressure"), replied(), replied("explore"), replied("pressure")])

    assert [figure if isinstance(figure, int) else figure[0] for figure in found["moves"]["pressure"]] == [2, 0.5, 0.5]
    assert (found["accused"][0], found["hard_accused"][0]) == (0.5, 1.0)
    assert found["moves"]["attack"][0] == 0 and found["moves"]["attack"][1] == [None, None, None]


def test_the_section_shows_a_dash_where_nothing_was_there() -> None:
    questions, replies = (
        unread.of_questions([question("none")], [asked("none")]),
        unread.of_replies([reply()], [replied()]),
    )

    text = unread_report.section({"authors": {"ada": ["native", 1, 1]}, "questions": questions, "replies": replies})

    assert "ada (native; 1 questions, 1 replies)" in text
    assert "| attack: precision / recall | 0 |  | – / – |" in text


def test_the_stored_figures_are_of_the_lines_that_wait(model: LinearLineModel) -> None:
    authors = wiring.waiting_lines()
    stored = json.loads(unread_report.STORED.read_text("utf-8"))
    found = unread.figures_of(authors, model)

    assert stored["authors"] == json.loads(json.dumps(found["authors"]))
    for part in ("given", "right_where_given", "macro_f1"):
        assert stored["questions"][part][0] == pytest.approx(found["questions"][part][0], abs=SMALL)
    for move in MOVES:
        assert stored["replies"]["moves"][move][0] == found["replies"]["moves"][move][0]
    assert stored["replies"]["accused"][0] == pytest.approx(found["replies"]["accused"][0], abs=SMALL)
