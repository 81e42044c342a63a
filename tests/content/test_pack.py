"""A company pack: the same customers are sold its product; what cannot be sold, or is not honest, is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from content.binding import filled, untalkable
from content.findings import ContentError
from content.library import Library
from content.lint import examine
from content.loader import load_library
from content.negotiation import PriceRange
from content.offer import Binds, Offer, Price, Proof, Term
from content.schema import Scenario
from tests.content.conftest import Copy

PACK = "packs/quillmere.yaml"
DANA, MAREK, ILSE = "cold_chain_ops_discovery", "clinic_lab_head_discovery", "heat_billing_head_concern"
SIGNE = "pharma_site_lead_negotiation"
FIT = ("products", "night_desk", "fits", DANA)
Finds = Callable[[str, int, str], None]


@pytest.fixture(scope="module")
def ours(shipped: Library) -> Library:
    return shipped


@pytest.fixture(scope="module")
def packed() -> Library:
    return load_library(pack="quillmere")


# --- what is bound


def test_each_product_is_sold_where_it_fits_and_others_keep_their_own_offer(ours: Library, packed: Library) -> None:
    assert packed.sold.items() >= {DANA: "night_desk", MAREK: "hand_to_hand"}.items()
    assert ILSE not in packed.sold
    assert packed.scenarios[ILSE] == ours.scenarios[ILSE]
    for key, product in packed.sold.items():
        sold, own = packed.packs["quillmere"].products[product], ours.scenarios[key]
        bound = packed.scenarios[key]
        assert bound.sells == sold.sells != own.sells
        assert sold.product in bound.briefing
        assert own.offer
        assert own.offer.product in own.briefing
        assert own.offer.product not in bound.briefing
        assert bound.offer
        assert bound.benefit == bound.offer.benefits() if bound.rubric == "discovery" else bound.benefit == ()


def test_what_is_sold_has_all_that_a_negotiation_and_an_evaluation_read(packed: Library) -> None:
    offer = packed.scenarios[DANA].offer

    assert offer
    assert offer.price == Price(unit="pounds a depot and month", low=6200, high=7800)
    assert {proof.kind for proof in offer.proofs} == {"reference", "trial", "figure"}
    assert "temperature" in offer.weaknesses
    assert "time_to_start" in offer.strengths
    assert len(offer.rivals) == 3
    assert offer.terms["month_end"].costs_us == "some"


def test_the_customers_are_the_same(ours: Library, packed: Library) -> None:
    changed = {key for key, customer in packed.customers.items() if customer != ours.customers[key]}
    assert changed == {"pharma_site_lead"}  # the range of the price, and the lines that name it
    before, after = ours.customers["pharma_site_lead"], packed.customers["pharma_site_lead"]
    assert list(after.nodes()) == list(before.nodes())
    assert list(after.sayings()) == list(before.sayings())
    assert packed.hash != ours.hash


def test_without_a_pack_nothing_is_in_braces(ours: Library) -> None:
    assert (ours.pack, ours.sold) == (None, {})
    texts = [text for scenario in ours.scenarios.values() for text in (scenario.briefing, *scenario.exemplar)]
    assert not any("{" in text for text in texts)


def test_a_scenario_fills_in_its_words_from_its_own_offer(ours: Library) -> None:
    price = Price(unit="euro a month", low=18.5, high=1200)
    offer = Offer(product="a thing", sells="A thing.", price=price)
    text = "You sell {product} ({sells}) at {price}: {price_low}, {price_high}, {price_unit}."
    scenario = ours.scenarios[DANA].model_copy(update={"offer": offer, "briefing": text})

    said = "You sell a thing (A thing.) at 18.5 to 1,200 euro a month: 18.5, 1,200, euro a month."
    assert filled(scenario).briefing == said


def test_an_offer_says_what_is_sold_and_a_sentence_beside_it_may_not_differ(ours: Library) -> None:
    given = ours.scenarios[DANA].model_dump()

    del given["sells"]
    assert Scenario.model_validate(given).sells == given["offer"]["sells"]
    with pytest.raises(ValueError, match="leave one of the two out"):
        Scenario.model_validate(given | {"sells": "Something else."})


def test_what_a_scenario_binds_is_asked_of_each_offer() -> None:
    binds = Binds(problems=("late",), criteria=("speed", "price"), parts=("proofs", "price"))
    poor = Offer(product="a", sells="A.", strengths={"speed": "Fast."})
    price, proof = Price(unit="euro", low=1, high=1), Proof(kind="trial", text="Try it.")
    rich = poor.model_copy(update={"weaknesses": {"price": "Dear."}, "price": price, "proofs": (proof,)})

    assert len(binds.lacking(poor)) == 4
    assert binds.lacking(rich.model_copy(update={"answers": {"late": ("So.",)}})) == []


def test_what_a_scenario_needs_in_words_is_asked_of_each_offer() -> None:
    binds = Binds(strengths={"quick": "it is quick"}, weaknesses={"far": "it is far"}, terms={"later": "it may wait"})
    term = Term(give="a later start", costs_us="much", worth_to_them="They can wait.")
    poor = Offer(product="a", sells="A.", weaknesses={"quick": "Slow."}, terms={"later": term})

    assert binds.lacking(poor) == [
        "'quick' among its strengths (it is quick)",
        "'far' among its weaknesses (it is far)",
    ]
    dear = binds.model_copy(update={"strengths": {}, "weaknesses": {}, "cheap": ("later",)})
    assert dear.lacking(poor) == ["'later' to cost us little: giving it is what helps here"]
    assert poor.given(["later", "gone"]) == {"cheap": "nothing", "dear": "a later start"}
    assert poor.given([]) == {}


def test_what_is_said_for_one_scenario_is_added_to_the_product(packed: Library) -> None:
    product, offer = packed.packs["quillmere"].products["night_hands"], packed.scenarios[SIGNE].offer

    assert offer
    assert offer.strengths.keys() == {*product.strengths, "watched_rooms", "shown_before"}
    assert offer.price == Price(unit="kroner a year", low=270_000, high=300_000)
    assert packed.customers["pharma_site_lead"].range == PriceRange(top=300, limit=270)
    assert product.price != offer.price


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(900, 1_000, "at least 1,000"), (5_000, 5_000, "room between low and high"), (1_000_000, 1_234_567, "six digits")],
)
def test_a_price_that_nobody_could_negotiate_in_is_found(low: float, high: float, words: str) -> None:
    price = Price(unit="euro", low=low, high=high)

    assert any(words in why for why in untalkable(price))


# --- a folder of the company's own


def test_a_company_s_folder_brings_its_pack_and_replaces_ours(copy: Copy, tmp_path: Path) -> None:
    added = tmp_path / "company"
    (added / "packs").mkdir(parents=True)
    text = (copy.folder / PACK).read_text("utf-8").replace("quillmere", "tanbrook")
    (added / "packs" / "tanbrook.yaml").write_text(text, "utf-8")
    (added / "packs" / "quillmere.yaml").write_text((copy.folder / PACK).read_text("utf-8"), "utf-8")

    found = load_library(more=[added], pack="tanbrook")

    assert (found.pack, found.sold) == ("tanbrook", {DANA: "night_desk"})
    assert set(found.packs) == {"quillmere", "tanbrook"}
    assert list(found.packs["quillmere"].products) == ["night_desk"]


def test_a_pack_that_is_not_there_is_told_with_those_that_are(copy: Copy) -> None:
    with pytest.raises(ContentError, match=r"no company pack 'gone'.*there are quillmere"):
        load_library(pack="gone")
    assert any("'gone'" in finding.message for finding in examine(copy.folder, pack="gone").findings)


def test_what_is_kept_serves_with_and_without_a_pack(tmp_path: Path) -> None:
    first = load_library(cache=tmp_path)

    again = load_library(cache=tmp_path, pack="quillmere")

    assert again.sold[DANA] == "night_desk"
    assert load_library(cache=tmp_path).scenarios == first.scenarios


# --- faults


@pytest.mark.parametrize(
    ("path", "to", "words"),
    [
        (("reviewer",), "benedikt", "author and reviewer are both"),
        (("truth",), "benedikt", "signs the claims"),
        (("company",), "Siemens", "names Siemens, which is real"),
        (("products", "night_desk", "rivals", 0, "kind"), "Microsoft", "names Microsoft"),
        (("about",), "We are the best!", "no exclamation marks"),
        (("about",), "We sell {product}.", "braces"),
        (("products", "night_desk", "product"), "x" * 71, "at most 70"),
        (("products", "night_desk", "price"), {"unit": "euro", "low": 3, "high": 2}, "low (3) is more than high (2)"),
        (("products", "night_desk", "strengths"), {"price": "Cheap."}, "cannot be a strength and a weakness"),
        (("products", "night_desk", "weaknesses"), {}, "no weaknesses are given"),
        (("products", "night_desk", "fits"), {}, "fits"),
        (("products", "night_desk", "fits"), {"gone_discovery": {}}, "there is no such scenario"),
        (("products", "night_desk", "fits"), {ILSE: {}}, "'parallel_run' among its strengths (it runs beside the old"),
        (FIT, {}, "it needs an answer to one of its problems"),
        ((*FIT, "answers"), {"late_departures": ["One line."]}, "at least two lines"),
        ((*FIT, "answers"), {"late_departures": ["One.", "Two."], "rain": ["Three."]}, "'rain' is no problem"),
    ],
)
def test_each_fault_is_found_in_the_pack(copy: Copy, path: tuple[str | int, ...], to: object, words: str) -> None:
    flattened(copy, path, to)

    found = [f for f in examine(copy.folder).findings if f.file == PACK]

    assert any(words in f.message for f in found), found


def flattened(copy: Copy, path: tuple[str | int, ...], to: object) -> None:
    """Write the pack anew as JSON, which YAML 1.2 holds, with another value at *path*."""
    value = copy.value(PACK)
    place = value
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    copy.write(PACK, json.dumps(value))


def test_a_fault_has_its_line_and_its_number(copy: Copy, finds: Finds) -> None:
    line = copy.change(PACK, "truth", to="benedikt")

    finds(PACK, line, "a second person signs the claims")
    assert any(f.fault == 17 for f in examine(copy.folder).findings if (f.file, f.line) == (PACK, line))


def test_a_scenario_that_binds_nothing_keeps_its_own_offer(copy: Copy) -> None:
    copy.drop(f"scenarios/{ILSE}.yaml", "binds")
    flattened(copy, ("products", "night_desk", "fits"), {ILSE: {}})

    assert any("its own offer only" in f.message for f in examine(copy.folder).findings if f.file == PACK)


def test_two_products_for_one_scenario_are_one_too_many(copy: Copy) -> None:
    value = copy.value(PACK)
    value["products"]["second"] = value["products"]["night_desk"]
    copy.write(PACK, json.dumps(value))

    with pytest.raises(ContentError, match="'night_desk' fits it already"):
        load_library(copy.folder)


def test_what_makes_a_briefing_too_long_is_named(copy: Copy) -> None:
    flattened(copy, (*FIT, "facts"), "x" * 200)
    scenario = f"scenarios/{DANA}.yaml"
    copy.change(
        scenario,
        "briefing",
        to="Dana Whitlock, Thornfell: 140 trucks. You sell {product} at {price_high}. " + "{facts} " * 2,
    )

    found = [f.message for f in examine(copy.folder).findings if f.file == PACK]

    assert any("at most 350; what stands in it of yours: product, price, facts" in message for message in found), found


def test_a_text_that_is_too_long_once_filled_in_cannot_be_used(copy: Copy) -> None:
    scenario = f"scenarios/{DANA}.yaml"
    line = copy.change(scenario, "briefing", to=copy.value(scenario, "briefing") + " It rains.")

    found = [f for f in examine(copy.folder).findings if (f.file, f.line) == (scenario, line)]

    assert any(f.fault == 12 and "once filled in; at most 350" in f.message for f in found)


@pytest.mark.parametrize(
    ("field", "to", "words"),
    [
        ("goal", "Sell {price}.", "nothing fills in {price}"),
        ("goal", "Sell {this}.", "nothing fills in {this}"),
        ("briefing", "Dana Whitlock, Thornfell", "it says what is sold by {product} or {sells}"),
        ("title", "The {product}", "braces would be shown"),
    ],
)
def test_a_word_that_nothing_fills_in_is_found(copy: Copy, finds: Finds, field: str, to: str, words: str) -> None:
    scenario = f"scenarios/{DANA}.yaml"

    finds(scenario, copy.change(scenario, field, to=to), words)


def test_a_scenario_binds_problems_of_its_own_customer(copy: Copy, finds: Finds) -> None:
    scenario = f"scenarios/{DANA}.yaml"

    finds(scenario, copy.change(scenario, "binds", "problems", to=["rain"]), "'rain' is no problem of its customer")
