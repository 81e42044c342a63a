"""Replies as Slack takes them."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from slack_sdk.models.blocks import Block

from bot.render.buttons import read_button
from bot.render.slack import SlackMessage, render
from bot.render.splitting import shows
from dialogs.replies import Ask, Card, Choice, Picture, Reply, Say
from tests.render.replies import TYPED, body, many, replies, sample, seen


def blocks_of(messages: tuple[SlackMessage, ...], *kinds: str) -> list[dict[str, Any]]:
    return [block for message in messages for block in message.blocks if block["type"] in kinds]


def read(block: dict[str, Any]) -> str:
    """What a person reads in a section or header."""
    text = block["text"]["text"]
    if block["text"]["type"] == "mrkdwn":
        text = re.sub(r"^\*(.+?):\*", r"\1:", text, flags=re.MULTILINE)
    return unescape(text)


def is_escaped(text: str) -> bool:
    return not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text)


def plain(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}, "expand": True}


def a_reply_arrives_whole_and_within_the_limits(reply: Reply) -> None:
    messages = render(reply, stamp="3.17")

    assert seen("".join(map(read, blocks_of(messages, "section", "header")))) == (
        seen(body(reply)) or seen(unescape(messages[0].text))
    )
    for message in messages:
        assert message.blocks == [block.to_dict() for block in Block.parse_all(message.blocks)]  # checked by the models
        assert len(message.blocks) <= 50
        assert len(json.dumps(message.blocks, ensure_ascii=False)) <= 13_200
        assert shows(message.text) and len(message.text) <= 4000 and is_escaped(message.text)
    assert all(
        block["text"]["text"].strip() and is_escaped(block["text"]["text"])
        for block in blocks_of(messages, "section", "header")
    )
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


def the_choices_are_buttons_under_the_last_message_and_words_in_its_text(reply: Reply) -> None:
    choices = reply.choices if isinstance(reply, Ask) else ()
    messages = render(reply, stamp="3.17")

    actions = blocks_of(messages, "actions")
    assert actions == ([messages[-1].blocks[-1]] if choices else [])
    buttons = [button for block in actions for button in block["elements"]]
    assert [read_button(button["value"]) for button in buttons] == [("3.17", choice.id) for choice in choices]
    assert [button["action_id"] for button in buttons] == [f"choice:{choice.id}" for choice in choices]
    labels = [button["text"]["text"] for button in buttons]
    assert all(label.strip() and len(label) <= 75 and is_escaped(label) for label in labels)
    assert messages[-1].text.endswith(" · ".join(f"{n} {label}" for n, label in enumerate(labels, 1)))


@sample
@given(replies)
def test_any_choices_are_buttons_under_the_last_message_and_words_in_its_text(reply: Reply) -> None:
    the_choices_are_buttons_under_the_last_message_and_words_in_its_text(reply)


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of a reply of many kilobytes
@many
@given(replies)
def test_each_of_many_choices_are_buttons_under_the_last_message_and_words_in_its_text(reply: Reply) -> None:
    the_choices_are_buttons_under_the_last_message_and_words_in_its_text(reply)


def test_something_to_say_is_said_in_plain_text() -> None:
    said = Say("Dana: “*It* costs < 5 & > 3. :tada:”")

    text = "Dana: “*It* costs &lt; 5 &amp; &gt; 3. :tada:”"
    assert render(said, stamp="3.17") == (SlackMessage(text, [plain(text)]),)


def test_a_question_has_its_choices_as_buttons_and_in_the_notification() -> None:
    question = Ask("Ready to talk to Dana?", (Choice("start", "Start"), Choice("checks", "Show the checks")))

    def button(choice_id: str, label: str) -> dict[str, Any]:
        text = {"type": "plain_text", "text": label, "emoji": False}
        return {"type": "button", "action_id": f"choice:{choice_id}", "value": f"3.17|{choice_id}", "text": text}

    assert render(question, stamp="3.17") == (
        SlackMessage(
            "Ready to talk to Dana?\n1 Start · 2 Show the checks",
            [
                plain("Ready to talk to Dana?"),
                {"type": "actions", "elements": [button("start", "Start"), button("checks", "Show the checks")]},
            ],
        ),
    )


def test_a_card_has_a_header_and_its_names_in_bold_where_nothing_is_formatted() -> None:
    card = Card("Debrief: Dana", (("Counts", "S2 P3"), ("Passed, 6 of 9", "R&D"), ("You", "wrote *so*"), ("", "End")))

    def bold(text: str) -> dict[str, Any]:
        return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}, "expand": True}

    assert render(card, stamp="3.17") == (
        SlackMessage(
            "Debrief: Dana\nCounts: S2 P3\nPassed, 6 of 9: R&amp;D\nYou: wrote *so*\nEnd",
            [
                {"type": "header", "text": {"type": "plain_text", "text": "Debrief: Dana", "emoji": False}},
                bold("*Counts:* S2 P3\n*Passed, 6 of 9:* R&amp;D"),
                plain("You: wrote *so*"),
                bold("End"),
            ],
        ),
    )


def test_a_picture_is_described() -> None:
    (message,) = render(Picture("A line that rises", "curve"), stamp="3.17")

    assert message == SlackMessage("A line that rises", [plain("A line that rises")])


@pytest.mark.parametrize("text", [text for text in TYPED if re.search(r"[*_~`>:]", text)])
def test_nothing_that_is_typed_is_formatted_links_or_pings(text: str) -> None:
    for reply in (Say(text), Ask(text, (Choice("a", text),)), Card(text, (("Name", text), (text, "x"), ("", text)))):
        for block in blocks_of(render(reply, stamp="3.17"), "section", "header"):
            kept = block["text"]

            assert is_escaped(kept["text"])
            assert kept.get("emoji") is False or (kept["verbatim"] is True and not re.search("[_~`]", kept["text"]))
            assert kept["type"] == "plain_text" or not re.search(r":\w+:|^\s*&gt;|\*.*\*.*\*", kept["text"], re.M)


def test_escaping_is_counted() -> None:
    messages = render(Say("&" * 5000), stamp="3.17")

    assert [[len(block["text"]["text"]) for block in message.blocks] for message in messages] == [
        [3000, 3000, 3000],
        [3000, 3000, 3000],
        [3000, 3000, 1000],
    ]


def test_many_rows_take_several_messages_of_at_most_fifty_blocks() -> None:
    rows = tuple((f"Row {n}", "*plain*" if n % 2 else "bold") for n in range(100))

    messages = render(Card("Rows", rows), stamp="3.17")

    assert [len(message.blocks) for message in messages] == [49, 49, 3]


@pytest.mark.parametrize("title", ["So & so " * 30, "Two\nlines"])
def test_a_title_that_is_no_header_is_a_section(title: str) -> None:
    (message,) = render(Card(title), stamp="3.17")

    assert [(block["type"], read(block)) for block in message.blocks] == [("section", title.strip())]


def test_a_reply_without_words_is_still_a_message() -> None:
    assert render(Say(" \n"), stamp="1.1") == (SlackMessage("…", [plain("…")]),)
    (asked,) = render(Ask("\u200b", (Choice("a", "Go"), Choice("b", " "))), stamp="1.1")
    assert (asked.text, asked.blocks[0]) == ("1 Go · 2 2", plain("1 Go · 2 2"))


def test_a_message_can_be_changed_without_changing_the_next() -> None:
    question = Ask("What?", (Choice("a", "Go"),))
    before = json.dumps(render(question, stamp="1.1")[0].blocks)

    blocks = render(question, stamp="1.1")[0].blocks
    blocks[0]["text"]["text"] = blocks[1]["elements"][0]["text"]["text"] = "changed"
    blocks[1]["elements"].append({})

    assert json.dumps(render(question, stamp="1.1")[0].blocks) == before
