"""
Every public function of the service that touches the store, by the eight readers of issue 7: allowed, or refused as
the policy says. The functions are found by walking the modules, so a new one without a row here fails.

Each is asked about the same rep of the north, their account Acme and its brief, also by those who can but guess an id.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import bot.service
from bot import wiring
from bot.service.account_import import keep_accounts, read_accounts
from bot.service.accounts import Accounts
from bot.service.answers import answer, reviews_of
from bot.service.chat_people import Roundtable
from bot.service.deeds import carry_out
from bot.service.joining import Joining
from bot.service.nudge_unhelpful import unhelpful_by_team
from bot.service.own_data import OwnData
from bot.service.people_import import import_people
from bot.service.policy import Subject
from bot.service.reading import Looking, Reading
from bot.service.retention import tables_in_effect
from bot.service.reviews import Reviews
from bot.service.stepping import read_desk
from bot.service.turns import Turns
from dialogs.errors import CoachError
from dialogs.model import EventId, Frame, Member, MemberId, Session, SessionId, Step, Turn
from dialogs.people import Asked
from dialogs.ports import UnitOfWork
from dialogs.privacy.exporting import json_text
from dialogs.reassessment.desk import NOTHING_READ, Wanted
from dialogs.reassessment.model import AccountId
from dialogs.reviewing.asking import OneReview
from dialogs.reviewing.model import AnsweredBack, AskedBack, ReviewDated, ReviewHeld
from storage.unit_of_work import Store, open_store
from tests.privacy.seeding import everything
from tests.service.people_there import ELSEWHERE, HERE, NOW, There
from tests.service.test_people import USES
from tests.storage.accounts import an_account, kept, made, opened

READERS = ("nobody", "rep", "other_rep", "manager", "other_manager", "author", "admin", "other_admin")
ACME = AccountId("acme")
_STORES = ("UnitOfWork", "Roster", "PrivacyStore", "People", "Accounts")  # a module without them touches no store

# What has no reader: the machine's own work, and what is called once the policy has decided.
NOBODYS = {
    "account_import.keep_accounts": "with read_accounts below; both through Accounts",
    "accounts.Accounts.today": "a day",
    "accounts.Accounts.to_come": "a day",
    "accounts.Accounts.new": "a value",
    "accounts.name_key": "a text",
    "accounts.usable_name": "a text",
    "assignments.of_member": "a member's own use cases; the table of assignments asks each",
    "jobs": "runs what runs by itself",
    "queues": "orders what was queued",
    "nudge_measuring": "the share that an admin's command holds out; counts of a workspace",
    "nudge_reminders": "runs by itself, to the person alone",
    "nudges": "runs by itself; a person's settings and outcomes come through the next",
    "nudge_content": "what is said of a person to that person",
    "nudge_preview": "a command of whoever has the machine; texts only of demo members or of --as",
    "own_nudges": "of the member's own; answers.answer and deeds.carry_out are the way to it",
    "contacts": "carries what a use case has decided to tell",
    "delivery": "carries what was queued",
    "last_look": "as delivery: holds back what the coach began itself",
    "nudge_settings": "as nudges; own_nudges is the way to it",
    "demo": "writes made-up people, and refuses beside others",
    "demo_assignments": "as demo, in its transaction",
    "demo_team": "as demo, in its transaction",
    "intake": "carries what arrived",
    "joining.Joining.roster": "of the member's own workspace; the use cases below are the way to it",
    "people_checks.Checked.roster": "of the caller's own workspace; the use cases below are the way to it",
    "people_names": "texts and values",
    "reading.named_accounts": "what Looking.look calls once it is allowed",
    "reading.briefs_of": "what Looking.look calls once it is allowed",
    "reading.held_of": "what Looking.look calls once it is allowed",
    "retention": "runs by itself, or as a command of whoever has the machine",
    "stepping.Stepping": "thinks out what Turns.take does, for the member whose turn it is",
    "turns.Turns.of": "the same for another workspace",
    "turns.Turns.pending": "for the channel that the address is of",
    "turns.Turns.release": "for the channel that the address is of",
    "turns.Turns.sent": "for the channel that showed it",
}

# What test_assignments_table.py asks for each of these readers, and that every use case is there.
TABLED = ("assignments.Assignments", "assigned_disputes.AssignedDisputes", "assigned_reading.AssignedReading")


@dataclass(frozen=True)
class By:
    """One reader at one moment, within a transaction that is taken back."""

    there: There
    reader: str
    work: UnitOfWork

    @property
    def member(self) -> Member:
        """Return who it is; nobody is somebody with an id that is not there."""
        found = self.there.members.get(self.reader)
        return found or Member(MemberId("guessed"), HERE, "Nobody", "slack", "nobody")

    @property
    def rep(self) -> MemberId:
        return self.there["rep"]

    @property
    def about(self) -> Subject:
        return Subject(HERE, self.rep)

    @property
    def reviews(self) -> Reviews:
        library = wiring.library()
        standing = self.there.standing(self.work, self.reader)
        return Reviews(self.work, standing, NOW, library.text, tables_in_effect(library))

    @property
    def reading(self) -> Reading:
        with self.there.store.unit_of_work() as work:
            standing = self.there.standing(work, self.reader)
        return Reading(self.there.store.unit_of_work, tables_in_effect(wiring.library()), standing)

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.there.store.unit_of_work, self.member, NOW)

    @property
    def own_data(self) -> OwnData:
        return OwnData(self.work, self.member.workspace_id, self.member.id)

    @property
    def joining(self) -> Joining:
        return Joining(self.work, self.member, NOW, wiring.library().text)

    def reps_accounts(self) -> list[str]:
        with self.there.store.unit_of_work() as work:
            return [f"{one.name} {one.status} {one.phase} {one.review}" for one in work.accounts(HERE, self.rep)]


@dataclass(frozen=True)
class Row:
    """What is tried, and who may. Refused: an error of the coach's, or nothing found or done."""

    does: Callable[[By], Any]
    may: str


