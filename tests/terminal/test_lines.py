"""What is typed and what comes out, on pipes: plain lines, and JSON for programs."""

from __future__ import annotations

import pytest

from tests.terminal.conftest import Coach

KEPT = "Kept. Run coach chat to go on.\n"


def test_plain_output_numbers_the_choices_and_carries_no_escape_codes(coach: Coach) -> None:
    heard = coach.hears("1\n1\n")

    assert "\n  1. Try one\n  2. How it works\n  3. Privacy\n\n“" in heard.out
    assert "\x1b" not in heard.out
    assert (heard.code, heard.err) == (0, KEPT)


def test_each_line_is_answered_by_objects_of_which_the_final_one_is_last(coach: Coach) -> None:
    turns = coach.turns("1\n\nno such choice\nhelp\nquit\n")

    assert len(turns) == 6
    assert all(set(body) == {"type", "text", "choices", "state", "last"} for turn in turns for body in turn)
    assert [turn[-1]["state"] for turn in turns[:2]] == ["onboarding.welcome", "quick_drill.picking"]
    assert turns[0][-1]["choices"][0] == {"id": "try_one", "label": "Try one"}
    assert turns[2][0] == {**turns[2][0], "type": "say", "choices": [], "last": False}


@pytest.mark.parametrize("typed", ["2", "how", "How it works", "HOW IT WORKS.", "  2  ", "2\r", "\ufeff2"])
def test_a_choice_can_be_typed_as_number_id_or_label(coach: Coach, typed: str) -> None:
    assert coach.turns(typed + "\n")[1][-1]["state"] == "onboarding.how"


def test_quit_keeps_the_session_and_says_how_to_go_on(coach: Coach) -> None:
    heard = coach.hears("1\nquit\nnever read\n")

    assert heard.out.endswith("\n" + KEPT)
    assert (heard.code, heard.err) == (0, "")
    assert coach.turns("")[0][-1]["state"] == "quick_drill.picking"


def test_each_name_has_a_session_of_its_own(coach: Coach) -> None:
    coach.turns("1\n", name="Ann Lee")

    states = [coach.turns("", name=name)[0][-1]["state"] for name in ("ann-lee", "Ben")]

    assert states == ["quick_drill.picking", "onboarding.welcome"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("x" * 10_000, id="10,000 characters"),
        pytest.param("y" * 200_000, id="longer than is read"),
        pytest.param(b"\xff\xfe what \xc3", id="not UTF-8"),
        pytest.param("\x1b[31mred\x1b[0m\x07\x9b2J", id="escape codes"),
        pytest.param("nul\0 in it", id="NUL"),
        pytest.param("\U0001f600\U0001f680", id="emoji"),
        pytest.param("[bold]x[/bold] [/] {text}", id="markup"),
        pytest.param("Was kostet Sie das?", id="another language"),
    ],
)
def test_odd_lines_are_answered_once_each_and_harmlessly(coach: Coach, line: str | bytes) -> None:
    raw = line if isinstance(line, bytes) else line.encode()

    heard = coach.hears(b"1\n1\n" + raw + b"\nhint\n")

    assert heard.out.count("You wrote:") == 1
    assert "Take the difficulty they named" in heard.out
    assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in heard.out)
    assert (heard.code, heard.err) == (0, KEPT)


def test_the_last_line_counts_also_without_its_end(coach: Coach) -> None:
    assert len(coach.turns("1")) == 2


def test_what_the_encoding_cannot_show_is_replaced(coach: Coach) -> None:
    heard = coach.hears("1\n1\nSão Paulo?\n", encoding="ascii")

    assert 'You wrote: "S?o Paulo?"' in heard.out


def test_missing_weights_are_said_once_and_never_on_stdout(coach: Coach) -> None:
    heard = coach.hears("1\n1\nWhat does it cost?\nWhat else?\n", as_json=True, notice="The weights are missing.")

    assert heard.err == f"The weights are missing.\n{KEPT}"
    assert "weights" not in heard.out


@pytest.mark.parametrize(
    ("database", "code"),
    [("mysql://host/db", 2), ("sqlite://", 2), ("/dev/null/coach.db", 1), ("{folder}", 1)],
    ids=["another kind", "in memory", "no folder", "a folder"],
)
def test_a_database_that_cannot_be_used_is_said_in_one_sentence(coach: Coach, database: str, code: int) -> None:
    heard = coach.hears("1\n", db=database.format(folder=coach.database.parent))

    assert (heard.code, heard.out) == (code, "")
    assert heard.err.count("\n") == 1


def test_a_name_without_a_letter_is_refused(coach: Coach) -> None:
    heard = coach.hears("", name="!?")

    assert (heard.code, heard.out, heard.err) == (2, "", "--as needs a name with a letter or a digit in it.\n")
