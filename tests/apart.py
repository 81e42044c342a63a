"""
Runs functions in processes of their own, without seconds of imports for each: a process that has them forks.

Each is a process as any other, with no state, connection or lock of the tests'. Only a test that asks how a new
interpreter begins needs one.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from typing import Any, TypeVar

from tests.waiting import HANG_S

Result = TypeVar("Result")
_HEAVY = ("psycopg", "storage.migrations.runner", "tests.storage.test_outbox", "tests.service.test_turns")


def processes() -> ForkServerContext:
    """Return what starts processes."""
    context = get_context("forkserver")
    context.set_forkserver_preload(list(_HEAVY))
    return context


def at_once(work: Callable[..., Result], *calls: tuple[Any, ...]) -> list[Result]:
    """Call *work* with each of *calls*, each in its own process, at the same time. Nothing may warn or complain."""
    with ProcessPoolExecutor(len(calls), mp_context=processes()) as pool:
        begun = [pool.submit(_quietly, work, *given) for given in calls]
        ended = [one.result(HANG_S) for one in begun]
    assert [complaints for _, complaints in ended] == [""] * len(calls)
    return [result for result, _ in ended]


def _quietly(work: Callable[..., Result], *given: Any) -> tuple[Result, str]:
    warnings.simplefilter("default")  # each is written to standard error
    with redirect_stderr(io.StringIO()) as complaints:
        result = work(*given)
    return result, complaints.getvalue()