def of_people(use: str) -> Row:
    given = USES[use]
    return Row(lambda by: (given.does(by.there.people(by.work, by.reader), by.there), True), given.may)


def changes_acme(what: Callable[[Accounts], object]) -> Row:
    """A change of the rep's own accounts: whoever else tries it by the account's id changes nothing of them."""

    def does(by: By) -> bool:
        before = by.reps_accounts()
        what(by.accounts)
        return by.reps_accounts() != before

    return Row(does, "rep")


def typed(by: By, text: str) -> str:
    """Return what the coach answers in the reader's own chat."""
    turns = Turns(
        unit_of_work=by.there.store.unit_of_work,
        perception=None,  # type: ignore[arg-type]  # no line to judge is typed
        library=wiring.library(),
        workspace_id=by.member.workspace_id,
    )
    result = turns.take(Turn(EventId(f"typed by {by.reader}"), "slack", by.member.address, NOW, text), name="New")
    return "\n".join(reply.plain_text() for reply in result.replies)


def joins(by: By) -> object:
    _, code = by.there.people(by.work, "admin").invite("North")
    return by.joining.join(code)


def links(by: By) -> object:
    code = Joining(by.work, by.there.members["peer"], NOW, wiring.library().text).link_code()
    return by.joining.link(code, wiring.library())


def unlinks(by: By) -> bool:
    """Whether the reader takes the rep apart from a second chat of theirs."""
    by.work.people(HERE).unite(by.there["peer"], by.rep, NOW)
    by.joining.unlink()
    return not by.work.people(HERE).links_into(by.rep)


def erases(by: By) -> bool:
    by.own_data.carry_out("erase", NOW)
    return bool(by.work.privacy(HERE).erasures([by.rep]))


