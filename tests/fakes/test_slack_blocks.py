"""What the fake holds against blocks. The sentences are those that Slack puts into `response_metadata.messages`."""

from typing import Any

import pytest
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    ImageBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from tests.fakes.slack.blocks import check_blocks, texts, too_long

Json = dict[str, Any]


def section(text: str = "hi", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go", "value": "1", **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def test_what_slack_sdks_models_build_is_taken():
    models = [
        HeaderBlock(text=PlainTextObject(text="H" * 150, emoji=True)),
        SectionBlock(text=MarkdownTextObject(text="t" * 3000), accessory=ButtonElement(text="b", action_id="a")),
        SectionBlock(fields=[MarkdownTextObject(text="f" * 200) for _ in range(10)], block_id="fields"),
        DividerBlock(),
        ContextBlock(elements=[MarkdownTextObject(text="small"), PlainTextObject(text="print")]),
        ImageBlock(image_url="https://example.com/chart.png", alt_text="a chart"),
        ActionsBlock(
            elements=[
                ButtonElement(text="x" * 75, action_id=f"{i:0255}", value="v" * 2000, style="danger") for i in range(25)
            ]
        ),
    ]

    blocks = [model.to_dict() for model in models]

    assert check_blocks(blocks) == [] and not too_long(blocks)


@pytest.mark.parametrize(
    ("blocks", "sentence"),
    [
        ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([section("x" * 3001)], "failed to match all allowed schemas [json-pointer:/blocks/0/text]"),
        ([section(colour="red")], "invalid additional property: colour [json-pointer:/blocks/0]"),
        ([{"type": "section"}], "must define either `text` or `fields` [json-pointer:/blocks/0]"),
        ([section(), {"type": "poem"}], "unsupported type: poem [json-pointer:/blocks/1/type]"),
        ([{"text": plain("hi")}], "missing required field: type [json-pointer:/blocks/0]"),
        (["hi"], "must provide an object [json-pointer:/blocks/0]"),
        ([{"type": "header"}], "missing required field: text [json-pointer:/blocks/0]"),
        ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
        (
            [{"type": "header", "text": {"type": "mrkdwn", "text": "*hi*"}}],
            "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
        ),
        (
            [{"type": "section", "fields": [plain("x")] * 11}],
            "no more than 10 items allowed [json-pointer:/blocks/0/fi",
        ),
        ([{"type": "section", "fields": [plain("x" * 2001)]}], "must be less than 2001 characters"),
        ([section(text_={})], "invalid additional property: text_"),
        ([section(block_id="x" * 256)], "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
        ([section(block_id="a"), section(block_id="a")], 'block_id "a" already exists'),
        ([actions()], "no less than 1 items allowed [json-pointer:/blocks/0/elements]"),
        (
            [actions(*[button(action_id=str(i)) for i in range(26)])],
            "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            [actions(button(), button())],
            '`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]',
        ),
        ([actions(button(action_id="x" * 256))], "must be less than 256 characters"),
        ([actions(button(value="x" * 2001))], "must be less than 2001 characters"),
        ([actions(button(text=plain("x" * 76)))], "must be less than 76 characters"),
        ([actions(button(text={"type": "mrkdwn", "text": "Go"}))], "unsupported type: mrkdwn"),
        ([actions(button(style="loud"))], "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"),
        ([actions(button(disabled=True))], "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]"),
        ([actions(button(value=1))], "must provide a string [json-pointer:/blocks/0/elements/0/value]"),
        ([actions(button(url="ftp://x"))], "must be a valid url"),
        ([actions({"type": "image", "image_url": "https://x", "alt_text": "x"})], "unsupported type: image"),
        (
            [section(accessory=button(value="x" * 2001))],
            "must be less than 2001 characters [json-pointer:/blocks/0/accessory/value]",
        ),
        (
            [{"type": "context", "elements": [plain("x")] * 11}],
            "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            [{"type": "section", "text": {"type": "mrkdwn", "text": "hi", "emoji": True}}],
            "invalid additional property: emoji [json-pointer:/blocks/0/text]",
        ),
        ([{"type": "section", "text": "hi"}], "must provide an object [json-pointer:/blocks/0/text]"),
    ],
)
def test_what_slack_refuses_is_refused_in_its_words(blocks, sentence):
    assert any(sentence in found for found in check_blocks(blocks)), check_blocks(blocks)


def test_the_same_action_id_in_two_blocks_is_allowed():
    assert check_blocks([actions(button()), actions(button())]) == []


def test_all_texts_of_a_message_together_have_a_limit():
    four = [section("x" * 3000)] * 4

    assert not too_long([*four, section("x" * 1200)])
    assert too_long([*four, section("x" * 1201)])


def test_only_mrkdwn_is_searched_for_mentions():
    found = texts([section("a"), {"type": "header", "text": plain("b")}, {"type": "markdown", "text": "c"}])

    assert found == [
        ("/blocks/0/text/text", "a", True),
        ("/blocks/1/text/text", "b", False),
        ("/blocks/2/text", "c", True),
    ]
