"""
Instants within a statement, on both databases: one a while later, and the day of one in UTC.

SQLite keeps an instant as text, "2026-01-05 12:00:00.000000", and compares it as such: what is reckoned has that form.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.tables import UtcInstant


class _Later(FunctionElement[datetime]):
    inherit_cache = True
    type = UtcInstant()


class _Day(FunctionElement[date]):
    inherit_cache = True
    type = Date()


def later(instant: ColumnElement[datetime], by: timedelta) -> ColumnElement[datetime]:
    """Return an instant whole seconds after another."""
    return _Later(instant, literal_column(f"'+{int(by.total_seconds())} seconds'"))


def day_of(instant: ColumnElement[datetime]) -> ColumnElement[date]:
    """Return the day of an instant in UTC."""
    return _Day(instant)


@compiles(_Later)
def _later(element: _Later, compiler: SQLCompiler, **options: Any) -> str:
    instant, by = (compiler.process(one, **options) for one in element.clauses)
    return f"({instant} + CAST({by} AS interval))"


@compiles(_Later, "sqlite")
def _later_as_text(element: _Later, compiler: SQLCompiler, **options: Any) -> str:
    instant, by = (compiler.process(one, **options) for one in element.clauses)
    return f"(strftime('%Y-%m-%d %H:%M:%S', {instant}, {by}) || substr({instant}, 20))"


@compiles(_Day)
def _day(element: _Day, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AT TIME ZONE 'UTC' AS date)"


@compiles(_Day, "sqlite")
def _day_as_text(element: _Day, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)})"
