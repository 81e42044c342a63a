"""
Stop, pause, reassess: one sitting about one account, from its first question to Send or Keep.

Where it stands lies in the account's draft (dialogs/reassessment/sitting.py), not in the frame: a sitting left on
Monday goes on at the same question on Thursday, from any channel.
"""

from __future__ import annotations

from dataclasses import replace

from content.library import Library
from dialogs import noting
from dialogs.drilling.items import call_args
from dialogs.machine import BACK, LINE, PICKED, RETURNED, SKIP, Flow, State, Transition
from dialogs.model import Json
from dialogs.reassessment import asking, deciding, finishing, rounds, sitting, standing
from dialogs.reassessment.telling import clip, label_of
from dialogs.replies import MOST_CHOICES, Choice
from dialogs.reviewing.asking import Receivers
from dialogs.reviewing.model import ToldAbout
from dialogs.scene import Call, Scene
from dialogs.selection import Choosing, item_of

_NAMES = 120  # characters of managers' names


def _show_result(scene: Scene) -> None:
    if standing.is_gone(scene):
        scene.ask("reassess.gone")
        return
    now = standing.now(scene)
    asking.tell_notes(scene, scene.memo.pop("notes", []))
    if not scene.data.get("shown"):
        finishing.show_changes(scene, now)
        scene.data["shown"] = True
    scene.ask("reassess.result" if _skills(scene) else "reassess.result_plain")


def _skills(scene: Scene) -> tuple[Choice, ...]:
    if standing.is_gone(scene):
        return ()
    skills = scene.library.skills
    found = finishing.skills_to_train(scene, standing.now(scene))
    return tuple(Choice(id, scene.words("reassess.practise", skill=skills[id].name)) for id in found)


def _keep_skill(scene: Scene) -> None:
    scene.data["skill"] = scene.choice


def _practise(scene: Scene) -> Call:
    number = scene.count("drills")
    choosing = Choosing(scene.library, scene.practice, scene.turn.at.toordinal(), scene.session.seed)
    item = item_of(choosing, scene.data["skill"])
    return Call("quick_drill", call_args(scene.library, item, run=f"d{number}"))


def _show_brief(scene: Scene) -> None:
    if standing.is_gone(scene):
        scene.ask("reassess.gone")
        return
    finishing.show_brief(scene, standing.now(scene))
    scene.ask("reassess.brief")


def _ask_which(scene: Scene) -> None:
    scene.ask_text(noting.taken(scene) or scene.words("reassess.which"))


def _editable(scene: Scene) -> tuple[Choice, ...]:
    """Offer what this sitting asked and is known least; anything else can be typed by its id, such as B4."""
    now = standing.now(scene)
    known = [*sitting.unproven(now), *now.draft.checked, *now.answers]
    ids = [id for id in dict.fromkeys(known) if id in now.checklist.items][: MOST_CHOICES - 1]
    return tuple(Choice(id, label_of(id, scene.library)) for id in ids)


def _no_item(scene: Scene) -> bool:
    return scene.text.strip(" .").lower() not in standing.now(scene).checklist.items


def _say_no_item(scene: Scene) -> None:
    noting.note(scene, scene.words("reassess.no_item"))


def _edit(scene: Scene) -> None:
    id = scene.choice or scene.text.strip(" .").lower()
    draft = standing.now(scene).draft
    draft = replace(draft, checked=tuple(one for one in draft.checked if one != id))
    standing.keep(scene, sitting.at_part(draft, id, "question"))
    standing.show_again(scene)


def _send(scene: Scene) -> None:
    _finish(scene, sent=True)


def _keep_own(scene: Scene) -> None:
    _finish(scene, sent=False)


def _finish(scene: Scene, *, sent: bool) -> None:
    """Write the snapshot; a frame of this account that was left elsewhere would begin another sitting, so it goes."""
    if standing.is_gone(scene):
        return
    receivers = scene.desk.answer(Receivers()) if sent else ()
    number = finishing.write(scene, standing.now(scene), sent=sent).number
    account = scene.args["account"]
    scene.parked = tuple(f for f in scene.parked if f.data.get("args", {}).get("account") != account)
    if receivers:
        scene.do(ToldAbout(tuple(one.id for one in receivers)))
        scene.say("reassess.sent", number=number, names=clip(", ".join(one.name for one in receivers), _NAMES))
    else:
        scene.say("reassess.sent_to_none" if sent else "reassess.kept", number=number)


def _holds(data: Json, library: Library) -> bool:
    return bool(library.checklists)


