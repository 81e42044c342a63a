"""The demo's accounts in their next weekly sitting: nothing has changed, and it takes a few taps."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import wiring
from bot.service import demo
from bot.service.turns import Turns
from dialogs.model import LOCAL_CHANNEL, EventId, Turn
from dialogs.reassessment.model import AccountId
from dialogs.replies import Ask
from storage.unit_of_work import Store, open_store
from tests.service.test_days_typed import ReadsDays

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MOST_TAPS = 16  # reassessment.md 1
GOING_ON = ("keep", "later", "on", "narrow")  # taken where they are offered; otherwise the first choice
OPEN = sorted(one.id for one in wiring.demo() if one.status == "open" and not one.merged_into)


@pytest.fixture
def store(upgraded_file: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    demo.load(
        opened.unit_of_work,
        wiring.demo(),
        workspace_id=wiring.LOCAL_WORKSPACE,
        today=date(2026, 11, 19),
        at=NOW,
        library=wiring.library(),
        team=wiring.demo_team(),
    )
    yield opened
    opened.close()


class Rep:
    """Somebody of the demo who types or taps, and what they are asked."""

    def __init__(self, store: Store, name: str) -> None:
        self._name = name
        self._turns = Turns(
            unit_of_work=store.unit_of_work,
            perception=ReadsDays(),
            library=wiring.library(),
            workspace_id=wiring.LOCAL_WORKSPACE,
        )
        self.offered: tuple[str, ...] = ()
        self.state = ""

    def does(self, text: str | None = None, *, taps: str | None = None) -> None:
        turn = Turn(EventId(uuid.uuid4().hex), LOCAL_CHANNEL, self._name, NOW, text=text, choice=taps)
        result = self._turns.take(turn, name=self._name)
        asks = [reply for reply in result.replies if isinstance(reply, Ask)]
        self.offered = tuple(choice.id for choice in asks[-1].choices) if asks else ()
        self.state = result.state


@pytest.mark.parametrize("id", OPEN)
def test_a_week_in_which_nothing_changed_takes_few_taps(store: Store, id: str) -> None:
    (account,) = [one for one in wiring.demo() if one.id == id]
    rep = Rep(store, account.rep)
    for line in (None, "accounts", account.name):
        rep.does(line)
    rep.does(taps="reassess")
    taps = 1
    if rep.state == "accounts.answering":  # the manager's question comes first; it waits for another day
        rep.does("skip")
        taps += 1

    while rep.state.startswith("reassessment.") and taps <= 2 * MOST_TAPS:
        rep.does(taps=next((choice for choice in rep.offered if choice in GOING_ON), rep.offered[0]))
        taps += 1

    with store.unit_of_work() as work:
        member = work.member(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, account.rep)
        assert member is not None
        file = work.account_file(member.workspace_id, member.id, AccountId(f"demo-{id.replace('_', '-')}"))
    assert file is not None and file.latest is not None
    assert (file.latest.day, file.latest.sent) == (NOW.date(), False)
    assert taps <= MOST_TAPS
    assert {answer.given for answer in file.latest.answers.values()} == {
        answer.given for answer in file.snapshots[-2].answers.values()
    }
