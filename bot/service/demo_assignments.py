"""What the demo's manager asked for: written as it was given and done, with its runs; nobody is told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from content.demo_team import DemoAssignment, DemoRun
from content.library import Library
from dialogs.assigning import bars, offers
from dialogs.assigning.asking import Issue
from dialogs.assigning.counting import EXERCISE
from dialogs.assigning.model import Assignment, AssignmentId, Extension, Run, SharedLine
from dialogs.model import MemberId
from dialogs.people import Standing, TeamId
from dialogs.plays import play_of
from dialogs.ports import UnitOfWork

_GIVEN, _DONE = time(9), time(15)  # UTC: each assignment was given then, and each run finished from then on


@dataclass(frozen=True, slots=True)
class AssignmentsLoading:
    """Writes within the transaction in which the team was written. `day` returns a day by its number."""

    work: UnitOfWork
    library: Library
    manager: Standing
    team: TeamId
    people: Mapping[str, MemberId]  # reps by their names for `--as`
    day: Callable[[int], date]

    def write(self, given: DemoAssignment) -> None:
        """Write one assignment; its ids are the same at each load."""
        store, made = self.work.assignments(self.manager.workspace_id), self._made(given)
        asked = given.asked or tuple(self.people)
        store.add(made, [self.people[name] for name in asked])
        for name in asked:
            store.told(made.id, self.people[name], made.issued_at)
            if name in given.reminded:
                store.remind(made.id, self.people[name], _at(self.day(given.reminded[name]), _GIVEN))
            self._write_runs(made, name, [run for run in given.runs if run.rep == name])
        if given.extended_from is not None:
            before, at = self.day(given.extended_from), _at(self.day(given.extended_from), _GIVEN)
            store.extend(made.id, (Extension(before, made.due_on, at),), made.due_on, made.due_at)
        if given.withdrawn is not None:
            store.withdraw(made.id, _at(self.day(given.withdrawn), _GIVEN))

    def _made(self, given: DemoAssignment) -> Assignment:
        due = self.day(given.due)
        issue = Issue(self.team, (), given.what, given.content, given.bar, due, given.note)
        ends = _at(due + timedelta(days=1), time())
        id, at = AssignmentId(f"demo-{given.id}"), _at(self.day(given.given), _GIVEN)
        return offers.drawn_up(self.library, issue, id=id, by=self.manager, at=at, due_at=ends)

    def _write_runs(self, made: Assignment, rep: str, told: list[DemoRun]) -> None:
        store, member = self.work.assignments(made.workspace_id), self.people[rep]
        runs: list[Run] = []
        for one in told:
            for _ in range(one.times):
                run = self._run(made, one, len(runs))
                runs.append(run)
                store.add_run(made.id, member, run, passed=bars.passes(made.bar, run))
                met = bars.status(made.bar, runs[:-1]) != "met" == bars.status(made.bar, runs)
                if met:
                    store.set_status(made.id, member, "met", met_at=run.finished_at)
            if one.shared:
                line = SharedLine(made.id, member, runs[-1].run, "7", one.shared, runs[-1].finished_at)
                store.share(line)
        if bars.status(made.bar, runs) == "trying":
            store.set_status(made.id, member, "trying", met_at=None)

    def _run(self, made: Assignment, told: DemoRun, number: int) -> Run:
        at = _at(self.day(told.day), _DONE) + timedelta(minutes=5 * number)
        run = Run(f"{made.id}-{told.rep}", f"a{number}", made.content_id, at, told.good)
        if made.what == "scenario":
            customer = self.library.customers[self.library.scenarios[made.content_id].customer]
            return replace(run, checks={check.id: check.id not in told.missed for check in play_of(customer).checks})
        items = offers.countable(self.library, made.skill)
        item = items[number % len(items)].id if made.what == "row" else made.content_id
        return replace(run, content_id=item, checks={EXERCISE: told.good})


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, UTC)
