"""A manager or an author decides an objection on an assigned run: in one tap with its reason, or with their own."""

from __future__ import annotations

from content.basics import LONGEST_LABEL
from dialogs import noting
from dialogs.assigning import choosing, offers
from dialogs.assigning.asking import Disputes, Resolve
from dialogs.assigning.model import LONGEST_REASON
from dialogs.assigning.seen import OpenDispute
from dialogs.disagreeing import CHECKED, SOMETHING_ELSE
from dialogs.feedback import name_of
from dialogs.machine import BACK, LINE, PICKED, SKIP, Flow, State, Transition
from dialogs.model import QUESTION_LABELS
from dialogs.reassessment.telling import clip
from dialogs.replies import Choice
from dialogs.scene import Scene

REASONS = {
    "upheld": ("upheld_words", "upheld_context", "upheld_close"),
    "changed": ("changed_words", "changed_context", "changed_close"),
}

AT_ONCE = ("upheld_words", "upheld_close", "changed_words", "changed_close")


def _left(scene: Scene) -> list[OpenDispute]:
    """Return those that were not decided and not passed over in this frame."""
    passed = scene.data.get("passed", ())
    return [one for one in scene.desk.answer(Disputes()) if one.id not in passed]


def _found(scene: Scene) -> OpenDispute | None:
    left = _left(scene)
    return left[0] if left else None


def _in_words(scene: Scene, told: str | None) -> str:
    """Return a label, or moves, as the rep was told them."""
    return ", ".join(_named(scene, one) for one in (told or "").split(", ") if one) or scene.words("assign.not_said")


def _named(scene: Scene, one: str) -> str:
    if one in QUESTION_LABELS:
        return name_of(scene.library, one)
    if one in CHECKED:
        return scene.words(f"disagree.{one}")
    if one == SOMETHING_ELSE:
        return scene.words("disagree.something_else")
    return scene.words(f"move.{one}") if f"move.{one}" in scene.library.messages else one


def _ask(scene: Scene) -> None:
    noting.tell(scene)
    found = _found(scene)
    if found is None:
        scene.ask("assign.no_more_disputes")
        return
    scene.data["shown"] = found.id
    choosing.tell_of(scene, [found.member])
    item = scene.library.drills.get(found.content_id)
    if item is not None:  # a line is read by what it answers; of a conversation nothing else is shared
        scene.say("assign.dispute_after", task=clip(offers.shown(item), 300))
    scene.ask(
        "assign.dispute",
        who=clip(found.name, 40) or scene.words("assign.a_rep"),
        title=clip(found.title, LONGEST_LABEL),
        text=clip(found.text, 110),
        told=_in_words(scene, found.told),
        own=_in_words(scene, found.own),
    )


def _has_one(scene: Scene) -> bool:
    return _found(scene) is not None


def _at_once(scene: Scene) -> tuple[Choice, ...]:
    """Return a button for each decision with its reason, the likeliest of each."""
    if _found(scene) is None:
        return ()
    return tuple(Choice(name, scene.words(f"assign.at_once_{name}")) for name in AT_ONCE)


def _shown_is_gone(scene: Scene) -> bool:
    """Whether what is decided now would be another one than was read: that is settled, and the next came up."""
    found = _found(scene)
    return found is None or found.id != scene.data.get("shown", found.id)


def _decide_at_once(scene: Scene) -> None:
    _take(scene, scene.choice.partition("_")[0])
    _resolve_picked(scene)


def _has_none(scene: Scene) -> bool:
    return not _has_one(scene)


def _take_upheld(scene: Scene) -> None:
    _take(scene, "upheld")


def _take_changed(scene: Scene) -> None:
    _take(scene, "changed")


def _take(scene: Scene, outcome: str) -> None:
    found = _found(scene)
    if found is not None:
        scene.data.update(outcome=outcome, dispute=found.id)


def _pass_over(scene: Scene) -> None:
    found = _found(scene)
    if found is not None:
        scene.data["passed"] = [*scene.data.get("passed", ()), found.id][-20:]


def _reasons(scene: Scene) -> tuple[Choice, ...]:
    names = REASONS[scene.data.get("outcome", "upheld")]
    return tuple(Choice(name, scene.words(f"assign.reason_{name}")) for name in names)


def _ask_reason(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("assign.reason", most=LONGEST_REASON)


def _is_too_long(scene: Scene) -> bool:
    return len(" ".join(scene.text.split())) > LONGEST_REASON


def _tell_of_typed(scene: Scene) -> None:
    """Note that a reason is about the rep whose line it is, and goes with them."""
    found = next((one for one in _left(scene) if one.id == scene.data.get("dispute")), None)
    if found is not None:
        choosing.tell_of(scene, [found.member], typed=True)


def _say_too_long(scene: Scene) -> None:
    _tell_of_typed(scene)
    noting.note(scene, scene.words("assign.note_long", most=LONGEST_REASON))


def _resolve_picked(scene: Scene) -> None:
    _resolve(scene, scene.words(f"assign.reason_{scene.choice}"))


def _resolve_typed(scene: Scene) -> None:
    _tell_of_typed(scene)
    _resolve(scene, " ".join(scene.text.split()))


def _is_decided(scene: Scene) -> bool:
    """Whether somebody else decided it, or the rep took the line back, in the meantime."""
    return all(one.id != scene.data.get("dispute") for one in _left(scene))


def _say_decided(scene: Scene) -> None:
    noting.note(scene, scene.words("assign.dispute_gone"))


def _resolve(scene: Scene, reason: str) -> None:
    data = scene.data
    scene.do(Resolve(data["dispute"], data["outcome"], reason))
    data["passed"] = [*data.get("passed", ()), data.pop("dispute")][-20:]  # the desk still has it in this turn
    noting.note(scene, scene.words("assign.dispute_done"))


FLOW = Flow(
    "disputes",
    states=(
        State(
            "asking",
            prompt=_ask,
            picks=_at_once,
            choices=("later", "back"),
            typed=("uphold", "change_it"),
            offered={"uphold": _has_one, "change_it": _has_one, "later": _has_one, "back": _has_none},
            help="assign.dispute_help",
        ),
        State("reasoning", prompt=_ask_reason, picks=_reasons, reads=True, help="assign.reason_help"),
        State("done", kind="end"),
    ),
    transitions=(
        *(
            Transition("asking", trigger, "asking", guard=_shown_is_gone, effect=_say_decided)
            for trigger in (PICKED, "uphold", "change_it", "later")
        ),
        Transition("asking", PICKED, "asking", effect=_decide_at_once),
        Transition("asking", "uphold", "reasoning", effect=_take_upheld),
        Transition("asking", "change_it", "reasoning", effect=_take_changed),
        Transition("asking", "later", "asking", effect=_pass_over),
        Transition("asking", SKIP, "asking", guard=_has_one, effect=_pass_over),
        Transition("asking", SKIP, "done"),
        Transition("asking", BACK, "done"),
        Transition("reasoning", PICKED, "asking", guard=_is_decided, effect=_say_decided),
        Transition("reasoning", PICKED, "asking", effect=_resolve_picked),
        Transition("reasoning", LINE, "asking", guard=_is_decided, effect=_say_decided),
        Transition("reasoning", LINE, "reasoning", guard=_is_too_long, effect=_say_too_long),
        Transition("reasoning", LINE, "asking", effect=_resolve_typed),
        Transition("reasoning", SKIP, "asking"),
        Transition("reasoning", BACK, "asking"),
    ),
)
