"""How to get at Slack."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackAccess:
    """
    What the admin configured. Without *app_token* no Socket Mode, without *signing_secret* no HTTP.

    The tokens are in no representation of it.
    """

    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str | None = None  # tests only; Slack's own otherwise

    @property
    def hears(self) -> bool:
        """Whether anything that people write can reach us; a bot token alone only speaks."""
        return bool(self.app_token or self.signing_secret)
