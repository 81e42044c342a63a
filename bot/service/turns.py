"""
Take one turn: claim, load, perceive, step, save, commit; the replies are sent after that (architecture.md, a turn).

Nothing that a person was told about can be lost, and no turn is applied twice.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import thread_time
from typing import TYPE_CHECKING

from bot.service.stepping import Stepping
from content.library import Library
from dialogs import engine
from dialogs.errors import StaleSession
from dialogs.model import Member, Session, SessionId, Step, Turn, WorkspaceId
from dialogs.people_words import without_code
from dialogs.ports import Perception, UnitOfWork
from dialogs.reassessment.desk import Desk
from dialogs.replies import Reply, Say

if TYPE_CHECKING:
    pass

MOST_TRIES = 5  # our guess: a person's own turns collide two at a time, not six
MOST_TEXT = 4000  # code points of a line that are kept; the judge reads 2,000 (gate "too_long")


@dataclass(frozen=True, slots=True)
class TurnResult:
    """
    What to tell the person; empty replies: the event was seen before.

    `keys` are those of the replies in the outbox; empty where they wait behind earlier ones, and a sweep sends them.
    """

    replies: tuple[Reply, ...]
    keys: tuple[str, ...]
    state: str
    duplicate: bool = False
    stamp: str = ""  # of the session as saved
    unnamed: bool = False  # the member is called by their address still: no more is known of them
    verdicts: tuple[str, ...] = ()  # of the attempts in this turn, for the metrics


class Turns:
    """Takes turns of one workspace. One object for all threads; each call uses its own transactions."""

    def __init__(
        self,
        *,
        unit_of_work: Callable[[], UnitOfWork],
        perception: Perception,
        library: Library,
        workspace_id: WorkspaceId,
        lease_s: float | None = None,
        weights: Callable[[], str] = str,
        invite_link: Callable[[str], str | None] = lambda code: None,
    ) -> None:
        """
        Take turns of one workspace.

        Args:
            invite_link: returns what opens a chat with a code, where there is such a link.
            lease_s: how long the caller has to send the replies before a sweep may; None: nothing sweeps here.
            weights: returns the key of what judges, once something was perceived; a review of a verdict names it.
        """
        self._unit_of_work = unit_of_work
        self._stepping = Stepping(unit_of_work=unit_of_work, perception=perception, library=library, weights=weights)
        self._library = library
        self._workspace_id = workspace_id
        self._lease_s = lease_s
        self._invite_link = invite_link
        self.times = self._stepping.times

    def of(self, workspace_id: WorkspaceId) -> Turns:
        """Return the same for another workspace."""
        if workspace_id == self._workspace_id:
            return self
        found = copy(self)
        found._workspace_id = workspace_id
        return found

    def take(self, turn: Turn, *, name: str) -> TurnResult:
        """
        Apply one turn, once.

        Args:
            name: what a newcomer is called; a known member keeps the stored name.
        Raises:
            StoreUnavailable: nothing was saved; the same turn may be tried again.
        """
        started = thread_time()
        turn = _cleaned(turn)
        for _ in range(MOST_TRIES - 1):
            try:
                return self._take_once(turn, name)
            except StaleSession:
                continue  # another process was first: load, perceive and step again on what it saved
            finally:
                self.times.total = (thread_time() - started) * 1000
        return self._take_once(turn, name)

    def _take_once(self, turn: Turn, name: str) -> TurnResult:
        with self._unit_of_work() as reading:
            member = reading.member(self._workspace_id, turn.channel, turn.who)
            stored = reading.latest_session(self._workspace_id, member.id) if member else None
        if member is not None and member.deactivated:
            return self._turn_away(turn, member)
        # Thought out before the claim: no writer waits for it. Whoever saved in between makes this one stale.
        step = self._step(turn, member, stored) if member else None
        with self._unit_of_work() as work:
            if not work.claim(self._workspace_id, turn.channel, turn.event_id, turn.at):
                state = f"{stored.frames[-1].flow}.{stored.frames[-1].state}" if stored else ""
                return TurnResult((), (), state, duplicate=True)
            member = self._met(work, turn, member, name)
            asks = step is None  # something of the roster, or by a newcomer: what is typed may be a code
            if step is None:
                member, step = self._step_within(work, turn, member)
            self._do(work, member, step, turn)
            kept = replace(turn, text=without_code(turn.text, takes_text=not asks))
            saved, keys = self._save(work, kept, step)
            work.commit()
        return TurnResult(
            step.replies,
            keys,
            step.state,
            stamp=saved.stamp,
            unnamed=member.name == turn.who,
            verdicts=tuple(attempt.verdict for attempt in step.attempts),
        )

    def _met(self, work: UnitOfWork, turn: Turn, member: Member | None, name: str) -> Member:
        """Return the member, who is new or whose address takes messages again; their handle is as they write now."""
        if member is None:
            member = work.add_member(self._workspace_id, turn.channel, turn.who, name, turn.at)
        elif member.unreachable:
            work.mark_reachable(self._workspace_id, turn.channel, turn.who)
        if turn.handle is not None and turn.handle.lower() != member.handle:
            work.people(self._workspace_id).set_handle(turn.channel, turn.who, turn.handle)
        return member

    def _do(self, work: UnitOfWork, member: Member, step: Step, turn: Turn) -> None:
        """Do in the store what the step asks for, beside its session."""
        if step.practice is not None:
            work.keep_practice(self._workspace_id, member.id, step.practice)
        if step.acts:
            from bot.service.own_data import OwnData  # no part of a start

            for act in step.acts:
                OwnData(work, self._workspace_id, member.id).carry_out(act, turn.at)
        for change in step.account_changes:
            work.keep_account_change(self._workspace_id, member.id, change, turn.at)
        if step.deeds or step.account_changes:
            from bot.service.deeds import carry_out  # no part of a start

            carry_out(work, member, step, turn, self._library)
        if step.zone:
            work.set_profile(self._workspace_id, member.id, zone=step.zone)

    def _turn_away(self, turn: Turn, member: Member) -> TurnResult:
        """Answer somebody who is deactivated with one sentence. Nothing of theirs moves or is kept."""
        with self._unit_of_work() as work:
            ids = work.people(self._workspace_id).whole(member.id)
            wish = next(iter(work.privacy(self._workspace_id).erasures(ids)), None)
            said = self._library.text("people.off")
            if wish is not None:
                from dialogs.reassessment.telling import day_words  # no part of a start

                said = self._library.text("people.off_erasing", day=day_words(wish.due_at.date()))
            replies = (Say(said),)
            if not work.claim(self._workspace_id, turn.channel, turn.event_id, turn.at):
                return TurnResult((), (), "", duplicate=True)
            keys = work.put_refusal(self._workspace_id, turn, replies, lease_until=self._lease_until(turn))
            work.commit()
        return TurnResult(replies, keys, "")

    def _step_within(self, work: UnitOfWork, turn: Turn, member: Member) -> tuple[Member, Step]:
        """
        Take the step of a newcomer, or of a word about people: what it asks is done in the turn's own transaction.

        Returns:
            The member whose session goes on, which is another one after two were linked or taken apart.
        """
        stored = work.latest_session(self._workspace_id, member.id)
        session = self._at(member, stored)
        taking = engine.Taking(session, turn, self._library, member.practice, desk=Desk(listed=()))
        told = None
        if taking.asked is not None:
            from bot.service.chat_people import Roundtable  # no part of a start

            told = Roundtable(work, member, turn.at, self._library, self._invite_link).answer(taking.asked)
        if told is not None and told.moved:
            member = work.member(self._workspace_id, turn.channel, turn.who) or member
            session = self._at(member, work.latest_session(self._workspace_id, member.id))
        step = self._stepping.step(session, turn, member, told=told, reading=work)
        if step is None:
            raise ValueError("a word about people that nobody answered")
        if told is not None and told.about:
            from dialogs.reviewing.model import ToldAbout  # no part of a start

            step = replace(step, deeds=(*step.deeds, ToldAbout(told.about, typed=True)))
        return member, step

    def _at(self, member: Member, stored: Session | None) -> Session:
        return stored if stored and not stored.closed else self._open(member, stored)

    def _step(self, turn: Turn, member: Member, stored: Session | None) -> Step | None:
        """Return the step; None where it has to be taken within the transaction."""
        return self._stepping.step(self._at(member, stored), turn, member)

    def _open(self, member: Member, previous: Session | None) -> Session:
        return engine.open_session(
            id=SessionId(uuid.uuid4().hex),
            workspace_id=self._workspace_id,
            member_id=member.id,
            seed=secrets.randbits(31),
            library=self._library,
            previous=previous,
        )

    def _save(self, work: UnitOfWork, turn: Turn, step: Step) -> tuple[Session, tuple[str, ...]]:
        session = work.save_session(step.session, turn.at)
        work.append_turn(session, turn, step.state)
        if step.attempts:
            work.add_attempts(session, step.attempts, turn.at)
        if step.disagreements:
            work.keep_disagreements(session, step.disagreements, turn.at)
        if step.scores:
            work.add_scores(session, step.scores, turn.at)
        return session, work.put_replies(session, turn, step.replies, step.state, lease_until=self._lease_until(turn))

    def _lease_until(self, turn: Turn) -> datetime | None:
        return turn.at + timedelta(seconds=self._lease_s) if self._lease_s is not None else None

    def release(self, *, channel: str, who: str, now: datetime) -> None:
        """Put on its way what waited for somebody who arrives; in a terminal nothing else may do so."""
        with self._unit_of_work() as reading:
            member = reading.member(self._workspace_id, channel, who)
            waits = member is not None and reading.has_waiting(self._workspace_id, member.id, now)
        if member is not None and waits:
            from bot.service.contacts import Contacts  # no part of a start

            Contacts(self._unit_of_work).release_to(self._workspace_id, member.id, now)

    def pending(self, *, channel: str, who: str) -> tuple[tuple[str, Reply, str], ...]:
        """Return what was queued for this person and never marked sent: (key, reply, state), oldest first."""
        with self._unit_of_work() as reading:
            return tuple(reading.pending_replies(self._workspace_id, channel, who))

    def sent(self, keys: tuple[str, ...], turn: Turn) -> None:
        """Mark replies as shown, so that no sweep repeats them."""
        with self._unit_of_work() as work:
            work.mark_sent(self._workspace_id, keys, turn.at)
            work.commit()


def _cleaned(turn: Turn) -> Turn:
    """Make the text storable anywhere: no NUL, no lone surrogate, no terminal control, not without end."""
    if turn.text is None:
        return turn
    text = turn.text.encode("utf-8", "replace").decode("utf-8")[:MOST_TEXT]
    return replace(turn, text="".join(c if c.isprintable() or c in "\n\t" else " " for c in text))
