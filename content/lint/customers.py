"""Simulated customers: the lines that ask for a node are really different ones, and what is said always fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from content.buyers import AnyCustomer
from content.concern import ConcernCustomer
from content.document import Path
from content.findings import Finding
from content.lint.corpus import Corpus
from content.lint.likeness import alike, plain
from content.reading import Entry
from content.schema import Customer
from content.topics import ANSWERS, TopicCustomer

STEP = 0.5  # dialogs/customer.py: what being asked for a problem adds to openness
MOST_TURNS = 10  # of the longest call
TURNS_AFTER = 4  # a problem that is told still takes: telling it, a consequence, its worth, a next step
LAST_TURNS = 2  # what the other role-plays have still takes: telling it, and what ends the call
SAY = 220  # customer.md 6: the buyer's line is at most 220 characters
MOST_ALIKE_OPENINGS = 2  # of one node's lines; three that begin alike are slot variations
OPENING = 3  # words
# words that stand in a question about anything
EMPTY = frozenset(
    (
        *("a", "about", "and", "any", "anything", "are", "be", "can", "could", "did", "do", "does", "for"),
        *("get", "give", "go", "going", "have", "has", "how", "i", "in", "is", "it", "just", "know", "like"),
        *("me", "mean", "more", "much", "my", "not", "of", "ok", "okay", "on", "please", "right", "say", "so"),
        *("some", "something", "tell", "that", "the", "there", "these", "thing", "things", "this", "to", "us"),
        *("we", "well", "what", "when", "where", "which", "who", "why", "will", "with", "would", "yes", "you"),
        *("your",),
    )
)


def findings(corpus: Corpus) -> Iterator[Finding]:
    for entry in corpus.entries("customers"):
        yield from _lines(entry, entry.model)
        yield from _openings(entry, entry.model)
        yield from _baits(entry, entry.model)
        yield from _numbers(entry, entry.model)
        yield from _unlocked(entry, entry.model)
        yield from _locked(entry, entry.model)
        if isinstance(entry.model, Customer):
            yield from _unclear(entry, entry.model)
            yield from _names(entry, entry.model)
        elif isinstance(entry.model, ConcernCustomer):
            yield from _depths(entry, entry.model)
        else:
            yield from _needs(entry, entry.model)
            yield from _answers(entry, entry.model)


def path_of(node: str, customer: AnyCustomer) -> Path:
    """Return where the lines of a node, as the customer's `nodes` names it, stand in the file."""
    if node.startswith("fault."):
        return ("faults", node.partition(".")[2])
    if node == "heard":
        return ("acknowledging",)
    if isinstance(customer, TopicCustomer) and "." in node:
        return ("topics", node.partition(".")[2], "ask")
    kind, _, rest = node.partition(".")
    problem, _, leaf = rest.partition(".")
    match kind:
        case "situation":
            return ("situation", rest, "ask")
        case "problem":
            return ("problems", problem, "ask")
        case "implication" | "payoff":
            return ("problems", problem, f"{kind}s", leaf, "ask")
        case "signal" | "layer":
            return (f"{kind}s", rest, "ask")
        case "advance" | "fear" | "own_step" | "mask":
            return (kind, "ask")
        case _:
            return (node,)


def asks_of(customer: AnyCustomer) -> list[tuple[str, int, str]]:
    """Return (node, place in it, line) of every authored line of a rep."""
    return [(node, place, line) for node, lines in customer.nodes() for place, line in enumerate(lines)]


def told_lines(customer: AnyCustomer) -> list[str]:
    """Return every wording in which the customer tells something before the need, or before the fear is named."""
    if isinstance(customer, TopicCustomer):
        return [line for topic in customer.topics.values() for line in topic.say]
    if isinstance(customer, ConcernCustomer):
        nodes = (*customer.signals.values(), *customer.layers.values())
        return [line for node in nodes for line in node.say]
    told = [line for fact in customer.situation.values() for line in fact.say]
    for problem in customer.problems.values():
        told += [*problem.say, *(line for i in problem.implications.values() for line in i.say)]
    return told


def _lines(entry: Entry, customer: AnyCustomer) -> Iterator[Finding]:
    asks = asks_of(customer)
    for earlier, later, score in alike([line for _, _, line in asks]):
        other, other_place, _ = asks[earlier]
        node, place, line = asks[later]
        where = entry.document.line_of((*path_of(other, customer), other_place))
        message = f"{node}: {line!r} is nearly the line of {other} on line {where} (likeness {score:.2f}); reword one"
        yield entry.finding(message, *path_of(node, customer), place, fault=None if node == other else 6)


def _openings(entry: Entry, customer: AnyCustomer) -> Iterator[Finding]:
    for node, lines in customer.nodes():
        begun: dict[str, list[int]] = defaultdict(list)
        for place, line in enumerate(lines):
            begun[" ".join(plain(line).split()[:OPENING])].append(place)
        for opening, places in begun.items():
            if len(places) > MOST_ALIKE_OPENINGS:
                message = (
                    f"{node}: {len(places)} lines begin with {opening!r}; at most {MOST_ALIKE_OPENINGS} may; reword one"
                )
                yield entry.finding(message, *path_of(node, customer), places[MOST_ALIKE_OPENINGS])


