"""A firm whose manager asks for practice and whose reps do it, by typing; each address is a name in Slack."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot import wiring
from bot.perception.dates import find_dates
from bot.service.people import People
from bot.service.turns import TurnResult, Turns
from dialogs.assigning.model import Assignee, Assignment
from dialogs.model import EventId, Listening, MemberId, Percept, Turn, WorkspaceId
from dialogs.people import Standing
from storage.unit_of_work import Store
from tests.service.test_turns import ReadsAsProblem

HERE = WorkspaceId("here")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
REPS = ("ann", "bo", "cy", "di", "ed")
_events = itertools.count(1)


class ReadsDays(ReadsAsProblem):
    """Takes every line for a problem question, and finds days in it as the real perception does."""

    def perceive(self, text: str, listening: Listening) -> Percept:
        percept = super().perceive(text, listening)
        if listening.today is None:
            return percept
        return Percept(percept.judgement, dates=find_dates(text, today=listening.today, ahead=listening.ahead))


@dataclass
class Assigning:
    """`days` go by as a test says. Lena manages North, with the reps; Max manages South, with Sue."""

    store: Store
    days: int = 0
    last: TurnResult | None = None
    turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        self.turns = Turns(
            unit_of_work=self.store.unit_of_work,
            perception=ReadsDays(),
            library=wiring.library(),
            workspace_id=HERE,
        )

    def filled(self, reps: tuple[str, ...] = REPS) -> Assigning:
        self.days = -3  # in their first 24 hours nobody is told anything that the coach starts by itself
        for who in ("lena", "max", "sue", "ada", *reps):
            self.types(who, "skip")
        with self.store.unit_of_work() as work:
            people = People(work, Standing(HERE, operator=True), self.now, wiring.library().text)
            for name in ("North", "South"):
                people.add_team(name)
            people.add("North", self.member("lena"), "manager")
            people.add("South", self.member("max"), "manager")
            people.add("South", self.member("sue"))
            people.grant(self.member("ada"), "author")
            for who in reps:
                people.add("North", self.member(who))
            work.commit()
        for who in ("lena", "max", "sue", "ada", *reps):
            self.types(who, "menu")
            self.reads(who)
        self.days = 0
        return self

    @property
    def now(self) -> datetime:
        return NOW + timedelta(days=self.days)

    def types(self, who: str, *lines: str | None) -> str:
        """Type lines one after another; return all that the coach answers to the last."""
        for text in lines:
            turn = Turn(EventId(f"a{next(_events)}"), "slack", who, self.now, text)
            self.last = self.turns.take(turn, name=who.title())
        return self.text

    def taps(self, who: str, *choices: str) -> str:
        """Press buttons by their ids."""
        for choice in choices:
            turn = Turn(EventId(f"a{next(_events)}"), "slack", who, self.now, choice=choice)
            self.last = self.turns.take(turn, name=who.title())
        return self.text

    @property
    def text(self) -> str:
        return "\n".join(reply.plain_text() for reply in self.last.replies) if self.last else ""

    @property
    def state(self) -> str:
        return self.last.state if self.last else ""

    def member(self, who: str) -> MemberId:
        with self.store.unit_of_work() as work:
            found = work.member(HERE, "slack", who)
        assert found is not None
        return found.id

    def reads(self, who: str) -> list[str]:
        """Return what the coach said of itself to somebody since they last looked."""
        with self.store.unit_of_work() as work:
            found = list(work.pending_replies(HERE, "slack", who))
            work.mark_sent(HERE, [key for key, _, _ in found], self.now)
            work.commit()
        return [reply.plain_text() for key, reply, _ in found if key.startswith(("assign/", "people/"))]

    def assignment(self, place: int = 0) -> Assignment:
        """Return what North was asked for, the latest first."""
        with self.store.unit_of_work() as work:
            team = work.people(HERE).team_named("North")
            assert team is not None
            return work.assignments(HERE).of_teams([team.id], limit=9)[place]

    def assignee(self, who: str, place: int = 0) -> Assignee:
        of, member = self.assignment(place), self.member(who)
        with self.store.unit_of_work() as work:
            return next(one for one in work.assignments(HERE).assignees(of.id) if one.member_id == member)

    def gives_row(self, *people: str, due: str = "week") -> Assignment:
        """Have Lena ask for problem questions: three in a row right at the first try. Every line passes here."""
        self.types("lena", "assign", ", ".join(people) or "North", "problem questions")
        self.taps("lena", "row-problem_questions", "right_3_of_3", due, "no_note", "give")
        return self.assignment()

    def logged(self) -> list[tuple[str, str, str, str | None]]:
        """Return (act, kind, form, about whom) of the log, oldest first."""
        with self.store.unit_of_work() as work:
            rows = work.privacy(HERE).logged(None, limit=500)
        return [(r.looked.act, r.looked.kind, r.looked.form, r.looked.subject) for r in reversed(rows)]


def in_days(days: int) -> date:
    return (NOW + timedelta(days=days)).date()


OPEN = "What goes wrong there most often, and why?"


def text(message: str, **names: object) -> str:
    return wiring.library().text(message, **names)


def does_run(firm: Assigning, who: str) -> str:
    """Do one run of the row of exercises, right at the first try."""
    firm.types(who, "assignments")
    firm.taps(who, firm.assignment().id)
    firm.types(who, "begin")
    with firm.store.unit_of_work() as work:
        session = work.latest_session(HERE, firm.member(who))
        assert session is not None
        item = wiring.library().drills[session.frames[-1].data["args"]["item"]]
    if item.kind == "PICK":
        return firm.taps(who, next(option.id for option in item.options if option.correct))
    return firm.types(who, OPEN)
