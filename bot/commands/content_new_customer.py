"""
The templates of a customer, their scenario and held-out lines, for each role-play.

How many of what there must be is read from the schema, the kinds of topic from content/topics.py, what each needs from
the play's rules; only what each is for, and an example, stands in content/templates/kinds.txt.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from content.buyers import AnyCustomer
from content.concern import LEAST_REPLIES, REPLY_KINDS
from content.document import parse
from content.findings import Finding
from content.lint.held_out import LEAST, tested
from content.schema import LEAST_BENEFITS, Buyer, Customer, HeldOut, Node, Paraphrases, Scenario
from content.topics import LEAST_TOPICS
from dialogs.plays.all_of_them import PLAYS, TOPIC_RULES
from dialogs.plays.topics.rules import Kind, Rules
from dialogs.wording import DATED, FIGURE

Fill = Callable[[str, Mapping[str, Any]], str]  # (template, names): the text, with its lines to write counted out

_WIDE = 118
_PROBLEMS = ("first", "second", "third")
_OPENINGS = {
    "concern": "the mask, as the first sentence on the phone",
    "objection": "the doubt, in one or two sentences",
    "entry": "a friendly first sentence on the phone",
    "evaluation": "that offers are being compared; no criterion yet",
    "negotiation": "that yours is chosen, and three points that all sound alike; no figure",
}
_BAITS = {
    "objection": "a wish for a discount, or for a word against a rival",
    "entry": "what does it do, then? or, can you send me something?",
    "evaluation": "a hint that the false criterion decides, or, do you do the weak one?",
    "negotiation": "between us, how far down could you go?",
    "concern": "is there any air left in that price?",
}
_BENEFIT = "benefit:  # a line tied to each need that the customer can voice"
_SIGNS = {
    FIGURE: "Without a figure and its unit in the line the customer asks for one.",
    DATED: "Without a day in the line the customer puts it off.",
}


def files_of(play: str, names: Mapping[str, str], fill: Fill) -> dict[str, str]:
    """Return the text of the three files by where they lie below the folder."""
    name = names["id"]
    customer = _customer_text(play, names, fill)
    return {
        f"customers/{name}.yaml": customer,
        f"scenarios/{name}_{play}.yaml": _scenario_text(play, names, fill),
        f"customers/held_out/{name}.yaml": _held_out_text(play, names, fill, _model_of(customer)),
    }


def frameworks_of(play: str) -> list[str]:
    """Return the frameworks that the checks of a role-play serve."""
    return sorted({framework for check in PLAYS[play].checks for framework in check.frameworks})


@cache
def words() -> Mapping[str, Any]:
    """Return what is taught of each role-play."""
    value: Mapping[str, Any] = _parsed(resources.files("content").joinpath("templates", "kinds.txt").read_bytes())
    return value


def _parsed(raw: bytes) -> Any:
    findings: list[Finding] = []
    document = parse("a template", raw, findings)
    if document is None:
        raise ValueError(f"a template is broken: {findings}")
    return document.value


def _model_of(text: str) -> AnyCustomer:
    customer: AnyCustomer = TypeAdapter(AnyCustomer).validate_python(_parsed(text.encode()))
    return customer


def _shape(union: Any, play: str) -> type[BaseModel]:
    """Return the model of a role-play's files."""
    members = [get_args(m)[0] if get_args(m) else m for m in get_args(get_args(union)[0])]
    found: type[BaseModel] = next(m for m in members if play in get_args(m.model_fields["play"].annotation))
    return found


def _least(model: type[BaseModel], field: str) -> int:
    """Return how many of a field there must be at least."""
    least: int = next(m.min_length for m in model.model_fields[field].metadata if hasattr(m, "min_length"))
    return least


def _comment(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, _WIDE, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}#   ", break_on_hyphens=False
    )


def _quoted(items: list[str]) -> str:
    return ", ".join(f'"{item}"' for item in items)


# --- the customer


