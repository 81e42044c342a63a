"""
Stop, pause, reassess: one sitting about one account, from its first question to Send or Keep.

Where it stands lies in the account's draft (dialogs/reassessment/sitting.py), not in the frame: a sitting left on
Monday goes on at the same question on Thursday, from any channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from content.library import Library
from dialogs.drilling.items import call_args
from dialogs.machine import BACK, LINE, PICKED, RETURNED, SKIP, Flow, State, Transition
from dialogs.model import Json, Listening
from dialogs.reassessment import asking, finishing, sitting
from dialogs.reassessment.answering import Input, Taken, skipped, taken
from dialogs.reassessment.model import PHASES, Account, AccountFile, AccountId, Draft, DraftSaved
from dialogs.reassessment.reading import number_in
from dialogs.reassessment.sitting import Next, Sitting
from dialogs.reassessment.telling import clip, label_of
from dialogs.replies import MOST_CHOICES, Choice
from dialogs.reviewing.asking import Receivers
from dialogs.reviewing.model import ToldAbout
from dialogs.scene import Call, Scene
from dialogs.selection import Choosing, item_of

MOST_HOURS = 80  # a week
_NAMES = 120  # characters of managers' names


# --- where the sitting stands


def _file(scene: Scene) -> AccountFile | None:
    return scene.desk.file(AccountId(scene.args["account"]))


def _is_gone(scene: Scene) -> bool:
    """Whether the account was taken away while the sitting rested."""
    return _file(scene) is None


def _now(scene: Scene) -> Sitting:
    file = _file(scene) or _nothing(scene)
    return Sitting(scene.library.checklist, file, file.draft or sitting.begun(scene.today), scene.today)


def _nothing(scene: Scene) -> AccountFile:
    """Return an empty file for an account that is gone: its states say so, and nothing of it is written."""
    session = scene.session
    id = AccountId(scene.args["account"])
    return AccountFile(Account(id, session.workspace_id, session.member_id, "", PHASES[0], scene.today))


def _step(scene: Scene) -> Next:
    return sitting.next_step(_now(scene))


def _keep(scene: Scene, draft: Draft) -> None:
    if not _is_gone(scene) and draft != _now(scene).draft:
        scene.change(DraftSaved(AccountId(scene.args["account"]), draft))


def _data(scene: Scene, **values: object) -> None:
    _keep(scene, sitting.note(_now(scene).draft, **values))


# --- asking


def _buttons(scene: Scene) -> tuple[Choice, ...]:
    return () if _is_gone(scene) else asking.buttons(scene, _now(scene), _step(scene))


def _ask(scene: Scene) -> None:
    if _is_gone(scene):
        scene.ask("reassess.gone")
        return
    asking.tell_notes(scene, scene.memo.pop("notes", []))
    asking.ask(scene, _now(scene), _step(scene))


def _hint(scene: Scene) -> None:
    """Say what could be asked of the customer; where an item is asked about, that is always a way on."""
    item = None if _is_gone(scene) else scene.library.checklist.items.get(_step(scene).id)
    if item is None:
        scene.ask("engine.hint")
    else:
        scene.ask("reassess.hint", question=item.customer)


def _listen(scene: Scene) -> Listening:
    if _is_gone(scene):
        return Listening()
    step = _step(scene)
    ahead = step.kind == "question" and scene.library.checklist.items[step.id].ahead
    return Listening(today=scene.today, ahead=ahead)


def _taken(scene: Scene) -> Taken:
    """Return what this turn makes of the step; worked out once, for the guards and for the effect."""
    key = ("taken", scene.state.name)
    if key not in scene.memo:
        now, step = _now(scene), _step(scene)
        if scene.choice == SKIP:
            found = skipped(now, step)
        elif scene.text and step.kind in sitting.TAPPED:
            found = Taken(now.draft, (("unoffered", {}),))
        else:
            dates = scene.percept.dates if scene.percept else ()
            found = taken(now, step, Input(scene.choice, scene.text, dates))
        scene.memo[key] = found
    done: Taken = scene.memo[key]
    return done


def _asks_on(scene: Scene) -> bool:
    """Whether something is left to ask once this turn's answer is in; always, where the account is gone."""
    if _is_gone(scene):
        return True
    return sitting.next_step(_now(scene).with_draft(_taken(scene).draft)).kind != "close"


