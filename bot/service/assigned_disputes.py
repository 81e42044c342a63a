"""Objections on assigned runs, and lines that a rep shares: what a rep may with their own, and who decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from bot.service import contacts
from bot.service.assignments import Assignments
from bot.service.people_names import PeopleRefused
from dialogs.assigning import bars
from dialogs.assigning.asking import RaiseDispute, ShareLine, Unshare
from dialogs.assigning.model import LONGEST_REASON, Assignment, Dispute, DisputeId, Given, Outcome, Run, SharedLine
from dialogs.assigning.ports import AssignmentStore
from dialogs.assigning.seen import mark_of
from dialogs.model import MemberId
from dialogs.plays import play_of
from dialogs.replies import Say


@dataclass(frozen=True, slots=True)
class AssignedDisputes:
    """The use cases of *doing*'s caller."""

    doing: Assignments

    def raise_(self, given: RaiseDispute) -> bool:
        """Keep the caller's objection to a verdict on a run of theirs; False where it is decided already."""
        mine = self._given(given.assignment_id)
        dispute = Dispute(
            id=DisputeId(uuid4().hex[:12]),
            assignment_id=given.assignment_id,
            member_id=mine.mine.member_id,
            run=given.run,
            place=given.place,
            content_id=given.content_id,
            told=given.told,
            own=given.own,
            text=None,
            at=self.doing.at,
        )
        kept = self._store.put_dispute(dispute, shared=given.shared)
        if kept and given.shared:
            self._tell_managers(dispute, mine.assignment)
        return kept

    def resolve(self, id: DisputeId, outcome: Outcome, reason: str) -> Dispute:
        """Decide a dispute once; where the verdict changes, what rests on it leaves the run, the bar is tried anew."""
        found, of = self._open(id)
        by = self.doing.by.member_id
        if by is None or not self._store.resolve(id, outcome, reason[:LONGEST_REASON], by=by, at=self.doing.at):
            raise PeopleRefused("assign_decided")
        met = self._change(found, of) if outcome == "changed" else False
        self._tell(found, of, outcome, reason[:LONGEST_REASON], met=met)
        return found

    def share(self, given: ShareLine) -> None:
        """Let the managers of the team that asked read a line of the caller's."""
        mine = self._given(given.assignment_id)
        line = SharedLine(given.assignment_id, mine.mine.member_id, given.run, given.place, given.text, self.doing.at)
        self._store.share(line)

    def unshare(self, given: Unshare) -> None:
        """Take that back; it is gone for everybody."""
        own = self.doing.by.member_id
        if own is None:
            raise PeopleRefused("not_allowed")
        ids = self.doing.work.people(self.doing.by.workspace_id).whole(own)
        self._store.unshare(given.assignment_id, ids, given.run, given.place)

    # --- how

    @property
    def _store(self) -> AssignmentStore:
        return self.doing.work.assignments(self.doing.by.workspace_id)

    def _given(self, id: str) -> Given:
        found = next((one for one in self.doing.given() if one.assignment.id == id), None)
        if found is None:
            raise PeopleRefused("assign_none")
        return found

    def _open(self, id: DisputeId) -> tuple[Dispute, Assignment]:
        """Return a shared dispute that the caller may decide, as its manager or as an author; never their own."""
        by = self.doing.by
        if not (by.leads or "author" in by.grants):
            raise PeopleRefused("not_allowed")
        found = self._store.dispute(id)
        of = self._store.assignment(found.assignment_id) if found else None
        if found is None or of is None or found.outcome is not None:
            raise PeopleRefused("assign_decided")
        people = self.doing.work.people(by.workspace_id)
        whole = people.whole(found.member_id)
        manages = of.team_id in by.leads and of.team_id in people.standing(whole[0]).teams
        if by.member_id in whole or not (manages or "author" in by.grants):
            raise PeopleRefused("assign_decided")
        return found, of

    def _change(self, found: Dispute, of: Assignment) -> bool:
        """Take what rests on the verdict out of its run; return whether the bar is met by that."""
        asked = next(one for one in self._store.assignees(of.id) if one.member_id == found.member_id)
        runs = [self._changed(run, found, of) if run.run == found.run else run for run in asked.runs]
        for run, before in zip(runs, asked.runs, strict=True):
            if run != before:
                self._store.change_run(of.id, found.member_id, run, passed=bars.passes(of.bar, run))
        status = bars.status(of.bar, runs)
        if asked.status in {status, "met"}:
            return False
        self._store.set_status(of.id, found.member_id, status, met_at=self.doing.at if status == "met" else None)
        return status == "met"

    def _changed(self, run: Run, found: Dispute, of: Assignment) -> Run:
        return bars.without(run, found.told.split(", "), self._frameworks(of))

    def _frameworks(self, of: Assignment) -> Mapping[str, Sequence[str]]:
        """Return what each check of the rubric rests on; empty for exercises, and where the scenario is gone."""
        scenario = self.doing.library.scenarios.get(of.content_id) if of.what == "scenario" else None
        if scenario is None:
            return {}
        play = play_of(self.doing.library.customers[scenario.customer])
        return {check.id: check.frameworks for check in play.checks}

    def _tell_managers(self, dispute: Dispute, of: Assignment) -> None:
        """Tell each manager of the team, once for each verdict, that there is something to decide."""
        work, here = self.doing.work, self.doing.by.workspace_id
        people = work.people(here)
        whole = people.whole(dispute.member_id)
        if of.team_id not in people.standing(whole[0]).teams:
            return
        said = self.doing.library.text("assign.manager_disputed", rep=self.doing.name, title=of.title)
        for place in people.memberships(of.team_id):
            if place.role != "manager" or place.member_id in whole or not self._is_there(place.member_id):
                continue
            key = f"assign/{of.id}/disputed/{mark_of(dispute.member_id)}/{dispute.run}/{dispute.place}"
            key += f"/{place.member_id}"
            if contacts.tell(work, here, place.member_id, key, [Say(said)], self.doing.at, kind="dispute") is not None:
                work.reviews(here).note_about([f"{key}/0"], [whole[0]], self.doing.at)

    def _is_there(self, member: MemberId) -> bool:
        """Whether somebody is neither switched off nor to be erased."""
        work, here = self.doing.work, self.doing.by.workspace_id
        people = work.people(here)
        person = people.person(member)
        return (
            person is not None
            and person.deactivated_at is None
            and not work.privacy(here).erasures(people.whole(member))
        )

    def _tell(self, found: Dispute, of: Assignment, outcome: Outcome, reason: str, *, met: bool) -> None:
        """Tell the rep, once, what came of it and why."""
        here, text = self.doing.by.workspace_id, self.doing.library.text
        said = text(f"assign.dispute_{outcome}", title=of.title, reason=reason)
        if outcome == "changed":
            said += " " + text("assign.dispute_met" if met else "assign.dispute_same")
        whom: MemberId = self.doing.work.people(here).whole(found.member_id)[0]
        key = f"assign/{of.id}/dispute/{found.id}"
        goes = contacts.tell(self.doing.work, here, whom, key, [Say(said)], self.doing.at, kind="dispute")
        if goes is not None and self.doing.by.member_id is not None:  # the reason is the caller's, and goes with them
            self.doing.work.reviews(here).note_about([f"{key}/0"], [self.doing.by.member_id], self.doing.at)
