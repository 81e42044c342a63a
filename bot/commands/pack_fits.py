"""The part of a company pack's template that depends on where it is sold: what each scenario needs from a product."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from content.basics import LONGEST_PROMPT
from content.library import Library
from content.offer import LONGEST_PRODUCT, Binds, Offer
from content.schema import Buyer, Customer, Scenario

_FACTS = "WRITE: what a rep may claim of it here"


def sellable(library: Library) -> list[str]:
    """Return the scenarios that another's product may be sold in."""
    return [key for key, scenario in library.scenarios.items() if scenario.binds]


def fits(library: Library, scenarios: Collection[str]) -> str:
    """Return a block for each of *scenarios*, complete in form."""
    return "\n".join(row for key in scenarios for row in _fit(library, library.scenarios[key]))


def _fit(library: Library, scenario: Scenario) -> Iterator[str]:
    """Yield the rows of one scenario: what it needs, as places to write at."""
    binds, customer = scenario.binds, library.customers[scenario.customer]
    if binds is None:
        return
    sold = scenario.offer.product if scenario.offer else scenario.sells
    rows = [*_problems(binds, customer), *_facts(binds, scenario), *_criteria(binds), *_terms(binds, scenario.offer)]
    rows += _price(binds, scenario)
    yield f"      {scenario.id}:  # {scenario.rubric}: {scenario.title}"
    yield f"        # {customer.persona.company}"
    yield f"        # Sold there now: {sold}"
    yield from rows or ["        {}"]


def _problems(binds: Binds, customer: Buyer) -> Iterator[str]:
    """Yield places for lines on each problem, below the words in which the customer wants it solved."""
    if binds.problems and isinstance(customer, Customer):
        yield "        answers:  # to a need, as a rep may put it; delete each problem that yours does not help with"
        for problem in binds.problems:
            yield f"          {problem}:"
            for payoff in customer.problems[problem].payoffs.values():
                yield from (f"            # {customer.first_name} may say: {line}" for line in payoff.say)
            for how in ("to that", "otherwise"):
                yield f'            - "WRITE: what a rep may say {how}, about {problem}"'


def _facts(binds: Binds, scenario: Scenario) -> Iterator[str]:
    if "facts" not in binds.parts or scenario.offer is None:
        return
    words = len(scenario.briefing) - len(scenario.offer.facts) - len(scenario.offer.product)
    yield f"        # The briefing says this; about {LONGEST_PROMPT - LONGEST_PRODUCT - words} characters. There now:"
    yield f"        # {scenario.offer.facts}"
    yield f'        facts: "{_FACTS}"'


def _criteria(binds: Binds) -> Iterator[str]:
    """Yield a place for each thing that the product must be, or must not be, for what this customer says to hold."""
    for name, wanted, must in (
        ("strengths", binds.strengths, "all of this must be true of yours, or delete this scenario"),
        ("weaknesses", binds.weaknesses, "and this too: it is what this customer asks for"),
    ):
        if wanted:
            yield f"        {name}:  # {must}"
            yield from (f'          {key}: "WRITE: how yours is so: {_plain(what)}"' for key, what in wanted.items())
    if binds.criteria:
        yield f"        # By each of these it needs a strength or a weakness: {', '.join(binds.criteria)}"


def _terms(binds: Binds, offer: Offer | None) -> Iterator[str]:
    if binds.terms:
        yield "        terms:  # the briefing names these: short. costs_us, for you: little, some or much"
        for key, what in binds.terms.items():
            term = offer.terms.get(key) if offer else None
            costs, worth = (term.costs_us, term.worth_to_them) if term else ("some", _plain(what))
            give = _plain(term.give) if term else "WRITE: what you give"
            yield f"          # {what}{'; it must cost you little' if key in binds.cheap else ''}"
            yield f'          {key}: {{give: "{give}", costs_us: "{costs}", worth_to_them: "{_plain(worth)}"}}'


def _price(binds: Binds, scenario: Scenario) -> Iterator[str]:
    if "price" in binds.parts:
        own = scenario.offer.price if scenario.offer else None
        low, high = (f"{own.low:g}", f"{own.high:g}") if own else ("1000", "1200")
        if scenario.rubric == "negotiation":
            yield "        # Write yours, for a year or for all of it: round sums of 1,000 at least"
            yield "        # low: the least you agree to; high: what you ask for first"
        else:
            yield "        # Write yours; high is what was quoted"
        yield f'        price: {{unit: "WRITE: such as euro a year", low: {low}, high: {high}}}'


def _plain(text: str) -> str:
    """Return a text that may stand between double quotes."""
    return text.replace("\\", "").replace('"', "'")
