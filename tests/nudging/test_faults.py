"""A fault of ours in one person's nudge: the others get theirs."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot import wiring
from bot.service.nudges import Nudges
from storage.unit_of_work import open_store
from tests.nudging.test_in_chat import WEDNESDAY
from tests.nudging.world import WORDINGS, World


def test_what_cannot_be_read_of_one_keeps_nobody_else_from_their_nudge(upgraded_file: Path, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    world = World(store).filled(3)
    nudges = Nudges(store.unit_of_work, wiring.library(), WORDINGS)
    nudges.plan(WEDNESDAY - timedelta(hours=1), 9)
    first = str(world.rows("SELECT member_id FROM nudge ORDER BY due_at, id")[0]["member_id"])
    with store._engine.connect() as db:
        db.exec_driver_sql("UPDATE account SET review = 'never' WHERE member_id = ?", (first,))
        db.commit()

    with pytest.raises(ValueError, match="never"):
        nudges.deliver(WEDNESDAY, 9)

    states = {str(row["member_id"]): row["state"] for row in world.rows("SELECT member_id, state FROM nudge")}
    assert states.pop(first) == "planned"
    assert list(states.values()) == ["sending", "sending"]
    store.close()
