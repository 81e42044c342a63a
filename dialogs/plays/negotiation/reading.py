"""
From a percept to an act, for a customer who negotiates: the figures first, then what the words around them say.

A number decides what a line is, however it reads; without one, a term and a summary are told apart by what is checked.
"""

from __future__ import annotations

from dataclasses import replace

from content.topics import TopicCustomer
from dialogs.model import SINS, Percept
from dialogs.play import Act, Understood
from dialogs.plays.faults import faults_of
from dialogs.plays.negotiation.bargaining import PRICES, is_complete, mark, offers_of, range_of, told_kinds
from dialogs.plays.topics.answering import HEARD, Mood
from dialogs.plays.topics.moves import SURE_OF_SIN
from dialogs.plays.topics.nearness import nearest, without_kinds
from dialogs.plays.topics.rules import Rules, kind_of
from dialogs.plays.topics.understanding import understand as understand_topics
from dialogs.prices import offered
from dialogs.trading import (
    ACCEPTS,
    ADVISES,
    BACK,
    CHECKS,
    CLOSES,
    GIFT,
    GIVES,
    GRANTS,
    HURRIES,
    OFFERS,
    OURS,
    SUPPOSES,
    TAGGED,
    WALL,
    amounts_in,
)
from dialogs.understanding import KNOWN_AT, NEAR_AT
from dialogs.wording import FORMULA

_TERMS = ("lever", "extra")
_EMPTY = ("statement", "acknowledge", "empty_acknowledge", "proof")  # what a gift reads as that nobody had in mind
_ANSWERED_FIRST = (*SINS, "attack", "scatter", "echo", "small_talk")  # a line that does this does nothing else
_TOLD_SO = ("pressure", "prescribe")  # what a summary may read as: it says who does what, and by when
_MAY_GIVE = ("acknowledge", "statement", "proof")  # what a term that is given may read as
_DEMANDS = ("bait.", "early_give", "no_return", "low_open", "big_step", "concede", "extra")  # what the customer wants
SAID_BACK_AT = 0.4  # how near to the barrier a line comes that says it back; our guess


def understand(percept: Percept, *, customer: TopicCustomer, mood: Mood, rules: Rules) -> Understood:
    """Say what a line did."""
    # "a man of ours on the spot? of course it's included": no attack that the judge does not name
    trades = bool({GRANTS, GIFT, BACK} & percept.signs)
    common = understand_topics(
        percept, customer=customer, mood=mood, rules=replace(rules, attacked_at=1.0) if trades else rules
    )
    act = _act(common.act, percept, customer, mood, rules)
    kind = rules.kinds.get(act.kind)
    return Understood(act, kind.label if kind else "none")