def _unclear(entry: Entry, customer: Customer) -> Iterator[Finding]:
    """Each wording names both problems, {one} and {other}, and still fits with the two longest names."""
    longest = sorted((len(problem.name) for problem in customer.problems.values()), reverse=True)[:2]
    for place, line in enumerate(customer.reactions.unclear):
        bare = line.replace("{one}", "", 1).replace("{other}", "", 1)
        if "{one}" not in line or "{other}" not in line or "{" in bare or "}" in bare:
            message = "reactions.unclear: holds {one} and {other}, once each, and no other braces"
            yield entry.finding(message, "reactions", "unclear", place)
        elif len(bare) + sum(longest) > SAY:
            message = f"reactions.unclear: with the longest names of problems it is longer than {SAY} characters"
            yield entry.finding(message, "reactions", "unclear", place, fault=12)


def _baits(entry: Entry, customer: AnyCustomer) -> Iterator[Finding]:
    """A bait is added to what is told only where the line has room; in too few it would hardly ever come up."""
    told = told_lines(customer)
    seen: set[str] = set()
    for place, bait in enumerate(customer.baits):
        fits = sum(len(line) + 1 + len(bait.say) <= SAY for line in told)
        if 2 * fits < len(told):
            message = (
                f"bait {bait.id!r} fits into {SAY} characters with {fits} of {len(told)} lines; shorten it to fit half"
            )
            yield entry.finding(message, "baits", place, fault=11)
        if bait.id in seen:
            yield entry.finding(f"two baits have the id {bait.id!r}", "baits", place)
        seen.add(bait.id)


def _numbers(entry: Entry, customer: AnyCustomer) -> Iterator[Finding]:
    limits = ("situation_budget", "impatience_end") if isinstance(customer, Customer) else ("impatience_end",)
    for block, wanted in (("start", ("trust", "openness", "impatience")), ("limits", limits)):
        for name in wanted:
            if name not in getattr(customer, block):
                yield entry.finding(f"{block}: {name} is missing", block)


def _names(entry: Entry, customer: Customer) -> Iterator[Finding]:
    names: dict[str, str] = {}
    for problem_id, problem in customer.problems.items():
        same = names.setdefault(plain(problem.name), problem_id)
        if same != problem_id:
            message = f"problems.{problem_id}: has the same name as {same}, nobody could tell them apart"
            yield entry.finding(message, "problems", problem_id, "name")


def _locked(entry: Entry, customer: AnyCustomer) -> Iterator[Finding]:
    """What is told too late for anything to come of it might as well not be there."""
    after = TURNS_AFTER if isinstance(customer, Customer) else LAST_TURNS
    most = customer.start.get("openness", 0.0) + STEP * (MOST_TURNS - after)
    for path, openness in _gated(customer):
        if openness > most:
            name = ".".join(path)
            message = f"{name}: openness {openness:g} is never reached in time; at most {most:g}"
            yield entry.finding(message, *path, "openness", fault=4)


def _gated(customer: AnyCustomer) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield where each thing stands that asks for openness, and how much."""
    if isinstance(customer, Customer):
        yield from ((("problems", name), problem.openness) for name, problem in customer.problems.items())
    elif isinstance(customer, TopicCustomer):
        yield from ((("topics", name), topic.openness) for name, topic in customer.topics.items())
    else:
        yield from ((("layers", name), layer.openness) for name, layer in customer.layers.items())
        yield ("fear",), customer.fear.openness


def _unlocked(entry: Entry, customer: AnyCustomer) -> Iterator[Finding]:
    """A line that names nothing is near to every input, and the fact would be told whatever is asked."""
    for node, place, line in asks_of(customer):
        asks = node not in ("heard", "out_of_scope") and not node.startswith("fault.")
        if asks and not set(plain(line).split()) - EMPTY:
            message = f"{node}: {line!r} names nothing, so any question brings it out; name its subject"
            yield entry.finding(message, *path_of(node, customer), place, fault=5)


def _depths(entry: Entry, customer: ConcernCustomer) -> Iterator[Finding]:
    """What lies deeper asks for more openness: else the order would be told by nothing but the file."""
    before, above = customer.start.get("openness", 0.0), "start"
    for path, layer in [*((("layers", i), layer) for i, layer in customer.layers.items()), (("fear",), customer.fear)]:
        name = ".".join(path)
        if layer.openness <= before:
            message = f"{name}: openness {layer.openness:g} is not above that of {above}, {before:g}"
            yield entry.finding(message, *path, "openness")
        before, above = layer.openness, name


def _needs(entry: Entry, customer: TopicCustomer) -> Iterator[Finding]:
    """Each topic can be told some day: what it needs is there, and nothing needs itself in the end."""
    for name, topic in customer.topics.items():
        for needed in (n for n in topic.needs if n not in customer.topics):
            yield entry.finding(f"topics.{name} needs {needed!r}, which is no topic", "topics", name, "needs", fault=4)
    told: set[str] = set()
    while more := {n for n, topic in customer.topics.items() if n not in told and set(topic.needs) <= told}:
        told |= more
    for name, topic in customer.topics.items():
        if name not in told and set(topic.needs) <= set(customer.topics):
            lost = ", ".join(needed for needed in topic.needs if needed not in told)
            message = f"topics.{name} is never told: it needs {lost}, which cannot be told before it"
            yield entry.finding(message, "topics", name, "needs", fault=4)


def _answers(entry: Entry, customer: TopicCustomer) -> Iterator[Finding]:
    """Where nothing answers the doubt, whoever asks for it and asks whether that settles it has won."""
    answers = ANSWERS.get(customer.play, ())
    if answers and not any(topic.kind in answers for topic in customer.topics.values()):
        message = f"topics: nothing has to be answered, so any line would do; add one of kind {', '.join(answers)}"
        yield entry.finding(message, "topics", fault=8)
