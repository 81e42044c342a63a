"""Every scenario can be sold with a company's own product: it is named wherever ours was, and the call can be won."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import content_preview
from bot.commands.pack_fits import fits, sellable
from bot.perception.understanding import CoachPerception
from bot.service.topic_bots import ideal_mood
from content import document
from content.buyers import AnyCustomer
from content.library import Library
from content.loader import load_library
from content.offer import FIRST_STEP
from content.schema import Customer
from content.topics import TopicCustomer
from dialogs.plays import play_of
from dialogs.rehearsal import listen
from tests.customers.test_what_must_hold import converse

# What a customer or the coach would say who still had the scenario's own product in mind
OURS = {
    "bus_fleet_engineer_discovery": r"sensor|condition monitoring|spare-parts service|price per bus",
    "claims_head_concern": r"straight-through|photograph|software|machine|pictures",
    "clinic_lab_head_discovery": r"managed analyser|sample tracking",
    "cold_chain_ops_discovery": r"route-planning|temperature-tracking|your software|tracker",
    "coop_purchasing_negotiation": r"control systems?|dryer controls?|the machine is chosen|480|reais",
    "heat_billing_head_concern": r"billing software|the software",
    "hotel_linen_director_discovery": r"\btag(s|ged)?\b|tracked|laundry service",
    "packaging_plant_manager_objection": r"sensor|£|1974|forty-eight",
    "payments_chief_evaluation": r"hosted|not the cheapest",
    "pharma_site_lead_negotiation": r"sensor|drill|at a screen|your screen|monitoring|probe|screw|310|kroner",
    "quarry_safety_adviser_entry": r"camera|fatigue monitoring|your system|technology",
    "store_ops_analyst_entry": r"electronic|shelf labels, with",
    "university_registrar_objection": r"service that puts|software",
    "yard_buyer_evaluation": r"maintenance of yard|same four|nine years|young house",
}
SCENARIOS = sorted(OURS)
ACME = "Mossvale, which we sell"
QUILLMERE = [  # what the shipped pack fits; a test compares, since every worker would load it all to list them
    "claims_head_concern",
    "clinic_lab_head_discovery",
    "cold_chain_ops_discovery",
    "packaging_plant_manager_objection",
    "pharma_site_lead_negotiation",
    "store_ops_analyst_entry",
    "yard_buyer_evaluation",
]


@pytest.fixture(scope="module")
def acme(shipped: Library, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the library with a pack that fits everywhere: the template's own blocks, with a text at each place."""
    folder = tmp_path_factory.mktemp("acme")
    raw = f"fits:\n{fits(shipped, sellable(shipped))}\n".encode()
    parsed = document.parse("acme.yaml", raw, [])
    assert parsed
    write(folder, fitting(json.loads(json.dumps(parsed.value["fits"]).replace("WRITE: ", ""))))
    return load_library(more=[folder], pack="acme")


def fitting(blocks: dict[str, dict[str, dict[str, object]]]) -> dict[str, dict[str, dict[str, object]]]:
    """Return the blocks with prices that are nobody else's."""
    for block in blocks.values():
        if "price" in block:
            block["price"] = {"unit": "crowns", "low": 61_000, "high": 69_000}
    return blocks


def write(folder: Path, blocks: object) -> None:
    product = {"product": ACME, "sells": "Mossvale does it.", "strengths": {"start": "Soon."}, "fits": blocks}
    signed = {"author": "ann", "reviewer": "ben", "truth": "ben"}
    pack = {"id": "acme", "company": "Acme", "about": "Acme sells Mossvale.", **signed}
    (folder / "packs").mkdir()
    text = json.dumps(pack | {"products": {"mossvale": product | {"weaknesses": {"price": "Dear."}}}})
    (folder / "packs" / "acme.yaml").write_text(text, "utf-8")


def test_every_scenario_can_be_sold_with_another_s_product(shipped: Library, acme: Library) -> None:
    assert sorted(sellable(shipped)) == SCENARIOS  # a new scenario that binds has its words in OURS
    assert sorted(acme.sold) == SCENARIOS


def test_the_shipped_pack_is_sold_in_each_role_play(packed: Library) -> None:
    assert {packed.scenarios[key].rubric for key in packed.sold} == {s.rubric for s in packed.scenarios.values()}


@pytest.fixture(scope="module")
def packed() -> Library:
    return load_library(pack="quillmere")


