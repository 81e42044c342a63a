"""
What the environment says. Only wiring reads this; secrets will be SecretStr and are never logged.

Not by pydantic-settings: it reads files and vaults that the coach has none of, and takes as long as the content.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from platformdirs import user_cache_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field

PREFIX = "COACH_"


def _default_database() -> str:
    return f"sqlite:///{user_data_path('sales-coach') / 'coach.db'}"


class Settings(BaseModel):
    """The coach's settings, each from COACH_<NAME>; `coach doctor` shows them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: Annotated[str, Field(min_length=1)] = Field(default_factory=_default_database)
    model_path: Path | None = None  # a folder with model.safetensors and tokenizer.json; else the installed package
    cache_path: Path = Field(default_factory=lambda: user_cache_path("sales-coach"))  # the prepared model, the content
    busy_timeout_s: float = Field(default=5.0, ge=0, le=60)  # how long to wait for a locked SQLite file


def read_settings(environment: Mapping[str, str]) -> Settings:
    """
    Return the settings; what *environment* does not name has its default, and names that are no setting are let be.

    Raises:
        pydantic.ValidationError: a value has the wrong form.
    """
    names = {name: PREFIX + name.upper() for name in Settings.model_fields}
    return Settings.model_validate({name: environment[key] for name, key in names.items() if key in environment})
