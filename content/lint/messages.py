"""The coach's messages: each is said somewhere, each name in braces is filled in, and each fits its kind when it is."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from content.buyers import AnyCustomer
from content.concern import ConcernCustomer
from content.findings import Finding
from content.lint.corpus import Corpus
from content.lint.customers import told_lines
from content.practice import FixItem, LineItem, PickItem, PlanItem, SortItem, SpotItem
from content.reading import Entry
from content.schema import Customer
from content.topics import TopicCustomer

# journeys.md: prompt <= 350, feedback <= 700, brief <= 2,400; schema.Label: 60
_LIMITS = {"prompt": 350, "feedback": 700, "label": 60, "brief": 2400}
# What the dialogs fill in, where it comes from no content file: usual lengths in characters. The dialogs clip a
# rep's own words and whole feedback, so these are no bounds.
_USUAL = {
    "quote": 110,
    "why": 160,
    "effect": 150,
    "cues": 60,
    "frameworks": 8,
    "turn": 2,
    "turns": 2,
    "place": 2,
    "passed": 2,
    "total": 2,
    "told": 40,  # a label in words; a reply's several moves
    # the short form of content/accuracy.md
    "heard": 2,
    "asked": 2,
    "faults": 2,
    "sins": 2,
    "counted": 36,
    "questions": 4,
    "coverage": 4,
    "correct": 4,
    "f1": 3,
    "low": 3,
    "high": 3,
    "minimise": 7,
    "prescribe": 7,
    "pressure": 7,
    "lines": 4,
    "authors": 2,
}
_WITH_OPENING = ("onboarding.meet",)  # quotes what a customer says first, and nothing longer
_UNKNOWN = 40  # a name that no rule below knows


def findings(corpus: Corpus) -> Iterator[Finding]:
    lengths = _lengths(corpus)
    openings = [entry.model.opening for entry in corpus.entries("customers") if isinstance(entry.model, Customer)]
    opened = lengths | ({"said": max(map(len, openings))} if openings else {})
    for entry in corpus.entries("messages"):
        for name, message in entry.model.messages.items():
            known = opened if name in _WITH_OPENING else lengths
            yield from _one(entry, name, message.text, message.kind, known)
            if corpus.used_messages is not None:
                yield from _use(corpus, entry, name, message.text)
    yield from _missing(corpus)


def _one(entry: Entry, name: str, text: str, kind: str, lengths: dict[str, int]) -> Iterator[Finding]:
    fields = fields_of(text)
    if fields is None:
        message = f"{name}: braces may only hold a name, such as {{name}}"
        yield entry.finding(message, "messages", name)
        return
    filled = len(text) + sum(lengths.get(field, _UNKNOWN) - len(field) - 2 for field in fields)
    if filled > _LIMITS[kind]:
        filled_in = ", with its names filled in" if fields else ""
        message = f"{name}: {filled} characters{filled_in}; a {kind} has at most {_LIMITS[kind]}"
        yield entry.finding(message, "messages", name, fault=12)
    if not text.strip():
        yield entry.finding(f"{name}: is empty", "messages", name)


def _use(corpus: Corpus, entry: Entry, name: str, text: str) -> Iterator[Finding]:
    used = corpus.used_messages or {}
    if name not in used:
        yield entry.finding(f"{name}: no dialog says it", "messages", name)
        return
    for field in sorted(set(fields_of(text) or ()) - set(used[name])):
        yield entry.finding(f"{name}: {{{field}}} is not filled in by the dialogs", "messages", name)


def _missing(corpus: Corpus) -> Iterator[Finding]:
    folder = corpus.kinds["messages"]
    if corpus.used_messages is None or folder.broken or not folder.entries:
        return
    for name in sorted(set(corpus.used_messages) - set(corpus.messages())):
        home = _home_of(name, corpus.entries("messages"))
        yield home.finding(f"{name}: a dialog says it, and there is no such message", "messages", fault=18)


def fields_of(text: str) -> list[str] | None:
    """Return the names in braces, each as often as it stands there; None where a brace holds anything but a name."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return None
    if any(brace * 2 in text for brace in "{}"):
        return None
    named = [(field, spec, conversion) for _, field, spec, conversion in parts if field is not None]
    plain = all(field.isidentifier() and not spec and not conversion for field, spec, conversion in named)
    return [field for field, _, _ in named] if plain else None


