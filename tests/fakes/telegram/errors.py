"""How the Bot API says no. A description is Telegram's own wording: callers decide by it, so never reword one."""

from __future__ import annotations

from typing import Any

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
OTHER_GET_UPDATES = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
CODES = {
    "Bad Request": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "Not Found": 404,
    "Conflict": 409,
    "Too Many Requests": 429,
    "Internal Server Error": 500,
    "Bad Gateway": 502,
}


class Refused(Exception):
    """A call that Telegram answers with ok=false."""

    def __init__(self, description: str, *, code: int | None = None, retry_after_s: int | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.code = code if code is not None else CODES[description.partition(":")[0]]
        self.retry_after_s = retry_after_s

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after_s is not None:
            answer["parameters"] = {"retry_after": self.retry_after_s}
        return answer


def bad_request(reason: str) -> Refused:
    return Refused(f"Bad Request: {reason}")


def too_many(retry_after_s: int) -> Refused:
    return Refused(f"Too Many Requests: retry after {retry_after_s}", retry_after_s=retry_after_s)
