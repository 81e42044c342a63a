"""HTML, checked against TDLib's own cases (test/message_entities.cpp), and the limits on text."""

from __future__ import annotations

import pytest

from tests.fakes.telegram import Refused, utf16
from tests.fakes.telegram.html import parse_html
from tests.fakes.telegram.texts import marked_in, read_text

S = "🏟 🏟&lt;"  # 13 bytes, as TDLib's cases begin


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (f"{S}<abacaba", "Unclosed start tag at byte offset 13"),
        (f"{S}<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        (f"{S}<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        (f"{S}<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        (f"{S}<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        (f"{S}<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        (f'{S}<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        (f"{S}</", "Unexpected end tag at byte offset 13"),
        (f"{S}<b></b></", "Unexpected end tag at byte offset 20"),
        (f"{S}<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (f"{S}<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "&#xDFDF;",
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units",
        ),
    ],
)
def test_bad_html_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_html(source)

    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "visible", "entities"),
    [
        ("&ge;&lt;&gt;&amp;&quot;&laquo;&#39;&#12345678;", "&ge;<>&\"&laquo;'&#12345678;", []),
        ("🏟 🏟<i>🏟 &lt🏟</i>", "🏟 🏟🏟 <🏟", [("italic", 5, 6)]),
        (
            "🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>",
            "🏟 🏟🏟 ><🏟",
            [("italic", 5, 7), ("bold", 9, 3)],
        ),
        ("<STRONG>a</strong><em>b</em   >", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
        ('<pre><code class="language-fift">x</></>', "x", [("pre", 0, 1)]),
        ("<code >x</code>", "x", [("code", 0, 1)]),
        ("<blockquote   expandable>a&lt;<pre  >b;</></>", "a<b;", [("expandable_blockquote", 0, 4), ("pre", 2, 2)]),
        ("<a href=telegram.org>x</a><a>y</a>", "xy", [("text_link", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
)
def test_good_html_gives_what_people_see(source: str, visible: str, entities: list[tuple[str, int, int]]) -> None:
    text, found = parse_html(source)

    assert text == visible
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


def test_a_link_keeps_its_address_and_a_pre_its_language() -> None:
    text, found = parse_html("<a href='telegram.org?&lt;'>x</a><pre><code class='language-py'>y</code></pre>")

    assert text == "xy"
    assert found[0]["url"] == "http://telegram.org?<"
    assert found[1] == {"type": "pre", "offset": 1, "length": 1, "language": "py"}


def test_the_limit_is_4096_utf16_units_after_formatting() -> None:
    fits = "<b>" + "🏟" * 2048 + "</b>"

    visible, _ = read_text(fits, parse_mode="HTML")

    assert utf16(visible) == 4096
    with pytest.raises(Refused, match="message is too long"):
        read_text(fits + "&amp;", parse_mode="HTML")
    with pytest.raises(Refused, match="message is too long"):
        read_text("🏟" * 2048 + "a", parse_mode=None)


def test_a_text_is_trimmed_and_its_entities_move_with_it() -> None:
    visible, found = read_text(" \n <b>Hi\r\n</b><i> \n</i>\n", parse_mode="HTML")

    assert visible == "Hi"
    assert found == [{"type": "bold", "offset": 0, "length": 2}]


@pytest.mark.parametrize(
    ("source", "mode", "reason"),
    [
        ("", "HTML", "message text is empty"),
        (" \n\t ", None, "text must be non-empty"),
        ("<b> </b>", "HTML", "text must be non-empty"),
        ("\udfff", None, "text must be encoded in UTF-8"),
        ("*x*", "MarkdownV2", "unsupported parse_mode"),
        ("<b></b>" * 5000, "HTML", "text is too long"),
    ],
)
def test_what_shows_nothing_is_refused(source: str, mode: str | None, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        read_text(source, parse_mode=mode)

    assert (caught.value.code, caught.value.description) == (400, f"Bad Request: {reason}")


def test_commands_are_marked_where_telegram_marks_them() -> None:
    marked = marked_in("👍 /drill@otherbot and/or 1/2 http://a/b\n/help!")

    assert [(e["offset"], e["length"]) for e in marked] == [(3, 15), (41, 5)]
