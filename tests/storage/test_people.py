"""Teams, roles and codes in a real store: what is kept, what wins, and that nothing leads into another workspace."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.errors import StoreMisuse
from dialogs.model import Member, MemberId, WorkspaceId
from dialogs.people import Invite, Standing, Team, TeamId
from dialogs.replies import Say
from storage.unit_of_work import Store, open_store
from tests.storage.conftest import AT, ELSEWHERE, HERE, a_session, a_turn, queued

NORTH, SOUTH = Team(TeamId("n"), HERE, "North", AT), Team(TeamId("s"), HERE, "South", AT)
LATER = AT + timedelta(hours=1)


def member(store: Store, name: str, workspace: WorkspaceId = HERE, channel: str = "slack") -> Member:
    with store.unit_of_work() as work:
        new = work.add_member(workspace, channel, name.lower(), name, AT)
        work.commit()
    return new


@pytest.fixture
def ann(store: Store) -> Member:
    """Ann, in a workspace with two teams."""
    ann = member(store, "Ann")
    with store.unit_of_work() as work:
        assert work.people(HERE).add_team(NORTH)
        assert work.people(HERE).add_team(SOUTH)
        work.commit()
    return ann


def standing(store: Store, member_id: MemberId, workspace: WorkspaceId = HERE) -> Standing:
    with store.unit_of_work() as work:
        return work.people(workspace).standing(member_id)


def test_a_member_without_teams_and_grants_has_no_role(store: Store, ann: Member) -> None:
    assert standing(store, ann.id) == Standing(HERE, ann.id)
    assert standing(store, ann.id).roles == frozenset()


def test_one_person_is_rep_here_manager_there_and_author(store: Store, ann: Member) -> None:
    with store.unit_of_work() as work:
        people = work.people(HERE)
        people.join(NORTH.id, ann.id, "rep", AT)
        people.join(SOUTH.id, ann.id, "manager", AT)
        people.grant(ann.id, "author", by=None, at=AT)
        work.commit()

    found = standing(store, ann.id)
    assert (found.teams, found.leads) == ({NORTH.id, SOUTH.id}, {SOUTH.id})
    assert found.roles == {"rep", "manager", "author"}
    assert not found.administers


def test_nobody_has_a_standing_in_another_workspace(store: Store, ann: Member) -> None:
    with store.unit_of_work() as work:
        work.people(HERE).grant(ann.id, "admin", by=None, at=AT)
        work.people(HERE).join(NORTH.id, ann.id, "manager", AT)
        work.commit()

    assert standing(store, ann.id, ELSEWHERE) == Standing(ELSEWHERE)


def test_a_deactivated_admin_stands_as_nobody_until_they_return(store: Store, ann: Member) -> None:
    with store.unit_of_work() as work:
        work.people(HERE).grant(ann.id, "admin", by=None, at=AT)
        work.people(HERE).set_active(ann.id, since=AT)
        work.commit()

    assert standing(store, ann.id) == Standing(HERE)
    with store.unit_of_work() as work:
        found = work.member(HERE, "slack", "ann")
        assert found and found.deactivated
        work.people(HERE).set_active(ann.id, since=None)
        work.commit()
    assert standing(store, ann.id).administers


def test_who_leaves_is_out_and_who_returns_is_in_since_then(store: Store, ann: Member) -> None:
    with store.unit_of_work() as work:
        people = work.people(HERE)
        people.join(NORTH.id, ann.id, "rep", AT)
        people.join(NORTH.id, ann.id, "manager", LATER)  # a change of role is no new joining
        assert [one.joined_at for one in people.memberships(NORTH.id)] == [AT]
        people.leave(NORTH.id, ann.id, LATER)
        assert people.memberships(NORTH.id) == []
        people.join(NORTH.id, ann.id, "rep", LATER)
        work.commit()

    with store.unit_of_work() as work:
        (found,) = work.people(HERE).memberships(NORTH.id)
    assert (found.role, found.joined_at, found.left_at) == ("rep", LATER, None)


def test_two_open_teams_never_have_one_name(store: Store, ann: Member) -> None:
    with store.unit_of_work() as work:
        people = work.people(HERE)
        assert not people.add_team(replace(NORTH, id=TeamId("x"), name=" NORTH "))
        assert not people.rename_team(SOUTH.id, "north")
        assert people.rename_team(SOUTH.id, "SOUTH")
        people.close_team(NORTH.id, LATER)
        assert people.add_team(replace(NORTH, id=TeamId("x")))
        work.commit()

    with store.unit_of_work() as work:
        people = work.people(HERE)
        assert [(one.id, one.name) for one in people.teams()] == [("x", "North"), ("s", "SOUTH")]
        assert [one.closed_at for one in people.teams(closed=True)] == [LATER, None, None]
        assert people.team_named("North") == replace(NORTH, id=TeamId("x"))


def test_closing_a_team_lets_everybody_go_and_voids_its_invitations(store: Store, ann: Member) -> None:
    with store.unit_of_work() as work:
        people = work.people(HERE)
        people.join(NORTH.id, ann.id, "manager", AT)
        people.add_invite(Invite("h", NORTH.id, "rep", LATER), by=ann.id, at=AT)
        people.close_team(NORTH.id, AT)
        work.commit()

    assert standing(store, ann.id).roles == frozenset()
    with store.unit_of_work() as work:
        assert work.people(HERE).take_invite("h", ann.id, AT) is None


def test_people_are_listed_by_name_with_what_they_are(store: Store, ann: Member) -> None:
    bob = member(store, "bob", channel="telegram")
    member(store, "Zoe", ELSEWHERE)
    with store.unit_of_work() as work:
        work.people(HERE).join(SOUTH.id, bob.id, "rep", AT)
        work.people(HERE).grant(ann.id, "admin", by=None, at=AT)
        work.commit()

    with store.unit_of_work() as work:
        found = work.people(HERE).people()
        assert work.people(HERE).person(bob.id) == found[1]
        assert work.people(ELSEWHERE).person(bob.id) is None
    assert [one.name for one in found] == ["Ann", "bob"]
    assert found[0].grants == {"admin"}
    assert found[1].teams == ((SOUTH, "rep"),)
    assert found[1].addresses == (("telegram", "bob"),)


def test_an_invitation_is_used_once(store: Store, ann: Member) -> None:
    bob = member(store, "Bob")
    with store.unit_of_work() as work:
        people = work.people(HERE)
        people.add_invite(Invite("h", NORTH.id, "rep", LATER), by=ann.id, at=AT)
        found = people.take_invite("h", bob.id, AT)
        assert found is not None
        assert (found.team_id, found.role, found.used_by) == (NORTH.id, "rep", bob.id)
        assert people.take_invite("h", ann.id, AT) is None
        assert not people.revoke_invite("h", AT)
        work.commit()


def test_an_invitation_is_void_when_it_expired_or_was_revoked_or_is_anothers(store: Store, ann: Member) -> None:
    there = member(store, "Zoe", ELSEWHERE)
    with store.unit_of_work() as work:
        people = work.people(HERE)
        for name in ("expired", "revoked", "good"):
            people.add_invite(Invite(name, NORTH.id, "rep", LATER), by=None, at=AT)
        assert people.revoke_invite("revoked", AT)
        assert people.take_invite("expired", ann.id, LATER) is None
        assert people.take_invite("revoked", ann.id, AT) is None
        assert people.take_invite("unknown", ann.id, AT) is None
        assert work.people(ELSEWHERE).take_invite("good", there.id, AT) is None
        assert not work.people(ELSEWHERE).revoke_invite("good", AT)
        assert people.take_invite("good", ann.id, AT) is not None


def test_of_two_who_use_one_invitation_at_once_one_wins(url: str, store: Store, ann: Member) -> None:
    bob = member(store, "Bob")
    with store.unit_of_work() as work:
        work.people(HERE).add_invite(Invite("h", NORTH.id, "rep", LATER), by=None, at=AT)
        work.commit()

    def takes(who: MemberId) -> bool:
        own = open_store(url, busy_timeout_s=30)
        try:
            with own.unit_of_work() as work:
                taken = work.people(HERE).take_invite("h", who, AT) is not None
                work.commit()
                return taken
        finally:
            own.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(takes, [ann.id, bob.id])) == [False, True]


def test_a_link_code_is_used_once_and_in_time_and_a_new_one_voids_the_old(store: Store, ann: Member) -> None:
    with store.unit_of_work() as work:
        people = work.people(HERE)
        people.add_link_code("old", ann.id, expires_at=LATER)
        people.add_link_code("new", ann.id, expires_at=LATER)
        assert people.take_link_code("old", AT) is None
        assert people.take_link_code("new", LATER) is None
        assert work.people(ELSEWHERE).take_link_code("new", AT) is None
        assert people.take_link_code("new", AT) == ann.id
        assert people.take_link_code("new", AT) is None


def test_tries_are_counted_by_address_and_hour(store: Store) -> None:
    with store.unit_of_work() as work:
        people = work.people(HERE)
        assert [people.count_try("slack", "ann", AT) for _ in range(3)] == [1, 2, 3]
        assert people.count_try("slack", "bob", AT) == 1
        assert work.people(ELSEWHERE).count_try("slack", "ann", AT) == 1
        assert people.count_try("slack", "ann", LATER) == 1
        people.forget_tries("slack", "ann")
        assert people.count_try("slack", "ann", LATER) == 1


def test_no_id_of_another_workspace_gets_a_role_or_a_place(store: Store, ann: Member) -> None:
    there = member(store, "Zoe", ELSEWHERE)
    for change in (
        lambda people: people.grant(there.id, "admin", by=None, at=AT),
        lambda people: people.join(NORTH.id, there.id, "manager", AT),
        lambda people: people.add_link_code("h", there.id, expires_at=LATER),
        lambda people: people.unite(there.id, ann.id, AT),
    ):
        with pytest.raises(StoreMisuse), store.unit_of_work() as work:
            change(work.people(HERE))
    with store.unit_of_work() as work:
        work.people(ELSEWHERE).rename_team(NORTH.id, "Stolen")
        work.people(ELSEWHERE).close_team(NORTH.id, AT)
        work.people(ELSEWHERE).set_active(ann.id, since=AT)
        assert work.people(HERE).team_named("n") == NORTH
        assert work.people(ELSEWHERE).team_named("n") is None
        assert work.people(HERE).standing(ann.id).member_id == ann.id


def test_a_message_goes_once_to_where_the_member_was_last_heard(store: Store) -> None:
    queued(store)
    with store.unit_of_work() as work:
        ann = work.member(HERE, "terminal", "ann")
        assert ann is not None
        other = work.add_member(HERE, "slack", "U1", "Ann", AT)
        work.people(HERE).unite(other.id, ann.id, AT)
        session = work.save_session(a_session(ann, "second", 2), AT)
        work.append_turn(session, replace(a_turn(), channel="terminal", who="ann"), "x")
        work.commit()

    with store.unit_of_work() as work:
        assert work.put_message(HERE, ann.id, "news", [Say("News.")], AT)
        assert not work.put_message(HERE, ann.id, "news", [Say("News.")], AT)
        assert not work.put_message(HERE, other.id, "else", [Say("News.")], AT)  # it has no address any more
        assert not work.put_message(ELSEWHERE, ann.id, "else", [Say("News.")], AT)
        assert work.pending_replies(HERE, "terminal", "ann")[-1] == ("news/0", Say("News."), "")
        assert work.pending_replies(HERE, "slack", "U1") == []


def test_a_member_whose_addresses_are_dead_gets_no_message(store: Store, ann: Member) -> None:
    with store.unit_of_work() as work:
        work.mark_unreachable(HERE, "slack", "ann", AT)
        assert not work.put_message(HERE, ann.id, "news", [Say("News.")], AT)


def test_a_member_who_is_deactivated_gets_no_message(store: Store, ann: Member) -> None:
    with store.unit_of_work() as work:
        work.people(HERE).set_active(ann.id, since=AT)
        assert not work.put_message(HERE, ann.id, "news", [Say("News.")], AT)
