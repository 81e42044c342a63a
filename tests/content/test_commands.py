"""`coach content lint` and `list`: as a person and as a program use them, with sound and with broken content."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import wiring
from bot.cli import main
from bot.commands import message_use
from content import loader
from content.lint import examine
from dialogs.judging import explain
from tests.content.conftest import Copy

SKILL = "skills/need_payoff_questions.yaml"
PICK = "drills/f32.yaml"


@pytest.fixture
def elsewhere(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """The commands read the copy."""
    monkeypatch.setattr(loader, "root", lambda: copy.folder)
    monkeypatch.setattr(wiring, "library", cache(wiring.library.__wrapped__))
    return copy


def coach(*words: str) -> Result:
    result = CliRunner().invoke(main, ["content", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_lint_prints_file_line_message_and_counts_on_stderr(elsewhere: Copy) -> None:
    line = elsewhere.change(PICK, "reviewer", to="pending")

    result = coach("lint")

    assert result.exit_code == 1
    assert f"{PICK}:{line}: nobody has reviewed it yet" in result.stdout
    rows = result.stdout.splitlines()
    assert all(row.split(":")[1].isdecimal() for row in rows)
    assert f"{len(rows)} finding" in result.stderr


def test_lint_as_json_holds_the_same(elsewhere: Copy) -> None:
    line = elsewhere.change(PICK, "reviewer", to="pending")

    result = coach("lint", "--json")

    body = json.loads(result.stdout)
    assert result.exit_code == 1
    assert set(body) == {"files", "findings"}
    assert body["files"] == len(list(elsewhere.folder.glob("*/**/*.yaml")))
    message = "nobody has reviewed it yet: name a second person in reviewer"
    assert {"file": PICK, "line": line, "fault": None, "message": message} in body["findings"]


def test_lint_of_faultless_content_exits_0_and_prints_nothing(elsewhere: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("content.lint._RULES", ())  # whether the shipped content is faultless is another test's

    result = coach("lint")

    assert (result.exit_code, result.stdout) == (0, "")
    assert ", 0 findings." in result.stderr


def test_the_words_of_the_engine_reach_the_lint(elsewhere: Copy) -> None:
    line = elsewhere.change(PICK, "options", 0, "label", to="Skip")

    assert f"{PICK}:{line}: 'Skip' is a word" in coach("lint").stdout


def test_list_shows_each_object_under_each_of_its_frameworks() -> None:
    result = coach("list", "--json")

    frameworks = json.loads(result.stdout)["frameworks"]
    assert result.exit_code == 0
    assert list(frameworks) == sorted(frameworks)
    shown = {(framework, row["id"]) for framework, rows in frameworks.items() for row in rows}
    assert shown == {(f, item.id) for item in wiring.library().items() for f in item.frameworks}
    rows = [row for rows in frameworks.values() for row in rows]
    assert all(set(row) == {"kind", "id", "name", "author", "reviewer"} and all(row.values()) for row in rows)
    assert {row["kind"] for row in rows} == {"skill", "drill", "customer", "scenario"}


def test_list_for_people_has_a_heading_for_each_framework() -> None:
    result = coach("list")

    headings = [row for row in result.stdout.splitlines() if not row.startswith(" ")]
    assert headings == sorted(headings)
    assert "F44" in headings
    assert "  customer cold_chain_ops" in result.stdout


@pytest.mark.parametrize("command", ["lint", "list"])
def test_broken_content_is_told_in_full_and_without_a_traceback(elsewhere: Copy, command: str) -> None:
    elsewhere.write(SKILL, "id: a\nid: b\n")
    elsewhere.write(PICK, b"a: 1\n\xff")

    result = coach(command)

    said = result.stdout if command == "lint" else result.stderr
    assert result.exit_code == 1
    assert f"{SKILL}:2: cannot be read as YAML 1.2: the key 'id' stands twice, first on line 1" in said
    assert f"{PICK}:2: is not UTF-8 text" in said
    assert "Traceback" not in result.output
    assert command == "lint" or result.stdout == ""


def test_the_installed_command_lists_the_shipped_content() -> None:
    command = [sys.executable, "-m", "bot.cli", "content", "list", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["frameworks"]


# --- which messages the dialogs say


def test_every_message_id_in_the_source_of_the_dialogs_is_collected() -> None:
    """Sound without the collector's rules: any string that is an id of a message, anywhere in the source."""
    folder = Path(str(resources.files("dialogs")))
    written = {
        node.value
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    known = set(wiring.library().messages)
    assert written & known <= set(message_use.used_messages())
    assert len(written & known) > 40


def test_the_names_filled_in_are_those_at_every_place_that_says_it() -> None:
    used = message_use.used_messages()

    assert {"name", "said", "turn", "turns"} <= used["play.turn"]
    assert used["drill.pick_right"] == used["drill.pick_wrong"] >= {"label", "why", "cues"}
    assert used["menu.help"] == frozenset()


def test_the_reasons_for_not_judging_are_the_judges_own() -> None:
    assert set(message_use._REASONS) == set(explain._GATED)


def test_a_way_of_making_ids_that_is_not_listed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    families = message_use._families()
    del families["gate."]
    monkeypatch.setattr(message_use, "_families", lambda: families)

    with pytest.raises(LookupError, match="gate"):
        message_use.used_messages()


def test_the_shipped_files_are_all_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("content.lint._RULES", ())  # they find more in the files, not more files
    monkeypatch.setattr("content.document.parse", lambda *_: None)  # a file that cannot be read is looked at as well

    assert examine().files == len(list(Path(str(loader.root())).glob("*/**/*.yaml")))  # privacy.yaml is read apart
