"""Replies as Telegram takes them."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given

from bot.render.buttons import read_button
from bot.render.splitting import shows, utf16_units
from bot.render.telegram import TelegramMessage, render
from dialogs.replies import Ask, Card, Choice, Picture, Reply, Say
from tests.render.replies import TYPED, body, many, replies, sample, seen


class Reader(HTMLParser):
    """What Telegram's parser makes of a message; any tag but a closed <b> is a mistake."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.bold, self.depth = "", "", 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert (tag, self.depth, attrs) == ("b", 0, [])
        self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        assert (tag, self.depth) == ("b", 1)
        self.depth = 0

    def handle_data(self, data: str) -> None:
        self.text += data
        self.bold += data if self.depth else ""


def a_reply_arrives_whole_and_within_the_limits(reply: Reply) -> None:
    messages = render(reply, stamp="3.17")

    read = [Reader(message.html) for message in messages]
    assert all(not reader.depth and shows(reader.text) and utf16_units(reader.text) <= 4096 for reader in read)
    assert all(len(message.html.encode()) <= 35_000 and "<b></b>" not in message.html for message in messages)
    assert seen("".join(reader.text for reader in read)) == (seen(body(reply)) or "…")
    assert not any(message.buttons for message in messages[:-1])
    buttons = [button for row in messages[-1].buttons for button in row]
    assert all(shows(label) and utf16_units(label) <= 75 and len(data.encode()) <= 64 for label, data in buttons)
    choices = reply.choices if isinstance(reply, Ask) else ()
    assert [read_button(data) for _, data in buttons] == [("3.17", choice.id) for choice in choices]
    assert render(reply, stamp="3.17") == messages


@sample
@given(replies)
def test_any_reply_arrives_whole_and_within_the_limits(reply: Reply) -> None:
    a_reply_arrives_whole_and_within_the_limits(reply)


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of a reply of many kilobytes
@many
@given(replies)
def test_each_of_many_reply_arrives_whole_and_within_the_limits(reply: Reply) -> None:
    a_reply_arrives_whole_and_within_the_limits(reply)


def test_something_to_say_is_said() -> None:
    said = Say("Dana: “It costs < 5 & > 3.”\n\n(turn 3 of 10)")

    assert render(said, stamp="3.17") == (TelegramMessage("Dana: “It costs &lt; 5 &amp; &gt; 3.”\n\n(turn 3 of 10)"),)


def test_a_question_has_its_choices_as_buttons() -> None:
    question = Ask("What next?", (Choice("again", "Try again"), Choice("next", "Next"), Choice("menu", "Menu")))

    row = (("Try again", "3.17|again"), ("Next", "3.17|next"), ("Menu", "3.17|menu"))
    assert render(question, stamp="3.17") == (TelegramMessage("What next?", (row,)),)


def test_a_card_has_its_title_and_names_in_bold() -> None:
    card = Card("Debrief: Dana & you", (("Passed, 6 of 9", "one; two"), ("", "<b>You</b> wrote so.")))

    html = "<b>Debrief: Dana &amp; you</b>\n\n<b>Passed, 6 of 9:</b> one; two\n&lt;b&gt;You&lt;/b&gt; wrote so."
    assert render(card, stamp="3.17") == (TelegramMessage(html),)


def test_a_picture_is_described() -> None:
    assert render(Picture("A line that rises", "curve"), stamp="3.17") == (TelegramMessage("A line that rises"),)


@pytest.mark.parametrize("text", TYPED)
def test_nothing_that_is_typed_becomes_a_tag(text: str) -> None:
    for reply in (Say(text), Ask(text, (Choice("a", text),)), Card(text, ((text, text),)), Picture(text, "curve")):
        messages = render(reply, stamp="3.17")

        assert seen("".join(Reader(message.html).text for message in messages)) == (seen(body(reply)) or "…")


def test_a_title_of_many_messages_is_bold_in_each() -> None:
    first, second = render(Card("So & so. " * 600 + "End.", (("Name", "value"),)), stamp="3.17")

    assert Reader(first.html).text == Reader(first.html).bold
    assert Reader(second.html).bold.endswith("Name:")
    assert second.html.endswith("so. End.</b>\n\n<b>Name:</b> value")


@pytest.mark.parametrize(
    ("labels", "widths"),
    [
        (["Hint", "Skip", "Menu", "Back"], [2, 2]),
        (["Hint", "Skip", "Menu", "Back", "Next"], [3, 2]),
        (["Redo that turn", "Another customer", "Menu"], [2, 1]),
        (["Worried about going ahead", "Hint", "Skip"], [1, 2]),
        (["", " \u200b", "x" * 500], [2, 1]),
    ],
)
def test_short_labels_share_a_row(labels: list[str], widths: list[int]) -> None:
    (message,) = render(Ask("?", tuple(Choice(f"c{n}", label) for n, label in enumerate(labels))), stamp="1.1")

    assert [len(row) for row in message.buttons] == widths


def test_a_label_that_shows_nothing_is_its_number_and_a_long_one_is_cut() -> None:
    (message,) = render(Ask("?", (Choice("a", " "), Choice("b", "long " * 100))), stamp="1.1")

    labels = [label for row in message.buttons for label, _ in row]
    assert labels == ["1", "long " * 14 + "long…"]


def test_a_reply_without_words_is_still_a_message() -> None:
    assert render(Say(" \n"), stamp="1.1") == (TelegramMessage("…"),)
    assert render(Ask("\u200b", (Choice("a", "Go"),)), stamp="1.1") == (TelegramMessage("…", ((("Go", "1.1|a"),),)),)
