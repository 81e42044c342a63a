"""A conversation with a simulated customer: briefing, eight to ten turns without scoring, debrief, redo of one turn."""

from __future__ import annotations

from typing import Any

from content.library import Library
from content.schema import Customer, Scenario
from dialogs.customer import Mood, mood_from_json, opening_mood, replay
from dialogs.debrief import checks_card, lesson, moment_to_redo, quotable
from dialogs.feedback import reaction_feedback
from dialogs.machine import BACK, LINE, SKIP, Effect, Flow, State, Transition
from dialogs.model import Attempt, Json, Judgement, Listening, Score
from dialogs.rehearsal import act_of, effect, exchange, first_name, hint_for, knows, last_answer, listen, seed_of
from dialogs.replies import Ask
from dialogs.scene import Scene, clip
from dialogs.scoring import RUBRICS, Course, Played, decide
from dialogs.selection import remember


def _scenario(scene: Scene) -> Scenario:
    return scene.library.scenarios[scene.args["scenario"]]


def _customer(scene: Scene) -> Customer:
    return scene.library.customers[_scenario(scene).customer]


def _seed(scene: Scene) -> int:
    return seed_of(scene, scene.args["run"])


def _mood(scene: Scene) -> Mood:
    """Return where the customer stands. A guard, an effect and a prompt ask for it in one turn; it is read once."""
    stored = scene.data.get("mood")
    if not stored:
        return opening_mood(_customer(scene))
    known: tuple[Json, Mood] | None = scene.memo.get("mood")
    if known is None or known[0] is not stored:
        known = scene.memo["mood"] = (stored, mood_from_json(stored))
    return known[1]


def _keep_mood(scene: Scene, mood: Mood) -> None:
    scene.data["mood"] = mood.to_json()
    scene.memo["mood"] = (scene.data["mood"], mood)


def _turns(scene: Scene) -> tuple[Played, ...]:
    return tuple(Played.from_json(row) for row in scene.data.get("turns", ()))


def _judgement(scene: Scene) -> Judgement:
    if scene.percept is None:
        raise ValueError("a line without a percept")
    return scene.percept.judgement


def _brief(scene: Scene) -> None:
    scenario, customer = _scenario(scene), _customer(scene)
    persona = customer.persona
    who = scene.words("play.who", name=persona.name, role=persona.role, company=persona.company)
    scene.card(scenario.title, [("", who), ("", scenario.briefing)])
    scene.ask("play.ready", goal=scenario.goal, name=first_name(customer), turns=scenario.most_turns)


def _show_checks(scene: Scene) -> None:
    checks = enumerate(RUBRICS[_scenario(scene).rubric], 1)
    scene.card(scene.words("play.checks"), [(str(n), scene.words(f"check.{check.id}")) for n, check in checks])
    scene.ask("play.ready_again", name=first_name(_customer(scene)))


def _begin(scene: Scene) -> None:
    """Give up the conversation that was left before: one at a time, and a session's row stays under 4 KB."""
    scene.parked = tuple(frame for frame in scene.parked if frame.flow != scene.flow.name)


def _talk(scene: Scene) -> None:
    """Say what the customer said last; after a line that could not be used, just what to do about that."""
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    customer, number = _customer(scene), len(scene.data.get("turns", ())) + 1
    said = last_answer(customer, _mood(scene))
    scene.ask("play.turn", name=first_name(customer), said=said, turn=number, turns=_scenario(scene).most_turns)


def _listen(scene: Scene) -> Listening:
    return listen(_customer(scene), _mood(scene))


def _hint(scene: Scene) -> None:
    """Say what kind of line would help now; never its wording."""
    customer = _customer(scene)
    scene.ask(f"play.hint_{hint_for(customer, _mood(scene))}", name=first_name(customer))


def _unusable(scene: Scene) -> bool:
    """A gated line is no turn, but for small talk, which the customer answers."""
    return _judgement(scene).gate not in (None, "small_talk")


def _say_gate(scene: Scene) -> None:
    scene.data["note"] = scene.words(f"gate.{_judgement(scene).gate}")


def _answer(scene: Scene) -> None:
    customer = _customer(scene)
    played, reaction = exchange(scene, customer, _mood(scene), seed=_seed(scene))
    quoted = quotable((*_turns(scene), played))
    rows = [*scene.data.get("turns", ()), played.to_json()]
    scene.data["turns"] = [row if place in quoted else ["", *row[1:]] for place, row in enumerate(rows)]
    _keep_mood(scene, reaction.mood)
    _attempt(scene, played)


def _attempt(scene: Scene, played: Played, **detail: Any) -> None:
    scenario = _scenario(scene)
    detail = {"act": played.act, "node": played.node, "turn": len(scene.data.get("turns", ())), **detail}
    attempt = Attempt(
        run=scene.args["run"],
        content_id=scenario.id,
        kind="PLAY",
        text=scene.text,
        label=played.label,
        verdict=played.event,
        frameworks=scenario.frameworks,
        detail=detail,
    )
    scene.attempts.append(attempt)


