"""
What the environment says. Only wiring reads this; secrets are SecretStr and are never logged.

Not by pydantic-settings: it reads files and vaults that the coach has none of, and takes as long as the content.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

PREFIX = "COACH_"


def _default_database() -> str:
    return f"sqlite:///{user_data_path('sales-coach') / 'coach.db'}"


def _folders(given: object) -> object:
    """Split what names several folders as PATH does; an empty part names none."""
    return tuple(part for part in given.split(os.pathsep) if part) if isinstance(given, str) else given


class Settings(BaseModel):
    """The coach's settings, each from COACH_<NAME>; `coach doctor` shows them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: Annotated[str, Field(min_length=1)] = Field(default_factory=_default_database)
    model_path: Path | None = None  # a folder with model.safetensors and tokenizer.json; else the installed package
    cache_path: Path = Field(default_factory=lambda: user_cache_path("sales-coach"))  # the prepared model, the content
    content_path: Annotated[tuple[Path, ...] | None, BeforeValidator(_folders)] = (
        None  # folders that add to our content
    )
    pack: str | None = None  # the company pack whose products are sold where they fit
    workspace: Annotated[str, Field(min_length=1)] = "local"  # whose the terminal and Telegram are; Slack's team id
    telegram_bot: str | None = None  # the bot's user name, for links in invitations
    controller: str = ""  # who answers for people's data (GDPR), as `privacy` and the fact sheet name them
    slack_bot_token: SecretStr | None = None  # xoxb-...; with it Slack runs
    slack_app_token: SecretStr | None = None  # xapp-...: Socket Mode
    slack_signing_secret: SecretStr | None = None  # HTTP at /slack/events
    slack_api_url: str | None = None  # another Web API than Slack's own: tests
    telegram_token: SecretStr | None = None  # from BotFather; with it Telegram runs
    telegram_webhook_secret: SecretStr | None = None  # without it one is made of the token
    telegram_api_url: str | None = None  # a Bot API server of one's own, such as http://localhost:8081/bot
    public_url: str | None = None  # https://...: Telegram calls us there instead of being polled
    host: str = "127.0.0.1"  # where `coach serve` listens
    port: int = Field(default=8000, ge=0, le=65535)
    telegram_per_second: float = Field(default=30, gt=0)  # messages of one bot, answers among them
    slack_per_minute: float = Field(default=300, gt=0)  # messages in one workspace: "several hundred", says Slack
    jobs: Literal["here", "workers"] = (
        "here"  # on PostgreSQL: `coach serve` does the jobs too, or leaves them to workers
    )
    pool_size: int = Field(default=12, ge=2, le=500)  # connections of one process to PostgreSQL, at most
    threads: int = Field(default=8, ge=1, le=200)  # turns that one process takes at the same time
    busy_timeout_s: float = Field(default=5.0, ge=0, le=60)  # how long to wait for a locked SQLite file


def read_settings(environment: Mapping[str, str]) -> Settings:
    """
    Return the settings; what *environment* does not name has its default, and names that are no setting are let be.

    Raises:
        pydantic.ValidationError: a value has the wrong form.
    """
    given = {name: environment.get(PREFIX + name.upper()) for name in Settings.model_fields}
    # an empty variable is one that is not set, as in a compose file; but where there is a default, it is a mistake
    unset = {name for name, value in given.items() if not value and Settings.model_fields[name].default is None}
    return Settings.model_validate({n: value for n, value in given.items() if value is not None and n not in unset})
