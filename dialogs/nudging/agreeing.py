"""
The last steps of the first five minutes: the weekly question's day and hour, a focus for the month, what comes next.

Who skips the day or the hour is asked nothing before they choose one themselves; that is kept, and said.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs import noting
from dialogs.nudging import setting
from dialogs.nudging.answering import DAYS, clock, keep, known_of, settings_of
from dialogs.nudging.model import NOON, WEDNESDAY, NudgeSettings
from dialogs.nudging.timing import zone_of
from dialogs.nudging.typed import minute_in, weekday_in
from dialogs.practice import focused
from dialogs.reassessment.asking import full_day
from dialogs.replies import Choice
from dialogs.scene import Scene

USUAL = "usual"
# Day and hour in one tap, beside the usual one: what is left of five buttons; any other is typed (journeys.md: 7 taps).
SLOTS = ((0, 8 * 60 + 30), (1, 10 * 60), (3, 15 * 60))
HOURS = (8 * 60 + 30, 10 * 60, NOON, 15 * 60)
FOCUSES = ("questions", "worries", "criteria", "strategy")  # groups of skills (journeys.md 1)
FOCUS_DAYS = 30  # "for this month"


def ask_day(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("onboarding.day")


def days(_scene: Scene) -> tuple[Choice, ...]:
    usual = Choice(USUAL, f"{DAYS[WEDNESDAY]} {clock(NOON)}")
    return (usual, *(Choice(f"slot_{day}_{minute}", f"{DAYS[day]} {clock(minute)}") for day, minute in SLOTS))


def _typed_day(scene: Scene) -> int | None:
    found = (weekday_in(word) for word in scene.text.replace(",", " ").split())
    return next((day for day in found if day is not None), None)


def _at(scene: Scene, day: int | None, minute: int | None) -> NudgeSettings | None:
    if day is None or minute is None:
        return None
    before = settings_of(scene)
    return replace(before, weekday=day, minute=minute, chosen=True, stopped_at=None, paused_at=None)


def _on_day(scene: Scene) -> NudgeSettings | None:
    """Return the settings where the answer to "which day" names the hour as well."""
    if scene.choice == USUAL:
        return _at(scene, WEDNESDAY, NOON)
    if scene.choice.startswith("slot_"):
        _, day, minute = scene.choice.split("_")
        return _at(scene, int(day), int(minute))
    return _at(scene, _typed_day(scene), minute_in(scene.text)) if scene.text else None


def _in_hour(scene: Scene) -> NudgeSettings | None:
    """Return the settings with the hour that is named for the day kept before."""
    minute = minute_in(scene.text) if scene.text else int(scene.choice.removeprefix("at_"))
    return _at(scene, int(scene.data.get("weekday", WEDNESDAY)), minute)


def no_day(scene: Scene) -> bool:
    return _typed_day(scene) is None


def say_no_day(scene: Scene) -> None:
    setting.say_no_weekday(scene)


def say_no_hour(scene: Scene) -> None:
    setting.say_no_hour(scene)


def in_one_line(scene: Scene) -> bool:
    """Whether a line names both: "Fri 9:40"."""
    return _on_day(scene) is not None


def keep_day(scene: Scene) -> None:
    day = _typed_day(scene)
    scene.data["weekday"] = WEDNESDAY if day is None else day


def ask_hour(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("onboarding.hour", day=DAYS[int(scene.data.get("weekday", WEDNESDAY))])


def hours(_scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(f"at_{minute}", clock(minute)) for minute in HOURS)


def no_hour(scene: Scene) -> bool:
    return _in_hour(scene) is None


def day_at_night(scene: Scene) -> bool:
    """Whether nothing may come at the day and hour that a line names."""
    return _is_quiet(scene, _on_day(scene))


def hour_at_night(scene: Scene) -> bool:
    return _is_quiet(scene, _in_hour(scene))


def _is_quiet(scene: Scene, settings: NudgeSettings | None) -> bool:
    return settings is not None and setting.slot_is_quiet(scene, settings)


def say_at_night(scene: Scene) -> None:
    quiet = setting.quiet_words(scene, settings_of(scene).quiet)
    noting.note(scene, scene.words("onboarding.at_night", quiet=quiet))


def agree_day(scene: Scene) -> None:
    _agree(scene, _on_day(scene))


def agree_hour(scene: Scene) -> None:
    _agree(scene, _in_hour(scene))


def _agree(scene: Scene, settings: NudgeSettings | None) -> None:
    """Keep day and hour: from now on there is a weekly question."""
    if settings is not None:
        scene.data["agreed"] = True
        keep(scene, settings)


def decline(scene: Scene) -> None:
    """Keep that there is none before the person chooses one; what they set in `nudges` meanwhile stays."""
    before = known_of(scene).settings
    if before is None or scene.data.pop("agreed", False):
        keep(scene, replace(before or NudgeSettings(scene.turn.at), stopped_at=scene.turn.at))


def decline_and_say(scene: Scene) -> None:
    decline(scene)
    scene.say("onboarding.coming_none")


def focuses(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(f"focus_{name}", scene.words(f"onboarding.focus_{name}")) for name in FOCUSES)


def keep_focus(scene: Scene) -> None:
    until = scene.turn.at.toordinal() + FOCUS_DAYS
    scene.practice = focused(scene.practice, scene.choice.removeprefix("focus_"), until=until)


def coming(scene: Scene) -> str:
    """Return when the first question comes; or that none does."""
    known = known_of(scene)
    settings = known.settings
    if settings is None or not settings.active or known.next_at is None:
        return scene.words("onboarding.coming_none")
    local = known.next_at.astimezone(zone_of(known.zone))
    day = full_day(local.date(), scene.today)
    return scene.words("onboarding.coming", day=day, at=clock(settings.minute), zone=known.zone or "UTC")
