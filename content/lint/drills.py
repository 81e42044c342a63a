"""Drill items: a PICK has one right answer that its cues give away, a LINE cannot be passed by what must miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from content.findings import Finding
from content.lint.corpus import Corpus
from content.lint.likeness import plain
from content.loader import Entry
from content.schema import LineItem, PickItem

_PROMPT, _FEEDBACK = 350, 700  # journeys.md: prompt <= 350, feedback <= 700


def findings(corpus: Corpus) -> Iterator[Finding]:
    for entry in corpus.entries("drills"):
        item = entry.model
        said = (item.customer,) if isinstance(item, PickItem) else item.told
        shown = "\n".join([*([item.context] if item.context else []), *(f"“{line}”" for line in said), "", item.prompt])
        if len(shown) > _PROMPT:
            yield entry.finding(f"the whole prompt has {len(shown)} characters; at most {_PROMPT}", "prompt")
        if isinstance(item, PickItem):
            yield from _pick(entry, item, corpus)
            yield from _verdicts(entry, item, corpus.messages())
        else:
            yield from _line(entry, item)


def _pick(entry: Entry, item: PickItem, corpus: Corpus) -> Iterator[Finding]:
    right = sum(option.correct for option in item.options)
    if right != 1:
        yield entry.finding(f"{right} options are correct; exactly one is", "options")
    for place, cue in enumerate(item.cues):
        if cue not in item.customer:
            yield entry.finding(
                f"cue {cue!r} does not stand in what the customer says, letter by letter", "cues", place
            )
    ids = Counter(option.id for option in item.options)
    labels = Counter(plain(option.label) for option in item.options)
    for place, option in enumerate(item.options):
        if ids[option.id] > 1:
            yield entry.finding(f"two options have the id {option.id!r}", "options", place, "id")
        if labels[plain(option.label)] > 1:
            yield entry.finding(f"two options read {option.label!r}", "options", place, "label")
        for what in ("id", "label"):
            if plain(getattr(option, what)) in corpus.reserved:
                message = f"{getattr(option, what)!r} is a word that the coach takes everywhere; nobody could pick it"
                yield entry.finding(message, "options", place, what)


def _verdicts(entry: Entry, item: PickItem, messages: dict[str, str]) -> Iterator[Finding]:
    """Measure each answer's verdict, as the dialog puts it together."""
    right = next((option for option in item.options if option.correct), item.options[0])
    cues = " … ".join(f"“{cue}”" for cue in item.cues)
    for place, option in enumerate(item.options):
        text = messages.get("drill.pick_right" if option.correct else "drill.pick_wrong", "")
        names = {"label": option.label, "why": option.why, "right": right.label, "right_why": right.why, "cues": cues}
        length = len(text) + sum(text.count(f"{{{n}}}") * (len(said) - len(n) - 2) for n, said in names.items())
        if length > _FEEDBACK:
            message = f"the verdict on {option.id!r} has {length} characters; at most {_FEEDBACK}"
            yield entry.finding(message, "options", place, "why")


def _line(entry: Entry, item: LineItem) -> Iterator[Finding]:
    missing = {plain(line) for line in item.misses}
    seen: set[str] = set()
    for place, line in enumerate(item.better):
        if plain(line) in missing:
            yield entry.finding("a better line stands under misses as well", "better", place)
        if plain(line) in seen:
            yield entry.finding("the same better line stands twice", "better", place)
        seen.add(plain(line))
