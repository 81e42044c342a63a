"""What a nudge says, chosen by rules: nothing too soon again, the right tone for its reader, three accounts at most."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import wiring
from bot.service.nudge_content import seen_of
from dialogs.nudging.choosing import Chosen, choose
from dialogs.nudging.facts import Seen
from dialogs.nudging.model import ANGLES, Past
from dialogs.reassessment.model import AccountId
from storage.unit_of_work import open_store
from tests.nudging.world import HERE, WORDINGS, World

TODAY = date(2026, 1, 7)


@pytest.fixture(scope="module")
def accounts(upgraded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Seen, ...]]:
    """Three accounts of one rep, each reassessed four times."""
    file = tmp_path_factory.mktemp("choosing") / "coach.db"
    store = open_store(f"sqlite:///{shutil.copy(upgraded_file, file)}")
    member = World(store).filled(3).people[2].member
    with store.unit_of_work() as work:
        yield tuple(seen_of(work, HERE, member.id, TODAY, wiring.library()))
    store.close()


def chosen(seen: tuple[Seen, ...], *past: Past, salt: str = "", today: date = TODAY) -> Chosen | None:
    return choose(seen, past, WORDINGS(), today=today, salt=salt)


def reviewed(seen: Seen, count: int) -> Seen:
    """Return an account as it was after its first reassessments."""
    file = seen.file
    account = replace(file.account, snapshots=count)
    return replace(seen, file=replace(file, account=account, snapshots=file.snapshots[:count]))


@pytest.mark.parametrize(("weeks", "again"), [(1, False), (2, False), (3, True)])
def test_no_angle_comes_again_within_three_weeks(accounts: tuple[Seen, ...], weeks: int, *, again: bool) -> None:
    first = chosen(accounts)
    assert first is not None
    day = TODAY - timedelta(weeks=weeks)
    tired = [Past(day, angle, f"{angle}_of_then") for angle in ANGLES if angle != first.fact.angle]

    found = chosen(accounts, Past(day, first.fact.angle, "another"), *tired)

    assert (found is not None) == again


@pytest.mark.parametrize(("weeks", "again"), [(3, False), (5, False), (6, True)])
def test_no_wording_comes_again_within_six_weeks(accounts: tuple[Seen, ...], weeks: int, *, again: bool) -> None:
    first = chosen(accounts)
    assert first is not None
    day = TODAY - timedelta(weeks=weeks)

    found = [chosen(accounts, Past(day, first.fact.angle, first.wording.id), salt=str(n)) for n in range(40)]

    assert (first.wording.id in {one.wording.id for one in found if one}) == again


@pytest.mark.parametrize(("reviews", "never"), [(1, "insight"), (4, "suggestion")])
def test_a_newcomer_reads_no_insight_and_a_regular_no_suggestion(
    accounts: tuple[Seen, ...], reviews: int, never: str
) -> None:
    seen, other = (reviewed(accounts[0], reviews),), {"insight": "suggestion", "suggestion": "insight"}[never]
    tired = [[Past(TODAY, angle, "") for angle in ANGLES if angle != one] for one in ANGLES]

    found = [chosen(seen, *past, salt=str(n)) for past in tired for n in range(60)]

    tones = {one.wording.tone for one in found if one is not None}
    assert never not in tones
    assert tones == {"plain", other}


def test_one_nudge_names_three_accounts_at_most_and_each_once(accounts: tuple[Seen, ...]) -> None:
    more = tuple(
        replace(one, file=replace(one.file, account=replace(one.file.account, id=AccountId(f"m{n}"), name=f"More {n}")))
        for n, one in enumerate(accounts)
    )

    found = chosen((*accounts, *more))

    assert found is not None
    assert len({found.fact.name, *found.also}) == 3
    assert len(found.text(wiring.library())) <= 350
