"""What is kept of the content between starts: quicker, never another result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from content import document, kept
from content.findings import ContentError
from content.loader import load_library
from tests.content.conftest import Copy

SKILL = "skills/need_payoff_questions.yaml"


@pytest.fixture
def no_yaml(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Whoever reads YAML from here on fails."""

    def refuse(name: str, *_: object) -> None:
        raise AssertionError(f"{name} was read as YAML")

    monkeypatch.setattr(document, "parse", refuse)
    return monkeypatch


def test_unchanged_files_are_not_read_as_yaml_again(copy: Copy, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    first = load_library(copy.folder, cache=tmp_path)
    request.getfixturevalue("no_yaml")

    assert load_library(copy.folder, cache=tmp_path) == first == load_library(copy.folder, cache=tmp_path)


def test_what_is_kept_is_for_its_owner_alone(copy: Copy, tmp_path: Path) -> None:
    load_library(copy.folder, cache=tmp_path / "new")

    assert (tmp_path / "new" / kept.FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "new").iterdir()] == [kept.FILE]


def test_a_changed_file_is_read_anew(copy: Copy, tmp_path: Path) -> None:
    load_library(copy.folder, cache=tmp_path)
    copy.change(SKILL, "goal", to="Another goal.")

    assert load_library(copy.folder, cache=tmp_path).skills["need_payoff_questions"].goal == "Another goal."


def test_a_file_that_broke_since_is_told(copy: Copy, tmp_path: Path) -> None:
    load_library(copy.folder, cache=tmp_path)
    copy.write("skills/notes.yml", "a: 1")

    with pytest.raises(ContentError, match=r"notes\.yml"):
        load_library(copy.folder, cache=tmp_path)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"key": 1}', b"[" * 100_000])
def test_a_damaged_copy_costs_time_and_nothing_else(copy: Copy, tmp_path: Path, body: bytes) -> None:
    first = load_library(copy.folder, cache=tmp_path)
    (tmp_path / kept.FILE).write_bytes(body)

    assert load_library(copy.folder, cache=tmp_path) == first


@pytest.mark.parametrize("spoilt", [{}, {"skills": []}, {"skills": {"need_payoff_questions": {"id": 1}}}])
def test_a_copy_that_does_not_fit_the_schema_is_not_used(copy: Copy, tmp_path: Path, spoilt: object) -> None:
    first = load_library(copy.folder, cache=tmp_path)
    key = (tmp_path / kept.FILE).read_bytes().partition(b"\n")[0]
    (tmp_path / kept.FILE).write_bytes(key + b"\n" + json.dumps(spoilt).encode())

    assert load_library(copy.folder, cache=tmp_path) == first


def test_a_folder_that_cannot_be_written_is_no_error(copy: Copy, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert load_library(copy.folder, cache=tmp_path / "file" / "below") == load_library(copy.folder)
