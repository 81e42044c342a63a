"""Dockerfile and compose.yaml, by rules that can be checked without a container engine. Neither is built here."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import main
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
KNOWN = (
    "FROM",
    "ENV",
    "WORKDIR",
    "COPY",
    "RUN",
    "USER",
    "VOLUME",
    "EXPOSE",
    "HEALTHCHECK",
    "STOPSIGNAL",
    "ENTRYPOINT",
    "CMD",
)
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile with its arguments, lines joined, comments left out."""
    lines = [
        line for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [(line.split()[0], line.split(maxsplit=1)[1].strip()) for line in joined.splitlines() if line.strip()]


def test_the_dockerfile_has_only_instructions_that_there_are() -> None:
    assert {name for name, _ in instructions()} <= set(KNOWN)
    assert instructions()[0][0] == "FROM"


def test_every_image_is_of_a_named_version() -> None:
    images = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    images += [one["image"] for one in SERVICES.values() if "build" not in one]

    assert images and all(re.search(r":\d", image) for image in images)


def test_packages_are_installed_with_hashes_or_without_dependencies() -> None:
    installs = re.findall(r"pip install ([^&]+)", " && ".join(rest for name, rest in instructions() if name == "RUN"))

    assert len(installs) == 3
    assert all("--require-hashes" in one or "--no-deps" in one for one in installs)


def test_the_coach_runs_as_a_user_without_rights_and_is_looked_after() -> None:
    names = [name for name, _ in instructions()]
    last = names[len(names) - names[::-1].index("FROM") :]  # of the image that is kept
    user = [rest for name, rest in instructions() if name == "USER"]

    assert user == ["10001"] and last.index("USER") < last.index("ENTRYPOINT")
    assert any(name == "HEALTHCHECK" and "/healthz" in rest for name, rest in instructions())


def test_every_package_of_the_wheel_is_copied_and_not_ignored() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"][
        "packages"
    ]
    copied = {word for name, rest in instructions() if name == "COPY" for word in rest.split()[:-1]}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    sources = {one for one in copied if not one.startswith(("-", "/"))}
    assert set(packages) <= sources
    assert sources == let_in
    assert all((ROOT / one).exists() for one in sources)


@pytest.mark.parametrize("name", list(SERVICES))
def test_every_service_has_a_profile_and_commands_and_settings_that_there_are(name: str) -> None:
    service = SERVICES[name]

    assert set(service["profiles"]) <= {"one", "many"}
    for given in service.get("environment", {}):
        assert given.startswith("POSTGRES_") or given.removeprefix(PREFIX).lower() in Settings.model_fields
    command = service.get("command", ["serve"])
    if "build" in service:
        assert main.get_command(None, command[0]) is not None  # type: ignore[arg-type]
    assert all(other in SERVICES for other in service.get("depends_on", {}))


def test_tables_are_made_once_before_anybody_serves() -> None:
    assert SERVICES["migrate"]["command"] == ["db", "upgrade"]
    for name in ("serve", "worker"):
        assert SERVICES[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_no_secret_stands_in_the_files() -> None:
    text = (ROOT / "compose.yaml").read_text() + (ROOT / "Dockerfile").read_text()

    assert not re.search(r"xox[bp]-|xapp-|\d{6,}:[A-Za-z0-9_-]{20,}", text)
    assert SERVICES["db"]["environment"]["POSTGRES_PASSWORD"].startswith("${")
