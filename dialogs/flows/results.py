"""
A manager reads what came of an assignment: one message, and what to do about it.

It shows names for a status and counts over a team; nobody's run, line or verdict, but for a line that
its writer shared.
"""

from __future__ import annotations

from datetime import date

from content.basics import LONGEST_LABEL
from dialogs import noting
from dialogs.assigning import choosing, result_words
from dialogs.assigning.asking import Extend, Lines, Remind, Results, Withdraw
from dialogs.assigning.model import AssignmentId
from dialogs.assigning.seen import Overview
from dialogs.assigning.telling import due_words
from dialogs.machine import BACK, LINE, PICKED, SKIP, Flow, State, Transition
from dialogs.model import Listening
from dialogs.reassessment.telling import clip
from dialogs.replies import Choice
from dialogs.scene import Scene


def _all(scene: Scene) -> tuple[Overview, ...]:
    return scene.desk.answer(Results())


def _found(scene: Scene) -> Overview | None:
    """Return the assignment that is looked at: the latest, where none was chosen."""
    there, wanted = _all(scene), scene.data.get("assignment")
    return next((one for one in there if one.id == wanted), None) if wanted else there[0] if there else None


def _picks(scene: Scene) -> tuple[Choice, ...]:
    return choosing.page(scene, [Choice(one.id, clip(one.title, LONGEST_LABEL)) for one in _all(scene)])


def _ask_list(scene: Scene) -> None:
    lines = [result_words.line(scene.library, one) for one in _all(scene)[:4]]
    scene.ask("assign.results", lines="\n".join(lines))


def _take(scene: Scene) -> None:
    scene.data["assignment"] = scene.choice


def _show(scene: Scene) -> None:
    """Say it all in one message; after something was done, just what came of that."""
    said, found = noting.taken(scene), _found(scene)
    if said:
        scene.ask_text(said)
    elif found is None:
        scene.ask("assign.result_gone")
    else:
        choosing.tell_of(scene, [one.id for one in found.people])
        scene.ask_text(result_words.summary(scene.library, found, scene.today))


def _is_there(scene: Scene) -> bool:
    found = _found(scene)
    return found is not None and not found.withdrawn


def _may_remind(scene: Scene) -> bool:
    found = _found(scene)
    if scene.memo.get("reminded"):  # in this very turn
        return False
    return found is not None and not found.withdrawn and bool(found.to_remind)


def _is_gone(scene: Scene) -> bool:
    """Whether somebody else took it back, or the team away, in the meantime."""
    return not _is_there(scene)


def _has_others(scene: Scene) -> bool:
    return len(_all(scene)) > 1


def _id(scene: Scene) -> AssignmentId:
    found = _found(scene)
    if found is None:
        raise ValueError("nothing is looked at")  # the ways here look first
    return found.id


def _remind(scene: Scene) -> None:
    found = _found(scene)
    if found is not None:
        scene.do(Remind(found.id))
        scene.memo["reminded"] = True
        choosing.tell_of(scene, [one.id for one in found.to_remind])
        names = clip(", ".join(one.name for one in found.to_remind), 160)
        noting.note(scene, scene.words("assign.reminded", names=names))


def _show_huddle(scene: Scene) -> None:
    found = _found(scene)
    if found is not None:
        title, rows = result_words.huddle(scene.library, found)
        scene.card(title, rows)
        noting.note(scene, scene.words("assign.huddle_next"))


def _show_names(scene: Scene) -> None:
    found = _found(scene)
    if found is not None:
        choosing.tell_of(scene, [one.id for one in found.people])
        scene.card(clip(found.title, LONGEST_LABEL), result_words.names(scene.library, found))
        noting.note(scene, scene.words("assign.huddle_next"))


def _show_lines(scene: Scene) -> None:
    found = _found(scene)
    lines = scene.desk.answer(Lines(found.id)) if found else ()
    if not lines:
        noting.note(scene, scene.words("assign.lines_none"))
        return
    choosing.tell_of(scene, [one.member for one in lines[:6]])
    scene.card(scene.words("assign.lines_title"), [(one.name, clip(one.text, 300)) for one in lines[:6]])
    noting.note(scene, scene.words("assign.lines_next"))


