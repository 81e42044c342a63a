"""Inline keyboards. Where Telegram drops a button without a word, this refuses it: nobody would notice the loss."""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram.errors import bad_request

MOST_BUTTONS, MOST_IN_A_ROW = 100, 8  # our figures; TDLib drops what is over 300 and 12
LONGEST_DATA = 64  # bytes (Bot API, InlineKeyboardButton)


def read_markup(markup: Any) -> dict[str, Any] | None:
    """Return the inline keyboard as the message will carry it; None where there is none."""
    if markup in (None, "", {}):
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        known = {"keyboard", "remove_keyboard", "force_reply"} & set(markup)
        if not known:
            raise bad_request("can't parse reply keyboard markup JSON object")
        return markup
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(map(len, rows)) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    checked = [[_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": checked} if checked else None


def _button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if "url" in button:
        if not str(button["url"]).startswith(("http://", "https://", "tg://")):
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol")
        return button
    if "callback_data" not in button:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button["callback_data"]
    if not isinstance(data, str) or not 1 <= len(data.encode("utf-8", "surrogatepass")) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    return button
