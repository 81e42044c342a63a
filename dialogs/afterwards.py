"""After the call: the debrief, one turn redone, an objection kept. None of it changes a score."""

from __future__ import annotations

from collections.abc import Mapping

from content.schema import Customer
from dialogs.customer import problem_of
from dialogs.debrief import checks_card, has_moment_to_redo, lesson, moment_to_redo
from dialogs.disagreeing import Objected, forget, object_to
from dialogs.feedback import reaction_feedback
from dialogs.model import Listening
from dialogs.play import Played
from dialogs.playing import course_of, customer_of, mood_of, note_attempt, play_in, scenario_of, seed_in
from dialogs.rehearsal import effect, exchange, first_name, hint_for, listen
from dialogs.replies import Ask
from dialogs.scene import Scene, clip


def say_debrief(scene: Scene) -> None:
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    course, library = course_of(scene), scene.library
    decided = play_in(scene).decide(course)
    title = scene.words("debrief.title", name=course.customer.persona.name, turns=len(course.turns))
    scene.replies.append(checks_card(library, course, decided, title=title))
    say_what_answers(scene, decided)
    scene.ask_text(lesson(library, course, moment_to_redo(course, seed=seed_in(scene)), decided))


def say_what_answers(scene: Scene, decided: Mapping[str, bool | None]) -> None:
    """Say how the offer answers the need that was voiced, unless the rep did; or that it does not, and what it does."""
    offer, customer = scenario_of(scene).offer, customer_of(scene)
    need = getattr(mood_of(scene), "need", "")
    if not (need and offer and offer.answers and isinstance(customer, Customer)):
        return
    problem = problem_of(need)
    if problem not in offer.answers:
        names = ", ".join(customer.problems[name].name for name in offer.answers if name in customer.problems)
        scene.say(
            "debrief.no_answer", name=first_name(customer), problem=customer.problems[problem].name, answers=names
        )
    elif decided.get("benefit") is not True:
        scene.say("debrief.answer", answer=offer.answers[problem][0])


def can_redo(scene: Scene) -> bool:
    return has_moment_to_redo(course_of(scene))


def ask_redo(scene: Scene) -> None:
    note = scene.data.pop("note", None)
    moment = moment_to_redo(course_of(scene), seed=seed_in(scene))
    if note or moment is None:
        scene.ask_text(note or scene.words("play.nothing_to_redo"))
        return
    said = clip(moment.heard, 200)
    scene.ask("play.redo", place=moment.place + 1, name=first_name(customer_of(scene)), said=said)


def listen_redo(scene: Scene) -> Listening:
    moment = moment_to_redo(course_of(scene), seed=seed_in(scene))
    return listen(customer_of(scene), moment.before if moment else mood_of(scene))


def hint_redo(scene: Scene) -> None:
    moment = moment_to_redo(course_of(scene), seed=seed_in(scene))
    customer = customer_of(scene)
    kind = hint_for(customer, moment.before if moment else mood_of(scene))
    scene.ask(f"play.hint_{kind}", name=first_name(customer))


def redo(scene: Scene) -> None:
    """Let the customer answer the new line from where the old one stood; the conversation itself stays as it was."""
    customer = customer_of(scene)
    moment = moment_to_redo(course_of(scene), seed=seed_in(scene))
    before = moment.before if moment else mood_of(scene)
    played, reaction = exchange(scene, customer, before, seed=seed_in(scene))
    place = scene.session.stamp  # no other verdict of this person has it
    scene.data["redone"] = {"turn": played.to_json(), "said": list(reaction.said), "place": place}
    forget(scene, "redone")
    scene.facts["why"] = clip(effect(scene.library, customer, played), 300)
    note_attempt(scene, played, place=place, redo=True)


def show_redone(scene: Scene) -> None:
    """Show the customer's answer to the new line, and one sentence on what it did."""
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    customer, redone = customer_of(scene), scene.data["redone"]
    played = Played.from_json(redone["turn"])
    moment = moment_to_redo(course_of(scene), seed=seed_in(scene))
    better = "" if played.credit or moment is None else moment.better
    scene.ask_text(reaction_feedback(scene.library, customer, played, said=redone["said"], better=better))


def why_debrief(scene: Scene) -> None:
    """Explain the turn to redo once more, or the checks, where there is none."""
    scene.replies.append(Ask(_why(scene), scene.choices()))


def keep_why(scene: Scene) -> None:
    """Keep the reason for whoever types "why" after the debrief: it is the last verdict then."""
    scene.facts["why"] = clip(_why(scene), 300)


def _why(scene: Scene) -> str:
    course = course_of(scene)
    moment = moment_to_redo(course, seed=seed_in(scene))
    if moment is None:
        return scene.words("play.why_checks")
    return effect(scene.library, course.customer, course.turns[moment.place])


def objected_in(scene: Scene) -> Objected:
    """Return the verdict that is objected to: on the new line, or on the turn that the debrief quotes."""
    turn, place = _redone(scene) if scene.data.get("objecting") == "redone" else _quoted(scene)
    run, scenario = scene.args["run"], scene.args["scenario"]
    play = play_in(scene)
    label = turn.label if play.task == "question" else None
    return Objected(
        run=run,
        place=place,
        content_id=scenario,
        quote=turn.text,
        task=play.task,
        label=label,
        named=play.named(turn),
    )


def _quoted(scene: Scene) -> tuple[Played, str]:
    """Return the turn that the debrief quotes to be redone, else the last, and its place."""
    course = course_of(scene)
    moment = moment_to_redo(course, seed=seed_in(scene))
    place = moment.place if moment else len(course.turns) - 1
    return course.turns[place], str(place + 1)


def _redone(scene: Scene) -> tuple[Played, str]:
    redone = scene.data["redone"]
    return Played.from_json(redone["turn"]), redone.get("place", "")


def object_to_turn(scene: Scene) -> None:
    """Note the objection to the reading of the quoted turn."""
    _object(scene, "debrief")


def object_to_redone(scene: Scene) -> None:
    """Note the objection to the reading of the new line."""
    _object(scene, "redone", redo=True)


def _object(scene: Scene, state: str, **detail: bool) -> None:
    """Note it for review; it changes no check by itself (judge.md 6)."""
    if object_to(scene, objected_in, state=state):
        turn, place = _redone(scene) if state == "redone" else _quoted(scene)
        scene.text = turn.text
        note_attempt(scene, turn, place=place, disagreed=True, **detail)