# --- more time


def _later(scene: Scene) -> dict[str, date]:
    """Return later days by the id of their chip; fewer than three, where they would lie too far off."""
    found = _found(scene)
    days = choosing.due_days(max(found.due_on, scene.today)) if found else {}
    return {name: day for name, day in days.items() if day <= choosing.last_day(scene.today)}


def _chips(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(name, due_words(day, scene.today)) for name, day in _later(scene).items())


def _ask_extend(scene: Scene) -> None:
    noting.tell(scene)
    found = _found(scene)
    scene.ask("assign.extend", day=due_words(found.due_on, scene.today) if found else "")


def _listen(scene: Scene) -> Listening:
    return Listening(today=scene.today, ahead=True)


def _no_later_day(scene: Scene) -> bool:
    found = _found(scene)
    return found is None or not choosing.has_day(scene) or choosing.day_named(scene) <= found.due_on


def _say_no_later_day(scene: Scene) -> None:
    noting.note(scene, scene.words("assign.no_later_day"))


def _extend_picked(scene: Scene) -> None:
    scene.data["due"] = _later(scene)[scene.choice].isoformat()
    _extend(scene)


def _extend_typed(scene: Scene) -> None:
    scene.data["due"] = choosing.day_named(scene).isoformat()
    _extend(scene)


def _extend(scene: Scene) -> None:
    scene.do(Extend(_id(scene), choosing.day_kept(scene)))
    noting.note(scene, scene.words("assign.extended", day=choosing.due_told(scene)))


# --- taken back


def _ask_withdraw(scene: Scene) -> None:
    scene.ask("assign.withdraw")


def _withdraw(scene: Scene) -> None:
    scene.do(Withdraw(_id(scene)))
    scene.say("assign.withdrawn")


FLOW = Flow(
    "results",
    keeps=("listing", "showing", "extending", "withdrawing"),
    states=(
        State(
            "showing",
            prompt=_show,
            choices=("remind", "huddle", "extend", "withdraw", "others"),
            typed=("names", "lines"),
            offered={
                "remind": _may_remind,
                "extend": _is_there,
                "withdraw": _is_there,
                "others": _has_others,
            },
            help="assign.results_help",
        ),
        State("listing", prompt=_ask_list, picks=_picks, help="assign.results_list_help"),
        State(
            "extending",
            prompt=_ask_extend,
            picks=_chips,
            listens=_listen,
            help="assign.due_help",
        ),
        State("withdrawing", prompt=_ask_withdraw, choices=("withdraw_it", "back"), help="assign.withdraw_help"),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("showing", "remind", "showing", effect=_remind),
        Transition("showing", "huddle", "showing", effect=_show_huddle),
        Transition("showing", "extend", "extending"),
        Transition("showing", "withdraw", "withdrawing"),
        Transition("showing", "others", "listing"),
        Transition("showing", "names", "showing", effect=_show_names),
        Transition("showing", "lines", "showing", effect=_show_lines),
        Transition("showing", SKIP, "done"),
        Transition("showing", BACK, "done"),
        Transition("listing", PICKED, "listing", guard=choosing.wants_more, effect=choosing.turn),
        Transition("listing", PICKED, "showing", effect=_take),
        Transition("listing", SKIP, "showing"),
        Transition("listing", BACK, "showing"),
        Transition("extending", PICKED, "showing", guard=_is_gone),
        Transition("extending", PICKED, "showing", effect=_extend_picked),
        Transition("extending", LINE, "showing", guard=_is_gone),
        Transition("extending", LINE, "extending", guard=_no_later_day, effect=_say_no_later_day),
        Transition("extending", LINE, "showing", effect=_extend_typed),
        Transition("extending", SKIP, "showing"),
        Transition("extending", BACK, "showing"),
        Transition("withdrawing", "withdraw_it", "showing", guard=_is_gone),
        Transition("withdrawing", "withdraw_it", "done", effect=_withdraw),
        Transition("withdrawing", SKIP, "showing"),
        Transition("withdrawing", BACK, "showing"),
    ),
)
