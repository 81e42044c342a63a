"""
The weekly nudge in chat: its settings, what is done with one, when it comes again.

The engine puts it on top of whatever waits, which goes on after it. What is kept stands with the person.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dialogs import noting
from dialogs.drilling.items import call_args
from dialogs.machine import BACK, LINE, PICKED, RETURNED, SKIP, Flow, State, Transition
from dialogs.nudging import answering, days_off, setting
from dialogs.nudging.answering import keep, known_of, settings_of
from dialogs.nudging.model import Nudge, NudgeTaken
from dialogs.reassessment.model import AccountId, DraftSaved
from dialogs.reassessment.sitting import begun, note
from dialogs.replies import Choice
from dialogs.scene import Call, Scene

SNOOZES = ("hours", "tomorrow", "week", "date", "account", "less", "end")
OFTEN_AFTER = 2  # snoozes in a row; nudges.md: the third offers less often and stop


# --- one nudge


def _nudge(scene: Scene) -> Nudge | None:
    return known_of(scene, str(scene.args.get("nudge", ""))).nudge


def _sit(scene: Scene) -> Call:
    """Go into the account's sitting; with an item, at that item. A draft that waits goes on there."""
    account, item = AccountId(scene.args["account"]), str(scene.args.get("item", ""))
    file = scene.desk.file(account)
    scene.parked = tuple(frame for frame in scene.parked if frame.data.get("args", {}).get("account") != account)
    waits = file is not None and file.draft is not None
    if item and file is not None:
        draft = file.draft or begun(scene.today)
        scene.change(DraftSaved(account, note(draft, ask_first=item)))
        return Call("reassessment", {"account": account})
    return Call("reassessment", {"account": account} | ({"entry": "resuming"} if waits else {}))


def _practise(scene: Scene) -> Call:
    """Give the quick item that the nudge named."""
    return Call("quick_drill", call_args(scene.library, scene.args["item"], run=f"d{scene.count('drills')}"))


