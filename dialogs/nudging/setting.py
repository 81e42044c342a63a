"""
The settings of the weekly nudge, as its flow asks for them and keeps them: day and hour, quiet hours, how often, zone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from content.zones import find_zone
from dialogs.noting import note, tell
from dialogs.nudging import answering
from dialogs.nudging.answering import DAYS, clock, keep, known_of, settings_of, when
from dialogs.nudging.model import NudgeSettings, Quiet
from dialogs.nudging.timing import instant, is_quiet, zone_of
from dialogs.nudging.typed import minute_in, minutes_in, weekday_in
from dialogs.reassessment.asking import full_day
from dialogs.replies import Choice
from dialogs.scene import Scene

WORKING_DAYS = 5
HOURS = (8 * 60 + 30, 10 * 60, 12 * 60 + 15, 15 * 60, 16 * 60 + 30)
QUIET = ((18, 8), (17, 9), (20, 7))
WEEKS = (1, 2, 4)
SETTINGS = ("when", "quiet", "days_off", "often", "end", "resume")  # ends of message ids, as the next


# --- settings


def show(scene: Scene) -> None:
    tell(scene)
    known, settings = known_of(scene), settings_of(scene)
    off = sorted(day for day in settings.quiet.days_off if day >= scene.today)
    shown = ", ".join(full_day(day, scene.today) for day in off[:3]) or scene.words("nudge.no_days_off")
    rests = not settings.active or known.settings is None
    scene.ask(
        "nudge.settings_stopped" if rests else "nudge.settings",
        when=when(scene, settings),
        often=scene.words(f"nudge.often_{settings.every_weeks}"),
        zone=known.zone or "UTC",
        quiet=quiet_words(scene, settings.quiet),
        days_off=shown,
    )


def quiet_words(scene: Scene, quiet: Quiet) -> str:
    hours = f"{clock(quiet.begins)}-{clock(quiet.ends)}"
    return scene.words("nudge.quiet_weekends", hours=hours) if quiet.weekends else hours


def runs(scene: Scene) -> bool:
    settings = known_of(scene).settings
    return settings is not None and settings.active


def settings_buttons(scene: Scene) -> tuple[Choice, ...]:
    last = "end" if runs(scene) else "resume"
    return tuple(Choice(id, scene.words(f"nudge.set_{id}")) for id in ("when", "quiet", "days_off", "often", last))


def picked(id: str) -> Callable[[Scene], bool]:
    def is_picked(scene: Scene) -> bool:
        return scene.choice == id

    return is_picked


def save(scene: Scene, settings: NudgeSettings) -> None:
    keep(scene, settings)


def slot_is_quiet(scene: Scene, settings: NudgeSettings) -> bool:
    """Whether the person's own slot would never be open: it lies in their quiet hours."""
    zone = zone_of(known_of(scene).zone)
    day = scene.today + timedelta(days=(settings.weekday - scene.today.weekday()) % 7)
    quiet = replace(settings.quiet, days_off=frozenset())
    return is_quiet(instant(day, settings.minute, zone), quiet, zone)


# --- day and hour


def ask_day(scene: Scene) -> None:
    tell(scene)
    scene.ask("nudge.day")


def days(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(f"day_{place}", scene.words(f"nudge.day_{place}")) for place in range(WORKING_DAYS))


def no_weekday(scene: Scene) -> bool:
    return weekday_in(scene.text) is None


def say_no_weekday(scene: Scene) -> None:
    note(scene, scene.words("nudge.no_weekday"))


def keep_day(scene: Scene) -> None:
    typed = weekday_in(scene.text) if scene.text else int(scene.choice.removeprefix("day_"))
    scene.data["weekday"] = typed


def ask_hour(scene: Scene) -> None:
    tell(scene)
    scene.ask("nudge.hour", day=DAYS[int(scene.data.get("weekday", 2))])


def hours(_scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(f"at_{minute}", clock(minute)) for minute in HOURS)


def slot(scene: Scene) -> NudgeSettings | None:
    """Return the settings with the day and hour of this turn; None where no hour was read."""
    minute = minute_in(scene.text) if scene.text else int(scene.choice.removeprefix("at_"))
    if minute is None:
        return None
    weekday = int(scene.data.get("weekday", 2))
    return replace(settings_of(scene), weekday=weekday, minute=minute, chosen=True)


