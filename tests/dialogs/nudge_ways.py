"""How a rep gets into each state of the weekly nudge's flow: by words from the menu, and in answer to a nudge."""

from __future__ import annotations

from collections.abc import Callable

from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.model import Known, Nudge, NudgeQuestion, NudgeSettings
from tests.dialogs.coaching import NOW, Coach

NUDGE = Nudge(
    *("n1", WorkspaceId("w"), MemberId("m"), "2026-W10", "weekly", NOW),
    state="sent",
    angle="stale",
    wording="stale_1",
    sent_at=NOW,
)


def _settings(coach: Coach) -> None:
    coach.knows = {NudgeQuestion(): Known(NudgeSettings(NOW), "Europe/Berlin", NOW)}
    coach.starts("menu")
    coach.says("nudges")


def _setting(choice: str) -> Callable[[Coach], None]:
    def way(coach: Coach) -> None:
        _settings(coach)
        coach.picks(choice)

    return way


def _hour(coach: Coach) -> None:
    _settings(coach)
    coach.picks("when")
    coach.picks("day_3")


def _snoozing(coach: Coach) -> None:
    known = Known(NudgeSettings(NOW), "Europe/Berlin", NOW, NUDGE)
    coach.knows = {NudgeQuestion(): known, NudgeQuestion("n1"): known}
    coach.starts("menu")
    coach.says("snooze")
    coach.knows = {NudgeQuestion("n1"): known, NudgeQuestion(): Known(NudgeSettings(NOW), "Europe/Berlin", NOW)}


def _until(coach: Coach) -> None:
    _snoozing(coach)
    coach.picks("snooze_date")


NUDGE_WAYS: dict[str, Callable[[Coach], None]] = {
    "nudges.settings": _settings,
    "nudges.day": _setting("when"),
    "nudges.hour": _hour,
    "nudges.quiet": _setting("quiet"),
    "nudges.days_off": _setting("days_off"),
    "nudges.often": _setting("often"),
    "nudges.zone": _setting("nudge_zone"),
    "nudges.snoozing": _snoozing,
    "nudges.until": _until,
}
