"""The lint of the judge's training lines: none twice, one label each, nothing in both splits."""

from __future__ import annotations

from collections.abc import Callable

from tests.content.conftest import Copy, found

Finds = Callable[[str, int, str], None]
ANN, BEN = "judge/lines/ann.yaml", "judge/lines/ben.yaml"


def add(copy: Copy, file: str, **fields: object) -> int:
    """Add a question at the head of an author's lines; return its line."""
    question = {"id": "new-1", "industry": "bakeries", "told": [], "text": "where does the dough stick", **fields}
    row = "".join(f"    {name}: {value!r}\n" for name, value in question.items()).replace("    ", "  - ", 1)
    rows = (copy.folder / file).read_text("utf-8")
    copy.write(file, rows.replace("questions:\n", f"questions:\n{row}    hard: false\n"))
    return copy.document(file).line_of(("questions", 0))


def test_an_id_of_a_line_stands_once_among_all_authors(copy: Copy, finds: Finds) -> None:
    add(copy, ANN, id="ben-3", label="problem")

    finds(BEN, copy.document(BEN).line_of(("replies", 0)), f"the id is that of ben-3 ({ANN}:6)")


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
