"""Whom, which skill, which day: the choices that the dialogs of a manager have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from content.basics import LONGEST_LABEL
from content.library import Library
from content.schema import Skill
from dialogs import noting
from dialogs.assigning import offers
from dialogs.assigning.asking import Having, Led
from dialogs.assigning.model import What
from dialogs.assigning.seen import LedRep, LedTeam
from dialogs.assigning.telling import due_words
from dialogs.model import MemberId
from dialogs.people import TeamId
from dialogs.replies import MOST_CHOICES, Choice
from dialogs.reviewing.model import ToldAbout
from dialogs.scene import Scene, clip

MORE = "more"
_TEAM = "team-"
_DUE: Sequence[tuple[str, int]] = (("soon", 3), ("week", 7), ("fortnight", 14))  # journeys.md 4: three chips
_SATURDAY = 5
FARTHEST_DAYS = 180  # bot/service/assignments.py refuses what lies beyond


def tell_of(scene: Scene, members: Iterable[MemberId], *, typed: bool = False) -> None:
    """Note whom this turn's replies name; with *typed* what the manager typed in it as well."""
    found = tuple(dict.fromkeys(members))
    if found:
        scene.do(ToldAbout(found, typed))


# --- pages of choices


def page(scene: Scene, there: Sequence[Choice], *, most: int = MOST_CHOICES) -> tuple[Choice, ...]:
    """Return a page of what there is to choose; the last of *most* buttons leads on, where there are more."""
    if len(there) <= most:
        return tuple(there)
    size = most - 1
    start = int(scene.data.get("page", 0)) % -(-len(there) // size) * size
    return (*there[start : start + size], Choice(MORE, scene.words("menu.more")))


def wants_more(scene: Scene) -> bool:
    return scene.choice == MORE


def turn(scene: Scene) -> None:
    scene.data["page"] = int(scene.data.get("page", 0)) + 1


# --- who


def led(scene: Scene) -> tuple[LedTeam, ...]:
    return scene.desk.answer(Led())


def _all_whom(scene: Scene) -> list[Choice]:
    teams = [team for team in led(scene) if team.reps]
    everybody = [
        Choice(f"{_TEAM}{t.id}"[:40], scene.words("assign.everybody", team=clip(t.name, 30), count=len(t.reps)))
        for t in teams
    ]
    people = [Choice(rep.mark, clip(rep.name, LONGEST_LABEL)) for team in teams for rep in team.reps]
    return [*everybody, *{choice.id: choice for choice in people}.values()]


def whom(scene: Scene) -> tuple[Choice, ...]:
    return page(scene, _all_whom(scene))


def ask_who(scene: Scene) -> None:
    noting.tell(scene)
    tell_of(scene, [rep.id for team in led(scene) for rep in team.reps])
    scene.ask("assign.who" if _all_whom(scene) else "assign.no_reps")


def take_who(scene: Scene) -> None:
    scene.data.pop("page", None)
    if scene.choice.startswith(_TEAM):
        team = next(t for t in led(scene) if f"{_TEAM}{t.id}"[:40] == scene.choice)
        scene.data.update(team=team.id, people=[])
        return
    team = next(t for t in led(scene) if any(rep.mark == scene.choice for rep in t.reps))
    tell_of(scene, [rep.id for rep in team.reps if rep.mark == scene.choice], typed=True)  # a name may be typed too
    scene.data.update(team=team.id, people=[scene.choice])


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("@", " ").split())


def _named(scene: Scene) -> tuple[LedTeam, list[LedRep]] | None:
    """Return the team that has everybody who is named, between commas or "and"; None where there is none."""
    wanted = [_folded(part) for part in scene.text.replace(" and ", ",").replace(";", ",").split(",") if part.strip()]
    for team in led(scene):
        if wanted == [_folded(team.name)]:
            return team, []
        found = [_called(team.reps, name) for name in wanted]
        if found and all(found):
            return team, [rep for rep in found if rep is not None]
    return None


def _called(reps: Sequence[LedRep], name: str) -> LedRep | None:
    """Return who is called so, or the only one whose name begins so."""
    exact = [rep for rep in reps if _folded(rep.name) == name]
    begun = [rep for rep in reps if _folded(rep.name).startswith(name)]
    return exact[0] if len(exact) == 1 else begun[0] if len(begun) == 1 and not exact else None