def _take(scene: Scene) -> None:
    if _is_gone(scene):
        return
    found = _taken(scene)
    scene.memo["notes"] = list(found.notes)
    _keep(scene, found.draft)


def _offers_more(scene: Scene) -> bool:
    """Whether there is more that a finished round could take in; otherwise what came of it is shown at once."""
    after = _now(scene).with_draft(_taken(scene).draft)
    return bool(sitting.unproven(after)) or sitting.unopened(after)


def _end(scene: Scene) -> None:
    _take(scene)
    _show_again(scene)


def _has_before(scene: Scene) -> bool:
    return not _is_gone(scene) and sitting.back(_now(scene)) is not None


def _go_back(scene: Scene) -> None:
    before = sitting.back(_now(scene))
    if before is not None:
        _keep(scene, before)


def _is_open(scene: Scene) -> bool:
    return _is_gone(scene) or _step(scene).kind != "close"


# --- resuming


def _ask_resume(scene: Scene) -> None:
    if _is_gone(scene):
        scene.ask("reassess.gone")
        return
    now = _now(scene)
    day = asking.full_day(now.draft.started, scene.today)
    scene.ask("reassess.resume", name=now.file.account.name, day=day, count=len(now.draft.checked))


def _start_over(scene: Scene) -> None:
    _keep(scene, sitting.begun(scene.today))


# --- closing


def _ask_closing(scene: Scene) -> None:
    if _is_gone(scene):
        scene.ask("reassess.gone")
        return
    asking.tell_notes(scene, scene.memo.pop("notes", []))
    count = len(sitting.unproven(_now(scene)))
    if count:
        scene.ask("reassess.closing_unproven", count=count)
    else:
        scene.ask("reassess.closing")


def _has_unproven(scene: Scene) -> bool:
    return not _is_gone(scene) and bool(sitting.unproven(_now(scene)))


def _has_unopened(scene: Scene) -> bool:
    return not _is_gone(scene) and sitting.unopened(_now(scene))


def _ask_evidence(scene: Scene) -> None:
    _data(scene, evidence=True)


def _open_all(scene: Scene) -> None:
    _data(scene, all=True, evidence=None)


# --- what came of it


def _show_result(scene: Scene) -> None:
    if _is_gone(scene):
        scene.ask("reassess.gone")
        return
    now = _now(scene)
    asking.tell_notes(scene, scene.memo.pop("notes", []))
    if not scene.data.get("shown"):
        finishing.show_changes(scene, now)
        scene.data["shown"] = True
    scene.ask("reassess.result" if _skills(scene) else "reassess.result_plain")


def _show_again(scene: Scene) -> None:
    scene.data.pop("shown", None)


def _skills(scene: Scene) -> tuple[Choice, ...]:
    if _is_gone(scene):
        return ()
    skills = scene.library.skills
    found = finishing.skills_to_train(scene, _now(scene))
    return tuple(Choice(id, scene.words("reassess.practise", skill=skills[id].name)) for id in found)


def _keep_skill(scene: Scene) -> None:
    scene.data["skill"] = scene.choice


def _practise(scene: Scene) -> Call:
    number = scene.count("drills")
    choosing = Choosing(scene.library, scene.practice, scene.turn.at.toordinal(), scene.session.seed)
    item = item_of(choosing, scene.data["skill"])
    return Call("quick_drill", call_args(scene.library, item, run=f"d{number}"))


def _has_doubt(scene: Scene) -> bool:
    return not _is_gone(scene) and finishing.has_doubt(scene, _now(scene))


# --- the decision


def _ask_doubt(scene: Scene) -> None:
    if _is_gone(scene):
        scene.ask("reassess.gone")
        return
    finishing.tell_doubt(scene, _now(scene))
    scene.ask("reassess.doubt")


DECISIONS = ("test", "narrow", "pause", "leave", "undecided", "continue", "adjust", "change")


def _picks_of(*ids: str) -> Callable[[Scene], tuple[Choice, ...]]:
    def picks(scene: Scene) -> tuple[Choice, ...]:
        return tuple(Choice(id, scene.words(f"reassess.decide_{id}")) for id in ids)

    return picks


