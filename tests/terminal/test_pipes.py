"""`coach chat` on pipes: plain lines, and JSON for programs."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.terminal.conftest import ROOT, TIMEOUT_S, Coach, turns_of
from tests.terminal.talk import FakePerception

KEPT = "Kept. Run coach chat to go on.\n"


def test_plain_output_numbers_the_choices_and_carries_no_escape_codes(coach: Coach) -> None:
    done = coach.hears("1\n1\n")

    text = done.stdout.decode()
    assert "\n  1. Try one\n  2. How it works\n  3. Privacy\n\n“" in text
    assert "\x1b" not in text
    assert (done.returncode, done.stderr.decode()) == (0, KEPT)


def test_each_line_is_answered_by_objects_of_which_the_final_one_is_last(coach: Coach) -> None:
    objects = coach.objects("1\n\nno such choice\nhelp\nquit\n")

    turns = turns_of(objects)
    assert len(turns) == 6
    assert all(set(body) == {"type", "text", "choices", "state", "last"} for body in objects)
    assert [turn[-1]["state"] for turn in turns[:2]] == ["onboarding.welcome", "quick_drill.picking"]
    assert turns[0][-1]["choices"][0] == {"id": "try_one", "label": "Try one"}
    assert turns[2][0] == {**turns[2][0], "type": "say", "choices": [], "last": False}


@pytest.mark.parametrize("typed", ["2", "how", "How it works", "HOW IT WORKS.", "  2  ", "2\r"])
def test_a_choice_can_be_typed_as_number_id_or_label(coach: Coach, typed: str) -> None:
    assert turns_of(coach.objects(typed + "\n"))[1][-1]["state"] == "onboarding.how"


def test_a_session_goes_on_in_another_process(coach: Coach) -> None:
    coach.hears("1\n1\n")

    greeting = turns_of(coach.objects(""))[0]

    assert greeting[-1]["state"] == "quick_drill.writing"


def test_quit_keeps_the_session_and_says_how_to_go_on(coach: Coach) -> None:
    done = coach.hears("1\nquit\nnever read\n")

    assert done.stdout.decode().endswith("\n" + KEPT)
    assert done.returncode == 0
    assert turns_of(coach.objects(""))[0][-1]["state"] == "quick_drill.picking"


def test_each_name_has_a_session_of_its_own(coach: Coach) -> None:
    coach.hears("1\n", name="Ann Lee")

    states = [turns_of(coach.objects("", name=name))[0][-1]["state"] for name in ("ann-lee", "Ben")]

    assert states == ["quick_drill.picking", "onboarding.welcome"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("x" * 10_000, id="10,000 characters"),
        pytest.param("y" * 200_000, id="longer than is read"),
        pytest.param(b"\xff\xfe what \xc3", id="not UTF-8"),
        pytest.param("\x1b[31mred\x1b[0m\x07\x9b2J", id="escape codes"),
        pytest.param("nul\0 in it", id="NUL"),
        pytest.param("\U0001f600\U0001f680", id="emoji"),
        pytest.param("[bold]x[/bold] [/] {text}", id="markup"),
        pytest.param("Was kostet Sie das?", id="another language"),
    ],
)
def test_odd_lines_are_answered_once_each_and_harmlessly(coach: Coach, line: str | bytes) -> None:
    raw = line if isinstance(line, bytes) else line.encode()

    done = coach.hears(b"1\n1\n" + raw + b"\nhint\n")

    text = done.stdout.decode()
    assert text.count("You wrote:") == 1
    assert "Take the difficulty they named" in text
    assert not any(ord(c) < 32 and c != "\n" for c in text)
    assert (done.returncode, done.stderr.decode()) == (0, KEPT)


def test_the_last_line_counts_also_without_its_end(coach: Coach) -> None:
    assert len(turns_of(coach.objects("1"))) == 2


def test_a_closed_input_is_an_end_of_input(coach: Coach) -> None:
    command = [*coach.command(as_json=True)]

    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *command], capture_output=True, env=coach.environ(), cwd=ROOT, timeout=TIMEOUT_S
    )

    assert (done.returncode, done.stderr.decode()) == (0, KEPT)


def test_what_the_encoding_cannot_show_is_replaced(tmp_path: Path) -> None:
    coach = Coach(tmp_path, {"PYTHONIOENCODING": "ascii"})

    text = coach.hears("1\n1\nSão Paulo?\n").stdout.decode("ascii")

    assert 'You wrote: "S?o Paulo?"' in text


def test_a_reader_that_leaves_is_no_error_and_what_it_missed_comes_again(coach: Coach) -> None:
    talk = coach.opens(as_json=True)
    assert talk.stdin and talk.stdout and talk.stderr
    talk.stdout.readline()
    talk.stdout.close()

    talk.stdin.write(b"1\n")
    talk.stdin.flush()

    assert (talk.wait(TIMEOUT_S), talk.stderr.read()) == (0, b"")
    talk.stdin.close()
    talk.stderr.close()
    again = turns_of(coach.objects(""))[0]
    assert [body["state"] for body in again] == ["quick_drill.picking", "quick_drill.picking"]
    assert [body["state"] for body in turns_of(coach.objects(""))[0]] == ["quick_drill.picking"]


def test_a_full_disk_behind_the_output_is_said_in_a_sentence(coach: Coach) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            coach.command(), input=b"", stdout=full, stderr=subprocess.PIPE, env=coach.environ(), cwd=ROOT, timeout=TIMEOUT_S
        )

    assert done.returncode == 1
    assert done.stderr.decode() == f"The conversation cannot go on here: No space left on device. {KEPT}"


@pytest.mark.parametrize("load_s", ["0", "600"], ids=["at the prompt", "while a line waits for the model"])
def test_an_interrupt_ends_cleanly_and_keeps_the_session(tmp_path: Path, load_s: str) -> None:
    coach = Coach(tmp_path, {"COACH_TEST_LOAD_S": load_s})
    talk = coach.opens(as_json=True)
    assert talk.stdin and talk.stdout
    talk.stdin.write(b"1\n1\n")
    talk.stdin.flush()
    for _ in range(4):  # greeting, customer, verdict, next task
        talk.stdout.readline()
    if load_s != "0":
        talk.stdin.write(b"What does a late van cost you?\n")
        talk.stdin.flush()

    talk.send_signal(signal.SIGINT)

    out, err = talk.communicate(timeout=TIMEOUT_S)
    assert (talk.returncode, out, err.decode()) == (0, b"", KEPT)
    assert turns_of(Coach(tmp_path).objects(""))[0][-1]["state"] == "quick_drill.writing"


def test_a_line_that_arrives_before_the_model_waits_for_it(tmp_path: Path) -> None:
    lines = "1\n1\nWhat does a late van cost you?\n"

    early = Coach(tmp_path, {"COACH_TEST_LOAD_S": "2"}).objects(lines, name="Early")
    late = Coach(tmp_path).objects(lines, name="Late")

    assert early == late


def test_missing_weights_are_said_once_and_never_on_stdout(tmp_path: Path) -> None:
    coach = Coach(tmp_path, {"COACH_TEST_NOTICE": "The weights are missing."})

    done = coach.hears("1\n1\nWhat does it cost?\nWhat else?\n", as_json=True)

    assert done.stderr.decode() == f"The weights are missing.\n{KEPT}"
    assert b"weights" not in done.stdout


def test_a_database_locked_during_a_turn_costs_no_line(tmp_path: Path) -> None:
    coach = Coach(tmp_path, {"COACH_BUSY_TIMEOUT_S": "0"})
    talk = coach.opens(as_json=True)
    assert talk.stdin and talk.stdout
    talk.stdout.readline()
    blocker = sqlite3.connect(coach.database, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")

    talk.stdin.write(b"1\n")
    talk.stdin.flush()
    refused = talk.stdout.readline().decode()
    blocker.execute("ROLLBACK")
    blocker.close()
    out, err = talk.communicate(b"\n", timeout=TIMEOUT_S)

    assert "another program is writing to it" in refused
    assert "send it again" in refused
    assert b"quick_drill.picking" in out
    assert (talk.returncode, err.decode()) == (0, KEPT)


@pytest.mark.parametrize(
    ("database", "code"),
    [("mysql://host/db", 2), ("sqlite://", 2), ("/dev/null/coach.db", 1), ("{folder}", 1)],
    ids=["another kind", "in memory", "no folder", "a folder"],
)
def test_a_database_that_cannot_be_used_is_said_in_one_sentence(coach: Coach, database: str, code: int) -> None:
    done = coach.hears("1\n", db=database.format(folder=coach.folder))

    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr.decode().count("\n") == 1
    assert "Traceback" not in done.stderr.decode()


def test_a_name_without_a_letter_is_refused(coach: Coach) -> None:
    done = coach.hears("", name="!?")

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "--as needs a name with a letter or a digit in it.\n"


def test_two_terminals_on_one_session_lose_nothing(coach: Coach) -> None:
    coach.hears("")
    first, second = coach.opens(as_json=True), coach.opens(as_json=True)
    for talk in (first, second):
        assert talk.stdin
        talk.stdin.write(b"repeat\n" * 20)
        talk.stdin.flush()

    outcomes = [talk.communicate(timeout=TIMEOUT_S) for talk in (first, second)]

    assert [err.decode() for _, err in outcomes] == [KEPT, KEPT]
    assert all(out.count(b'"last": true') == 21 for out, _ in outcomes)
    with sqlite3.connect(coach.database) as stored:
        count = stored.execute("SELECT count(*) FROM turn").fetchone()[0]
    stored.close()
    assert count == 1 + 2 * 21


def test_nothing_is_imported_that_a_terminal_does_not_need(tmp_path: Path) -> None:
    listing = tmp_path / "modules"
    coach = Coach(tmp_path, {"COACH_TEST_MODULES": str(listing)})

    coach.hears("1\n1\nWhat does it cost?\n")

    names = {line.split(".")[0] for line in listing.read_text(encoding="utf-8").splitlines()}
    unwanted = {"rich", "prompt_toolkit", "starlette", "uvicorn", "slack_bolt", "slack_sdk", "telegram", "httpx", "aiohttp"}
    assert "bot" in names
    assert not names & (unwanted | {"openai", "anthropic", "requests", "onnxruntime", "numpy", "transformers", "torch"})


def test_the_fake_perception_waits_until_it_is_started() -> None:
    perception = FakePerception()

    assert not perception.ready
    perception.start()
    assert perception.perceive("What?", None).judgement.label == "problem"  # type: ignore[arg-type]
    assert os.getpid()
