"""
The demo: fictional accounts with weekly reviews behind them, written as if their reps had finished each on its day.

What a review raised is not authored: flags and coverage are those that the rules find on that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.service.nudge_settings import keep_settings
from content.demo_accounts import DemoAccount, DemoAnswer, DemoWeek
from content.demo_team import DemoTeam
from dialogs.errors import StoreMisuse
from dialogs.model import LOCAL_CHANNEL, Member, WorkspaceId
from dialogs.nudging.model import NudgeSettings
from dialogs.ports import UnitOfWork
from dialogs.reassessment import flags
from dialogs.reassessment.case import Case
from dialogs.reassessment.coverage import coverage
from dialogs.reassessment.model import (
    WINDOW,
    Account,
    AccountChange,
    AccountId,
    AccountSaved,
    Answer,
    Entry,
    Snapshot,
    SnapshotId,
    SnapshotMade,
)
from dialogs.reassessment.sitting import PHASE_OF, WHERE
from dialogs.reassessment.strategy import strategy_of
from dialogs.reassessment.telling import day_words

if TYPE_CHECKING:
    from bot.service.demo_team import TeamStory
    from content.library import Library

_FINISHED = time(16)  # UTC: each review of the demo was finished then


class DemoRefused(StoreMisuse):
    """The database has people of its own; the demo is for an empty one."""


@dataclass(frozen=True, slots=True)
class Story:
    """One account as it ends, and its finished reviews, oldest first."""

    account: Account
    made: tuple[SnapshotMade, ...]


def load(
    unit_of_work: Callable[[], UnitOfWork],
    demo: Sequence[DemoAccount],
    *,
    workspace_id: WorkspaceId,
    today: date,
    at: datetime,
    library: Library,
    team: DemoTeam,
) -> tuple[Mapping[str, tuple[Story, ...]], TeamStory]:
    """
    Write the demo in one transaction, in place of what an earlier load wrote; return each rep's stories by name, and
    the team's.

    Args:
        at: now, aware.
        library: what the team practised from; its hash marks the checklist, see `Snapshot.checklist`.
    Raises:
        DemoRefused: the database has members that are not the demo's; nothing was written.
    """
    from bot.service.demo_team import TeamLoading  # it needs the ids that are made here

    reps = sorted({account.rep for account in demo})
    with unit_of_work() as work:
        others = work.members_besides(workspace_id, LOCAL_CHANNEL, [*team.people])
        if others:
            who = "1 member who is" if others == 1 else f"{others} members who are"
            raise DemoRefused(
                f"This database has {who} not the demo's. Nothing was changed. "
                "Load the demo into a database of its own: coach demo load --db demo.db"
            )
        loading = TeamLoading(work, workspace_id, today, at, library)
        members = loading.members(team)
        told = {}
        for rep in reps:
            member = members[rep]
            told[rep] = stories([one for one in demo if one.rep == rep], member, today=today, checklist=library.hash)
            for change in _changes(told[rep]):
                work.keep_account_change(workspace_id, member.id, change, at)
            keep_settings(work, workspace_id, member.id, NudgeSettings(at), at)  # as of everybody who reassessed
        story = loading.write(team, members, {account.id: members[account.rep].id for account in demo})
        work.commit()
    return told, story


def stories(demo: Sequence[DemoAccount], member: Member, *, today: date, checklist: str) -> tuple[Story, ...]:
    """Return one rep's accounts with their reviews, by the name of the account, as of *today*."""
    telling = _Telling(demo, member, today, checklist)
    told = [Story(telling.account(one), tuple(telling.told[one.id])) for one in demo]
    return tuple(sorted(told, key=lambda story: (story.account.status == "merged", story.account.name)))


def _changes(told: Sequence[Story]) -> Iterator[AccountChange]:
    """Yield what is written: accounts first, so that a merged one finds the account that it was merged into."""
    for story in told:
        yield AccountSaved(story.account)
        yield from story.made


