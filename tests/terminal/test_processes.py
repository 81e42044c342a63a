"""What only a process of its own can show: signals, pipes that break, what is imported, two at once."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.terminal.conftest import Coach, CoachProcess, turns_of
from tests.waiting import HANG_S

KEPT = "Kept. Run coach chat to go on.\n"
NO_OUTPUT = "There is no standard output to talk on.\n"
QUESTION = b"What does a late van cost you?\n"


def test_a_session_goes_on_in_another_process_and_only_what_is_needed_is_imported(tmp_path: Path, coach: Coach) -> None:
    listing = tmp_path / "modules"
    process = CoachProcess(tmp_path, {"COACH_TEST_MODULES": str(listing)})
    coach.turns("1\n1\n")  # in this one

    heard = process.hears("What does it cost?\n", as_json=True)

    assert [turn[-1]["state"] for turn in turns_of(heard.out)] == ["quick_drill.writing", "quick_drill.judged"]
    modules = listing.read_text(encoding="utf-8").splitlines()
    names = {module.split(".")[0] for module in modules}
    vendors = {"starlette", "uvicorn", "slack_bolt", "slack_sdk", "telegram", "httpx", "aiohttp", "requests"}
    models = {"openai", "anthropic", "transformers", "torch"}
    assert "bot" in names
    assert not names & (vendors | models | {"rich", "prompt_toolkit"})
    assert "sqlalchemy.dialects.sqlite" in modules
    assert "sqlalchemy.dialects.postgresql" not in modules  # an index with `postgresql_where` would load it


def test_a_first_prompt_takes_no_more_of_the_content_than_its_words() -> None:
    code = (
        "import sys, content.loader; from dialogs.flows import FLOWS; FLOWS['menu'], FLOWS['onboarding'];"
        "print(sorted({'content.accuracy', 'content.schema', 'content.practice', 'dialogs.play', 'dialogs.checks',"
        " 'dialogs.selection'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "['dialogs.selection']\n"  # which the menu needs, and which needs none of the others


def test_the_command_itself_talks(tmp_path: Path) -> None:
    process = CoachProcess(tmp_path / "new", {"XDG_CACHE_HOME": str(tmp_path / "cache")})  # on a new machine
    command = [sys.executable, "-m", "bot.cli", "chat", "--json", "--as", "Ann"]

    done = process.runs(command, typed=b"how\nquit\n")

    states = [turn[-1]["state"] for turn in turns_of(done.out)]
    assert (states, done.code, done.err) == (["onboarding.welcome", "onboarding.how", "onboarding.how"], 0, "")


@pytest.mark.parametrize(
    "line",
    [pytest.param(b"", id="at the prompt", marks=pytest.mark.soak), pytest.param(QUESTION, id="while a line waits")],
)
def test_an_interrupt_ends_cleanly_and_keeps_the_session(tmp_path: Path, coach: Coach, line: bytes) -> None:
    talk = CoachProcess(tmp_path, {"COACH_TEST_MODEL": str(tmp_path / "never there")}).opens(as_json=True)
    assert talk.stdin
    assert talk.stdout
    talk.stdin.write(b"1\n1\n" + line)
    talk.stdin.flush()
    for _ in range(4):  # greeting, customer, verdict, next task
        talk.stdout.readline()

    talk.send_signal(signal.SIGINT)

    out, err = talk.communicate(timeout=HANG_S)
    assert (talk.returncode, out, err.decode()) == (0, b"", KEPT)
    assert coach.turns("")[0][-1]["state"] == "quick_drill.writing"


def test_a_line_that_arrives_before_the_model_waits_for_it(tmp_path: Path, coach: Coach) -> None:
    model = tmp_path / "model"
    talk = CoachProcess(tmp_path, {"COACH_TEST_MODEL": str(model)}).opens(as_json=True, name="Early")
    assert talk.stdin
    assert talk.stdout
    talk.stdin.write(b"1\n1\n" + QUESTION)
    talk.stdin.flush()
    before = [talk.stdout.readline() for _ in range(4)]  # greeting, customer, verdict, next task

    model.touch()

    after, _ = talk.communicate(timeout=HANG_S)
    early = turns_of((b"".join(before) + after).decode())
    assert early == coach.turns(b"1\n1\n" + QUESTION, name="Late")
    assert early[-1][-1]["state"] == "quick_drill.judged"


def test_a_reader_that_leaves_is_no_error_and_what_it_missed_comes_again(process: CoachProcess, coach: Coach) -> None:
    talk = process.opens(as_json=True)
    assert talk.stdin
    assert talk.stdout
    assert talk.stderr
    talk.stdout.readline()
    talk.stdout.close()

    talk.stdin.write(b"1\n")
    talk.stdin.flush()

    assert (talk.wait(HANG_S), talk.stderr.read()) == (0, b"")
    talk.stdin.close()
    talk.stderr.close()
    assert [body["state"] for body in coach.turns("")[0]] == ["quick_drill.picking", "quick_drill.picking"]
    assert [body["state"] for body in coach.turns("")[0]] == ["quick_drill.picking"]


@pytest.mark.parametrize(
    ("redirect", "code", "said"),
    [
        pytest.param("<&-", 0, KEPT, id="closed input", marks=pytest.mark.soak),
        pytest.param(
            ">/dev/full", 1, f"The conversation cannot go on here: No space left on device. {KEPT}", id="full disk"
        ),
        pytest.param(">&-", 2, NO_OUTPUT, id="closed output", marks=pytest.mark.soak),
    ],
)
def test_streams_that_cannot_be_used_are_said_in_a_sentence(
    process: CoachProcess, redirect: str, code: int, said: str
) -> None:
    if "full" in redirect and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    command = ["sh", "-c", f'exec "$@" {redirect}', "sh", *process.command()]

    done = process.runs(command, typed=b"")

    assert (done.code, done.err) == (code, said)


@pytest.mark.parametrize(
    ("stream", "code", "said"), [("stdin", 0, KEPT), ("stdout", 2, NO_OUTPUT)], ids=["closed input", "closed output"]
)
def test_a_stream_that_is_closed_from_the_start_is_said_in_a_sentence(
    coach: Coach, stream: str, code: int, said: str
) -> None:
    """As the interpreter gives it: None. The soak test above closes it for a process."""
    heard = coach.hears("", **{stream: None})

    assert (heard.code, heard.err) == (code, said)


def test_a_database_locked_during_a_turn_costs_no_line(tmp_path: Path) -> None:
    process = CoachProcess(tmp_path, {"COACH_BUSY_TIMEOUT_S": "0"})
    talk = process.opens(as_json=True)
    assert talk.stdin
    assert talk.stdout
    talk.stdout.readline()
    with closing(sqlite3.connect(process.database, isolation_level=None)) as blocker:
        blocker.execute("BEGIN IMMEDIATE")
        talk.stdin.write(b"1\n")
        talk.stdin.flush()
        refused = talk.stdout.readline().decode()

    out, err = talk.communicate(b"\n", timeout=HANG_S)

    assert "another program is writing to it" in refused
    assert "send it again" in refused
    assert [turn[-1]["state"] for turn in turns_of(out.decode())] == ["quick_drill.picking"]
    assert (talk.returncode, err.decode()) == (0, KEPT)


def test_two_terminals_on_one_session_lose_nothing(process: CoachProcess, coach: Coach) -> None:
    coach.turns("")
    first, second = process.opens(as_json=True), process.opens(as_json=True)
    for talk in (first, second):
        assert talk.stdout
        while b'"last": true' not in talk.stdout.readline():  # the greeting, and what the other left unsaid
            pass
    for talk in (first, second):
        assert talk.stdin
        talk.stdin.write(b"repeat\n" * 4)  # a turn is tried five times: the other may come first with each of its own
        talk.stdin.flush()

    outcomes = [talk.communicate(timeout=HANG_S) for talk in (first, second)]

    assert [err.decode() for _, err in outcomes] == [KEPT, KEPT]
    assert [out.count(b'"last": true') for out, _ in outcomes] == [4, 4]
    with closing(sqlite3.connect(process.database)) as stored:
        assert stored.execute("SELECT count(*) FROM turn").fetchone() == (1 + 2 * 5,)
