"""The brief as a page: whole, escaped, and on one sheet however long it is."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.render.brief_html import brief_page
from dialogs.reassessment.brief import SECTIONS, Brief, Section

DAY = date(2026, 11, 20)


def a_brief(*lines: str, name: str = "Acme") -> Brief:
    return Brief(name, DAY, tuple(Section(id, id if id != "account" else name, lines) for id in SECTIONS))


def size_of(page: str) -> float:
    found = re.search(r"body \{ font: ([\d.]+)pt", page)
    assert found
    return float(found[1])


def texts(page: str) -> list[str]:
    return re.findall("<li>(.*?)</li>", page)


def test_every_line_of_a_brief_stands_in_the_page() -> None:
    page = brief_page(a_brief("One.", "Two & <three>.", "", "   "))

    assert texts(page) == ["One.", "Two &amp; &lt;three&gt;."] * len(SECTIONS)
    assert page.count("<ol>") == 1  # the questions for the manager


@pytest.mark.parametrize("nasty", ['"><script>', "</li></ul><b>", "</title><style>*{display:none}", "&lt;", "{}%s%d"])
def test_nothing_that_was_typed_becomes_a_tag(nasty: str) -> None:
    plain, page = brief_page(a_brief("x", name="x")), brief_page(a_brief(nasty, name=nasty))

    assert re.findall(r"<[^>]*>", page) == re.findall(r"<[^>]*>", plain)


def test_marks_that_turn_text_around_or_move_a_cursor_are_gone() -> None:
    page = brief_page(a_brief("a\u202eb\x1b[2Jc\r\nd"))

    assert texts(page)[0] == "a b [2Jc d"


def test_the_type_grows_smaller_with_the_brief_and_then_its_longest_lines_are_clipped() -> None:
    short, middle, long = (brief_page(a_brief(*["word " * 30] * lines)) for lines in (1, 2, 40))

    assert size_of(short) == 10.5
    assert 7 < size_of(middle) < 10.5
    assert size_of(long) == 7
    assert texts(middle)[0] == ("word " * 30).strip()


@pytest.mark.parametrize("line", ["word " * 3000, "x" * 15_000, "漢字 " * 3000])
def test_a_brief_of_any_length_fits_its_sheet(line: str) -> None:
    page = brief_page(a_brief(line, "A short line.", line))

    assert "A short line." in texts(page)
    # at 7 points a sheet has 79 lines of about 125 letters
    assert sum(len(text) for text in texts(page)) < 79 * 125
