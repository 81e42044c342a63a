"""
The weekly nudge in chat: its settings, what is done with one, when it comes again.

The engine puts it on top of whatever waits, which goes on after it. What is kept stands with the person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from content.zones import find_zone
from dialogs.machine import BACK, LINE, PICKED, RETURNED, SKIP, Flow, State, Transition
from dialogs.model import Listening
from dialogs.nudging import answering
from dialogs.nudging.answering import DAYS, clock, keep, known_of, settings_of, when
from dialogs.nudging.model import Nudge, NudgeSettings, NudgeTaken, Quiet
from dialogs.nudging.timing import instant, is_quiet, zone_of
from dialogs.nudging.typed import minute_in, minutes_in, weekday_in
from dialogs.reassessment.asking import full_day
from dialogs.reassessment.model import AccountId, DraftSaved
from dialogs.reassessment.sitting import begun, note
from dialogs.replies import Choice
from dialogs.scene import Call, Scene

WORKING_DAYS = 5
HOURS = (8 * 60 + 30, 10 * 60, 12 * 60 + 15, 15 * 60, 16 * 60 + 30)
QUIET = ((18, 8), (17, 9), (20, 7))
WEEKS = (1, 2, 4)
SETTINGS = ("when", "quiet", "days_off", "often", "end", "resume")  # ends of message ids, as the next
SNOOZES = ("hours", "tomorrow", "week", "date", "account", "less", "end")
MOST_DAYS_OFF = 60
OFTEN_AFTER = 2  # snoozes in a row; nudges.md: the third offers less often and stop


def _tell(scene: Scene) -> None:
    told = scene.memo.pop("note", None)
    if told:
        scene.say_text(told)


def _note(scene: Scene, text: str) -> None:
    scene.memo["note"] = text


# --- settings


def _show(scene: Scene) -> None:
    _tell(scene)
    known, settings = known_of(scene), settings_of(scene)
    off = sorted(day for day in settings.quiet.days_off if day >= scene.today)
    shown = ", ".join(full_day(day, scene.today) for day in off[:3]) or scene.words("nudge.no_days_off")
    rests = not settings.active or known.settings is None
    scene.ask(
        "nudge.settings_stopped" if rests else "nudge.settings",
        when=when(scene, settings),
        often=scene.words(f"nudge.often_{settings.every_weeks}"),
        zone=known.zone or "UTC",
        quiet=_quiet_words(scene, settings.quiet),
        days_off=shown,
    )


def _quiet_words(scene: Scene, quiet: Quiet) -> str:
    hours = f"{clock(quiet.begins)}-{clock(quiet.ends)}"
    return scene.words("nudge.quiet_weekends", hours=hours) if quiet.weekends else hours


def _runs(scene: Scene) -> bool:
    settings = known_of(scene).settings
    return settings is not None and settings.active


def _settings_buttons(scene: Scene) -> tuple[Choice, ...]:
    last = "end" if _runs(scene) else "resume"
    return tuple(Choice(id, scene.words(f"nudge.set_{id}")) for id in ("when", "quiet", "days_off", "often", last))


def _picked(id: str) -> Callable[[Scene], bool]:
    def is_picked(scene: Scene) -> bool:
        return scene.choice == id

    return is_picked


def _save(scene: Scene, settings: NudgeSettings) -> None:
    keep(scene, settings)


def _slot_is_quiet(scene: Scene, settings: NudgeSettings) -> bool:
    """Whether the person's own slot would never be open: it lies in their quiet hours."""
    zone = zone_of(known_of(scene).zone)
    day = scene.today + timedelta(days=(settings.weekday - scene.today.weekday()) % 7)
    quiet = replace(settings.quiet, days_off=frozenset())
    return is_quiet(instant(day, settings.minute, zone), quiet, zone)


# --- day and hour


def _ask_day(scene: Scene) -> None:
    _tell(scene)
    scene.ask("nudge.day")


def _days(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(f"day_{place}", scene.words(f"nudge.day_{place}")) for place in range(WORKING_DAYS))


def _no_weekday(scene: Scene) -> bool:
    return weekday_in(scene.text) is None


def _say_no_weekday(scene: Scene) -> None:
    _note(scene, scene.words("nudge.no_weekday"))


