"""The page for the review: nine sections, one message, and three questions that grade nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import Library
from dialogs.reassessment import brief, flags
from dialogs.reassessment.model import Answer, Phase, Snapshot
from dialogs.reassessment.questions import coaching
from dialogs.reassessment.telling import clip
from tests.reassessment.drawn import a_history
from tests.reassessment.making import TODAY, account, answers, assumed, case, did, entries, iso, snapshot, told, unknown

FULL = answers(
    did("a1", "worried", days=1, act="CFO moved the meeting twice"),
    assumed("a6", text="help plant heads see what a stop costs"),
    assumed("a7", "change", text="they rank price first; Lee wants uptime ranked"),
    told("b1", entries=entries({"who": "Jo Ruiz", "act": "booked the CFO", "day": iso(9)})),
    told("b3", entries=entries({"who": "Lee Novak", "problem": "night stops", "measure": "9 a month"})),
    did("b4", "met", who="Carla Ruiz", act="", text="", days=30),
    told("r5", text="a second failed launch on her name", who="Carla Ruiz"),
    unknown("r9"),
    assumed("r1", "yes"),
    assumed("r4", "yes"),
    assumed("a9", text="x", entries=entries({"sign": "no date from the CFO", "day": iso(-14), "action": "pause"})),
)


def section(page: brief.Brief, id: str) -> tuple[str, ...]:
    return next(one.lines for one in page.sections if one.id == id)


def made(library: Library, given: dict[str, Answer] = FULL, *earlier: Snapshot, **more: object) -> brief.Brief:
    phase: Phase = more.pop("phase", "concerns")  # type: ignore[assignment]
    last = replace(snapshot(given, number=len(earlier) + 1, phase=phase), **more)  # type: ignore[arg-type]
    mine = account(review=TODAY + timedelta(days=7), snapshots=len(earlier) + 1)
    return brief.made(mine, last, earlier, library)


def test_it_has_the_nine_sections_in_their_order(library: Library) -> None:
    page = made(library)

    assert [one.id for one in page.sections] == [*brief.SECTIONS]
    assert len(page.sections) == 9 and all(one.title and one.lines for one in page.sections)
    assert page.sections[0].title == "Acme"


def test_the_header_tells_the_review_the_phase_and_what_the_customer_did(library: Library) -> None:
    assert section(made(library), "account") == (
        "Review on 27 Nov",
        "Resolution of concerns, 20 days in this phase",
        "Worried about going ahead (CFO moved the meeting twice, 19 Nov)",
    )


def test_days_in_the_phase_are_counted_from_the_snapshot_that_began_it(library: Library) -> None:
    before = snapshot({}, days=14, phase="evaluation")
    since = snapshot({}, days=7, phase="concerns", number=2)

    assert "7 days in this phase" in section(made(library, FULL, before, since), "account")[1]
    last = snapshot(FULL, number=9, phase="concerns")
    cut = brief.made(account(snapshots=9), last, (since,), library)
    assert "at least 7 days" in section(cut, "account")[0]


def test_strategy_tells_the_sentence_the_way_and_what_it_was(library: Library) -> None:
    before = snapshot(answers(assumed("a6", text="show our uptime")), days=7)

    assert section(made(library, FULL, before), "strategy") == (
        "“help plant heads see what a stop costs”",
        "Change the criteria: they rank price first; Lee wants uptime ranked",
        "Was: “show our uptime”",
    )


def test_since_last_time_shows_three_changes_and_one_contradiction(library: Library) -> None:
    plan = assumed("p1", entries=entries("send proposal v3", "demo again"))
    before = snapshot(answers(did("a1", "comparing"), *(assumed(f"b{n}", text="old") for n in (1, 2, 3))), days=7)
    now = answers(plan, FULL["a1"], *(assumed(f"b{n}", text="new") for n in (1, 2, 3)))

    lines = section(made(library, now, before), "since")

    assert len(lines) == 4
    assert lines[0].startswith("A1 comparing -> worried")
    assert lines[3] == "Contradiction: plan step “send proposal v3” but A1 = worried."
    assert section(made(library), "since")[0].startswith("First look")


def test_people_and_what_is_not_known_about_them(library: Library) -> None:
    assert section(made(library), "people") == (
        "Sponsor, last act: Jo Ruiz, booked the CFO (11 Nov)",
        "Unhappy: Lee Novak, night stops, 9 a month",
        "Power: met: Carla Ruiz (21 Oct)",
    )
    same_words = replace(FULL["b4"], act="Carla Ruiz")
    assert section(made(library, answers(same_words)), "people") == ("Power: met: Carla Ruiz (21 Oct)",)
    open_question = section(made(library, answers(unknown("b4"))), "people")
    assert open_question == (f"Open question on power: “{library.checklist.items['b4'].customer}”",)


def test_position_follows_the_phase(library: Library) -> None:
    cells = [
        {"criterion": "uptime", "weight": "crucial", "standing": "weaker"},
        {"criterion": "price", "weight": "useful", "standing": "level"},
    ]
    step = {"criterion": "uptime", "counter": "redefine", "step": "agree with Lee how to measure it"}
    grid = answers(assumed("v2", entries=entries(*cells)), assumed("v3", entries=entries(step)))
    stage = answers(told("i1", "learning"), told("i9", "decaying", text="Lee skips the call"))

    assert section(made(library), "position")[0].startswith("their worry: “a second failed launch on her name”")
    assert section(made(library), "position")[1].startswith("Open question on what they will do")
    assert section(made(library, grid, phase="evaluation"), "position") == (
        "uptime, crucial, weaker; price, useful, level",
        "Most open to attack: uptime. Our counter: redefine, agree with Lee how to measure it",
        "Crucial and weaker or unknown: 1",
    )
    assert "learning" in section(made(library, stage, phase="implementation"), "position")[0]
    assert section(made(library, {}, phase="recognition"), "position") == ("Not asked yet.",)


def test_at_most_three_flags_the_red_ones_first_and_coverage_in_words(library: Library) -> None:
    page = made(library, FULL, flags=("rf16", "rf17", "rf6", "rf10"))

    lines = section(page, "flags")

    assert lines[0].startswith("RF10 hidden fear: Signs of a worry that nobody has spoken aloud: old issue back and")
    assert len(lines) == 5 and lines[3] == "More flags: 1"
    assert lines[4].startswith("Coverage: ")


def test_the_decision_shows_the_reps_own_proposal_first(library: Library) -> None:
    assert section(made(library, decision="change"), "decision")[0].startswith("Proposal: change. Else: continue / ")
    assert section(made(library), "decision")[0].startswith("No proposal yet: continue / adjust")
    tested = section(made(library, decision="test", until=TODAY), "decision")
    assert tested[0].startswith("Proposal: test it first.") and tested[1] == "Tested by 20 Nov."


def test_leaving_is_told_as_a_decision_with_the_hours_it_frees(library: Library) -> None:
    lines = section(made(library, decision="leave", hours=6.5), "decision")

    assert lines[0].startswith("Proposal: leave, and tell them kindly.")
    assert lines[1].startswith("To leave is a decision")
    assert lines[2] == "It frees about 6.5 hours a week, by the rep's own estimate."


def test_the_tripwire_is_an_if_and_a_then(library: Library) -> None:
    assert section(made(library), "tripwire") == ("If “no date from the CFO” shows by 4 Dec, then we will pause.",)
    assert section(made(library, {}), "tripwire") == ("None set yet.",)
    assert section(made(library, answers(assumed("a9", text="if they go quiet"))), "tripwire") == (
        "“if they go quiet”",
    )


# --- one message, whatever was answered


@settings(max_examples=60, deadline=None)
@given(history=a_history(), words=st.integers(1, 900), name=st.text(min_size=1, max_size=300))
def test_the_chat_text_holds_at_most_2400_characters_and_all_nine_sections(
    library: Library, history: list[Snapshot], words: int, name: str
) -> None:
    last = replace(history[-1], answers={**history[-1].answers, **answers(did("a1", "worried", act="why " * words))})

    page = brief.made(account(name=name), last, history[:-1], library)
    text = brief.chat(page)

    assert len(text) <= 2400
    assert all(one.title in text for one in page.sections)
    assert len(section(page, "coaching")) == 3


def test_clipping_is_fair_and_never_cuts_a_word(library: Library) -> None:
    long = " ".join(f"word{n}" for n in range(400))
    lines = tuple(f"{long} {n}" for n in range(3))
    page = brief.Brief("Acme", TODAY, tuple(brief.Section(str(n), f"Part {n}", lines) for n in range(9)))

    text = brief.chat(page)

    shown = [line for line in text.split("\n") if line.startswith("- ")]
    assert len(text) <= 2400 and len(shown) == 27
    assert max(map(len, shown)) - min(map(len, shown)) <= 8
    assert all(re.fullmatch(r"- (?:word\d+ )*word\d+…", line) for line in shown)
    assert all(word in {*long.split()} for line in shown for word in line[2:-1].split())


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("a plain line", 12, "a plain line"),
        ("a plain line", 11, "a plain…"),
        ("a plain line", 8, "a plain…"),
        ("a  plain\nline", 7, "a…"),
        ("unbreakable", 5, "…"),
    ],
)
def test_a_line_is_clipped_between_words(text: str, limit: int, clipped: str) -> None:
    assert clip(text, limit) == clipped
    assert len(clip(text, limit)) <= limit


def test_a_quotation_that_is_clipped_is_closed() -> None:
    assert clip("“We want to win the plant”, he said", 20) == "“We want to win…”"
    assert clip("he said “no” and then “perhaps”", 26) == "he said “no” and then…"


def test_markdown_has_every_line_and_shows_marks_as_they_were_typed(library: Library) -> None:
    given = {**FULL, "a6": assumed("a6", text="*help* <b>plant heads</b> [see](x) `it`")}

    page = made(library, given)
    text = brief.markdown(page)

    assert text.startswith("# Acme\n\n- Review on 27 Nov\n") and text.count("\n## ") == 8
    assert r"\*help\* \<b\>plant heads\</b\> \[see\](x) \`it\`" in text
    assert text.count("\n1. ") == 3


# --- coaching questions


def test_the_three_questions_come_from_the_flags_first(library: Library) -> None:
    raised = flags.raised(case(assumed("r1", "yes"), assumed("r3", "yes"), assumed("a9", text="x"), phase="concerns"))

    asked = coaching(raised, answers(unknown("b4"), unknown("b1")), TODAY, library)

    assert asked[0].startswith("What do you think they are afraid of that they have not said?")
    assert asked[1] == flags.coach("rf17", library)
    assert asked[2].startswith("“sponsor”: nobody on our side knows yet.")


def test_a_known_nothing_and_what_rests_on_us_alone_make_no_question(library: Library) -> None:
    given = answers(assumed("a3", "none"), assumed("a2", text="x"), assumed("b4", "carrier"), assumed("c1", "none"))

    asked = coaching((), given, TODAY, library)

    assert asked[0].startswith("“power” is our guess so far.")
    assert asked[1].startswith("What is the one thing")


def test_there_are_always_three_and_no_two_alike(library: Library) -> None:
    for known in ({}, answers(assumed("a1", "worried")), answers(did("a1", "worried"), unknown("b4"))):
        asked = coaching((), known, TODAY, library)
        assert len(set(asked)) == 3 and all(question.endswith("?") for question in asked)


def test_nothing_in_it_is_a_number_that_grades(library: Library) -> None:
    text = brief.chat(made(library, FULL, flags=tuple(flags.RULES)))

    assert not re.search(r"\b\d+ ?(?:%|/ ?\d+|points?|out of)", text)
    assert not re.search(r"\b(?:score|grade|rating|probability|win rate)\b", text, re.IGNORECASE)


def test_what_they_told_a_while_ago_is_not_called_a_guess(library: Library) -> None:
    old, guessed = told("n1", text="late bread", days=40), assumed("n3", text="the cafés")

    asked = coaching((), answers(old, guessed), TODAY, library)

    assert "top problems" in asked[0]
    assert "a while ago" in asked[0]
    assert "is our guess so far" in asked[1]