def answers_back(by: By, how: Callable[[AnsweredBack], object]) -> bool:
    how(AnsweredBack("asked", "The CFO"))
    return True


def done(by: By, act: Callable[[], object]) -> bool:
    act()
    return True


def deed_of(by: By) -> bool:
    frames = (Frame("menu", "choosing"),)
    session = Session(SessionId("s"), HERE, by.member.id, 1, 0, 1, "x", frames)
    step = Step(session, (), deeds=(AnsweredBack("asked", "The CFO"),))
    carry_out(by.work, by.member, step, Turn(EventId("e"), "slack", "x", NOW), wiring.library())
    return True


def tells_of_a_brief(by: By) -> bool:
    by.reviews.tell_sent(made(an_account(by.there.members["rep"]), 9, sent=True).snapshot)
    return bool(by.work.pending_replies(HERE, "slack", "manager"))


def no_day(_text: str, _today: date) -> date | None:
    return None


CSV = b"address,channel,team\nstranger,slack,North\n"
REVIEWER, OWN = "manager", "rep"
TABLE: dict[str, Row] = {
    **{
        f"people_admin.Administering.{use.split()[0]}": of_people(use)
        for use in (
            "members",
            "grant",
            "revoke",
            "add_team",
            "rename_team",
            "close_team",
            "deactivate",
            "bring_back",
            "left_firm",
        )
    },
    "people.People.reps": of_people("reps by id"),
    "people.People.managers": of_people("managers"),
    "people.People.invite": of_people("invite a rep"),
    "people.People.add": of_people("add a rep"),
    "people.People.remove": of_people("remove a rep"),
    "people.People.find": of_people("find"),
    "people.People.leave": of_people("leave"),
    "people.People.teams": Row(
        lambda by: "North" in [team.name for team in by.there.people(by.work, by.reader).teams()], "rep manager admin"
    ),
    "people.People.revoke_invite": Row(
        lambda by: done(
            by,
            lambda: by.there.people(by.work, by.reader).revoke_invite(
                by.there.people(by.work, "admin").invite("North")[1]
            ),
        ),
        "manager admin",
    ),
    "people_import.import_people": Row(
        lambda by: import_people(CSV, by.there.people(by.work, by.reader), local_address=str).changed, "admin"
    ),
    "chat_people.Roundtable.answer": Row(
        lambda by: (
            Roundtable(by.work, by.member, NOW, wiring.library(), lambda code: None)
            .answer(Asked("team_add", "stranger", "North"))
            .saying
            == "added"
        ),
        "manager admin",
    ),
    "joining.Joining.join": Row(joins, "rep other_rep manager other_manager author admin"),
    "joining.Joining.link_code": Row(
        lambda by: by.joining.link_code(), "rep other_rep manager other_manager author admin other_admin"
    ),
    "joining.Joining.link": Row(links, "rep other_rep manager other_manager author admin"),  # who was given the code
    "joining.Joining.unlink": Row(unlinks, OWN),
    "accounts.Accounts.all": Row(lambda by: by.accounts.all(), OWN),
    "accounts.Accounts.named": Row(lambda by: by.accounts.named("Acme"), OWN),
    "accounts.Accounts.file": Row(lambda by: by.accounts.file("acme"), OWN),
    "accounts.Accounts.add": changes_acme(lambda accounts: accounts.add("Cordia")),
    "accounts.Accounts.add_all": changes_acme(lambda accounts: accounts.add_all([accounts.new("Cordia")])),
    "accounts.Accounts.rename": changes_acme(lambda accounts: accounts.rename("acme", "Mine")),
    "accounts.Accounts.close": changes_acme(lambda accounts: accounts.close("acme")),
    "accounts.Accounts.reopen": changes_acme(lambda accounts: accounts.reopen("shut")),
    "accounts.Accounts.merge": changes_acme(lambda accounts: accounts.merge("acme", "boreal")),
    "accounts.Accounts.set_review": changes_acme(lambda accounts: accounts.set_review("acme", NOW.date())),
    "accounts.Accounts.set_phase": changes_acme(lambda accounts: accounts.set_phase("acme", "concerns")),
    "account_import.read_accounts": changes_acme(
        lambda accounts: keep_accounts(read_accounts(b"name\nCordia\n", accounts, no_day), accounts)
    ),
    "own_data.OwnData.put_on": Row(
        lambda by: "Boreal" in json_text(by.own_data.put_on(NOTHING_READ, "export", NOW).export()), OWN
    ),
    "own_data.OwnData.taken_out": Row(
        lambda by: "Boreal" in json_text(by.own_data.taken_out(NOW, by=by.member.id, role="rep")), OWN
    ),
    "own_data.OwnData.carry_out": Row(erases, OWN),
    "reading.Reading.look": Row(lambda by: by.reading.look("draft", by.about, lambda w, d: d.form, at=NOW), OWN),
    "reading.Looking.look": Row(
        lambda by: Looking(by.work, tables_in_effect(wiring.library()), by.there.standing(by.work, by.reader)).look(
            "brief", by.about, lambda work, decision: decision.form, at=NOW
        ),
        f"{OWN} {REVIEWER}",
    ),
    "reading.Reading.accounts": Row(lambda by: by.reading.accounts(by.about, at=NOW), f"{OWN} {REVIEWER}"),
    "reading.Reading.briefs": Row(lambda by: by.reading.briefs(by.about, ACME, at=NOW), f"{OWN} {REVIEWER}"),
    "reading.Reading.practice": Row(lambda by: (by.reading.practice(by.about, at=NOW), True), OWN),
    "reading.Reading.log": Row(lambda by: (by.reading.log(by.about, at=NOW), True), f"{OWN} admin"),
    "reading.Reading.disputes": Row(lambda by: (by.reading.disputes(HERE, at=NOW), True), "author"),
    "reviews.Reviews.agenda": Row(lambda by: by.reviews.agenda(), REVIEWER),
    "reviews.Reviews.file": Row(lambda by: by.reviews.file(by.rep, ACME), REVIEWER),
    "reviews.Reviews.held": Row(lambda by: by.reviews.held(), REVIEWER),
    "reviews.Reviews.set_day": Row(
        lambda by: done(by, lambda: by.reviews.set_day(ReviewDated(by.rep, ACME, NOW.date()))), REVIEWER
    ),
    "reviews.Reviews.ask_back": Row(
        lambda by: done(by, lambda: by.reviews.ask_back(AskedBack("q", by.rep, ACME, "Who?"))), REVIEWER
    ),
    "reviews.Reviews.hold": Row(
        lambda by: done(by, lambda: by.reviews.hold(ReviewHeld("h", by.rep, ACME, "go_on", "", None, NOW.date()))),
        REVIEWER,
    ),
    "reviews.Reviews.receivers": Row(
        lambda by: by.reviews.receivers(), "rep other_rep"
    ),  # of what they send themselves
    "reviews.Reviews.asked_of_me": Row(lambda by: by.reviews.asked_of_me(), OWN),
    "reviews.Reviews.answer": Row(lambda by: answers_back(by, by.reviews.answer), OWN),
    "reviews.Reviews.tell_sent": Row(tells_of_a_brief, OWN),
    "answers.answer": Row(
        lambda by: answer(by.work, by.member, OneReview(by.rep, ACME), NOW, wiring.library()), REVIEWER
    ),
    "answers.reviews_of": Row(
        lambda by: reviews_of(by.work, by.member, NOW, wiring.library()).by.leads, "manager other_manager"
    ),
    "nudge_unhelpful.unhelpful_by_team": Row(
        lambda by: (
            "North"
            in [
                one.team
                for one in unhelpful_by_team(
                    by.work, by.there.standing(by.work, by.reader), tables_in_effect(wiring.library()), NOW
                )
            ]
        ),
        "admin",
    ),
    "deeds.carry_out": Row(deed_of, OWN),
    "turns.Turns.take": Row(lambda by: "Acme" in typed(by, "accounts"), OWN),
    "stepping.read_desk": Row(
        lambda by: read_desk(by.work, Wanted(ACME), NOTHING_READ, by.member, NOW).files[ACME], OWN
    ),
}


