"""Kinds by readers once more, with people whose teams and roles are stored; and when these change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.service.policy import Subject
from bot.service.reading import NotAllowed, Reading
from bot.service.retention import tables_in_effect
from content.library import Library
from content.privacy import KINDS, Kind
from dialogs.people_ports import Roster
from storage.unit_of_work import Store
from tests.privacy.test_policy import SEEN
from tests.service.people_there import CALLERS, HERE, NORTH, NOW, SOUTH, There

# Whose row of tests/privacy/test_policy.py counts; the operator, who has the machine, is nobody to the policy.
READS_AS = {
    "rep": "rep",
    "peer": "other rep",
    "stranger": "other rep",
    "manager": "own manager",
    "second_manager": "own manager",
    "author": "author",
    "admin": "admin",
    "other_rep": "other rep",
    "other_manager": "other manager",
    "other_admin": "elsewhere's admin",
    "nobody": "nobody",
    "operator": "nobody",
    "off": "nobody",
}


@pytest.fixture
def there(store: Store) -> There:
    return There(store).filled()


def seen(there: There, library: Library, caller: str, kind: Kind, *, of: str = "rep") -> str:
    """Return the form in which a caller sees a kind of a member's data; "none" where it is refused."""
    with there.store.unit_of_work() as work:
        standing = there.standing(work, caller)
    reading = Reading(there.store.unit_of_work, tables_in_effect(library), standing)
    try:
        return reading.look(kind, Subject(HERE, there[of]), lambda work, decision: decision.form, at=NOW)
    except NotAllowed:
        return "none"


def test_nobody_is_left_out_of_the_table() -> None:
    assert {*CALLERS, "peer", "stranger", "second_manager"} == set(READS_AS)


def test_each_sees_of_a_rep_what_the_table_says(there: There, shipped: Library) -> None:
    found = {(who, kind): seen(there, shipped, who, kind) for who in READS_AS for kind in KINDS}

    assert found == {(who, kind): SEEN.get((READS_AS[who], kind), "none") for who in READS_AS for kind in KINDS}


def test_who_leads_a_team_with_another_is_not_their_manager(there: There, shipped: Library) -> None:
    assert seen(there, shipped, "second_manager", "account", of="manager") == "none"
    assert seen(there, shipped, "second_manager", "brief", of="manager") == "none"


def moves_to_south(people: Roster, there: There) -> None:
    people.leave(NORTH.id, there["rep"], NOW)
    people.join(SOUTH.id, there["rep"], "rep", NOW)


ENDS: dict[str, Callable[[Roster, There], None]] = {
    "the rep leaves": lambda people, there: people.leave(NORTH.id, there["rep"], NOW),
    "the rep moves": moves_to_south,
    "the manager leaves": lambda people, there: people.leave(NORTH.id, there["manager"], NOW),
    "the manager is a rep": lambda people, there: people.join(NORTH.id, there["manager"], "rep", NOW),
    "the manager is off": lambda people, there: people.set_active(there["manager"], since=NOW),
    "the team is closed": lambda people, there: people.close_team(NORTH.id, NOW),
}


def changed(there: There, change: Callable[[Roster, There], None]) -> None:
    with there.store.unit_of_work() as work:
        change(work.people(HERE), there)
        work.commit()


@pytest.mark.parametrize("end", ENDS)
def test_a_manager_sees_nothing_from_the_moment_that_they_are_not_the_reps(
    there: There, shipped: Library, end: str
) -> None:
    assert seen(there, shipped, "manager", "brief") == "whole"

    changed(there, ENDS[end])

    assert seen(there, shipped, "manager", "brief") == "none"
    assert seen(there, shipped, "other_manager", "brief") == ("whole" if end == "the rep moves" else "none")


def test_a_rep_of_two_teams_is_seen_by_the_managers_of_both(there: There, shipped: Library) -> None:
    changed(there, lambda people, there: people.join(SOUTH.id, there["rep"], "rep", NOW))

    assert [seen(there, shipped, who, "account") for who in ("manager", "other_manager")] == ["names", "names"]


def test_a_role_that_was_taken_away_opens_nothing(there: There, shipped: Library) -> None:
    assert seen(there, shipped, "admin", "audit") == "whole"

    changed(there, lambda people, there: people.revoke(there["admin"], "admin"))

    assert seen(there, shipped, "admin", "audit") == "none"


def test_no_callers_word_makes_somebody_a_managers_rep(there: There, shipped: Library) -> None:
    """The teams that a caller names are not asked for where the person is known."""
    with there.store.unit_of_work() as work:
        standing = there.standing(work, "other_manager")
    reading = Reading(there.store.unit_of_work, tables_in_effect(shipped), standing)

    with pytest.raises(NotAllowed):
        reading.accounts(Subject(HERE, there["rep"], frozenset({SOUTH.id})), at=NOW)