def are_named(scene: Scene) -> bool:
    found = _named(scene)
    return found is not None and bool(found[0].reps)


def take_named(scene: Scene) -> None:
    found = _named(scene)
    if found:
        scene.data.pop("page", None)
        tell_of(scene, [rep.id for rep in found[1]], typed=True)
        scene.data.update(team=found[0].id, people=list(dict.fromkeys(rep.mark for rep in found[1])))


def say_no_such(scene: Scene) -> None:
    noting.note(scene, scene.words("assign.no_such", text=clip(scene.text, LONGEST_LABEL)))


def names(scene: Scene) -> list[str]:
    """Return the names of those who were chosen, as they are in the team now."""
    team = next((t for t in led(scene) if t.id == scene.data.get("team")), None)
    people = scene.data.get("people", ())
    return [rep.name for rep in team.reps if not people or rep.mark in people] if team else []


def tell_of_named(scene: Scene, shown: Iterable[str]) -> None:
    """Note that this turn's replies show these names of the team's reps."""
    wanted = set(shown)
    tell_of(scene, [rep.id for team in led(scene) for rep in team.reps if rep.name in wanted])


def having(scene: Scene) -> tuple[str, ...]:
    """Return the names of those in the team who have the same open already."""
    data = scene.data
    return scene.desk.answer(Having(TeamId(data["team"]), data["what"], data["content"]))


# --- which skill


def groups(scene: Scene) -> tuple[Choice, ...]:
    found = dict.fromkeys(skill.group for skill in offers.skills(scene.library))
    return tuple(Choice(group, scene.words(f"group.{group}")) for group in found)


def ask_group(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("assign.group")


def take_group(scene: Scene) -> None:
    scene.data.update(group=scene.choice, page=0)


def skills(scene: Scene) -> tuple[Choice, ...]:
    there = [skill for skill in offers.skills(scene.library) if skill.group == scene.data.get("group")]
    return page(scene, [Choice(skill.id, skill.name) for skill in there])


def ask_skill(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("assign.skill")


def take_skill(scene: Scene) -> None:
    scene.data["skill"] = scene.choice


def _skill(scene: Scene) -> Skill | None:
    there = offers.skills(scene.library)
    wanted = _folded(scene.text).rstrip(".")
    exact = [skill for skill in there if wanted in (_folded(skill.name), skill.id)]
    begun = [skill for skill in there if _folded(skill.name).startswith(wanted)]
    return exact[0] if exact else begun[0] if len(begun) == 1 else None


def is_skill(scene: Scene) -> bool:
    return _skill(scene) is not None


def take_skill_named(scene: Scene) -> None:
    found = _skill(scene)
    if found:
        scene.data.update(skill=found.id, group=found.group)


def say_no_skill(scene: Scene) -> None:
    noting.note(scene, scene.words("assign.no_skill", text=clip(scene.text, LONGEST_LABEL)))


def title(library: Library, what: What, content_id: str) -> str:
    """Return what a manager and a rep call it."""
    there = offers.offers(library, offers.skill_of(library, what, content_id))
    return next((one.title for one in there if (one.what, one.content_id) == (what, content_id)), content_id)


# --- by when


def due_days(today: date) -> dict[str, date]:
    """Return three due days by the id of their chip; none on a weekend."""
    return {name: _workday(today + timedelta(days=days)) for name, days in _DUE}


def _workday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day


def chips(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(name, due_words(day, scene.today)) for name, day in due_days(scene.today).items())


def last_day(today: date) -> date:
    """Return the last day that may be a due day."""
    return today + timedelta(days=FARTHEST_DAYS)


def _days(scene: Scene) -> list[date]:
    last = last_day(scene.today)
    return [one.day for one in (scene.percept.dates if scene.percept else ()) if scene.today <= one.day <= last]


def has_day(scene: Scene) -> bool:
    return bool(_days(scene))


def day_named(scene: Scene) -> date:
    return _days(scene)[0]


def day_kept(scene: Scene) -> date:
    return date.fromisoformat(scene.data["due"])


def due_told(scene: Scene) -> str:
    return due_words(day_kept(scene), scene.today)


def say_no_day(scene: Scene) -> None:
    noting.note(scene, scene.words("assign.no_day"))


def is_past(scene: Scene) -> bool:
    """Whether the day that was chosen has gone by since, as when a preview waited."""
    return day_kept(scene) < scene.today
