"""Each rule of the lint, by a fault put into a copy of the real content: found, in its file and on its line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest

from bot.commands.message_use import used_messages
from content.lint import lint
from tests.content.conftest import Copy, found

Finds = Callable[[str, int, str], None]
SKILL = "skills/need_payoff_questions.yaml"
PICK = "drills/pick_first_minute.yaml"
LINE = "drills/line_first_minute.yaml"
CUSTOMER = "customers/cold_chain_ops.yaml"
HELD = "customers/held_out/cold_chain_ops.yaml"
FROZEN = "customers/held_out/frozen.sha256"
SCENARIO = "scenarios/cold_chain_ops_discovery.yaml"
MESSAGES = "messages/en.yaml"
ANN, BEN = "judge/lines/ann.yaml", "judge/lines/ben.yaml"


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


@pytest.mark.parametrize(
    ("file", "path"),
    [
        (SKILL, ("why",)),
        (PICK, ("prompt",)),
        (PICK, ("options", 0, "why")),
        (LINE, ("why",)),
        (SCENARIO, ("goal",)),
    ],
)
def test_the_coach_does_not_exclaim(copy: Copy, finds: Finds, file: str, path: tuple[str | int, ...]) -> None:
    finds(file, copy.change(file, *path, to="Well done!"), "exclamation")


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


@pytest.mark.parametrize("reviewer", ["pending", "Pending", " "])
def test_what_nobody_has_reviewed_is_found(copy: Copy, finds: Finds, reviewer: str) -> None:
    finds(SKILL, copy.change(SKILL, "reviewer", to=reviewer), "reviewed")


def test_a_reviewer_is_not_the_author(copy: Copy, finds: Finds) -> None:
    line = copy.change(SKILL, "reviewer", to=copy.value(SKILL, "author").upper())

    finds(SKILL, line, "a second person")


# --- messages


@pytest.mark.parametrize(("kind", "most"), [("prompt", 350), ("feedback", 700), ("label", 60), ("brief", 2400)])
def test_a_message_is_as_long_as_its_kind_allows(copy: Copy, finds: Finds, kind: str, most: int) -> None:
    copy.change(MESSAGES, "messages", "menu.again", to={"text": "x" * most, "kind": kind})
    assert not [f for f in found(copy) if "menu.again" in f[2]]

    line = copy.change(MESSAGES, "messages", "menu.again", to={"text": "x" * (most + 1), "kind": kind})

    finds(MESSAGES, line, f"menu.again: {most + 1} characters; a {kind} has at most {most}")


def test_a_message_is_measured_with_its_names_filled_in(copy: Copy, finds: Finds) -> None:
    goal = max((copy.value(f"scenarios/{f.name}", "goal") for f in copy.folder.glob("scenarios/*.yaml")), key=len)
    text = "x" * (350 - len(goal) - 1)
    copy.change(MESSAGES, "messages", "play.ready", to={"text": text + ".{goal}"})
    assert not [f for f in found(copy) if "play.ready" in f[2]]

    line = copy.change(MESSAGES, "messages", "play.ready", to={"text": text + "..{goal}"})

    finds(MESSAGES, line, "play.ready: 351 characters, with its names filled in")


@pytest.mark.parametrize("text", ["{}", "{0}", "{name", "name}", "{name.role}", "{name!r}", "{name:>5}", "{{name}}"])
def test_a_brace_holds_a_name_and_nothing_else(copy: Copy, finds: Finds, text: str) -> None:
    line = copy.change(MESSAGES, "messages", "play.last", to={"text": text})

    finds(MESSAGES, line, "play.last: braces may only hold a name")


def test_a_name_that_the_dialogs_do_not_fill_in_is_found(copy: Copy, finds: Finds) -> None:
    line = copy.change(MESSAGES, "messages", "play.last", to={"text": "{nmae}: {said}"})

    finds(MESSAGES, line, "play.last: {nmae} is not filled in")


def test_a_message_that_no_dialog_says_is_found(copy: Copy, finds: Finds) -> None:
    rows = (copy.folder / MESSAGES).read_text("utf-8") + '  menu.unsaid: {text: "Hello."}\n'
    copy.write(MESSAGES, rows)

    finds(MESSAGES, rows.count("\n"), "menu.unsaid: no dialog says it")


@pytest.mark.parametrize(
    "name", ["gate.gibberish", "choice.redo", "drill.pick_wrong", "effect.told_payoff", "menu.whom_help"]
)
def test_a_message_that_a_dialog_says_and_nobody_wrote_is_found(copy: Copy, finds: Finds, name: str) -> None:
    copy.drop(MESSAGES, "messages", name)

    finds(MESSAGES, copy.document(MESSAGES).line_of(("messages",)), f"{name}: a dialog says it")


# --- drills


@pytest.mark.parametrize("right", [0, 2])
def test_exactly_one_option_is_correct(copy: Copy, finds: Finds, right: int) -> None:
    options = [{**option, "correct": n < right} for n, option in enumerate(copy.value(PICK, "options"))]
    copy.drop(PICK, "options")
    rows = (copy.folder / PICK).read_text("utf-8")
    copy.write(PICK, f"{rows}options: {json.dumps(options)}\n")

    finds(PICK, copy.document(PICK).line_of(("options",)), f"{right} options are correct")


def test_a_cue_stands_in_what_the_customer_says(copy: Copy, finds: Finds) -> None:
    finds(PICK, copy.change(PICK, "cues", to=["words never said"]), "letter by letter")


@pytest.mark.parametrize("word", ["skip", "help", "why", "menu"])
def test_an_option_is_no_word_of_the_engine(copy: Copy, finds: Finds, word: str) -> None:
    finds(PICK, copy.change(PICK, "options", 0, "label", to=f"{word.title()}."), "takes everywhere")
    rows = (copy.folder / PICK).read_text("utf-8")
    old = copy.value(PICK, "options", 1, "id")
    copy.write(PICK, rows.replace(f'id: "{old}"', f'id: "{word}"', 1))
    finds(PICK, copy.document(PICK).line_of(("options", 1, "id")), "takes everywhere")


def test_two_options_have_neither_the_same_id_nor_the_same_words(copy: Copy, finds: Finds) -> None:
    rows = (copy.folder / PICK).read_text("utf-8")
    first, second = (copy.value(PICK, "options", place, "id") for place in (0, 1))
    copy.write(PICK, rows.replace(f'id: "{second}"', f'id: "{first}"', 1))
    line = copy.change(PICK, "options", 2, "label", to=copy.value(PICK, "options", 0, "label").upper())

    finds(PICK, copy.document(PICK).line_of(("options", 1, "id")), "two options have the id")
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

    finds(LINE, copy.document(LINE).line_of(("better", 1)), "under misses as well")


# --- customers


def test_lines_that_differ_by_a_word_are_found_within_a_node_and_across(copy: Copy, finds: Finds) -> None:
    first = copy.value(CUSTOMER, "situation", "plan_method", "ask", 0)
    within = copy.change(CUSTOMER, "situation", "plan_method", "ask", 5, to=f"and {first}")
    problem = next(iter(copy.value(CUSTOMER, "problems")))
    across = copy.change(CUSTOMER, "problems", problem, "ask", 2, to=f"{first} then")

    finds(CUSTOMER, within, "situation.plan_method: ")
    finds(CUSTOMER, across, f"problem.{problem}: ")


def test_an_ask_line_is_no_out_of_scope_line(copy: Copy, finds: Finds) -> None:
    line = copy.change(CUSTOMER, "out_of_scope", 0, to=copy.value(CUSTOMER, "advance", "ask", 3))

    finds(CUSTOMER, line, "nearly the line of advance")


def test_three_lines_of_a_node_do_not_begin_with_the_same_three_words(copy: Copy, finds: Finds) -> None:
    texts = ["Zebras in winter eat hay, no?", "zebras in winter: any trouble?", "Zebras, in winter; who feeds them"]
    lines = [copy.change(CUSTOMER, "situation", "crew_mix", "ask", n, to=text) for n, text in enumerate(texts)]

    finds(CUSTOMER, lines[2], "3 lines begin with 'zebras in winter'")


def test_too_few_lines_and_a_line_too_long_are_found(copy: Copy, finds: Finds) -> None:
    line = copy.document(CUSTOMER).line_of(("situation", "crew_mix", "ask"))
    while len(copy.value(CUSTOMER, "situation", "crew_mix", "ask")) > 11:
        copy.drop(CUSTOMER, "situation", "crew_mix", "ask", 0)
    long = copy.change(CUSTOMER, "situation", "crew_mix", "say", 0, to="x" * 221)

    finds(CUSTOMER, line, "it has 11")
    finds(CUSTOMER, long, "it has 221")


@pytest.mark.parametrize(
    "text",
    ["You mean the {one}?", "You mean {one} or {other} or {third}?", "{one} {other} }", "{one} {other} {one}"],
)
def test_asking_back_names_both_problems_and_nothing_else(copy: Copy, finds: Finds, text: str) -> None:
    finds(CUSTOMER, copy.change(CUSTOMER, "reactions", "unclear", 1, to=text), "{one} and {other}")


def test_asking_back_fits_with_the_longest_names(copy: Copy, finds: Finds) -> None:
    line = copy.change(CUSTOMER, "reactions", "unclear", 1, to="{one} or {other}?" + "x" * 195)

    finds(CUSTOMER, line, "longer than 220")


def test_a_bait_fits_with_half_of_what_is_told(copy: Copy, finds: Finds) -> None:
    line = copy.change(CUSTOMER, "baits", 1, to={"id": "long", "after_turn": 2, "say": "x" * 200})

    finds(CUSTOMER, line, "bait 'long' fits")


def test_two_problems_have_different_names(copy: Copy, finds: Finds) -> None:
    first, second, *_ = copy.value(CUSTOMER, "problems")
    line = copy.change(CUSTOMER, "problems", second, "name", to=copy.value(CUSTOMER, "problems", first, "name"))

    finds(CUSTOMER, line, f"same name as {first}")


def test_a_mood_without_a_number_is_found(copy: Copy, finds: Finds) -> None:
    finds(CUSTOMER, copy.change(CUSTOMER, "start", to={"trust": 1, "openness": 1}), "impatience is missing")


# --- held-out lines


def test_a_held_out_line_is_no_ask_line(copy: Copy, finds: Finds) -> None:
    line = copy.change(HELD, "nodes", "advance", 1, to="So, " + copy.value(CUSTOMER, "advance", "ask", 2))

    finds(HELD, line, "nearly the customer's own")


def test_a_held_out_line_stands_once(copy: Copy, finds: Finds) -> None:
    first = copy.document(HELD).line_of(("nodes", "situation.crew_mix", 0))
    text = copy.value(HELD, "nodes", "situation.crew_mix", 0)

    finds(HELD, copy.change(HELD, "nodes", "advance", 1, to=text), f"nearly the line on line {first}")


def test_each_node_has_five_held_out_lines(copy: Copy, finds: Finds) -> None:
    while len(copy.value(HELD, "nodes", "situation.crew_mix")) > 4:
        copy.drop(HELD, "nodes", "situation.crew_mix", 0)
    line = copy.document(HELD).line_of(("nodes", "situation.crew_mix"))

    finds(HELD, line, "nodes.situation.crew_mix: 4 lines; at least 5")


def test_a_node_without_held_out_lines_and_lines_without_a_node_are_found(copy: Copy, finds: Finds) -> None:
    rows = (copy.folder / HELD).read_text("utf-8").replace("situation.crew_mix:", "situation.crew_mx:")
    copy.write(HELD, rows.replace("benefits:\n  payoff.", "benefits:\n  problem."))
    benefit = next(iter(copy.value(HELD, "benefits")))

    finds(HELD, copy.document(HELD).line_of(("nodes",)), "situation.crew_mix is missing")
    finds(HELD, copy.document(HELD).line_of(("nodes", "situation.crew_mx")), "is no node")
    finds(HELD, copy.document(HELD).line_of(("benefits", benefit)), "is no payoff")


def test_another_author_writes_held_out_lines(copy: Copy, finds: Finds) -> None:
    finds(HELD, copy.change(HELD, "author", to=copy.value(CUSTOMER, "author")), "another author")


def test_a_customer_has_held_out_lines(copy: Copy, finds: Finds) -> None:
    (copy.folder / HELD).unlink()

    finds(CUSTOMER, copy.document(CUSTOMER).line_of(("id",)), "no held-out lines")


def freeze(copy: Copy) -> list[str]:
    files = sorted((copy.folder / HELD).parent.glob("*.yaml"))
    rows = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in files]
    copy.write(FROZEN, "\n".join(rows) + "\n")
    return rows


def test_a_held_out_file_that_was_changed_after_freezing_is_found(copy: Copy, finds: Finds) -> None:
    rows = freeze(copy)
    line = 1 + next(n for n, row in enumerate(rows) if "cold_chain_ops" in row)
    copy.write(HELD, (copy.folder / HELD).read_bytes() + b"\n")

    finds(FROZEN, line, "has been changed since it was frozen")


def test_what_is_frozen_is_there_and_what_is_there_is_frozen(copy: Copy, finds: Finds) -> None:
    rows = freeze(copy)
    line = 1 + next(n for n, row in enumerate(rows) if "cold_chain_ops" in row)
    copy.write(FROZEN, "\n".join([*rows, "f00  x.yaml"]))
    (copy.folder / HELD).rename((copy.folder / HELD).with_name("another.yaml"))

    finds(FROZEN, line, "is frozen and gone")
    finds(FROZEN, len(rows) + 1, "no row of sha256sum")
    finds("customers/held_out/another.yaml", 1, "is not frozen")


def test_without_a_frozen_file_there_is_a_finding(copy: Copy) -> None:
    (copy.folder / FROZEN).unlink(missing_ok=True)

    assert any(f[0] == FROZEN and "is missing" in f[2] for f in found(copy))


# --- scenarios and skills


@pytest.mark.parametrize("block", ["exemplar", "counter_exemplar"])
def test_a_model_conversation_copies_no_ask_line(copy: Copy, finds: Finds, block: str) -> None:
    line = copy.change(SCENARIO, block, 2, to=copy.value(CUSTOMER, "situation", "plan_method", "ask", 0).title())

    finds(SCENARIO, line, f"{block}: ")


def test_a_model_conversation_says_nothing_twice(copy: Copy, finds: Finds) -> None:
    line = copy.change(SCENARIO, "exemplar", 2, to=copy.value(SCENARIO, "exemplar", 1))

    finds(SCENARIO, line, "is nearly turn 2")


def test_a_briefing_tells_who_it_is_and_what_the_customer_takes_as_told(copy: Copy, finds: Finds) -> None:
    line = copy.change(SCENARIO, "briefing", to="Somebody gives you twenty minutes.")

    finds(SCENARIO, line, "the customer's name")
    finds(SCENARIO, line, "the customer's company")
    finds(SCENARIO, line, "situation.fleet_size")


def test_a_skill_that_nothing_trains_is_found(copy: Copy, finds: Finds) -> None:
    rows = (copy.folder / SKILL).read_text("utf-8").replace("need_payoff_questions", "juggling")
    copy.write("skills/juggling.yaml", rows)

    finds("skills/juggling.yaml", copy.document("skills/juggling.yaml").line_of(("id",)), "no drill and no scenario")


def test_a_customer_that_no_scenario_has_is_found(copy: Copy, finds: Finds) -> None:
    (copy.folder / SCENARIO).unlink()

    finds(CUSTOMER, copy.document(CUSTOMER).line_of(("id",)), "no scenario")


# --- the judge's lines


def add(copy: Copy, file: str, **fields: object) -> int:
    """Add a question at the head of an author's lines; return its line."""
    question = {"id": "new-1", "industry": "bakeries", "told": [], "text": "where does the dough stick", **fields}
    row = "".join(f"    {name}: {value!r}\n" for name, value in question.items()).replace("    ", "  - ", 1)
    rows = (copy.folder / file).read_text("utf-8")
    copy.write(file, rows.replace("questions:\n", f"questions:\n{row}    hard: false\n"))
    return copy.document(file).line_of(("questions", 0))


