"""What becomes of a text on its way in. The limit holds for what people see, after formatting and trimming."""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.html import parse_html, utf16

LONGEST = 4096  # UTF-16 units, after entities parsing (Bot API, sendMessage)
LONGEST_SOURCE = 1 << 15  # bytes; telegram-bot-api refuses more before it parses
CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
MENTION = re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}\b")
COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")

Entities = list[dict[str, Any]]


def read_text(source: str, *, parse_mode: str | None, entities: Entities | None = None) -> tuple[str, Entities]:
    """
    Return the text that people see and its entities.

    Raises:
        Refused: empty, not UTF-8, badly formatted or too long.
    """
    try:
        size = len(source.encode("utf-8"))
    except UnicodeEncodeError:
        raise bad_request("text must be encoded in UTF-8") from None
    if not source:
        raise bad_request("message text is empty")
    if size > LONGEST_SOURCE:
        raise bad_request("text is too long")
    if parse_mode and parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")  # this fake knows HTML only
    visible, found = parse_html(source) if parse_mode else (source, list(entities or []))
    visible, found = _trim(CONTROL.sub(" ", visible), found)
    if not visible:
        raise bad_request("text must be non-empty")
    if utf16(visible) > LONGEST:
        raise bad_request("message is too long")
    return visible, found


def marked_in(text: str) -> Entities:
    """bot_command and mention entities, as Telegram marks them in what people write."""
    return sorted(
        (
            {"type": kind, "offset": utf16(text[: found.start()]), "length": utf16(found.group())}
            for kind, pattern in (("bot_command", COMMAND), ("mention", MENTION))
            for found in pattern.finditer(text)
        ),
        key=lambda entity: int(entity["offset"]),
    )


def _trim(text: str, entities: Entities) -> tuple[str, Entities]:
    """Cut blanks at both ends and carriage returns; what only covered blanks is no entity."""
    units = text.encode("utf-16-le")
    kept, places = bytearray(), [0]
    for index in range(0, len(units), 2):
        if units[index : index + 2] != b"\r\x00":
            kept += units[index : index + 2]
        places.append(len(kept) // 2)
    whole = kept.decode("utf-16-le")
    left = len(whole) - len(whole.lstrip(" \n"))
    right = utf16(whole.rstrip(" \n"))
    moved = []
    for entity in entities:
        begin = max(places[min(entity["offset"], len(places) - 1)], left)
        end = min(places[min(entity["offset"] + entity["length"], len(places) - 1)], right)
        if bytes(kept[2 * begin : 2 * end]).decode("utf-16-le", "replace").strip(" \n") and end > begin:
            moved.append({**entity, "offset": begin - left, "length": end - begin})
    return whole.strip(" \n"), moved