def _customer_text(play: str, names: Mapping[str, str], fill: Fill) -> str:
    taught, shape = words()[play], _shape(AnyCustomer, play)
    asks = {"asks": _least(Node, "ask")}
    budget = "situation_budget: 3, " if play == "discovery" else ""
    told = [
        taught["tells"],
        taught["shape"],
        f"The examples below are of an invented talk: {taught['about']} Take none of them over.",
    ]
    own = {
        "teaching": "\n".join(["#", *map(_comment, told)]),
        "frameworks": _quoted(_served(play, names["framework"])),
        "limits": f"{budget}impatience_end: 6",
        "limited": ("facts asked for before it gets tedious; " if budget else "") + "when the call ends",
        "opening": _OPENINGS.get(play, "the first sentence on the phone"),
        "bait": _BAITS.get(play, "so what do you offer?"),
        "own": _own(play, names, fill, asks),
        "reactions": "\n".join(_reactions(shape.model_fields["reactions"].annotation)),
        "outside": _least(Buyer, "out_of_scope"),
    }
    return fill("customer", {**names, "play": play, **asks, **own})


def _served(play: str, first: str) -> list[str]:
    return list(dict.fromkeys([*([first] if first else []), *frameworks_of(play)]))


def _own(play: str, names: Mapping[str, str], fill: Fill, asks: Mapping[str, int]) -> str:
    """Return the part that only customers of this role-play have."""
    if play == "discovery":
        problems = [fill("problem", {**asks, "name": problem}).rstrip() for problem in _PROBLEMS]
        return fill("discovery", {**names, **asks, "problems": "\n".join(problems)}).rstrip()
    if play == "concern":
        return fill("concern", {**names, **asks}).rstrip()
    topics = fill("topics", {"topics": "\n\n".join(_kinds(TOPIC_RULES[play]))}).rstrip()
    if play != "negotiation":
        return topics
    return f"range: {{top: 90, limit: 80}}  # the price, in thousands; the briefing says both\n\n{topics}"


def _reactions(model: Any) -> Iterator[str]:
    for name in model.model_fields:
        yield f"  {name}:\n    - {_least(model, name)} x WRITE: {words()['reactions'][name]}"


def _kinds(rules: Rules) -> Iterator[str]:
    """Yield each kind of topic: what it is for, how many there must be, an example, and the topics to write."""
    for name, taught in words()[rules.rubric]["kinds"].items():
        kind, least = rules.kinds[name], LEAST_TOPICS[rules.rubric][name]
        said = [f"{name} ({_many(least)}): {taught['means']}.", _brought_up(kind)]
        said.append(f'e.g. rep: "{taught["rep"]}"  customer: "{taught["customer"]}"')
        if "guarded" in taught:
            said.append(f'before it can be told: "{taught["guarded"]}"')
        head = "\n".join(_comment(part, "  ") for part in said)
        topics = _topics(name, taught, least)
        build = _spare if taught.get("spare") else _topic
        yield "\n".join([head, *(build(topic, name, kind, how) for topic, how in topics.items())])


def _many(least: int) -> str:
    return f"{least} at least" if least else "only where it fits"


def _brought_up(kind: Kind) -> str:
    said = "Brought up by asking." if kind.asks else "Brought up by saying it, also with a small question behind."
    if kind.fault:
        return f"{said} A FAULT: it closes the customer, and nothing is ever told."
    if kind.needs:
        said += f" Told only after {', '.join(kind.needs)} (one of each that this customer has)."
    if kind.label != "none":
        said += f" It counts as a question of the type {kind.label}."
    return " ".join(part for part in (said, _SIGNS.get(kind.sign, "")) if part)


def _topics(kind: str, taught: Mapping[str, Any], least: int) -> dict[str, Mapping[str, Any]]:
    """Return the topics of a kind: those of the words, one where these name none, and never too few."""
    found: dict[str, Mapping[str, Any]] = dict(taught.get("topics") or {f"the_{kind}": {}})
    for number in range(len(found) + 1, least + 1):
        found[f"the_{kind}_{number}"] = {}
    return found


