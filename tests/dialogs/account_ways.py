"""How a rep gets into each state of the accounts and of a reassessment."""

from __future__ import annotations

from collections.abc import Callable

from tests.dialogs.coaching import Coach

NAME = "Acme Foods"
FIRST = 11  # reassessment.md 1: A1-A9, B4 and C1


def _listing(coach: Coach) -> None:
    coach.starts("menu")
    coach.picks("accounts")


def _naming(coach: Coach) -> None:
    _listing(coach)
    coach.picks("add")


def _phasing(coach: Coach) -> None:
    _naming(coach)
    coach.says(NAME)


def _reviewing(coach: Coach) -> None:
    _phasing(coach)
    coach.picks("evaluation")


def added(coach: Coach) -> None:
    """Add an account and look at it."""
    _reviewing(coach)
    coach.says("skip")


def _changing(coach: Coach) -> None:
    added(coach)
    coach.picks("change")


def _renaming(coach: Coach) -> None:
    _changing(coach)
    coach.picks("rename")


def _merging(coach: Coach) -> None:
    _changing(coach)
    coach.picks("merge")


def begun(coach: Coach) -> None:
    """Begin the first sitting about it."""
    added(coach)
    coach.picks("reassess")


def _resuming(coach: Coach) -> None:
    begun(coach)
    coach.picks("comparing")
    coach.says("accounts")
    coach.says(NAME)
    coach.picks("reassess")


def _closing(coach: Coach, *, start: str = "yes") -> None:
    begun(coach)
    for _ in range(3):
        coach.says("skip")
    coach.picks(start)
    for _ in range(FIRST - 4):
        coach.says("skip")


def _result(coach: Coach) -> None:
    _closing(coach)
    coach.picks("finish")


def _doubting(coach: Coach) -> None:
    _closing(coach, start="no")  # would we start today? no
    coach.picks("finish")
    coach.picks("on")


def _deciding(coach: Coach) -> None:
    _result(coach)
    coach.picks("on")


def _dating(coach: Coach) -> None:
    _deciding(coach)
    coach.picks("pause")


def _freeing(coach: Coach) -> None:
    _deciding(coach)
    coach.picks("leave")


def _briefing(coach: Coach) -> None:
    _deciding(coach)
    coach.picks("continue")


def _editing(coach: Coach) -> None:
    _briefing(coach)
    coach.picks("edit")


def kept(coach: Coach) -> None:
    """Finish the first sitting, for the rep alone."""
    _briefing(coach)
    coach.picks("keep")


def _trail(coach: Coach) -> None:
    kept(coach)
    coach.picks("trail")


ACCOUNT_WAYS: dict[str, Callable[[Coach], None]] = {
    "accounts.listing": _listing,
    "accounts.naming": _naming,
    "accounts.phasing": _phasing,
    "accounts.reviewing": _reviewing,
    "accounts.account": added,
    "accounts.changing": _changing,
    "accounts.renaming": _renaming,
    "accounts.merging": _merging,
    "accounts.trail": _trail,
    "reassessment.asking": begun,
    "reassessment.resuming": _resuming,
    "reassessment.closing": _closing,
    "reassessment.result": _result,
    "reassessment.doubting": _doubting,
    "reassessment.dating": _dating,
    "reassessment.freeing": _freeing,
    "reassessment.deciding": _deciding,
    "reassessment.briefing": _briefing,
    "reassessment.editing": _editing,
}
