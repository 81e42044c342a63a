"""
The acceptance simulation of nudges.md: a year in many zones, both clock changes, restarts in the middle of work.

In `make test` a small one, somebody of each habit; in `make soak` sixty people in all twelve zones, and 500. What is
checked stands in year/rules.py; `python -m tests.nudging.year` lets any other year pass.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.nudging.year.acting import LEADS, Acting
from tests.nudging.year.people import HABITS
from tests.nudging.year.rules import broken
from tests.nudging.year.whole import Size, lived


@pytest.fixture
def path(upgraded_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(upgraded_file, tmp_path / "coach.db"))


def test_a_year_of_nudges_breaks_no_rule(path: Path) -> None:
    with lived(path, Size(len(HABITS), restarts=24, every_h=12, try_each=6)) as acting:
        kept_all_rules(acting, kills=18)


@pytest.mark.soak
@pytest.mark.parametrize(("people", "restarts"), [(60, 110), (500, 110)])
def test_a_year_of_many_people_breaks_no_rule(path: Path, people: int, restarts: int) -> None:
    with lived(path, Size(people, restarts)) as acting:
        kept_all_rules(acting, kills=100)
        assert len(acting.angles()) >= 7  # "success" weighs least: among sixty people it never had its turn


def kept_all_rules(acting: Acting, *, kills: int) -> None:
    assert broken(acting.year) == []
    assert acting.faults == []
    # and enough happened for that to say something
    arrived = Counter(sent.key.split("/")[0] for sent in acting.year.platform.sent)
    people = len(acting.year.people)
    assert arrived["nudge"] > 10 * people and arrived["assignment"] > 5 * people
    assert len(acting.year.killed) >= kills
    assert set(LEADS) <= {*acting.tried}
