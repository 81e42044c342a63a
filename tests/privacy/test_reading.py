"""Every read of another person's data stands in the log, allowed or refused; and has the form that was decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.service.reading import NotAllowed, Reading
from content.library import Library
from dialogs.people import TeamId
from dialogs.reassessment.model import AccountId
from storage.unit_of_work import Store
from tests.privacy.people import ELSEWHERE, HERE, OTHERS, People, people_in
from tests.privacy.seeding import AT
from tests.storage.accounts import an_account, kept, made, opened

READS: dict[str, Callable[[Reading, People], object]] = {
    "account": lambda reading, people: reading.accounts(people.about("ann"), at=AT),
    "brief": lambda reading, people: reading.briefs(people.about("ann"), AccountId("acme"), at=AT),
    "practice": lambda reading, people: reading.practice(people.about("ann"), at=AT),
    "audit": lambda reading, people: reading.log(people.about("ann"), at=AT),
    "disputes": lambda reading, people: reading.disputes(HERE, at=AT),
}
ALLOWED = {("mo", "account"), ("mo", "brief"), ("adi", "audit"), ("ada", "disputes")}
FORMS = {"account": "names", "disputes": "shared"}


@pytest.fixture
def people(store: Store, shipped: Library) -> People:
    people = people_in(store, shipped)
    ann = people.members["ann"]
    account = an_account(ann)
    opened(store, ann, account)
    kept(store, ann, made(account, 1, phase="recognition", sent=True), made(account, 2, weeks=1))
    return people


@pytest.mark.parametrize("kind", READS)
@pytest.mark.parametrize("name", OTHERS)
def test_each_read_of_anothers_is_decided_and_logged(people: People, name: str, kind: str) -> None:
    allowed = (name, kind) in ALLOWED
    if allowed:
        READS[kind](people.reads(name), people)
    else:
        with pytest.raises(NotAllowed, match="not yours to see"):
            READS[kind](people.reads(name), people)

    own = people.members[name].workspace_id
    whom = None if kind == "disputes" or own == ELSEWHERE else "ann"
    form = FORMS.get(kind, "whole") if allowed else "none"
    assert people.logged(own) == [(name, "read" if allowed else "refused", kind, form, whom)]
    assert own == HERE or people.logged(HERE) == []


@pytest.mark.parametrize("kind", sorted(set(READS) - {"disputes"}))
def test_ones_own_is_always_read_and_never_logged(people: People, kind: str) -> None:
    READS[kind](people.reads("ann"), people)

    assert people.logged() == []


def test_a_manager_sees_names_dates_and_the_phase_as_it_was_sent(people: People) -> None:
    (account,) = people.reads("mo").accounts(people.about("ann"), at=AT)

    assert (account.name, account.review, account.phase) == ("Acme", None, "recognition")


def test_who_leads_the_team_with_somebody_reads_nothing_of_them(people: People, store: Store) -> None:
    """Ann is a rep of the north; once she leads it too, its other manager is not hers."""
    with store.unit_of_work() as work:
        work.people(HERE).join(TeamId("north"), people.members["ann"].id, "manager", AT)
        work.commit()

    for kind in ("account", "brief"):
        with pytest.raises(NotAllowed):
            READS[kind](people.reads("mo"), people)


def test_a_manager_gets_what_was_sent_and_never_what_was_kept(people: People) -> None:
    found = people.reads("mo").briefs(people.about("ann"), AccountId("acme"), at=AT)

    assert [(snapshot.number, snapshot.sent) for snapshot in found] == [(1, True)]


@pytest.mark.parametrize("guessed", ["acme", "nothing", ""])
def test_a_guessed_account_of_another_rep_gives_nothing(people: People, guessed: str) -> None:
    assert people.reads("mo").briefs(people.about("bo"), AccountId(guessed), at=AT) == []


def test_a_member_who_is_not_there_is_refused_as_one_who_is(people: People) -> None:
    stranger = replace(people.about("ann"), member_id="nobody", teams=frozenset())  # type: ignore[arg-type]

    with pytest.raises(NotAllowed) as of_nobody:
        people.reads("max").accounts(stranger, at=AT)
    with pytest.raises(NotAllowed) as of_ann:
        people.reads("max").accounts(people.about("ann"), at=AT)

    assert str(of_nobody.value) == str(of_ann.value)


def test_who_asked_to_be_erased_is_seen_by_nobody_else(people: People, store: Store) -> None:
    ann = people.members["ann"]
    with store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure([ann.id], AT, due_at=AT)
        work.commit()

    with pytest.raises(NotAllowed):
        people.reads("mo").accounts(people.about("ann"), at=AT)
    assert people.reads("ann").accounts(people.about("ann"), at=AT)


def test_a_read_that_fails_leaves_no_row_in_the_log(people: People) -> None:
    """The row and the read are one transaction."""

    def fails(work: object, decision: object) -> None:
        raise RuntimeError("the read")

    with pytest.raises(RuntimeError):
        people.reads("mo").look("account", people.about("ann"), fails, at=AT)

    assert people.logged() == []


def test_a_person_sees_who_looked(people: People) -> None:
    people.reads("mo").accounts(people.about("ann"), at=AT)
    people.reads("mo").accounts(people.about("bo"), at=AT)

    found = people.reads("ann").log(people.about("ann"), at=AT)

    assert [(one.looked.role, one.looked.kind, one.at) for one in found] == [("manager", "account", AT)]
