"""A conversation with a simulated customer: briefing, eight to ten turns without scoring, debrief, redo of one turn."""

from __future__ import annotations

from typing import Any

from content.library import Library
from dialogs.afterwards import (
    ask_redo,
    can_redo,
    hint_redo,
    keep_why,
    listen_redo,
    object_to_redone,
    object_to_turn,
    objected_in,
    redo,
    say_debrief,
    show_redone,
    why_debrief,
)
from dialogs.assigning.sharing import Sharing
from dialogs.debrief import MOST_QUOTED, quotable
from dialogs.disagreeing import Objected, Objection
from dialogs.machine import BACK, LINE, SKIP, Effect, Flow, State, Transition
from dialogs.model import Json, Listening, Score
from dialogs.play import Moments, Played, replayed
from dialogs.playing import course_of, customer_of, keep_mood, mood_of, note_attempt, play_in, scenario_of, seed_in
from dialogs.practice import seen, tried
from dialogs.rehearsal import act_of, exchange, first_name, hint_for, knows, last_answer, listen
from dialogs.scene import Scene


def _brief(scene: Scene) -> None:
    scenario, customer = scenario_of(scene), customer_of(scene)
    scene.data["sold"] = scene.library.offer_mark(scenario.id)  # what the rep was briefed with
    persona = customer.persona
    who = scene.words("play.who", name=persona.name, role=persona.role, company=persona.company)
    scene.card(scenario.title, [("", who), ("", scenario.briefing)])
    scene.ask("play.ready", goal=scenario.goal, name=first_name(customer), turns=scenario.most_turns)


def _show_checks(scene: Scene) -> None:
    checks = enumerate(play_in(scene).checks, 1)
    scene.card(scene.words("play.checks"), [(str(n), scene.words(f"check.{check.id}")) for n, check in checks])
    scene.ask("play.ready_again", name=first_name(customer_of(scene)))


def _begin(scene: Scene) -> None:
    """Give up the conversation that was left before: one at a time, and a session's row stays under 4 KB."""
    scene.parked = tuple(frame for frame in scene.parked if frame.flow != scene.flow.name)


def _talk(scene: Scene) -> None:
    """Say what the customer said last; after a line that could not be used, just what to do about that."""
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    customer, number = customer_of(scene), len(scene.data.get("turns", ())) + 1
    said = last_answer(customer, mood_of(scene))
    scene.ask("play.turn", name=first_name(customer), said=said, turn=number, turns=scenario_of(scene).most_turns)


def _listen(scene: Scene) -> Listening:
    return listen(customer_of(scene), mood_of(scene))


def _hint(scene: Scene) -> None:
    """Say what kind of line would help now; never its wording."""
    customer = customer_of(scene)
    scene.ask(f"play.hint_{hint_for(customer, mood_of(scene))}", name=first_name(customer))


def _unusable(scene: Scene) -> bool:
    """A gated line is no turn, but for small talk, which the customer answers."""
    return scene.judgement.gate not in (None, "small_talk")


def _say_gate(scene: Scene) -> None:
    scene.data["note"] = scene.words(f"gate.{scene.judgement.gate}")


def _answer(scene: Scene) -> None:
    customer = customer_of(scene)
    played, reaction = exchange(scene, customer, mood_of(scene), seed=seed_in(scene))
    scene.data["turns"] = _kept([*scene.data.get("turns", ()), played.to_json()], by=play_in(scene).moments)
    keep_mood(scene, reaction.mood)
    note_attempt(scene, played, place=str(len(scene.data["turns"])))


def _kept(rows: list[list[Any]], *, by: Moments) -> list[list[Any]]:
    """Return the turns; once their words take more room than the debrief's quotes may, without all other words."""
    if sum(len(row[0].encode()) for row in rows) <= MOST_QUOTED:
        return rows
    quoted = quotable(tuple(Played.from_json(row) for row in rows), by=by)
    return [row if place in quoted else ["", *row[1:]] for place, row in enumerate(rows)]


def _ends_call(scene: Scene) -> bool:
    """Whether this very line ends the call: the customer agrees or leaves, or the turns are used up."""
    if len(scene.data.get("turns", ())) + 1 >= scenario_of(scene).most_turns:
        return True
    _, reaction = exchange(scene, customer_of(scene), mood_of(scene), seed=seed_in(scene))
    return bool(reaction.mood.ended)


