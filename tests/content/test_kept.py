"""What is kept of the content between starts: quicker, never another result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from content import document, kept, loader
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


def test_a_copy_that_was_changed_is_not_used(copy: Copy, tmp_path: Path) -> None:
    first = load_library(copy.folder, cache=tmp_path)
    (tmp_path / kept.FILE).write_bytes((tmp_path / kept.FILE).read_bytes().replace(b"customer", b"Customer"))

    assert load_library(copy.folder, cache=tmp_path) == first


@pytest.mark.parametrize(
    "spoilt",
    [
        {"drills": 3},
        {"skills": []},
        {"skills": {"need_payoff_questions": {"id": 1}}},
        {"messages": {"en": {"messages": [1]}}},
    ],
)
def test_a_copy_that_does_not_fit_the_schema_is_not_used(copy: Copy, tmp_path: Path, spoilt: dict[str, Any]) -> None:
    first = load_library(copy.folder, cache=tmp_path)
    said, rest = (json.loads(part) for part in (tmp_path / kept.FILE).read_bytes().splitlines()[1:])
    digest, _ = loader._digest(loader.sources_of(copy.folder))
    kept.keep(tmp_path, digest, {**said, **rest, **spoilt})

    assert load_library(copy.folder, cache=tmp_path) == first


def test_another_program_reads_the_files_itself(copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_library(copy.folder, cache=tmp_path)
    digest, _ = loader._digest(loader.sources_of(copy.folder))
    assert kept.recall(tmp_path, digest)

    monkeypatch.setattr(kept, "_shapes", lambda: "another")

    assert kept.recall(tmp_path, digest) is None


def test_the_first_words_are_there_before_anything_else_is_made(
    copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_library(copy.folder, cache=tmp_path)
    made: list[tuple[str, ...]] = []
    revived = loader._revived
    monkeypatch.setattr(loader, "_revived", lambda known, kinds: made.append(kinds) or revived(known, kinds))

    library = load_library(copy.folder, cache=tmp_path)
    assert library.text("menu.choose")
    assert made == [(kept.SAID,)]

    assert library.customers and library.drills and made == [(kept.SAID,), loader.REST]


def test_a_folder_that_cannot_be_written_is_no_error(copy: Copy, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert load_library(copy.folder, cache=tmp_path / "file" / "below") == load_library(copy.folder)
