"""Scenarios and skills: a briefing that tells what asking would cost, lines that are nobody's copy, no skill unused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.buyers import AnyCustomer
from content.findings import Finding
from content.lint.corpus import Corpus
from content.lint.customers import asks_of
from content.lint.likeness import alike
from content.negotiation import NegotiationCustomer
from content.offer import amount
from content.reading import Entry
from content.schema import Customer, Scenario

_LEAST_SHARED = 2  # telling words of a fact that the briefing must hold to count as having told it; our guess
_TELLING = re.compile(r"\d[\d,.]*\d|\d|[a-z]{5,}")


def findings(corpus: Corpus) -> Iterator[Finding]:
    customers = corpus.kinds["customers"].entries
    for entry in corpus.entries("scenarios"):
        known = customers.get(entry.model.customer)
        if known:
            yield from _briefing(entry, entry.model, known.model)
            yield from _copies(entry, entry.model, known.model)
    yield from _unused(corpus)


def _briefing(entry: Entry, scenario: Scenario, customer: AnyCustomer) -> Iterator[Finding]:
    briefing = scenario.briefing
    for what, word in (("name", customer.persona.name), ("company", customer.persona.company.split()[0])):
        if word not in briefing:
            yield entry.finding(f"briefing: does not mention the customer's {what}, {word}", "briefing")
    yield from _range(entry, briefing, customer)
    told = set(_TELLING.findall(briefing.lower()))
    for fact_id, fact in customer.situation.items() if isinstance(customer, Customer) else ():
        shared = told & set(_TELLING.findall(" ".join(fact.say).lower()))
        if fact.in_briefing and len(shared) < _LEAST_SHARED:
            message = f"briefing: does not tell situation.{fact_id}, which the customer takes as told"
            yield entry.finding(message, "briefing")


def _range(entry: Entry, briefing: str, customer: AnyCustomer) -> Iterator[Finding]:
    """A rep who was not told how far the price may move can only guess it. A bound briefing takes it from the offer."""
    within = customer.range if isinstance(customer, NegotiationCustomer) else None
    ends = (("top", within.top, "{price_high}"), ("limit", within.limit, "{price_low}")) if within else ()
    for what, number, word in ends:
        if word not in briefing and not re.search(rf"(?<![\d.,]){amount(number)}(?![\d]|[.,]\d)", briefing):
            message = f"briefing: does not tell the {what} of the customer's range, {amount(number)}"
            yield entry.finding(message, "briefing")


def _copies(entry: Entry, scenario: Scenario, customer: AnyCustomer) -> Iterator[Finding]:
    """The exemplar must pass on its own words, not because the customer was taught these very lines."""
    asks = [line for _, _, line in asks_of(customer)]
    turns = [
        (block, place, line)
        for block in ("exemplar", "counter_exemplar")
        for place, line in enumerate(getattr(scenario, block))
    ]
    texts = [*asks, *(line for _, _, line in turns)]
    for earlier, later, score in alike(texts, start=len(asks)):
        block, place, line = turns[later - len(asks)]
        if earlier < len(asks):
            of = f"the customer's ask line {texts[earlier]!r}"
        else:
            other, other_place, _ = turns[earlier - len(asks)]
            of = f"turn {other_place + 1} of {other}"
        yield entry.finding(f"{block}: {line!r} is nearly {of} (likeness {score:.2f}); reword it", block, place)


def _unused(corpus: Corpus) -> Iterator[Finding]:
    if corpus.kinds["drills"].broken or corpus.kinds["scenarios"].broken:
        return  # a broken file may be the one that uses it
    used = {entry.model.skill for entry in corpus.entries("drills", "scenarios")}
    for stem, entry in corpus.kinds["skills"].entries.items():
        if stem not in used:
            yield entry.finding(f"no drill and no scenario trains the skill {stem!r}", "id")
    played = {entry.model.customer for entry in corpus.entries("scenarios")}
    for stem, entry in corpus.kinds["customers"].entries.items():
        if stem not in played:
            yield entry.finding(f"no scenario has the customer {stem!r}", "id")