def _ends_call(scene: Scene) -> bool:
    """Whether this very line ends the call: the customer agrees or leaves, or the turns are used up."""
    if len(scene.data.get("turns", ())) + 1 >= _scenario(scene).most_turns:
        return True
    _, reaction = exchange(scene, _customer(scene), _mood(scene), seed=_seed(scene))
    return bool(reaction.mood.ended)


def _answer_last(scene: Scene) -> None:
    _answer(scene)
    customer, mood = _customer(scene), _mood(scene)
    scene.say("play.last", name=first_name(customer), said=last_answer(customer, mood))
    _score(scene)


def _score(scene: Scene) -> None:
    """Write down every check once, when the call ends."""
    scenario = _scenario(scene)
    decided = decide(_course(scene), rubric=scenario.rubric)
    for check in RUBRICS[scenario.rubric]:
        passed = decided[check.id]
        scene.scores.append(Score(scene.args["run"], scenario.id, check.id, passed, check.points, check.frameworks))
    scene.facts["recent"] = remember(scene.facts, scenario.id)


def _course(scene: Scene) -> Course:
    return Course(_customer(scene), _turns(scene), _mood(scene))


def _debrief(scene: Scene) -> None:
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    course, library = _course(scene), scene.library
    decided = decide(course, rubric=_scenario(scene).rubric)
    title = scene.words("debrief.title", name=course.customer.persona.name, turns=len(course.turns))
    scene.replies.append(checks_card(library, course, decided, title=title))
    scene.ask_text(lesson(library, course, moment_to_redo(course, seed=_seed(scene)), decided))


def _can_redo(scene: Scene) -> bool:
    return moment_to_redo(_course(scene), seed=_seed(scene)) is not None


def _ask_redo(scene: Scene) -> None:
    note = scene.data.pop("note", None)
    moment = moment_to_redo(_course(scene), seed=_seed(scene))
    if note or moment is None:
        scene.ask_text(note or scene.words("play.nothing_to_redo"))
        return
    said = clip(moment.heard, 200)
    scene.ask("play.redo", place=moment.place + 1, name=first_name(_customer(scene)), said=said)


def _listen_redo(scene: Scene) -> Listening:
    moment = moment_to_redo(_course(scene), seed=_seed(scene))
    return listen(_customer(scene), moment.before if moment else _mood(scene))


def _hint_redo(scene: Scene) -> None:
    moment = moment_to_redo(_course(scene), seed=_seed(scene))
    customer = _customer(scene)
    kind = hint_for(customer, moment.before if moment else _mood(scene))
    scene.ask(f"play.hint_{kind}", name=first_name(customer))


def _redo(scene: Scene) -> None:
    """Let the customer answer the new line from where the old one stood; the conversation itself stays as it was."""
    customer = _customer(scene)
    moment = moment_to_redo(_course(scene), seed=_seed(scene))
    before = moment.before if moment else _mood(scene)
    played, reaction = exchange(scene, customer, before, seed=_seed(scene))
    scene.data["redone"] = {"turn": played.to_json(), "said": list(reaction.said)}
    scene.data.pop("objected", None)  # each verdict can be objected to
    scene.facts["why"] = clip(effect(scene.library, customer, played), 300)
    _attempt(scene, played, redo=True)


def _show_redone(scene: Scene) -> None:
    """Show the customer's answer to the new line, and one sentence on what it did."""
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    customer, redone = _customer(scene), scene.data["redone"]
    played = Played.from_json(redone["turn"])
    moment = moment_to_redo(_course(scene), seed=_seed(scene))
    better = "" if played.credit or moment is None else moment.better
    scene.ask_text(reaction_feedback(scene.library, customer, played, said=redone["said"], better=better))


def _why_debrief(scene: Scene) -> None:
    """Explain the turn to redo once more, or the checks, where there is none."""
    course = _course(scene)
    moment = moment_to_redo(course, seed=_seed(scene))
    if moment is None:
        scene.ask("play.why_checks")
        return
    scene.replies.append(Ask(effect(scene.library, course.customer, course.turns[moment.place]), scene.choices()))


def _may_object(scene: Scene) -> bool:
    return not scene.data.get("objected")


def _object(scene: Scene) -> None:
    """Keep the objection to the reading of the quoted turn."""
    course = _course(scene)
    moment = moment_to_redo(course, seed=_seed(scene))
    _keep_objection(scene, course.turns[moment.place if moment else -1])


def _object_redone(scene: Scene) -> None:
    """Keep the objection to the reading of the new line."""
    _keep_objection(scene, Played.from_json(scene.data["redone"]["turn"]), redo=True)


