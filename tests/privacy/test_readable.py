"""The text of an export is for the person: whole sentences, names in place of ids, no machine's keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot import wiring
from dialogs.model import MemberId
from dialogs.privacy.model import UNDO_DAYS
from dialogs.privacy.readable import readable
from storage.unit_of_work import Store, open_store
from tests.privacy.seeding import AT, seed
from tests.privacy.seeding import HERE as SEEDED
from tests.service.assigning_there import HERE, Assigning


@pytest.fixture
def firm(upgraded_url: str) -> Iterator[Assigning]:
    """Lena has asked Ann for practice, and read twice how far she is; Ann has done it."""
    opened = open_store(upgraded_url)
    firm = Assigning(opened).filled(("ann", "bo"))
    firm.types("lena", "assign", "Ann", "implication questions")
    firm.taps("lena", "line_first_minute", "right_2_of_3", "week", "no_note", "give")
    firm.types("ann", "assignments", "1", "begin", "What goes wrong there?", "next")
    firm.types("lena", "results", "menu", "results")
    yield firm
    opened.close()


def told(firm: Assigning, who: str) -> str:
    with firm.store.unit_of_work() as work:
        ids = work.people(HERE).whole(firm.member(who))
        return readable(wiring.library(), work.privacy(HERE).export(ids, firm.now))


def test_who_looked_is_named_and_the_same_look_stands_once(firm: Assigning) -> None:
    text = told(firm, "ann")

    (line,) = re.findall(r"^- (\S+ Lena .*)$", text, flags=re.MULTILINE)
    assert re.fullmatch(r"2026-03-02 Lena \(manager\) read assigned drills of Ann: status \(\d+ times\)", line)


def test_a_manager_who_is_to_be_erased_is_not_named(firm: Assigning) -> None:
    with firm.store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure([firm.member("lena")], firm.now, due_at=firm.now)
        work.commit()

    assert "Lena (manager)" not in told(firm, "ann")


def test_teams_and_assignments_stand_by_name_and_what_was_said_as_text(firm: Assigning) -> None:
    text = told(firm, "ann")

    assert "team North; role rep" in text
    assert re.search(r"^- assignment One exercise: .*; status trying$", text, flags=re.MULTILINE)
    assert re.search(r"^- 2026-03-02 09:00 slack.*: You wrote: “What goes wrong there\?”", text, flags=re.MULTILINE)


def test_no_key_and_no_id_of_a_machine_is_in_it(firm: Assigning) -> None:
    text = told(firm, "ann")

    assert not re.search(r"\b[0-9a-f]{12,}\b", text)
    assert not re.search(r'"type"|event_id|content_hash', text)


def test_every_sort_of_row_can_be_read(upgraded_url: str) -> None:
    opened: Store = open_store(upgraded_url)
    ann = seed(opened, "ann")
    with opened.unit_of_work() as work:
        work.privacy(SEEDED).ask_erasure([ann], AT, due_at=AT)
        ids = work.people(SEEDED).whole(MemberId(ann))
        export = work.privacy(SEEDED).export(ids, AT)
    opened.close()

    text = readable(wiring.library(), export)

    for name, rows in export.tables.items():
        assert f"{name.replace('_', ' ')} ({len(rows)})" in text
    assert UNDO_DAYS and "- \n" not in text
