"""What the conversation does when the store fails at the worst moments: no line twice, no reply lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import wiring
from bot.channels.terminal import Conversation, person_named
from bot.service.contacts import TEAM, tell
from bot.service.turns import Turns
from dialogs.errors import StoreUnavailable
from dialogs.replies import Reply, Say
from tests.terminal.talk import FakePerception

TROUBLE = "Something went wrong on my side."
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Page:
    """A face that types the given lines and remembers what it showed."""

    def __init__(self, *lines: str) -> None:
        self._lines = list(lines)
        self.shown: list[tuple[str, str]] = []

    def read(self, kept: str) -> str | None:
        return self._lines.pop(0) if self._lines else None

    def show(self, shown: Sequence[tuple[Reply, str]]) -> None:
        self.shown += [(reply.plain_text(), state) for reply, state in shown]

    def model_is_loading(self) -> None: ...


@pytest.fixture
def turns(tmp_path: Path) -> Iterator[Turns]:
    perception: Any = FakePerception()
    store = wiring.store(f"sqlite:///{tmp_path}/coach.db", upgrade=True)
    yield wiring.turns(store, perception)
    store.close()


def talk(turns: Turns, *lines: str, at: datetime = AT) -> Page:
    page = Page(*lines)
    person, said = person_named("Ann"), list[str]()
    model = FakePerception()
    Conversation(
        turns=turns, face=page, model=model, person=person, clock=lambda: at, notify=said.append, trouble=TROUBLE
    ).run()
    return page


def fail_once(
    monkeypatch: pytest.MonkeyPatch,
    turns: Turns,
    method: str,
    *,
    at_call: int,
    after: bool,
    error: Exception | None = None,
) -> None:
    """Let one call fail, before it does anything or after it has done all."""
    real, calls = getattr(turns, method), [0]

    def failing(*args: Any, **names: Any) -> Any:
        calls[0] += 1
        result = real(*args, **names) if calls[0] != at_call or after else None
        if calls[0] == at_call:
            raise error or StoreUnavailable("the server went away")
        return result

    monkeypatch.setattr(turns, method, failing)


@pytest.mark.parametrize("again", ["1", "", " 1 "])
@pytest.mark.parametrize("after", [False, True], ids=["before it was kept", "after it was kept"])
def test_a_line_sent_again_counts_once(monkeypatch: pytest.MonkeyPatch, turns: Turns, again: str, after: bool) -> None:
    fail_once(monkeypatch, turns, "take", at_call=2, after=after)

    page = talk(turns, "1", again)

    assert page.shown[1][0].startswith("the server went away. Your line is not lost")
    assert [state for _, state in page.shown] == ["onboarding.welcome", "onboarding.welcome", "quick_drill.picking"]


def test_another_line_after_a_failure_is_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch, turns: Turns) -> None:
    fail_once(monkeypatch, turns, "take", at_call=2, after=False)

    assert talk(turns, "1", "2").shown[-1][1] == "onboarding.how"


def test_replies_that_could_not_be_marked_are_marked_later(monkeypatch: pytest.MonkeyPatch, turns: Turns) -> None:
    fail_once(monkeypatch, turns, "sent", at_call=1, after=False)
    talk(turns, "1")

    assert [state for _, state in talk(turns).shown] == ["quick_drill.picking"]


def test_replies_that_were_never_shown_come_first_next_time(monkeypatch: pytest.MonkeyPatch, turns: Turns) -> None:
    monkeypatch.setattr(Page, "show", lambda page, shown: (_ for _ in ()).throw(BrokenPipeError))
    with pytest.raises(BrokenPipeError):
        talk(turns)
    monkeypatch.undo()

    page = talk(turns)

    assert [state for _, state in page.shown] == ["onboarding.welcome"] * 2
    assert [state for _, state in talk(turns).shown] == ["onboarding.welcome"]


@pytest.mark.parametrize("at_call", [1, 2], ids=["at the greeting", "at a line"])
def test_a_fault_of_ours_is_a_sentence_and_ends_no_conversation(
    monkeypatch: pytest.MonkeyPatch, turns: Turns, at_call: int
) -> None:
    fail_once(monkeypatch, turns, "take", at_call=at_call, after=False, error=IndexError("what somebody wrote"))

    page = talk(turns, "how", "1")

    assert page.shown[at_call - 1][0] == TROUBLE
    assert page.shown[-1][1] in ("quick_drill.picking", "onboarding.welcome")


@pytest.mark.parametrize(("hour", "told"), [(7, False), (8, True)])  # the quiet hours end at eight
def test_what_waited_for_the_morning_is_told_at_the_next_arrival(turns: Turns, hour: int, told: bool) -> None:
    talk(turns)
    with turns._unit_of_work() as work:
        member = work.member(wiring.own_workspace(), "terminal", "ann")
        assert member is not None
        at = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
        tell(work, member.workspace_id, member.id, "x", [Say("Rita added you.")], at, kind=TEAM)
        work.commit()

    first = talk(turns, at=datetime(2026, 3, 3, hour, 0, tzinfo=UTC))
    again = talk(turns, at=datetime(2026, 3, 3, 9, 0, tzinfo=UTC))

    assert [text for text, _ in first.shown][:-1] == ["Rita added you."] * told
    assert [text for text, _ in again.shown][:-1] == ["Rita added you."] * (not told)
