"""Who may do what with a workspace's people: every use case, for everybody who may come along."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import wiring
from bot.service.contacts import Contacts
from bot.service.people import MOST_INVITE_DAYS, People
from bot.service.people_names import PeopleRefused
from dialogs.people import Standing
from storage.unit_of_work import Store, open_store
from tests.service.people_there import CALLERS, ELSEWHERE, HERE, NORTH, NOW, SOUTH, There


@pytest.fixture
def store(upgraded_file: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    yield opened
    opened.close()


@pytest.fixture
def there(store: Store) -> There:
    return There(store).filled()


@dataclass(frozen=True)
class Use:
    """One use case as somebody calls it, and who may; whoever may not is refused, and nothing changes."""

    does: Callable[[People, There], Any]
    may: str


ADMINS = "admin operator"
OF_NORTH = f"manager {ADMINS}"
USES = {
    "members": Use(lambda people, there: people.members(), ADMINS + " other_admin"),  # of their own workspace
    "grant": Use(lambda people, there: people.grant(there["rep"], "admin"), ADMINS),
    "revoke": Use(lambda people, there: people.revoke(there["author"], "author"), ADMINS),
    "add_team": Use(lambda people, there: people.add_team("West"), ADMINS + " other_admin"),  # in their own workspace
    "rename_team": Use(lambda people, there: people.rename_team("North", "Nord"), ADMINS),
    "close_team": Use(lambda people, there: people.close_team("North"), ADMINS),
    "deactivate": Use(lambda people, there: people.deactivate(there["rep"]), ADMINS),
    "left_firm": Use(lambda people, there: people.left_firm(there["rep"]), ADMINS),
    "bring_back": Use(lambda people, there: people.bring_back(there["off"]), ADMINS),
    "reps": Use(lambda people, there: people.reps("North"), OF_NORTH),
    "reps by id": Use(lambda people, there: people.reps("north"), OF_NORTH),
    "managers": Use(lambda people, there: people.managers("north"), OF_NORTH + " rep"),
    "invite a rep": Use(lambda people, there: people.invite("North"), OF_NORTH),
    "invite a manager": Use(lambda people, there: people.invite("North", "manager"), ADMINS),
    "add a rep": Use(lambda people, there: people.add("North", there["stranger"]), OF_NORTH),
    "add a manager": Use(lambda people, there: people.add("North", there["stranger"], "manager"), ADMINS),
    "make a rep manager": Use(lambda people, there: people.add("North", there["rep"], "manager"), ADMINS),
    "remove a rep": Use(lambda people, there: people.remove("North", there["peer"]), OF_NORTH),
    "remove a manager": Use(lambda people, there: people.remove("North", there["second_manager"]), ADMINS),
    "find": Use(lambda people, there: people.find("stranger"), OF_NORTH + " other_manager"),
    "leave": Use(lambda people, there: people.leave("North"), "rep manager"),
    "leave the only one": Use(lambda people, there: people.leave(), "rep other_rep manager other_manager"),
}


@pytest.mark.parametrize("use", USES)
def test_everybody_may_what_they_may_and_no_more(there: There, use: str) -> None:
    before = everything(there)

    may = [caller for caller in CALLERS if done_by(there, USES[use], caller)]

    assert may == [caller for caller in CALLERS if caller in USES[use].may.split()]
    assert everything(there) == before  # none of it was kept, and what was refused wrote nothing of its own


def done_by(there: There, use: Use, caller: str) -> bool:
    """Try it, and take it back."""
    with there.store.unit_of_work() as work:
        try:
            use.does(there.people(work, caller), there)
        except PeopleRefused:
            work.commit()
            return False
        return True


def everything(there: There) -> list[Any]:
    with there.store.unit_of_work() as work:
        found: list[Any] = []
        for workspace in (HERE, ELSEWHERE):
            people = work.people(workspace)
            teams = people.teams(closed=True)
            found += [people.people(), teams, [people.memberships(team.id) for team in teams]]
        return found


def test_the_table_names_every_use_case() -> None:
    cases = {name for name in vars(People) if not name.startswith("_") and callable(getattr(People, name))}

    assert cases - {"revoke_invite", "teams"} <= {use.split()[0] for use in USES}


def test_everybody_sees_the_teams_that_they_are_in_and_an_admin_all(there: There) -> None:
    seen = {caller: [team.name for team in there.does(caller, People.teams)] for caller in CALLERS}

    everything = ["North", "South"]
    assert {caller for caller, teams in seen.items() if teams == everything} == {"admin", "operator"}
    assert {caller for caller, teams in seen.items() if teams == ["North"]} == {"rep", "manager"}
    assert {caller for caller, teams in seen.items() if teams == ["South"]} == {"other_rep", "other_manager"}
    assert not any(seen[caller] for caller in ("nobody", "author", "other_admin", "off"))


def test_an_invitation_is_revoked_by_who_leads_its_team_alone(there: There) -> None:
    _, code = there.does("admin", lambda people: people.invite("North"))
    revoking = Use(lambda people, there: people.revoke_invite(code), OF_NORTH)

    assert [caller for caller in CALLERS if done_by(there, revoking, caller)] == ["manager", "admin", "operator"]
    with pytest.raises(PeopleRefused, match="code_wrong"):  # as if there were none
        there.does("other_manager", lambda people: people.revoke_invite(code))


def test_an_admin_elsewhere_reaches_nobody_here_by_a_guessed_id(there: There) -> None:
    for use in (use for name, use in USES.items() if name not in ("add_team", "members")):
        with pytest.raises(PeopleRefused) as refused:
            there.does("other_admin", lambda people, use=use: use.does(people, there))

        assert refused.value.saying in ("no_team", "no_person", "not_allowed")


def test_an_admin_elsewhere_lists_their_own_people_alone(there: There) -> None:
    assert [one.id for one in there.does("other_admin", People.members)] == [there["other_admin"]]


def test_a_member_elsewhere_cannot_be_put_into_a_team_here(there: There) -> None:
    for name in ("other_admin",):
        with pytest.raises(PeopleRefused, match="no_person"):
            there.does("admin", lambda people, name=name: people.add("North", there[name]))  # type: ignore[misc]
        with pytest.raises(PeopleRefused, match="no_person"):
            there.does("operator", lambda people: people.find("other_admin"))


def test_a_team_that_one_is_not_in_is_refused_as_one_that_is_not_there(there: There) -> None:
    def saying(team: str) -> str:
        with pytest.raises(PeopleRefused) as refused:
            there.does("manager", lambda people: people.invite(team))
        return refused.value.saying

    assert saying("South") == saying("south") == saying("Atlantis") == "no_team"


def test_a_manager_in_two_teams_says_which(there: There) -> None:
    there.does("admin", lambda people: people.add("South", there["manager"], "manager"))

    with pytest.raises(PeopleRefused) as refused:
        there.does("manager", lambda people: people.invite(""))

    assert (refused.value.saying, refused.value.names) == ("no_team_chosen", {"teams": "North, South"})
    assert there.does("manager", lambda people: people.invite("south"))[0] == SOUTH


def test_a_manager_does_not_make_another_manager_a_rep(there: There) -> None:
    assert there.does("manager", lambda people: people.add("North", there["second_manager"])) == (NORTH, False)
    assert there.does("admin", lambda people: people.add("North", there["second_manager"])) == (NORTH, True)


def test_who_is_switched_off_is_in_no_list_and_is_added_to_nothing(there: There) -> None:
    there.does("admin", lambda people: people.deactivate(there["rep"]))

    _, reps = there.does("manager", lambda people: people.reps("North"))
    assert [one.name for one in reps] == ["Peer"]
    with pytest.raises(PeopleRefused, match="off_person"):
        there.does("admin", lambda people: people.add("South", there["rep"]))


def test_a_role_that_was_taken_away_counts_no_more(there: There) -> None:
    there.does("operator", lambda people: people.revoke(there["admin"], "admin"))

    with pytest.raises(PeopleRefused, match="not_allowed"):
        there.does("admin", People.members)


def test_who_was_added_or_removed_is_told(there: There) -> None:
    there.does("manager", lambda people: people.add("", there["stranger"], by_name="Maren"))
    there.does("manager", lambda people: people.remove("", there["stranger"]))
    Contacts(there.store.unit_of_work).release(NOW + timedelta(days=1), 9)  # none in the first 24 hours of somebody

    with there.store.unit_of_work() as work:
        texts = [reply.plain_text() for _, reply, _ in work.pending_replies(HERE, "slack", "stranger")]
    assert "Maren added you to the team North" in texts[0]
    assert "no longer in the team North" in texts[1]


def test_somebody_is_found_by_address_or_name_and_two_of_one_name_by_address_alone(there: There) -> None:
    with there.store.unit_of_work() as work:
        twin = work.add_member(HERE, "telegram", "42", "Peer", NOW)
        work.commit()

    assert there.does("admin", lambda people: people.find(" @Stranger ")) == there["stranger"]
    assert there.does("admin", lambda people: people.find("42")) == twin.id
    assert there.does("admin", lambda people: people.find("peer")) == there["peer"]  # an address comes before a name
    with there.store.unit_of_work() as work:
        work.set_profile(HERE, there["rep"], name="Twin")
        work.set_profile(HERE, there["peer"], name="Twin")
        work.commit()
    with pytest.raises(PeopleRefused) as refused:
        there.does("admin", lambda people: people.find("twin"))
    assert refused.value.names["found"] == "peer, rep"


@pytest.mark.parametrize("name", ["", "  ", "123", "x" * 61])
def test_a_team_has_a_name_that_can_be_read(there: There, name: str) -> None:
    with pytest.raises(PeopleRefused, match="team_name_unusable"):
        there.does("admin", lambda people: people.add_team(name))


@pytest.mark.parametrize("days", [0, -1, MOST_INVITE_DAYS + 1])
def test_an_invitation_works_for_some_days(there: There, days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        there.does("admin", lambda people: people.invite("North", days=days))


def test_nobody_stands_nowhere() -> None:
    assert Standing(HERE).roles == frozenset()
    assert not Standing(HERE).administers


MEMBERS = [name for name in CALLERS if name not in ("nobody", "operator")]  # who has an address to type from


def test_everybody_here_may_use_a_code_and_nobody_elsewhere(there: There) -> None:
    for name in MEMBERS:  # one who is off does not get as far: their turns are turned away
        _, code = there.does("admin", lambda people: people.invite("South"))
        with there.store.unit_of_work() as work:
            if name == "other_admin":
                with pytest.raises(PeopleRefused, match="code_wrong"):
                    there.joining(work, name).join(code)
            else:
                assert there.joining(work, name).join(code)[0] == SOUTH


def test_everybody_may_link_their_own_chats_and_nobody_theirs_to_one_elsewhere(there: There) -> None:
    for name in [name for name in MEMBERS if name != "off"]:
        with there.store.unit_of_work() as work:
            code = there.joining(work, name).link_code()
            other = "rep" if name == "other_admin" else "other_admin"
            with pytest.raises(PeopleRefused, match="code_wrong"):
                there.joining(work, other).link(code, wiring.library())
            if name not in ("other_admin", "rep"):
                assert there.joining(work, "rep").link(code, wiring.library())


def test_the_code_of_one_who_was_switched_off_meanwhile_links_nobody(there: There) -> None:
    with there.store.unit_of_work() as work:
        code = there.joining(work, "rep").link_code()
        there.people(work, "admin").deactivate(there["rep"])
        with pytest.raises(PeopleRefused, match="code_wrong"):
            there.joining(work, "peer").link(code, wiring.library())


def names_in(there: There, what: Callable[[People], Any]) -> list[str]:
    return [person.name for person in there.does("admin", what)]


def test_who_is_to_be_erased_is_in_no_list_of_others(there: There) -> None:
    with there.store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure([there["peer"]], NOW, due_at=NOW + timedelta(days=7))
        work.privacy(HERE).ask_erasure([there["second_manager"]], NOW, due_at=NOW + timedelta(days=7))
        work.commit()

    assert names_in(there, lambda people: people.reps("North")[1]) == ["Rep"]
    assert names_in(there, lambda people: people.managers("North")) == ["Manager"]
    assert {"Peer", "Second_Manager"}.isdisjoint(names_in(there, People.members))


def wishes(there: There) -> int:
    with there.store.unit_of_work() as work:
        return len(work.privacy(HERE).erasures([there["rep"]]))


def test_leaving_the_firm_begins_an_erasing_that_a_return_takes_back(there: There) -> None:
    found, due_at = there.does("admin", lambda people: people.left_firm(there["rep"]))

    assert (found.name, due_at) == ("Rep", NOW + timedelta(days=7))
    assert wishes(there) == 1
    assert "Rep" not in names_in(there, People.members)

    later = NOW + timedelta(days=2)
    back = there.does("admin", lambda people: people.bring_back(there["rep"]), at=later)
    assert (back.name, wishes(there)) == ("Rep", 0)
    with there.store.unit_of_work() as work:
        logged = [one.looked.act for one in work.privacy(HERE).logged([there["rep"]], limit=9)]
    assert logged == ["undo", "erase"]


def test_a_return_leaves_an_erasing_that_the_person_asked_for(there: There) -> None:
    with there.store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure([there["rep"]], NOW - timedelta(days=1), due_at=NOW + timedelta(days=6))
        work.commit()
    there.does("admin", lambda people: people.left_firm(there["rep"]))

    there.does("admin", lambda people: people.bring_back(there["rep"]))

    assert wishes(there) == 1
