"""A typed line, or a flawed one repaired: judged by its type and the item's checks, at most three tries."""

from __future__ import annotations

from dataclasses import dataclass

from content.line_checks import MovesCheck
from content.practice import LineItem
from dialogs.checks import Checked, decide, first_miss, verdict
from dialogs.disagreeing import Objected, forget, object_to, reading
from dialogs.drilling.items import keep_why, note_seen, note_try, typed_item
from dialogs.feedback import WHY, better_line, checks_feedback, line_feedback, name_of
from dialogs.model import Json, Listening
from dialogs.replies import Choice
from dialogs.scene import Scene, clip

MOST_TRIES = 3  # architecture.md, words: a drill has at most three attempts
KEPT = 200  # bytes of a doubtful line that the session keeps


def listen(scene: Scene) -> Listening:
    item = typed_item(scene)
    reply = any(isinstance(check, MovesCheck) for check in item.checks)
    return Listening("reply" if reply else "question", told=item.told, worry=item.worry)


def ask_line(scene: Scene) -> None:
    """Show the task, or, after a line that could not be judged, just what to do about that."""
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    item = typed_item(scene)
    said = [*item.told, *([item.worry] if item.worry and item.worry not in item.told else [])]
    shown = [*([item.context] if item.context else []), *(f"“{line}”" for line in said)]
    if not isinstance(item, LineItem):
        shown.append(scene.words("drill.to_repair", flawed=item.flawed))
    scene.ask_text("\n".join([*shown, "", item.prompt]).strip())


def hint_line(scene: Scene) -> None:
    item = typed_item(scene)
    if item.hint:
        scene.ask_text(item.hint)
    else:
        scene.ask(f"hint.{item.wants}")


def why_line(scene: Scene) -> None:
    scene.ask_text(scene.facts.get("why") or typed_item(scene).why)


def is_gated(scene: Scene) -> bool:
    return scene.judgement.gate is not None


def judges_itself(scene: Scene) -> bool:
    item = typed_item(scene)
    return isinstance(item, LineItem) and bool(item.self_check)


def is_unsure(scene: Scene) -> bool:
    if typed_item(scene).wants:
        return scene.judgement.verdict == "abstain"
    return verdict(_checked(scene)) is None


def is_doubtful(scene: Scene) -> bool:
    return bool(typed_item(scene).wants) and scene.judgement.verdict == "ask"


def _checked(scene: Scene) -> tuple[Checked, ...]:
    if "checked" not in scene.memo:
        scene.memo["checked"] = decide(typed_item(scene).checks, scene.text, scene.judgement)
    found: tuple[Checked, ...] = scene.memo["checked"]
    return found


def say_gate(scene: Scene) -> None:
    scene.data["note"] = scene.words("drill.gated", reason=scene.words(f"gate.{scene.judgement.gate}"))


def say_unsure(scene: Scene) -> None:
    scene.data["note"] = scene.words("drill.unsure")
    note_try(scene, text=scene.text, label=scene.judgement.label, verdict="abstain")


def keep_doubt(scene: Scene) -> None:
    """Keep the line until the rep has said what was meant, instead of the verdict on the one before."""
    judgement = scene.judgement
    first, second = judgement.candidates[:2]
    missed = first_miss(_checked(scene))
    scene.data.pop("feedback", None)
    scene.data["doubt"] = {
        "text": clip(scene.text, KEPT),
        "first": first,
        "second": second,
        "why": clip(judgement.why, WHY),
        "linked": judgement.linked,
        "miss": missed.check.miss if missed else "",
        "read": reading(scene),
    }


def ask_which(scene: Scene) -> None:
    doubt = scene.data["doubt"]
    first, second = (name_of(scene.library, doubt[place]) for place in ("first", "second"))
    scene.ask("drill.which", first=first, second=second)


def readings(scene: Scene) -> tuple[Choice, ...]:
    doubt = scene.data["doubt"]
    return tuple(Choice(label, name_of(scene.library, label)) for label in (doubt["first"], doubt["second"]))


def take_meant(scene: Scene) -> None:
    """Take the rep's word for what was meant, and give the reason either way."""
    doubt = scene.data.pop("doubt")
    why = scene.words("drill.meant", name=name_of(scene.library, scene.choice))
    line = _Read(doubt["text"], scene.choice, why, doubt["linked"], doubt.get("miss", ""), doubt.get("read", {}))
    _judge_type(scene, line)


