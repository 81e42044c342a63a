"""What is kept of the content between starts: quicker, never another result."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from content import document, kept, loader, untouched
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


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file counts as changed a moment ago, as those of a test have been."""
    monkeypatch.setattr(untouched, "SETTLED_S", -60.0)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Where each reading of all files for their hash is noted."""
    noted, digest = list[bool](), loader._digest
    monkeypatch.setattr(loader, "_digest", lambda sources: noted.append(True) or digest(sources))
    return noted


@pytest.mark.usefixtures("settled")
def test_files_that_nobody_touched_are_not_even_read(copy: Copy, tmp_path: Path, hashed: list[bool]) -> None:
    first = load_library(copy.folder, cache=tmp_path)
    hashed.clear()

    assert load_library(copy.folder, cache=tmp_path) == first
    assert not hashed


def test_files_that_changed_a_moment_ago_are_read(copy: Copy, tmp_path: Path, hashed: list[bool]) -> None:
    load_library(copy.folder, cache=tmp_path)
    hashed.clear()
    copy.change(SKILL, "goal", to="Another goal.")

    assert load_library(copy.folder, cache=tmp_path).skills["need_payoff_questions"].goal == "Another goal."
    assert hashed


@pytest.mark.usefixtures("settled")
def test_another_text_of_the_same_length_and_the_same_time_is_read(copy: Copy, tmp_path: Path) -> None:
    load_library(copy.folder, cache=tmp_path)
    file = copy.folder / SKILL
    before, text = file.stat(), file.read_text()
    goal = load_library(copy.folder).skills["need_payoff_questions"].goal

    file.write_text(text.replace(goal, goal.swapcase()))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert file.stat().st_size == before.st_size and file.stat().st_mtime_ns == before.st_mtime_ns
    assert load_library(copy.folder, cache=tmp_path).skills["need_payoff_questions"].goal == goal.swapcase()


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("change", ["added", "renamed", "replaced by a folder"])
def test_a_file_more_or_less_is_told(copy: Copy, tmp_path: Path, change: str) -> None:
    load_library(copy.folder, cache=tmp_path)
    file = copy.folder / SKILL
    match change:
        case "added":
            file.with_name("more.yaml").write_text("a: 1")
        case "renamed":
            file.rename(file.with_name("other.yaml"))
        case _:
            file.unlink()
            file.mkdir()

    with pytest.raises(ContentError):
        load_library(copy.folder, cache=tmp_path)


@pytest.mark.usefixtures("settled")
def test_what_lies_in_an_added_folder_and_is_not_read_is_told_then_too(copy: Copy, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    load_library(copy.folder, more=[more], cache=tmp_path / "kept")
    (more / "skillz").mkdir()

    with pytest.raises(ContentError, match="is not read"):
        load_library(copy.folder, more=[more], cache=tmp_path / "kept")


@pytest.mark.usefixtures("settled")
def test_files_that_were_touched_and_hold_the_same_are_known_again(
    copy: Copy, tmp_path: Path, hashed: list[bool]
) -> None:
    first = load_library(copy.folder, cache=tmp_path)
    (copy.folder / SKILL).touch()
    hashed.clear()

    assert load_library(copy.folder, cache=tmp_path) == first
    assert hashed
    hashed.clear()
    assert load_library(copy.folder, cache=tmp_path) == first
    assert not hashed


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
        {"said": {"menu.choose": 1}},
        {"said": []},
    ],
)
def test_a_copy_that_does_not_fit_the_schema_is_not_used(copy: Copy, tmp_path: Path, spoilt: dict[str, Any]) -> None:
    first = load_library(copy.folder, cache=tmp_path)
    said, rest = (json.loads(part) for part in (tmp_path / kept.FILE).read_bytes().splitlines()[1:])
    said = spoilt.pop("said", said)
    digest, _ = loader._digest(loader.sources_of(copy.folder))
    kept.keep(tmp_path, said, {**rest, **spoilt}, digest=digest, marks="")

    assert load_library(copy.folder, cache=tmp_path) == first


def test_another_program_reads_the_files_itself(copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_library(copy.folder, cache=tmp_path)
    assert kept.recall(tmp_path)

    monkeypatch.setattr(kept, "_shapes", lambda: "another")

    assert kept.recall(tmp_path) is None


def test_the_first_words_are_there_before_anything_else_is_made(
    copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_library(copy.folder, cache=tmp_path)
    made: list[tuple[str, ...]] = []
    revived = loader._revived
    monkeypatch.setattr(loader, "_revived", lambda known, kinds: made.append(kinds) or revived(known, kinds))

    library = load_library(copy.folder, cache=tmp_path)
    assert library.text("menu.choose")
    assert made == []

    assert library.customers and library.drills and made == [loader.REST]


def test_a_folder_that_cannot_be_written_is_no_error(copy: Copy, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert load_library(copy.folder, cache=tmp_path / "file" / "below") == load_library(copy.folder)
