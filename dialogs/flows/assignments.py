"""What a rep was asked for: what is open, by when, with which bar, how far they are; and the runs that count."""

from __future__ import annotations

from dialogs import noting
from dialogs.assigning import choosing, counting
from dialogs.assigning.asking import Own, OwnLines, Unshare
from dialogs.assigning.model import Given
from dialogs.assigning.telling import card, line
from dialogs.machine import BACK, PICKED, RETURNED, SKIP, Flow, State, Transition
from dialogs.replies import Choice
from dialogs.scene import Call, Scene, clip

_LISTED = 4


def _all(scene: Scene) -> list[Given]:
    """Return what was asked: what is not met first, each by its due day."""
    there = scene.desk.answer(Own())
    return sorted(there, key=lambda one: one.mine.status == "met")


def _picks(scene: Scene) -> tuple[Choice, ...]:
    return choosing.page(scene, [Choice(one.assignment.id, one.assignment.title) for one in _all(scene)], most=_LISTED)


def _ask_list(scene: Scene) -> None:
    noting.tell(scene)
    there = _all(scene)
    if not there:
        scene.ask("assign.none_left")
        return
    lines = [line(scene.library, one, scene.today) for one in there[:_LISTED]]
    if len(there) > _LISTED:
        lines.append(scene.words("assign.and_more", count=len(there) - _LISTED))
    scene.ask("assign.list", lines="\n".join(lines))


def _take(scene: Scene) -> None:
    scene.data["assignment"] = scene.choice


def _given(scene: Scene) -> Given | None:
    wanted = scene.data.get("assignment")
    return next((one for one in scene.desk.answer(Own()) if one.assignment.id == wanted), None)


def _show(scene: Scene) -> None:
    noting.tell(scene)
    given = _given(scene)
    if given is None:
        scene.ask("assign.gone")
        return
    choosing.tell_of(scene, counting.giver(given))
    title, rows = card(scene.library, given, scene.today)
    scene.card(title, rows)
    scene.ask("assign.begin" if counting.can_begin(scene, given) else "assign.cannot_begin")


def _can_begin(scene: Scene) -> bool:
    given = _given(scene)
    return given is not None and counting.can_begin(scene, given)


def _run(scene: Scene) -> Call:
    given = _given(scene)
    if given is None:
        raise ValueError("a run of what is not asked any more")  # the ways here look first
    return counting.call_of(scene, given)


def _may_go_on(scene: Scene) -> bool:
    return scene.result.get("next") == "play" and bool(scene.result.get("scenario")) and _can_begin(scene)


def _lines(scene: Scene) -> tuple[Choice, ...]:
    """Return a button for each line of this assignment that the rep shares."""
    mine = [one for one in scene.desk.answer(OwnLines()) if one.assignment_id == scene.data.get("assignment")]
    return tuple(Choice(f"{one.run}-{one.place}"[:40], clip(one.text, 56)) for one in mine[:4])


def _has_lines(scene: Scene) -> bool:
    return bool(_lines(scene))


def _ask_lines(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("assign.own_lines" if _has_lines(scene) else "assign.no_own_lines")


def _unshare(scene: Scene) -> None:
    there = scene.desk.answer(OwnLines())
    for one in there:
        if one.assignment_id == scene.data.get("assignment") and f"{one.run}-{one.place}"[:40] == scene.choice:
            scene.do(Unshare(one.assignment_id, one.run, one.place))
            left = tuple(other for other in there if other is not one)
            scene.desk = scene.desk.with_answer(OwnLines(), left)  # no button for a line that is gone
    scene.say("assign.line_taken_back")


FLOW = Flow(
    "assignments",
    keeps=("listing", "one"),
    states=(
        State("listing", prompt=_ask_list, picks=_picks, choices=("back",), help="assign.list_help"),
        State(
            "one",
            prompt=_show,
            choices=("begin", "lines", "back"),
            offered={"begin": _can_begin, "lines": _has_lines},
            help="assign.one_help",
        ),
        State("lines", prompt=_ask_lines, picks=_lines, choices=("back",), help="assign.lines_help"),
        State("running", kind="call", calls=_run),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("listing", PICKED, "listing", guard=choosing.wants_more, effect=choosing.turn),
        Transition("listing", PICKED, "one", effect=_take),
        Transition("listing", SKIP, "done"),
        Transition("listing", BACK, "done"),
        Transition("one", "begin", "running"),
        Transition("one", "lines", "lines"),
        Transition("one", SKIP, "listing"),
        Transition("one", BACK, "listing"),
        Transition("lines", PICKED, "one", effect=_unshare),
        Transition("lines", SKIP, "one"),
        Transition("lines", BACK, "one"),
        Transition("running", RETURNED, "running", guard=_may_go_on),
        Transition("running", RETURNED, "one"),
    ),
)
