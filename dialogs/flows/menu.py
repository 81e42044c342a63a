"""The bottom of every stack: choose what to practise, or rest. Its end state closes the session."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dialogs.assigning import entering
from dialogs.drilling.items import call_args
from dialogs.machine import BACK, PICKED, RETURNED, SKIP, STOP, Flow, State, Transition
from dialogs.progress import progress_card
from dialogs.replies import MOST_CHOICES, Choice
from dialogs.scene import Call, Scene
from dialogs.selection import Choosing, Next, groups, item_of, kinds_of_call, next_item, next_scenarios, why_next

MORE = "more"


def _choosing_of(scene: Scene) -> Choosing:
    return Choosing(scene.library, scene.practice, scene.turn.at.toordinal(), scene.session.seed)


def _choosing(scene: Scene) -> None:
    name = "menu.again" if scene.facts.get("drills") or scene.facts.get("plays") else "menu.choose"
    scene.ask(name)


_FINISHED = ("debrief", "redone")  # of a role-play: there is nothing to go on with, and something to read again


def _is_finished(scene: Scene) -> bool:
    return bool(scene.parked) and scene.parked[-1].state in _FINISHED


def _is_unfinished(scene: Scene) -> bool:
    return bool(scene.parked) and not _is_finished(scene)


def _debrief_again(scene: Scene) -> tuple[Choice, ...]:
    """Return what stands in the place of "continue" where what was left last is over."""
    return (Choice("debrief", scene.words("menu.debrief")),) if _is_finished(scene) else ()


def _continue(scene: Scene) -> Call:
    """Take the frame that was left last off the shelf."""
    *rest, frame = scene.parked
    scene.parked = tuple(rest)
    return Call(frame.flow, frame=frame)


def _drill(scene: Scene) -> Call:
    """Give what comes next, and say why it does: what was asked of the rep first; or one of the skill they chose."""
    number, skill = scene.count("drills"), scene.data.pop("skill", "")
    asked = None if skill else entering.asked_first(scene)
    if asked is not None:
        return asked
    choosing = _choosing_of(scene)
    found = Next(item_of(choosing, skill)) if skill else next_item(choosing)
    if found.why:
        scene.say_text(why_next(scene.library, found))
    return Call("quick_drill", call_args(scene.library, found.item, run=f"d{number}"))


def _group_choices(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(group, scene.words(f"group.{group}")) for group in groups(_choosing_of(scene)))


def _ask_group(scene: Scene) -> None:
    scene.ask("menu.group")


def _keep_group(scene: Scene) -> None:
    scene.data.update(group=scene.choice, page=0)


def _skills(scene: Scene) -> list[Choice]:
    skills = groups(_choosing_of(scene)).get(scene.data.get("group", ""), [])
    return [Choice(skill.id, skill.name) for skill in skills]


def _kinds(scene: Scene) -> list[Choice]:
    return [Choice(kind, scene.words(f"kind.{kind}")) for kind in kinds_of_call(_choosing_of(scene))]


def _scenarios(scene: Scene) -> list[Choice]:
    ids = next_scenarios(_choosing_of(scene), kind=scene.data.get("kind", ""))
    return [Choice(i, scene.library.scenarios[i].title) for i in ids]


_Listed = Callable[[Scene], list[Choice]]


def _page(scene: Scene, listed: _Listed) -> tuple[Choice, ...]:
    """Return a page of what there is to choose; the last button leads to the next page, where there are more."""
    there = listed(scene)
    if len(there) <= MOST_CHOICES:
        return tuple(there)
    size = MOST_CHOICES - 1
    start = int(scene.data.get("page", 0)) * size
    return (*there[start : start + size], Choice(MORE, scene.words("menu.more")))


def _turn_page(scene: Scene, listed: _Listed) -> None:
    pages = -(-len(listed(scene)) // (MOST_CHOICES - 1))
    scene.data["page"] = (int(scene.data.get("page", 0)) + 1) % pages


def _ask_skill(scene: Scene) -> None:
    scene.ask("menu.skill")


def _wants_more(scene: Scene) -> bool:
    return scene.choice == MORE


def _keep_skill(scene: Scene) -> None:
    scene.data["skill"] = scene.choice


def _show_progress(scene: Scene) -> None:
    scene.replies.append(progress_card(_choosing_of(scene)))


def _ask_kind(scene: Scene) -> None:
    entering.say_asked_play(scene)
    scene.ask("menu.kind")


def _begin_kinds(scene: Scene) -> None:
    scene.data["page"] = 0


def _keep_kind(scene: Scene) -> None:
    scene.data.update(kind=scene.choice, page=0)


def _whom(scene: Scene) -> None:
    scene.ask("menu.whom")


def _keep_scenario(scene: Scene) -> None:
    scene.data["scenario"] = scene.choice


def _play(scene: Scene) -> Call:
    number = scene.count("plays")
    longest_ago = next_scenarios(_choosing_of(scene), kind=scene.data.pop("kind", ""))[0]
    scenario = scene.data.pop("scenario", None) or longest_ago
    return Call("role_play", {"scenario": scenario, "run": f"p{number}"})


def _wants_drill(scene: Scene) -> bool:
    return scene.result.get("next") == "drill"


def _wants_play(scene: Scene) -> bool:
    return scene.result.get("next") == "play"


def _same_customer(scene: Scene) -> None:
    scene.data["scenario"] = scene.result.get("scenario")


def _leads(scene: Scene) -> bool:
    """Whether the person manages a team."""
    from dialogs.reviewing.asking import WhoAmI  # no part of a start

    return bool(scene.desk.answer(WhoAmI()).leads)


def _say_for_managers(scene: Scene) -> None:
    scene.say("review.for_managers")


def _on_from(state: str) -> tuple[Transition, ...]:
    """Lead on from the end of an introduction, or of something continued: to what the rep chose there, or back."""
    return (
        Transition(state, RETURNED, "drilling", guard=_wants_drill),
        Transition(state, RETURNED, "playing", guard=_wants_play, effect=_same_customer),
        Transition(state, RETURNED, "choosing"),
    )


_OFFERS = ("drill", "play", "topics", "progress")  # what the menu shows can be typed further down in it as well


def _elsewhere(state: str) -> tuple[Transition, ...]:
    """Lead from within the menu to what is typed of its first page."""
    return (
        Transition(state, "drill", "drilling"),
        Transition(state, "play", "kinds", effect=_begin_kinds),
        Transition(state, "topics", "grouping"),
        Transition(state, "progress", "choosing", effect=_show_progress),
    )


FLOW = Flow(
    "menu",
    entries=("choosing", "resting"),
    states=(
        State("welcoming", kind="call", calls=lambda scene: Call("onboarding")),
        State(
            "choosing",
            prompt=_choosing,
            picks=_debrief_again,
            choices=("continue", "drill", "play", "accounts", "more"),
            typed=("topics", "progress", "review", *entering.WORDS),
            offered={"continue": _is_unfinished},
            help="menu.help",
        ),
        State(
            "more",
            prompt=lambda scene: scene.ask("menu.more_of_it"),
            choices=("topics", "progress", "review"),
            offered={"review": _leads},
            help="menu.more_help",
        ),
        *entering.states(),
        State("accounts", kind="call", calls=lambda scene: Call("accounts")),
        State("reviewing", kind="call", calls=lambda scene: Call("review")),
        State("grouping", prompt=_ask_group, picks=_group_choices, typed=_OFFERS, help="menu.group_help"),
        State("topics", prompt=_ask_skill, picks=partial(_page, listed=_skills), typed=_OFFERS, help="menu.group_help"),
        State("kinds", prompt=_ask_kind, picks=partial(_page, listed=_kinds), typed=_OFFERS, help="menu.kind_help"),
        State("whom", prompt=_whom, picks=partial(_page, listed=_scenarios), typed=_OFFERS, help="menu.whom_help"),
        State("continuing", kind="call", calls=_continue),
        State("drilling", kind="call", calls=_drill),
        State("playing", kind="call", calls=_play),
        State("resting", kind="end", prompt=lambda scene: scene.say("menu.resting")),
    ),
    transitions=(
        *_on_from("welcoming"),
        Transition("choosing", "continue", "continuing"),
        Transition("choosing", PICKED, "continuing"),
        Transition("choosing", "drill", "drilling"),
        Transition("choosing", "play", "kinds", effect=_begin_kinds),
        Transition("choosing", "topics", "grouping"),
        Transition("choosing", "progress", "choosing", effect=_show_progress),
        Transition("choosing", "accounts", "accounts"),
        Transition("choosing", "more", "more"),
        Transition("more", "topics", "grouping"),
        Transition("more", "progress", "choosing", effect=_show_progress),
        Transition("more", SKIP, "choosing"),
        Transition("more", BACK, "choosing"),
        Transition("accounts", RETURNED, "choosing"),
        Transition("choosing", "review", "reviewing", guard=_leads),
        Transition("choosing", "review", "choosing", effect=_say_for_managers),
        Transition("more", "review", "reviewing", guard=_leads),
        Transition("more", "review", "choosing", effect=_say_for_managers),
        Transition("reviewing", RETURNED, "choosing"),
        Transition("choosing", SKIP, "drilling"),
        Transition("choosing", BACK, "choosing"),
        Transition("grouping", PICKED, "topics", effect=_keep_group),
        Transition("grouping", SKIP, "choosing"),
        Transition("grouping", BACK, "choosing"),
        Transition("topics", PICKED, "topics", guard=_wants_more, effect=partial(_turn_page, listed=_skills)),
        Transition("topics", PICKED, "drilling", effect=_keep_skill),
        Transition("topics", SKIP, "choosing"),
        Transition("topics", BACK, "grouping"),
        Transition("kinds", PICKED, "kinds", guard=_wants_more, effect=partial(_turn_page, listed=_kinds)),
        Transition("kinds", PICKED, "whom", effect=_keep_kind),
        Transition("kinds", SKIP, "playing"),
        Transition("kinds", BACK, "choosing"),
        Transition("whom", PICKED, "whom", guard=_wants_more, effect=partial(_turn_page, listed=_scenarios)),
        Transition("whom", PICKED, "playing", effect=_keep_scenario),
        Transition("whom", SKIP, "playing"),
        Transition("whom", BACK, "kinds"),
        *(way for state in ("grouping", "topics", "kinds", "whom") for way in _elsewhere(state)),
        *_on_from("continuing"),
        Transition("drilling", RETURNED, "choosing"),
        Transition("playing", RETURNED, "playing", guard=_wants_play, effect=_same_customer),
        Transition("playing", RETURNED, "choosing"),
        *entering.transitions("choosing"),
        Transition("choosing", STOP, "resting"),
    ),
)
