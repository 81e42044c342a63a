"""One prompt, one skill: a tap (PICK) or a typed question (LINE), at most three attempts, a verdict with its reason."""

from __future__ import annotations

from typing import Any

from content.library import Library
from content.schema import LineItem, PickItem
from dialogs.disagreeing import Objected, Objection, forget, object_to, reading
from dialogs.feedback import WHY, better_line, line_feedback, name_of
from dialogs.machine import BACK, LINE, PICKED, SKIP, Flow, State, Transition
from dialogs.model import Attempt, Json, Listening
from dialogs.replies import Choice
from dialogs.scene import Scene, clip
from dialogs.selection import remember

MOST_TRIES = 3  # architecture.md, words: a drill has at most three attempts


def _pick_item(scene: Scene) -> PickItem:
    item = scene.library.drills[scene.args["item"]]
    if not isinstance(item, PickItem):
        raise TypeError(f"{item.id} is no PICK item")
    return item


def _line_item(scene: Scene) -> LineItem:
    item = scene.library.drills[scene.args["item"]]
    if not isinstance(item, LineItem):
        raise TypeError(f"{item.id} is no LINE item")
    return item


def _options(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(option.id, option.label) for option in _pick_item(scene).options)


def _ask_pick(scene: Scene) -> None:
    item = _pick_item(scene)
    context = f"{item.context}\n" if item.context else ""
    scene.ask_text(f"{context}“{item.customer}”\n\n{item.prompt}")


def _hint_pick(scene: Scene) -> None:
    scene.ask("drill.pick_hint", cue=_pick_item(scene).cues[0])


def _picked(scene: Scene) -> None:
    """Say why the option taken is right or wrong, and which words give it away."""
    item = _pick_item(scene)
    taken = next(option for option in item.options if option.id == scene.choice)
    right = next(option for option in item.options if option.correct)
    cues = " … ".join(f"“{cue}”" for cue in item.cues)
    name = "drill.pick_right" if taken.correct else "drill.pick_wrong"
    text = scene.words(name, label=taken.label, why=taken.why, right=right.label, right_why=right.why, cues=cues)
    scene.say_text(text)
    scene.facts["why"] = clip(right.why, 300)
    _remember(scene)
    _attempt(scene, "PICK", taken.id, None, "passed" if taken.correct else "missed")


def _remember(scene: Scene) -> None:
    scene.facts["recent"] = remember(scene.facts, scene.args["item"])


def _attempt(scene: Scene, kind: str, text: str, label: str | None, verdict: str, **detail: Any) -> None:
    item = scene.library.drills[scene.args["item"]]
    scene.attempts.append(Attempt(scene.args["run"], item.id, kind, text, label, verdict, item.frameworks, detail))


def _ask_line(scene: Scene) -> None:
    """Show the task, or, after a line that could not be judged, just what to do about that."""
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    item = _line_item(scene)
    context = f"{item.context}\n" if item.context else ""
    said = "\n".join(f"“{line}”" for line in item.told)
    scene.ask_text(f"{context}{said}\n\n{item.prompt}".strip())


def _listen(scene: Scene) -> Listening:
    return Listening(told=_line_item(scene).told)


def _hint_line(scene: Scene) -> None:
    scene.ask(f"hint.{_line_item(scene).wants}")


def _why_line(scene: Scene) -> None:
    scene.ask_text(scene.facts.get("why") or _line_item(scene).why)


def _gated(scene: Scene) -> bool:
    return scene.judgement.gate is not None


def _unsure(scene: Scene) -> bool:
    return scene.judgement.verdict == "abstain"


def _doubtful(scene: Scene) -> bool:
    return scene.judgement.verdict == "ask"


def _say_gate(scene: Scene) -> None:
    scene.data["note"] = scene.words("drill.gated", reason=scene.words(f"gate.{scene.judgement.gate}"))


def _say_unsure(scene: Scene) -> None:
    scene.data["note"] = scene.words("drill.unsure")
    _attempt(scene, "LINE", scene.text, scene.judgement.label, "abstain")


def _keep_doubt(scene: Scene) -> None:
    """Keep the line until the rep has said what was meant, instead of the verdict on the one before."""
    judgement = scene.judgement
    first, second = judgement.candidates[:2]
    scene.data.pop("feedback", None)
    scene.data["doubt"] = {
        "text": clip(scene.text, 200),
        "first": first,
        "second": second,
        "why": clip(judgement.why, WHY),
        "linked": judgement.linked,
        "read": reading(scene),
    }


def _ask_which(scene: Scene) -> None:
    doubt = scene.data["doubt"]
    first, second = (name_of(scene.library, doubt[place]) for place in ("first", "second"))
    scene.ask("drill.which", first=first, second=second)


def _readings(scene: Scene) -> tuple[Choice, ...]:
    doubt = scene.data["doubt"]
    return tuple(Choice(label, name_of(scene.library, label)) for label in (doubt["first"], doubt["second"]))