def take_judged(scene: Scene) -> None:
    if not typed_item(scene).wants:
        _judge_checks(scene)
        return
    judgement, missed = scene.judgement, first_miss(_checked(scene))
    miss = missed.check.miss if missed else ""
    read = _Read(scene.text, str(judgement.label), judgement.why, judgement.linked, miss, reading(scene))
    _judge_type(scene, read)


@dataclass(frozen=True, slots=True)
class _Read:
    """A line as it was read: of which type and why, what it picks up, and what a check finds missing besides."""

    text: str
    label: str
    why: str
    linked: int | None
    miss: str
    read: Json


def _judge_type(scene: Scene, line: _Read) -> None:
    item = typed_item(scene)
    astray = item.wants == "implication" and bool(item.told) and line.label == "implication" and line.linked is None
    reason = "missed" if line.label != item.wants else "astray" if astray else "lacking" if line.miss else "passed"
    better = better_line(item, _tries(scene) + 1)
    feedback = line_feedback(
        scene.library,
        item,
        text=line.text,
        label=line.label,
        why=line.why,
        reason=reason,
        better=better,
        miss=line.miss,
    )
    _show(scene, line.text, line.label, feedback, passed=reason == "passed", why=line.why, read=line.read)


def _judge_checks(scene: Scene) -> None:
    """Judge a line by its item's checks alone; what decided it is quoted."""
    item, found = typed_item(scene), _checked(scene)
    passed = bool(verdict(found))
    feedback = checks_feedback(scene.library, item, found, text=scene.text, better=better_line(item, _tries(scene) + 1))
    missed = first_miss(found)
    why = missed.check.miss if missed else item.why
    label = "met" if passed else "lacking"
    _show(scene, scene.text, label, feedback, passed=passed, why=why, read=reading(scene))


def _show(scene: Scene, text: str, label: str, feedback: str, *, passed: bool, why: str, read: Json) -> None:
    tries, place = _tries(scene) + 1, scene.session.stamp  # no other verdict of this person has that stamp
    forget(scene, "judged")
    scene.data.update(tries=tries, passed=passed, judged=[clip(text, 100), label, place], feedback=feedback)
    keep_why(scene, why)
    note_seen(scene)
    detail = {"tries": tries, "judged": {"place": place, **read}}
    note_try(scene, text=text, label=label, verdict="passed" if passed else "missed", **detail)


def _tries(scene: Scene) -> int:
    return int(scene.data.get("tries", 0))


def show_verdict(scene: Scene) -> None:
    scene.ask_text(scene.data.pop("note", None) or scene.data["feedback"])


def may_retry(scene: Scene) -> bool:
    return _tries(scene) < MOST_TRIES


def has_no_tries(scene: Scene) -> bool:
    return not may_retry(scene)


def say_no_more(scene: Scene) -> None:
    scene.data["note"] = scene.words("drill.no_more")


def objected(scene: Scene) -> Objected:
    text, label, *place = scene.data["judged"]
    run, item = scene.args["run"], scene.args["item"]
    return Objected(run=run, place="".join(place), content_id=item, quote=text, label=label, task=listen(scene).task)


def take_objection(scene: Scene) -> None:
    """Note it for review; it changes no verdict by itself (judge.md 6)."""
    if object_to(scene, objected, state="judged"):
        noted = objected(scene)
        note_try(scene, text=noted.quote, label=noted.label, verdict="disagreed")


def keep_own(scene: Scene) -> None:
    """Keep the line for the rep to compare with a model: nothing offline can judge it."""
    scene.data["own"] = clip(scene.text, KEPT)


def ask_self(scene: Scene) -> None:
    item = typed_item(scene)
    criteria = item.self_check if isinstance(item, LineItem) else ()
    listed = "\n".join(f"- {one}" for one in criteria)
    better = better_line(item, 1)
    scene.say("drill.self", quote=scene.data["own"], criteria=listed, better=better)
    scene.ask("drill.self_ask")


def take_self(scene: Scene, *, met: bool) -> None:
    """Note the rep's own mark; it is theirs alone, and no score."""
    item = typed_item(scene)
    scene.say("drill.self_done", why=item.why)
    keep_why(scene, item.why)
    note_seen(scene)
    note_try(scene, text=scene.data["own"], verdict="self", met=met)
