"""
`coach judge`: JSON lines in, one JSON line out for each, in order.

A bad line gets an error line; nothing that it holds can stop the rest. Lines are not batched: each answer is out before
the next line is read, and depends on its own line alone.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any, BinaryIO, TextIO

import click

from bot import wiring
from bot.commands.errors import DONE, MISUSE
from dialogs.judging.pipeline import judge
from dialogs.model import Judgement, Task
from dialogs.ports import LineModel

_TASKS: dict[str, Task] = {"question": "question", "reply": "reply"}
_LARGEST_ID = 2**63  # what other programs can read back as an integer
_SHOWN_EVERY = 20  # lines between two signs of progress, some tenths of a second
_BYTE_ESCAPES = range(0xDC80, 0xDD00)  # how "surrogateescape" marks bytes that are not UTF-8


class _Malformed(Exception):
    """One line cannot be judged; `ident` is its id where that could be read."""

    def __init__(self, message: str, ident: str | int | None = None) -> None:
        super().__init__(message)
        self.ident = ident


def run_judge() -> int:
    """Judge standard input; return 0 also where lines were malformed, and 2 where there is nowhere to answer."""
    source, out = _open_streams()
    if out is None:
        click.echo("There is no standard output to answer on.", err=True)
        return MISUSE
    perception = wiring.load_judge()
    if perception.notice:
        click.echo(perception.notice, err=True)
    progress = Progress(sys.stderr, running=not out.isatty()) if sys.stderr and sys.stderr.isatty() else None
    run(source, out, perception.model, progress=progress)
    return DONE


def _open_streams() -> tuple[BinaryIO, TextIO | None]:
    """Return standard input and output; Python has None for one that was closed before we began."""
    typed: TextIO | None = sys.stdin
    out: TextIO | None = sys.stdout
    return (typed.buffer if typed else BytesIO()), out


def run_report() -> int:
    """Print what content/accuracy.md keeps, counted anew from the stored predictions. Raises StalePredictions."""
    from bot.perception.report import stored_report

    click.echo(stored_report(wiring.judge_lines()), nl=False)
    return DONE


class Progress:
    """Tells a person at a terminal how many lines are judged and how many that makes a second."""

    def __init__(self, terminal: TextIO, *, running: bool, clock: Callable[[], float] = time.monotonic) -> None:
        """
        Begin to count the seconds.

        Args:
            running: whether to show it while it goes on too, and not only at the end: the answers themselves may run
                over the same terminal.
        """
        self._terminal = terminal
        self._running = running
        self._clock = clock
        self._began_at = clock()

    def judged(self, lines: int) -> None:
        """Take note that so many lines are judged."""
        if self._running and lines % _SHOWN_EVERY == 0:
            self._show(lines, end="")

    def finished(self, lines: int) -> None:
        """Say it a last time."""
        self._show(lines, end="\n")

    def _show(self, lines: int, *, end: str) -> None:
        seconds = max(self._clock() - self._began_at, 1e-3)
        start = "\r" if self._running else ""
        self._terminal.write(f"{start}{lines} lines judged, {lines / seconds:.0f} a second{end}")
        self._terminal.flush()


def run(stream_in: BinaryIO, stream_out: TextIO, model: LineModel, *, progress: Progress | None = None) -> None:
    """Judge lines as they arrive: each answer is flushed before the next line is read."""
    lines = (raw.decode("utf-8", "surrogateescape") for raw in stream_in)
    done = 0
    for done, answer in enumerate(judge_lines(lines, model), 1):
        stream_out.write(answer + "\n")
        stream_out.flush()
        if progress is not None:
            progress.judged(done)
    if progress is not None:
        progress.finished(done)


def judge_lines(stdin_lines: Iterable[str], model: LineModel) -> Iterator[str]:
    """
    Yield one JSON line, in ASCII, for every line of input.

    A line's result depends on that line alone: not on the batch, nor on its neighbours.
    """
    for line in stdin_lines:
        yield json.dumps(_answer(line, model))


def _answer(line: str, model: LineModel) -> dict[str, Any]:
    try:
        request = _parsed(line)
        ident = _ident(request)
        try:
            judgement = _judged(request, model)
        except _Malformed as error:
            raise _Malformed(str(error), ident) from error
    except _Malformed as error:
        found = {} if error.ident is None else {"id": error.ident}
        return found | {"error": str(error)}
    return _as_json(ident, judgement)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Malformed("A field stands twice in one object.")
    return found


def _no_constant(name: str) -> None:
    raise _Malformed(f"{name} is not JSON.")


def _parsed(line: str) -> dict[str, Any]:
    """
    Return the object on one line.

    Raises:
        _Malformed: it is blank, not UTF-8, not JSON or not an object.
    """
    if any(ord(c) in _BYTE_ESCAPES for c in line):
        raise _Malformed("The line is not UTF-8.")
    text = line.removeprefix("\ufeff").strip()
    if not text:
        raise _Malformed("The line is blank.")
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _Malformed(f"The line is not JSON: {error.msg} at character {error.pos + 1}.") from error
    except (RecursionError, ValueError) as error:  # nested too deeply; an integer of thousands of digits
        raise _Malformed("The line is nested too deeply or holds too long a number.") from error
    if not isinstance(found, dict):
        raise _Malformed("The line is not a JSON object.")
    return found


def _ident(request: dict[str, Any]) -> str | int:
    ident = request.get("id")
    if isinstance(ident, bool) or not isinstance(ident, str | int):
        raise _Malformed("The field id is missing, or is neither a string nor an integer.")
    if isinstance(ident, int) and not -_LARGEST_ID <= ident < _LARGEST_ID:
        raise _Malformed("The field id is too large an integer.")
    return ident


def _judged(request: dict[str, Any], model: LineModel) -> Judgement:
    """
    Judge what a well-formed line asks.

    Raises:
        _Malformed: a field is missing or of a wrong type.
    """
    wanted, text = request.get("task"), request.get("text")
    task = _TASKS.get(wanted) if isinstance(wanted, str) else None
    if task is None:
        raise _Malformed('The field task must be "question" or "reply".')
    if not isinstance(text, str):
        raise _Malformed("The field text is missing or is not a string.")
    told, worry = _context(request.get("context"))
    return judge(text, task=task, told=told, worry=worry, model=model)


def _context(context: object) -> tuple[tuple[str, ...], str | None]:
    """Return what the customer told and the worry; what is missing or null is empty. `customer` is not looked at."""
    if context is None:
        return (), None
    if not isinstance(context, dict):
        raise _Malformed("The field context must be an object.")
    told, worry = context.get("told"), context.get("worry")
    if told is None:
        told = []
    if not isinstance(told, list) or not all(isinstance(sentence, str) for sentence in told):
        raise _Malformed("The field context.told must be a list of strings.")
    if worry is not None and not isinstance(worry, str):
        raise _Malformed("The field context.worry must be a string or null.")
    return tuple(told), worry


def _as_json(ident: str | int, judgement: Judgement) -> dict[str, Any]:
    """Return the fields of the contract, in its order; fields that a task does not use are null."""
    asked = judgement.task == "question"
    return {
        "id": ident,
        "task": judgement.task,
        "gate": judgement.gate,
        "form": judgement.form,
        "label": judgement.label,
        "probabilities": None if judgement.probabilities is None else dict(judgement.probabilities),
        "moves": None if judgement.moves is None else dict(judgement.moves),
        "named": None if asked else list(judgement.named),
        "verdict": judgement.verdict,
        "spans": [{"start": span.start, "end": span.end, "label": span.label} for span in judgement.spans],
        "why": judgement.why,
        "kinds": None if judgement.statement_kinds is None else dict(judgement.statement_kinds),
    }
