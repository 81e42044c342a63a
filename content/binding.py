"""
Puts an offer into a scenario: its own, or the product of the company pack in use, and the words that go with it.

The customers stay the same, so a conversation needs nothing but the scenario to change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from content.basics import LONGEST_PROMPT
from content.buyers import AnyCustomer
from content.findings import Finding
from content.negotiation import NegotiationCustomer, PriceRange
from content.offer import FILLED, LONGEST_PRODUCT, Offer, Price, fill, words_in
from content.pack import Pack, Product
from content.reading import Entry, Folder
from content.schema import LEAST_BENEFITS, Customer, Scenario
from content.topics import Topic, TopicCustomer

TOO_LONG = 12  # journeys.md 5
THOUSAND = 1000  # prices are talked of in thousands
_LIMITS = {"briefing": LONGEST_PROMPT, "goal": LONGEST_PROMPT}  # the rep reads these; the others are lines to compare


def filled(scenario: Scenario) -> Scenario:
    """Return the scenario with its words in braces filled in from its own offer."""
    words = words_of(scenario)
    changed = {name: _with(getattr(scenario, name), words) for name in FILLED if _has_words(scenario, name)}
    return scenario.model_copy(update=changed) if changed else scenario


def words_of(scenario: Scenario) -> dict[str, str]:
    """Return what stands for each word that the scenario and its customer may put in braces."""
    if scenario.offer is None:
        return {"sells": scenario.sells}
    wanted = scenario.binds.terms if scenario.binds else ()
    return scenario.offer.words() | scenario.offer.given(wanted)


def bound(scenario: Scenario, offer: Offer) -> Scenario:
    """Return the scenario with another offer in the place of its own. Its model conversations keep their words."""
    changed: dict[str, Any] = {"offer": offer, "sells": offer.sells}
    if offer.answers:
        changed["benefit"] = offer.benefits()
    return filled(scenario.model_copy(update=changed))


def sold(pack: Pack | None, scenarios: Mapping[str, Scenario]) -> dict[str, str]:
    """Return the product of *pack* that is sold in each scenario, by the scenario's id; others keep their own offer."""
    found = {key: pack.selling_in(key) for key in scenarios} if pack else {}
    return {key: product for key, product in found.items() if product}


def bind_all(scenarios: Mapping[str, Scenario], pack: Pack | None) -> dict[str, Scenario]:
    """Return every scenario ready to be played, with the pack's products where they fit."""
    products = sold(pack, scenarios)
    return {
        key: bound(scenario, pack.products[products[key]].offer_in(key))
        if pack and key in products
        else filled(scenario)
        for key, scenario in scenarios.items()
    }


def bind_customers(
    customers: Mapping[str, AnyCustomer], scenarios: Mapping[str, Scenario], products: Collection[str]
) -> dict[str, AnyCustomer]:
    """
    Return the customers with the words in their model lines filled in.

    Who is sold a pack's product, as in *products*, negotiates in the range of its price.
    """
    found = dict(customers)
    for key, scenario in scenarios.items():
        found[scenario.customer] = _ranged(_modelled(found[scenario.customer], scenario), scenario, own=key in products)
    return found


def _modelled(customer: AnyCustomer, scenario: Scenario) -> AnyCustomer:
    worded = [name for name, topic in topics_of(customer).items() if any("{" in line for line in topic.model)]
    if not worded:
        return customer
    words, topics = words_of(scenario), dict(topics_of(customer))
    for name in worded:
        lines = tuple(fill(line, words) for line in topics[name].model)
        topics[name] = topics[name].model_copy(update={"model": lines})
    return customer.model_copy(update={"topics": topics})


def topics_of(customer: AnyCustomer) -> Mapping[str, Topic]:
    return customer.topics if isinstance(customer, TopicCustomer) else {}


def _ranged(customer: AnyCustomer, scenario: Scenario, *, own: bool) -> AnyCustomer:
    price = scenario.offer.price if scenario.offer else None
    if not (own and price and isinstance(customer, NegotiationCustomer)):
        return customer
    within = PriceRange(top=price.high / THOUSAND, limit=price.low / THOUSAND)
    return customer.model_copy(update={"range": within})


def _has_words(scenario: Scenario, field: str) -> bool:
    return any("{" in text for text in _texts(scenario, field))


def _texts(scenario: Scenario, field: str) -> tuple[str, ...]:
    value: str | tuple[str, ...] = getattr(scenario, field)
    return (value,) if isinstance(value, str) else value


def _with(value: str | tuple[str, ...], words: Mapping[str, str]) -> str | tuple[str, ...]:
    return fill(value, words) if isinstance(value, str) else tuple(fill(text, words) for text in value)


