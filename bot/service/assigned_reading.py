"""
What managers and authors see of assignments: by the policy, with a row in the log for each person looked at.

Names and a status of a person; counts of a team; a line where its writer shared it. Never a run, a check or a verdict
of anybody's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.service.assignments import Assignments
from bot.service.policy import Decision, Subject
from bot.service.reading import Looking, NotAllowed, Tables
from content.privacy import Kind
from dialogs.assigning.asking import Having
from dialogs.assigning.model import Assignee, Assignment, AssignmentId, Dispute, Run, What
from dialogs.assigning.ports import AssignmentStore
from dialogs.assigning.seen import (
    Counted,
    Hardest,
    LedRep,
    LedTeam,
    OpenDispute,
    Overview,
    Quoted,
    Seen,
    hardest,
    mark_of,
    missed_in_first,
)
from dialogs.model import MemberId, WorkspaceId
from dialogs.people import Person, Team
from dialogs.ports import UnitOfWork

MOST_SHOWN = 12  # our guess: assignments of a manager's teams that anybody looks back on
MOST_LISTED = 200  # our guess: of a whole workspace, for an admin
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class AssignedReading:
    """Looks of one caller's, each in the transaction of *doing*. `tables`: of who sees what, those in effect."""

    doing: Assignments
    tables: Tables

    # --- what a manager sees

    def led(self) -> tuple[LedTeam, ...]:
        """Return the teams that the caller manages, with the names of their reps."""
        return tuple(
            LedTeam(team.id, team.name, tuple(_led(one) for one in self.doing.reps(team))) for team in self._teams()
        )

    def having(self, asked: Having) -> tuple[str, ...]:
        """Return the names of those in a team who have the same open."""
        team = self.doing.led(asked.team_id)
        return tuple(one.name for one in self.doing.reps(team) if self._has(one.id, asked))

    def _has(self, member: MemberId, asked: Having) -> bool:
        def read(work: UnitOfWork, decision: Decision) -> bool:
            found = self._store.given_to(work.people(self._here).whole(member))
            return any(
                (one.what, one.content_id) == (asked.what, asked.content_id) and mine.status != "met"
                for one, mine in found
            )

        return self._looked("assigned_status", Subject(self._here, member), read)

    def results(self) -> tuple[Overview, ...]:
        """Return what the caller's teams were asked for, the latest first, with who is how far."""
        teams = {team.id: team for team in self._teams()}
        found = self._store.of_teams(list(teams), limit=MOST_SHOWN)
        return tuple(self._overview(one, teams[one.team_id]) for one in found)

    def statuses(self) -> tuple[Overview, ...]:
        """Return what every open team was asked for, with who is how far and no counts: an admin's look."""
        by = self.doing.by
        if "admin" not in by.grants or by.member_id is None:
            raise NotAllowed(Decision(False, "no_role"))
        teams = {team.id: team for team in self.doing.work.people(self._here).teams()}
        found = self._store.of_teams(list(teams), limit=MOST_LISTED)
        return tuple(self._overview(one, teams[one.team_id], counting=False) for one in found)

    def _overview(self, of: Assignment, team: Team, *, counting: bool = True) -> Overview:
        asked = self._store.assignees(of.id)
        seen = [(one, self._seen(one)) for one in asked]
        visible = {one.member_id: one for one, found in seen if found is not None}
        worst, counted = self._counts(team, visible) if counting else (None, 0)
        return Overview(
            id=of.id,
            team=team.name,
            title=of.title,
            skill=of.skill,
            bar=of.bar.words,
            due_on=of.due_on,
            people=tuple(sorted((found for _, found in seen if found), key=lambda one: one.name.casefold())),
            hardest=worst,
            counted=counted,
            withdrawn=not of.is_open,
            shared=sum(line.member_id in visible for line in self._store.lines(of.id)) if counting else 0,
            disputed=len(self._waiting(of.id, visible)) if counting else 0,
        )

    def _waiting(self, id: AssignmentId, visible: Collection[MemberId]) -> list[Dispute]:
        """Return the disputes of an assignment that wait for a decision, of those whom the caller may see."""
        return [one for one in self._store.disputes() if one.assignment_id == id and one.member_id in visible]

    def _seen(self, one: Assignee) -> Seen | None:
        """Return somebody's status; None where the caller may not see them: gone from the team, or to be erased."""

        def read(work: UnitOfWork, decision: Decision) -> Seen:
            people = work.people(self._here)
            person = people.person(people.whole(one.member_id)[0])
            name = person.name if person else ""
            return Seen(name, one.status, one.member_id, reminded=one.reminded_at is not None)

        try:
            return self._looked("assigned_status", Subject(self._here, one.member_id), read)
        except NotAllowed:
            return None

    def _counts(self, team: Team, visible: dict[MemberId, Assignee]) -> tuple[Hardest | None, int]:
        """Return the hardest check of a team, over as many who finished as the policy says at least."""

        def read(work: UnitOfWork, decision: Decision) -> tuple[Hardest | None, int]:
            runs: dict[MemberId, Sequence[Run]] = {id: one.runs for id, one in visible.items()}
            return hardest(runs, least=decision.least)

        if not visible:
            return None, 0
        return self._looked("assigned_checks", Subject(self._here, teams=frozenset({team.id})), read)

    def checks(self) -> tuple[Counted, ...]:
        """
        Return what first runs missed, by content over all teams and with no names: an author's look.

        Content that fewer finished than the policy says at least is not in it.
        """
        if "author" not in self.doing.by.grants:
            raise NotAllowed(Decision(False, "no_role"))
        teams = [team.id for team in self.doing.work.people(self._here).teams()]
        found: dict[tuple[What, str], list[Assignment]] = {}
        for one in self._store.of_teams(teams, limit=MOST_LISTED):
            found.setdefault((one.what, one.content_id), []).append(one)

        def read(work: UnitOfWork, decision: Decision) -> tuple[Counted, ...]:
            counted = [self._counted(given, decision.least) for given in found.values()]
            return tuple(one for one in counted if one.of)

        return self._looked("assigned_checks", Subject(self._here), read)

    def _counted(self, given: Sequence[Assignment], least: int) -> Counted:
        """Count over people, in whichever of these they ran first; without those who are to be erased."""
        work, runs = self.doing.work, dict[MemberId, list[Run]]()
        for one in (asked for of in given for asked in self._store.assignees(of.id)):
            whole = work.people(self._here).whole(one.member_id)
            if not work.privacy(self._here).erasures(whole):
                runs.setdefault(whole[0], []).extend(one.runs)
        in_order = {id: sorted(its, key=lambda run: (run.finished_at, run.run)) for id, its in runs.items()}
        missed, of = missed_in_first(in_order, least=least)
        return Counted(given[0].what, given[0].content_id, given[0].title, of, missed)

    def lines(self, id: AssignmentId) -> tuple[Quoted, ...]:
        """Return the lines that reps shared of an assignment of a team that the caller manages."""
        of = self._store.assignment(id)
        if of is None or of.team_id not in self.doing.by.leads:
            return ()
        found = [(line, self._text("assigned_lines", line.member_id, line.text)) for line in self._store.lines(id)]
        return tuple(
            Quoted(line.member_id, self._name(line.member_id), text, id, line.run, line.place)
            for line, text in found
            if text is not None
        )

    def _text(self, kind: Kind, member: MemberId | None, text: str) -> str | None:
        """Return a shared text, if the policy lets the caller read it; *member* None: nobody's in particular."""
        try:
            return self._looked(kind, Subject(self._here, member), lambda work, decision: text)
        except NotAllowed:
            return None

    def own_lines(self) -> tuple[Quoted, ...]:
        """Return what the caller shares."""
        own = self.doing.by.member_id
        if own is None:
            return ()
        found = self._store.lines_of(self.doing.work.people(self._here).whole(own))
        return tuple(Quoted(own, "", line.text, line.assignment_id, line.run, line.place) for line in found)

    # --- what is disputed

    def disputes(self) -> tuple[OpenDispute, ...]:
        """Return what the caller may decide: their teams' for a manager, by name; all for an author, nameless."""
        by = self.doing.by
        if not (by.leads or "author" in by.grants):
            raise NotAllowed(Decision(False, "no_role"))
        found = [self._dispute(one) for one in self._store.disputes()]
        return tuple(one for one in found if one is not None)

    def _dispute(self, one: Dispute) -> OpenDispute | None:
        """Return a dispute as the caller reads it; None where they may not, and where it is their own."""
        of = self._store.assignment(one.assignment_id)
        whole = self.doing.work.people(self._here).whole(one.member_id)
        if of is None or self.doing.by.member_id in whole:
            return None
        manages = of.team_id in self.doing.by.leads
        # To an author it is nobody's in particular: what is shared is nameless there.
        text = self._text("disputes", one.member_id if manages else None, one.text or "")
        if text is None:
            return None
        name = self._name(one.member_id) if manages else ""
        return OpenDispute(one.id, one.member_id, of.title, one.told, one.own, text, name, one.content_id)

    # --- how

    @property
    def _here(self) -> WorkspaceId:
        return self.doing.by.workspace_id

    @property
    def _store(self) -> AssignmentStore:
        return self.doing.work.assignments(self._here)

    def _teams(self) -> list[Team]:
        return [team for team in self.doing.work.people(self._here).teams() if team.id in self.doing.by.leads]

    def _name(self, member: MemberId) -> str:
        people = self.doing.work.people(self._here)
        person = people.person(people.whole(member)[0])
        return person.name if person else ""

    def _looked(self, kind: Kind, of: Subject, read: Callable[[UnitOfWork, Decision], Found]) -> Found:
        return Looking(self.doing.work, self.tables, self.doing.by).look(kind, of, read, at=self.doing.at)


def _led(one: Person) -> LedRep:
    return LedRep(mark_of(one.id), one.name, one.id)