def _topic(topic: str, name: str, kind: Kind, how: Mapping[str, Any]) -> str:
    called = topic.replace("_", " ")
    asks = "asking" if kind.asks else "saying"
    rows = [f"  {topic}:", f'    kind: "{name}"', f'    name: "WRITE: {how.get("name", "what the debrief calls it")}"']
    if "needs" in how:
        rows.append(f"    needs: [{_quoted(how['needs'])}]  # topics told before; take out what this customer has not")
    if "openness" in how:
        rows.append(f"    openness: {how['openness']}  # how far the customer must have opened up; 1 at the start")
    rows += ["    ask:", f"      - {_least(Node, 'ask')} x WRITE: the rep, {asks} {called}"]
    rows += ["    say:", f"      - {3 if kind.fault else 2} x WRITE: the customer on {called}"]
    if _waits(kind, how):
        rows += ["    guarded:", f"      - 2 x WRITE: the customer, {called}, while it is too early"]
    return "\n".join(rows)


def _waits(kind: Kind, how: Mapping[str, Any]) -> bool:
    return not kind.fault and bool(kind.needs or kind.puts_off or "needs" in how or "openness" in how)


def _spare(topic: str, name: str, kind: Kind, how: Mapping[str, Any]) -> str:
    """Return a topic as a comment: it is for another kind of customer."""
    needs = f"needs: [{_quoted(how['needs'])}], " if "needs" in how else ""
    guarded = ', guarded: ["", ""]' if _waits(kind, how) else ""
    shape = (
        f'{topic}: {{kind: "{name}", name: "{how["name"]}", {needs}ask: [{_least(Node, "ask")} lines], say: ["", ""]'
    )
    return f"  # {shape}{guarded}}}"


# --- the scenario


def _scenario_text(play: str, names: Mapping[str, str], fill: Fill) -> str:
    taught = words()[play]
    benefit = f"{_BENEFIT}\n  - {LEAST_BENEFITS} x WRITE: You said ..., our ... does that"
    own = {
        "frameworks": _quoted(_served(play, names["framework"])),
        "briefing": _comment(f"{taught['briefing']}."),
        "benefit": benefit if play == "discovery" else "# what is sold is answered in the topics of the customer",
        "order": _comment(taught.get("exemplar") or _order(TOPIC_RULES[play])),
        "shortcuts": _least(Scenario, "shortcuts"),
        "exemplars": _least(Scenario, "exemplar"),
        "counters": _least(Scenario, "counter_exemplar"),
    }
    return fill("scenario", {**names, "play": play, **own})


def _order(rules: Rules) -> str:
    """Return in which order topics help."""
    kinds = (f"up to {most} x {kind}" if most > 1 else kind for kind, most in rules.plan)
    return ", ".join(kinds) + ", as far as there are any"


# --- held-out lines


def _held_out_text(play: str, names: Mapping[str, str], fill: Fill, customer: AnyCustomer) -> str:
    nodes = sorted(tested(customer), key=[node for node, _ in customer.nodes()].index)
    dated = "; those of advance each with a day" if isinstance(customer, Customer) else ""
    own = {
        "least": LEAST,
        "dated": dated,
        "nodes": "\n".join(f"  {node}:\n    - {LEAST} x WRITE: the rep, {node}" for node in nodes),
        "outside": _least(Paraphrases, "out_of_scope"),
        "rest": _pitches(nodes) if isinstance(customer, Customer) else _replies(),
    }
    return fill("held_out", {**names, "play": play, **own})


def _pitches(nodes: list[str]) -> str:
    rows = ["pitches:", f"  - {_least(HeldOut, 'pitches')} x WRITE: a pitch that comes too soon"]
    rows += ["benefits:"]
    for node in (node for node in nodes if node.startswith("payoff.")):
        rows.append(f'  {node}:\n    - "WRITE: a line tied to the need behind {node}"')
    steps = _least(HeldOut, "no_date_advances")
    return "\n".join([*rows, "no_date_advances:", f"  - {steps} x WRITE: a next step without a date"])


def _replies() -> str:
    """Return the lines of no node, by what they do."""
    rows = [f"  {move}:\n    - {LEAST_REPLIES} x WRITE: the rep {words()['replies'][move]}" for move in REPLY_KINDS]
    return "\n".join(["replies:  # lines of no topic, said to this customer", *rows])
