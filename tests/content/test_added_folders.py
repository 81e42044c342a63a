"""Folders that add to our content (COACH_CONTENT_PATH): an id there wins, faults name them, the hash covers them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot import wiring
from bot.commands.doctor import _content
from bot.settings import read_settings
from content.findings import ContentError
from content.lint import examine
from content.loader import load_library, root
from tests.content.conftest import Copy

SKILL = "skills/need_payoff_questions.yaml"


@pytest.fixture
def added(tmp_path: Path) -> Path:
    """A folder with another goal for one of our skills, a text of ours said otherwise, and an item of its own."""
    folder = tmp_path / "ours & theirs"
    for kind in ("skills", "messages", "drills"):
        (folder / kind).mkdir(parents=True)
    own = Path(str(root()))
    skill = (own / SKILL).read_text("utf-8").splitlines()
    changed = [row if not row.startswith("goal:") else 'goal: "Asks what it would be worth."' for row in skill]
    (folder / SKILL).write_text("\n".join(changed), "utf-8")
    (folder / "messages" / "en.yaml").write_text('messages:\n  menu.again: {text: "On we go."}\n', "utf-8")
    item = (own / "drills" / "f01.yaml").read_text("utf-8").partition('\n  - id: "f01_spot_claims')[0]
    (folder / "drills" / "mine.yaml").write_text(item.replace("f01_spot_port_tyres", "mine_tyres"), "utf-8")
    return folder


def test_an_added_folder_adds_and_its_ids_win(added: Path) -> None:
    ours, both = load_library(), load_library(more=[added])

    assert set(both.drills) - set(ours.drills) == {"mine_tyres"}
    assert both.skills["need_payoff_questions"].goal == "Asks what it would be worth."
    assert both.text("menu.again") == "On we go."
    assert set(both.messages) == set(ours.messages)


def test_the_hash_and_what_is_kept_follow_every_folder(added: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = load_library(more=[added], cache=cache)

    assert load_library(cache=cache).hash != before.hash
    again = load_library(more=[added], cache=cache)
    assert (again.hash, list(again.drills), again.messages) == (before.hash, list(before.drills), before.messages)
    file = added / SKILL
    file.write_bytes(file.read_bytes() + b"\n")
    assert load_library(more=[added], cache=cache).hash != before.hash


def test_a_fault_names_its_file_with_the_folder(added: Path) -> None:
    (added / SKILL).write_text("id: a\nid: b\n")

    with pytest.raises(ContentError) as caught:
        load_library(more=[added])

    assert [(f.file, f.line) for f in caught.value.findings] == [(f"{added}/{SKILL}", 2)]


def test_a_folder_that_is_missing_and_one_that_is_never_read_are_told(added: Path) -> None:
    (added / "drill").mkdir()

    with pytest.raises(ContentError) as caught:
        load_library(more=[added / "gone", added])

    told = {finding.file: finding.message for finding in caught.value.findings}
    assert "it is not there" in told[str(added / "gone")]
    assert "content lies in the folders checklists, customers, drills" in told[f"{added}/drill"]


def test_the_lint_looks_at_added_folders_too(added: Path, copy: Copy) -> None:
    file = added / "drills" / "mine.yaml"
    file.write_text(file.read_text("utf-8").replace('reviewer: "wanjiru"', 'reviewer: "pending"', 1), "utf-8")

    found = [finding for finding in examine(copy.folder, more=[added]).findings if finding.file.startswith(str(added))]

    assert any(
        f.file == f"{added}/drills/mine.yaml" and f.line == 5 and "nobody has reviewed" in f.message for f in found
    )


def test_the_setting_names_folders_as_path_does(monkeypatch: pytest.MonkeyPatch) -> None:
    given = read_settings({"COACH_CONTENT_PATH": os.pathsep.join(["/a", "~/b", ""])})
    monkeypatch.setattr(wiring, "settings", lambda: given)

    assert wiring.content_folders() == (Path("/a"), Path.home() / "b")
    assert read_settings({"COACH_CONTENT_PATH": ""}).content_path is None


def test_doctor_says_which_folders_are_in_use(added: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(added) not in _content().detail
    monkeypatch.setattr(wiring, "content_folders", lambda: (added,))

    assert str(added) in _content().detail
