"""
What may be done with assignments, and by whom: every use case checks the caller's standing first.

A manager gives, extends and withdraws within the teams that they lead; a rep's runs and objections are their own. What
a caller may not know of is refused as if it were not there. All of it happens in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.service import contacts
from bot.service.days import zone_of
from bot.service.people_names import PeopleRefused
from content.library import Library
from dialogs.assigning import bars, offers
from dialogs.assigning.asking import Issue
from dialogs.assigning.model import (
    Assignee,
    Assignment,
    AssignmentId,
    Extension,
    Given,
    Run,
)
from dialogs.assigning.ports import AssignmentStore
from dialogs.assigning.seen import mark_of
from dialogs.assigning.telling import due_words
from dialogs.model import Member, MemberId
from dialogs.people import Person, Standing, Team, TeamId
from dialogs.ports import UnitOfWork
from dialogs.replies import Say

# What others are told, and what is filled in (bot/commands/message_use.py).
SAID: Final[Mapping[str, frozenset[str]]] = {
    "assign.you_given": frozenset({"by", "title", "bar", "day"}),
    "assign.you_note": frozenset({"by", "note"}),
    "assign.you_reminded": frozenset({"by", "title", "bar", "day"}),
    "assign.you_extended": frozenset({"title", "day"}),
    "assign.you_withdrawn": frozenset({"title"}),
    "assign.manager_disputed": frozenset({"rep", "title"}),
    "assign.dispute_upheld": frozenset({"title", "reason"}),
    "assign.dispute_changed": frozenset({"title", "reason"}),
    "assign.dispute_met": frozenset(),
    "assign.dispute_same": frozenset(),
}
FARTHEST_DAYS: Final = 180  # our guess: beyond that a due day is a slip


@dataclass(frozen=True, slots=True)
class Assignments:
    """The use cases, for one caller at one moment; `zone` is the caller's, where a day ends for what they give."""

    work: UnitOfWork
    by: Standing
    at: datetime
    library: Library
    name: str = ""  # what the caller is called, in what others are told
    zone: str | None = None

    # --- what a manager of the team may

    def issue(self, given: Issue) -> Assignment:
        """Give an assignment to a team, or to some of it, and tell each once."""
        team = self.led(given.team_id)
        people = [one for one in self._chosen(team, given.people) if not self._has(one.id, given)]
        if not people:
            raise PeopleRefused("assign_nobody", team=team.name)
        if not offers.found(self.library, given.what, given.content_id):
            raise PeopleRefused("assign_gone")
        self._check_day(given.due_on)
        made = offers.drawn_up(
            self.library,
            given,
            id=AssignmentId(uuid4().hex[:12]),
            by=self.by,
            at=self.at,
            due_at=self._end_of(given.due_on),
        )
        self._store.add(made, [one.id for one in people])
        for one in people:
            self._tell_given(made, one.id)
        return made

    def _has(self, member: MemberId, given: Issue) -> bool:
        """Whether somebody has this open already: nobody is asked twice at once."""
        found = self._store.given_to(self.work.people(self.by.workspace_id).whole(member))
        same = [mine for one, mine in found if (one.what, one.content_id) == (given.what, given.content_id)]
        return any(mine.status != "met" for mine in same)

    def extend(self, id: AssignmentId, due_on: date) -> Assignment:
        """Give those who have not met the bar more time, and tell them."""
        found = self._own(id)
        self._check_day(due_on)
        if due_on <= found.due_on:
            raise PeopleRefused("assign_not_later")
        extended = (*found.extended, Extension(found.due_on, due_on, self.at))
        self._store.extend(found.id, extended, due_on, self._end_of(due_on))
        for one in self._active(found):
            if one.status != "met":
                text = self.library.text("assign.you_extended", title=found.title, day=due_words(due_on, self._today))
                self._tell(one.member_id, found, f"extended/{len(extended)}", text, kind="extended")
        return found

    def withdraw(self, id: AssignmentId) -> Assignment:
        """Take an assignment back; what was practised stays, and those who had not met the bar are told."""
        found = self._own(id)
        if not self._store.withdraw(found.id, self.at):
            raise PeopleRefused("assign_none")
        for one in self._active(found):
            knew = self._take_back(found, one.member_id)
            if one.status != "met" and knew:
                text = self.library.text("assign.you_withdrawn", title=found.title)
                self._tell(one.member_id, found, "withdrawn", text, kind="withdrawn")
        return found

    def _take_back(self, found: Assignment, member: MemberId) -> bool:
        """Let nothing go out that waits for the morning; False where they were not even told what was asked."""
        here, book = self.by.workspace_id, self.work.nudging()
        for what in ("reminded", "near", *(f"extended/{number + 1}" for number in range(len(found.extended)))):
            book.take_back(here, _key(found, what, member))
        return not book.take_back(here, _key(found, "given", member))

    def remind(self, id: AssignmentId) -> int:
        """Remind those who have not met the bar, each once, in the caller's name; return how many."""
        found = self._own(id)
        text = self._asking("assign.you_reminded", found)
        count = 0
        for one in self._active(found):
            if self._store.remind(found.id, one.member_id, self.at):
                self._tell(one.member_id, found, "reminded", text, kind="reminder")
                count += 1
        return count

    # --- what a rep may with their own

    def given(self) -> Sequence[Given]:
        """Return what the caller was asked for, the nearest due day first."""
        people = self.work.people(self.by.workspace_id)
        if self.by.member_id is None:
            return []
        found = self._store.given_to(people.whole(self.by.member_id))
        givers = {one.by: people.person(one.by) for one, _ in found if one.by}
        return [Given(one, mine, _name(givers.get(one.by)) if one.by else "") for one, mine in found]

    def finish(self, id: AssignmentId, run: Run) -> Assignee:
        """Count a finished run of the caller's own, once, and note whether the bar is met."""
        given = next((one for one in self.given() if one.assignment.id == id), None)
        if given is None:
            raise PeopleRefused("assign_none")
        bar, mine = given.assignment.bar, given.mine
        if self._store.add_run(id, mine.member_id, run, passed=bars.passes(bar, run)):
            runs = (*mine.runs, run)
            status = bars.status(bar, runs)
            met_at = mine.met_at or (self.at if status == "met" else None)
            self._store.set_status(id, mine.member_id, status, met_at=met_at)
        return mine

    # --- checks

    @property
    def _store(self) -> AssignmentStore:
        return self.work.assignments(self.by.workspace_id)

    @property
    def _today(self) -> date:
        return self.at.astimezone(zone_of(self.zone)).date()

    def led(self, id: TeamId) -> Team:
        """Return an open team that the caller manages; others are refused as if there were none."""
        if not self.by.leads:
            raise PeopleRefused("not_allowed")
        team = self.work.people(self.by.workspace_id).team_named(id)
        if team is None or team.id != id or team.closed_at is not None or team.id not in self.by.leads:
            raise PeopleRefused("no_team")
        return team

    def reps(self, team: Team) -> list[Person]:
        """Return the active reps of a team, by name, without those who are to be erased."""
        people = self.work.people(self.by.workspace_id)
        places = [place for place in people.memberships(team.id) if place.role == "rep"]
        found = [people.person(place.member_id) for place in places]
        there = [one for one in found if one is not None and one.deactivated_at is None and not self._leaving(one.id)]
        return sorted(there, key=lambda one: (one.name.casefold(), one.id))

    def _leaving(self, id: MemberId) -> bool:
        ids = self.work.people(self.by.workspace_id).whole(id)
        return bool(self.work.privacy(self.by.workspace_id).erasures(ids))

    def _chosen(self, team: Team, marks: Sequence[str]) -> list[Person]:
        reps = self.reps(team)
        return [one for one in reps if mark_of(one.id) in marks] if marks else reps

    def _own(self, id: AssignmentId) -> Assignment:
        """Return an assignment of a team that the caller manages, which is not withdrawn."""
        if not self.by.leads:
            raise PeopleRefused("not_allowed")
        found = self._store.assignment(id)
        if found is None or found.team_id not in self.by.leads or not found.is_open:
            raise PeopleRefused("assign_none")
        return found

    def _active(self, found: Assignment) -> list[Assignee]:
        """Return those who were asked and are still in the team."""
        there = {one.id for one in self.reps(self.led(found.team_id))}
        whole = self.work.people(self.by.workspace_id).whole
        return [one for one in self._store.assignees(found.id) if whole(one.member_id)[0] in there]

    def _check_day(self, day: date) -> None:
        if not self._today <= day <= self._today + timedelta(days=FARTHEST_DAYS):
            raise PeopleRefused("assign_day")

    def _end_of(self, day: date) -> datetime:
        zone: ZoneInfo = zone_of(self.zone)
        return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(self.at.tzinfo)

    def _tell_given(self, made: Assignment, member: MemberId) -> None:
        text = self._asking("assign.you_given", made)
        if made.note:
            text += "\n" + self.library.text("assign.you_note", by=self.name, note=made.note)
        if self._tell(member, made, "given", text, kind="assignment"):
            self._store.told(made.id, member, self.at)

    def _asking(self, message: str, of: Assignment) -> str:
        """Return what somebody is asked, in the caller's name."""
        day = due_words(of.due_on, self._today)
        return self.library.text(message, by=self.name, title=of.title, bar=of.bar.words, day=day)

    def _tell(self, member: MemberId, about: Assignment, what: str, text: str, *, kind: str) -> bool:
        """Tell the person whom a member is now."""
        here = self.by.workspace_id
        whom = self.work.people(here).whole(member)[0]
        key = _key(about, what, member)
        goes = contacts.tell(self.work, here, whom, key, [Say(text)], self.at, kind=kind) is not None
        if goes and self.by.member_id is not None:  # it holds the caller's name and words, and goes with them
            self.work.reviews(here).note_about([f"{key}/0"], [self.by.member_id], self.at)
        return goes


def of_member(work: UnitOfWork, member: Member, at: datetime, library: Library) -> Assignments:
    """Return what a member may do, by their standing as it is in this transaction."""
    standing = work.people(member.workspace_id).standing(member.id)
    return Assignments(work, standing, at, library, member.name, member.zone)


def _key(about: Assignment, what: str, member: MemberId) -> str:
    return f"assign/{about.id}/{what}/{member}"


def _name(person: Person | None) -> str:
    return person.name if person else ""
