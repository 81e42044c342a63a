"""
Think a turn out: perceive the line and take the engine's step, reading what it misses until nothing does.

Nothing is written, but the log of another's data that was looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from time import thread_time
from typing import TYPE_CHECKING

from bot.service.days import day_in, writes_month_first
from content.library import Library
from dialogs import engine
from dialogs.model import Listening, Member, Percept, Session, Step, Turn
from dialogs.ports import Perception, UnitOfWork
from dialogs.reassessment.desk import NOTHING_READ, Desk, Wanted

if TYPE_CHECKING:
    from dialogs.people import Told


@dataclass(slots=True)
class TurnTimes:
    """Milliseconds of CPU of each part of the last turn, for `make bench`: of its own thread, whatever else runs."""

    perceive: float = 0.0
    step: float = 0.0
    total: float = 0.0


class Stepping:
    """Takes steps for the turns of any workspace. One object for all threads."""

    def __init__(
        self,
        *,
        unit_of_work: Callable[[], UnitOfWork],
        perception: Perception,
        library: Library,
        weights: Callable[[], str] = str,
    ) -> None:
        """
        Args:
            weights: returns the key of what judges, once something was perceived; a review of a verdict names it.
        """
        self._unit_of_work = unit_of_work
        self._perception = perception
        self._library = library
        self._weights = weights
        self.times = TurnTimes()

    def step(
        self,
        session: Session,
        turn: Turn,
        member: Member,
        *,
        told: Told | None = None,
        reading: UnitOfWork | None = None,
    ) -> Step | None:
        """
        Return the step; None for a word about people that nobody has answered.

        Args:
            told: what came of that word.
            reading: the transaction to read in; None: one of its own.
        """
        desk = NOTHING_READ
        while True:
            try:
                return self._step_with(desk, session, turn, member, told=told)
            except Wanted as wanted:
                desk = self._read(wanted, desk, member, turn.at, reading)

    def _step_with(self, desk: Desk, session: Session, turn: Turn, member: Member, *, told: Told | None) -> Step | None:
        started = thread_time()
        today = day_in(member.zone, turn.at)
        taking = engine.Taking(session, turn, self._library, member.practice, desk=desk, today=today)
        if taking.asked is not None:
            return None if told is None else taking.step(told=told)
        listening = taking.listening()
        read = thread_time()
        if listening and listening.today:
            listening = replace(listening, month_first=writes_month_first(member.zone))
        percept = self._perceive(turn, listening) if listening else None
        perceived = thread_time()
        step = taking.step(percept)
        self.times.perceive = (perceived - read) * 1000
        self.times.step = (thread_time() - perceived + read - started) * 1000
        return step

    def _read(self, wanted: Wanted, desk: Desk, member: Member, at: datetime, reading: UnitOfWork | None) -> Desk:
        """Return the desk with what the step misses: the member's own, or what they may see of others'."""
        if reading is None:
            with self._unit_of_work() as apart:
                found = self._read_in(apart, wanted, desk, member, at)
                apart.commit()  # of another's data that was looked at, the log
                return found
        return self._read_in(reading, wanted, desk, member, at)

    def _read_in(self, work: UnitOfWork, wanted: Wanted, desk: Desk, member: Member, at: datetime) -> Desk:
        if wanted.question is None:
            return read_desk(work, wanted, desk, member, at)
        from bot.service.answers import answer  # no part of a start

        return desk.with_answer(wanted.question, answer(work, member, wanted.question, at, self._library))

    def _perceive(self, turn: Turn, listening: Listening) -> Percept:
        percept = self._perception.perceive((turn.text or "").strip(), listening)
        return replace(percept, weights=self._weights())


def read_desk(reading: UnitOfWork, wanted: Wanted, desk: Desk, member: Member, at: datetime) -> Desk:
    """Return the desk with what a step misses of the member's accounts, or of all that is theirs."""
    own = (member.workspace_id, member.id)
    if wanted.personal is not None:
        from bot.service.own_data import OwnData  # no part of a start

        return OwnData(reading, *own).put_on(desk, wanted.personal, at)
    if wanted.account is None:
        return desk.with_list(tuple(reading.accounts(*own)))
    if wanted.item is None:
        return desk.with_file(wanted.account, reading.account_file(*own, wanted.account))
    return desk.with_trail(wanted.account, wanted.item, tuple(reading.account_trail(*own, wanted.account, wanted.item)))