def _keep_day(scene: Scene) -> None:
    typed = weekday_in(scene.text) if scene.text else int(scene.choice.removeprefix("day_"))
    scene.data["weekday"] = typed


def _ask_hour(scene: Scene) -> None:
    _tell(scene)
    scene.ask("nudge.hour", day=DAYS[int(scene.data.get("weekday", 2))])


def _hours(_scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(f"at_{minute}", clock(minute)) for minute in HOURS)


def _slot(scene: Scene) -> NudgeSettings | None:
    """Return the settings with the day and hour of this turn; None where no hour was read."""
    minute = minute_in(scene.text) if scene.text else int(scene.choice.removeprefix("at_"))
    if minute is None:
        return None
    weekday = int(scene.data.get("weekday", 2))
    return replace(settings_of(scene), weekday=weekday, minute=minute, chosen=True)


def _no_hour(scene: Scene) -> bool:
    return _slot(scene) is None


def _say_no_hour(scene: Scene) -> None:
    _note(scene, scene.words("nudge.no_hour"))


def _is_at_night(scene: Scene) -> bool:
    settings = _slot(scene)
    return settings is not None and _slot_is_quiet(scene, settings)


def _say_at_night(scene: Scene) -> None:
    _note(scene, scene.words("nudge.at_night", quiet=_quiet_words(scene, settings_of(scene).quiet)))


def _keep_slot(scene: Scene) -> None:
    settings = _slot(scene)
    if settings is not None:
        _save(scene, settings)
        _note(scene, scene.words("nudge.when_kept", when=when(scene, settings)))


# --- quiet hours


def _ask_quiet(scene: Scene) -> None:
    _tell(scene)
    scene.ask("nudge.quiet", quiet=_quiet_words(scene, settings_of(scene).quiet))


def _quiets(scene: Scene) -> tuple[Choice, ...]:
    hours = tuple(Choice(f"quiet_{a}_{b}", f"{a:02d}:00-{b:02d}:00") for a, b in QUIET)
    on = settings_of(scene).quiet.weekends
    return (*hours, Choice("weekends", scene.words("nudge.weekends_on" if on else "nudge.weekends_off")))


def _new_quiet(scene: Scene) -> Quiet | None:
    quiet = settings_of(scene).quiet
    if scene.choice == "weekends":
        return replace(quiet, weekends=not quiet.weekends)
    if scene.choice.startswith("quiet_"):
        begins, ends = scene.choice.removeprefix("quiet_").split("_")
        return replace(quiet, begins=int(begins) * 60, ends=int(ends) * 60)
    times = minutes_in(scene.text)
    return replace(quiet, begins=times[0], ends=times[1]) if len(times) == 2 else None


def _no_quiet(scene: Scene) -> bool:
    return _new_quiet(scene) is None


def _say_no_quiet(scene: Scene) -> None:
    _note(scene, scene.words("nudge.no_quiet"))


def _hides_slot(scene: Scene) -> bool:
    quiet = _new_quiet(scene)
    return quiet is not None and _slot_is_quiet(scene, replace(settings_of(scene), quiet=quiet))


def _say_hides_slot(scene: Scene) -> None:
    _note(scene, scene.words("nudge.hides_slot", when=when(scene, settings_of(scene))))


def _keep_quiet(scene: Scene) -> None:
    quiet = _new_quiet(scene)
    if quiet is not None:
        _save(scene, replace(settings_of(scene), quiet=quiet))
        _note(scene, scene.words("nudge.quiet_kept", quiet=_quiet_words(scene, quiet)))


# --- days off


def _listen_ahead(scene: Scene) -> Listening:
    return Listening(today=scene.today, ahead=True)


def _ask_days_off(scene: Scene) -> None:
    _tell(scene)
    scene.ask("nudge.days_off")


def _off_buttons(scene: Scene) -> tuple[Choice, ...]:
    return (Choice("no_days_off", scene.words("nudge.clear_days_off")),)


def _dates(scene: Scene) -> tuple[date, ...]:
    found = scene.percept.dates if scene.percept else ()
    return tuple(one.day for one in found if one.day >= scene.today)


def _no_date(scene: Scene) -> bool:
    return not _dates(scene)