def _wants_day(scene: Scene) -> bool:
    return scene.choice in ("test", "pause")


def _wants_leave(scene: Scene) -> bool:
    return scene.choice == "leave"


def _leaves_open(scene: Scene) -> bool:
    return scene.choice == "undecided"


def _decide(scene: Scene) -> None:
    _keep(scene, finishing.decided(_now(scene).draft, scene.choice))  # type: ignore[arg-type]  # one of the buttons


def _decision(scene: Scene) -> str:
    return str(_now(scene).draft.data.get("decision") or "")


def _is_decided(scene: Scene) -> bool:
    """Whether the rep has decided, and has seen what speaks against the account; an answer changed since may."""
    return bool(_decision(scene)) and (bool(_now(scene).get("doubted")) or not _has_doubt(scene))


def _note_doubted(scene: Scene) -> None:
    _data(scene, doubted=True)


def _ask_day(scene: Scene) -> None:
    note = scene.memo.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    scene.ask("reassess.day_test" if _decision(scene) == "test" else "reassess.day_pause")


def _listen_ahead(scene: Scene) -> Listening:
    return Listening(today=scene.today, ahead=True)


def _no_day_ahead(scene: Scene) -> bool:
    return not any(found.day > scene.today for found in scene.percept.dates) if scene.percept else True


def _say_no_day(scene: Scene) -> None:
    scene.memo["note"] = scene.words("reassess.no_day")


def _take_day(scene: Scene) -> None:
    day = next(found.day for found in (scene.percept.dates if scene.percept else ()) if found.day > scene.today)
    _data(scene, until=day.isoformat())
    scene.say("reassess.day_kept", day=asking.full_day(day, scene.today))


def _ask_hours(scene: Scene) -> None:
    note = scene.memo.pop("note", None)
    scene.ask_text(note or scene.words("reassess.hours"))


def _no_hours(scene: Scene) -> bool:
    told = number_in(scene.text)
    return not told or not 0 < float(told) <= MOST_HOURS


def _say_no_hours(scene: Scene) -> None:
    scene.memo["note"] = scene.words("reassess.no_hours")


def _take_hours(scene: Scene) -> None:
    _data(scene, hours=float(number_in(scene.text)))


# --- the brief


def _show_brief(scene: Scene) -> None:
    if _is_gone(scene):
        scene.ask("reassess.gone")
        return
    finishing.show_brief(scene, _now(scene))
    scene.ask("reassess.brief")


def _ask_which(scene: Scene) -> None:
    note = scene.memo.pop("note", None)
    scene.ask_text(note or scene.words("reassess.which"))


def _editable(scene: Scene) -> tuple[Choice, ...]:
    """Offer what this sitting asked and is known least; anything else can be typed by its id, such as B4."""
    now = _now(scene)
    known = [*sitting.unproven(now), *now.draft.checked, *now.answers]
    ids = [id for id in dict.fromkeys(known) if id in now.checklist.items][: MOST_CHOICES - 1]
    return tuple(Choice(id, label_of(id, scene.library)) for id in ids)


def _no_item(scene: Scene) -> bool:
    return scene.text.strip(" .").lower() not in _now(scene).checklist.items


def _say_no_item(scene: Scene) -> None:
    scene.memo["note"] = scene.words("reassess.no_item")


def _edit(scene: Scene) -> None:
    id = scene.choice or scene.text.strip(" .").lower()
    draft = _now(scene).draft
    draft = replace(draft, checked=tuple(one for one in draft.checked if one != id))
    _keep(scene, sitting.at_part(draft, id, "question"))
    _show_again(scene)


def _send(scene: Scene) -> None:
    _finish(scene, sent=True)


def _keep_own(scene: Scene) -> None:
    _finish(scene, sent=False)


