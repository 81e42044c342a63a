"""The first five minutes: who this is, one tap, one line of one's own, one question to a customer who reacts."""

from __future__ import annotations

from content.library import Library
from content.schema import Customer
from dialogs.customer import opening_mood
from dialogs.machine import BACK, LINE, RETURNED, SKIP, Flow, State, Transition
from dialogs.model import Json, Listening
from dialogs.rehearsal import effect, exchange, first_name, last_answer, listen, model_line, next_step, seed_of
from dialogs.replies import LIMITS
from dialogs.scene import Call, Scene, clip

FIRST_PICK = "pick_first_minute"
FIRST_LINE = "line_first_minute"


def _customer(scene: Scene) -> Customer:
    """Return the customer of the easiest scenario."""
    scenarios = scene.library.scenarios
    easiest = min(scenarios, key=lambda i: (scenarios[i].level, i))
    return scene.library.customers[scenarios[easiest].customer]


def _pick(scene: Scene) -> Call:
    return Call("quick_drill", {"item": FIRST_PICK, "entry": "picking", "run": "o1"})


def _line(scene: Scene) -> Call:
    return Call("quick_drill", {"item": FIRST_LINE, "entry": "writing", "run": "o2"})


def _went_back(scene: Scene) -> bool:
    return bool(scene.result.pop("back", False))


def _meet(scene: Scene) -> None:
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    customer = _customer(scene)
    persona = customer.persona
    scene.ask("onboarding.meet", name=persona.name, role=persona.role, first=first_name(customer), said=customer.opening)


def _listen(scene: Scene) -> Listening:
    customer = _customer(scene)
    return listen(customer, opening_mood(customer))


def _hint(scene: Scene) -> None:
    scene.ask("play.hint_problem", name=first_name(_customer(scene)))


def _unusable(scene: Scene) -> bool:
    return scene.percept is not None and scene.percept.judgement.gate not in (None, "small_talk")


def _say_gate(scene: Scene) -> None:
    gate = scene.percept.judgement.gate if scene.percept else ""
    scene.data["note"] = scene.words(f"gate.{gate}")


def _react(scene: Scene) -> None:
    """Show the customer's answer, and one sentence on what the question did."""
    customer = _customer(scene)
    mood = opening_mood(customer)
    played, reaction = exchange(scene, customer, mood, seed=seed_of(scene, "o3"))
    did = effect(scene.library, customer, played)
    _, node = next_step(customer, mood)
    better = "" if played.credit else scene.words("play.better", better=clip(model_line(customer, node), 140))
    said = last_answer(customer, reaction.mood)
    text = scene.words("play.redone", name=first_name(customer), said=said, effect=did, better=better)
    scene.data["reacted"] = text.strip()[: LIMITS["feedback"]]
    scene.data["met"] = True
    scene.facts["why"] = clip(did, 340)


def _show_reaction(scene: Scene) -> None:
    scene.ask_text(scene.data["reacted"])


def _finish(scene: Scene) -> None:
    scene.facts["onboarded"] = True
    scene.ask("onboarding.finish_met" if scene.data.get("met") else "onboarding.finish")


def _onboarded(scene: Scene) -> None:
    scene.facts["onboarded"] = True


def _wants_play(scene: Scene) -> None:
    _onboarded(scene)
    scene.result["next"] = "play"


def _wants_drill(scene: Scene) -> None:
    _onboarded(scene)
    scene.result["next"] = "drill"


def _holds(data: Json, library: Library) -> bool:
    return FIRST_PICK in library.drills and FIRST_LINE in library.drills and bool(library.scenarios)


FLOW = Flow(
    "onboarding",
    keeps=True,
    holds=_holds,
    states=(
        State(
            "welcome",
            prompt=lambda scene: scene.ask("onboarding.welcome"),
            choices=("try_one", "how", "privacy"),
            help="onboarding.help",
        ),
        State(
            "how",
            prompt=lambda scene: scene.ask("onboarding.how"),
            choices=("try_one", "back"),
            help="onboarding.help",
        ),
        State("spotting", kind="call", calls=_pick),
        State("asking", kind="call", calls=_line),
        State("meeting", prompt=_meet, listens=_listen, choices=("hint",), help="onboarding.meet_help", hint=_hint),
        State("met", prompt=_show_reaction, choices=("again", "next"), help="onboarding.met_help"),
        State("finish", prompt=_finish, choices=("play", "drill", "menu"), help="onboarding.finish_help"),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("welcome", "try_one", "spotting"),
        Transition("welcome", "how", "how"),
        Transition("welcome", SKIP, "done", effect=_onboarded),
        Transition("welcome", BACK, "welcome"),
        Transition("how", "try_one", "spotting"),
        Transition("how", SKIP, "spotting"),
        Transition("how", BACK, "welcome"),
        Transition("spotting", RETURNED, "welcome", guard=_went_back),
        Transition("spotting", RETURNED, "asking"),
        Transition("asking", RETURNED, "spotting", guard=_went_back),
        Transition("asking", RETURNED, "meeting"),
        Transition("meeting", LINE, "meeting", guard=_unusable, effect=_say_gate),
        Transition("meeting", LINE, "met", effect=_react),
        Transition("meeting", SKIP, "finish"),
        Transition("meeting", BACK, "asking"),
        Transition("met", "again", "meeting"),
        Transition("met", "next", "finish"),
        Transition("met", SKIP, "finish"),
        Transition("met", BACK, "meeting"),
        Transition("finish", "play", "done", effect=_wants_play),
        Transition("finish", "drill", "done", effect=_wants_drill),
        Transition("finish", SKIP, "done"),
        Transition("finish", BACK, "meeting"),
    ),
)
