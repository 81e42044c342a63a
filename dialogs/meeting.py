"""
A newcomer's first question to a customer: who it is, how they answer, and what the question did.

The welcome is in every start, and this in none: the flow imports it when somebody comes by.
"""

from __future__ import annotations

from content.library import Library
from content.schema import Buyer, Customer
from dialogs.feedback import reaction_feedback
from dialogs.model import Json, Listening
from dialogs.play import Played
from dialogs.plays import play_of
from dialogs.rehearsal import effect, exchange, first_name, knows, model_line, next_step, seed_of
from dialogs.rehearsal import listen as listen_to
from dialogs.scene import Scene, clip


def _easiest(library: Library) -> Buyer:
    """Return the customer of the easiest discovery call: a first line is a question."""
    scenarios = {i: scenario for i, scenario in library.scenarios.items() if scenario.rubric == "discovery"}
    easiest = min(scenarios, key=lambda i: (scenarios[i].level, i))
    return library.customers[scenarios[easiest].customer]


def _customer(scene: Scene) -> Buyer:
    return _easiest(scene.library)


def _unbriefed(customer: Buyer) -> Buyer:
    """Return the customer as a newcomer meets them: no briefing was shown, so no fact can be asked for in vain."""
    if not isinstance(customer, Customer):
        return customer
    facts = {name: fact.model_copy(update={"in_briefing": False}) for name, fact in customer.situation.items()}
    return customer.model_copy(update={"situation": facts})


def meet(scene: Scene) -> None:
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    customer = _customer(scene)
    name, role, first = customer.persona.name, customer.persona.role, first_name(customer)
    scene.ask("onboarding.meet", name=name, role=role, first=first, said=customer.opening)


def listen(scene: Scene) -> Listening:
    customer = _customer(scene)
    return listen_to(customer, play_of(customer).opening_mood(customer))


def hint(scene: Scene) -> None:
    scene.ask("play.hint_problem", name=first_name(_customer(scene)))


def react(scene: Scene) -> None:
    """Let the customer answer, and keep what was understood and said."""
    customer = _unbriefed(_customer(scene))
    played, reaction = exchange(scene, customer, play_of(customer).opening_mood(customer), seed=seed_of(scene, "o3"))
    scene.data["reacted"] = {"turn": played.to_json(), "said": list(reaction.said)}
    scene.facts["why"] = clip(effect(scene.library, customer, played), 300)


def show_reaction(scene: Scene) -> None:
    """Show the customer's answer, and one sentence on what the question did."""
    customer, reacted = _customer(scene), scene.data["reacted"]
    played = Played.from_json(reacted["turn"])
    wanted, node = next_step(customer, play_of(customer).opening_mood(customer))
    asked = played.credit and played.act == wanted  # a fact was not what the task asked for, though it is told
    better = "" if asked else model_line(customer, node, avoid=played.text)
    scene.ask_text(reaction_feedback(scene.library, customer, played, said=reacted["said"], better=better))


def met_before(reacted: Json, library: Library) -> bool:
    """Whether the content still has all that a stored answer refers to."""
    return knows(_easiest(library), [reacted["turn"]], reacted["said"])
