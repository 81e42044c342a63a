"""YAML 1.2 as an author writes it, and every way in which a file can be broken."""

from __future__ import annotations

import pytest

from content.document import parse
from content.findings import Finding


def read(text: str | bytes) -> tuple[object, list[tuple[int, str]]]:
    findings: list[Finding] = []
    document = parse("a/b.yaml", text if isinstance(text, bytes) else text.encode(), findings)
    assert all(f.file == "a/b.yaml" for f in findings)
    return document and document.value, [(f.line, f.message) for f in findings]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("off", "off"),
        ("1:30", "1:30"),
        ("0o10", 8),
        ("010", 10),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("2026-03-02", "2026-03-02"),
        ("true", True),
        ("~", None),
        ("1.5", 1.5),
        ("'true'", "true"),
    ],
)
def test_a_scalar_is_what_yaml_1_2_says(written: str, value: object) -> None:
    assert read(f"key: {written}") == ({"key": value}, [])


def test_a_key_may_be_on_or_no_and_a_merge_key_is_a_plain_one() -> None:
    value, findings = read("on: 1\nno: 2\n<<: {a: 3}\n")

    assert value == {"on": 1, "no": 2, "<<": {"a": 3}}
    assert not findings


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbfa: 1") == ({"a": 1}, [])


def test_every_duplicate_key_is_named_with_both_lines() -> None:
    value, findings = read("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\n")

    assert value is None
    assert [line for line, _ in findings] == [5, 6]
    assert "'c' stands twice, first on line 3" in findings[0][1]
    assert "'a' stands twice, first on line 1" in findings[1][1]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n\t- b\n", 2, "cannot start any token"),
        ("a: b\n\tc: d\n", 2, "tab"),
        ("a: 1\nb: 'open\n", 3, "end of stream"),
        ("a: 1\nb: c: d\n", 2, "mapping values"),
        ("a: 1\n---\nb: 2\n", 2, "another document"),
        ("a: &x [1]\nb: *x\n", 1, "alias"),
        ("a: &x\n  b: *x\n", 1, "alias"),
        ("a: 1\nb: !!python/object/apply:os.system [x]\n", 2, "tag"),
        ("a: 1\nb: !!int x\n", 2, "put text in quotes"),
        ("a: 1\nb: !own x\n", 2, "tag"),
        ("a: 1\n? [1, 2]\n: 3\n", 2, "key"),
        (f"a: 1\nb: {'9' * 5000}\n", 2, "put text in quotes"),
        ("a: 1\nb: \x07\n", 2, "not allowed"),
        (b"a: 1\nb: \xff\n", 2, "UTF-8"),
        ("[" * 100_000, 1, "too deeply"),
        ("[" * 2_000 + "]" * 2_000, 1, "too deeply"),
        ("- " * 100_000, 1, "too deeply"),
    ],
)
def test_a_broken_file_is_told_by_line(text: str | bytes, line: int, words: str) -> None:
    value, findings = read(text)

    assert value is None
    assert [at for at, _ in findings] == [line]
    assert words in findings[0][1]


def test_a_line_is_that_of_the_key_of_the_item_or_of_what_is_around_it() -> None:
    document = parse("x.yaml", b"a: 1\nb:\n  - c: 2\n    d:\n      - e\n", [])

    assert document is not None
    assert document.line_of(("b",)) == 2
    assert document.line_of(("b", 0, "d")) == 4
    assert document.line_of(("b", 0, "d", 0)) == 5
    assert document.line_of(("b", 0, "PICK", "d")) == 4
    assert document.line_of(("b", 7)) == 2
    assert document.line_of(()) == 1