class _Telling:
    """Tells the weeks of one rep's accounts in the order of their days, since one account's plan shows in another's."""

    def __init__(self, demo: Sequence[DemoAccount], member: Member, today: date, checklist: str) -> None:
        self._demo = demo
        self._member = member
        self._today = today
        self._checklist = checklist
        self.told: dict[str, list[SnapshotMade]] = {account.id: [] for account in demo}
        weeks = [(week.day, account.id, week, account) for account in demo for week in account.weeks]
        for _, id, week, account in sorted(weeks, key=lambda told: told[:2]):
            self.told[id].append(self._made(account, week))

    def account(self, one: DemoAccount) -> Account:
        """Return an account as it stands today."""
        return Account(
            id=account_id(one.id),
            workspace_id=self._member.workspace_id,
            owner=self._member.id,
            name=one.name,
            phase=self.told[one.id][-1].snapshot.phase,
            opened=self._day(one.opened),
            status="merged" if one.merged_into else one.status,
            review=None if one.review is None else self._day(one.review),
            merged_into=account_id(one.merged_into) if one.merged_into else None,
        )

    def _made(self, account: DemoAccount, week: DemoWeek) -> SnapshotMade:
        snapshot = self._snapshot(account, week)
        inside = [account.id, *(other.id for other in self._demo if other.merged_into == account.id)]
        before = sorted((made.snapshot for id in inside for made in self.told[id]), key=lambda one: (one.day, one.at))
        case = Case(
            snapshot.answers,
            snapshot.day,
            snapshot.phase,
            self._day(account.opened),
            account.name,
            tuple(before[-WINDOW:]),
            self._others(account),
        )
        raised = tuple(flag.id for flag in flags.raised(case))
        answers = snapshot.answers
        share = coverage(answers, snapshot.day).share
        return SnapshotMade(replace(snapshot, flags=raised), share, strategy_of(answers))

    def _snapshot(self, account: DemoAccount, week: DemoWeek) -> Snapshot:
        day, own = self._day(week.day), self.told[account.id]
        before = own[-1].snapshot if own else None
        answers = _answers(before.answers if before else {}, week, self._today, day)
        where = answers.get(WHERE)
        phase = PHASE_OF.get(where.choice if where else "", before.phase if before else account.phase)
        return Snapshot(
            id=SnapshotId(f"{account_id(account.id)}-{len(own) + 1}"),
            account_id=account_id(account.id),
            author=self._member.id,
            number=len(own) + 1,
            day=day,
            at=datetime.combine(day, _FINISHED, UTC),
            sent=week.sent,
            phase=phase,
            checklist=self._checklist,
            answers=answers,
            checked=tuple(answers),
            decision=week.decision,
            hours=week.hours,
            until=None if week.until is None else self._day(week.until),
        )

    def _others(self, account: DemoAccount) -> dict[str, str]:
        """Return the plans of the rep's other accounts; one that was entered twice is no copy of itself."""
        whole = account.merged_into or account.id
        others = [one for one in self._demo if (one.merged_into or one.id) != whole and self.told[one.id]]
        return {one.name: self.told[one.id][-1].strategy for one in others}

    def _day(self, days: int) -> date:
        return self._today + timedelta(days)


def account_id(id: str) -> AccountId:
    """Return under which id an account of the demo's content is written."""
    return AccountId(f"demo-{id.replace('_', '-')}")


def _answers(before: Mapping[str, Answer], week: DemoWeek, today: date, day: date) -> dict[str, Answer]:
    """Return all answers after a review: the new ones, and the others looked at again."""
    kept = {item: replace(answer, kept=day) for item, answer in before.items()}
    return kept | {item: _answer(item, told, today, day) for item, told in week.answers.items()}


def _answer(item: str, told: DemoAnswer | str, today: date, day: date) -> Answer:
    if isinstance(told, str):
        return Answer(item, given=day, kept=day)
    entries = tuple(_entry(line, today) for line in told.lines)
    text, shown = told.text, told.day
    if told.sign or told.action:
        wire = _tripwire(told, today)
        entries, shown = (Entry(_sentence(wire), wire),), None
        text = text or entries[0].text
    return Answer(
        item,
        choice=told.choice,
        text=text,
        entries=entries,
        basis="did" if told.did else "said" if told.said else "assumed",
        who=told.who,
        act=told.did or told.said,
        day=None if shown is None else today + timedelta(shown),
        given=day,
        kept=day,
    )


def _entry(line: Mapping[str, int | str], today: date) -> Entry:
    """Return a line of a list with its columns, and its words as a rep types them."""
    days = {name: today + timedelta(value) for name, value in line.items() if isinstance(value, int)}
    words = [day_words(days[name]) if name in days else str(value) for name, value in line.items() if value != ""]
    fields = {name: days[name].isoformat() if name in days else str(value) for name, value in line.items()}
    return Entry(", ".join(words), {name: value for name, value in fields.items() if value})


def _tripwire(told: DemoAnswer, today: date) -> dict[str, str]:
    day = "" if told.day is None else (today + timedelta(told.day)).isoformat()
    fields = {"sign": told.sign, "day": day, "action": told.action, "seen": told.seen}
    return {name: value for name, value in fields.items() if value}


def _sentence(wire: Mapping[str, str]) -> str:
    by = f" by {day_words(date.fromisoformat(wire['day']))}" if "day" in wire else ""
    then = f", then we will {wire['action']}" if "action" in wire else ""
    return f"If {wire.get('sign', 'it goes quiet')}{by}{then}"
