"""
A manager gives practice: who, which skill, what, which bar, by when, a note; a preview, and it is sent.

The frame keeps a mark for each person, and ids of content; names and texts are read as they are now.
"""

from __future__ import annotations

from content.library import Library
from dialogs import noting
from dialogs.assigning import choosing, offers
from dialogs.assigning.asking import Issue
from dialogs.assigning.model import LONGEST_NOTE
from dialogs.machine import BACK, LINE, PICKED, SKIP, Flow, State, Transition
from dialogs.model import Json, Listening
from dialogs.reassessment.telling import clip
from dialogs.replies import Choice
from dialogs.scene import Scene

# --- what


def _offers(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(one.key, one.title) for one in offers.offers(scene.library, scene.data.get("skill", "")))


def _ask_what(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("assign.what", skill=scene.library.skills[scene.data["skill"]].name)


def _take_what(scene: Scene) -> None:
    found = offers.offers(scene.library, scene.data["skill"])
    taken = next((one for one in found if one.key == scene.choice), found[0])
    scene.data.update(what=taken.what, content=taken.content_id)
    title, rows = offers.preview(scene.library, taken)
    scene.card(scene.words("assign.preview", title=title), list(rows))


# --- bar


def _bars(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(name, scene.words(f"assign.bar_{name}")) for name in offers.BARS[scene.data["what"]])


def _ask_bar(scene: Scene) -> None:
    scene.ask("assign.bar")


def _take_bar(scene: Scene) -> None:
    scene.data["bar"] = scene.choice or offers.BARS[scene.data["what"]][0]


# --- due


def _ask_due(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("assign.due")


def _listen(scene: Scene) -> Listening:
    return Listening(today=scene.today, ahead=True)


def _take_chip(scene: Scene) -> None:
    days = choosing.due_days(scene.today)
    scene.data["due"] = days.get(scene.choice, next(iter(days.values()))).isoformat()


def _take_day(scene: Scene) -> None:
    scene.data["due"] = choosing.day_named(scene).isoformat()


def _no_day(scene: Scene) -> bool:
    return not choosing.has_day(scene)


# --- note


def _ask_note(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("assign.note", most=LONGEST_NOTE)


def _too_long(scene: Scene) -> bool:
    return len(" ".join(scene.text.split())) > LONGEST_NOTE


def _say_too_long(scene: Scene) -> None:
    noting.note(scene, scene.words("assign.note_long", most=LONGEST_NOTE))


def _take_note(scene: Scene) -> None:
    scene.data["note"] = " ".join(scene.text.split())


def _no_note(scene: Scene) -> None:
    scene.data.pop("note", None)


# --- preview


def _issue(scene: Scene) -> Issue:
    data = scene.data
    return Issue(
        team_id=data["team"],
        people=tuple(data.get("people", ())),
        what=data["what"],
        content_id=data["content"],
        bar=data["bar"],
        due_on=choosing.day_kept(scene),
        note=data.get("note", ""),
    )


def _preview(scene: Scene) -> None:
    """Show what each of them will read, and whom it goes to; whoever has it open already is left out."""
    data, library = scene.data, scene.library
    names, having = choosing.names(scene), choosing.having(scene)
    choosing.tell_of_named(scene, [*names, *having])
    asked = [name for name in names if name not in having]
    title = choosing.title(library, data["what"], data["content"])
    rows = [
        (scene.words("assign.row_who"), clip(", ".join(asked) or "–", 200)),
        (scene.words("assign.row_bar"), scene.words(f"assign.bar_{data['bar']}")),
        (scene.words("assign.row_due"), choosing.due_told(scene)),
    ]
    rows += [(scene.words("assign.row_note"), data["note"])] if data.get("note") else []
    rows += [("", scene.words("assign.have_it", names=clip(", ".join(having), 120)))] if having else []
    scene.card(title, rows)
    if choosing.is_past(scene):
        scene.ask("assign.day_past")
    else:
        scene.ask("assign.confirm" if asked else "assign.all_have_it", count=len(asked))


def _has_people(scene: Scene) -> bool:
    having = choosing.having(scene)
    return not choosing.is_past(scene) and any(name not in having for name in choosing.names(scene))


def _send(scene: Scene) -> None:
    having = choosing.having(scene)
    count = sum(name not in having for name in choosing.names(scene))
    scene.do(_issue(scene))
    scene.say("assign.sent", count=count)


def _say_not_sent(scene: Scene) -> None:
    scene.say("assign.not_sent")


def _holds(data: Json, library: Library) -> bool:
    skill, content = data.get("skill"), data.get("content")
    known = skill is None or (skill in library.skills and bool(offers.offers(library, skill)))
    return known and (content is None or offers.found(library, data["what"], content))


_WAITING = ("who", "group", "skill", "what", "bar", "due", "note", "preview")

FLOW = Flow(
    "assign",
    keeps=_WAITING,
    holds=_holds,
    states=(
        State("who", prompt=choosing.ask_who, picks=choosing.whom, reads=True, help="assign.who_help"),
        State("group", prompt=choosing.ask_group, picks=choosing.groups, reads=True, help="assign.skill_help"),
        State("skill", prompt=choosing.ask_skill, picks=choosing.skills, reads=True, help="assign.skill_help"),
        State("what", prompt=_ask_what, picks=_offers, help="assign.what_help"),
        State("bar", prompt=_ask_bar, picks=_bars, help="assign.bar_help"),
        State("due", prompt=_ask_due, picks=choosing.chips, listens=_listen, help="assign.due_help"),
        State("note", prompt=_ask_note, choices=("no_note",), reads=True, help="assign.note_help"),
        State("preview", prompt=_preview, choices=("give", "back"), offered={"give": _has_people}, help="assign.help"),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("who", PICKED, "who", guard=choosing.wants_more, effect=choosing.turn),
        Transition("who", PICKED, "group", effect=choosing.take_who),
        Transition("who", LINE, "group", guard=choosing.are_named, effect=choosing.take_named),
        Transition("who", LINE, "who", effect=choosing.say_no_such),
        Transition("who", SKIP, "done", effect=_say_not_sent),
        Transition("who", BACK, "done", effect=_say_not_sent),
        Transition("group", PICKED, "skill", effect=choosing.take_group),
        Transition("group", LINE, "what", guard=choosing.is_skill, effect=choosing.take_skill_named),
        Transition("group", LINE, "group", effect=choosing.say_no_skill),
        Transition("group", SKIP, "done", effect=_say_not_sent),
        Transition("group", BACK, "who"),
        Transition("skill", PICKED, "skill", guard=choosing.wants_more, effect=choosing.turn),
        Transition("skill", PICKED, "what", effect=choosing.take_skill),
        Transition("skill", LINE, "what", guard=choosing.is_skill, effect=choosing.take_skill_named),
        Transition("skill", LINE, "skill", effect=choosing.say_no_skill),
        Transition("skill", SKIP, "group"),
        Transition("skill", BACK, "group"),
        Transition("what", PICKED, "bar", effect=_take_what),
        Transition("what", SKIP, "bar", effect=_take_what),
        Transition("what", BACK, "group"),
        Transition("bar", PICKED, "due", effect=_take_bar),
        Transition("bar", SKIP, "due", effect=_take_bar),
        Transition("bar", BACK, "what"),
        Transition("due", PICKED, "note", effect=_take_chip),
        Transition("due", LINE, "due", guard=_no_day, effect=choosing.say_no_day),
        Transition("due", LINE, "note", effect=_take_day),
        Transition("due", SKIP, "note", effect=_take_chip),
        Transition("due", BACK, "bar"),
        Transition("note", LINE, "note", guard=_too_long, effect=_say_too_long),
        Transition("note", LINE, "preview", effect=_take_note),
        Transition("note", "no_note", "preview", effect=_no_note),
        Transition("note", SKIP, "preview", effect=_no_note),
        Transition("note", BACK, "due"),
        Transition("preview", "give", "done", effect=_send),
        Transition("preview", SKIP, "done", effect=_say_not_sent),
        Transition("preview", BACK, "note"),
    ),
)
