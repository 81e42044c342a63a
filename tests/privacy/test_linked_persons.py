"""A person of two chats, teams, codes and roles: taken out whole, erased whole; others keep what they had of them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bot import wiring
from bot.service.own_data import OwnData
from bot.service.policy import Subject
from bot.service.reading import NotAllowed, Reading
from bot.service.retention import Retention, tables_in_effect
from content.library import Library
from dialogs.model import MemberId
from dialogs.privacy.exporting import json_text
from dialogs.privacy.model import OPERATOR, UNDO_DAYS, Looked, Notice
from dialogs.replies import Say
from storage.unit_of_work import Store
from tests.privacy.seeding import everything
from tests.service.test_people_in_chat import HERE, NOW, Firm, linked, text
from tests.storage.accounts import an_account, opened

WEEK = 7 * 24 * 60  # minutes
IN_SLACK, IN_TELEGRAM = "What does the zebra cost you?", "What does the okapi cost you?"


@pytest.fixture
def firm(store: Store) -> Firm:
    """
    Ann has drilled in Slack and, as 4711, in Telegram, where she came by a code; she leads North, and gave Bo a role
    and a code by which Cy came in; she has typed wrong codes. Then her chats were linked.
    """
    firm = Firm(store)
    for who, channel, words in (("annika", "slack", IN_SLACK), ("4711", "telegram", IN_TELEGRAM)):
        for line in (None, "Try one", "1", words):
            firm.types(who, line, channel=channel)
        opened(store, firm.member(who, channel), an_account(firm.member(who, channel), f"{who}-acme", f"{who} Acme"))
    firm.types("bo", None)
    firm.types("cy", None)
    firm.has_team("North", manager="annika")
    firm.types("4711", f"join {firm.code('North')}", channel="telegram")
    invited = firm.types("annika", "team invite")
    firm.types("cy", f"join {invited.split(': ')[1].split()[0]}")
    firm.types("annika", "team invite")
    firm.types("annika", "join WRNG-2345")
    with store.unit_of_work() as work:
        people = work.people(HERE)
        people.grant(firm.member("annika").id, "admin", by=None, at=NOW)
        people.grant(firm.member("bo").id, "author", by=firm.member("annika").id, at=NOW)
        work.commit()
    linked(firm, own="annika")
    return firm


def ids(firm: Firm) -> list[MemberId]:
    with firm.store.unit_of_work() as work:
        return list(work.people(HERE).whole(firm.member("annika").id))


def exported(firm: Firm, of: MemberId) -> dict[str, list[dict[str, Any]]]:
    with firm.store.unit_of_work() as work:
        found: dict[str, list[dict[str, Any]]] = json.loads(
            json_text(OwnData(work, HERE, of).taken_out(NOW, by=OPERATOR, role="operator"))
        )["tables"]  # type: ignore[assignment]
        work.commit()
    return found


def daily(firm: Firm) -> None:
    Retention(firm.store.unit_of_work, wiring.library()).run(firm.now)


def test_a_person_is_all_their_members_from_wherever_one_asks(firm: Firm) -> None:
    both = ids(firm)

    assert len(both) == 2
    with firm.store.unit_of_work() as work:
        assert [list(work.people(HERE).whole(one)) for one in both] == [both, both]
        assert list(work.people(HERE).whole(firm.member("bo").id)) == [firm.member("bo").id]


@pytest.mark.parametrize("asked", [0, 1])
def test_an_export_has_the_rows_of_both_chats_and_of_teams_codes_and_roles(firm: Firm, asked: int) -> None:
    both = ids(firm)

    tables = exported(firm, both[asked])

    assert {row["id"] for row in tables["member"]} == set(both)
    assert {row["address"] for row in tables["identity"]} == {"annika", "4711"}
    assert {row["text"] for row in tables["turn"]} >= {IN_SLACK, IN_TELEGRAM}
    assert {row["member_id"] for row in tables["session"]} == set(both)
    assert {row["name"] for row in tables["account"]} == {"annika Acme", "4711 Acme"}
    assert [(row["member_id"], row["into_id"]) for row in tables["member_link"]] == [(both[1], both[0])]
    assert [(row["address"], row["home"]) for row in tables["linked_identity"]] == [("4711", both[1])]
    assert {row["member_id"] for row in tables["membership"]} == set(both)
    assert [row["role"] for row in tables["role_grant"]] == ["admin"]
    assert [row["address"] for row in tables["code_try"]] == ["annika"]
    assert len(tables["invite"]) == 3
    assert "Bo" not in json.dumps(tables["member"]) and "cy" not in {row["address"] for row in tables["identity"]}


def test_an_export_typed_in_either_chat_has_the_words_of_both(firm: Firm) -> None:
    for who, channel in (("annika", "slack"), ("4711", "telegram")):
        told = firm.types(who, "export", channel=channel)
        assert IN_SLACK in told and IN_TELEGRAM in told


def test_erased_they_are_gone_from_every_table_and_others_keep_what_they_had(firm: Firm) -> None:
    both = ids(firm)
    firm.types("4711", "erase", channel="telegram")
    assert "It is done on 9 Mar" in firm.types("4711", "erase all", channel="telegram")
    firm.minutes = WEEK

    daily(firm)

    left = everything(firm.store)
    for trace in (*both, "4711", "annika", "zebra", "okapi", "Acme"):
        assert [name for name, rows in left.items() if trace in repr(rows)] == [], trace
    assert "Annika" not in repr(left)  # what Cy was told of whose team it is went too
    assert {row["name"] for row in left["member"]} == {"Bo", "Cy"}
    assert [(row["role"], row["granted_by"]) for row in left["role_grant"]] == [("author", None)]
    assert [row["created_by"] for row in left["invite"]] == [None, None, None]
    assert sorted(row["used_by"] or "" for row in left["invite"]) == ["", "", firm.member("cy").id]
    assert firm.standing("cy").roles == {"rep"}
    assert firm.standing("bo").roles == {"author"}
    assert len(left["erasure_receipt"]) == 1


def test_what_others_were_told_of_them_goes_with_the_others_messages(firm: Firm) -> None:
    firm.types("annika", "erase")
    firm.types("annika", "erase all")

    firm.minutes = 31 * 24 * 60
    daily(firm)

    assert "annika" not in repr(everything(firm.store)).lower()


def test_an_invitation_of_somebody_who_was_erased_still_works(firm: Firm) -> None:
    code = firm.types("annika", "team invite").split(": ")[1].split()[0]
    firm.types("annika", "erase")
    firm.types("annika", "erase all")
    firm.minutes = WEEK - 1
    daily(firm)
    assert len(ids(firm)) == 2  # not yet
    with firm.store.unit_of_work() as work:
        work.privacy(HERE).erase(work.people(HERE).whole(firm.member("annika").id), firm.now)
        work.commit()

    assert text("joined_rep", team="North", managers="–") in firm.types("dee", f"join {code}")


def test_a_wish_that_is_kept_under_the_member_that_was_taken_in_is_the_persons(firm: Firm) -> None:
    """As it stands where somebody asked and was linked in one moment."""
    both = ids(firm)
    with firm.store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure(both[1:], NOW, due_at=NOW + timedelta(days=UNDO_DAYS))
        work.commit()
    assert "9 Mar" in firm.types("annika", "erase")
    firm.minutes = WEEK

    daily(firm)

    assert [row["name"] for row in everything(firm.store)["member"]] and "4711" not in repr(everything(firm.store))


def test_who_is_to_be_erased_is_neither_linked_nor_taken_apart(firm: Firm) -> None:
    code = firm.types("annika", "link").split("Your code: ")[1].split("\n")[0]
    firm.types("annika", "erase")
    firm.types("annika", "erase all")
    before = ids(firm)

    assert text("link_erasing") in firm.types("bo", f"link {code}")
    assert text("link_erasing") in firm.types("4711", "unlink", channel="telegram")
    assert ids(firm) == before

    firm.types("annika", "erase undo")
    assert text("unlinked") in firm.types("4711", "unlink", channel="telegram")
    assert len(ids(firm)) == 1


def test_nor_does_somebody_who_is_to_be_erased_become_part_of_another(firm: Firm) -> None:
    firm.types("cy", "erase")
    firm.types("cy", "erase all")
    code = firm.types("bo", "link").split("Your code: ")[1].split("\n")[0]

    assert text("link_erasing") in firm.types("cy", f"link {code}")
    assert firm.member("cy").id != firm.member("bo").id


def test_a_linked_person_sees_who_looked_at_either_of_them(firm: Firm, shipped: Library) -> None:
    both = ids(firm)
    with firm.store.unit_of_work() as work:
        for one in both:
            work.privacy(HERE).log(Looked("somebody", "admin", "read", "audit", "whole", one), NOW)
        standing = work.people(HERE).standing(both[0])
        work.commit()
    reading = Reading(firm.store.unit_of_work, tables_in_effect(shipped), standing)

    assert len(reading.log(Subject(HERE, both[0]), at=NOW)) == 2
    assert len(reading.log(Subject(HERE, both[1]), at=NOW)) == 2
    assert {IN_SLACK, IN_TELEGRAM} <= set(reading.practice(Subject(HERE, both[0]), at=NOW))


def test_of_who_asked_in_one_chat_nobody_sees_anything_of_either(firm: Firm, shipped: Library) -> None:
    both = ids(firm)
    with firm.store.unit_of_work() as work:
        people = work.people(HERE)
        people.grant(firm.member("bo").id, "admin", by=None, at=NOW)
        standing = people.standing(firm.member("bo").id)
        work.commit()
    reading = Reading(firm.store.unit_of_work, tables_in_effect(shipped), standing)
    assert reading.log(Subject(HERE, both[1]), at=NOW) is not None

    firm.types("4711", "erase", channel="telegram")
    firm.types("4711", "erase all", channel="telegram")

    for one in both:
        with pytest.raises(NotAllowed):
            reading.log(Subject(HERE, one), at=NOW)


def test_a_change_is_told_once_a_person_and_not_to_who_is_switched_off(firm: Firm) -> None:
    with firm.store.unit_of_work() as work:
        work.people(HERE).set_active(firm.member("bo").id, since=NOW)
        change = {"kind": "practice", "days": 7, "before": 30}
        notice = Notice("n1", HERE, "keep", change, firm.now, firm.now + timedelta(days=7))
        told = [
            member
            for member in work.privacy(HERE).reached()
            if work.put_message(HERE, member, f"notice/{notice.id}/{member}", [Say("It changes.")], firm.now)
        ]
        work.commit()

    assert len(told) == 2  # Ann, where she was heard last, and Cy
    assert "It changes." in firm.waiting("4711", "telegram") and "It changes." in firm.waiting("cy")
    assert "It changes." not in firm.waiting("annika") and "It changes." not in firm.waiting("bo")
