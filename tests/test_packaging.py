"""The wheel holds the four packages and all content, and the tree holds no second `bot`."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        return archive.namelist()


def test_the_wheel_holds_exactly_the_four_packages(wheel: list[str]) -> None:
    top = {name.split("/")[0] for name in wheel if ".dist-info/" not in name}

    assert top == {"bot", "dialogs", "content", "storage"}


def test_the_wheel_holds_every_content_file_and_the_weights(wheel: list[str]) -> None:
    shipped = {name for name in wheel if name.startswith("content/") and not name.endswith(".py")}
    here = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "content").rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }

    assert shipped == here
    assert len([name for name in here if name.endswith(".yaml")]) > 40
    assert any(name.startswith("bot/perception/weights/") and name.endswith(".npz") for name in wheel)


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}

    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_the_locks_carry_hashes_and_no_address() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        pins = [line for line in text.splitlines() if line[:1].isalnum()]

        assert "://" not in text
        assert pins
        assert all("==" in pin for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)


def test_only_the_machine_imports_transitions() -> None:
    importing = re.compile(r"^\s*(?:from|import) transitions\b", re.MULTILINE)
    sources = [path for name in ("bot", "dialogs", "content", "storage") for path in (ROOT / name).rglob("*.py")]

    assert [str(path.relative_to(ROOT)) for path in sources if importing.search(path.read_text())] == [
        "dialogs/machine.py"
    ]
