"""
The acceptance simulation of nudges.md: a year in twelve zones, both clock changes, restarts in the middle of work.

In `make test` a small one; in `make soak` 500 people and a hundred restarts. What is checked stands in year/rules.py.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.unit_of_work import open_store
from tests.nudging.year.acting import LEADS, Acting
from tests.nudging.year.living import Year
from tests.nudging.year.people import person_of
from tests.nudging.year.rules import broken

Living = Callable[..., Acting]


@pytest.fixture
def lived(upgraded_file: Path, tmp_path: Path) -> Iterator[Living]:
    """Let a year pass."""
    path = Path(shutil.copy(upgraded_file, tmp_path / "coach.db"))
    store = open_store(f"sqlite:///{path}")
    years = []

    def live(people: int, *, restarts: int, every_h: int, try_each: int) -> Acting:
        drawn = random.Random(8)
        persons = [person_of(number, drawn) for number in range(people)]
        year = Year(store, path, persons, restarts, every_h=every_h)
        years.append(year)
        acting = Acting(year, try_each=try_each)
        year.live()
        return acting

    yield live
    for year in years:
        year.close()
    store.close()


def test_a_year_of_nudges_breaks_no_rule(lived: Living) -> None:
    acting = lived(12, restarts=24, every_h=12, try_each=6)

    kept_all_rules(acting, kills=18)


@pytest.mark.soak
def test_a_year_of_five_hundred_people_breaks_no_rule(lived: Living) -> None:
    acting = lived(500, restarts=100, every_h=1, try_each=4)

    kept_all_rules(acting, kills=90)
    assert len(acting.angles()) == 8


def kept_all_rules(acting: Acting, *, kills: int) -> None:
    assert broken(acting.year) == []
    assert acting.faults == []
    # and enough happened for that to say something
    arrived = Counter(sent.key.split("/")[0] for sent in acting.year.platform.sent)
    people = len(acting.year.people)
    assert arrived["nudge"] > 10 * people and arrived["assignment"] > 5 * people
    assert acting.year.kills >= kills
    assert set(LEADS) <= {*acting.tried}