def no_hour(scene: Scene) -> bool:
    return slot(scene) is None


def say_no_hour(scene: Scene) -> None:
    note(scene, scene.words("nudge.no_hour"))


def is_at_night(scene: Scene) -> bool:
    settings = slot(scene)
    return settings is not None and slot_is_quiet(scene, settings)


def say_at_night(scene: Scene) -> None:
    note(scene, scene.words("nudge.at_night", quiet=quiet_words(scene, settings_of(scene).quiet)))


def keep_slot(scene: Scene) -> None:
    settings = slot(scene)
    if settings is not None:
        save(scene, settings)
        note(scene, scene.words("nudge.when_kept", when=when(scene, settings)))


# --- quiet hours


def ask_quiet(scene: Scene) -> None:
    tell(scene)
    scene.ask("nudge.quiet", quiet=quiet_words(scene, settings_of(scene).quiet))


def quiets(scene: Scene) -> tuple[Choice, ...]:
    hours = tuple(Choice(f"quiet_{a}_{b}", f"{a:02d}:00-{b:02d}:00") for a, b in QUIET)
    on = settings_of(scene).quiet.weekends
    return (*hours, Choice("weekends", scene.words("nudge.weekends_on" if on else "nudge.weekends_off")))


def new_quiet(scene: Scene) -> Quiet | None:
    quiet = settings_of(scene).quiet
    if scene.choice == "weekends":
        return replace(quiet, weekends=not quiet.weekends)
    if scene.choice.startswith("quiet_"):
        begins, ends = scene.choice.removeprefix("quiet_").split("_")
        return replace(quiet, begins=int(begins) * 60, ends=int(ends) * 60)
    times = minutes_in(scene.text)
    return replace(quiet, begins=times[0], ends=times[1]) if len(times) == 2 else None


def no_quiet(scene: Scene) -> bool:
    return new_quiet(scene) is None


def say_no_quiet(scene: Scene) -> None:
    note(scene, scene.words("nudge.no_quiet"))


def hides_slot(scene: Scene) -> bool:
    quiet = new_quiet(scene)
    return quiet is not None and slot_is_quiet(scene, replace(settings_of(scene), quiet=quiet))


def say_hides_slot(scene: Scene) -> None:
    note(scene, scene.words("nudge.hides_slot", when=when(scene, settings_of(scene))))


def keep_quiet(scene: Scene) -> None:
    quiet = new_quiet(scene)
    if quiet is not None:
        save(scene, replace(settings_of(scene), quiet=quiet))
        note(scene, scene.words("nudge.quiet_kept", quiet=quiet_words(scene, quiet)))


# --- how often, zone


def ask_often(scene: Scene) -> None:
    tell(scene)
    scene.ask("nudge.often")


def oftens(scene: Scene) -> tuple[Choice, ...]:
    found = [Choice(f"every_{weeks}", scene.words(f"nudge.often_{weeks}")) for weeks in WEEKS]
    if settings_of(scene).set_aside:
        found.append(Choice("all_accounts", scene.words("nudge.all_accounts")))
    return tuple(found)


def keep_often(scene: Scene) -> None:
    settings = settings_of(scene)
    if scene.choice == "all_accounts":
        save(scene, replace(settings, set_aside={}))
        note(scene, scene.words("nudge.all_accounts_kept"))
        return
    weeks = int(scene.choice.removeprefix("every_"))
    save(scene, replace(settings, every_weeks=weeks))
    note(scene, scene.words("nudge.often_kept", often=scene.words(f"nudge.often_{weeks}")))


def ask_zone(scene: Scene) -> None:
    tell(scene)
    scene.ask("nudge.zone", zone=known_of(scene).zone or "UTC")


def zone_buttons(scene: Scene) -> tuple[Choice, ...]:
    return (Choice("zone_stays", scene.words("nudge.zone_stays")),)


def no_zone(scene: Scene) -> bool:
    return find_zone(scene.text) is None


def say_no_zone(scene: Scene) -> None:
    note(scene, scene.words("onboarding.zone_unread"))


def keep_zone(scene: Scene) -> None:
    scene.zone = find_zone(scene.text)
    keep(scene, settings_of(scene), zone=scene.zone)
    note(scene, scene.words("nudge.zone_kept", zone=scene.zone))


def end(scene: Scene) -> None:
    answering.stop(scene)


def resume(scene: Scene) -> None:
    answering.resume(scene)
