"""An export holds everything of a person and nothing of anybody else, as JSON and as text, soon enough."""

from __future__ import annotations

import json
from datetime import timedelta
from time import perf_counter

from sqlalchemy import insert

from bot.service.own_data import OwnData
from content.library import Library
from dialogs.model import MemberId
from dialogs.privacy.exporting import json_text, parts_of
from dialogs.privacy.model import OPERATOR, Export
from dialogs.privacy.readable import readable
from dialogs.replies import LIMITS
from storage.owned import SHOWN
from storage.tables import Row, table
from storage.unit_of_work import Store
from tests.dialogs.coaching import Coach, faults_of
from tests.privacy.seeding import AT, HERE, everything, marker, mentions, row_of, seed

MANY = 10_000  # issue 7: within 60 seconds also for so many turns


def exported(store: Store, member: str) -> Export:
    with store.unit_of_work() as work:
        return work.privacy(HERE).export(work.people(HERE).whole(MemberId(member)), AT)


def test_every_marker_of_the_person_is_in_the_json_and_nobody_elses(store: Store, shipped: Library) -> None:
    ann = seed(store, "ann")
    seed(store, "bo")
    text = json_text(exported(store, ann))

    for place in set(mentions(store, "ann")):
        name, column = place.split(".")
        mark = next(repr(r[column]) for r in everything(store)[name] if "ann~" in repr(r[column]))
        assert mark.strip("'") in text or json.dumps(json.loads(mark.replace("'", '"')), ensure_ascii=False) in text
    assert "bo~" not in text
    assert marker("ann", "turn", "text") in readable(shipped, exported(store, ann))


def test_the_json_has_every_table_and_every_column(store: Store) -> None:
    ann = seed(store, "ann")

    found = json.loads(json_text(exported(store, ann)))

    assert (found["format"], found["version"], found["made_at"]) == ("sales-coach-export", 1, AT.isoformat())
    assert set(found["tables"]) == set(SHOWN)
    for name, rows in found["tables"].items():
        assert [set(row) for row in rows] == [set(Row.metadata.tables[name].c.keys())] * len(rows), name
        assert len(rows) == {"erasure": 0, "member": 2}.get(name, 1), name
    assert found["tables"]["turn"][0]["at"] == AT.isoformat()


def test_it_reads_the_same_each_time(store: Store) -> None:
    ann = seed(store, "ann")

    assert json_text(exported(store, ann)) == json_text(exported(store, ann))


def test_ten_thousand_turns_are_exported_in_seconds(store: Store, shipped: Library) -> None:
    ann = seed(store, "ann")
    turn, attempt = row_of("ann", "turn"), row_of("ann", "attempt")
    with store._engine.begin() as db:
        turns = [turn | {"at": AT + timedelta(minutes=n), "text": f"line {n}"} for n in range(MANY)]
        db.execute(insert(table("turn")), turns)
        db.execute(insert(table("attempt")), [attempt | {"at": AT + timedelta(minutes=n)} for n in range(MANY)])
    started = perf_counter()

    export = exported(store, ann)
    text, told = json_text(export), readable(shipped, export)

    assert perf_counter() - started < 20  # issue 7: 60 s; measured 1 to 2 s on a busy machine
    assert f'"line {MANY - 1}"' in text and f"line {MANY - 1}" in told
    assert export.rows == 2 * MANY + len(SHOWN)  # no wish to be erased; two members, one was taken in


def test_cut_into_messages_nothing_is_lost() -> None:
    text = "\n".join([*(f"line {n}" for n in range(2000)), "x" * 6000, "the end"])

    parts = parts_of(text)

    assert "".join(parts) == text
    assert max(map(len, parts)) <= LIMITS["brief"]


def test_whoever_takes_it_out_stands_in_the_log(store: Store) -> None:
    ann = seed(store, "ann")

    with store.unit_of_work() as work:
        OwnData(work, HERE, ann).taken_out(AT, by=OPERATOR, role="operator")
        work.commit()

    with store.unit_of_work() as work:
        latest, *_ = work.privacy(HERE).logged([ann], limit=5)
    assert (latest.looked.actor, latest.looked.act, latest.looked.subject) == (OPERATOR, "export", ann)


def test_an_export_in_the_chat_leaves_out_what_the_chat_shows(shipped: Library) -> None:
    coach = Coach(shipped)
    coach.starts("menu")
    rows = {"turn": ({"at": AT.isoformat(), "channel": "x", "state": "s", "text": "my own words", "choice": None},)}
    coach.rows = rows | {"outbox": ({"reply": {"text": "what was sent"}},)}

    step = coach.says("export")

    assert faults_of(step) == []
    assert step.acts == ("exported",)
    assert coach.reads("my own words", '"tables"', "2 records in 2 tables")
    assert not coach.reads("what was sent")


def test_an_export_that_is_too_long_for_the_chat_says_where_it_is(shipped: Library) -> None:
    coach = Coach(shipped)
    coach.starts("menu")
    turn = {"at": AT.isoformat(), "channel": "x", "state": "s", "text": "word " * 100, "choice": None}
    coach.rows = {"turn": (turn,) * 45}
    half = coach.says("export")
    coach.rows = {"turn": (turn,) * 500}

    step = coach.says("export")

    assert faults_of(step) == faults_of(half) == []
    assert len(half.replies) > 10
    assert len(step.replies) == 1
    assert coach.reads("coach export --as ann --to FOLDER")
    assert step.acts == ("exported",)
