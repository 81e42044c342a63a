"""
The Web API over HTTP: faults, limits, tokens, scopes and content types, in the order in which Slack looks at them.

A refusal is status 200 with `ok: false`, as Slack's are; only a rate limit (429) and an injected status differ.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fakes.slack.faults import Fault, Faults, Limit
from tests.fakes.slack.methods import Body, Methods, Params, Refused
from tests.fakes.slack.records import Call
from tests.secrets import SECRETS

# docs.slack.dev, page of each method: the scope a bot token needs; None: none. The app-level token's is apart.
NEEDS: dict[str, str | None] = {
    "auth.test": None,
    "users.info": "users:read",
    "conversations.open": "im:write",
    "conversations.history": "im:history",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
}
APP_LEVEL = {"apps.connections.open": "connections:write"}
NO_JSON = {
    "users.info",
    "conversations.history",
}  # a body of theirs is not read: as if nothing was sent


class WebApi:
    """Answers /api/<method> and writes every call down."""

    def __init__(
        self,
        methods: Methods,
        *,
        bot_token: str,
        app_token: str,
        scopes: set[str],
        app_scopes: set[str],
        clock: Callable[[], float],
        noticed: Callable[[], None],
    ) -> None:
        self._methods = methods
        self._bot_token, self._app_token = bot_token, app_token
        self.scopes, self.app_scopes = scopes, app_scopes
        self.token_error: str | None = None
        self.calls: list[Call] = []
        self.faults = Faults()
        self.limits: dict[str, Limit] = {}
        self._noticed = noticed
        self._clock = clock

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(method, {}, self._clock(), None)
        self.calls.append(call)
        try:
            params, token = await _arguments(request)
        except Refused as refused:
            return self._reply(call, _refusal(refused))
        call.params, call.token = params, token
        SECRETS.token(token or "")
        fault = self.faults.take(method, params)
        if fault is None:
            return self._reply(call, self._take_effect(call))
        return await self._fail(request, call, fault)

    async def _fail(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        body: Body = {}
        if fault.after_effect:
            body = self._take_effect(call)
            self._noticed()
        await asyncio.sleep(fault.delay_s)
        await fault.gate.wait()
        if fault.drop:
            call.error = "dropped"
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.says is not None:
            return self._by_proxy(call, fault, *fault.says)
        if fault.error is not None or fault.status is not None:
            return self._injected(call, fault)
        return self._reply(call, body or self._take_effect(call))

    def _by_proxy(self, call: Call, fault: Fault, content_type: str, body: str) -> web.Response:
        call.status, call.error = fault.status or 200, "answered by a proxy"
        self._noticed()
        return web.Response(text=body, content_type=content_type, status=call.status)

    def _injected(self, call: Call, fault: Fault) -> web.Response:
        limited = fault.error == "ratelimited" or fault.status == 429
        body = {"ok": False, "error": fault.error or ("ratelimited" if limited else "internal_error")}
        status = fault.status or (429 if limited else 200)
        retry = {"retry_after": fault.retry_after_s} if limited else {}
        return self._reply(call, {**body, **retry}, status=status)

    def _take_effect(self, call: Call) -> Body:
        try:
            self._check_limit(call)
            self._check_token(call)
            return {"ok": True, **self._methods.by_name[call.method](call.params)}
        except Refused as refused:
            return _refusal(refused)

    def _check_limit(self, call: Call) -> None:
        limit = self.limits.get(call.method)
        wait_s = limit.wait_s(str(call.params.get("channel", ""))) if limit is not None else None
        if wait_s is not None:
            raise Refused("ratelimited", retry_after=wait_s)

    def _check_token(self, call: Call) -> None:
        if call.method not in NEEDS and call.method not in APP_LEVEL:
            raise Refused("unknown_method", req_method=call.method)
        if not call.token:
            raise Refused("not_authed")
        if call.token not in {self._bot_token, self._app_token}:
            raise Refused("invalid_auth")
        if self.token_error is not None:
            raise Refused(self.token_error)
        is_app_token = call.token == self._app_token
        if is_app_token != (call.method in APP_LEVEL):
            raise Refused("not_allowed_token_type")
        needed, provided = NEEDS.get(call.method) or APP_LEVEL.get(call.method), self._provided(call)
        if needed is not None and needed not in provided:
            raise Refused("missing_scope", needed=needed, provided=",".join(sorted(provided)))

    def _provided(self, call: Call) -> set[str]:
        return self.app_scopes if call.method in APP_LEVEL else self.scopes

    def _reply(self, call: Call, body: Body, *, status: int | None = None) -> web.Response:
        retry_after = body.pop("retry_after", None)
        call.ok, call.error = body["ok"], body.get("error")
        call.status = status or (429 if retry_after is not None else 200)
        headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
        if body["ok"] or body["error"] == "missing_scope":
            headers["X-OAuth-Scopes"] = ",".join(sorted(self._provided(call)))
            headers["X-Accepted-OAuth-Scopes"] = NEEDS.get(call.method) or APP_LEVEL.get(call.method) or ""
        self._noticed()
        return web.json_response(body, status=call.status, headers=headers)


def _refusal(refused: Refused) -> Body:
    return {"ok": False, "error": refused.error, **refused.more}


async def _arguments(request: web.Request) -> tuple[Params, str | None]:
    """The arguments of a call and its token, from header, query, form or JSON as Slack takes them."""
    params: Params = dict(request.query)
    if request.method == "POST":
        params |= await _body(request)
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    token = params.pop("token", None)
    if request.content_type == "application/json":
        token = None  # Slack reads no token out of a JSON body
    return params, (bearer.strip() if scheme == "Bearer" else token)


async def _body(request: web.Request) -> Params:
    if request.content_type == "application/json":
        return {} if request.match_info["method"] in NO_JSON else _json(await request.text())
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return dict(await request.post())
    if not await request.read():
        return {}
    raise Refused("missing_post_type" if "Content-Type" not in request.headers else "invalid_post_type")


def _json(text: str) -> Params:
    try:
        found: Any = json.loads(text)
    except json.JSONDecodeError:
        raise Refused("invalid_json") from None
    if not isinstance(found, dict):
        raise Refused("json_not_object")
    return found
