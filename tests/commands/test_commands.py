"""The command line as a user meets it: results on stdout, messages on stderr, exit 0, 1 or 2, and no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import cli, wiring
from bot.cli import main
from bot.perception.perceive import BackgroundPerception
from bot.perception.understanding import CoachPerception
from content import document, loader
from content.library import Library
from tests.content.conftest import _parse_once, copied

ROOT = Path(__file__).parents[2]
KEPT = b"Kept. Run coach chat to go on.\n"
Coach = Callable[..., Result]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"COACH_DATABASE_URL": f"sqlite:///{tmp_path / 'coach.db'}", "COACH_BUSY_TIMEOUT_S": "0.2"}


@pytest.fixture
def coach(environment: dict[str, str], perception: CoachPerception, monkeypatch: pytest.MonkeyPatch) -> Iterator[Coach]:
    """
    Run `coach` in this process, on a database of its own, with the perception that all tests share.

    An exception that a process would end with as a traceback is raised here.
    """
    loads = wiring.load_perception

    def run(*words: str, given: str | bytes = "", **more: str) -> Result:
        with monkeypatch.context() as patch:
            for name, value in (environment | more).items():
                patch.setenv(name, value)
            wiring.settings.cache_clear()
            load = loads if "COACH_MODEL_PATH" in more else lambda: perception
            patch.setattr(wiring, "load_perception", load)
            patch.setattr(wiring, "background_perception", lambda: BackgroundPerception(load))  # it freezes no garbage
            done = CliRunner(catch_exceptions=False).invoke(main, words, input=given)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    yield run
    wiring.settings.cache_clear()


def test_help_teaches_every_command(coach: Coach) -> None:
    for words in (
        (),
        ("chat",),
        ("judge",),
        ("judge", "disagreements"),
        ("content", "lint"),
        ("content", "list"),
        ("content", "simulate"),
        ("flows", "check"),
        ("flows", "diagram"),
        ("db", "upgrade"),
        ("db", "backup"),
        ("db", "restore"),
        ("doctor",),
    ):
        done = coach(*words, "--help")

        assert done.exit_code == 0
        assert "Usage:" in done.stdout
        assert len(done.stdout) > 150


def test_an_interrupt_before_a_command_runs_ends_it_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupted)

    done = CliRunner().invoke(cli.main, ["doctor"])

    assert (done.exit_code, done.output) == (0, "")


def test_an_unknown_command_is_misuse(coach: Coach) -> None:
    assert coach("sing").exit_code == 2


def test_doctor_says_what_is_there_and_exits_0_on_a_fresh_machine(coach: Coach) -> None:
    done = coach("doctor", "--json")
    checks = {check["name"]: check["status"] for check in json.loads(done.stdout)["checks"]}

    assert done.exit_code == 0
    assert checks == {"database": "missing", "content": "ok", "language model": "ok"} | dict.fromkeys(
        ("slack", "telegram"), "missing"
    )


def test_doctor_exits_1_where_a_configured_thing_fails(coach: Coach, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("this is no database, just some notes that somebody kept here " * 30)

    wrong_file = coach("doctor", "--db", str(tmp_path / "notes.db"))
    wrong_model = coach("doctor", COACH_MODEL_PATH=str(tmp_path))
    wrong_places = coach("doctor", "--db", str(tmp_path / "notes.db" / "coach.db"), COACH_CACHE_PATH="/dev/null/cache")

    assert (wrong_file.exit_code, wrong_model.exit_code, wrong_places.exit_code) == (1, 1, 1)
    assert "notes.db" in wrong_file.stdout
    assert "COACH_MODEL_PATH" in wrong_model.stdout
    assert "failed   database" in wrong_places.stdout
    assert "failed   language model: cannot write the prepared model" in wrong_places.stdout
    assert "COACH_CACHE_PATH" in wrong_places.stdout


def test_without_the_weights_the_coach_works_and_says_so_once(
    coach: Coach, tmp_path: Path, shipped: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {name: shipped.customers[name] for name in ("cold_chain_ops",)}  # to read all takes seconds
    theirs = {name: scenario for name, scenario in shipped.scenarios.items() if scenario.customer in one}
    monkeypatch.setattr(wiring, "library", lambda: replace(shipped, customers=one, scenarios=theirs))
    lines = "Try one\n1\nwhat does a late Friday cost you with the cafés?\nnext\n"

    done = coach("chat", "--json", given=lines, COACH_MODEL_PATH=str(tmp_path))

    assert done.exit_code == 0
    assert done.stderr.count("words alone") == 1
    assert '"role_play' in done.stdout or '"onboarding.meeting"' in done.stdout


def test_judge_without_a_word_after_it_still_reads_lines(coach: Coach) -> None:
    done = coach("judge", given='{"id": 1, "task": "question", "text": "what goes wrong there?"}\n')

    assert done.exit_code == 0
    assert json.loads(done.stdout)["id"] == 1


def test_a_line_shared_in_a_chat_reaches_the_review_without_its_name(coach: Coach, environment: dict[str, str]) -> None:
    asked = "what does a late Friday cost you with the cafés?"
    lines = f"Try one\n1\n{asked}\nI disagree\na situation question\nShare it\n"
    command = [sys.executable, "-m", "bot.cli", "chat", "--as", "Gwendolyn", "--json"]  # all of it, as it is started
    own = os.environ | environment
    chatted = subprocess.run(command, input=lines.encode(), capture_output=True, env=own, cwd=ROOT, check=False)
    assert (chatted.returncode, chatted.stderr) == (0, KEPT)

    done = coach("judge", "disagreements", "--json")

    found = json.loads(done.stdout)
    assert [(line["text"], line["own"], line["label"]) for line in found["lines"]] == [
        (asked, "situation", "implication")
    ]
    assert len(found["lines"][0]["weights"]) == 12
    assert max(found["lines"][0]["probabilities"].values()) > 0.6
    assert "Gwendolyn" not in done.stdout


def test_a_setting_of_the_wrong_form_is_named(coach: Coach) -> None:
    done = coach("doctor", COACH_BUSY_TIMEOUT_S="soon")

    assert done.exit_code == 2
    assert "COACH_BUSY_TIMEOUT_S" in done.stderr


def test_backup_and_restore_bring_practice_back(coach: Coach, tmp_path: Path) -> None:
    coach("chat", "--as", "Ann", "--json", given="Try one\n")
    copy, other = tmp_path / "copy.db", f"sqlite:///{tmp_path / 'other.db'}"

    assert coach("db", "backup", str(copy)).exit_code == 0
    assert coach("db", "restore", str(copy), "--db", other).exit_code == 0

    back = coach("chat", "--as", "Ann", "--json", "--db", other)
    assert '"state": "quick_drill.picking"' in back.stdout


def test_restore_refuses_a_database_that_is_not_empty_without_force(coach: Coach, tmp_path: Path) -> None:
    coach("chat", "--as", "Ann", "--json", given="Try one\n")
    copy = tmp_path / "copy.db"
    coach("db", "backup", str(copy))

    refused = coach("db", "restore", str(copy))

    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert coach("db", "restore", str(copy), "--force").exit_code == 0


def test_restore_of_a_file_that_is_missing_or_no_backup_is_misuse(coach: Coach, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ann, " * 500)

    assert coach("db", "restore", str(tmp_path / "nothing.db")).exit_code == 2
    assert coach("db", "restore", str(tmp_path / "letter.txt")).exit_code == 2


def test_an_unwritable_place_for_the_database_is_said(coach: Coach, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = coach("chat", "--json", "--db", f"sqlite:///{tmp_path / 'file' / 'coach.db'}")

    assert done.exit_code in (1, 2)
    assert done.stdout == ""
    assert "coach.db" in done.stderr or "file" in done.stderr


def test_a_file_is_named_as_a_shell_would_and_an_empty_name_is_misuse(coach: Coach, tmp_path: Path) -> None:
    made = coach("db", "upgrade", "--db", "~/own.db", HOME=str(tmp_path))
    unnamed = coach("db", "upgrade", "--db", "")

    assert (made.exit_code, (tmp_path / "own.db").exists()) == (0, True)
    assert unnamed.exit_code == 2
    assert "sqlite:////folder/coach.db" in unnamed.stderr
    assert not (tmp_path / "coach.db").exists()


def test_flows_check_proves_each_flow_and_counts(coach: Coach) -> None:
    done = coach("flows", "check", "--json")
    flows = {flow["flow"]: flow for flow in json.loads(done.stdout)["flows"]}

    assert done.exit_code == 0
    assert set(flows) == {
        *("menu", "onboarding", "quick_drill", "role_play", "accounts", "reassessment", "review", "erasing", "nudges"),
        *("assign", "assignments", "results", "disputes"),
    }
    assert all(flow["faults"] == [] and flow["pairs"] >= 5 for flow in flows.values())


def test_an_unknown_flow_or_customer_is_misuse(coach: Coach) -> None:
    assert coach("flows", "diagram", "nothing").exit_code == 2
    assert coach("content", "simulate", "nobody").exit_code == 2


def test_content_list_shows_what_there_is_by_framework(coach: Coach) -> None:
    listed = json.loads(coach("content", "list", "--json").stdout)["frameworks"]

    assert {"F42", "F43", "F44", "F45", "F47"} <= set(listed)
    assert {"kind", "id", "name", "author", "reviewer"} <= set(listed["F44"][0])


def test_simulate_prints_the_bots_and_what_was_understood(coach: Coach) -> None:
    done = coach("content", "simulate", "cold_chain_ops", "--sessions", "2", "--json")
    report = json.loads(done.stdout)

    assert [entry["customer"] for entry in report["customers"]] == ["cold_chain_ops"]
    assert {row["bot"] for row in report["customers"][0]["bots"]} >= {"method", "keyword stuffing", "echo"}
    assert 0 < report["understanding"]["node"] <= 1


def test_a_broken_content_file_is_named_with_its_line_and_nothing_starts(
    coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(tmp_path / "content").folder
    broken = folder / "drills" / "f32.yaml"
    broken.write_text(broken.read_text() + '\nlevel: 2\nmood: "happy"\n')
    monkeypatch.setattr(loader, "root", lambda: folder)
    monkeypatch.setattr(document, "parse", _parse_once)  # each command reads the same files
    monkeypatch.setattr(wiring, "library", cache(wiring.library.__wrapped__))

    for words in (("chat", "--json"), ("content", "lint"), ("content", "list"), ("doctor",), ("flows", "check")):
        done = coach(*words)

        assert done.exit_code == 1, words
        assert "drills/f32.yaml:" in done.output
        assert words[0] != "chat" or done.stdout == ""


@pytest.mark.parametrize(
    ("words", "redirect", "code", "said"),
    [
        ("judge", "<&-", 0, ""),
        ("judge", ">&-", 2, "There is no standard output to answer on.\n"),
        ("judge", ">/dev/full", 1, "It cannot go on: No space left on device.\n"),
        ("flows diagram menu", ">/dev/full", 1, "It cannot go on: No space left on device.\n"),
    ],
)
def test_streams_that_cannot_be_used_are_said_in_a_sentence(words: str, redirect: str, code: int, said: str) -> None:
    if "full" in redirect and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    command = ["sh", "-c", f'exec "$@" {redirect}', "sh", sys.executable, "-m", "bot.cli", *words.split()]
    line = b'{"id": 1, "task": "question", "text": "what goes wrong there?"}\n'

    done = subprocess.run(command, input=line, capture_output=True, cwd=ROOT, check=False)

    assert (done.returncode, done.stderr.decode()) == (code, said)
