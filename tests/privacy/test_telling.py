"""The `privacy` message and the fact sheet say what the table says, and change with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.service.fact_sheet import fact_sheet
from content.library import Library
from content.lint.privacy import findings
from content.privacy import Cell, PrivacyTable
from content.reading import Source
from dialogs.model import WorkspaceId
from dialogs.privacy.model import Notice, Rights
from dialogs.privacy.telling import privacy_text
from tests.dialogs.coaching import NOW, Coach, faults_of

LONG = "Gesellschaft für Beispiele und Muster mbH, Musterstraße 1, Ort"


@pytest.mark.parametrize("channel", ["terminal", "slack", "telegram"])
@pytest.mark.parametrize("controller", ["", LONG])
def test_the_message_has_four_lines_and_fits(shipped: Library, channel: str, controller: str) -> None:
    told = privacy_text(replace(shipped, controller=controller), Rights(), channel=channel)

    assert len(told) <= 700
    assert len(told.splitlines()) == 4
    assert ("Gesellschaft für Beispiele" in told) == bool(controller)


def test_every_phrase_of_the_table_is_in_the_message_with_the_right_reader(shipped: Library) -> None:
    alone, manager, others, kept = privacy_text(shipped, Rights(), channel="terminal").splitlines()

    for row in shipped.privacy.rows:
        assert (row.label in alone) == row.is_private
        for reader, line in (("manager", manager), ("author", others), ("admin", others)):
            cell = row.cell(reader)  # type: ignore[arg-type]
            assert cell.form == "none" or cell.say in line
    for days in ("14 days", "30 days", "90 days", "24 months", "the rest 12 months"):
        assert days in kept


def test_another_table_makes_another_message(shipped: Library) -> None:
    first, *rest = [row for row in shipped.privacy.rows if row.kind == "account"] + list(shipped.privacy.rows)
    changed = first.model_copy(update={"readers": {**first.readers, "admin": Cell(form="names", say="account names")}})
    rows = tuple(changed if row.kind == "account" else row for row in rest)
    other = replace(shipped, privacy_later=lambda: PrivacyTable(rows=rows))

    told, before = (privacy_text(one, Rights(), channel="slack") for one in (other, shipped))

    assert "account names" in told
    assert "account names" not in before


def test_a_workspace_that_keeps_for_a_shorter_time_is_told_so_and_never_for_a_longer(shipped: Library) -> None:
    told = privacy_text(shipped, Rights(keeps={"practice": 7, "draft": 400}), channel="terminal")

    assert "free practice 7 days" in told
    assert "drafts 14 days" in told


def test_a_change_to_come_and_an_erasing_stand_before_the_message(coach_with: Coach) -> None:
    change = {"kind": "practice", "days": 7, "before": 30}
    notice = Notice("n", WorkspaceId("w"), "keep", change, NOW, NOW + timedelta(days=7))
    coach_with.rights = Rights(notices=(notice,))

    step = coach_with.says("privacy")

    assert faults_of(step) == []
    assert coach_with.reads("From 9 Mar: free practice is kept for 7 days instead of 30.")


@pytest.fixture
def coach_with(shipped: Library) -> Coach:
    coach = Coach(shipped)
    coach.starts("menu")
    return coach


def test_the_fact_sheet_has_a_line_for_each_kind_and_what_is_never_done(shipped: Library) -> None:
    sheet = fact_sheet(replace(shipped, controller=LONG), {"practice": 7}, today=date(2026, 3, 2))

    for row in shipped.privacy.rows:
        (line,) = [line for line in sheet.splitlines() if line.startswith(f"| {row.label} |")]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[1:3] == [row.holds, row.purpose]
        assert (cells[4] == "no") == (row.cell("manager").form == "none")
        assert cells[7] == "no"
    assert "| 7 days |" in sheet
    for words in (LONG, "No emotion", "No voice", "Not for performance decisions", "2026-03-02", "Recipients"):
        assert words in sheet


def test_the_table_that_ships_has_no_fault() -> None:
    assert list(findings([Source(Path("content"))])) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("form: names, say", "form: whole, least: -1, say", "least"),
        ("form: counts, least: 4", "form: counts, least: 2", "at least 4"),
        ("kind: draft", "kind: drafts", "kind"),
        ("say: lines you share}", "say: lines you share.}", "without a full stop"),
        ("tables: [score]", "tables: [turn]", "two kinds"),
        ("say: lines you share}", "say: " + "very " * 100 + "}", "60 characters"),
        ("days: 14", "days: 0", "greater than or equal to 1"),
    ],
)
def test_a_fault_in_the_table_is_found_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = Path("content/privacy.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "privacy.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")

    found = list(findings([Source(tmp_path)]))

    assert [one for one in found if said in str(one)], found
    assert all(one.file == "privacy.yaml" and one.line >= 1 for one in found)