def misfits(kinds: Mapping[str, Folder]) -> Iterator[Finding]:
    """Yield a finding for each offer that cannot be put where it should be; such content cannot be used."""
    for entry in kinds["scenarios"].entries.values():
        yield from _own(entry, kinds["customers"])
    for entry in kinds["packs"].entries.values():
        yield from _of_pack(entry, kinds["scenarios"], kinds["customers"])


def _own(entry: Entry, customers: Folder) -> Iterator[Finding]:
    """Check what a scenario binds, and that its own offer fills in its words."""
    scenario: Scenario = entry.model
    known = customers.entries.get(scenario.customer)
    if scenario.binds and known and isinstance(known.model, Customer):
        for place, problem in enumerate(scenario.binds.problems):
            if problem not in known.model.problems:
                message = f"binds.problems: {problem!r} is no problem of its customer"
                yield entry.finding(message, "binds", "problems", place)
    for field, problem, fault in _unfit(_at_its_longest(scenario)):
        yield entry.finding(f"{field}: {problem}", field, fault=fault)
    for name, topic in topics_of(known.model).items() if known else ():
        for word in (word for line in topic.model for word in words_in(fill(line, words_of(scenario)))):
            message = f"its customer's topics.{name}.model: nothing fills in {{{word}}}"
            yield entry.finding(message, "customer")


def _at_its_longest(scenario: Scenario) -> Scenario:
    """Return the filled scenario; where another product may come, with a name as long as one gets."""
    if scenario.offer is None or scenario.binds is None:
        return filled(scenario)
    return bound(scenario, scenario.offer.model_copy(update={"product": "x" * LONGEST_PRODUCT}))


def _unfit(scenario: Scenario) -> Iterator[tuple[str, str, int | None]]:
    """Yield what is wrong with a filled scenario: a word that nothing fills in, a text over its limit."""
    for field in FILLED:
        for text in _texts(scenario, field):
            for word in words_in(text):
                yield field, f"nothing fills in {{{word}}}", None
            most = _LIMITS.get(field, len(text))
            if len(text) > most:
                yield field, f"{len(text)} characters once filled in; at most {most}", TOO_LONG


def _of_pack(entry: Entry, scenarios: Folder, customers: Folder) -> Iterator[Finding]:
    pack: Pack = entry.model
    for name, product in pack.products.items():
        for key in product.fits:
            path = ("products", name, "fits", key)
            said = f"products.{name}.fits.{key}"
            first = pack.selling_in(key)
            if first != name:
                yield entry.finding(f"{said}: {first!r} fits it already; one product a scenario", *path)
            elif not scenarios.knows(key):
                yield entry.finding(f"{said}: there is no such scenario", *path)
            elif key in scenarios.entries:
                scenario = scenarios.entries[key].model
                buyer = customers.entries.get(scenario.customer)
                for fault, problem in _misfit(product, scenario, buyer.model if buyer else None):
                    yield entry.finding(f"{said}: {problem}", *path, fault=fault)


def _misfit(product: Product, scenario: Scenario, buyer: AnyCustomer | None) -> Iterator[tuple[int | None, str]]:
    """Yield each reason why a product cannot be sold in a scenario, with its fault's number."""
    binds = scenario.binds
    if binds is None:
        yield None, "this scenario is sold with its own offer only (it has no binds)"
        return
    offer = product.offer_in(scenario.id)
    yield from ((None, f"it needs {lacking}") for lacking in binds.lacking(offer))
    for problem in (name for name in offer.answers if name not in binds.problems):
        yield None, f"answers: {problem!r} is no problem that it binds; there are {', '.join(binds.problems) or 'none'}"
    if scenario.rubric == "discovery" and len(offer.benefits()) < LEAST_BENEFITS:
        yield None, "answers: a discovery call has at least two lines"
    if isinstance(buyer, NegotiationCustomer) and offer.price:
        yield from ((None, f"price: {problem}") for problem in untalkable(offer.price))
    for field, problem, fault in _unfit(bound(scenario, offer)):
        yield fault, f"{field}: {problem}; what stands in it of yours: {_yours(_texts(scenario, field))}"


def _yours(texts: tuple[str, ...]) -> str:
    """Return the fields of a pack that fill in the words of these texts."""
    fields = {"cheap": "terms", "dear": "terms"}
    words = words_in("".join(texts))
    return ", ".join(dict.fromkeys(fields.get(word, word.partition("_")[0]) for word in words))


def untalkable(price: Price) -> Iterator[str]:
    """Yield why nobody could negotiate in this range: a typed line is searched for amounts in thousands."""
    if price.low < THOUSAND:
        yield f"in a negotiation, at least {THOUSAND:,}: name it for a whole year, or for all of it"
    if price.low == price.high:
        yield "in a negotiation there is room between low and high"
    if any(float(f"{each / THOUSAND:g}") != each / THOUSAND for each in (price.low, price.high)):
        yield "in a negotiation, a round sum, of at most six digits that count"
