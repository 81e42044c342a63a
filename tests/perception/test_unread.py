"""The lines that wait for the next training are counted as they are judged."""

from __future__ import annotations

import pytest

from bot import wiring
from bot.perception import unread
from bot.perception.corpus import read_examples
from bot.perception.heads import LinearLineModel
from dialogs.judging.pipeline import judge
from dialogs.model import MOVES, QUESTION_LABELS


def test_what_is_named_rightly_is_counted(model: LinearLineModel) -> None:
    lines = read_examples(wiring.judge_lines())[1][:40]
    judged = [judge(line.text, task="reply", told=line.told, worry=line.worry, model=model) for line in lines]

    found = unread.moves_found(lines, judged)

    assert list(found) == list(MOVES)
    assert all(rightly <= min(named, there) for rightly, named, there in found.values())
    assert sum(there for _, _, there in found.values()) == sum(sum(line.moves) for line in lines)
    assert sum(named for _, named, _ in found.values()) == sum(len(judgement.named) for judgement in judged)


def test_right_labels_are_all_of_them(model: LinearLineModel) -> None:
    line = read_examples(wiring.judge_lines())[0][0]
    judged = judge(line.text, task="question", told=line.told, model=model)
    label = judged.label or "none"

    assert unread.questions_f1([line], [judged]) == (1.0 if QUESTION_LABELS[line.target] == label else 0.0)


@pytest.mark.soak
def test_it_prints_every_move_of_the_lines_that_wait(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], model: LinearLineModel
) -> None:
    judged_by = model

    class Judge:
        model = judged_by

    monkeypatch.setattr(wiring, "load_judge", Judge)
    unread.main()

    out = capsys.readouterr().out
    questions, replies, _ = read_examples(wiring.waiting_lines())
    assert f"{len(questions)} questions" in out and f"{len(replies)} replies" in out
    assert all(move in out for move in MOVES)
