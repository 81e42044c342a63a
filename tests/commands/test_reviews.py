"""`coach reviews brief`: the latest finished snapshot of an account, in three formats."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from dialogs.reassessment import brief
from dialogs.reassessment.model import Draft, DraftSaved
from tests.commands.accounts_cli import Typed
from tests.storage.accounts import ANSWERS, DAY, kept, made

NASTY = '<script>alert("x")</script> & Söhne *bold* \x1b[31m'


@pytest.fixture
def typed(upgraded_url: str) -> Typed:
    """Ann with one account, reviewed twice: kept first, then sent."""
    typed = Typed(upgraded_url)
    typed.done("accounts", "add", "Acme Mills")
    typed.done("accounts", "add", "Empty")
    account, ann = typed.account("Acme Mills"), typed.ann()
    answers = dict(ANSWERS)
    answers["a1"] = replace(answers["a1"], text=NASTY, act=NASTY)
    first = made(account, 1, flags=("rf1",))
    second = made(account, 2, weeks=1, flags=("rf10",), answers=answers, sent=True)
    typed.with_store(lambda store: kept(store, ann, first, second))
    return typed


class Page(HTMLParser):
    """Reads what a browser would: the tags in order, the text, whatever would be loaded."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [(name, value) for name, value in attrs if name in ("src", "href", "action", "data", "style")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_brief_in_chat_fits_one_message_and_is_of_the_latest_snapshot(typed: Typed) -> None:
    said = typed.done("reviews", "brief", "Acme Mills")

    assert said == typed.done("reviews", "brief", "acme mills", "--format", "chat")
    assert said.startswith("Acme Mills")
    assert len(said.rstrip("\n")) <= brief.MOST
    assert "RF10" in said
    assert "RF1 " not in said
    assert "\x1b" not in said


def test_the_brief_is_found_by_id_too(typed: Typed) -> None:
    by_id = typed.done("reviews", "brief", typed.id_of("Acme Mills"))

    assert by_id == typed.done("reviews", "brief", "Acme Mills")


def test_markdown_has_a_heading_for_each_section(typed: Typed) -> None:
    said = typed.done("reviews", "brief", "Acme Mills", "--format", "md")

    assert said.startswith("# Acme Mills\n")
    assert sum(line.startswith("## ") for line in said.splitlines()) == len(brief.SECTIONS) - 1
    assert "<script>" not in said


def test_the_html_page_stands_alone_and_obeys_nothing_that_was_typed(typed: Typed) -> None:
    said = typed.done("reviews", "brief", "Acme Mills", "--format", "html")
    page = Page(said)

    assert said.startswith("<!doctype html>")
    assert not {"script", "img", "link", "iframe", "a"} & set(page.tags)
    assert page.loads == []
    assert "url(" not in said
    assert "@import" not in said
    assert (page.tags.count("h1"), page.tags.count("h2")) == (1, len(brief.SECTIONS) - 1)
    assert "\x1b" not in said


def test_an_account_that_was_never_reviewed_has_no_brief(typed: Typed) -> None:
    said = typed.refused("reviews", "brief", "Empty")
    assert said.startswith("No reassessment of Empty is finished yet.")

    empty, ann = typed.account("Empty"), typed.ann()
    typed.with_store(lambda store: kept(store, ann, DraftSaved(empty.id, Draft(DAY, {}))))
    assert "finish it" in typed.refused("reviews", "brief", "Empty")


@pytest.mark.parametrize("words", [("Acme",), ("nobody",), ("Acme Mills", "--format", "pdf"), ()])
def test_whatever_is_not_there_is_a_sentence_and_exit_2(typed: Typed, words: tuple[str, ...]) -> None:
    assert typed.refused("reviews", "brief", *words)


def test_nobody_gets_the_brief_of_another_member_s_account(typed: Typed) -> None:
    for account in ("Acme Mills", typed.id_of("Acme Mills")):
        assert "bob has no accounts yet" in typed.refused("reviews", "brief", account, as_="bob")


def test_a_merged_account_is_in_the_brief_of_the_other(typed: Typed) -> None:
    typed.done("accounts", "merge", "Acme Mills", "Empty")

    assert "RF10" in typed.done("reviews", "brief", "Empty")
