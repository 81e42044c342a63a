"""Telegram's HTML parse mode, as TDLib parses it. What it leaves as it stands (&nbsp;) people see: so does this."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.errors import bad_request

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(x[0-9a-fA-F]+|[0-9]+)|([A-Za-z]+));?")
LINK = re.compile(
    r"(?:(?:https?|tg|ton)://[^\s/]+|mailto:\S+@\S+|tel:[+\d]\S*|[\w-]+(?:\.[\w-]+)+)(?:[/?#:]\S*)?\Z", re.I
)
SPACES = " \t\r\n\v\f"


def utf16(text: str) -> int:
    """Telegram counts UTF-16 code units: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int  # UTF-16 units of the visible text before it
    begins: int  # characters of the visible text before it


class _Parser:
    """One pass over *source*. Byte offsets in errors count UTF-8, as Telegram's do."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.out = ""
        self.open: list[_Open] = []
        self.entities: list[dict[str, Any]] = []

    def run(self) -> tuple[str, list[dict[str, Any]]]:
        while self.at < len(self.source):
            if self._here() == "<":
                self._tag()
            else:
                self.out += self._character()
        if self.open:
            raise self._wrong(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        if any("\ud800" <= letter <= "\udfff" for letter in self.out):
            raise self._wrong(
                "Text contains invalid Unicode characters after decoding HTML entities,"
                " check for unmatched surrogate code units"
            )
        return self.out, _in_order(self.entities)

    def _wrong(self, reason: str) -> Exception:
        return bad_request(f"can't parse entities: {reason}")

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _here(self) -> str:
        return self.source[self.at : self.at + 1]

    def _upto(self, stops: str) -> str:
        begin = self.at
        while self._here() and self._here() not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _skip_spaces(self) -> None:
        while self._here() and self._here() in SPACES:
            self.at += 1

    def _character(self) -> str:
        found = REFERENCE.match(self.source, self.at)
        decoded = _decoded(found) if found else ""
        if found and decoded:
            self.at = found.end()
            return decoded
        self.at += 1
        return self.source[self.at - 1]

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self._here() == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        tag = self._upto(SPACES + ">").lower()
        where = f"at byte offset {self._byte(begin)}"
        if not self._here():
            raise self._wrong(f"Unclosed start tag {where}")
        if tag not in KINDS:
            raise self._wrong(f'Unsupported start tag "{tag}" {where}')
        argument = ""
        self._skip_spaces()
        while self._here() != ">":
            argument = self._attribute(tag, where) or argument
            self._skip_spaces()
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise self._wrong(f'Tag "span" must have class "tg-spoiler" {where}')
        if tag == "tg-emoji" and not re.fullmatch(r"[1-9]\d{0,18}", argument):
            raise self._wrong("Invalid custom emoji identifier specified")
        self.open.append(_Open(tag, argument, utf16(self.out), len(self.out)))

    def _attribute(self, tag: str, where: str) -> str:
        """Read one attribute; return what it says of the entity."""
        name = self._upto(SPACES + "=>").lower()
        if not self._here():
            raise self._wrong(f'Unclosed start tag "{tag}" {where}')
        if not name:
            raise self._wrong(f'Empty attribute name in the tag "{tag}" {where}')
        self._skip_spaces()
        value = ""
        if self._here() == "=":
            self.at += 1
            self._skip_spaces()
            value = self._value(tag, where)
        match tag, name:
            case ("a", "href") | ("tg-emoji", "emoji-id"):
                return value
            case "code", "class":
                return value.removeprefix("language-") if value.startswith("language-") else ""
            case "span", "class":
                return value.removeprefix("tg-") if value.startswith("tg-") else ""
            case "blockquote", "expandable":
                return "expandable"
        return ""

    def _value(self, tag: str, where: str) -> str:
        if not self._here():
            raise self._wrong(f'Unclosed start tag "{tag}" {where}')
        quote = self._here()
        if quote not in "\"'":
            begin = self.at
            while re.match(r"[A-Za-z0-9.-]", self._here()):
                self.at += 1
            if not self._here() or self._here() not in SPACES + ">":
                raise self._wrong(f"Unexpected end of name token at byte offset {self._byte(begin)}")
            return self.source[begin : self.at].lower()
        self.at += 1
        value = ""
        while self._here() and self._here() != quote:
            value += self._character()
        if not self._here():
            raise self._wrong(f"Unclosed start tag {where}")
        self.at += 1
        return value

    def _end_tag(self, begin: int) -> None:
        where = f"at byte offset {self._byte(begin)}"
        if not self.open:
            raise self._wrong(f"Unexpected end tag {where}")
        self.at += 1
        name = self._upto(SPACES + ">").lower()
        self._skip_spaces()
        if self._here() != ">":
            raise self._wrong(f"Unclosed end tag {where}")
        opened = self.open.pop()
        if name and name != opened.tag:
            raise self._wrong(f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{name}>"')
        self.at += 1
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        inside = self.out[opened.begins :]
        entity: dict[str, Any] = {"type": KINDS[opened.tag], "offset": opened.offset, "length": utf16(inside)}
        if opened.tag == "a":
            url = opened.argument or inside
            if not LINK.match(url):
                return  # Telegram shows such a link as plain text
            entity["url"] = url if re.match(r"\w+:", url) else f"http://{url}"
        elif opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.argument
        elif opened.argument == "expandable":
            entity["type"] = "expandable_blockquote"
        if entity["length"]:
            self.entities.append(entity)


def _decoded(found: re.Match[str]) -> str:
    number, name = found.groups()
    if name:
        return NAMED.get(name, "")
    value = int(number[1:], 16) if number.startswith("x") else int(number)
    return chr(value) if 0 < value < 0x10FFFF and found.end() - found.start() <= 10 else ""


def _in_order(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort as Telegram answers; a <pre> around (or in) one <code class="language-…"> is one entity."""
    spans = {(e["offset"], e["length"]): e["language"] for e in entities if "language" in e}
    kept = []
    whole = {(e["offset"], e["length"]) for e in entities if e["type"] == "pre"}
    for entity in entities:
        span = entity["offset"], entity["length"]
        if entity["type"] == "pre" and span in spans:
            kept.append({**entity, "language": spans[span]})
        elif "language" not in entity:
            kept.append(entity)
        elif span not in whole:
            kept.append({key: value for key, value in entity.items() if key != "language"})
    return sorted(kept, key=lambda e: (e["offset"], -e["length"], e["type"]))


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """
    Return the visible text and its entities, not yet trimmed.

    Raises:
        Refused: in Telegram's words, "Bad Request: can't parse entities: …".
    """
    return _Parser(source).run()
