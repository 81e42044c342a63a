"""The bottom of every stack: choose what to practise, or rest. Its end state closes the session."""

from __future__ import annotations

from dialogs.machine import BACK, PICKED, RETURNED, SKIP, STOP, Flow, State, Transition
from dialogs.replies import Choice
from dialogs.scene import Call, Scene
from dialogs.selection import next_drill, next_scenarios

MOST_SCENARIOS = 4  # journeys.md: at most five buttons, and one is Back


def _choosing(scene: Scene) -> None:
    name = "menu.again" if scene.facts.get("drills") or scene.facts.get("plays") else "menu.choose"
    scene.ask(name)


def _has_parked(scene: Scene) -> bool:
    return bool(scene.parked)


def _continue(scene: Scene) -> Call:
    """Take the frame that was left last off the shelf."""
    *rest, frame = scene.parked
    scene.parked = tuple(rest)
    return Call(frame.flow, frame=frame)


def _drill(scene: Scene) -> Call:
    number = scene.count("drills")
    item = next_drill(scene.library, scene.facts, seed=scene.session.seed)
    entry = "picking" if scene.library.drills[item].kind == "PICK" else "writing"
    return Call("quick_drill", {"item": item, "entry": entry, "run": f"d{number}"})


def _scenarios(scene: Scene) -> tuple[Choice, ...]:
    ids = next_scenarios(scene.library, scene.facts, seed=scene.session.seed)[:MOST_SCENARIOS]
    return tuple(Choice(i, scene.library.scenarios[i].title) for i in ids)


def _whom(scene: Scene) -> None:
    scene.ask("menu.whom")


def _keep_scenario(scene: Scene) -> None:
    scene.data["scenario"] = scene.choice


def _play(scene: Scene) -> Call:
    number = scene.count("plays")
    longest_ago = next_scenarios(scene.library, scene.facts, seed=scene.session.seed)[0]
    scenario = scene.data.pop("scenario", None) or longest_ago
    return Call("role_play", {"scenario": scenario, "run": f"p{number}"})


def _wants_drill(scene: Scene) -> bool:
    return scene.result.get("next") == "drill"


def _wants_play(scene: Scene) -> bool:
    return scene.result.get("next") == "play"


def _same_customer(scene: Scene) -> None:
    scene.data["scenario"] = scene.result.get("scenario")


def _on_from(state: str) -> tuple[Transition, ...]:
    """Lead on from the end of an introduction, or of something continued: to what the rep chose there, or back."""
    return (
        Transition(state, RETURNED, "drilling", guard=_wants_drill),
        Transition(state, RETURNED, "playing", guard=_wants_play, effect=_same_customer),
        Transition(state, RETURNED, "choosing"),
    )


FLOW = Flow(
    "menu",
    entries=("choosing", "resting"),
    states=(
        State("welcoming", kind="call", calls=lambda scene: Call("onboarding")),
        State(
            "choosing",
            prompt=_choosing,
            choices=("continue", "drill", "play", "help", "privacy"),
            offered={"continue": _has_parked},
            help="menu.help",
        ),
        State("whom", prompt=_whom, picks=_scenarios, choices=("back",), help="menu.whom_help"),
        State("continuing", kind="call", calls=_continue),
        State("drilling", kind="call", calls=_drill),
        State("playing", kind="call", calls=_play),
        State("resting", kind="end", prompt=lambda scene: scene.say("menu.resting")),
    ),
    transitions=(
        *_on_from("welcoming"),
        Transition("choosing", "continue", "continuing"),
        Transition("choosing", "drill", "drilling"),
        Transition("choosing", "play", "whom"),
        Transition("choosing", SKIP, "drilling"),
        Transition("choosing", BACK, "choosing"),
        Transition("whom", PICKED, "playing", effect=_keep_scenario),
        Transition("whom", SKIP, "playing"),
        Transition("whom", BACK, "choosing"),
        *_on_from("continuing"),
        Transition("drilling", RETURNED, "choosing"),
        Transition("playing", RETURNED, "playing", guard=_wants_play, effect=_same_customer),
        Transition("playing", RETURNED, "choosing"),
        Transition("choosing", STOP, "resting"),
    ),
)