def public() -> Iterator[str]:
    """Yield "module.function" and "module.Class.method" of all that touches the store."""
    for found in pkgutil.iter_modules(bot.service.__path__):
        module = importlib.import_module(f"bot.service.{found.name}")
        if any(word in inspect.getsource(module) for word in _STORES):
            yield from (f"{found.name}.{name}" for name in _public_in(module))


def _public_in(module: Any) -> Iterator[str]:
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
            continue
        if inspect.isfunction(thing):
            yield name
        elif inspect.isclass(thing):
            methods = {k for k, v in vars(thing).items() if inspect.isfunction(v) or isinstance(v, property)}
            yield from (f"{name}.{method}" for method in sorted(methods) if not method.startswith("_"))


def is_nobodys(name: str) -> bool:
    return any(is_under(name, known) for known in (*NOBODYS, *TABLED))


def is_under(name: str, known: str) -> bool:
    return f"{name}.".startswith(f"{known}.")


def test_every_function_that_touches_the_store_has_a_row() -> None:
    found = set(public())

    assert sorted(name for name in found - set(TABLE) if not is_nobodys(name)) == []
    assert sorted(set(TABLE) - found) == []
    assert [known for known in (*NOBODYS, *TABLED) if not any(is_under(name, known) for name in found)] == []


