"""
One prompt, one skill: a tap (PICK, SPOT), taps (SORT), a typed line (LINE, FIX), or a plan line by line (PLAN).

Each verdict comes with its reason; the effects are in dialogs/drilling.
"""

from __future__ import annotations

from dialogs.assigning.sharing import Sharing
from dialogs.disagreeing import Objection
from dialogs.drilling import planning, sorting, tapping, writing
from dialogs.drilling.items import fits, note_seen
from dialogs.machine import BACK, LINE, PICKED, SKIP, Flow, State, Transition
from dialogs.scene import Scene


def _went_back(scene: Scene) -> None:
    scene.result["back"] = True


def _met(scene: Scene) -> None:
    writing.take_self(scene, met=True)


def _not_met(scene: Scene) -> None:
    writing.take_self(scene, met=False)


def _leave_ways(state: str) -> tuple[Transition, ...]:
    """Lead out of an item that was not done."""
    return (Transition(state, SKIP, "done", effect=_skipped), Transition(state, BACK, "done", effect=_went_back))


def _skipped(scene: Scene) -> None:
    note_seen(scene)


def _judging_ways(state: str) -> tuple[Transition, ...]:
    """Lead on from a typed line that can be judged; the same in each state that takes one."""
    return (
        Transition(state, LINE, "writing", guard=writing.is_unsure, effect=writing.say_unsure),
        Transition(state, LINE, "which", guard=writing.is_doubtful, effect=writing.keep_doubt),
        Transition(state, LINE, "judged", effect=writing.take_judged),
    )


def _on_ways(state: str) -> tuple[Transition, ...]:
    """Lead on from a verdict, and from what is asked about an objection to it."""
    return (Transition(state, "again", "writing"), Transition(state, "next", "done"))


_OBJECTION = Objection(
    shows=("judged",), objected=writing.objected, typed=("again", "next"), offered={"again": writing.may_retry}
)

_SHARING = Sharing(writing.objected)

_TAPPED = (
    State("picking", prompt=tapping.ask_pick, picks=tapping.options, help="drill.pick_help", hint=tapping.hint_pick),
    State(
        "reasoning", prompt=tapping.ask_reason, picks=tapping.reasons, help="drill.pick_help", hint=tapping.hint_pick
    ),
    State("spotting", prompt=tapping.ask_spot, picks=tapping.moments, help="drill.spot_help", hint=tapping.hint_spot),
    State("sorting", prompt=sorting.ask_sort, picks=sorting.answers, help="drill.sort_help", hint=sorting.hint_sort),
)
_TYPED = (
    State(
        "writing",
        prompt=writing.ask_line,
        listens=writing.listen,
        help="drill.line_help",
        hint=writing.hint_line,
        why=writing.why_line,
    ),
    State("which", prompt=writing.ask_which, picks=writing.readings, help="drill.which_help"),
    State(
        "judged",
        prompt=writing.show_verdict,
        choices=("again", "next", "disagree"),
        typed=_SHARING.typed,
        offered={"again": writing.may_retry, **_SHARING.offered},
        listens=writing.listen,
        help="drill.judged_help",
        hint=writing.hint_line,
    ),
    State("comparing", prompt=writing.ask_self, choices=("met", "not_met", "again"), help="drill.self_help"),
    State(
        "planning",
        prompt=planning.ask_plan,
        choices=("as_is",),
        offered={"as_is": planning.has_draft},
        listens=planning.listen,
        help="drill.plan_help",
        hint=planning.hint_plan,
    ),
)

FLOW = Flow(
    "quick_drill",
    entries=("spotting", "sorting", "writing", "planning"),
    holds=fits,
    states=(*_TAPPED, *_TYPED, *_OBJECTION.states(), State("done", kind="end")),
    transitions=(
        Transition("picking", PICKED, "reasoning", guard=tapping.asks_reason, effect=tapping.picked),
        Transition("picking", PICKED, "done", effect=tapping.picked),
        *_leave_ways("picking"),
        Transition("reasoning", PICKED, "done", effect=tapping.gave_reason),
        Transition("reasoning", SKIP, "done", effect=tapping.kept_decision),
        Transition("reasoning", BACK, "picking"),
        Transition("spotting", PICKED, "done", effect=tapping.spotted),
        *_leave_ways("spotting"),
        Transition("sorting", PICKED, "sorting", guard=sorting.has_more, effect=sorting.take),
        Transition("sorting", PICKED, "done", effect=sorting.finish),
        *_leave_ways("sorting"),
        Transition("writing", LINE, "writing", guard=writing.is_gated, effect=writing.say_gate),
        Transition("writing", LINE, "comparing", guard=writing.judges_itself, effect=writing.keep_own),
        *_judging_ways("writing"),
        *_leave_ways("writing"),
        Transition("which", PICKED, "judged", effect=writing.take_meant),
        Transition("which", SKIP, "done", effect=_skipped),
        Transition("which", BACK, "writing"),
        Transition("judged", LINE, "judged", guard=writing.has_no_tries, effect=writing.say_no_more),
        Transition("judged", LINE, "writing", guard=writing.is_gated, effect=writing.say_gate),
        *_judging_ways("judged"),
        *_on_ways("judged"),
        Transition("judged", "disagree", "labelling", effect=writing.take_objection),
        *_SHARING.transitions("judged"),
        Transition("judged", SKIP, "done"),
        Transition("judged", BACK, "writing"),
        Transition("comparing", "met", "done", effect=_met),
        Transition("comparing", "not_met", "done", effect=_not_met),
        Transition("comparing", "again", "writing"),
        Transition("comparing", SKIP, "done", effect=_skipped),
        Transition("comparing", BACK, "writing"),
        Transition("planning", LINE, "planning", guard=planning.is_unusable, effect=planning.say_gate),
        Transition("planning", LINE, "planning", guard=planning.lacks, effect=planning.say_lack),
        Transition("planning", LINE, "planning", guard=planning.has_more, effect=planning.take_line),
        Transition("planning", LINE, "done", effect=planning.finish_line),
        Transition("planning", "as_is", "planning", guard=planning.has_more, effect=planning.take_draft),
        Transition("planning", "as_is", "done", effect=planning.finish_draft),
        Transition("planning", SKIP, "planning", guard=planning.has_more, effect=planning.leave_open),
        Transition("planning", SKIP, "done", effect=planning.finish_open),
        Transition("planning", BACK, "planning", guard=planning.is_past_first, effect=planning.go_back),
        Transition("planning", BACK, "done", effect=_went_back),
        *_OBJECTION.transitions(),
        *_on_ways("labelling"),
        *_on_ways("sharing"),
    ),
)