def _act(act: Act, percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> Act:
    signs, offers = percept.signs, offers_of(customer, mood)
    last = offers[-1] if offers else None
    price = offered(amounts_in(signs), last=last, top=range_of(customer).top)
    moved, back = price is not None and price != last, BACK in signs
    if HURRIES in signs and (CLOSES in signs or "pressure" in percept.judgement.candidates):
        return Act("pressure")
    if ADVISES in signs and not moved:
        return Act("prescribe")
    if act.kind in ("pressure", "prescribe") and back and HURRIES not in signs:
        act = _condition(act, percept, customer, mood, rules)
    if act.kind in ("pressure", "concede") and _says_back(percept, mood):
        return Act("acknowledge")
    if act.kind in _TOLD_SO and CHECKS in signs and _is_near_summary(percept, customer, mood, rules):
        return Act("summary", _node(customer, "summary"))
    if act.kind in _ANSWERED_FIRST and not (moved and _may_name_a_price(act, percept)):
        return act
    if price is not None and moved:
        stays = last is None and price >= range_of(customer).top
        term = _term_beside(percept, customer, mood, rules) if stays else None
        return term or _priced(act, price, customer, last=last, back=back, rules=rules)
    if _sums_up(act, percept, customer, mood, rules):
        return Act("rushed") if CLOSES in signs else Act("summary", _node(customer, "summary"))
    return _worded(_term_meant(act, percept, customer, mood, rules), percept, customer, mood, back=back)


def _is_near_summary(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> bool:
    return kind_of(nearest(percept, customer, mood, rules)[0]) == "summary"


def _may_name_a_price(act: Act, percept: Percept) -> bool:
    """Whether a line of this act may only name a price: many figures are a heap, and some pass for an attack."""
    return act.kind == "scatter" or (act.kind == "attack" and "attack" not in percept.judgement.named)


def _condition(act: Act, percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> Act:
    """Say what a line did that reads as a push, or as advice, and may only set a condition: "if you sign for three"."""
    node, _ = nearest(percept, customer, mood, rules)
    if kind_of(node) in (*_TERMS, *PRICES):
        return Act(kind_of(node), node)
    sure = (percept.judgement.moves or {}).get(act.kind, 0.0) >= SURE_OF_SIN
    return act if sure else Act("statement")


def _says_back(percept: Percept, mood: Mood) -> bool:
    """Whether the line only says what the customer cannot do: bad news said back reads as a push, or as giving in."""
    if WALL not in percept.signs or {GRANTS, OFFERS, GIVES, HURRIES, BACK} & percept.signs:
        return False
    near = {kind_of(one.node) for one in percept.heard if one.similarity >= SAID_BACK_AT}
    return "barrier" in told_kinds(mood) and bool({"barrier", "lever"} & near)


def _term_beside(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> Act | None:
    """Return the term that a line gives for the price to stay: "you pay in May, and in return it stays at 480"."""
    if BACK not in percept.signs or not {OFFERS, GRANTS} & percept.signs:
        return None
    node, lead = nearest(without_kinds(percept, _not_given(rules)), customer, mood, rules)
    return Act(kind_of(node), node, mark(back=True)) if kind_of(node) == "lever" and lead >= KNOWN_AT else None


def _priced(act: Act, price: float, customer: TopicCustomer, *, last: float | None, back: bool, rules: Rules) -> Act:
    """Say what a line did that names a price other than the last."""
    kind = rules.kinds.get(act.kind)
    if last is None and price >= range_of(customer).top and kind and kind.asks:
        return Act(act.kind, act.node, mark(price))  # a question that names the price as well
    return Act(
        "offer" if last is None else "step",
        _node(customer, "offer" if last is None else "step"),
        mark(price, back=back),
    )


def _sums_up(act: Act, percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> bool:
    """Whether the line says back what was said, and asks whether that is right."""
    if act.kind == "summary":
        return CHECKS in percept.signs or percept.judgement.questions > 0
    if CHECKS not in percept.signs:
        return False
    # once all is on the table, who says several things and asks but one has not asked for any of them
    if _asks_kind(act, rules) and is_complete(customer, mood):
        return percept.judgement.questions == 1 and any(not part.judgement.questions for part in percept.parts)
    said = act.kind in (*_TERMS, *PRICES, "concede", "statement", "lost", "vague", "acknowledge", "rushed")
    return said and nearest(percept, customer, mood, rules)[1] >= NEAR_AT


def _asks_kind(act: Act, rules: Rules) -> bool:
    kind = rules.kinds.get(act.kind)
    return kind is not None and kind.asks


def _term_meant(act: Act, percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> Act:
    """
    Return the act of giving a term where the line is that, though it lies nearer to another; else *act*.

    What is asked back is the same in a step, a term and a summary; and a term that is given names their trouble.
    """
    signs = percept.signs
    if act.kind == "extra" and percept.judgement.questions and not {BACK, OURS} & signs:
        other = _read_without((act.kind,), percept, customer, mood, rules)
        return other if _asks_kind(other, rules) else act
    # "all of it in May, and you let us pick the week, deal?", "what if we wait? you'd sign for three years then"
    if act.kind == "barrier" and BACK in signs and {CLOSES, OFFERS} & signs:
        return _lever_near(without_kinds(percept, _not_given(rules)), customer, mood, rules) or act
    # "nobody touches a room before June, but then I'd like your signature": though it lies near to what is asked
    if _asks_kind(act, rules) and {BACK, OURS} <= signs and (TAGGED in signs or not percept.judgement.questions):
        return _lever_near(without_kinds(percept, _not_given(rules)), customer, mood, rules) or act
    if _asks_kind(act, rules) and GIFT in signs:  # "how about a display in the corridor? my treat"
        node, lead = nearest(without_kinds(percept, _not_given(rules)), customer, mood, rules)
        return Act(kind_of(node), node) if kind_of(node) in _TERMS and lead >= NEAR_AT else Act("concede")
    if act.kind in _MAY_GIVE and (BACK in signs or GRANTS in signs):
        # "the money comes when you sell the soy" says back what they told, and gives nothing
        says_back = "acknowledge" in percept.judgement.named and GRANTS not in signs
        offered_for = BACK in signs and not says_back and not percept.judgement.questions
        said = without_kinds(percept, _not_given(rules)) if offered_for else percept
        sure = act.kind == "acknowledge" and {BACK, GRANTS} <= signs  # it gives and it wants, whatever it says back
        return _lever_near(said, customer, mood, rules, least=NEAR_AT if sure else KNOWN_AT) or act
    unpriced = act.kind in PRICES and GIVES not in signs
    if not unpriced and not (act.kind == "summary" and BACK in signs):
        return act
    other = _read_without((*PRICES, act.kind), percept, customer, mood, rules)
    # a term that is given too early is a concession: "we could wait for the money until May, if you take three years"
    return other if other.kind in _TERMS or (other.kind == "concede" and {GRANTS, OFFERS} & signs) else act


def _lever_near(
    percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules, *, least: float = KNOWN_AT
) -> Act | None:
    node, lead = nearest(percept, customer, mood, rules)
    return Act(kind_of(node), node, HEARD) if kind_of(node) == "lever" and lead >= least else None


def _not_given(rules: Rules) -> tuple[str, ...]:
    """Return the kinds that no line gives which asks nothing and wants something back: what is asked, and the price."""
    return (*(name for name, kind in rules.kinds.items() if kind.asks), *PRICES, "summary")


def _read_without(kinds: tuple[str, ...], percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> Act:
    return understand_topics(without_kinds(percept, kinds), customer=customer, mood=mood, rules=rules).act


def _worded(act: Act, percept: Percept, customer: TopicCustomer, mood: Mood, *, back: bool) -> Act:
    """Say what a line did that names no new price."""
    signs = percept.signs
    if CLOSES in signs and not back and not (act.kind in _TERMS and GRANTS in signs):
        return Act("rushed")
    if act.kind in _TERMS:
        return _term(act, percept, customer, mood, back=back)
    priced = any(":" in sign for sign in signs)
    given = GIVES in signs or (GIFT in signs and act.kind in _EMPTY) or "concede" in faults_of(percept)
    if act.kind == "concede" or (given and not priced):
        return Act("concede", other=mark(back=back))
    if ACCEPTS in signs and not priced and mood.said and mood.said[-1].startswith(_DEMANDS):
        return Act("concede")
    if act.kind in PRICES:  # speaks of the price and names none, or the old one
        return Act("firm")
    if act.kind == "summary":
        return Act("empty_acknowledge" if FORMULA in signs else "statement")
    return act


def _term(act: Act, percept: Percept, customer: TopicCustomer, mood: Mood, *, back: bool) -> Act:
    """Say what a line did that is about a term: whether it gives it, asks what it would do, or speaks of it only."""
    asks = percept.judgement.questions > 0 and OURS not in percept.signs
    if act.kind == "lever" and not back and (asks or SUPPOSES in percept.signs):
        kind = "planned" if "barrier" in told_kinds(mood) else "barrier"
        return Act(kind, _node(customer, kind))
    if asks and not back and act.kind == "extra":
        return Act("vague")
    if _speaks_only(act, percept, back=back):
        known = WALL in percept.signs and "barrier" in told_kinds(mood)
        return Act("acknowledge" if known or act.other == HEARD else "statement")
    return Act(act.kind, act.node, mark(back=back))


def _speaks_only(act: Act, percept: Percept, *, back: bool) -> bool:
    """Whether a line about a term gives nothing: it says back what the customer cannot do, or what they said."""
    signs = percept.signs
    if act.kind == "extra":
        return not {GRANTS, OFFERS, GIFT} & signs
    if GRANTS in signs:
        return False
    if WALL in signs:
        return True
    return not back and (OFFERS not in signs or act.other == HEARD)


def _node(customer: TopicCustomer, kind: str) -> str:
    return next(f"{topic.kind}.{name}" for name, topic in customer.topics.items() if topic.kind == kind)
