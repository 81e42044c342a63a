"""Held-out lines: complete, by another author, unlike the lines they test, and unchanged since they were frozen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from content.buyers import AnyCustomer, AnyHeldOut
from content.concern import REPLY_KINDS, ConcernHeldOut
from content.document import Path
from content.findings import Finding
from content.lint.corpus import Corpus
from content.lint.customers import asks_of
from content.lint.likeness import alike
from content.reading import FROZEN, Entry, Source
from content.schema import HeldOut
from content.topics import TopicHeldOut

LEAST = 5  # customer.md: a held-out set of 5 lines a node
_FOLDER = "customers/held_out"
_ROW = re.compile(r"([0-9a-f]{64})  (\S+)")  # as sha256sum writes it


def findings(corpus: Corpus) -> Iterator[Finding]:
    customers = corpus.kinds["customers"]
    held_out = corpus.kinds[_FOLDER]
    for entry in held_out.entries.values():
        held: AnyHeldOut = entry.model
        if held.customer in customers.entries:
            yield from _against(entry, held, customers.entries[held.customer].model)
        elif not customers.knows(held.customer):
            yield entry.finding(f"customer {held.customer!r} does not exist", "customer")
    for stem, known in customers.entries.items():
        if not held_out.knows(stem):
            yield known.finding(f"there are no held-out lines for it: {_FOLDER}/{stem}.yaml", "id")
    for source in corpus.sources:
        yield from _frozen(source)


def tested(customer: AnyCustomer) -> set[str]:
    """Return the nodes that have held-out lines."""
    return {node for node, _ in customer.nodes() if not node.startswith("fault.")} - {"heard", "out_of_scope"}


def _against(entry: Entry, held: AnyHeldOut, customer: AnyCustomer) -> Iterator[Finding]:
    if held.author.strip().lower() == customer.author.strip().lower():
        yield entry.finding(f"{held.author!r} wrote the customer as well; another author writes these", "author")
    nodes = tested(customer)
    for node in sorted(nodes - set(held.nodes)):
        yield entry.finding(f"nodes: {node} is missing", "nodes")
    for node, lines in held.nodes.items():
        if node not in nodes:
            yield entry.finding(f"nodes: {node} is no node of this customer", "nodes", node)
        elif len(lines) < LEAST:
            yield entry.finding(f"nodes.{node}: {len(lines)} lines; at least {LEAST}", "nodes", node)
    if held.play != customer.play:
        yield entry.finding(f"play: {held.play!r}, and the customer is made for {customer.play!r}", "play")
    for node in held.benefits if isinstance(held, HeldOut) else ():
        if node not in nodes or not node.startswith("payoff."):
            yield entry.finding(f"benefits: {node} is no payoff of this customer", "benefits", node)
    for move in sorted(set(REPLY_KINDS) - set(held.replies)) if isinstance(held, ConcernHeldOut | TopicHeldOut) else ():
        yield entry.finding(f"replies: {move} is missing", "replies")
    yield from _copies(entry, held, customer)


def _copies(entry: Entry, held: AnyHeldOut, customer: AnyCustomer) -> Iterator[Finding]:
    asks = asks_of(customer)
    places: list[tuple[Path, str]] = [
        (("nodes", node, place), line) for node, lines in held.nodes.items() for place, line in enumerate(lines)
    ]
    places += [(("out_of_scope", place), line) for place, line in enumerate(held.out_of_scope)]
    texts = [line for _, _, line in asks] + [line for _, line in places]
    for earlier, later, score in alike(texts, start=len(asks)):
        path, line = places[later - len(asks)]
        if earlier < len(asks):
            node, _, other = asks[earlier]
            message = f"{line!r} is nearly the customer's own {other!r} of {node} (likeness {score:.2f}); reword it"
        else:
            other_line = entry.document.line_of(places[earlier - len(asks)][0])
            message = f"{line!r} is nearly the line on line {other_line} (likeness {score:.2f}); reword it"
        yield entry.finding(message, *path)


def _frozen(source: Source) -> Iterator[Finding]:
    """A held-out set that has been changed after the matcher was tuned tests nothing (customer.md)."""
    folder = source.folder.joinpath(_FOLDER)
    if not folder.is_dir():
        return
    name = source.called(f"{_FOLDER}/{FROZEN}")
    file = folder.joinpath(FROZEN)
    if not file.is_file():
        yield Finding(name, 1, "is missing; freeze the files: sha256sum *.yaml > frozen.sha256")
        return
    frozen: set[str] = set()
    for number, row in enumerate(file.read_bytes().decode("utf-8", "replace").splitlines(), 1):
        match = _ROW.fullmatch(row)
        if not match:
            yield Finding(name, number, "is no row of sha256sum: a hash, two spaces, a file's name")
            continue
        frozen.add(match[2])
        held = folder.joinpath(match[2])
        if not held.is_file():
            yield Finding(name, number, f"{match[2]} is frozen and gone")
        elif hashlib.sha256(held.read_bytes()).hexdigest() != match[1]:
            yield Finding(name, number, f"{match[2]} has been changed since it was frozen; write a new set instead")
    for held in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if held.name.endswith(".yaml") and held.name not in frozen:
            yield Finding(source.called(f"{_FOLDER}/{held.name}"), 1, f"is not frozen; add its hash to {FROZEN}")