def _keep_objection(scene: Scene, turn: Played, **detail: Any) -> None:
    """Note it for review; it changes no check by itself (judge.md 6)."""
    scene.data["objected"] = True
    scene.data["note"] = scene.words("play.objected")
    scene.text = turn.text
    _attempt(scene, turn, disagreed=True, **detail)


def _has_turns(scene: Scene) -> bool:
    return bool(scene.data.get("turns"))


def _may_take_back(scene: Scene) -> bool:
    return _has_turns(scene) and not scene.data.get("taken_back")


def _take_back(scene: Scene) -> None:
    """Undo the last line, once a call: a slip may be mended, a customer not be tried out line by line."""
    turns = scene.data["turns"][:-1]
    acts = [act_of(Played.from_json(row)) for row in turns]
    scene.data.update(turns=turns, mood=replay(_customer(scene), acts, seed=_seed(scene)).to_json(), taken_back=True)


def _say_taken_back(scene: Scene) -> None:
    scene.data["note"] = scene.words("play.taken_back")


def _next_same(scene: Scene) -> None:
    scene.result.update(next="play", scenario=scene.args["scenario"])


def _next_other(scene: Scene) -> None:
    scene.result["next"] = "play"


def _holds(data: Json, library: Library) -> bool:
    scenario = library.scenarios.get(data.get("args", {}).get("scenario", ""))
    customer = library.customers.get(scenario.customer) if scenario else None
    said = data.get("mood", {}).get("said", ())
    redone = data.get("redone", {"turn": [], "said": ()})
    turns = [*data.get("turns", ()), *([redone["turn"]] if redone["turn"] else ())]
    return customer is not None and knows(customer, turns, (*said, *redone["said"]))


_AFTER = ("redo", "same", "other", "disagree", "menu")


def _after_ways(state: str, objection: Effect) -> tuple[Transition, ...]:
    """Lead on after the debrief and after the redo alike."""
    return (
        Transition(state, "redo", "redoing"),
        Transition(state, "same", "done", effect=_next_same),
        Transition(state, "other", "done", effect=_next_other),
        Transition(state, "disagree", state, effect=objection),
        Transition(state, SKIP, "done"),
    )


FLOW = Flow(
    "role_play",
    keeps=("talking", "debrief", "redoing", "redone"),
    holds=_holds,
    states=(
        State("briefing", prompt=_brief, choices=("start", "checks", "back"), help="play.briefing_help"),
        State("checks", prompt=_show_checks, choices=("start", "back"), help="play.briefing_help"),
        State(
            "talking",
            prompt=_talk,
            choices=("hint", "wrap_up"),
            listens=_listen,
            help="play.talking_help",
            hint=_hint,
            why=lambda scene: scene.ask("play.why_later"),
        ),
        State(
            "debrief",
            prompt=_debrief,
            choices=_AFTER,
            offered={"redo": _can_redo, "disagree": _may_object},
            help="play.debrief_help",
            why=_why_debrief,
        ),
        State(
            "redoing",
            prompt=_ask_redo,
            choices=("hint",),
            listens=_listen_redo,
            help="play.redo_help",
            hint=_hint_redo,
        ),
        State(
            "redone",
            prompt=_show_redone,
            choices=_AFTER,
            offered={"redo": _can_redo, "disagree": _may_object},
            help="play.debrief_help",
        ),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("briefing", "start", "talking", effect=_begin),
        Transition("briefing", "checks", "checks"),
        Transition("briefing", SKIP, "talking", effect=_begin),
        Transition("briefing", BACK, "done"),
        Transition("checks", "start", "talking", effect=_begin),
        Transition("checks", SKIP, "talking", effect=_begin),
        Transition("checks", BACK, "briefing"),
        Transition("talking", LINE, "talking", guard=_unusable, effect=_say_gate),
        Transition("talking", LINE, "debrief", guard=_ends_call, effect=_answer_last),
        Transition("talking", LINE, "talking", effect=_answer),
        Transition("talking", "wrap_up", "debrief", guard=_has_turns, effect=_score),
        Transition("talking", "wrap_up", "done"),
        Transition("talking", SKIP, "debrief", guard=_has_turns, effect=_score),
        Transition("talking", SKIP, "done"),
        Transition("talking", BACK, "talking", guard=_may_take_back, effect=_take_back),
        Transition("talking", BACK, "talking", guard=_has_turns, effect=_say_taken_back),
        Transition("talking", BACK, "briefing"),
        *_after_ways("debrief", _object),
        Transition("debrief", BACK, "debrief"),
        Transition("redoing", LINE, "redoing", guard=_unusable, effect=_say_gate),
        Transition("redoing", LINE, "redone", effect=_redo),
        Transition("redoing", SKIP, "debrief"),
        Transition("redoing", BACK, "debrief"),
        *_after_ways("redone", _object_redone),
        Transition("redone", BACK, "debrief"),
    ),
)
