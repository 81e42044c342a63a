"""One process of the coach: its jobs and its sending, over a store that it may be cut off from at any commit."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Self

from bot import wiring
from bot.service.contacts import Contacts
from bot.service.last_look import may_go
from bot.service.nudge_reminders import Reminders
from bot.service.nudges import Nudges
from bot.service.queues import only_first_in_doubt
from content.loader import load_nudges
from dialogs.model import Outgoing
from storage.unit_of_work import Store
from tests.nudging.world import HERE
from tests.nudging.year.platform import Away, Deactivated, Platform

LEASE = timedelta(seconds=30)
AGAIN_AFTER = timedelta(minutes=30)  # the platform is tried so often while it is away
MIXED = 0.05  # of the units of work, those before which the other process does something
MOST = 500
WORDINGS = cache(load_nudges)


class Killed(BaseException):
    """The process is gone; whatever it had not committed is lost."""


class Mortal:
    """The way to the store of one process. `dies_in`: so many commits on it is killed, before or after that commit."""

    def __init__(self, store: Store, drawn: random.Random) -> None:
        self._store, self._drawn = store, drawn
        self.dies_in: int | None = None
        self.dies_planning = False
        self.meanwhile: Callable[[], object] | None = None

    def unit_of_work(self) -> Any:
        if self.meanwhile is not None and self._drawn.random() < MIXED:
            other, self.meanwhile = self.meanwhile, None
            other()
        return _Within(self._store.unit_of_work(), self)

    def committing(self, commit: Callable[[], None]) -> None:
        if self.dies_in is None:
            commit()
            return
        self.dies_in -= 1
        if self.dies_in >= 0:
            commit()
        elif self._drawn.random() < 0.5:
            raise Killed
        else:
            commit()
            raise Killed


class _Within:
    def __init__(self, work: Any, mortal: Mortal) -> None:
        self._work, self._mortal = work, mortal

    def __enter__(self) -> Self:
        self._work.__enter__()
        return self

    def __exit__(self, *why: Any) -> None:
        self._work.__exit__(*why)

    def commit(self) -> None:
        self._mortal.committing(self._work.commit)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)


class Process:
    """As `coach serve` or a worker has its jobs; started anew it remembers nothing."""

    def __init__(self, store: Store, platform: Platform, drawn: random.Random) -> None:
        self.mortal = Mortal(store, drawn)
        self._platform, self._drawn = platform, drawn
        unit_of_work = self.mortal.unit_of_work
        self.nudges = Nudges(unit_of_work, wiring.library(), WORDINGS)
        self.contacts = Contacts(unit_of_work)
        self.reminders = Reminders(unit_of_work, wiring.library())

    def minutely(self, now: datetime) -> None:
        self._plan(now)
        self.nudges.deliver(now, MOST)
        self.contacts.release(now, MOST)
        self.send(now)
        self.nudges.settle(now, MOST)

    def _plan(self, now: datetime) -> None:
        """Plan; a kill may wait for the first commit of that, where a slot could be lost for ever."""
        mortal = self.mortal
        if not mortal.dies_planning:
            self.nudges.plan(now, MOST)
            return
        before, mortal.dies_in = mortal.dies_in, 0
        self.nudges.plan(now, MOST)
        mortal.dies_in = before  # there was nothing to plan

    def hourly(self, now: datetime) -> None:
        self.reminders.remind(now, MOST)
        self.reminders.review_approaching(now, MOST)

    def send(self, now: datetime) -> None:
        """Do as `Delivery` does, one message after another."""
        with self.mortal.unit_of_work() as work:
            leased = work.lease_replies(("slack",), now, lease_until=now + LEASE, limit=2000)
            due = may_go(work, leased, now, until=now + LEASE)
            if leased:
                work.commit()
        held: set[str] = set()  # addresses of which one could not go: the next ones wait behind it
        self._sent([one for one in only_first_in_doubt(due) if not self._try(one, now, held)], now)

    def _try(self, one: Outgoing, now: datetime, held: set[str]) -> bool:
        """Send one; True where that is noted already."""
        try:
            if one.address in held:
                raise Away(unknown=False)
            self._platform.take(one, now)
        except Away as away:
            held.add(one.address)
            with self.mortal.unit_of_work() as work:
                work.postpone(HERE, (one.key,), now + AGAIN_AFTER, in_doubt=away.unknown or one.in_doubt)
                work.commit()
        except Deactivated:
            with self.mortal.unit_of_work() as work:
                work.mark_unreachable(HERE, "slack", one.address, now)
                work.commit()
        else:
            if one.unasked:  # each by itself: a kill may come between any two
                self._sent([one], now)
            return one.unasked
        return True

    def _sent(self, done: Sequence[Outgoing], now: datetime) -> None:
        if done:
            with self.mortal.unit_of_work() as work:
                work.mark_sent(HERE, [one.key for one in done], now)
                work.commit()
