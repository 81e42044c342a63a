"""Each rule of the lint, by a fault put into a copy of the real content: found, in its file and on its line."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bot.commands.message_use import used_messages
from content.lint import lint
from tests.content.conftest import Copy, found

Finds = Callable[[str, int, str], None]
SKILL = "skills/need_payoff_questions.yaml"
PICK = "drills/f32.yaml"
LINE = "drills/f44.yaml"
CUSTOMER = "customers/cold_chain_ops.yaml"
SCENARIO = "scenarios/cold_chain_ops_discovery.yaml"
MESSAGES = "messages/en.yaml"


@pytest.mark.soak  # `make test` runs `coach content lint`, which is the same
def test_the_shipped_content_has_no_finding() -> None:
    found = lint(used_messages=used_messages())

    assert [str(finding) for finding in found] == []


def test_an_untouched_copy_has_no_finding_that_is_new(copy: Copy, already: set[tuple[str, str]]) -> None:
    assert {(file, message) for file, _, message in found(copy)} == already


def test_the_lint_goes_on_where_a_file_is_broken_and_blames_nothing_that_refers_to_it(copy: Copy, finds: Finds) -> None:
    copy.write(CUSTOMER, "id: ]")
    copy.write(SKILL, "")
    line = copy.change(PICK, "reviewer", to="pending")

    finds(CUSTOMER, 1, "YAML")
    finds(SKILL, 1, "empty")
    finds(PICK, line, "reviewed")
    broken = {"cold_chain_ops", "need_payoff_questions"}
    assert not [f for f in found(copy) if "does not exist" in f[2] and any(name in f[2] for name in broken)]


# --- wording


def test_the_coach_does_not_exclaim(copy: Copy, finds: Finds) -> None:
    places: list[tuple[str, tuple[str | int, ...]]] = [
        (SKILL, ("why",)),
        (PICK, ("prompt",)),
        (PICK, ("options", 0, "why")),
        (LINE, ("why",)),
        (SCENARIO, ("goal",)),
    ]
    lines = [copy.change(file, *path, to="Well done!") for file, path in places]

    for (file, path), line in zip(places, lines, strict=True):
        finds(file, line, f"{path[-1]}: the coach uses no exclamation marks")


def test_a_message_does_not_exclaim(copy: Copy, finds: Finds) -> None:
    line = copy.change(MESSAGES, "messages", "menu.again", to={"text": "What next!"})

    finds(MESSAGES, line, "exclamation")


def test_a_customer_may_exclaim(copy: Copy, already: set[tuple[str, str]]) -> None:
    copy.change(CUSTOMER, "opening", to="Dana Whitlock. Twenty minutes, then I am off!")

    assert {(f[0], f[2]) for f in found(copy)} == already


@pytest.mark.parametrize("file", [SKILL, SCENARIO])
def test_braces_that_nothing_fills_are_found(copy: Copy, finds: Finds, file: str) -> None:
    finds(file, copy.change(file, "goal", to="Ask {name} what it is worth."), "braces")


def test_a_framework_that_does_not_exist_is_found_in_a_text(copy: Copy, finds: Finds) -> None:
    finds(SKILL, copy.change(SKILL, "why", to="It is theirs (F90)."), "no framework F90")


def test_what_nobody_has_reviewed_is_found(copy: Copy, finds: Finds) -> None:
    signed = {SKILL: "pending", "skills/bargaining.yaml": "Pending", "skills/objections.yaml": " "}
    lines = {file: copy.change(file, "reviewer", to=reviewer) for file, reviewer in signed.items()}

    for file, line in lines.items():
        finds(file, line, "reviewed")


def test_a_reviewer_is_not_the_author(copy: Copy, finds: Finds) -> None:
    line = copy.change(SKILL, "reviewer", to=copy.value(SKILL, "author").upper())

    finds(SKILL, line, "a second person")


# --- messages


def test_a_message_is_as_long_as_its_kind_allows(copy: Copy, finds: Finds) -> None:
    limits = {"prompt": 350, "feedback": 700, "label": 60, "brief": 2400}
    names = dict(zip(limits, ("menu.again", "menu.help", "play.last", "play.turn"), strict=True))
    for kind, most in limits.items():
        copy.change(MESSAGES, "messages", names[kind], to={"text": "x" * most, "kind": kind})
    assert not [f for f in found(copy) if any(name in f[2] for name in names.values())]

    lines = {
        kind: copy.change(MESSAGES, "messages", names[kind], to={"text": "x" * (most + 1), "kind": kind})
        for kind, most in limits.items()
    }

    for kind, most in limits.items():
        finds(MESSAGES, lines[kind], f"{names[kind]}: {most + 1} characters; a {kind} has at most {most}")


def test_a_message_is_measured_with_its_names_filled_in(copy: Copy, finds: Finds) -> None:
    goal = max((copy.value(f"scenarios/{f.name}", "goal") for f in copy.folder.glob("scenarios/*.yaml")), key=len)
    text = "x" * (350 - len(goal) - 1)
    copy.change(MESSAGES, "messages", "play.ready", to={"text": text + ".{goal}"})
    assert not [f for f in found(copy) if "play.ready" in f[2]]

    line = copy.change(MESSAGES, "messages", "play.ready", to={"text": text + "..{goal}"})

    finds(MESSAGES, line, "play.ready: 351 characters, with its names filled in")


def test_a_brace_holds_a_name_and_nothing_else(copy: Copy, finds: Finds) -> None:
    texts = ("{}", "{0}", "{name", "name}", "{name.role}", "{name!r}", "{name:>5}", "{{name}}")
    names = [name for name in copy.value(MESSAGES, "messages") if name.startswith("play.")][: len(texts)]
    lines = [copy.change(MESSAGES, "messages", n, to={"text": t}) for n, t in zip(names, texts, strict=True)]

    for name, line in zip(names, lines, strict=True):
        finds(MESSAGES, line, f"{name}: braces may only hold a name")


def test_a_name_that_the_dialogs_do_not_fill_in_is_found(copy: Copy, finds: Finds) -> None:
    line = copy.change(MESSAGES, "messages", "play.last", to={"text": "{nmae}: {said}"})

    finds(MESSAGES, line, "play.last: {nmae} is not filled in")


def test_a_message_that_no_dialog_says_is_found(copy: Copy, finds: Finds) -> None:
    rows = (copy.folder / MESSAGES).read_text("utf-8") + '  menu.unsaid: {text: "Hello."}\n'
    copy.write(MESSAGES, rows)

    finds(MESSAGES, rows.count("\n"), "menu.unsaid: no dialog says it")


def test_a_message_that_a_dialog_says_and_nobody_wrote_is_found(copy: Copy, finds: Finds) -> None:
    names = ("gate.gibberish", "choice.redo", "drill.pick_wrong", "effect.told_payoff", "menu.whom_help")
    for name in names:
        copy.drop(MESSAGES, "messages", name)

    for name in names:
        finds(MESSAGES, copy.document(MESSAGES).line_of(("messages",)), f"{name}: a dialog says it")


# --- drills


@pytest.mark.parametrize("right", [0, 2])
def test_exactly_one_option_is_correct(copy: Copy, finds: Finds, right: int) -> None:
    options = [{**option, "correct": n < right} for n, option in enumerate(copy.value(PICK, "options"))]
    copy.drop(PICK, "options")
    rows = (copy.folder / PICK).read_text("utf-8").splitlines()
    rows.insert(copy.line_of(PICK, "prompt"), f"    options: {json.dumps(options)}")
    copy.write(PICK, "\n".join(rows) + "\n")

    finds(PICK, copy.line_of(PICK, "options"), f"{right} options are correct")


def test_a_cue_stands_in_what_the_customer_says(copy: Copy, finds: Finds) -> None:
    finds(PICK, copy.change(PICK, "cues", to=["words never said"]), "letter by letter")


@pytest.mark.parametrize("word", ["skip", "help", "why", "menu"])
def test_an_option_is_no_word_of_the_engine(copy: Copy, finds: Finds, word: str) -> None:
    line = copy.change(PICK, "options", 0, "label", to=f"{word.title()}.")
    rows = (copy.folder / PICK).read_text("utf-8")
    old = copy.value(PICK, "options", 1, "id")
    copy.write(PICK, rows.replace(f'id: "{old}"', f'id: "{word}"', 1))

    finds(PICK, line, "takes everywhere")
    finds(PICK, copy.line_of(PICK, "options", 1, "id"), "takes everywhere")


def test_two_options_have_neither_the_same_id_nor_the_same_words(copy: Copy, finds: Finds) -> None:
    rows = (copy.folder / PICK).read_text("utf-8")
    first, second = (copy.value(PICK, "options", place, "id") for place in (0, 1))
    copy.write(PICK, rows.replace(f'id: "{second}"', f'id: "{first}"', 1))
    line = copy.change(PICK, "options", 2, "label", to=copy.value(PICK, "options", 0, "label").upper())

    finds(PICK, copy.line_of(PICK, "options", 1, "id"), "two options have the id")
    finds(PICK, line, "two options read")


@pytest.mark.parametrize("file", [PICK, LINE])
def test_a_drill_is_measured_as_it_is_shown(copy: Copy, finds: Finds, file: str) -> None:
    line = copy.change(file, "prompt", to="x" * 350)

    finds(file, line, "the whole prompt has")


def test_the_verdict_on_an_option_is_measured_as_it_is_shown(copy: Copy, finds: Finds) -> None:
    wrong = next(n for n, option in enumerate(copy.value(PICK, "options")) if not option.get("correct"))
    right = next(n for n, option in enumerate(copy.value(PICK, "options")) if option.get("correct"))
    copy.change(PICK, "options", right, "why", to="y" * 340)
    line = copy.change(PICK, "options", wrong, "why", to="x" * 340)

    finds(PICK, line, "the verdict on")


def test_a_line_that_passes_is_not_one_that_must_miss(copy: Copy, finds: Finds) -> None:
    better = copy.value(LINE, "better", 1)
    copy.change(LINE, "misses", 0, to=better.upper())

    finds(LINE, copy.line_of(LINE, "better", 1), "under misses as well")
