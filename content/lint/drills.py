"""
Quick items: each fits the screen as it is shown, a key has one right answer, and no line stands on both sides.

Whether the judge agrees with the lines that must pass or miss is a test's to say: content knows no judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from content.findings import Finding
from content.lint import checks
from content.lint.corpus import Corpus
from content.lint.likeness import plain
from content.practice import FixItem, LineItem, Option, PickItem, PlanItem, SortItem, SpotItem
from content.reading import Entry

_PROMPT, _FEEDBACK = 350, 700  # journeys.md: prompt <= 350, feedback <= 700


def findings(corpus: Corpus) -> Iterator[Finding]:
    messages = corpus.messages()
    for entry in corpus.entries("drills"):
        item = entry.model
        yield from _shown(entry, _as_shown(item), "the whole prompt")
        match item:
            case PickItem():
                yield from _pick(entry, item, corpus, messages)
            case SpotItem():
                yield from _spot(entry, item, messages)
            case SortItem():
                yield from _sort(entry, item, corpus, messages)
            case LineItem() | FixItem():
                yield from _line(entry, item)
                yield from checks.findings(entry, item.checks, "checks")
            case PlanItem():
                yield from _plan(entry, item, messages)
                for place, field in enumerate(item.fields):
                    yield from checks.findings(entry, field.checks, "fields", place, "checks")


def _as_shown(item: PickItem | SpotItem | SortItem | LineItem | FixItem | PlanItem) -> str:
    """Return the first message of an item, as the dialog puts it together."""
    case = [item.context] if item.context else []
    match item:
        case PickItem():
            return "\n".join([*case, f"“{item.customer}”" if item.customer else "", "", item.prompt])
        case SpotItem():
            return "\n".join([*case, *(f"1. {moment.who}: {moment.text}" for moment in item.moments)])
        case SortItem():
            first = max((card.text for card in item.cards), key=len, default="Which comes first?")
            return "\n".join([*case, item.prompt, "", f"1 of 10: “{first}”"])
        case LineItem():
            told = [*item.told, *([item.worry] if item.worry else [])]
            return "\n".join([*case, *(f"“{line}”" for line in told), "", item.prompt])
        case FixItem():
            told = [*item.told, *([item.worry] if item.worry else [])]
            return "\n".join([*case, *(f"“{line}”" for line in told), f"To repair: “{item.flawed}”", "", item.prompt])
        case PlanItem():
            return "\n".join([*case, item.prompt])


def _shown(entry: Entry, text: str, what: str, *path: str | int, most: int = _PROMPT) -> Iterator[Finding]:
    if len(text) > most:
        yield entry.finding(f"{what} has {len(text)} characters; at most {most}", *(path or ("prompt",)), fault=12)


def _pick(entry: Entry, item: PickItem, corpus: Corpus, messages: dict[str, str]) -> Iterator[Finding]:
    case = f"{item.context or ''}\n{item.customer or ''}"
    for place, cue in enumerate(item.cues):
        if cue not in case:
            message = f"cue {cue!r} does not stand in the case or in what the customer says, letter by letter"
            yield entry.finding(message, "cues", place)
    yield from _options(entry, item.options, corpus, "options")
    yield from _verdicts(entry, item.options, item.cues, messages, "options")
    if item.reason:
        yield from _options(entry, item.reason.options, corpus, "reason", "options")
        yield from _verdicts(entry, item.reason.options, item.cues, messages, "reason", "options")


def _options(entry: Entry, options: Sequence[Option], corpus: Corpus, *path: str) -> Iterator[Finding]:
    right = sum(option.correct for option in options)
    if right != 1:
        yield entry.finding(f"{right} options are correct; exactly one is", *path)
    yield from _choices(entry, [(option.id, option.label) for option in options], corpus, "option", *path)


def _choices(
    entry: Entry, choices: Sequence[tuple[str, str]], corpus: Corpus, what: str, *path: str
) -> Iterator[Finding]:
    """Two choices have neither the same id nor the same words, and none is a word that the coach takes everywhere."""
    ids = Counter(key for key, _ in choices)
    labels = Counter(plain(label) for _, label in choices)
    for place, (key, label) in enumerate(choices):
        if ids[key] > 1:
            yield entry.finding(f"two {what}s have the id {key!r}", *path, place, "id")
        if labels[plain(label)] > 1:
            yield entry.finding(f"two {what}s read {label!r}", *path, place, "label")
        for field, text in (("id", key), ("label", label)):
            if plain(text) in corpus.reserved:
                message = f"{text!r} is a word that the coach takes everywhere; nobody could pick it"
                yield entry.finding(message, *path, place, field)


def _verdicts(
    entry: Entry, options: Sequence[Option], cues: Sequence[str], messages: dict[str, str], *path: str
) -> Iterator[Finding]:
    """Measure each answer's verdict, as the dialog puts it together."""
    right = next((option for option in options if option.correct), options[0])
    shown = " … ".join(f"“{cue}”" for cue in cues)
    for place, option in enumerate(options):
        text = messages.get("drill.pick_right" if option.correct else "drill.pick_wrong", "")
        names = {"label": option.label, "why": option.why, "right": right.label, "right_why": right.why, "cues": shown}
        what = f"the verdict on {option.id!r}"
        yield from _shown(entry, _filled(text, names), what, *path, place, "why", most=_FEEDBACK)


