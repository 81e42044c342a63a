"""Words about people, typed in any state: what they ask, what is said, and that nothing else moves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.service
from dialogs import engine, people_words
from dialogs.model import EventId, Turn
from dialogs.people import CODE_DIGITS, CODE_LETTERS, Asked, Told, code_of, shown_code
from dialogs.people_words import LONGEST, SAYINGS, WORDS, asked
from dialogs.replies import LIMITS, Ask
from tests.dialogs.coaching import NOW, Coach, faults_of
from tests.dialogs.ways import WAITING, led_to

CODES = st.text(CODE_LETTERS + CODE_DIGITS, min_size=8, max_size=8).filter(lambda code: any(c.isdigit() for c in code))


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("join K7PM-3QXT", Asked("join", "K7PM-3QXT")),
        ("/JOIN  k7pm 3qxt", Asked("join", "k7pm 3qxt")),
        ("team", Asked("team")),
        ("Team.", Asked("team")),
        ("/team", Asked("team")),
        ("team help", Asked("team_help")),
        ("team add Ann Lee to North Sea", Asked("team_add", "Ann Lee", "North Sea")),
        ("team add @ann", Asked("team_add", "@ann")),
        ("team add", Asked("team_add")),
        ("team remove Ann from the North", Asked("team_remove", "Ann", "North")),
        ("team leave", Asked("team_leave")),
        ("team leave North", Asked("team_leave", "", "North")),
        ("team invite North.", Asked("team_invite", "", "North")),
        ("link", Asked("link")),
        ("link K7PM3QXT", Asked("link_code", "K7PM3QXT")),
        ("unlink", Asked("unlink")),
    ],
)
@pytest.mark.parametrize("takes_text", [True, False])
def test_a_word_asks_the_same_where_lines_are_written_and_where_not(
    line: str, means: Asked, *, takes_text: bool
) -> None:
    assert asked(line, takes_text=takes_text) == means


@pytest.mark.parametrize(
    "line",
    [
        *("join us on Friday?", "join", "join customers", "Join training", "team work", "Team up with us.", "link it"),
        *(
            "linked",
            "unlink the two systems",
            "teams",
            "team helps?",
            "team add " + "x" * LONGEST,
            "",
            " ",
            "link us up",
        ),
    ],
)
def test_what_one_says_to_a_customer_asks_nothing(line: str) -> None:
    assert asked(line, takes_text=True) is None


def test_a_code_that_cannot_be_one_is_answered_where_nothing_else_is_written() -> None:
    assert asked("join whatever", takes_text=False) == Asked("join", "whatever")
    assert asked("link whatever", takes_text=False) == Asked("link_code", "whatever")
    assert asked("join", takes_text=False) == Asked("join")


@given(code=CODES, around=st.sampled_from(["{}", "{} ", " {}"]), small=st.booleans())
def test_a_code_is_read_however_it_is_told(code: str, around: str, *, small: bool) -> None:
    told = around.format(shown_code(code))
    assert code_of(told.lower() if small else told) == code
    assert code_of(" ".join(code)) == code


@pytest.mark.parametrize("text", ["", "ABCDEFGH", "K7PM3QX", "K7PM3QXTT", "K7PM3QX!", "７７７７７７７７"])
def test_what_can_be_no_code_is_none(text: str) -> None:
    assert code_of(text) is None


@pytest.mark.parametrize("state", WAITING)
def test_in_every_state_it_is_answered_and_nothing_moves(coach: Coach, state: str) -> None:
    led_to(coach, state)
    before = coach.session
    assert before is not None

    step = coach.says("team add Ann to North")

    assert coach.asked[-1] == Asked("team_add", "Ann", "North")
    assert coach.reads(coach.message("people.team_none"))
    assert faults_of(step) == []
    assert coach.session is not None
    assert coach.session.frames == before.frames
    assert coach.session.facts == before.facts


def test_a_newcomer_reads_what_came_of_a_code_before_the_welcome(coach: Coach) -> None:
    coach.told = Told("joined_rep", {"team": "North", "managers": "Lena"})

    step = coach.says("join K7PM-3QXT")

    assert coach.state == "onboarding.welcome"
    assert coach.text.startswith("You are in the team North now. Managers: Lena.")
    assert faults_of(step) == []


def test_where_another_session_goes_on_its_prompt_is_shown(coach: Coach) -> None:
    coach.starts()
    coach.told = Told("linked", moved=True)

    step = coach.says("link K7PM-3QXT")

    assert coach.reads(coach.message("people.linked"))
    assert isinstance(step.replies[-1], Ask)
    assert coach.ids == ["try_one", "how", "privacy"]


def test_a_step_without_what_came_of_it_is_a_fault_of_the_caller_s(coach: Coach) -> None:
    coach.starts()
    assert coach.session is not None

    with pytest.raises(ValueError, match="unlink"):
        engine.step(coach.session, Turn(EventId("e"), "terminal", "ann", NOW, "unlink"), coach.library)


def test_everything_that_can_be_said_is_said_somewhere_and_fits(coach: Coach) -> None:
    folder = Path(next(iter(bot.service.__path__)))
    source = "\n".join(file.read_text() for file in folder.glob("*.py"))
    quoted = set(re.findall(r'"(?:people\.)?([a-z_]+)"', source))

    assert set(SAYINGS) - quoted == set()
    for saying, names in SAYINGS.items():
        said = coach.message(f"people.{saying}", **dict.fromkeys(names, "x" * 60))
        assert len(said) <= LIMITS["feedback"]


def test_every_word_has_somebody_who_does_it() -> None:
    from bot.service.chat_people import _DOES

    assert set(_DOES) == set(people_words.WORDS) == set(WORDS)


@pytest.mark.parametrize("takes_text", [True, False])
@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("join K7PM-3QXT", "join …"),
        ("/link k7pm 3qxt", "/link …"),
        ("link", "link"),
        ("team add Ann", "team add Ann"),
        ("What does it cost you?", "What does it cost you?"),
        (None, None),
    ],
)
def test_a_code_is_not_kept(line: str | None, kept: str | None, *, takes_text: bool) -> None:
    assert people_words.without_code(line, takes_text=takes_text) == kept


def test_what_may_be_said_to_a_customer_is_kept_and_a_mistyped_code_is_not() -> None:
    assert people_words.without_code("join us on Friday?", takes_text=True) == "join us on Friday?"
    assert people_words.without_code("join K7PM-3QX", takes_text=False) == "join …"
