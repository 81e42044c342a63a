"""
What a manager does with the accounts of their reps, and what a rep answers. Every use case asks the policy first.

All of it happens in the caller's transaction, within which the standing was read. What is refused changes nothing, and
stands in the log. Whoever a change is about is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot.service import contacts
from bot.service.people_checks import Words
from bot.service.policy import Decision, Subject
from bot.service.reading import AccountNamed, Looking, NotAllowed, Tables, briefs_of, held_of, named_accounts
from content.privacy import Kind
from dialogs.errors import CoachError
from dialogs.model import MemberId, WorkspaceId
from dialogs.people import Person, Standing
from dialogs.ports import UnitOfWork
from dialogs.reassessment.asking import full_day
from dialogs.reassessment.model import AccountId, Snapshot
from dialogs.replies import Say
from dialogs.reviewing.model import (
    CHOICE,
    DECISIONS,
    LONGEST,
    AnsweredBack,
    AskedBack,
    Held,
    QuestionBack,
    ReviewDated,
    ReviewFile,
    ReviewHeld,
    TeamAccount,
)

Found = TypeVar("Found")


class ReviewRefused(CoachError):
    """It cannot be done, or not by this caller: what they saw is not so any more."""


@dataclass(frozen=True, slots=True)
class Reviews:
    """The use cases of one caller at one moment. `words` says what those are told whom a change is about."""

    work: UnitOfWork
    by: Standing
    at: datetime
    words: Words
    tables: Tables

    # --- what a manager reads

    def agenda(self) -> Sequence[TeamAccount]:
        """Return the accounts of every active rep whose manager the caller is; not of one who is to be erased."""
        return [_shown(person, one) for person in self._reps() for one in self._named(person.id)]

    def file(self, owner: MemberId, account: AccountId) -> ReviewFile | None:
        """Return one of them that is open with what was sent, held and asked; None: it is not there for them."""
        if owner == self.by.member_id:
            return None  # one's own is no review; the policy would let it be read
        person = self.work.people(self.by.workspace_id).person(owner)
        found = next((one for one in self._named(owner) if one.id == account and not one.closed), None)
        if person is None or found is None:
            return None
        try:
            briefs = self._look("brief", owner, briefs_of(Subject(self._here, owner), account))
        except NotAllowed:
            return None
        store = self.work.reviews(self.by.workspace_id)
        held = tuple(one for one in store.held(owner) if one.account == account)
        questions = tuple(one for one in store.questions(owner) if one.account == account)
        return ReviewFile(_shown(person, found), tuple(briefs), held, questions)

    def held(self) -> Sequence[ReviewFile]:
        """Return the open ones with the reviews that were held, and no more."""
        found: list[ReviewFile] = []
        for person in self._reps():
            accounts = [_shown(person, one) for one in self._named(person.id) if not one.closed]
            try:
                held = self._look("brief", person.id, held_of(Subject(self._here, person.id)))
            except NotAllowed:
                continue
            found += [ReviewFile(a, (), tuple(one for one in held if one.account == a.id)) for a in accounts]
        return found

    # --- what a manager does

    def set_day(self, act: ReviewDated) -> None:
        """Set or take away the day of the next review, and tell the rep. Raises ReviewRefused."""
        file = self._opened(act.owner, act.account)
        self._keep_day(file, act.day)
        if act.day is None:
            text = self.words("review.told_no_day", by=self._me(), name=file.account.name)
        else:
            day = full_day(act.day, self.at.date())
            text = self.words("review.told_day", by=self._me(), name=file.account.name, day=day)
        self._tell(file.account.owner, f"review/day/{file.account.id}/{self.at.timestamp()}", text, self._own())

    def ask_back(self, act: AskedBack) -> None:
        """Ask the rep one question about a brief that they sent, and tell them. Raises ReviewRefused."""
        file, text = self._opened(act.owner, act.account), act.text.strip()
        if file.latest is None or not text or len(text) > LONGEST:
            raise ReviewRefused("a question back needs a brief that was sent, and one line")
        asked = QuestionBack(act.id, act.account, self._me(), text, self.at)
        self.work.reviews(self._here).ask(asked, by=self._own())
        told = self.words("review.told_asked", by=asked.by, name=file.account.name, question=text)
        self._tell(act.owner, f"review/asked/{act.id}", told, self._own())

    def hold(self, act: ReviewHeld) -> None:
        """Keep the decision and the next day of a review, and tell the rep. Raises ReviewRefused."""
        file, line = self._opened(act.owner, act.account), act.line.strip()
        if act.decision not in DECISIONS or len(line) > LONGEST:
            raise ReviewRefused(f"no decision {act.decision!r}, or a line that is too long")
        held = Held(act.id, act.account, self._me(), act.today, act.decision, line, act.next)
        brief = file.latest.id if file.latest else None
        self.work.reviews(self._here).hold(held, by=self._own(), snapshot=brief, at=self.at)
        self._keep_day(file, act.next)
        said = self.words("review.told_line", line=line) if line else ""
        following = self.words("review.told_next", day=full_day(act.next, act.today)) if act.next else ""
        decision = self.words(f"choice.{CHOICE}{act.decision}")
        names = {"by": held.by, "name": file.account.name, "decision": decision, "line": said, "next": following}
        text = self.words("review.told_held", **names).strip()
        self._tell(act.owner, f"review/held/{act.id}", text, self._own())

    # --- what a rep does, with what is theirs

    def receivers(self) -> Sequence[Person]:
        """Return the active managers of every team that the caller is a rep of, by name."""
        roster = self.work.people(self._here)
        ids = {
            place.member_id
            for team in self.by.teams - self.by.leads
            for place in roster.memberships(team)
            if place.role == "manager"
        }
        found = [person for id in ids for person in [roster.person(id)] if person and self._is_seen(person)]
        return sorted(found, key=lambda one: (one.name.casefold(), one.id))

    def asked_of_me(self) -> Sequence[QuestionBack]:
        """Return the questions about the caller's own accounts that wait for an answer, the oldest first."""
        own = self.by.member_id
        asked = self.work.reviews(self._here).questions(own) if own else ()
        return [one for one in asked if one.answer is None and one.text]

    def answer(self, act: AnsweredBack) -> None:
        """Keep the caller's answer, and tell whoever asked, while that one is their manager. Raises ReviewRefused."""
        own, text = self._own(), act.text.strip()
        if not text or len(text) > LONGEST:
            raise ReviewRefused("an answer is one line")
        asked = self.work.reviews(self._here).answer(own, act.question, text, self.at)
        if asked is None:
            raise ReviewRefused("no such question waits for an answer")
        name = next((one.name for one in self.work.accounts(self._here, own) if one.id == asked.account), "")
        if asked.asker in {person.id for person in self.receivers()} and asked.asker is not None:
            names = {"rep": self._me(), "name": name, "answer": text, "question": asked.text}
            self._tell(asked.asker, f"review/answer/{asked.id}", self.words("review.told_answered", **names), own)

    def tell_sent(self, snapshot: Snapshot) -> None:
        """Tell the caller's managers of a brief that the caller has just sent; they read it under `review`."""
        own = self._own()
        account = next((one for one in self.work.accounts(self._here, own) if one.id == snapshot.account_id), None)
        if account is None or not snapshot.sent:
            return
        text = self.words("review.told_sent", rep=self._me(), name=account.name)
        for person in self.receivers():
            self._tell(person.id, f"review/sent/{snapshot.id}/{person.id}", text, own)

    # --- checks

    @property
    def _here(self) -> WorkspaceId:
        return self.by.workspace_id

    def _reps(self) -> Iterator[Person]:
        roster = self.work.people(self._here)
        teams = sorted(self.by.leads)
        ids = dict.fromkeys(p.member_id for team in teams for p in roster.memberships(team) if p.role == "rep")
        for id in ids:
            person = roster.person(id)
            if person is not None and self._is_seen(person):
                yield person

    def _is_seen(self, person: Person) -> bool:
        """Whether somebody is there for others: neither switched off nor to be erased."""
        ids = self.work.people(self._here).whole(person.id)
        return person.deactivated_at is None and not self.work.privacy(self._here).erasures(ids)

    def _named(self, owner: MemberId) -> Sequence[AccountNamed]:
        try:
            return self._look("account", owner, named_accounts(Subject(self._here, owner), self.at))
        except NotAllowed:
            return ()

    def _look(self, kind: Kind, owner: MemberId, read: Callable[[UnitOfWork, Decision], Found]) -> Found:
        looking = Looking(self.work, self.tables, self.by)
        return looking.look(kind, Subject(self._here, owner), read, at=self.at)

    def _opened(self, owner: MemberId, account: AccountId) -> ReviewFile:
        file = self.file(owner, account)
        if file is None:
            raise ReviewRefused("not an open account of a rep of the caller's")
        return file

    def _keep_day(self, file: ReviewFile, day: date | None) -> None:
        if day is not None and day < self.at.date() - timedelta(days=1):  # anywhere on earth it is over
            raise ReviewRefused(f"{day.isoformat()} is past")
        one = file.account
        if not self.work.reviews(self._here).set_review(one.owner, one.id, day, self.at):
            raise ReviewRefused("the account was closed in the meantime")

    def _own(self) -> MemberId:
        if self.by.member_id is None:
            raise ReviewRefused("nobody that the coach knows")
        return self.by.member_id

    def _me(self) -> str:
        person = self.work.people(self._here).person(self._own())
        return person.name if person else ""

    def _tell(self, member: MemberId, key: str, text: str, about: MemberId) -> None:
        """Tell somebody, once for each key; when whom it tells of is erased, it goes as well."""
        goes = contacts.tell(self.work, self._here, member, key, [Say(text)], self.at, kind="review")
        if goes is not None:
            self.work.reviews(self._here).note_about([f"{key}/0"], [about], self.at)


def _shown(person: Person, one: AccountNamed) -> TeamAccount:
    return TeamAccount(
        person.id, person.name, one.id, one.name, one.review, one.phase, one.sent, one.closed, one.not_started
    )
