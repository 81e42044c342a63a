"""
What a person does with a nudge or with all of them, in whatever state they are: pressed, or typed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from dialogs.nudge_words import plain
from dialogs.nudging.model import (
    Known,
    Nudge,
    NudgeQuestion,
    NudgeSettings,
    NudgeTaken,
    SettingsKept,
)
from dialogs.nudging.timing import JITTER_MINUTES, instant, next_open, zone_of
from dialogs.reassessment.asking import full_day
from dialogs.scene import Scene

_PUTTING_OFF: Final = (("nudges", "snoozing"), ("nudges", "until"))  # "when again?": stop is the answer to a nudge
JITTER: Final = timedelta(minutes=JITTER_MINUTES + 1)  # the slot of that very day may come so much earlier
ASIDE_DAYS: Final = 90  # for so long "not this account" leaves one out; our guess: a quarter


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a nudge, pressed or typed. `id` empty: the latest open one."""

    choice: str
    id: str = ""


def known_of(scene: Scene, id: str = "") -> Known:
    """Return the person's settings and a nudge. Raises Wanted."""
    return scene.desk.answer(NudgeQuestion(id)) or Known(None)


def keep(scene: Scene, settings: NudgeSettings, *, zone: str | None = None, after: datetime | None = None) -> None:
    """Keep settings with this turn; the desk shows them from now on."""
    scene.do(SettingsKept(settings, zone, after))
    for question, found in scene.desk.answers.items():
        if isinstance(question, NudgeQuestion) and isinstance(found, Known):
            scene.desk = scene.desk.with_answer(question, replace(found, settings=settings, zone=zone or found.zone))


def settings_of(scene: Scene) -> NudgeSettings:
    """Return the person's settings; the usual ones, from now on, where nothing was agreed."""
    return known_of(scene).settings or NudgeSettings(scene.turn.at)


def stop(scene: Scene) -> None:
    """End all nudges at once, and say so once."""
    known = known_of(scene)
    if known.settings is not None and known.settings.stopped_at is not None:
        scene.say("nudge.stopped_before")
        return
    settings = known.settings or NudgeSettings(scene.turn.at)
    if known.nudge is not None:
        scene.do(NudgeTaken(known.nudge.id, "stopped"))
    keep(scene, replace(settings, stopped_at=scene.turn.at))
    scene.say("nudge.stopped")


def resume(scene: Scene) -> None:
    """Begin again, by the old settings."""
    before = known_of(scene).settings
    settings = replace(
        before or NudgeSettings(scene.turn.at),
        stopped_at=None,
        paused_at=None,
        silent_since=None,
        snoozes=0,
        agreed_at=scene.turn.at,
    )
    if before is not None and before.active:
        scene.say("nudge.running", when=when(scene, before))
        return
    keep(scene, settings)
    scene.say("nudge.resumed", when=when(scene, settings))


def set_aside(scene: Scene, nudge: Nudge, *, days: int = ASIDE_DAYS) -> None:
    """Leave an account out of nudges for a while; it stays in the list and in every review."""
    settings = settings_of(scene)
    if nudge.account is not None:
        until = scene.today + timedelta(days=days)
        keep(scene, replace(settings, set_aside={**settings.set_aside, nudge.account: until}))
        name = nudge.values.get("account", "")
        scene.do(NudgeTaken(nudge.id, "set_aside"))
        scene.say("nudge.set_aside", account=name, day=full_day(until, scene.today))


def snooze(scene: Scene, nudge: Nudge, until: datetime | None) -> None:
    """Put a nudge off: it comes again this week, or (None) the next one comes as usual."""
    known = known_of(scene)
    settings = known.settings or NudgeSettings(scene.turn.at)
    zone = zone_of(known.zone)
    if until is not None:
        opens = next_open(until, settings.quiet, zone)
        same_week = opens is not None and opens.astimezone(zone).isocalendar()[:2] == _week(scene, zone_name=known.zone)
        if opens is not None and same_week:
            scene.do(NudgeTaken(nudge.id, "snoozed", opens))
            local = opens.astimezone(zone)
            scene.say("nudge.snoozed", when=f"{full_day(local.date(), scene.today)}, {local:%H:%M}")
            return
        scene.do(NudgeTaken(nudge.id, "snoozed"))
        keep(scene, replace(settings, snoozes=settings.snoozes + 1, silent_since=None), after=until - JITTER)
        scene.say("nudge.snoozed_until", when=full_day(until.astimezone(zone).date(), scene.today))
        return
    scene.do(NudgeTaken(nudge.id, "snoozed"))
    scene.say("nudge.snoozed_week", when=when(scene, settings))


def _week(scene: Scene, *, zone_name: str | None) -> tuple[int, int]:
    year, week, _ = scene.turn.at.astimezone(zone_of(zone_name)).isocalendar()
    return year, week


def stopped_by_stop(scene: Scene, *, resting: bool) -> bool:
    """
    Take "stop" for the end of nudges where no dialog runs, whether one waits for an answer or not (nudges.md).

    Return whether it was the answer to one, and so means nothing else. In a running dialog it leaves that, and says how
    nudges are ended. Where none waits, "quit" and the like leave, and end none.
    """
    known = known_of(scene)
    if known.settings is None or not known.settings.active:
        return False
    if not resting and (scene.flow.name, scene.state.name) not in _PUTTING_OFF:
        scene.say("nudge.to_end")
    elif known.nudge is not None or plain(scene.turn.text or "") == "stop":
        stop(scene)
    return resting and known.nudge is not None


def at_slot(scene: Scene, day: date) -> datetime:
    """Return the instant of the person's usual minute on a day."""
    known = known_of(scene)
    settings = known.settings or NudgeSettings(scene.turn.at)
    return instant(day, settings.minute, zone_of(known.zone))


def when(scene: Scene, settings: NudgeSettings) -> str:
    """Return the weekly slot in words: "Wed 12:15"."""
    return f"{DAYS[settings.weekday]} {clock(settings.minute)}"


DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def clock(minute: int) -> str:
    """Return a minute of the day as "08:05"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
