"""What a rep reads in the very turn that changed it is as it stands then."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.unit_of_work import Store, open_store
from tests.service.assigning_there import Assigning

MOST_RUNS = 12


@pytest.fixture
def store(upgraded_file: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    yield opened
    opened.close()


@pytest.fixture
def firm(store: Store) -> Assigning:
    """Ann was asked for a row of exercises: some are answered by a tap, and lead back to the card at once."""
    firm = Assigning(store).filled(("ann",))
    firm.types("lena", "assign", "Ann", "problem questions")
    firm.taps("lena", "row-problem_questions", "right_8_of_10", "week", "no_note", "give")
    firm.types("ann", "assignments", "1")
    return firm


def test_the_card_counts_the_run_that_led_back_to_it(firm: Assigning) -> None:
    for _ in range(MOST_RUNS):
        firm.types("ann", "begin")
        if firm.state == "quick_drill.picking":
            break
        firm.types("ann", "What goes wrong there?", "next")
    said = firm.types("ann", "1")

    assert firm.state == "assignments.one"
    run, card = re.findall(r"\d+ of the last \d+", said)
    assert run == card


def test_no_button_leads_to_shared_lines_once_the_last_was_taken_back(firm: Assigning) -> None:
    for _ in range(MOST_RUNS):
        firm.types("ann", "begin")
        if firm.state == "quick_drill.writing":
            break
        firm.types("ann", "1")
    firm.types("ann", "What goes wrong there?", "share", "next")
    assert "Shared lines" in firm.text
    firm.types("ann", "shared lines")

    said = firm.types("ann", "1")

    assert "Taken back" in said
    assert "Shared lines" not in said