def _meant(scene: Scene) -> None:
    """Take the rep's word for what was meant, and give the reason either way."""
    doubt = scene.data.pop("doubt")
    why = scene.words("drill.meant", name=name_of(scene.library, scene.choice))
    read = doubt.get("read", {})
    _judge(scene, text=doubt["text"], label=scene.choice, why=why, linked=doubt["linked"], read=read)


def _judged(scene: Scene) -> None:
    judgement = scene.judgement
    read = reading(scene)
    _judge(scene, text=scene.text, label=str(judgement.label), why=judgement.why, linked=judgement.linked, read=read)


def _judge(scene: Scene, *, text: str, label: str, why: str, linked: int | None, read: Json) -> None:
    item = _line_item(scene)
    tries = scene.data.get("tries", 0) + 1
    astray = item.wants == "implication" and bool(item.told) and label == "implication" and linked is None
    passed = label == item.wants and not astray
    reason = "passed" if passed else "astray" if astray else "missed"
    better = better_line(item, tries)
    place = scene.session.stamp  # no other verdict of this person has it
    forget(scene, "judged")
    scene.data.update(
        tries=tries,
        passed=passed,
        judged=[clip(text, 100), label, place],
        feedback=line_feedback(scene.library, item, text=text, label=label, why=why, reason=reason, better=better),
    )
    scene.facts["why"] = clip(why, 300)
    _remember(scene)
    _attempt(scene, "LINE", text, label, "passed" if passed else "missed", tries=tries, judged={"place": place, **read})


def _show_verdict(scene: Scene) -> None:
    scene.ask_text(scene.data.pop("note", None) or scene.data["feedback"])


def _may_retry(scene: Scene) -> bool:
    return bool(scene.data.get("tries", 0) < MOST_TRIES)


def _objected(scene: Scene) -> Objected:
    text, label, *place = scene.data["judged"]
    run, item = scene.args["run"], scene.args["item"]
    return Objected(run=run, place="".join(place), content_id=item, quote=text, label=label)


def _object(scene: Scene) -> None:
    """Note it for review; it changes no verdict by itself (judge.md 6)."""
    if object_to(scene, _objected, state="judged"):
        objected = _objected(scene)
        _attempt(scene, "LINE", objected.quote, objected.label, "disagreed")


def _no_more_tries(scene: Scene) -> bool:
    return not _may_retry(scene)


def _say_no_more(scene: Scene) -> None:
    scene.data["note"] = scene.words("drill.no_more")


def _went_back(scene: Scene) -> None:
    scene.result["back"] = True


def _skipped(scene: Scene) -> None:
    _remember(scene)


def _holds(data: Json, library: Library) -> bool:
    item = library.drills.get(data.get("args", {}).get("item", ""))
    return item is not None and data["args"].get("entry") == ("picking" if item.kind == "PICK" else "writing")


def _line_ways(state: str) -> tuple[Transition, ...]:
    """Lead on from a typed line; the same in each state that takes one."""
    return (
        Transition(state, LINE, "writing", guard=_gated, effect=_say_gate),
        Transition(state, LINE, "writing", guard=_unsure, effect=_say_unsure),
        Transition(state, LINE, "which", guard=_doubtful, effect=_keep_doubt),
        Transition(state, LINE, "judged", effect=_judged),
    )


def _on_ways(state: str) -> tuple[Transition, ...]:
    """Lead on from a verdict, and from what is asked about an objection to it."""
    return (Transition(state, "again", "writing"), Transition(state, "next", "done"))


_OBJECTION = Objection(shows=("judged",), objected=_objected, typed=("again", "next"), offered={"again": _may_retry})

FLOW = Flow(
    "quick_drill",
    entries=("writing",),
    holds=_holds,
    states=(
        State("picking", prompt=_ask_pick, picks=_options, help="drill.pick_help", hint=_hint_pick),
        State("writing", prompt=_ask_line, listens=_listen, help="drill.line_help", hint=_hint_line, why=_why_line),
        State("which", prompt=_ask_which, picks=_readings, help="drill.which_help"),
        State(
            "judged",
            prompt=_show_verdict,
            choices=("again", "next", "disagree"),
            offered={"again": _may_retry},
            listens=_listen,
            help="drill.judged_help",
            hint=_hint_line,
        ),
        *_OBJECTION.states(),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("picking", PICKED, "done", effect=_picked),
        Transition("picking", SKIP, "done", effect=_skipped),
        Transition("picking", BACK, "done", effect=_went_back),
        *_line_ways("writing"),
        Transition("writing", SKIP, "done", effect=_skipped),
        Transition("writing", BACK, "done", effect=_went_back),
        Transition("which", PICKED, "judged", effect=_meant),
        Transition("which", SKIP, "done", effect=_skipped),
        Transition("which", BACK, "writing"),
        Transition("judged", LINE, "judged", guard=_no_more_tries, effect=_say_no_more),
        *_line_ways("judged"),
        *_on_ways("judged"),
        Transition("judged", "disagree", "labelling", effect=_object),
        Transition("judged", SKIP, "done"),
        Transition("judged", BACK, "writing"),
        *_OBJECTION.transitions(),
        *_on_ways("labelling"),
        *_on_ways("sharing"),
    ),
)
