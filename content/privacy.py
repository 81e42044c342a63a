"""
The shape of the table of who sees what, for how long (journeys.md 6). A leaf: what a reader may see is decided in
bot/service/policy.py, from this table alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from content.basics import Content, Label, Prompt

Kind = Literal[
    "practice",
    "scores",
    "assigned_status",
    "assigned_checks",
    "assigned_lines",
    "account",
    "draft",
    "kept_snapshot",
    "brief",
    "settings",
    "disputes",
    "audit",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Reader = Literal["rep", "manager", "author", "admin", "vendor"]
READERS: tuple[Reader, ...] = get_args(Reader)
Form = Literal["none", "whole", "status", "counts", "names", "shared"]

LEAST_COUNTED = 4  # journeys.md 4: in a team of fewer than four no aggregate that would reveal a person
PRIVATE: tuple[Kind, ...] = ("practice", "scores", "draft", "kept_snapshot")  # nobody but the rep, in no form
MANY_DAYS = 3660


class Cell(Content):
    """What one reader sees of one kind. `least`: of counts, over how many people at least."""

    form: Form
    say: Label
    least: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _counts_enough(self) -> Self:
        if self.form == "counts" and self.least < LEAST_COUNTED:
            raise ValueError(f"least: counts are over at least {LEAST_COUNTED} people")
        return self


NOTHING = Cell(form="none", say="nothing")


class Keep(Content):
    """For how many days it is kept; `until` says it in words where days alone do not."""

    days: int = Field(ge=1, le=MANY_DAYS)
    until: str = Field(default="", max_length=80)


class Row(Content):
    """One kind of data: what it is, what for, who sees what of it, for how long, and in which tables it is stored."""

    kind: Kind
    label: Label
    holds: Prompt
    purpose: Prompt
    tables: tuple[str, ...]
    readers: Mapping[Reader, Cell]
    keep: Keep

    @model_validator(mode="after")
    def _is_the_reps(self) -> Self:
        own = self.readers.get("rep")
        if own is None or own.form != "whole":
            raise ValueError("readers: the rep sees all of their own data")
        if self.kind in PRIVATE and not self.is_private:
            raise ValueError("readers: nobody but the rep sees this kind")
        return self

    def cell(self, reader: Reader) -> Cell:
        return self.readers.get(reader, NOTHING)

    @property
    def is_private(self) -> bool:
        """Whether nobody but the rep sees any of it; a vendor is asked for apart."""
        return all(self.cell(reader).form == "none" for reader in READERS if reader not in ("rep", "vendor"))


class PrivacyTable(Content):
    """All rows, one a kind, in the order in which they are told."""

    rows: tuple[Row, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        kinds = [row.kind for row in self.rows]
        for kind in KINDS:
            if kinds.count(kind) != 1:
                raise ValueError(f"rows: the kind {kind!r} stands {kinds.count(kind)} times, not once")
        tables = [name for row in self.rows for name in row.tables]
        for name in sorted({name for name in tables if tables.count(name) > 1}):
            raise ValueError(f"rows: the table {name!r} belongs to two kinds")
        return self

    def row(self, kind: Kind) -> Row:
        """Return the row of a kind. There is one of each."""
        return next(row for row in self.rows if row.kind == kind)
