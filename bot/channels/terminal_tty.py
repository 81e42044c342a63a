"""
The face for a person at a terminal: rich draws, prompt_toolkit reads. Imported only where there is a terminal.

prompt_toolkit is imported after the first prompt is on the screen; that is half of the start-up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.console import Console

from bot.render.terminal_rich import rendered
from dialogs.replies import Reply

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyPressEvent
    from prompt_toolkit.output import Output

_WIDEST = 84  # columns; longer lines are hard to read
_LOADING = "  One moment, the model is loading."


class TtyFace:
    """A calm page: a margin, the customer set off by a bar, choices numbered, one prompt."""

    def __init__(self, *, out: TextIO, history_path: Path) -> None:
        self._console = Console(file=out, highlight=False, markup=False, emoji=False)
        self._history_path = history_path
        self._session: PromptSession[str] | None = None

    def read(self, kept: str) -> str | None:
        if self._session is None:
            self._session = _prompt_session(self._history_path)
        try:
            return self._session.prompt("> ", default=kept)
        except EOFError:
            return None

    def show(self, shown: Sequence[tuple[Reply, str]]) -> None:
        width = min(self._console.width, _WIDEST)
        for reply, _ in shown:
            self._console.print()
            self._console.print(rendered(reply), width=width)
        self._console.print()
        self._console.file.flush()

    def model_is_loading(self) -> None:
        self._console.print(_LOADING, style="dim")


def _prompt_session(history_path: Path) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    keys = KeyBindings()
    keys.add(Keys.Vt100MouseEvent)(_ignore)  # a pasted "\x1b[31m" looks like one, and prompt_toolkit 3.0.53 fails on it
    return PromptSession(
        history=_history(history_path),
        output=_output(),
        key_bindings=keys,
        reserve_space_for_menu=0,  # there is nothing to complete
        enable_suspend=True,
        include_default_pygments_style=False,
    )


def _ignore(event: KeyPressEvent) -> None:
    """Do nothing: the coach uses no mouse."""


def _history(path: Path) -> History:
    """Return the history in *path*, which only its owner may read; in memory where it cannot be kept."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class KeptHistory(FileHistory):
        """A disk that fills up later costs the history, not the conversation."""

        def store_string(self, string: str) -> None:
            try:
                super().store_string(string)
            except OSError:
                return

    return KeptHistory(path) if _is_private(path) else InMemoryHistory()


def _is_private(path: Path) -> bool:
    """Make the file readable by its owner alone, from its first byte on; return whether that worked."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError:
        return False
    try:
        os.chmod(handle if os.chmod in os.supports_fd else path, 0o600)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _output() -> Output | None:
    """Return an output that never asks the terminal where its cursor is: some do not answer, and it shows."""
    if sys.platform == "win32":
        return None
    from prompt_toolkit.data_structures import Size
    from prompt_toolkit.output import ColorDepth
    from prompt_toolkit.output.vt100 import Vt100_Output

    def size() -> Size:
        columns, rows = os.get_terminal_size(sys.stdout.fileno())
        return Size(rows=rows or 24, columns=columns or 80)

    depth = ColorDepth.from_env()  # it is what knows NO_COLOR
    return Vt100_Output(sys.stdout, size, term=os.environ.get("TERM"), default_color_depth=depth, enable_cpr=False)