def _filled(text: str, names: dict[str, str]) -> str:
    for name, said in names.items():
        text = text.replace(f"{{{name}}}", said)
    return text


def _spot(entry: Entry, item: SpotItem, messages: dict[str, str]) -> Iterator[Finding]:
    right = [moment for moment in item.moments if moment.correct]
    if len(right) != 1:
        yield entry.finding(f"{len(right)} moments are correct; exactly one is", "moments")
        return
    yield from _shown(entry, item.prompt, "the question")
    for place, moment in enumerate(item.moments):
        text = messages.get("drill.spot_right" if moment.correct else "drill.spot_wrong", "")
        names = {"quote": moment.text, "why": moment.why, "right": right[0].text, "right_why": right[0].why}
        yield from _shown(entry, _filled(text, names), "the verdict", "moments", place, "why", most=_FEEDBACK)


def _sort(entry: Entry, item: SortItem, corpus: Corpus, messages: dict[str, str]) -> Iterator[Finding]:
    rows = [(bucket.id, bucket.label) for bucket in item.buckets] or [(stage.id, stage.label) for stage in item.stages]
    path = "buckets" if item.buckets else "stages"
    yield from _choices(entry, rows, corpus, path.removesuffix("s"), path)
    labels = dict(rows)
    longest = max((len(card.text) for card in item.cards), default=20)
    answers = [(card.why, labels[card.bucket]) for card in item.cards] or [(s.why, s.label) for s in item.stages]
    for place, (why, label) in enumerate(answers):
        taken = max(labels.values(), key=len)
        text = messages.get("drill.sort_wrong", "")
        said = _filled(text, {"taken": taken, "right": label, "why": why}) + "x" * (longest + 20)
        where = ("cards" if item.cards else "stages", place, "why")
        yield from _shown(entry, said, "the verdict with the next card", *where, most=_FEEDBACK)
    texts = Counter(plain(card.text) for card in item.cards)
    for place, card in enumerate(item.cards):
        if texts[plain(card.text)] > 1:
            yield entry.finding("the same card stands twice", "cards", place)


def _line(entry: Entry, item: LineItem | FixItem) -> Iterator[Finding]:
    missing = {plain(line) for line in item.misses}
    if isinstance(item, FixItem):
        missing.add(plain(item.flawed))
    seen: set[str] = set()
    for place, line in enumerate(item.better):
        if plain(line) in missing:
            yield entry.finding("a better line stands under misses as well", "better", place)
        if plain(line) in seen:
            yield entry.finding("the same better line stands twice", "better", place)
        seen.add(plain(line))
    kinds = {check.check for check in item.checks}
    if "moves" in kinds and (item.wants or kinds & {"type", "says"}):
        yield entry.finding(
            "a reply has moves and a question has a type: one item is judged as one of the two", "checks"
        )


def _plan(entry: Entry, item: PlanItem, messages: dict[str, str]) -> Iterator[Finding]:
    ids = Counter(field.id for field in item.fields)
    for place, field in enumerate(item.fields):
        if ids[field.id] > 1:
            yield entry.finding(f"two fields have the id {field.id!r}", "fields", place, "id")
        yield from _shown(entry, f"6 of 6: {field.prompt}", "the question", "fields", place, "prompt")
        if (field.checks or field.beside) and not field.misses:
            yield entry.finding("a field with checks needs a line that misses", "fields", place, "misses")
        for number, check in enumerate((*field.checks, *field.beside)):
            text = _filled(messages.get("drill.plan_lacks", ""), {"miss": check.miss})
            yield from _shown(entry, text, "what is missing", "fields", place, "checks", number, "miss")