def _answer_last(scene: Scene) -> None:
    _answer(scene)
    customer, mood = customer_of(scene), mood_of(scene)
    scene.say("play.last", name=first_name(customer), said=last_answer(customer, mood))
    _score(scene)


def _score(scene: Scene) -> None:
    """Write down every check once, when the call ends, and what the debrief says of one line."""
    scenario, play, course = scenario_of(scene), play_in(scene), course_of(scene)
    decided, points = play.decide(course), play.points(course)
    for check in play.checks:
        passed, counts = decided[check.id], points[check.id]
        scene.scores.append(Score(scene.args["run"], scenario.id, check.id, passed, counts, check.frameworks))
    scene.practice = seen(scene.practice, scenario.id)
    passed, day = play.won(course), scene.turn.at.toordinal()
    scene.practice = tried(scene.practice, scenario.skill, scenario.id, passed=passed, day=day)
    keep_why(scene)
    if "assignment" in scene.args:
        from dialogs.assigning.counting import note_run  # most conversations nobody asked for

        note_run(scene, content_id=scenario.id, good=course.mood.ended == play.good_end, checks=decided)


def _has_turns(scene: Scene) -> bool:
    return bool(scene.data.get("turns"))


def _may_take_back(scene: Scene) -> bool:
    return _has_turns(scene) and not scene.data.get("taken_back")


def _take_back(scene: Scene) -> None:
    """Undo the last line, once a call: a slip may be mended, a customer not be tried out line by line."""
    turns = scene.data["turns"][:-1]
    acts = [act_of(Played.from_json(row)) for row in turns]
    mood = replayed(play_in(scene), customer_of(scene), acts, seed=seed_in(scene))
    scene.data.update(turns=turns, mood=mood.to_json(), taken_back=True)


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
    if scenario is None or customer is None or not knows(customer, turns, (*said, *redone["said"])):
        return False
    mark = library.offer_mark(scenario.id)  # another company's product since: the rep was briefed with something else
    return bool(data.get("sold", mark) == mark)


def _line_shown(scene: Scene) -> Objected:
    """Return the verdict that the debrief or the redo shows."""
    before = scene.data
    scene.data = {**before, "objecting": scene.state.name}
    found = objected_in(scene)
    scene.data = before
    return found


_SHARING = Sharing(_line_shown)
_AFTER = ("redo", "same", "other", "disagree", "menu")
_OBJECTION = Objection(
    shows=("debrief", "redone"), objected=objected_in, typed=("redo", "same", "other"), offered={"redo": can_redo}
)


def _on_ways(state: str) -> tuple[Transition, ...]:
    """Lead on from the debrief, from the redo, and from what is asked about an objection to either."""
    return (
        Transition(state, "redo", "redoing"),
        Transition(state, "same", "done", effect=_next_same),
        Transition(state, "other", "done", effect=_next_other),
    )


def _after_ways(state: str, objection: Effect) -> tuple[Transition, ...]:
    """Lead on after the debrief and after the redo alike."""
    return (
        *_on_ways(state),
        Transition(state, "disagree", "labelling", effect=objection),
        Transition(state, SKIP, "done"),
        *_SHARING.transitions(state),
    )


FLOW = Flow(
    "role_play",
    keeps=("talking", "debrief", "redoing", "redone", *(state.name for state in _OBJECTION.states())),
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
            prompt=say_debrief,
            choices=_AFTER,
            typed=_SHARING.typed,
            offered={"redo": can_redo, **_SHARING.offered},
            help="play.debrief_help",
            why=why_debrief,
        ),
        State(
            "redoing",
            prompt=ask_redo,
            choices=("hint",),
            listens=listen_redo,
            help="play.redo_help",
            hint=hint_redo,
        ),
        State(
            "redone",
            prompt=show_redone,
            choices=_AFTER,
            typed=_SHARING.typed,
            offered={"redo": can_redo, **_SHARING.offered},
            help="play.debrief_help",
        ),
        *_OBJECTION.states(),
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
        *_after_ways("debrief", object_to_turn),
        Transition("debrief", BACK, "debrief"),
        Transition("redoing", LINE, "redoing", guard=_unusable, effect=_say_gate),
        Transition("redoing", LINE, "redone", effect=redo),
        Transition("redoing", SKIP, "debrief"),
        Transition("redoing", BACK, "debrief"),
        *_after_ways("redone", object_to_redone),
        Transition("redone", BACK, "debrief"),
        *_OBJECTION.transitions(),
        *_on_ways("labelling"),
        *_on_ways("sharing"),
    ),
)
