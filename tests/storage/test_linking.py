"""Two members who are one person, on both databases: all of either is there, and goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.errors import StoreMisuse
from dialogs.model import Member, MemberId
from dialogs.people import Linked, Moved, Team, TeamId
from storage.unit_of_work import Store
from tests.storage.accounts import an_account, file_of, listed, made, opened
from tests.storage.accounts import kept as keep
from tests.storage.conftest import AT, ATTEMPT, DISAGREEMENT, ELSEWHERE, HERE, a_session, a_turn, saved

NORTH, SOUTH = Team(TeamId("n"), HERE, "North", AT), Team(TeamId("s"), HERE, "South", AT)
LATER = AT + timedelta(hours=1)


def member(store: Store, address: str, channel: str = "slack") -> Member:
    with store.unit_of_work() as work:
        new = work.add_member(HERE, channel, address, address.title(), AT)
        work.commit()
    return new


@pytest.fixture
def two(store: Store) -> tuple[Member, Member]:
    """Ann in Slack, and herself in Telegram: each with a session, practice, an account of one name and a place."""
    found = member(store, "ann"), member(store, "42", "telegram")
    for number, one in enumerate(found):
        session = saved(store, a_session(one, f"s{number}"))
        opened(store, one, an_account(one, f"acme{number}", name="Acme"))
        keep(store, one, made(an_account(one, f"acme{number}", name="Acme")))
        with store.unit_of_work() as work:
            work.append_turn(session, a_turn(), "menu.choosing")
            work.add_attempts(session, [ATTEMPT], AT)
            work.keep_disagreements(session, [DISAGREEMENT], AT)
            work.keep_practice(HERE, one.id, {"mine": number})
            work.commit()
    with store.unit_of_work() as work:
        people = work.people(HERE)
        people.add_team(NORTH)
        people.add_team(SOUTH)
        people.join(NORTH.id, found[0].id, "rep", AT)
        people.join(NORTH.id, found[1].id, "manager", AT)
        people.join(SOUTH.id, found[1].id, "rep", AT)
        people.grant(found[1].id, "admin", by=None, at=AT)
        work.commit()
    return found


def united(store: Store, taken_in: Member, into: Member) -> Moved:
    with store.unit_of_work() as work:
        moved = work.people(HERE).unite(taken_in.id, into.id, LATER)
        work.commit()
    return moved


def at(store: Store, one: Member) -> MemberId:
    with store.unit_of_work() as work:
        found = work.member(HERE, one.channel, one.address)
    assert found is not None
    return found.id


def roles(store: Store, one: Member) -> tuple[set[str], set[str]]:
    with store.unit_of_work() as work:
        standing = work.people(HERE).standing(one.id)
    return set(standing.roles), set(standing.teams)


def test_what_one_had_is_the_others_from_then_on(store: Store, two: tuple[Member, Member]) -> None:
    ann, other = two

    moved = united(store, other, ann)

    assert at(store, other) == ann.id
    assert [(account.id, account.name) for account in listed(store, ann)] == [("acme0", "Acme"), ("acme1", "Acme (2)")]
    file = file_of(store, ann, "acme1")
    assert file is not None
    assert file.snapshots[0].author == other.id  # a snapshot is never changed
    assert roles(store, ann) == ({"manager", "rep", "admin"}, {"n", "s"})
    assert roles(store, other) == (set(), set())
    assert moved.accounts == ("acme1",)


def test_sessions_and_objections_stay_where_they_were_and_are_found(store: Store, two: tuple[Member, Member]) -> None:
    ann, other = two

    united(store, other, ann)

    with store.unit_of_work() as work:
        mine, theirs = work.latest_session(HERE, ann.id), work.latest_session(HERE, other.id)
        assert mine and theirs and (mine.id, theirs.id) == ("s0", "s1")
        assert len(work.disagreements(HERE)) == 2
        assert list(work.people(HERE).taken_in(ann.id)) == [other.id]
        assert [one.name for one in work.people(HERE).people()] == ["Ann"]  # who is part of another is in no list


def test_taken_apart_each_has_what_was_theirs(store: Store, two: tuple[Member, Member]) -> None:
    ann, other = two
    before = [roles(store, one) for one in two]
    united(store, other, ann)

    with store.unit_of_work() as work:
        people = work.people(HERE)
        link = people.link_of("telegram", "42")
        assert link == people.links_into(ann.id)[0]
        assert people.link_of("slack", "ann") is None
        people.separate(link, LATER)
        work.commit()

    assert [at(store, one) for one in two] == [ann.id, other.id]
    assert [roles(store, one) for one in two] == before
    assert [account.id for account in listed(store, ann)] == ["acme0"]
    assert [account.id for account in listed(store, other)] == ["acme1"]
    with store.unit_of_work() as work:
        assert work.people(HERE).link_of("telegram", "42") is None
        found = work.member(HERE, "telegram", "42")
        assert found and found.practice == {"mine": 1}


def test_they_can_be_linked_and_taken_apart_over_and_over(store: Store, two: tuple[Member, Member]) -> None:
    ann, other = two
    for _ in range(3):
        united(store, other, ann)
        with store.unit_of_work() as work:
            work.people(HERE).separate(work.people(HERE).links_into(ann.id)[0], LATER)
            work.commit()

    assert [account.name for account in listed(store, other)] == ["Acme"]


def test_nobody_is_put_back_where_they_were_taken_out_meanwhile(store: Store, two: tuple[Member, Member]) -> None:
    ann, other = two
    united(store, other, ann)

    with store.unit_of_work() as work:
        people = work.people(HERE)
        people.leave(NORTH.id, ann.id, LATER)
        people.revoke(ann.id, "admin")
        people.separate(people.links_into(ann.id)[0], LATER)
        work.commit()

    assert roles(store, ann) == (set(), set())
    assert roles(store, other) == ({"rep"}, {"s"})


def test_nobody_is_linked_with_themselves_or_twice_or_with_a_stranger(store: Store, two: tuple[Member, Member]) -> None:
    ann, other = two
    united(store, other, ann)
    for taken_in, into in ((ann.id, ann.id), (other.id, ann.id), (ann.id, other.id), (ann.id, MemberId("nobody"))):
        with pytest.raises(StoreMisuse), store.unit_of_work() as work:
            work.people(HERE).unite(taken_in, into, LATER)


def test_another_workspace_finds_and_undoes_no_link_of_here(store: Store, two: tuple[Member, Member]) -> None:
    ann, other = two
    united(store, other, ann)

    with store.unit_of_work() as work:
        there = work.people(ELSEWHERE)
        assert there.link_of("telegram", "42") is None
        assert there.links_into(ann.id) == []
        assert there.taken_in(ann.id) == []
        with pytest.raises(StoreMisuse):
            there.separate(Linked(other.id, ann.id, LATER), LATER)

    assert at(store, other) == ann.id
