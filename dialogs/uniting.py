"""What one member's practice and unfinished work become when they turn out to be another one. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from content.library import Library
from dialogs.flows import FLOWS
from dialogs.model import Frame, Json, Session

_CARRIED = ("role_play", "reassessment")  # what is worth going on with; a drill is a minute long


def united_practice(taken: Json, into: Json) -> Json:
    """Return both: of a skill that both have, the one tried later; of an item, the higher count."""
    skills: dict[str, Any] = dict(into.get("skills", {}))
    for skill, row in taken.get("skills", {}).items():
        skills[skill] = max((skills.get(skill, row), row), key=lambda one: (_last_day(one), one["stage"]))
    seen: dict[str, int] = dict(into.get("seen", {}))
    for mark, number in taken.get("seen", {}).items():
        seen[mark] = max(seen.get(mark, 0), number)
    found = {**taken, **into}
    found |= {"skills": skills} if skills else {}
    return found | ({"seen": seen} if seen else {})


def _last_day(row: Json) -> int:
    return row["tries"][-1][2] if row["tries"] else 0


def united_session(taken: Session, into: Session, library: Library) -> Session:
    """
    Return *into* with what was unfinished in *taken*, to be continued, and with its counters no lower.

    One unfinished thing of each kind is kept, as everywhere: where both have one, the other stays where it was.
    """
    facts = _united_facts(taken.facts, into.facts)
    have = {frame.flow for frame in (*into.parked, *into.frames)}
    carried = []
    for frame in (*taken.parked, *taken.frames):
        if frame.flow in _CARRIED and frame.flow not in have and _can_go_on(frame, library):
            have.add(frame.flow)
            carried.append(_of_own_run(frame, facts))
    return replace(into, facts=facts, parked=(*carried, *into.parked))


def _can_go_on(frame: Frame, library: Library) -> bool:
    flow = FLOWS[frame.flow]
    return frame.state in flow.keeps and flow.holds(frame.data, library)


def _united_facts(taken: Json, into: Json) -> dict[str, Any]:
    facts: dict[str, Any] = {**taken, **into}
    for name, value in taken.items():
        if isinstance(value, int) and isinstance(into.get(name), int):
            facts[name] = max(value, into[name])
    return facts


def _of_own_run(frame: Frame, facts: dict[str, Any]) -> Frame:
    """Give a conversation a run of its own: the other member has one of the same name."""
    args = frame.data.get("args", {})
    if "run" not in args:
        return frame
    facts["plays"] = int(facts.get("plays", 0)) + 1
    return replace(frame, data={**frame.data, "args": {**args, "run": f"p{facts['plays']}"}})
