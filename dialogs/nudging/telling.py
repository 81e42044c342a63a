"""What nudges do, in words: to everybody; and to an admin in which teams people find them no help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dialogs.nudging.effect import (
    LEAST_POINTS,
    LEAST_WEEKS,
    Effect,
    by_angle,
    effect_of,
    is_too_small,
    measured,
    minutes_spent,
    no_help,
    put_off_and_ended,
)
from dialogs.nudging.measures import Measure, Secondary
from dialogs.nudging.model import Counts, EffectQuestion, UnhelpfulQuestion
from dialogs.reassessment.telling import clip
from dialogs.replies import LIMITS
from dialogs.scene import Scene

MOST_TEAMS, LONGEST_TEAM = 3, 30  # in one message to an admin; `coach admin unhelpful` names them all
_LONGEST: Final = LIMITS["prompt"]


def effect_texts(scene: Scene) -> tuple[str, ...]:
    """Return what nudges did, a text a message: or one, that it is too early to tell."""
    counts = scene.desk.answer(EffectQuestion()) or Counts()
    found = effect_of(counts)
    nudged, held_out = counts.nudged, counts.held_out
    if found is None:
        return (scene.words("nudge.effect_early", least=LEAST_WEEKS, nudged=nudged, held_out=held_out),)
    by, low, high = _signed(found)
    told = [scene.words("nudge.effect", by=by, low=low, high=high, nudged=nudged, held_out=held_out)]
    angles = [f"{scene.words(f'nudge.angle_{name}')} {points:+.0f}" for name, points in by_angle(counts).items()]
    if angles:
        told.append(scene.words("nudge.effect_angles", angles=", ".join(angles)))
    costs, helpless = put_off_and_ended(counts), no_help(counts)
    if costs is not None:
        told.append(scene.words("nudge.effect_costs", snoozed=costs[0], stopped=costs[1]))
    if helpless is not None:
        told.append(scene.words("nudge.effect_no_help", unhelpful=helpless))
    told.append(_secondary_text(scene, counts.secondary))
    if is_too_small(counts):
        told.append(scene.words("nudge.effect_small", points=f"{LEAST_POINTS:+.0f}", weeks=counts.weeks))
    return _packed(told)


def _secondary_text(scene: Scene, secondary: Secondary) -> str:
    """Return what followed beside a reassessment, and the minutes that it cost."""
    told = [
        scene.words("nudge.effect_besides"),
        scene.words("nudge.effect_redated", difference=_difference(scene, secondary.redated)),
        scene.words("nudge.effect_flags", difference=_difference(scene, secondary.flags)),
        scene.words("nudge.effect_briefs", difference=_difference(scene, secondary.briefs)),
    ]
    minutes = minutes_spent(secondary)
    if minutes is not None:
        told.append(scene.words("nudge.effect_minutes", nudged=minutes[0], held_out=minutes[1]))
    return "\n".join(told)


def _difference(scene: Scene, measure: Measure) -> str:
    found = measured(measure)
    if found is None:
        return scene.words("nudge.effect_no_difference")
    by, low, high = _signed(found)
    return scene.words("nudge.effect_difference", by=by, low=low, high=high)


def _signed(found: Effect) -> tuple[str, str, str]:
    return f"{found.points:+.0f}", f"{found.low:+.0f}", f"{found.high:+.0f}"


def _packed(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts in order, put together while they fit into one message."""
    found: list[str] = []
    for text in texts:
        if found and len(found[-1]) + 1 + len(text) <= _LONGEST:
            found[-1] += f"\n{text}"
        else:
            found.append(text)
    return tuple(found)


def unhelpful_text(scene: Scene) -> str:
    """Return to an admin in which teams so many say that nudges are no help; empty for anybody else."""
    asked = scene.desk.answer(UnhelpfulQuestion()) or ()
    most = sorted((one for one in asked if one.people), key=lambda one: -one.people)[:MOST_TEAMS]
    if not most:
        return scene.words("nudge.unhelpful_none") if asked else ""
    told = [
        scene.words("nudge.team_unhelpful", team=clip(one.team, LONGEST_TEAM), people=str(one.people)) for one in most
    ]
    return scene.words("nudge.unhelpful_teams", teams="; ".join(told))