@pytest.fixture(scope="module")
def filled_file(upgraded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with everybody in it; a rep of the north with a brief sent, another kept, and a question back."""
    file = tmp_path_factory.mktemp("filled") / "coach.db"
    store = open_store(f"sqlite:///{shutil.copy(upgraded_file, file)}")
    there = There(store).filled()
    rep = there.members["rep"]
    accounts = [an_account(rep), an_account(rep, "boreal", "Boreal"), an_account(rep, "shut", "Shut", status="closed")]
    opened(store, rep, *accounts)
    kept(store, rep, made(accounts[0], 1, sent=True), made(accounts[0], 2, weeks=1))
    with store.unit_of_work() as work:
        by = By(there, "manager", work)
        by.reviews.ask_back(AskedBack("asked", rep.id, ACME, "Who signs?"))
        work.commit()
    store.close()
    return file


@pytest.fixture
def there(filled_file: Path, tmp_path: Path) -> Iterator[There]:
    store = open_store(f"sqlite:///{shutil.copy(filled_file, tmp_path / 'coach.db')}")
    there = There(store)
    with store.unit_of_work() as work:
        for workspace in (HERE, ELSEWHERE):
            for person in work.people(workspace).people():
                found = work.member(workspace, *person.addresses[0])
                assert found is not None
                there.members[found.address] = found
    yield there
    store.close()


def may(there: There, row: Row, reader: str) -> bool:
    with there.store.unit_of_work() as work:
        try:
            found = row.does(By(there, reader, work))
        except CoachError:
            return False
        return bool(found)


@pytest.mark.parametrize("name", TABLE)
def test_who_may(there: There, name: str) -> None:
    row = TABLE[name]

    allowed = [reader for reader in READERS if may(there, row, reader)]

    assert allowed == [reader for reader in READERS if reader in row.may.split()]


@pytest.mark.parametrize("name", TABLE)
def test_from_elsewhere_nothing_of_this_workspace_is_changed(there: There, name: str) -> None:
    before = of_here(there.store)

    may(there, TABLE[name], "other_admin")

    assert of_here(there.store) == before


def of_here(store: Store) -> dict[str, list[dict[str, Any]]]:
    return {name: [row for row in rows if row.get("workspace_id") == HERE] for name, rows in everything(store).items()}
