"""How to get at Telegram."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2s


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramAccess:
    """What the admin configured. With *public_url* (https://...) Telegram calls us; *secret* proves that it is it."""

    token: str = field(repr=False)
    public_url: str | None = None
    secret: str | None = field(default=None, repr=False)
    api_url: str | None = None  # a Bot API server of one's own, such as http://localhost:8081/bot; tests use it too


def webhook_secret(token: str) -> str:
    """Return what Telegram proves itself by: of the token, so that processes behind one address agree on it."""
    return blake2s(token.encode(), person=b"webhook", digest_size=24).hexdigest()
