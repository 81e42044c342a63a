"""What the environment says. Only wiring reads this; secrets will be SecretStr and are never logged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from platformdirs import user_cache_path, user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_database() -> str:
    return f"sqlite:///{user_data_path('sales-coach') / 'coach.db'}"


class Settings(BaseSettings):
    """
    The coach's settings, each from COACH_<NAME>; `coach doctor` shows them.

    Raises:
        pydantic.ValidationError: a value has the wrong form.
    """

    model_config = SettingsConfigDict(env_prefix="COACH_", extra="ignore")

    database_url: Annotated[str, Field(min_length=1)] = Field(default_factory=_default_database)
    model_path: Path | None = None  # a folder with model.safetensors and tokenizer.json; else the installed package
    cache_path: Path = Field(default_factory=lambda: user_cache_path("sales-coach"))  # the prepared model
    busy_timeout_s: float = Field(default=5.0, ge=0, le=60)  # how long to wait for a locked SQLite file
