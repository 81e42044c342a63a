"""
Listens to every logger during the whole run, set up as `coach serve --log-level debug` does, and fails what leaks.

A record that comes late, when a task is collected, is charged to the test that runs by then, or to the end of the run.
"""

from __future__ import annotations

import logging
import traceback

from tests.secrets import SECRETS, Secrets


class Watch(logging.Handler):
    """Keeps the lines that hold a secret, by the place that logged them; the lines themselves are not to be shown."""

    def __init__(self, secrets: Secrets) -> None:
        super().__init__(logging.NOTSET)
        self._secrets = secrets
        self.leaks: list[str] = []
        self.heard = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.heard += 1
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        values = record.args if isinstance(record.args, tuple) else ()
        line = f"{record.getMessage()}\n{record.args!r}\n{trace}\n{record.stack_info or ''}"
        if secret := self._secrets.inside(line, values):
            at = f"{record.name} {record.levelname} at {record.pathname}:{record.lineno}"
            self.leaks.append(f"{at} ({record.msg!r}) holds {secret[:12]!r}...")

    def taken(self) -> list[str]:
        """Return what leaked since the last call."""
        leaks, self.leaks = self.leaks, []
        return leaks


def hear_everything(watch: Watch, quiet: tuple[str, ...]) -> None:
    """
    Set all loggers up, whatever the test before has left behind.

    Args:
        quiet: loggers that the coach silences below errors, and may: they are vendors'.
    """
    root = logging.getLogger()
    _set(root, 1)
    for name in quiet:
        _set(logging.getLogger(name), logging.ERROR)
    if watch not in root.handlers:
        root.addHandler(watch)


def _set(logger: logging.Logger, level: int) -> None:
    if logger.level != level:  # setting one empties every logger's cache
        logger.setLevel(level)


WATCH = Watch(SECRETS)
