"""What people do with what arrives: they press and type, through the coach's own turns; and what befalls them."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot import wiring
from bot.service.contacts import tell
from bot.service.own_nudges import carry_out
from bot.service.turns import TurnResult, Turns
from dialogs.model import EventId, Turn
from dialogs.nudging.model import NudgeSettings, SettingsKept
from dialogs.reassessment.model import AccountId
from dialogs.replies import Ask, Say
from tests.nudging.world import HERE, START
from tests.nudging.year.living import Year, instant_of
from tests.nudging.year.people import HOURS, NIGHT, ZONES, Chosen, Person, join, reassess
from tests.nudging.year.platform import Sent
from tests.service.test_turns import ReadsAsProblem

_ABOUT = "SELECT account_id, item, angle, wording FROM nudge WHERE id = '{}'"
FINISHED = 0.6  # of the reassessments that a nudge began
PUT_OFF = ("In 2 hours", "Tomorrow", "Next week", "This account only")
LEADS: dict[str, Callable[[TurnResult], bool]] = {
    "nudge_answer": lambda done: done.state == "reassessment.asking" and isinstance(done.replies[-1], Ask),
    "nudge_reassess": lambda done: done.state.startswith("reassessment.") and isinstance(done.replies[-1], Ask),
    "nudge_snooze": lambda done: done.state == "nudges.snoozing" and len(_choices(done)) >= 4,
    "nudge_not": lambda done: "leave Firm" in done.replies[0].plain_text(),
    "nudge_unhelpful": lambda done: "was no help" in done.replies[0].plain_text(),
    "nudge_drill": lambda done: done.state.startswith("quick_drill."),
    "nudge_resume": lambda done: "on again" in done.replies[0].plain_text(),
}


class _Untouched:
    """A unit of work that keeps nothing."""

    def __init__(self, work: Any) -> None:
        self._work = work

    def __enter__(self) -> _Untouched:
        return self

    def __exit__(self, *why: Any) -> None:
        self._work.__exit__(*why)

    def commit(self) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)


@dataclass
class Acting:
    """The people of a year. `try_each`: of so many nudges of a kind one has each of its buttons tried."""

    year: Year
    try_each: int = 1
    drawn: random.Random = field(default_factory=lambda: random.Random(11))
    tried: Counter[str] = field(default_factory=Counter)
    arrived_of: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        store = self.year.store
        self._by_address = {person.address: person for person in self.year.people}
        self._turns = self._turns_on(store.unit_of_work)
        self._dry = self._turns_on(lambda: _Untouched(store.unit_of_work()))
        self.year.arrived = self._arrived
        for person in self.year.people:
            self._begin(person)
        for month in range(12):
            self.year.at(START + timedelta(days=2 + 30 * month, hours=9), self._much_to_say)

    def _turns_on(self, unit_of_work: Callable[[], Any]) -> Turns:
        return Turns(
            unit_of_work=unit_of_work, perception=ReadsAsProblem(), library=wiring.library(), workspace_id=HERE
        )

    def angles(self) -> set[str]:
        """Return the angles of the nudges that arrived."""
        return {str(row[0]) for row in self.year.rows("SELECT angle FROM nudge WHERE state = 'sent' AND angle <> ''")}

    # --- what befalls people

    def _begin(self, person: Person) -> None:
        def joins(at: datetime) -> None:
            join(self.year.store, person, self.drawn)
            if person.habit == "late":  # much is told at once of one who has just joined
                self._tell(person, f"assignment/{person.id}/first", at)

        if person.joined_at < START:
            joins(START)
        else:
            self.year.at(person.joined_at, joins)
        week = timedelta(weeks=1)
        match person.habit:
            case "moves":
                self.year.at(START + 10.4 * week, lambda at: self._moves(person, at))
                self.year.at(START + 25.3 * week, lambda at: self._new_quiet(person, at))
                self.year.at(START + 33.1 * week, lambda at: self._new_slot(person, at))
                self.year.at(START + 40.6 * week, lambda at: self._new_slot(person, at))
            case "gone":
                person.reached = [(START + 12 * week, False), (START + 16 * week, True)]
                self.year.at(START + 16.2 * week, lambda at: self._types(person, "menu", at))
            case "stops":
                when = START + (18 + person.number % 7) * week + timedelta(hours=self.drawn.randrange(160))
                self.year.at(when, lambda at: self._stops_before_the_next(person, at))

    def _much_to_say(self, at: datetime) -> None:
        """Let the coach start messages of other kinds, as assignments' announcements, some of them at night."""
        for person in self.year.people:
            for message in range(person.number % 4):
                key = f"assignment/{person.number}/{at.date()}/{message}"
                when = at + timedelta(minutes=self.drawn.randrange(24 * 60))
                self.year.at(when, lambda now, one=person, its=key: self._tell(one, its, now))  # type: ignore[misc]

    def _tell(self, person: Person, key: str, now: datetime) -> None:
        if person.member is not None:
            with self.year.store.unit_of_work() as work:
                tell(work, HERE, person.member.id, key, [Say("An assignment.")], now, kind="assignment")
                work.commit()

    # --- what people choose

    def _choose(self, person: Person, at: datetime, settings: NudgeSettings, zone: str = "") -> None:
        """Keep new settings, as the flow of nudges does."""
        before = person.by(at)
        where = zone or before.zone
        with self.year.store.unit_of_work() as work:
            own = work.nudging().settings(HERE, person.member.id) or settings  # type: ignore[union-attr]
            kept = replace(own, weekday=settings.weekday, minute=settings.minute, chosen=settings.chosen)
            kept = replace(kept, quiet=settings.quiet)
            carry_out(work, person.member, SettingsKept(kept, zone or None), at)  # type: ignore[arg-type]
            if zone:
                work.set_profile(HERE, person.member.id, zone=zone)  # type: ignore[union-attr]
            work.commit()
        person.diary.append(Chosen(at, settings, where, before.on))

    def _moves(self, person: Person, at: datetime) -> None:
        zone = ZONES[(person.number + 5) % len(ZONES)]
        self._choose(person, at, person.by(at).settings, zone)

    def _new_quiet(self, person: Person, at: datetime) -> None:
        settings = person.by(at).settings
        if settings.quiet != NIGHT:
            self._choose(person, at, replace(settings, quiet=replace(settings.quiet, begins=20 * 60, ends=7 * 60)))

    def _new_slot(self, person: Person, at: datetime) -> None:
        settings = person.by(at).settings
        if settings.quiet != NIGHT:
            weekday, minute = self.drawn.randrange(5), self.drawn.choice(HOURS)
            self._choose(person, at, replace(settings, weekday=weekday, minute=minute, chosen=True))

    def _stops_before_the_next(self, person: Person, at: datetime) -> None:
        """End nudges a quarter of an hour before one is due, when it is planned already."""
        due = f"SELECT next_due_at FROM nudge_setting WHERE member_id = '{person.id}'"
        slot = self.year.rows(due)[0][0]
        when = instant_of(slot) - timedelta(minutes=15) if slot else at
        self.year.at(max(when, at), lambda now: self._stops(person, now))

    def _stops(self, person: Person, at: datetime) -> None:
        self._types(person, "stop nudges", at)
        person.diary.append(replace(person.by(at), at=at, on=False))
        if person.number % 2:
            self.year.at(at + timedelta(weeks=10), lambda later: self._resumes(person, later))

    def _resumes(self, person: Person, at: datetime) -> None:
        self._types(person, "resume nudges", at)
        person.diary.append(replace(person.by(at), at=at, on=True))

    # --- what people do with a nudge

    def _arrived(self, sent: Sent) -> None:
        person = self._by_address[sent.address]
        if sent.nudge_id:  # what it is about, as of now: put off, it may be about something else when it comes again
            (self.year.about[sent.key],) = self.year.rows(_ABOUT.format(sent.nudge_id))
        if not sent.choices:
            return
        self._try_buttons(sent)
        wait = timedelta(minutes=self.drawn.randrange(2, 20 * 60))
        match person.habit:
            case "silent":
                return
            case "slow":
                wait += timedelta(days=self.drawn.randrange(9, 30))
        if "nudge_resume" in sent.choices and self.drawn.random() < 0.5:
            return
        self.year.at(sent.at + wait, lambda at: self._reacts(person, sent, at))

    def _try_buttons(self, sent: Sent) -> None:
        """Press each button as if, at the moment at which it arrives: each must lead somewhere."""
        kind = sent.choices[0]
        self.arrived_of[kind] += 1
        if (self.arrived_of[kind] - 1) % self.try_each:
            return
        for choice in sent.choices:
            done = self._dry.take(self._turn(sent.address, sent.at, choice=choice, stamp=sent.stamp), name="Rep")
            self.tried[choice] += 1
            if not LEADS[choice](done):
                told = " | ".join(reply.plain_text()[:80] for reply in done.replies)
                self.faults.append(f"{choice} of {sent.key} at {sent.at} led to {done.state}: {told}")

    def _reacts(self, person: Person, sent: Sent, at: datetime) -> None:
        choice = self.drawn.choice(sent.choices)
        if person.habit == "snoozes" and "nudge_snooze" in sent.choices:
            choice = "nudge_snooze"
        if not person.by(at).on and choice == "nudge_resume":
            return
        done = self._takes(person, self._turn(person.address, at, choice=choice, stamp=sent.stamp))
        person.pressed.append((at, sent.nudge_id, choice))
        if done.state == "nudges.snoozing":
            taken = (*PUT_OFF, "Less often") if person.habit == "snoozes" else PUT_OFF
            offered = [choice.label for choice in _choices(done) if choice.label in taken]
            self._types(person, self.drawn.choice(offered), at)
        elif done.state.startswith("reassessment."):
            account = AccountId(str(self.year.about[sent.key][0]))
            if choice == "nudge_answer":  # which keeps a draft at once
                person.drafts.append((at, account))
            if self.drawn.random() < FINISHED:
                later = at + timedelta(hours=self.drawn.randrange(1, 60))
                self.year.at(later, lambda now: self._finishes(person, account, now))

    def _finishes(self, person: Person, account: AccountId, at: datetime) -> None:
        with self.year.store.unit_of_work() as work:
            reassess(work, person, account, at, self.drawn)
            work.commit()

    def _types(self, person: Person, text: str, at: datetime) -> TurnResult:
        return self._takes(person, self._turn(person.address, at, text=text))

    def _takes(self, person: Person, turn: Turn) -> TurnResult:
        return self._turns.take(turn, name=f"Rep {person.number}")

    def _turn(self, address: str, at: datetime, **more: Any) -> Turn:
        return Turn(EventId(uuid.UUID(int=self.drawn.getrandbits(128)).hex), "slack", address, at, **more)


def _choices(done: TurnResult) -> tuple[Any, ...]:
    last = done.replies[-1]
    return last.choices if isinstance(last, Ask) else ()
