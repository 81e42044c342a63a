"""
One workspace never sees, touches or blocks what is another's: one test for each method of the port.

Everything in `here` exists; the question comes from `elsewhere`.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.errors import StaleSession, StoreMisuse
from dialogs.model import EventId, Score
from storage.unit_of_work import Store
from tests.storage.conftest import (
    AT,
    ATTEMPT,
    DISAGREEMENT,
    ELSEWHERE,
    HERE,
    REPLIES,
    a_session,
    a_turn,
    ann_in,
    queued,
    saved,
)


def test_another_workspace_claims_its_own_events(store: Store) -> None:
    with store.unit_of_work() as work:
        assert work.claim(HERE, "terminal", EventId("e"), AT)
        assert work.claim(ELSEWHERE, "terminal", EventId("e"), AT)


def test_another_workspace_does_not_find_a_member(store: Store) -> None:
    ann_in(store)

    with store.unit_of_work() as work:
        assert work.member(ELSEWHERE, "terminal", "ann") is None


def test_another_workspace_adds_a_member_of_its_own_under_the_same_address(store: Store) -> None:
    ann, other = ann_in(store), ann_in(store, ELSEWHERE)

    assert (ann.id, ann.workspace_id) != (other.id, other.workspace_id)
    with store.unit_of_work() as work:
        assert work.member(HERE, "terminal", "ann") == ann
        assert work.member(ELSEWHERE, "terminal", "ann") == other


def test_another_workspace_does_not_load_a_session(store: Store) -> None:
    ann = ann_in(store)
    saved(store, a_session(ann))

    with store.unit_of_work() as work:
        assert work.latest_session(ELSEWHERE, ann.id) is None


def test_another_workspace_does_not_save_over_a_session_of_the_same_id(store: Store) -> None:
    ann, other = ann_in(store), ann_in(store, ELSEWHERE)
    mine = saved(store, a_session(ann))

    with pytest.raises(StaleSession):
        saved(store, replace(mine, workspace_id=ELSEWHERE))
    saved(store, replace(a_session(other), facts={"whose": "other"}))

    with store.unit_of_work() as work:
        assert work.latest_session(HERE, ann.id) == mine


def test_another_workspace_does_not_save_a_session_for_a_member_of_here(store: Store) -> None:
    ann, _ = ann_in(store), ann_in(store, ELSEWHERE)

    with pytest.raises(StoreMisuse):
        saved(store, replace(a_session(ann), workspace_id=ELSEWHERE))


@pytest.mark.parametrize("what", ["turn", "attempts", "scores", "replies", "disagreements"])
def test_another_workspace_does_not_add_to_a_session(store: Store, what: str) -> None:
    ann_in(store, ELSEWHERE)
    foreign = replace(saved(store, a_session(ann_in(store))), workspace_id=ELSEWHERE)
    adding = {
        "turn": lambda work: work.append_turn(foreign, a_turn(), "menu.choosing"),
        "attempts": lambda work: work.add_attempts(foreign, [ATTEMPT], AT),
        "scores": lambda work: work.add_scores(foreign, [Score("r", "c", "k", True, 1)], AT),
        "disagreements": lambda work: work.keep_disagreements(foreign, [DISAGREEMENT], AT),
        "replies": lambda work: work.put_replies(foreign, a_turn(), REPLIES, "menu.choosing"),
    }

    with pytest.raises(StoreMisuse), store.unit_of_work() as work:
        adding[what](work)


def test_another_workspace_sees_no_replies(store: Store) -> None:
    queued(store)

    with store.unit_of_work() as work:
        assert work.pending_replies(ELSEWHERE, "terminal", "ann") == []


def test_another_workspace_marks_no_replies(store: Store) -> None:
    keys = queued(store)

    with store.unit_of_work() as work:
        work.mark_sent(ELSEWHERE, keys, AT)
        work.commit()

    with store.unit_of_work() as work:
        assert [key for key, _, _ in work.pending_replies(HERE, "terminal", "ann")] == list(keys)