def _ask_snooze(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("nudge.snooze_often" if _is_tired(scene) else "nudge.snooze")


def _is_tired(scene: Scene) -> bool:
    return settings_of(scene).snoozes >= OFTEN_AFTER


def _snoozes(scene: Scene) -> tuple[Choice, ...]:
    nudge = _nudge(scene)
    about = ("account",) if nudge is not None and nudge.account is not None else ()  # a drill has none to leave out
    ids = (
        ("tomorrow", "week", "date", "less", "end")
        if _is_tired(scene)
        else ("hours", "tomorrow", "week", "date", *about)
    )
    return tuple(Choice(f"snooze_{id}", scene.words(f"nudge.snooze_{id}")) for id in ids)


def _snooze(scene: Scene) -> None:
    nudge = _nudge(scene)
    if nudge is None:
        scene.say("nudge.gone")
        return
    match scene.choice:
        case "snooze_hours":
            answering.snooze(scene, nudge, scene.turn.at + timedelta(hours=2))
        case "snooze_tomorrow":
            answering.snooze(scene, nudge, answering.at_slot(scene, scene.today + timedelta(days=1)))
        case "snooze_account":
            answering.set_aside(scene, nudge)
        case "snooze_less":
            _less_often(scene, nudge)
        case "snooze_end":
            answering.stop(scene)
        case _:
            answering.snooze(scene, nudge, None)


def _less_often(scene: Scene, nudge: Nudge) -> None:
    settings = settings_of(scene)
    weeks = 2 if settings.every_weeks == 1 else 4
    scene.do(NudgeTaken(nudge.id, "snoozed"))
    keep(scene, replace(settings, every_weeks=weeks, snoozes=0, silent_since=None))
    scene.say("nudge.often_kept", often=scene.words(f"nudge.often_{weeks}"))


def _ask_until(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("nudge.until")


def _until_buttons(scene: Scene) -> tuple[Choice, ...]:
    return (Choice("snooze_week", scene.words("nudge.snooze_week")),)


def _keep_until(scene: Scene) -> None:
    nudge, days = _nudge(scene), days_off.dates(scene)
    if nudge is None:
        scene.say("nudge.gone")
    elif days:
        answering.snooze(scene, nudge, answering.at_slot(scene, days[0]))


def _leave_nudge(scene: Scene) -> None:
    scene.say("nudge.left")


FLOW = Flow(
    "nudges",
    entries=("sitting", "practising", "snoozing"),
    states=(
        State(
            "settings",
            prompt=setting.show,
            picks=setting.settings_buttons,
            choices=(),
            typed=("nudge_zone",),
            help="nudge.help",
        ),
        State("day", prompt=setting.ask_day, picks=setting.days, reads=True, help="nudge.day_help"),
        State("hour", prompt=setting.ask_hour, picks=setting.hours, reads=True, help="nudge.hour_help"),
        State("quiet", prompt=setting.ask_quiet, picks=setting.quiets, reads=True, help="nudge.quiet_help"),
        State(
            "days_off",
            prompt=days_off.ask,
            picks=days_off.buttons,
            listens=days_off.listen_ahead,
            help="nudge.days_off_help",
        ),
        State("often", prompt=setting.ask_often, picks=setting.oftens, help="nudge.often_help"),
        State("zone", prompt=setting.ask_zone, picks=setting.zone_buttons, reads=True, help="nudge.zone_help"),
        State("sitting", kind="call", calls=_sit),
        State("practising", kind="call", calls=_practise),
        State("snoozing", prompt=_ask_snooze, picks=_snoozes, help="nudge.snooze_help"),
        State("until", prompt=_ask_until, picks=_until_buttons, listens=days_off.listen_ahead, help="nudge.until_help"),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("settings", PICKED, "day", guard=setting.picked("when")),
        Transition("settings", PICKED, "quiet", guard=setting.picked("quiet")),
        Transition("settings", PICKED, "days_off", guard=setting.picked("days_off")),
        Transition("settings", PICKED, "often", guard=setting.picked("often")),
        Transition("settings", PICKED, "done", guard=setting.picked("end"), effect=setting.end),
        Transition("settings", PICKED, "settings", effect=setting.resume),
        Transition("settings", "nudge_zone", "zone"),
        Transition("settings", SKIP, "done"),
        Transition("settings", BACK, "done"),
        Transition("day", LINE, "day", guard=setting.no_weekday, effect=setting.say_no_weekday),
        Transition("day", LINE, "hour", effect=setting.keep_day),
        Transition("day", PICKED, "hour", effect=setting.keep_day),
        Transition("day", SKIP, "settings"),
        Transition("day", BACK, "settings"),
        *(
            way
            for trigger in (LINE, PICKED)
            for way in (
                Transition("hour", trigger, "hour", guard=setting.no_hour, effect=setting.say_no_hour),
                Transition("hour", trigger, "day", guard=setting.is_at_night, effect=setting.say_at_night),
                Transition("hour", trigger, "settings", effect=setting.keep_slot),
                Transition("quiet", trigger, "quiet", guard=setting.no_quiet, effect=setting.say_no_quiet),
                Transition("quiet", trigger, "quiet", guard=setting.hides_slot, effect=setting.say_hides_slot),
                Transition("quiet", trigger, "settings", effect=setting.keep_quiet),
            )
        ),
        Transition("hour", SKIP, "settings"),
        Transition("hour", BACK, "day"),
        Transition("quiet", SKIP, "settings"),
        Transition("quiet", BACK, "settings"),
        Transition("days_off", LINE, "days_off", guard=days_off.no_date, effect=days_off.say_no_date),
        Transition("days_off", LINE, "settings", effect=days_off.keep),
        Transition("days_off", PICKED, "settings", effect=days_off.clear),
        Transition("days_off", SKIP, "settings"),
        Transition("days_off", BACK, "settings"),
        Transition("often", PICKED, "settings", effect=setting.keep_often),
        Transition("often", SKIP, "settings"),
        Transition("often", BACK, "settings"),
        Transition("zone", LINE, "zone", guard=setting.no_zone, effect=setting.say_no_zone),
        Transition("zone", LINE, "settings", effect=setting.keep_zone),
        Transition("zone", PICKED, "settings"),
        Transition("zone", SKIP, "settings"),
        Transition("zone", BACK, "settings"),
        Transition("sitting", RETURNED, "done"),
        Transition("practising", RETURNED, "done"),
        Transition("snoozing", PICKED, "until", guard=setting.picked("snooze_date")),
        Transition("snoozing", PICKED, "done", effect=_snooze),
        Transition("snoozing", SKIP, "done", effect=_leave_nudge),
        Transition("snoozing", BACK, "done", effect=_leave_nudge),
        Transition("until", LINE, "until", guard=days_off.no_date, effect=days_off.say_no_date),
        Transition("until", LINE, "done", effect=_keep_until),
        Transition("until", PICKED, "done", effect=_snooze),
        Transition("until", SKIP, "snoozing"),
        Transition("until", BACK, "snoozing"),
    ),
)
