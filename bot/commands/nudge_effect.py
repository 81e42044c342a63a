"""`coach nudges effect`: what nudges do, as counts of a workspace; nobody's own."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime

import click

from bot import wiring
from bot.commands.errors import DONE
from bot.commands.nudges import look_for
from bot.service.own_nudges import counts
from dialogs.model import WorkspaceId
from dialogs.nudging.effect import (
    LEAST_PEOPLE,
    LEAST_WEEKS,
    Effect,
    by_angle,
    effect_of,
    measured,
    minutes_spent,
    no_help,
    put_off_and_ended,
)
from dialogs.nudging.model import Counts

_EARLY = f"too early to tell (below {LEAST_WEEKS} user-weeks, or {LEAST_PEOPLE} people on a side)"
_LABELS = {
    "finished": "reassessment finished within 72 hours",
    "redated": "newer evidence from the customer within 72 hours",
    "flags": "flags gone within 14 days",
    "briefs": "brief sent before a review within 7 days",
}


def show_effect(*, workspace: str | None, db: str | None, as_json: bool) -> int:
    """Print it for people or programs. Raises StoreMisuse: no such workspace."""
    here = WorkspaceId(workspace) if workspace else wiring.own_workspace()
    with closing(wiring.store(db)) as store, store.unit_of_work() as work:
        look_for(work, here)
        found = counts(work, here, datetime.now(UTC))
    click.echo(json.dumps(_row(found)) if as_json else "\n".join(_lines(found)))
    return DONE


def _effects(found: Counts) -> dict[str, Effect | None]:
    """Return the difference of each measure; the secondary ones only beside the primary."""
    primary, rest = effect_of(found), found.secondary
    if primary is None:
        return dict.fromkeys(_LABELS)
    return {
        "finished": primary,
        "redated": measured(rest.redated),
        "flags": measured(rest.flags),
        "briefs": measured(rest.briefs),
    }


def _row(found: Counts) -> dict[str, object]:
    effects = _effects(found)
    told = effects["finished"] is not None
    minutes = minutes_spent(found.secondary) if told else None
    costs = put_off_and_ended(found) if told else None
    return {
        "nudged": found.nudged,
        "held_out": found.held_out,
        "weeks": found.weeks,
        **{name: _points(effect) for name, effect in effects.items()},
        "minutes": minutes and {"nudged": minutes[0], "held_out": minutes[1]},
        "angles": {name: round(points, 1) for name, points in by_angle(found).items()} if told else {},
        "snoozed": costs and costs[0],
        "stopped": costs and costs[1],
        "unhelpful": no_help(found) if told else None,
    }


def _points(effect: Effect | None) -> dict[str, float] | None:
    return None if effect is None else {name: round(getattr(effect, name), 1) for name in ("points", "low", "high")}


def _lines(found: Counts) -> list[str]:
    row = _row(found)
    told = [f"{found.nudged} user-weeks with a nudge, {found.held_out} held out; difference in percentage points:"]
    for name, effect in _effects(found).items():
        points = f"{effect.points:+.0f} ({effect.low:+.0f} to {effect.high:+.0f})" if effect else _EARLY
        told.append(f"{_LABELS[name]}: {points}")
    minutes = minutes_spent(found.secondary) if row["minutes"] else None
    spent = f"{minutes[0]} with, {minutes[1]} without" if minutes else _EARLY
    told.append(f"median minutes in the chat where a reassessment followed: {spent}")
    for name, label in (("snoozed", "put off"), ("stopped", "ended by one"), ("unhelpful", "said to be no help")):
        if row[name] is not None:
            told.append(f"{label}: {row[name]} %")
    return told