# --- the fictional product is named nowhere


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_preview_names_the_pack_s_product_and_not_ours(
    acme: Library,
    shipped: Library,
    scenario: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(content_preview, "tried", lambda *_: 0)  # how an author's lines are taken: no rep sees them
    content_preview._scenario(acme, scenario)
    shown = capsys.readouterr().out
    own = shipped.scenarios[scenario].offer

    assert ACME in shown
    assert own
    assert own.product not in shown
    assert re.findall(OURS[scenario], shown, re.IGNORECASE) == []
    assert "{" not in shown


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_customer_and_no_better_line_names_our_product(acme: Library, scenario: str) -> None:
    customer = acme.customers[acme.scenarios[scenario].customer]
    texts = [*said_by(customer), *shown_of(customer)]

    assert len(texts) > 50
    assert [text for text in texts if re.search(OURS[scenario], text, re.IGNORECASE)] == []
    assert [text for text in texts if "{" in text and "{one}" not in text] == []


def said_by(customer: AnyCustomer) -> Iterator[str]:
    """Yield what the customer may say, and the names of what they tell, which hints and debriefs show."""
    yield from customer.sayings()
    yield from (bait.say for bait in customer.baits)
    for lines in customer.reactions.model_dump().values():
        yield from lines
    parts = customer.topics if isinstance(customer, TopicCustomer) else getattr(customer, "problems", {})
    for part in parts.values():
        yield from (part.name, *part.guarded)
    if not isinstance(customer, Customer | TopicCustomer):
        yield from (part.name for part in (*customer.signals.values(), *customer.layers.values(), customer.fear))


def shown_of(customer: AnyCustomer) -> Iterator[str]:
    """Yield each line that a debrief may show as a better one; the second where the rep wrote the first."""
    better = play_of(customer).model_line
    nodes = [name for name, _ in customer.nodes() if not name.startswith(("fault.", "out_of_scope", *UNSHOWN))]
    for node in nodes:
        first = better(customer, node)
        bare = first if isinstance(customer, Customer) else first.removesuffix(".")
        yield from (first, better(customer, node, avoid=first), better(customer, node, avoid=bare.removesuffix("?")))
    yield from getattr(customer, "acknowledging", ())


# kinds of topic that no plan leads to: lines that should not be said
UNSHOWN = (
    "untrue.",
    "bluff.",
    "minimise.",
    "pressure.",
    "attack.",
    "pitch.",
    "extra.",
    "favour.",
    "push.",
    "brochure.",
)


def test_each_better_line_for_any_product_is_understood(shipped: Library, perception: CoachPerception) -> None:
    taken = {}
    for customer in (c for c in shipped.customers.values() if isinstance(c, TopicCustomer)):
        play = play_of(customer)
        for name, topic in customer.topics.items():
            mood = ideal_mood(customer, f"{topic.kind}.{name}")
            for line in topic.model:
                percept = perception.perceive(line, listen(customer, mood))
                act = play.understand(percept, customer=customer, mood=mood).act
                taken[line] = topic.kind, act.kind

    assert len(taken) > 20
    assert {line: kinds for line, kinds in taken.items() if kinds[0] != kinds[1] and kinds != ("step", "offer")} == {}


def test_hints_checks_and_labels_name_no_product(shipped: Library) -> None:
    coach = shipped.messages
    ours = [scenario.offer.product for scenario in shipped.scenarios.values() if scenario.offer]

    words = "|".join(pattern for name, pattern in OURS.items() if name not in ("claims_head_concern",))
    assert [name for name, text in coach.items() if any(product in text for product in ours)] == []
    assert [name for name, text in coach.items() if name.startswith("play.hint") and re.search(words, text)] == []


# --- and the same customer can be won


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_exemplar_wins_with_the_pack_s_product(acme: Library, perception: CoachPerception, scenario: str) -> None:
    assert_won(acme, perception, scenario)


def test_these_are_all_that_the_shipped_pack_fits(packed: Library) -> None:
    assert sorted(packed.sold) == QUILLMERE


@pytest.mark.parametrize("scenario", QUILLMERE)
def test_the_exemplar_wins_with_the_shipped_pack(packed: Library, perception: CoachPerception, scenario: str) -> None:
    assert_won(packed, perception, scenario)


def hearing(perception: CoachPerception, library: Library) -> CoachPerception:
    """Return the perception with a library's own customers: whoever negotiates hears prices in another range."""
    return CoachPerception(perception.model, library.customers, meanings=perception._meanings)


def assert_won(library: Library, perception: CoachPerception, scenario: str) -> None:
    chosen = library.scenarios[scenario]
    course = converse(hearing(perception, library), library, scenario, chosen.exemplar)

    assert play_of(course.customer).won(replace(course, offer=chosen.offer)), [
        (turn.act, turn.event, turn.text) for turn in course.turns
    ]


def test_a_negotiation_goes_by_the_pack_s_price(acme: Library) -> None:
    for key in ("coop_purchasing_negotiation", "pharma_site_lead_negotiation"):
        scenario = acme.scenarios[key]
        within = acme.customers[scenario.customer].range

        assert (within.top, within.limit) == (69, 61)
        assert f"first step {8_000 * FIRST_STEP:,.0f} at most" in scenario.briefing
        assert any("67,000" in line for line in scenario.exemplar)