def test_an_id_of_a_line_stands_once_among_all_authors(copy: Copy, finds: Finds) -> None:
    add(copy, ANN, id="ben-3", label="problem")

    finds(BEN, copy.document(BEN).line_of(("replies", 0)), f"the id is that of ben-3 ({ANN}:5)")


def test_a_line_that_is_no_question_says_what_it_is(copy: Copy, finds: Finds) -> None:
    add(copy, ANN, label="none")

    finds(ANN, copy.document(ANN).line_of(("questions", 0, "label")), "needs a kind")


def test_a_question_has_no_kind(copy: Copy, finds: Finds) -> None:
    add(copy, ANN, label="problem", kind="pitch")

    finds(ANN, copy.document(ANN).line_of(("questions", 0, "kind")), "has no kind")


def test_a_line_with_the_same_label_is_not_written_twice(copy: Copy, finds: Finds) -> None:
    add(copy, ANN, label="problem")
    add(copy, ANN, id="new-2", label="problem", text="So where does the dough stick?", told=["It sticks."])

    finds(ANN, copy.document(ANN).line_of(("questions", 1)), "with the same label")


def test_the_same_line_told_the_same_has_one_label(copy: Copy, finds: Finds) -> None:
    add(copy, ANN, label="problem")
    add(copy, ANN, id="new-2", label="implication", text="Where does the dough stick?")

    finds(ANN, copy.document(ANN).line_of(("questions", 1)), "with another label")


def test_a_contrast_pair_is_welcome(copy: Copy, already: set[tuple[str, str]]) -> None:
    add(copy, ANN, label="problem")
    add(copy, ANN, id="new-2", label="implication", told=["The oven is too hot."])

    assert {(f[0], f[2]) for f in found(copy)} == already


def test_no_line_is_in_both_splits(copy: Copy, finds: Finds) -> None:
    add(copy, ANN, label="problem")
    line = add(copy, BEN, id="new-2", industry="choirs", label="implication", told=["The oven is too hot."])

    finds(BEN, line, "of the other split")


def test_no_industry_is_in_both_splits(copy: Copy, finds: Finds) -> None:
    add(copy, BEN, industry="ferries", label="problem")

    finds(BEN, copy.document(BEN).line_of(("questions", 0, "industry")), "ferries is an industry of ann's")


def test_a_split_and_an_author_are_known(copy: Copy, finds: Finds) -> None:
    finds(ANN, copy.change(ANN, "split", to="test"), "split")
    finds(BEN, copy.change(BEN, "author", to="bob"), "not the file's name")
