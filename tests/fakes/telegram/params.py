"""What a caller passed, whichever way: query, form, multipart or JSON. Forms carry all values as strings."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.fakes.telegram.errors import bad_request

JSON_VALUED = {
    "reply_markup",
    "entities",
    "commands",
    "scope",
    "allowed_updates",
    "reply_parameters",
    "link_preview_options",
}


class Params(dict[str, Any]):
    """Parameters by name; the readers turn a form's strings into what the method needs."""

    def text(self, name: str) -> str:
        value = self.get(name, "")
        return value if isinstance(value, str) else str(value)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        return str(self.get(name, "")).lower() in ("true", "1", "yes", "t", "y")


async def read_params(request: web.Request) -> Params:
    """
    Raises:
        Refused: the body is not what its content type says.
    """
    given: dict[str, Any] = dict(
        parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True, errors="surrogateescape")
    )
    if request.content_type == "application/json":
        given.update(_object(await request.read()))
    elif request.content_type == "multipart/form-data":
        for name, value in (await request.post()).items():
            given[name] = value if isinstance(value, str) else f"file:{getattr(value, 'filename', name)}"
    else:
        body = (await request.read()).decode("utf-8", "surrogateescape")
        given.update(parse_qsl(body, keep_blank_values=True, errors="surrogateescape"))
    return Params({name: _value(name, value) for name, value in given.items() if value is not None})


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body) if body else {}
    except ValueError:
        raise bad_request("can't parse JSON encoded request") from None
    if not isinstance(read, dict):
        raise bad_request("object expected as JSON encoded request")
    return read


def _value(name: str, value: Any) -> Any:
    if name not in JSON_VALUED or not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        thing = "reply keyboard markup" if name == "reply_markup" else name
        raise bad_request(f"can't parse {thing} JSON object") from None
