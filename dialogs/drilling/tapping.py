"""One tap: among options (PICK), for the reason behind it, or on a moment of a transcript (SPOT). The key is exact."""

from __future__ import annotations

from content.practice import Option, PickItem
from dialogs.drilling.items import keep_why, note_seen, note_try, pick_item, spot_item
from dialogs.replies import Choice
from dialogs.scene import Scene, clip

HINT = 60  # bytes of the moment that a hint quotes


def options(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(option.id, option.label) for option in pick_item(scene).options)


def ask_pick(scene: Scene) -> None:
    item = pick_item(scene)
    case = [part for part in (item.context, item.customer and f"“{item.customer}”") if part]
    scene.ask_text("\n".join(case) + f"\n\n{item.prompt}")


def hint_pick(scene: Scene) -> None:
    scene.ask("drill.pick_hint", cue=pick_item(scene).cues[0])


def asks_reason(scene: Scene) -> bool:
    return pick_item(scene).reason is not None


def picked(scene: Scene) -> None:
    """Say why the option taken is right or wrong, and which words give it away."""
    item = pick_item(scene)
    passed = _say_verdict(scene, item.options, cues=item.cues)
    if item.reason is None:
        _close(scene, passed=passed, taken=scene.choice)
        return
    scene.data.update(taken=scene.choice, passed=passed)


def _say_verdict(scene: Scene, given: tuple[Option, ...], *, cues: tuple[str, ...]) -> bool:
    taken = next(option for option in given if option.id == scene.choice)
    right = next(option for option in given if option.correct)
    name = "drill.pick_right" if taken.correct else "drill.pick_wrong"
    shown = " … ".join(f"“{cue}”" for cue in cues)
    scene.say(name, label=taken.label, why=taken.why, right=right.label, right_why=right.why, cues=shown)
    keep_why(scene, right.why)
    return taken.correct


def _close(scene: Scene, *, passed: bool, taken: str) -> None:
    note_seen(scene)
    note_try(scene, text=taken, verdict="passed" if passed else "missed")


def reasons(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(option.id, option.label) for option in _reasons(pick_item(scene)))


def _reasons(item: PickItem) -> tuple[Option, ...]:
    return item.reason.options if item.reason else ()


def ask_reason(scene: Scene) -> None:
    reason = pick_item(scene).reason
    scene.ask_text(reason.prompt if reason else "")


def gave_reason(scene: Scene) -> None:
    """Judge the reason by its own key: the item is passed with both taps right."""
    item = pick_item(scene)
    right = _say_verdict(scene, _reasons(item), cues=item.cues)
    _close(scene, passed=bool(scene.data["passed"]) and right, taken=f"{scene.data['taken']} {scene.choice}")


def kept_decision(scene: Scene) -> None:
    """Count the first tap alone where the reason was left out."""
    _close(scene, passed=bool(scene.data["passed"]), taken=scene.data["taken"])


def moments(scene: Scene) -> tuple[Choice, ...]:
    """Return a button a moment: by who or when, where that tells them apart, else by number."""
    found = spot_item(scene).moments
    told_apart = len({moment.who for moment in found}) == len(found)
    label = "drill.spot_who" if told_apart else "drill.spot_turn"
    return tuple(
        Choice(f"m{number}", scene.words(label, who=moment.who, number=number))
        for number, moment in enumerate(found, start=1)
    )


def ask_spot(scene: Scene) -> None:
    item = spot_item(scene)
    lines = [f"{number}. {moment.who}: {moment.text}" for number, moment in enumerate(item.moments, start=1)]
    scene.say_text("\n".join([*([item.context] if item.context else []), *lines]))
    scene.ask_text(item.prompt)


def hint_spot(scene: Scene) -> None:
    """Leave out one moment that it is not: the last wrong one."""
    found = spot_item(scene).moments
    wrong = next(moment for moment in reversed(found) if not moment.correct)
    scene.ask("drill.spot_hint", quote=clip(wrong.text, HINT))


def spotted(scene: Scene) -> None:
    found = spot_item(scene).moments
    taken = found[int(scene.choice.removeprefix("m")) - 1]
    right = next(moment for moment in found if moment.correct)
    name = "drill.spot_right" if taken.correct else "drill.spot_wrong"
    scene.say(name, quote=taken.text, why=taken.why, right=right.text, right_why=right.why)
    keep_why(scene, right.why)
    _close(scene, passed=taken.correct, taken=scene.choice)
