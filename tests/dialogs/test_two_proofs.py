"""What proves: a customer whose call ends only once two proofs were told, and proof that sounds like comfort."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.library import Library
from content.topics import TopicCustomer
from dialogs.model import Heard
from dialogs.play import Act
from dialogs.plays.objection import PLAY
from tests.dialogs.coaching import replied
from tests.dialogs.test_objection import CUSTOMER, MACHINES, MONEY, PROOF, SETTLES

SECOND = "evidence.seen_on_shift"


@pytest.fixture
def customer(library: Library) -> TopicCustomer:
    """Return the shipped customer with a second proof, which the end needs as well."""
    found = library.customers[CUSTOMER]
    assert isinstance(found, TopicCustomer)
    settled = found.topic(SETTLES)
    more = {"seen_on_shift": found.topic(PROOF), "settles_it": settled}
    more["settles_it"] = settled.model_copy(update={"needs": (*settled.needs, "seen_on_shift")})
    return found.model_copy(update={"topics": found.topics | more})


def brought_up(customer: TopicCustomer) -> tuple[list[str], str]:
    """Return what a rep brings up who always does what helps most, and how the call ended."""
    mood, nodes = PLAY.opening_mood(customer), []
    while not mood.ended and len(nodes) < 12:
        _, node = PLAY.next_step(customer, mood)
        act = Act(node.partition(".")[0], "" if node == "acknowledge" else node)
        nodes.append(node)
        mood = PLAY.respond(customer, mood, act, seed=0).mood
    return nodes, mood.ended


def test_what_helps_most_brings_up_all_that_the_end_needs(customer: TopicCustomer) -> None:
    nodes, ended = brought_up(customer)

    assert ended == PLAY.good_end
    assert nodes[-1] == SETTLES
    assert {MONEY, MACHINES, PROOF, SECOND} <= set(nodes)


def test_a_second_proof_that_nothing_needs_is_left_out(library: Library, customer: TopicCustomer) -> None:
    as_shipped = library.customers[CUSTOMER].topics["settles_it"]  # type: ignore[union-attr]
    spare = customer.model_copy(update={"topics": customer.topics | {"settles_it": as_shipped}})

    nodes, ended = brought_up(spare)

    assert ended == PLAY.good_end
    assert len({PROOF, SECOND} & set(nodes)) == 1


def test_proof_that_the_judge_takes_for_making_it_small_is_still_proof(customer: TopicCustomer) -> None:
    """Proof soothes ("they had eleven, and all were reported"); what is near an authored fault stays one."""
    mood = replace(PLAY.opening_mood(customer), told=(MONEY, MACHINES), openness=5.0)
    percept = replace(replied("minimise"), heard=(Heard(PROOF, 0.8),))
    spoken = replace(percept, heard=(Heard("fault.minimise", 0.9), *percept.heard))

    assert PLAY.understand(percept, customer=customer, mood=mood).act.kind == "evidence"
    assert PLAY.understand(spoken, customer=customer, mood=mood).act.kind == "minimise"
