"""The library: whole and quick, or every finding at once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from content.findings import ContentError
from content.lint import lint
from content.loader import load_held_out, load_judge_lines, load_library, root
from tests.content.conftest import Copy

SKILL = "skills/need_payoff_questions.yaml"
PICK = "drills/f32.yaml"
LINE = "drills/f44.yaml"
CUSTOMER = "customers/cold_chain_ops.yaml"
MESSAGES = "messages/en.yaml"


def faults(copy: Copy) -> list[tuple[str, int, str]]:
    with pytest.raises(ContentError) as caught:
        load_library(copy.folder)
    return [(f.file, f.line, f.message) for f in caught.value.findings]


def test_the_shipped_content_loads_and_every_file_is_in_it() -> None:
    library = load_library()

    folder = Path(str(root()))
    for kind in ("skills", "customers", "scenarios"):
        assert set(getattr(library, kind)) == {file.stem for file in (folder / kind).glob("*.yaml")}
    told = [file.read_text("utf-8").count("\n  - id: ") for file in (folder / "drills").glob("*.yaml")]
    assert len(library.drills) == sum(told)
    assert set(load_held_out()) == set(library.customers)
    assert [a.author for a in load_judge_lines()] == sorted(f.stem for f in (folder / "judge/lines").glob("*.yaml"))


def test_the_hash_changes_with_any_byte_and_with_nothing_else(copy: Copy) -> None:
    before = load_library(copy.folder).hash

    assert load_library(copy.folder).hash == before
    copy.write(SKILL, (copy.folder / SKILL).read_bytes() + b"\n")
    assert load_library(copy.folder).hash != before


def test_all_broken_files_are_told_at_once_by_file_and_line(copy: Copy) -> None:
    extra = copy.value(PICK, "options", 0, "label")
    copy.write(SKILL, "id: a\nid: b\n")
    line = copy.change(PICK, "options", 0, "label", to=extra + "x" * 60)
    copy.write(LINE, b"\xff")
    at = copy.change(CUSTOMER, "industry", to="Cold Chain")

    told = faults(copy)

    assert [(file, where) for file, where, _ in told] == [(CUSTOMER, at), (PICK, line), (LINE, 1), (SKILL, 2)]
    assert f"it has {len(extra) + 60}" in told[1][2]


@pytest.mark.parametrize(
    ("spoil", "file", "words"),
    [
        (lambda c: c.write(SKILL, ""), SKILL, "empty"),
        (lambda c: c.write(SKILL, "just words"), SKILL, "fields"),
        (lambda c: c.write(SKILL, "[1, 2]"), SKILL, "fields"),
        (lambda c: c.write(PICK, "kind: SORT"), PICK, "kind"),
        (lambda c: c.write("skills/notes.yml", "a: 1"), "skills/notes.yml", "ends in .yaml"),
        (lambda c: c.write("drills/x.json", "{}"), "drills/x.json", "ends in .yaml"),
        (lambda c: (c.folder / "drills/x.yaml").mkdir(), "drills/x.yaml", "folder"),
        (lambda c: (c.folder / "drills/x.yaml").symlink_to("nowhere"), "drills/x.yaml", "cannot be read"),
        (lambda c: (c.folder / "skills").rename(c.folder / "skils"), "skills", "missing"),
    ],
)
def test_what_is_no_content_file_is_told_by_name(
    copy: Copy, spoil: Callable[[Copy], object], file: str, words: str
) -> None:
    spoil(copy)

    assert any(name == file and line == 1 and words in message for name, line, message in faults(copy))


def test_a_hidden_file_is_no_content(copy: Copy) -> None:
    copy.write("drills/.x.yaml.swp", b"\xff")

    load_library(copy.folder)


def test_an_id_is_the_name_of_the_file_and_so_no_id_stands_twice(copy: Copy) -> None:
    copy.write("skills/another.yaml", (copy.folder / SKILL).read_bytes())

    file, line, message = faults(copy)[0]

    assert (file, line) == ("skills/another.yaml", copy.document("skills/another.yaml").line_of(("id",)))
    assert "not the file's name" in message


def test_the_first_of_two_files_with_one_id_is_named(copy: Copy) -> None:
    copy.write("skills/zz.yaml", (copy.folder / SKILL).read_bytes())

    assert SKILL in faults(copy)[0][2]


def test_a_message_in_two_files_is_told(copy: Copy) -> None:
    copy.write("messages/more.yaml", 'messages:\n  menu.choose: {text: "What now?"}\n')

    assert faults(copy) == [("messages/more.yaml", 2, f"'menu.choose' stands in {MESSAGES} as well")]


def test_a_misspelt_a_missing_and_a_mistyped_field_are_told_in_words(copy: Copy) -> None:
    copy.write("skills/x.yaml", "id: x\nframeworks: [F44, F90]\nauthor: 5\nreviewer: b\nnmae: c\ngoal: d\nwhy: e\n")

    told = {message: line for file, line, message in faults(copy) if file == "skills/x.yaml"}

    assert told["nmae: is no field here; is it misspelt?"] == 5
    assert told["name: is missing"] == 1
    assert told["author: must be text; put it in quotes"] == 3
    assert next(line for message, line in told.items() if message.startswith("frameworks.1")) == 2


@pytest.mark.parametrize("number", [0, 90, 100])
def test_a_framework_runs_from_1_to_89(copy: Copy, number: int) -> None:
    line = copy.change(SKILL, "frameworks", to=["F01", "F89", f"F{number:02}"])

    assert [(file, at) for file, at, _ in faults(copy)] == [(SKILL, line)]


def test_what_refers_to_a_broken_file_is_not_blamed_as_well(copy: Copy) -> None:
    copy.write(SKILL, "")
    copy.write(CUSTOMER, "")

    assert [file for file, _, _ in faults(copy)] == [CUSTOMER, SKILL]


def test_a_reference_to_nothing_is_told_where_it_stands(copy: Copy) -> None:
    problems = copy.value(CUSTOMER, "problems")
    problem = next(iter(problems))
    payoff = next(iter(problems[problem]["payoffs"]))
    path = ("problems", problem, "payoffs", payoff, "after")
    expected = {
        (LINE, copy.change(LINE, "skill", to="nothing")),
        (CUSTOMER, copy.change(CUSTOMER, *path, to=["nothing"])),
    }
    scenario = next((copy.folder / "scenarios").glob("*.yaml")).name
    expected.add((f"scenarios/{scenario}", copy.change(f"scenarios/{scenario}", "customer", to="nobody")))

    assert {(file, line) for file, line, _ in faults(copy)} == expected


def test_broken_lines_of_a_judge_or_of_a_held_out_set_do_not_stop_a_conversation(copy: Copy) -> None:
    copy.write("judge/lines/ann.yaml", "")
    copy.write("customers/held_out/cold_chain_ops.yaml", "")

    load_library(copy.folder)
    with pytest.raises(ContentError, match=r"ann.yaml:1: the file is empty"):
        load_judge_lines(copy.folder)
    with pytest.raises(ContentError, match=r"cold_chain_ops.yaml:1"):
        load_held_out(copy.folder)


def test_loading_stays_within_a_factor_of_reading_the_same_content_as_json() -> None:
    """Measured: 33 times; libyaml alone takes 20 times as long as JSON."""
    library = load_library()
    as_json = [*(item.model_dump_json() for item in library.items()), json.dumps(dict(library.messages))]

    def cpu_s(work: Callable[[], object]) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    loading = min(cpu_s(load_library) for _ in range(5))
    reading = min(cpu_s(lambda: [json.loads(text) for text in as_json]) for _ in range(5))

    assert loading < 80 * reading


ACCURACY = "judge/accuracy.json"


def test_the_judge_s_figures_are_read_and_may_be_missing(copy: Copy) -> None:
    shipped = load_library(copy.folder)
    assert shipped.accuracy is not None
    assert set(type(shipped.accuracy.sins).model_fields) == {"minimise", "prescribe", "pressure"}

    (copy.folder / ACCURACY).unlink()

    without = load_library(copy.folder)
    assert without.accuracy is None
    assert without.hash == shipped.hash  # no session refers to them


@pytest.mark.parametrize(
    ("field", "to", "words"),
    [
        ("question", {}, "question.n: is missing"),
        ("authors", 0, "authors: Input should be greater than 0"),
        ("mood", "good", "mood: is no field here; is it misspelt?"),
        ("lines", "many", "lines: Input should be a valid integer"),
    ],
)
def test_figures_that_do_not_fit_the_schema_are_a_finding(copy: Copy, field: str, to: object, words: str) -> None:
    figures = json.loads((copy.folder / ACCURACY).read_text())
    copy.write(ACCURACY, json.dumps(figures | {field: to}))

    with pytest.raises(ContentError) as caught:
        _ = load_library(copy.folder).accuracy

    assert any(f.file == ACCURACY and words in f.message for f in caught.value.findings)
    assert any(f.file == ACCURACY and words in f.message for f in lint(copy.folder))


@pytest.mark.parametrize("written", ["", "{", "[]", "\udcff"])
def test_figures_that_are_no_json_are_a_finding(copy: Copy, written: str) -> None:
    copy.write(ACCURACY, written.encode("utf-8", "surrogateescape"))

    with pytest.raises(ContentError, match=ACCURACY):
        _ = load_library(copy.folder).accuracy


def test_an_interval_that_does_not_hold_its_figure_is_a_finding(copy: Copy) -> None:
    figures = json.loads((copy.folder / ACCURACY).read_text())
    figures["question"] |= {"low": 0.9, "high": 0.95}
    copy.write(ACCURACY, json.dumps(figures))

    with pytest.raises(ContentError, match="between low and high"):
        _ = load_library(copy.folder).accuracy