def _say_no_date(scene: Scene) -> None:
    _note(scene, scene.words("nudge.no_date"))


def _keep_days_off(scene: Scene) -> None:
    """Take the days named; of two days with "to" between them all that lies between as well."""
    settings, days = settings_of(scene), list(_dates(scene))
    if len(days) == 2 and _is_stretch(scene.text) and days[0] <= days[1]:
        days = [days[0] + timedelta(days=n) for n in range((days[1] - days[0]).days + 1)]
    kept = {day for day in settings.quiet.days_off if day >= scene.today} | set(days)
    quiet = replace(settings.quiet, days_off=frozenset(sorted(kept)[:MOST_DAYS_OFF]))
    _save(scene, replace(settings, quiet=quiet))
    _note(scene, scene.words("nudge.days_off_kept", count=len(quiet.days_off)))


def _is_stretch(text: str) -> bool:
    told = f" {text.lower()} "
    return any(sign in told for sign in (" to ", " until ", " till ", " through ", "–", " - "))


def _clear_days_off(scene: Scene) -> None:
    settings = settings_of(scene)
    _save(scene, replace(settings, quiet=replace(settings.quiet, days_off=frozenset())))
    _note(scene, scene.words("nudge.days_off_kept", count=0))


# --- how often, zone


def _ask_often(scene: Scene) -> None:
    _tell(scene)
    scene.ask("nudge.often")


def _oftens(scene: Scene) -> tuple[Choice, ...]:
    found = [Choice(f"every_{weeks}", scene.words(f"nudge.often_{weeks}")) for weeks in WEEKS]
    if settings_of(scene).set_aside:
        found.append(Choice("all_accounts", scene.words("nudge.all_accounts")))
    return tuple(found)


def _keep_often(scene: Scene) -> None:
    settings = settings_of(scene)
    if scene.choice == "all_accounts":
        _save(scene, replace(settings, set_aside={}))
        _note(scene, scene.words("nudge.all_accounts_kept"))
        return
    weeks = int(scene.choice.removeprefix("every_"))
    _save(scene, replace(settings, every_weeks=weeks))
    _note(scene, scene.words("nudge.often_kept", often=scene.words(f"nudge.often_{weeks}")))


def _ask_zone(scene: Scene) -> None:
    _tell(scene)
    scene.ask("nudge.zone", zone=known_of(scene).zone or "UTC")


def _zone_buttons(scene: Scene) -> tuple[Choice, ...]:
    return (Choice("zone_stays", scene.words("nudge.zone_stays")),)


def _no_zone(scene: Scene) -> bool:
    return find_zone(scene.text) is None


def _say_no_zone(scene: Scene) -> None:
    _note(scene, scene.words("onboarding.zone_unread"))


def _keep_zone(scene: Scene) -> None:
    scene.zone = find_zone(scene.text)
    keep(scene, settings_of(scene), zone=scene.zone)
    _note(scene, scene.words("nudge.zone_kept", zone=scene.zone))


def _end(scene: Scene) -> None:
    answering.stop(scene)


def _resume(scene: Scene) -> None:
    answering.resume(scene)


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


def _ask_snooze(scene: Scene) -> None:
    _tell(scene)
    scene.ask("nudge.snooze_often" if _is_tired(scene) else "nudge.snooze")


def _is_tired(scene: Scene) -> bool:
    return settings_of(scene).snoozes >= OFTEN_AFTER