_ON: tuple[str, ...] = (PICKED, LINE, SKIP)
FLOW = Flow(
    "reassessment",
    entries=("resuming",),
    keeps=("asking", "closing", "result", "doubting", "dating", "freeing", "deciding", "briefing", "editing"),
    holds=_holds,
    states=(
        State(
            "asking",
            prompt=rounds.ask_next,
            picks=rounds.buttons,
            listens=rounds.listen,
            help="reassess.help",
            hint=rounds.hint,
        ),
        State("resuming", prompt=rounds.ask_resume, choices=("go_on", "start_over"), help="reassess.resume_help"),
        State(
            "closing",
            prompt=rounds.ask_closing,
            choices=("finish", "evidence", "people"),
            offered={"evidence": rounds.has_unproven, "people": rounds.has_unopened},
            help="reassess.closing_help",
        ),
        State("result", prompt=_show_result, picks=_skills, choices=("on",), help="reassess.result_help"),
        State("practising", kind="call", calls=_practise),
        State(
            "doubting",
            prompt=deciding.ask_doubt,
            picks=deciding.picks_of("test", "narrow", "pause", "leave", "undecided"),
            help="reassess.doubt_help",
        ),
        State("dating", prompt=deciding.ask_day, listens=deciding.listen_ahead, help="reassess.day_help"),
        State("freeing", prompt=deciding.ask_hours, reads=True, help="reassess.hours_help"),
        State(
            "deciding",
            prompt=lambda scene: scene.ask("reassess.decide"),
            picks=deciding.picks_of("continue", "adjust", "change", "pause", "leave"),
            help="reassess.decide_help",
        ),
        State("briefing", prompt=_show_brief, choices=("edit", "send", "keep"), help="reassess.brief_help"),
        State("editing", prompt=_ask_which, picks=_editable, reads=True, help="reassess.edit_help"),
        State("done", kind="end"),
    ),
    transitions=(
        *(Transition("asking", trigger, "asking", guard=rounds.asks_on, effect=rounds.take_answer) for trigger in _ON),
        *(
            Transition("asking", trigger, "closing", guard=rounds.offers_more, effect=rounds.take_answer)
            for trigger in _ON
        ),
        *(Transition("asking", trigger, "result", effect=rounds.end) for trigger in _ON),
        Transition("asking", BACK, "asking", guard=rounds.has_before, effect=rounds.go_back),
        Transition("asking", BACK, "done"),
        Transition("resuming", "go_on", "asking", guard=rounds.is_open),
        Transition("resuming", "go_on", "closing"),
        Transition("resuming", "start_over", "asking", effect=rounds.start_over),
        Transition("resuming", SKIP, "asking", guard=rounds.is_open),
        Transition("resuming", SKIP, "closing"),
        Transition("resuming", BACK, "done"),
        Transition("closing", "finish", "result", effect=standing.show_again),
        Transition("closing", "evidence", "asking", effect=rounds.ask_evidence),
        Transition("closing", "people", "asking", effect=rounds.open_all),
        Transition("closing", SKIP, "result", effect=standing.show_again),
        Transition("closing", BACK, "asking", effect=rounds.go_back),
        Transition("result", PICKED, "practising", effect=_keep_skill),
        Transition("practising", RETURNED, "result"),
        *(
            way
            for trigger in ("on", SKIP)
            for way in (
                Transition("result", trigger, "briefing", guard=deciding.is_decided),
                Transition("result", trigger, "doubting", guard=deciding.has_doubt, effect=deciding.note_doubted),
                Transition("result", trigger, "deciding"),
            )
        ),
        Transition("result", BACK, "closing"),
        Transition("doubting", PICKED, "dating", guard=deciding.wants_day, effect=deciding.decide),
        Transition("doubting", PICKED, "freeing", guard=deciding.wants_leave, effect=deciding.decide),
        Transition("doubting", PICKED, "deciding", guard=deciding.leaves_open),
        Transition("doubting", PICKED, "briefing", effect=deciding.decide),
        Transition("doubting", SKIP, "deciding"),
        Transition("doubting", BACK, "result"),
        Transition("dating", LINE, "dating", guard=deciding.no_day_ahead, effect=deciding.say_no_day),
        Transition("dating", LINE, "briefing", effect=deciding.take_day),
        Transition("dating", SKIP, "briefing"),
        Transition("dating", BACK, "deciding"),
        Transition("freeing", LINE, "freeing", guard=deciding.no_hours, effect=deciding.say_no_hours),
        Transition("freeing", LINE, "briefing", effect=deciding.take_hours),
        Transition("freeing", SKIP, "briefing"),
        Transition("freeing", BACK, "deciding"),
        Transition("deciding", PICKED, "dating", guard=deciding.wants_day, effect=deciding.decide),
        Transition("deciding", PICKED, "freeing", guard=deciding.wants_leave, effect=deciding.decide),
        Transition("deciding", PICKED, "briefing", effect=deciding.decide),
        Transition("deciding", SKIP, "briefing"),
        Transition("deciding", BACK, "result"),
        Transition("briefing", "edit", "editing"),
        Transition("briefing", "send", "done", effect=_send),
        Transition("briefing", "keep", "done", effect=_keep_own),
        Transition("briefing", SKIP, "done"),
        Transition("briefing", BACK, "deciding"),
        Transition("editing", LINE, "editing", guard=_no_item, effect=_say_no_item),
        Transition("editing", LINE, "asking", effect=_edit),
        Transition("editing", PICKED, "asking", effect=_edit),
        Transition("editing", SKIP, "briefing"),
        Transition("editing", BACK, "briefing"),
    ),
)
