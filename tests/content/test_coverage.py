"""How much practice each framework has, and which fall short of the rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner

from bot import wiring
from bot.cli import main
from content.coverage import EXEMPT, Coverage, coverage
from content.library import Library
from content.practice import QuickItem

Keep = Callable[[QuickItem], bool]


def covered(library: Library, framework: str, keep: Keep = lambda item: True) -> Coverage:
    """Return the coverage of one framework with only those of its items that *keep* holds of."""
    drills = {k: item for k, item in library.drills.items() if item.frameworks[0] != framework or keep(item)}
    return next(row for row in coverage(replace(library, drills=drills)) if row.framework == framework)


def test_every_framework_has_a_row_and_the_shipped_content_holds() -> None:
    rows = coverage(wiring.library())

    assert [row.framework for row in rows] == [f"F{number:02}" for number in range(1, 90)]
    assert [row.framework for row in rows if row.lacks] == []
    assert [row.framework for row in rows if row.exempt] == list(EXEMPT)


def test_an_item_counts_for_its_first_id_only() -> None:
    library = wiring.library()

    assert sum(row.items for row in coverage(library)) == len(library.drills)
    assert any(len(item.frameworks) > 1 for item in library.drills.values())


@pytest.mark.parametrize(
    ("framework", "keep", "lack"),
    [
        ("F10", lambda item: False, "0 of 4 items"),
        ("F32", lambda item: item.kind == "PICK", "1 of 2 kinds"),
        ("F44", lambda item: item.level == 1, "1 of 2 levels"),
        ("F13", lambda item: item.audience == "rep", "no manager item"),
    ],
)
def test_what_falls_short_is_said(framework: str, keep: Keep, lack: str) -> None:
    assert lack in covered(wiring.library(), framework, keep).lacks


def test_the_command_exits_1_where_an_id_falls_short(monkeypatch: pytest.MonkeyPatch) -> None:
    library = wiring.library()
    less = replace(library, drills={k: i for k, i in library.drills.items() if i.frameworks[0] != "F10"})
    monkeypatch.setattr(wiring, "library", lambda: less)

    result = CliRunner().invoke(main, ["content", "coverage", "--json"])
    told = CliRunner().invoke(main, ["content", "coverage"])

    body = json.loads(result.stdout)
    row = next(row for row in body["frameworks"] if row["framework"] == "F10")
    assert (result.exit_code, told.exit_code) == (1, 1)
    assert (row["holds"], row["items"], body["sums"]["short"]) == (False, 0, 1)
    assert "It holds for 85 of 86 frameworks." in told.stdout


def test_the_command_shows_managers_items_and_what_is_exempt() -> None:
    result = CliRunner().invoke(main, ["content", "coverage"])

    assert result.exit_code == 0
    assert "F09, F13, F15 also have one for managers. Exempt: F08, F30, F34." in result.stdout
