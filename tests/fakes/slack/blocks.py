"""
Block Kit as Slack checks it: `check_blocks` gives the sentences of `response_metadata.messages`, none if all is well.

The wordings were taken from error bodies people published; only block types and keys that stand in the tables here are
known, and a type that Slack has and these tables lack (video, table, input ...) is refused like an unknown one.
"""

from collections.abc import Callable, Mapping
from typing import Any

MAX_BLOCKS = 50
MAX_CHARACTERS = 13_200  # platforms.md 8: all texts of one message together; slackapi/bolt-js issue 2509
MAX_MARKDOWN = 12_000  # all markdown blocks of one message together

Found = list[str]
Check = Callable[[Found, Any, str], None]


def _say(found: Found, what: str, at: str) -> None:
    found.append(f"{what} [json-pointer:{at}]")


def _string(most: int, *, least: int = 1) -> Check:
    def check(found: Found, value: Any, at: str) -> None:
        if not isinstance(value, str):
            _say(found, "must provide a string", at)
        elif len(value) > most:
            _say(found, f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            _say(found, f"must be more than {least - 1} characters", at)

    return check


def _boolean(found: Found, value: Any, at: str) -> None:
    if not isinstance(value, bool):
        _say(found, "must provide a boolean", at)


def _one_of(*names: str) -> Check:
    def check(found: Found, value: Any, at: str) -> None:
        if value not in names:
            _say(found, "must be a valid enum value", at)

    return check


def _url(found: Found, value: Any, at: str) -> None:
    _string(3000)(found, value, at)
    if isinstance(value, str) and not value.startswith(("https://", "http://")):
        _say(found, "must be a valid url", at)


def _array(item: Check, *, most: int, least: int = 1) -> Check:
    def check(found: Found, value: Any, at: str) -> None:
        if not isinstance(value, list):
            return _say(found, "must provide an array", at)
        if len(value) > most:
            _say(found, f"no more than {most} items allowed", at)
        if len(value) < least:
            _say(found, f"no less than {least} items allowed", at)
        for place, one in enumerate(value):
            item(found, one, f"{at}/{place}")
        return None

    return check


def _fields(must: Mapping[str, Check], may: Mapping[str, Check]) -> Check:
    known = {**must, **may}

    def check(found: Found, value: Any, at: str) -> None:
        if not isinstance(value, dict):
            return _say(found, "must provide an object", at)
        for name in must.keys() - value.keys():
            _say(found, f"missing required field: {name}", at)
        for name in value.keys() - known.keys() - {"type"}:
            _say(found, f"invalid additional property: {name}", at)
        for name in known.keys() & value.keys():
            known[name](found, value[name], f"{at}/{name}")
        return None

    return check


def _typed(kinds: Mapping[str, Check]) -> Check:
    def check(found: Found, value: Any, at: str) -> None:
        if not isinstance(value, dict):
            return _say(found, "must provide an object", at)
        if "type" not in value:
            return _say(found, "missing required field: type", at)
        if value["type"] not in kinds:
            return _say(found, f"unsupported type: {value['type']}", f"{at}/type")
        return kinds[value["type"]](found, value, at)

    return check


def _text(most: int, *kinds: str, least: int = 1) -> Check:
    extra: dict[str, Mapping[str, Check]] = {"plain_text": {"emoji": _boolean}, "mrkdwn": {"verbatim": _boolean}}
    typed = _typed({kind: _fields({"text": _string(most, least=least)}, extra[kind]) for kind in kinds})

    def check(found: Found, value: Any, at: str) -> None:
        mine: Found = []
        typed(mine, value, at)
        if mine and len(kinds) > 1:
            _say(found, "failed to match all allowed schemas", at)
        found.extend(mine)

    return check


_EITHER = ("plain_text", "mrkdwn")
_CONFIRM = _fields(
    {
        "title": _text(100, "plain_text"),
        "text": _text(300, *_EITHER),
        "confirm": _text(30, "plain_text"),
        "deny": _text(30, "plain_text"),
    },
    {"style": _one_of("primary", "danger")},
)
_OPTION = _fields(
    {"text": _text(75, *_EITHER), "value": _string(150)}, {"description": _text(75, *_EITHER), "url": _url}
)
_BUTTON = _fields(
    {"text": _text(75, "plain_text")},
    {
        "action_id": _string(255),
        "value": _string(2000, least=0),
        "url": _url,
        "style": _one_of("primary", "danger"),
        "confirm": _CONFIRM,
        "accessibility_label": _string(75),
    },
)
_SELECT = _fields(
    {"options": _array(_OPTION, most=100)},
    {
        "action_id": _string(255),
        "placeholder": _text(150, "plain_text"),
        "initial_option": _OPTION,
        "confirm": _CONFIRM,
        "focus_on_load": _boolean,
    },
)
_OVERFLOW = _fields({"options": _array(_OPTION, most=5)}, {"action_id": _string(255), "confirm": _CONFIRM})
_IMAGE = _fields({"image_url": _url, "alt_text": _string(2000)}, {})
_INTERACTIVE: Mapping[str, Check] = {"button": _BUTTON, "static_select": _SELECT, "overflow": _OVERFLOW}
_IN_CONTEXT = {"image": _IMAGE} | {
    kind: _fields({"text": _string(2000)}, {"emoji" if kind == "plain_text" else "verbatim": _boolean})
    for kind in _EITHER
}
_ID: Mapping[str, Check] = {"block_id": _string(255)}


def _section(found: Found, value: dict[str, Any], at: str) -> None:
    if "text" not in value and "fields" not in value:
        _say(found, "must define either `text` or `fields`", at)
    check = _fields(
        {},
        {
            **_ID,
            "text": _text(3000, *_EITHER),
            "fields": _array(_text(2000, *_EITHER), most=10),
            "accessory": _typed({**_INTERACTIVE, "image": _IMAGE}),
            "expand": _boolean,
        },
    )
    check(found, value, at)


_BLOCK = _typed(
    {
        "section": _section,
        "header": _fields({"text": _text(150, "plain_text")}, _ID),
        "divider": _fields({}, _ID),
        "actions": _fields({"elements": _array(_typed(_INTERACTIVE), most=25)}, _ID),
        "context": _fields({"elements": _array(_typed(_IN_CONTEXT), most=10)}, _ID),
        "image": _fields({"image_url": _url, "alt_text": _string(2000)}, {**_ID, "title": _text(2000, "plain_text")}),
        "markdown": _fields({"text": _string(MAX_MARKDOWN)}, _ID),
    }
)


def check_blocks(blocks: list[Any]) -> list[str]:
    """Everything Slack would hold against these blocks, each with its JSON pointer."""
    found: Found = []
    _array(_BLOCK, most=MAX_BLOCKS, least=0)(found, blocks, "/blocks")
    if found:
        return found
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            _say(found, f'block_id "{block_id}" already exists', f"/blocks/{place}/block_id")
        seen |= {block_id} - {None}
        _unique_actions(found, block, f"/blocks/{place}")
    return found


def _unique_actions(found: Found, block: dict[str, Any], at: str) -> None:
    seen: set[str] = set()
    for place, element in enumerate(block.get("elements", [])):
        action_id = element.get("action_id")
        if action_id in seen:
            _say(found, f'`action_id` "{action_id}" already exists', f"{at}/elements/{place}/action_id")
        seen |= {action_id} - {None}


def texts(value: Any, at: str = "/blocks") -> list[tuple[str, str, bool]]:
    """Every text in the blocks as (JSON pointer, text, whether Slack looks for mentions in it)."""
    if isinstance(value, list):
        return [one for place, item in enumerate(value) for one in texts(item, f"{at}/{place}")]
    if not isinstance(value, dict):
        return []
    own = value.get("text")
    held = [(f"{at}/text", own, value.get("type") in {"mrkdwn", "markdown"})] if isinstance(own, str) else []
    return held + [one for name, item in value.items() for one in texts(item, f"{at}/{name}")]


def too_long(blocks: list[Any]) -> bool:
    """Whether all texts together are more than one message may hold."""
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    return markdown > MAX_MARKDOWN or sum(len(text) for _, text, _ in texts(blocks)) > MAX_CHARACTERS
