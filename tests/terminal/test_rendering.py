"""Replies as text, without a terminal."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from bot.channels.terminal import person_named
from bot.render.terminal import Passage, fitted, json_line, passages, plain, visible
from bot.render.terminal_rich import rendered
from dialogs.replies import Ask, Card, Choice, Picture, Reply, Say


def drawn(reply: Reply, *, width: int, colours: bool = False) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=colours, highlight=False)
    console.print(rendered(reply))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("text", ["\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "a\rb", "\u202eabc", "\0"])
def test_nothing_that_a_terminal_acts_on_is_shown(text: str) -> None:
    reply = Ask(text, (Choice("a", text),))

    shown = plain(reply) + drawn(reply, width=60) + drawn(Card(text, ((text, text),)), width=60)

    assert not any(not c.isprintable() and c != "\n" for c in shown)
    assert len(visible(text)) == len(text)


def test_a_customers_line_is_told_from_the_coachs() -> None:
    lines = passages("Dana: “It is late.”\n“Every “Friday”.”\nYou wrote: “It is.”\n(turn 3 of 10)\nGo on (F44)")

    assert lines[:2] == (Passage("said", "“It is late.”", "Dana"), Passage("said", "“Every “Friday”.”"))
    assert [line.kind for line in lines[2:]] == ["text", "aside", "text"]


@pytest.mark.parametrize(
    ("reply", "kind", "text"),
    [
        (Say("So."), "say", "So."),
        (Ask("What?"), "ask", "What?"),
        (Card("Debrief", (("Passed", "2"), ("", "more"))), "card", "Debrief\nPassed: 2\nmore"),
        (Picture("A line that rises", "curve"), "picture", "A line that rises"),
    ],
)
def test_every_reply_has_the_same_five_fields(reply: Reply, kind: str, text: str) -> None:
    body = json.loads(json_line(reply, state="menu.choosing", last=True))

    assert body == {"type": kind, "text": text, "choices": [], "state": "menu.choosing", "last": True}


def test_choices_are_objects_and_the_line_is_ascii() -> None:
    line = json_line(Ask("“What?”\n", (Choice("a", "Ähnlich"),)), state="s.t", last=False)

    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line)["choices"] == [{"id": "a", "label": "Ähnlich"}]


def test_quotes_become_plain_only_where_the_encoding_lacks_them() -> None:
    assert fitted("“Late…” \u2013 we\u2019re", "cp437") == '"Late..." - we\'re'
    assert fitted("“Late…”", "cp1252") == "“Late…”"


@pytest.mark.parametrize("width", [20, 40, 60, 84])
def test_a_page_keeps_to_its_width_and_wraps_the_customers_bar(width: int) -> None:
    rows = (("Questions (Situation, Problem, Implication, Need-payoff)", "S2 P3 I1 N0"), ("Not yet", "a word; " * 12))
    said, card = Say("Dana: “" + "late vans " * 12 + "”"), Card("Debrief", rows)
    asked = Ask("word " * 30, (Choice("a", "word " * 20),))

    pages = [drawn(reply, width=width).splitlines() for reply in (said, card, asked)]

    assert max(len(line) for page in pages for line in page) <= width
    assert all(line.startswith("  │ ") for line in pages[0])
    assert len(pages[0]) > 1


def test_a_debrief_stands_in_two_columns_without_a_box() -> None:
    page = drawn(Card("Debrief: Dana", (("Passed, 2 of 9", "one; two"), ("Not yet", "three"))), width=60)

    assert page.splitlines() == ["  Debrief: Dana", "  ", "  Passed, 2 of 9  one; two", "  Not yet         three   "]


def test_markup_and_emoji_codes_stay_what_was_typed() -> None:
    assert "[bold]x[/bold] :smile:" in drawn(Say("[bold]x[/bold] :smile:"), width=60, colours=True)


@pytest.mark.parametrize(
    ("given", "address", "name"),
    [
        ("Ann Lee", "ann-lee", "Ann Lee"),
        ("  ANN_lee!", "ann-lee", "ANN_lee!"),
        ("Zoë", "zoë", "Zoë"),
        ("李 明", "李-明", "李 明"),
        ("a\x1b[2Jb", "a-2jb", "a [2Jb"),
        ("x" * 500, "x" * 80, "x" * 80),
    ],
)
def test_a_name_becomes_an_address(given: str, address: str, name: str) -> None:
    person = person_named(given)

    assert (person.address, person.name) == (address, name)


@pytest.mark.parametrize("given", ["", "  ", "!?", "\x1b"])
def test_a_name_needs_a_letter_or_a_digit(given: str) -> None:
    with pytest.raises(ValueError, match="letter or a digit"):
        person_named(given)


def test_whoever_is_logged_in_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "__")

    assert person_named(None).address == "me"