def _finish(scene: Scene, *, sent: bool) -> None:
    """Write the snapshot; a frame of this account that was left elsewhere would begin another sitting, so it goes."""
    if _is_gone(scene):
        return
    receivers = scene.desk.answer(Receivers()) if sent else ()
    number = finishing.write(scene, _now(scene), sent=sent).number
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
        State("asking", prompt=_ask, picks=_buttons, listens=_listen, help="reassess.help", hint=_hint),
        State("resuming", prompt=_ask_resume, choices=("go_on", "start_over"), help="reassess.resume_help"),
        State(
            "closing",
            prompt=_ask_closing,
            choices=("finish", "evidence", "people"),
            offered={"evidence": _has_unproven, "people": _has_unopened},
            help="reassess.closing_help",
        ),
        State("result", prompt=_show_result, picks=_skills, choices=("on",), help="reassess.result_help"),
        State("practising", kind="call", calls=_practise),
        State(
            "doubting",
            prompt=_ask_doubt,
            picks=_picks_of("test", "narrow", "pause", "leave", "undecided"),
            help="reassess.doubt_help",
        ),
        State("dating", prompt=_ask_day, listens=_listen_ahead, help="reassess.day_help"),
        State("freeing", prompt=_ask_hours, reads=True, help="reassess.hours_help"),
        State(
            "deciding",
            prompt=lambda scene: scene.ask("reassess.decide"),
            picks=_picks_of("continue", "adjust", "change", "pause", "leave"),
            help="reassess.decide_help",
        ),
        State("briefing", prompt=_show_brief, choices=("edit", "send", "keep"), help="reassess.brief_help"),
        State("editing", prompt=_ask_which, picks=_editable, reads=True, help="reassess.edit_help"),
        State("done", kind="end"),
    ),
    transitions=(
        *(Transition("asking", trigger, "asking", guard=_asks_on, effect=_take) for trigger in _ON),
        *(Transition("asking", trigger, "closing", guard=_offers_more, effect=_take) for trigger in _ON),
        *(Transition("asking", trigger, "result", effect=_end) for trigger in _ON),
        Transition("asking", BACK, "asking", guard=_has_before, effect=_go_back),
        Transition("asking", BACK, "done"),
        Transition("resuming", "go_on", "asking", guard=_is_open),
        Transition("resuming", "go_on", "closing"),
        Transition("resuming", "start_over", "asking", effect=_start_over),
        Transition("resuming", SKIP, "asking", guard=_is_open),
        Transition("resuming", SKIP, "closing"),
        Transition("resuming", BACK, "done"),
        Transition("closing", "finish", "result", effect=_show_again),
        Transition("closing", "evidence", "asking", effect=_ask_evidence),
        Transition("closing", "people", "asking", effect=_open_all),
        Transition("closing", SKIP, "result", effect=_show_again),
        Transition("closing", BACK, "asking", effect=_go_back),
        Transition("result", PICKED, "practising", effect=_keep_skill),
        Transition("practising", RETURNED, "result"),
        *(
            way
            for trigger in ("on", SKIP)
            for way in (
                Transition("result", trigger, "briefing", guard=_is_decided),
                Transition("result", trigger, "doubting", guard=_has_doubt, effect=_note_doubted),
                Transition("result", trigger, "deciding"),
            )
        ),
        Transition("result", BACK, "closing"),
        Transition("doubting", PICKED, "dating", guard=_wants_day, effect=_decide),
        Transition("doubting", PICKED, "freeing", guard=_wants_leave, effect=_decide),
        Transition("doubting", PICKED, "deciding", guard=_leaves_open),
        Transition("doubting", PICKED, "briefing", effect=_decide),
        Transition("doubting", SKIP, "deciding"),
        Transition("doubting", BACK, "result"),
        Transition("dating", LINE, "dating", guard=_no_day_ahead, effect=_say_no_day),
        Transition("dating", LINE, "briefing", effect=_take_day),
        Transition("dating", SKIP, "briefing"),
        Transition("dating", BACK, "deciding"),
        Transition("freeing", LINE, "freeing", guard=_no_hours, effect=_say_no_hours),
        Transition("freeing", LINE, "briefing", effect=_take_hours),
        Transition("freeing", SKIP, "briefing"),
        Transition("freeing", BACK, "deciding"),
        Transition("deciding", PICKED, "dating", guard=_wants_day, effect=_decide),
        Transition("deciding", PICKED, "freeing", guard=_wants_leave, effect=_decide),
        Transition("deciding", PICKED, "briefing", effect=_decide),
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
