"""A person's own nudges in their turn: what a step asks of them, and what it does with them, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.service.contacts import APPROACHING
from bot.service.nudge_settings import keep_settings, note_outcome
from content.basics import LONGEST_LABEL
from dialogs.asking_store import Deed, Question
from dialogs.model import Member, WorkspaceId
from dialogs.nudging.measures import WITHIN, minutes_in
from dialogs.nudging.model import (
    Announced,
    AnnouncedQuestion,
    Counts,
    EffectQuestion,
    Known,
    Nudge,
    NudgeQuestion,
    NudgeTaken,
    SettingsKept,
    ShowingRefused,
)
from dialogs.ports import UnitOfWork
from dialogs.reassessment.model import AccountId
from dialogs.reassessment.telling import clip

OPEN_FOR: Final = timedelta(days=7)  # so long a typed "answer" or "stop" is meant for the nudge; our guess
MEASURED: Final = timedelta(days=90)  # the ledger is kept so long (content/privacy.yaml)


def answer(work: UnitOfWork, member: Member, question: Question[Any], at: datetime) -> Any:
    """Return what a step wants to know; of this person alone, but for the counts of the workspace."""
    if isinstance(question, EffectQuestion):
        return counts(work, member.workspace_id, at)
    if isinstance(question, AnnouncedQuestion):
        return _announced(work, member, question.stamp, at)
    if isinstance(question, NudgeQuestion):
        return _known(work, member, question, at)
    raise TypeError(f"nobody answers {type(question).__name__}")


def counts(work: UnitOfWork, workspace_id: WorkspaceId, at: datetime) -> Counts:
    """Return what nudges did in a workspace: counts of user-weeks, nobody's own."""
    return work.nudging().counts(workspace_id, at - MEASURED, at)


def _known(work: UnitOfWork, member: Member, question: NudgeQuestion, at: datetime) -> Known:
    book, own = work.nudging(), (member.workspace_id, member.id)
    if question.id:
        found = book.nudge(*own, question.id)
    else:
        found = _latest(book.nudges(*own, at - OPEN_FOR), answered=question.answered)
    here = True
    if found is not None and found.account is not None:
        listed = {one.id for one in work.accounts(*own) if one.status == "open"}
        here = found.account in listed
    return Known(book.settings(*own), member.zone, book.next_at(*own), found, here)


def _announced(work: UnitOfWork, member: Member, stamp: str, at: datetime) -> Announced | None:
    own = (member.workspace_id, member.id)
    found = work.nudging().announced(*own, APPROACHING, at - (MEASURED if stamp else OPEN_FOR), stamp=stamp)
    names = {one.id: one.name for one in work.accounts(*own) if one.status == "open"} if found else {}
    name = names.get(AccountId(found.key.split("/")[1])) if found else None
    return Announced(found.key, clip(name, LONGEST_LABEL)) if found and name else None


def _latest(rows: Sequence[Nudge], *, answered: bool) -> Nudge | None:
    """Return the latest nudge that went out and that nothing was answered to; with *answered* any."""
    return next((row for row in rows if row.sent_at is not None and (answered or not row.outcome)), None)


def carry_out(work: UnitOfWork, member: Member, deed: Deed, at: datetime) -> None:
    """Do what the person's turn did with their nudges."""
    own = (member.workspace_id, member.id)
    match deed:
        case SettingsKept(settings, zone, after):
            keep_settings(work, *own, settings, at, zone_name=zone, after=after)
        case NudgeTaken(id, outcome, until):
            note_outcome(work, *own, id, outcome=outcome, at=at)
            if outcome == "unhelpful":
                _note_unhelpful(work, member, id, at)
            if until is not None:
                _put_off(work, member, id, until)
        case ShowingRefused(key):
            work.nudging().refuse(*own, key, at)
        case _:
            raise TypeError(f"nobody carries out {type(deed).__name__}")


def note_finished(work: UnitOfWork, member: Member, account: AccountId, at: datetime) -> None:
    """Take a finished reassessment for the answer to the nudge about that account, by whatever way it was begun."""
    own = (member.workspace_id, member.id)
    nudge = _latest(work.nudging().nudges(*own, at - OPEN_FOR), answered=False)
    if nudge is not None and nudge.account == account:
        note_outcome(work, *own, nudge.id, outcome="reassess", at=at)
    _note_minutes(work, member, at)


def _note_minutes(work: UnitOfWork, member: Member, at: datetime) -> None:
    """
    Note what a finished reassessment cost in the week of a nudge, or of one held out: minutes since then, of all.

    Noted now, since turns are kept for 30 days and nudges are measured over more. Nobody is shown one person's.
    """
    own = (member.workspace_id, member.id)
    for row in work.nudging().nudges(*own, at - WITHIN):
        asked = row.state in ("sending", "sent") or row.reason == "held_out"
        if row.kind == "weekly" and asked and row.due_at <= at:
            turns = work.nudging().turns_since(*own, row.due_at)
            work.nudging().note_minutes(*own, row.id, minutes_in([one for one in turns if one[0] < at], at))


def _note_unhelpful(work: UnitOfWork, member: Member, id: str, at: datetime) -> None:
    """
    Note it with the teams that the person is a rep of now.

    So a count of a team stays as it is when somebody is put into it or taken out: nobody's answer shows by that.
    """
    standing = work.people(member.workspace_id).standing(member.id)
    work.nudging().note_unhelpful(member.workspace_id, member.id, id, sorted(standing.teams - standing.leads), at)


def _put_off(work: UnitOfWork, member: Member, id: str, until: datetime) -> None:
    """Plan the same nudge again: its week has no other."""
    found = work.nudging().nudge(member.workspace_id, member.id, id)
    if found is not None and found.state in ("sending", "sent"):
        again = replace(found, state="planned", due_at=until, round=found.round + 1, outcome="", answered_at=None)
        work.nudging().move(again, was=found.state)
