"""What a sitting asks at each step: the prompt with its buttons, and how the step before was read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from content.checklist import MOST_CHOICES, ChecklistItem, Section
from dialogs.reassessment import sitting
from dialogs.reassessment.answering import AS_IS, ENOUGH, Note
from dialogs.reassessment.model import Answer
from dialogs.reassessment.reading import NONE, UNKNOWN
from dialogs.reassessment.sitting import Next, Sitting
from dialogs.reassessment.telling import clip, day_words, in_short, label_of, option_words, source
from dialogs.replies import LIMITS, Choice
from dialogs.scene import Scene

# What is said whose id is put together (bot/commands/message_use.py): the buttons of the steps, what their notes name.
BUTTONS = (
    *("true", "changed", "unsure", "now", "later", "yes", "no", "still", "renewed"),
    *("said", "did", "assumed", "unknown", "as_is", "enough"),
)
NOTES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("which", "no_line", "no_number", "unoffered"), ()),
    **dict.fromkeys(("lacks_who", "lacks_day", "lacks_act", "lacks_ours"), ()),
    **dict.fromkeys(("read_said", "read_did"), ("item", "who", "day")),
    **{"open": ("ask",), "too_many": ("most",), "too_long": ("most",), "judged": ("miss",)},
    **{"day_ahead": ("day",), "days": ("item", "days")},
}
_SHOWN = 70  # characters of an answer among others; a section's prompt stays within a prompt
_SO_FAR = 300


def buttons(scene: Scene, now: Sitting, step: Next) -> tuple[Choice, ...]:
    """Return what can be tapped at a step."""
    match step.kind:
        case "section":
            return _choices(scene, "true", "changed", "unsure")
        case "module":
            return _choices(scene, "now", "later")
        case "seen":
            return _choices(scene, "yes", "no")
        case "item":
            known = now.base[step.id].is_known  # what is not known has no sign, and is not less sure today
            return _choices(scene, *(("still", "renewed", "changed", "unsure") if known else ("still", "changed")))
        case "more":
            return () if now.item(step.id).columns else _choices(scene, ENOUGH)
        case "basis":
            return _choices(scene, "said", "did", "assumed")
        case "source":
            return _source_buttons(scene, now, step.id)
        case "question":
            return _options(scene, now, now.item(step.id))
        case _:
            return _choices(scene, ENOUGH)


def _choices(scene: Scene, *ids: str) -> tuple[Choice, ...]:
    return tuple(Choice(id, scene.words(f"reassess.choice_{id}")) for id in ids)


def _source_buttons(scene: Scene, now: Sitting, id: str) -> tuple[Choice, ...]:
    told = (AS_IS,) if now.get("told") == id else ()
    ending = (ENOUGH,) if id in now.draft.checked else ()
    return _choices(scene, *told, "assumed", *ending)


def _options(scene: Scene, now: Sitting, item: ChecklistItem) -> tuple[Choice, ...]:
    found = [Choice(option.id, option.label) for option in item.options]
    if item.none:
        found.append(Choice(NONE, item.none))
    if item.checks and now.get("pending"):
        found += _choices(scene, AS_IS)
    return (*found, *_choices(scene, UNKNOWN)) if len(found) < MOST_CHOICES else tuple(found)


def tell_notes(scene: Scene, notes: list[Note]) -> None:
    """Say how the step before was read, in one message."""
    said = [_note(scene, *one) for one in notes]
    if said:
        scene.say_text(clip("\n".join(said), LIMITS["feedback"]) if len(said) == 1 else "\n".join(said))


def _note(scene: Scene, id: str, names: dict[str, str]) -> str:
    told = dict(names)
    if "day" in told:
        told["day"] = full_day(date.fromisoformat(told["day"]), scene.today)
    if "days" in told:
        told["days"] = ", ".join(full_day(date.fromisoformat(day), scene.today) for day in told["days"].split())
    if "item" in told:
        told["item"] = label_of(told["item"], scene.library)
    if "who" in told:
        told["who"] = clip(told["who"], 80)
    if told.get("miss") == "seller":
        told["miss"] = scene.words("reassess.seller")
    return scene.words(f"reassess.note_{id}", **told)


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def full_day(day: date, today: date) -> str:
    """Return a day as it is echoed: "Thu 19 Nov", so that a wrong reading is seen."""
    return f"{_WEEKDAYS[day.weekday()]} {day_words(day, seen=today)}"


def ask(scene: Scene, now: Sitting, step: Next) -> None:
    """Ask what comes now."""
    match step.kind:
        case "section":
            _ask_section(scene, now, now.checklist.section(step.id))
        case "module":
            _ask_module(scene, now, now.checklist.section(step.id))
        case "seen":
            wire = in_short(now.answers[step.id], scene.library)
            scene.ask("reassess.seen", wire=clip(wire, 200))
        case "item":
            _ask_item(scene, now.base[step.id])
        case "more":
            scene.ask_text(now.item(step.id).more)
        case "basis":
            item = now.item(step.id)
            scene.ask("reassess.basis", item=label_of(item.id, scene.library))
        case "source":
            _ask_source(scene, now, step.id)
        case "close":
            scene.ask("reassess.closing")
        case _:
            _ask_question(scene, now, now.item(step.id))


def _ask_section(scene: Scene, now: Sitting, section: Section) -> None:
    known = list(sitting.known_items(now, section.id))
    frame = scene.words("reassess.section", title=section.title, answers="")
    room = (LIMITS["prompt"] - len(frame)) // max(1, len(known)) - 1
    lines = [clip(_in_line(scene, answer), room) for answer in known]
    scene.ask("reassess.section", title=section.title, answers="\n".join(lines))


def _in_line(scene: Scene, answer: Answer) -> str:
    return scene.words("reassess.line", item=label_of(answer.item, scene.library), answer=shown(scene, answer))


def shown(scene: Scene, answer: Answer) -> str:
    """Return an answer in a few words, an option as its button says it."""
    plain = answer.choice and answer.choice != NONE and not answer.text and not answer.entries
    return option_words(answer, scene.library) if plain and answer.is_known else in_short(answer, scene.library)


def _ask_module(scene: Scene, now: Sitting, section: Section) -> None:
    count = sum(item.id not in now.base and not now.is_done(item.id) for item in section.items)
    scene.ask("reassess.module", about=section.still, count=count)


def _ask_item(scene: Scene, answer: Answer) -> None:
    told = source(answer, scene.today, scene.library)
    answered = clip(f"{shown(scene, answer)} {told}".strip(), 240)
    scene.ask("reassess.item", item=label_of(answer.item, scene.library), answer=answered)


def _ask_source(scene: Scene, now: Sitting, id: str) -> None:
    item, answer = now.item(id), now.answers[id]
    question = item.follow.get(answer.choice, item.evidence)
    given = clip(f"{label_of(id, scene.library)}: {shown(scene, answer)}", _SHOWN * 2)
    scene.ask("reassess.source", answer=given, question=question)


def _ask_question(scene: Scene, now: Sitting, item: ChecklistItem) -> None:
    before = now.answers.get(item.id)
    if before is not None and before.is_known:
        scene.say("reassess.so_far", answer=clip(in_short(before, scene.library), _SO_FAR))
    asked = f"{item.ask}\n{item.how}".strip()
    if now.is_first and item.id in now.checklist.first():
        place, of = sitting.progress(now)
        scene.ask("reassess.counted", place=place, of=of, asked=asked)
    else:
        scene.ask_text(asked)
