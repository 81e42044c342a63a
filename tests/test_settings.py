"""Settings come from COACH_<NAME>, with clear errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import read_settings


def test_each_setting_has_a_variable_of_its_name() -> None:
    found = read_settings(
        {
            "COACH_DATABASE_URL": "sqlite:////x/coach.db",
            "COACH_MODEL_PATH": "/x/model",
            "COACH_CACHE_PATH": "/x/cache",
            "COACH_BUSY_TIMEOUT_S": "2.5",
        }
    )

    assert found.database_url == "sqlite:////x/coach.db"
    assert (found.model_path, found.cache_path) == (Path("/x/model"), Path("/x/cache"))
    assert found.busy_timeout_s == 2.5


def test_what_is_not_named_has_its_default_and_what_is_no_setting_is_let_be() -> None:
    found = read_settings({"COACH_COLOUR": "blue", "PATH": "/bin"})

    assert found.database_url.endswith("coach.db")
    assert found.model_path is None


@pytest.mark.parametrize(
    ("name", "value"), [("BUSY_TIMEOUT_S", "soon"), ("BUSY_TIMEOUT_S", "-1"), ("DATABASE_URL", "")]
)
def test_a_value_of_the_wrong_form_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_settings({f"COACH_{name}": value})

    assert [fault["loc"] for fault in caught.value.errors()] == [(name.lower(),)]
