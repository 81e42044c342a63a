"""The first tenths of a second of the `coach` command, in which it is still being imported."""

from __future__ import annotations

import subprocess
import sys

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


def test_without_an_interrupt_the_command_runs() -> None:
    ran = run("nothing_of_ours")

    assert ran.returncode == 0
    assert "version" in ran.stdout
