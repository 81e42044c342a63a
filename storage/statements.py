"""
What statements on several tables are made of. Built once: SQLAlchemy compiles each on first use and keeps it.

No `rowcount` anywhere: it is -1 for INSERT ... ON CONFLICT on Postgres. What happened is what RETURNING says.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Table, TextClause, bindparam, text

from storage.tables import table


def insert_if_new(name: str, *, returning: str, without: Collection[str] = ()) -> TextClause:
    """
    Return an INSERT that lets a row be which has the same key already, and then returns nothing.

    Args:
        without: columns that are null in every new row.
    """
    # As text, with the columns' types: ON CONFLICT reads the same on both databases, SQLAlchemy's construct does not.
    columns = [column for column in table(name).c if column.name not in without]
    names, values = ", ".join(c.name for c in columns), ", ".join(f":{c.name}" for c in columns)
    into = f"INSERT INTO {name} ({names}) VALUES ({values})"  # noqa: S608 (names of our own columns; values are bound)
    statement = text(f"{into} ON CONFLICT DO NOTHING RETURNING {returning}")
    return statement.bindparams(*(bindparam(c.name, type_=c.type) for c in columns))


def insert_or_change(name: str, *, key: tuple[str, ...], changes: tuple[str, ...]) -> TextClause:
    """Return an INSERT that changes some columns of the row which has the same key already."""
    columns = list(table(name).c)
    names, values = ", ".join(c.name for c in columns), ", ".join(f":{c.name}" for c in columns)
    changed = ", ".join(f"{column} = excluded.{column}" for column in changes)
    into = f"INSERT INTO {name} ({names}) VALUES ({values})"  # noqa: S608 (names of our own columns; values are bound)
    statement = text(f"{into} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed}")
    return statement.bindparams(*(bindparam(c.name, type_=c.type) for c in columns))


def where(rows: Table, *columns: str) -> list[ColumnElement[Any]]:
    """Return one condition a column, bound as "the_COLUMN": an update may bind the column's own name."""
    return [rows.c[column] == bindparam(f"the_{column}") for column in columns]