def _snoozes(scene: Scene) -> tuple[Choice, ...]:
    ids = (
        ("tomorrow", "week", "date", "less", "end")
        if _is_tired(scene)
        else (*("hours", "tomorrow", "week", "date", "account"),)
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
    _tell(scene)
    scene.ask("nudge.until")


def _until_buttons(scene: Scene) -> tuple[Choice, ...]:
    return (Choice("snooze_week", scene.words("nudge.snooze_week")),)


def _keep_until(scene: Scene) -> None:
    nudge, days = _nudge(scene), _dates(scene)
    if nudge is None:
        scene.say("nudge.gone")
    elif days:
        answering.snooze(scene, nudge, answering.at_slot(scene, days[0]))


def _leave_nudge(scene: Scene) -> None:
    scene.say("nudge.left")


FLOW = Flow(
    "nudges",
    entries=("sitting", "snoozing"),
    states=(
        State("settings", prompt=_show, picks=_settings_buttons, choices=(), typed=("nudge_zone",), help="nudge.help"),
        State("day", prompt=_ask_day, picks=_days, reads=True, help="nudge.day_help"),
        State("hour", prompt=_ask_hour, picks=_hours, reads=True, help="nudge.hour_help"),
        State("quiet", prompt=_ask_quiet, picks=_quiets, reads=True, help="nudge.quiet_help"),
        State("days_off", prompt=_ask_days_off, picks=_off_buttons, listens=_listen_ahead, help="nudge.days_off_help"),
        State("often", prompt=_ask_often, picks=_oftens, help="nudge.often_help"),
        State("zone", prompt=_ask_zone, picks=_zone_buttons, reads=True, help="nudge.zone_help"),
        State("sitting", kind="call", calls=_sit),
        State("snoozing", prompt=_ask_snooze, picks=_snoozes, help="nudge.snooze_help"),
        State("until", prompt=_ask_until, picks=_until_buttons, listens=_listen_ahead, help="nudge.until_help"),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("settings", PICKED, "day", guard=_picked("when")),
        Transition("settings", PICKED, "quiet", guard=_picked("quiet")),
        Transition("settings", PICKED, "days_off", guard=_picked("days_off")),
        Transition("settings", PICKED, "often", guard=_picked("often")),
        Transition("settings", PICKED, "done", guard=_picked("end"), effect=_end),
        Transition("settings", PICKED, "settings", effect=_resume),
        Transition("settings", "nudge_zone", "zone"),
        Transition("settings", SKIP, "done"),
        Transition("settings", BACK, "done"),
        Transition("day", LINE, "day", guard=_no_weekday, effect=_say_no_weekday),
        Transition("day", LINE, "hour", effect=_keep_day),
        Transition("day", PICKED, "hour", effect=_keep_day),
        Transition("day", SKIP, "settings"),
        Transition("day", BACK, "settings"),
        *(
            way
            for trigger in (LINE, PICKED)
            for way in (
                Transition("hour", trigger, "hour", guard=_no_hour, effect=_say_no_hour),
                Transition("hour", trigger, "day", guard=_is_at_night, effect=_say_at_night),
                Transition("hour", trigger, "settings", effect=_keep_slot),
                Transition("quiet", trigger, "quiet", guard=_no_quiet, effect=_say_no_quiet),
                Transition("quiet", trigger, "quiet", guard=_hides_slot, effect=_say_hides_slot),
                Transition("quiet", trigger, "settings", effect=_keep_quiet),
            )
        ),
        Transition("hour", SKIP, "settings"),
        Transition("hour", BACK, "day"),
        Transition("quiet", SKIP, "settings"),
        Transition("quiet", BACK, "settings"),
        Transition("days_off", LINE, "days_off", guard=_no_date, effect=_say_no_date),
        Transition("days_off", LINE, "settings", effect=_keep_days_off),
        Transition("days_off", PICKED, "settings", effect=_clear_days_off),
        Transition("days_off", SKIP, "settings"),
        Transition("days_off", BACK, "settings"),
        Transition("often", PICKED, "settings", effect=_keep_often),
        Transition("often", SKIP, "settings"),
        Transition("often", BACK, "settings"),
        Transition("zone", LINE, "zone", guard=_no_zone, effect=_say_no_zone),
        Transition("zone", LINE, "settings", effect=_keep_zone),
        Transition("zone", PICKED, "settings"),
        Transition("zone", SKIP, "settings"),
        Transition("zone", BACK, "settings"),
        Transition("sitting", RETURNED, "done"),
        Transition("snoozing", PICKED, "until", guard=_picked("snooze_date")),
        Transition("snoozing", PICKED, "done", effect=_snooze),
        Transition("snoozing", SKIP, "done", effect=_leave_nudge),
        Transition("snoozing", BACK, "done", effect=_leave_nudge),
        Transition("until", LINE, "until", guard=_no_date, effect=_say_no_date),
        Transition("until", LINE, "done", effect=_keep_until),
        Transition("until", PICKED, "done", effect=_snooze),
        Transition("until", SKIP, "snoozing"),
        Transition("until", BACK, "snoozing"),
    ),
)
