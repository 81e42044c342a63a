"""The first tenths of a second of the `coach` command, in which it is still being imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {where!r}:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
sys.argv = ["coach", "--version"]
from bot.entry import main
main()
"""


def run(where: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CODE.format(where=where)], capture_output=True, text=True, timeout=60, check=False
    )


def test_ctrl_c_while_the_command_is_imported_ends_it_without_a_word() -> None:
    ran = run("bot.cli")

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


LOADING = """
import atexit, click, sys, threading
import bot.cli
from bot.entry import LOADING, main

atexit.register(print, "taken down")
threading.Thread(target=threading.Event().wait, name={name!r}, daemon=True).start()

@click.command()
def ends():
    print("said", end="")
    sys.exit(3)

bot.cli.main = ends
sys.argv = ["coach"]
main()
"""


@pytest.mark.parametrize(("name", "printed"), [("load-perception", "said"), ("another", "saidtaken down\n")])
def test_a_model_that_still_loads_is_not_torn_down_with_the_interpreter(name: str, printed: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADING.format(name=name)], capture_output=True, text=True, timeout=60, check=False
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (3, printed, "")


def test_without_an_interrupt_the_command_runs() -> None:
    ran = run("nothing_of_ours")

    assert ran.returncode == 0
    assert "version" in ran.stdout
