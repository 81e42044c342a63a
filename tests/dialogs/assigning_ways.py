"""How a manager and a rep get into each state of assignments; what the store says to them is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from content.library import Library
from dialogs.asking_store import Question
from dialogs.assigning import offers
from dialogs.assigning.asking import Disputes, Led, Lines, Own, OwnLines, Results
from dialogs.assigning.model import Assignee, Assignment, AssignmentId, DisputeId, Given, What
from dialogs.assigning.seen import Hardest, LedRep, LedTeam, OpenDispute, Overview, Quoted, Seen
from dialogs.model import MemberId, WorkspaceId
from dialogs.people import TeamId
from tests.dialogs.coaching import NOW, Coach

NORTH = LedTeam(
    TeamId("t1"),
    "North",
    tuple(LedRep(f"{n:08x}", name, MemberId(name)) for n, name in enumerate(("Ann", "Bo", "Cy", "Di", "Ed"))),
)
ROW = AssignmentId("row1")
LINE = "line_first_minute"
DUE = date(2026, 3, 9)


def asked(library: Library, what: What, content_id: str, name: str, *, id: str = "row1") -> Given:
    """Return an assignment as a rep has it, not begun."""
    return Given(
        Assignment(
            id=AssignmentId(id),
            workspace_id=WorkspaceId("w"),
            team_id=NORTH.id,
            by=MemberId("lena"),
            issued_at=NOW,
            content_hash=library.hash,
            what=what,
            content_id=content_id,
            skill=offers.skill_of(library, what, content_id),
            title=f"Asked {id}",
            mark=offers.mark_of(library, what, content_id),
            bar=offers.bar(library, what, content_id, name),
            due_on=DUE,
            due_at=NOW,
        ),
        Assignee(AssignmentId(id), MemberId("m"), NOW),
        "Lena",
    )


def seen(id: str, *, withdrawn: bool = False) -> Overview:
    ann, bo, cy, di = (MemberId(name) for name in ("Ann", "Bo", "Cy", "Di"))
    people = (Seen("Ann", "met", ann), Seen("Bo", "trying", bo), Seen("Cy", "open", cy), Seen("Di", "met", di, True))
    hard = Hardest("no_pitch", 3, 4)
    return Overview(
        AssignmentId(id), "North", f"Asked {id}", "discovery_chain", "One call", DUE, people, hard, 4, withdrawn, 1
    )


def leading(library: Library) -> dict[Question[Any], Any]:
    """Return what the store says to a manager of one team who asked for several things."""
    dispute = OpenDispute(
        DisputeId("d1"),
        MemberId("Ann"),
        "Asked row1",
        "problem",
        "implication",
        "What goes wrong?",
        "Ann",
        "line_first_minute",
    )
    nameless = OpenDispute(
        DisputeId("d2"), MemberId("Ann"), "Asked row1", "minimise, pressure", None, "Don't worry.", ""
    )
    checked = OpenDispute(
        DisputeId("d3"), MemberId("Bo"), "Asked row1", "lacking", "something_else", "Our strategy is them.", "Bo"
    )
    results = tuple(seen(f"row{n}", withdrawn=n == 2) for n in range(1, 7))
    lines: dict[Question[Any], Any] = {
        Lines(one.id): (Quoted(MemberId("Ann"), "Ann", "What goes wrong?", one.id, "a1", "3"),) for one in results
    }
    return {Led(): (NORTH,), Results(): results, Disputes(): (dispute, nameless, checked), **lines}


def working(library: Library) -> dict[Question[Any], Any]:
    """Return what the store says to a rep who was asked for a row, a conversation, one exercise, and more."""
    play = next(id for id in library.offered() if library.scenarios[id].customer == "cold_chain_ops")
    given = (
        asked(library, "row", "implication_questions", "right_4_of_5"),
        asked(library, "scenario", play, "won_2_of_3", id="play1"),
        *(asked(library, "item", "line_first_minute", "right_once", id=f"item{n}") for n in range(3)),
    )
    return {Own(): given, OwnLines(): (Quoted(MemberId("m"), "", "What goes wrong?", ROW, "a1", "3"),)}


def _manager(coach: Coach, *lines: str) -> None:
    coach.knows = leading(coach.library)
    coach.starts("menu")
    for line in lines:
        coach.says(line)


def _rep(coach: Coach, *lines: str) -> None:
    coach.knows = working(coach.library)
    coach.starts("menu")
    for line in lines:
        coach.says(line)


_TO_NOTE = ("assign", "Ann", "problem questions", "1", "1", "1")


def _manager_at(*lines: str) -> Callable[[Coach], None]:
    return lambda coach: _manager(coach, *lines)


def _rep_at(*lines: str) -> Callable[[Coach], None]:
    return lambda coach: _rep(coach, *lines)


ASSIGNING_WAYS: dict[str, Callable[[Coach], None]] = {
    "assign.who": _manager_at("assign"),
    "assign.group": _manager_at("assign", "Ann"),
    "assign.skill": _manager_at("assign", "Ann", "1"),
    "assign.what": _manager_at(*_TO_NOTE[:3]),
    "assign.bar": _manager_at(*_TO_NOTE[:4]),
    "assign.due": _manager_at(*_TO_NOTE[:5]),
    "assign.note": _manager_at(*_TO_NOTE),
    "assign.preview": _manager_at(*_TO_NOTE, "no note"),
    "results.showing": _manager_at("results"),
    "results.listing": _manager_at("results", "other assignments"),
    "results.extending": _manager_at("results", "extend"),
    "results.withdrawing": _manager_at("results", "withdraw"),
    "disputes.asking": _manager_at("disputes"),
    "disputes.reasoning": _manager_at("disputes", "the rep is right"),
    "assignments.listing": _rep_at("assignments"),
    "assignments.one": _rep_at("assignments", "1"),
    "assignments.lines": _rep_at("assignments", "1", "shared lines"),
}