def _topics(customers: Sequence[AnyCustomer]) -> Iterator[str]:
    for customer in customers:
        if isinstance(customer, ConcernCustomer):
            yield from (signal.name for signal in customer.signals.values())
        if isinstance(customer, TopicCustomer):
            yield from (topic.name for topic in customer.topics.values())


def _answers(corpus: Corpus) -> list[str]:
    """Return what the debrief may show of an offer, a scenario's own or a company's."""
    own = [entry.model.offer for entry in corpus.entries("scenarios") if entry.model.offer]
    products = [product for entry in corpus.entries("packs") for product in entry.model.products.values()]
    fits = [fit for product in products for fit in product.fits.values()]
    return [line for holder in (*own, *fits) for lines in holder.answers.values() for line in lines]


def _lengths(corpus: Corpus) -> dict[str, int]:
    """Return what each name adds: the longest of what prompts show, the median of what feedback is made of."""
    customers = [entry.model for entry in corpus.entries("customers")]
    scenarios = [entry.model for entry in corpus.entries("scenarios")]
    items = [entry.model for entry in corpus.entries("drills")]
    picks = [item for item in items if isinstance(item, PickItem)]
    spots = [moment for item in items if isinstance(item, SpotItem) for moment in item.moments]
    typed = [item for item in items if isinstance(item, LineItem | FixItem)]
    fields = [field for item in items if isinstance(item, PlanItem) for field in item.fields]
    sorts = [item for item in items if isinstance(item, SortItem)]
    labels = [text for name, text in corpus.messages().items() if name.startswith("label.")]
    longest = {
        "name": [c.persona.name for c in customers],
        "role": [c.persona.role for c in customers],
        "company": [c.persona.company for c in customers],
        "said": [line for c in customers for line in told_lines(c)],
        "problem": [p.name for c in customers if isinstance(c, Customer) for p in c.problems.values()],
        "topic": [*_topics(customers)],
        "goal": [s.goal for s in scenarios],
        "cue": [cue for p in picks for cue in p.cues],
        "label": [o.label for p in picks for o in p.options],
        "flawed": [item.flawed for item in typed if isinstance(item, FixItem)],
        "text": [card.text for item in sorts for card in item.cards],
        "prompt": [field.prompt for field in fields],
        "taken": [bucket.label for item in sorts for bucket in item.buckets],
        "who": [moment.who for moment in spots],
        "answer": _answers(corpus),
        "answers": [", ".join(p.name for p in c.problems.values()) for c in customers if isinstance(c, Customer)],
        "wanted": labels,
        "first": labels,
        "second": labels,
    }
    usual = {
        "purpose": [item.why for item in typed],
        "better": [better for item in typed for better in item.better],
        "miss": [check.miss for item in typed for check in item.checks],
        "hint": [field.hint for field in fields],
        "right_why": [o.why for p in picks for o in p.options if o.correct],
    }
    found = {name: max(map(len, texts)) for name, texts in longest.items() if texts}
    found |= {name: int(median(map(len, texts))) for name, texts in usual.items() if texts}
    return _USUAL | found | ({"right": found["label"]} if "label" in found else {})


def _home_of(name: str, files: Iterable[Entry]) -> Entry:
    """Return the file that holds most messages of a message's family, its id up to the first point."""
    family = name.partition(".")[0]
    found: Entry = max(files, key=lambda file: sum(id.partition(".")[0] == family for id in file.model.messages))
    return found
