"""Days in the settings of the weekly nudge on which nothing comes, and any other day to come that somebody names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from dialogs.model import Listening
from dialogs.noting import note, tell
from dialogs.nudging.answering import settings_of
from dialogs.nudging.setting import save
from dialogs.replies import Choice
from dialogs.scene import Scene

MOST_DAYS_OFF = 60


def listen_ahead(scene: Scene) -> Listening:
    return Listening(today=scene.today, ahead=True)


def ask(scene: Scene) -> None:
    tell(scene)
    scene.ask("nudge.days_off")


def buttons(scene: Scene) -> tuple[Choice, ...]:
    return (Choice("no_days_off", scene.words("nudge.clear_days_off")),)


def dates(scene: Scene) -> tuple[date, ...]:
    found = scene.percept.dates if scene.percept else ()
    return tuple(one.day for one in found if one.day >= scene.today)


def no_date(scene: Scene) -> bool:
    return not dates(scene)


def say_no_date(scene: Scene) -> None:
    note(scene, scene.words("nudge.no_date"))


def keep(scene: Scene) -> None:
    """Take the days named; of two days with "to" between them all that lies between as well."""
    settings, days = settings_of(scene), list(dates(scene))
    if len(days) == 2 and is_stretch(scene.text) and days[0] <= days[1]:
        days = [days[0] + timedelta(days=n) for n in range((days[1] - days[0]).days + 1)]
    kept = {day for day in settings.quiet.days_off if day >= scene.today} | set(days)
    quiet = replace(settings.quiet, days_off=frozenset(sorted(kept)[:MOST_DAYS_OFF]))
    save(scene, replace(settings, quiet=quiet))
    note(scene, scene.words("nudge.days_off_kept", count=len(quiet.days_off)))


def is_stretch(text: str) -> bool:
    told = f" {text.lower()} "
    return any(sign in told for sign in (" to ", " until ", " till ", " through ", "–", " - "))


def clear(scene: Scene) -> None:
    settings = settings_of(scene)
    save(scene, replace(settings, quiet=replace(settings.quiet, days_off=frozenset())))
    note(scene, scene.words("nudge.days_off_kept", count=0))
