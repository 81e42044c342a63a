"""`accuracy`: the judge's figures in short, with who wrote the lines; or that there are none."""

from __future__ import annotations

from dataclasses import replace

from content.accuracy import Accuracy
from content.library import Library
from dialogs.accuracy import accuracy_text
from dialogs.replies import LIMITS
from tests.dialogs.coaching import Coach

SIN = {"precision": 1.0, "recall": 1.0}
FIGURES = {
    "question": {"n": 1080, "macro_f1": 0.779, "low": 0.75, "high": 0.8, "given_right": 0.9, "coverage": 0.78},
    "sins": {
        "minimise": {"precision": 0.82, "recall": 0.19},
        "prescribe": {"precision": 0.94, "recall": 0.51},
        "pressure": {"precision": 0.85, "recall": 0.05},
    },
    "authors": 7,
    "lines": 1870,
}


def measured(library: Library, figures: object) -> Library:
    return replace(library, accuracy_later=lambda: Accuracy.model_validate(figures))


def test_the_short_form_says_each_figure_and_who_wrote_the_lines(library: Library) -> None:
    said = accuracy_text(measured(library, FIGURES))

    for words in (
        "Of 1080 test questions I gave a verdict on 78 %, right on 90 % of these",
        "macro-F1 .78 (95 %: .75 to .80)",
        "minimising .82/.19, prescribing .94/.51, pressing .85/.05",
        "1870 lines by 7 authors: lines written by language models, not by customers",
        "content/accuracy.md",
    ):
        assert words in said


def test_the_short_form_fits_a_prompt_with_the_longest_figures(library: Library) -> None:
    longest = {
        "question": {"n": 99999, "macro_f1": 1.0, "low": 1.0, "high": 1.0, "given_right": 1.0, "coverage": 1.0},
        "sins": {"minimise": SIN, "prescribe": SIN, "pressure": SIN},
        "authors": 99,
        "lines": 99999,
    }

    said = accuracy_text(measured(library, longest))

    assert len(said) <= LIMITS["prompt"]
    assert "macro-F1 1.00 (95 %: 1.00 to 1.00)" in said


def test_the_shipped_figures_are_there_to_be_said(library: Library, coach: Coach) -> None:
    coach.starts("menu")

    coach.says("Accuracy.")

    assert coach.reads(accuracy_text(library))
    assert coach.ids == ["drill", "play", "accounts", "more"]


def test_without_figures_the_word_says_so(coach: Coach) -> None:
    coach.library = replace(coach.library, accuracy_later=lambda: None)
    coach.starts("menu")

    coach.says("accuracy")

    assert coach.reads("There are no figures here on how often I am right")


def test_a_session_that_was_stopped_still_answers(coach: Coach) -> None:
    coach.starts("menu")
    coach.says("stop")

    coach.says("accuracy")

    assert coach.reads("macro-F1")
