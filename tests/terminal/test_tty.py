"""`coach chat` at a terminal that a person looks at, through a pseudo-terminal."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import pexpect

from tests.terminal.conftest import CoachProcess

PROMPT = "\x1b\\[\\?2004h.*\x1b\\[\\?25h"  # prompt_toolkit has drawn its prompt and shows the cursor
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
PASTED = "\x1b[200~" + "x" * 10_000 + "\x1b[31m \0 \x07\x1b[201~"  # a paste, as a terminal brackets it


def says(child: Any, line: str) -> str:
    """Type a line at the prompt; return what is shown up to the next one."""
    child.send(line + "\r")
    child.expect("\x1b\\[\\?2004l")
    child.expect(PROMPT)
    return str(child.before)


def begins(process: CoachProcess, **arguments: Any) -> tuple[Any, str]:
    child = process.sits_down(**arguments)
    child.expect(PROMPT)
    return child, str(child.before)


def test_a_page_of_60_columns_sets_the_customer_apart_and_never_reads_markup(tmp_path: Path) -> None:
    model = tmp_path / "model"
    child, greeting = begins(CoachProcess(tmp_path, {"COACH_TEST_MODEL": str(model)}), columns=60)
    customer = says(child, "1")
    says(child, "1")
    child.send("What [red]does :smile: it[/] cost?\r")
    child.expect("One moment, the model is loading.")
    model.touch()
    child.expect(PROMPT)
    verdict = child.before
    child.sendeof()
    child.expect("Kept. Run coach chat to go on.")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert "  1  Try one" in ESCAPE.sub("", greeting)
    assert COLOUR.search(greeting)
    assert "│ “Every Friday our vans" in ESCAPE.sub("", customer)
    assert "You wrote: “What [red]does :smile: it[/] cost?”" in ESCAPE.sub("", verdict)
    lines = ESCAPE.sub("", greeting + customer + verdict).splitlines()
    assert max(map(len, lines)) <= 60


def test_no_color_is_respected_and_an_interrupt_ends_cleanly(tmp_path: Path) -> None:
    child, greeting = begins(CoachProcess(tmp_path, {"NO_COLOR": "1"}))
    customer = says(child, "1")
    child.sendintr()
    rest = child.read()
    child.close()

    assert child.exitstatus == 0
    assert not COLOUR.search(greeting + customer + rest)
    assert "Kept. Run coach chat to go on." in rest
    assert "Traceback" not in rest


def test_the_history_is_for_its_owner_alone_and_comes_back(process: CoachProcess) -> None:
    history = process.folder / "data" / "sales-coach" / "history"
    history.parent.mkdir(parents=True)
    history.touch(0o644)
    history.write_text("".join(f"\n# 2026-03-02 09:30:00\n+{line}\n" for line in ("How it works", "quit")))

    child, _ = begins(process)
    child.send("\x1b[A\x1b[A\r")  # twice up: quit, then the line before
    child.expect("\x1b\\[\\?2004l")
    child.expect(PROMPT)
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()

    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert history.read_text(encoding="utf-8").count("+How it works\n") == 2  # so that is how it is written too


def test_a_history_that_cannot_be_kept_costs_nothing_else(process: CoachProcess) -> None:
    (process.folder / "data").write_text("not a folder", encoding="utf-8")

    child, _ = begins(process)
    shown = says(child, "2")
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()

    assert "Rackham" in shown
    assert child.exitstatus == 0


def test_what_is_typed_is_never_obeyed_by_the_terminal(process: CoachProcess) -> None:
    child, _ = begins(process, columns=60)
    says(child, "1")
    says(child, "1")
    verdicts = [says(child, "\x1b[31mred \x1b]0;title\x07 it")]
    says(child, "Try again")
    verdicts.append(says(child, PASTED))
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()

    for verdict in verdicts:
        assert "You wrote:" in verdict
        assert "\x1b[31m" not in verdict
    assert child.exitstatus == 0


def test_a_dumb_terminal_gets_plain_lines(tmp_path: Path) -> None:
    child = CoachProcess(tmp_path, {"TERM": "dumb"}).sits_down()
    child.expect("3. Privacy")
    child.sendeof()
    shown = child.before + child.read()
    child.close()

    assert "\x1b" not in shown
    assert child.exitstatus == 0
