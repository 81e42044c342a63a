"""Where questions begin and end in a line, and what form they have."""

from __future__ import annotations

import pytest

from dialogs.judging.form import form_of
from dialogs.judging.line import read_line
from dialogs.judging.segment import clauses_of, question_clauses, sentences


def clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in question_clauses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many trucks do you run?", 1),
        ("how many trucks do you run", 1),
        ("We run forty plants like yours. How do you plan today?", 1),
        ("We run forty plants like yours.", 0),
        ("tell me about the night shift", 1),
        ("I'd be curious how the night shift is planned.", 1),
        ("You plan by hand, don't you?", 1),
        ("How do you plan? By hand?", 1),
        ("What goes wrong there? And who pays for it?", 2),
        ("How many are late, and what does that cost you?", 2),
        ("when a truck is late, what happens on the line?", 1),
        ("so when one gets typed wrong who ends up paying for it", 1),
        ("if it ran all night, how much would that help?", 1),
        ("how much is forgotten, do you think, on a Friday?", 1),
        ("the forms, who fills them in", 1),
        ("that is 3.5 hours, e.g. on Mondays.", 0),
        ("What makes our service special is the software, which sees a drift early.", 0),
        ("what we could do is a week on your own line", 0),
        ("what makes the mornings so hard", 1),
        ("I can put you in touch with a head of billing who's had it running for years.", 0),
        ("so who has it running now", 1),
        ("who's had it the longest", 1),
        ("What makes our offer too dear?", 1),
        ("What happens on the line\nwhen a truck is late?", 1),
        ("what does it cost you\nif the night shift\nstands still", 1),
        ("how many of them are late\nwho pays for that", 2),
        ("How many are late?\nand who pays for that", 2),
        ("How many are late\nWho pays for that", 2),
        ("how many are late\n\nis it often on a monday", 2),
        ("we do this all day long\nfor forty plants like yours", 0),
    ],
)
def test_question_clauses_are_counted_with_and_without_marks(text: str, expected: int) -> None:
    assert len(question_clauses(text)) == expected


def test_a_clause_is_a_stretch_of_the_line_as_typed() -> None:
    text = "ok\u200b fine. How ma\u00adny are late? And what does that cost you?"

    assert clauses(text) == ["How ma\u00adny are late?", "And what does that cost you?"]


def test_abbreviations_and_decimals_end_no_sentence() -> None:
    text = "It takes 2.5 hours, i.e. half a shift. Then it stops."

    assert [text[a:b] for a, b in sentences(text)] == ["It takes 2.5 hours, i.e. half a shift.", "Then it stops."]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("how do you plan the routes", "open"),
        ("walk me through a normal Monday", "open"),
        ("can you tell me how orders arrive?", "open"),
        ("I'd be curious how you plan", "open"),
        ("when it stops, what happens then?", "open"),
        ("is the planner happy with it?", "closed"),
        ("do nights get any bother", "closed"),
        ("you re-key everything by hand?", "closed"),
        ("I wonder whether that is reliable.", "closed"),
        ("any delays?", "closed"),
        ("that would help, wouldn't it?", "leading"),
        ("you lose money on that, right?", "leading"),
        ("it hurts doesn't it", "leading"),
        ("wouldn't it be better to know at noon?", "leading"),
        ("I imagine that costs you a fortune?", "leading"),
        ("we have been doing this for years", "statement"),
        ("what we do is simple.", "statement"),
        ("that must have been hard.", "statement"),
    ],
)
def test_the_form_follows_from_the_wording(text: str, form: str) -> None:
    line = read_line(text)
    found = clauses_of(line.text, line.lower)

    assert form_of(line.lower[slice(*found[-1])] if found else "") == form
