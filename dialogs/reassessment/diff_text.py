"""A difference as the rep reads it: at most 900 characters, whatever was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from content.basics import LONGEST_LABEL
from content.library import Library
from dialogs.reassessment import flags
from dialogs.reassessment.contradictions import STEP, Contradiction
from dialogs.reassessment.diff import KINDS, Change, Diff
from dialogs.reassessment.facts import is_nothing
from dialogs.reassessment.likeness import same_entry
from dialogs.reassessment.model import Answer
from dialogs.reassessment.telling import clip, day_words, in_short, label_of, line, source

MOST = 900  # journeys.md
_WIDTHS = (90, 70, 55, 45, 36, 28, 22)  # of what somebody wrote, tried in turn until all fits
_ONE_LINE = ("aged", "dropped")  # kinds that are told by name alone


def rendered(name: str, found: Diff, library: Library) -> str:
    """Return what changed in an account as text of at most 900 characters; the lines that matter least go first."""
    for width in _WIDTHS:
        text = "\n".join(_lines(name, found, library, width, 99))
        if len(text) <= MOST:
            return text
    for most in range(12, 0, -1):
        text = "\n".join(_lines(name, found, library, _WIDTHS[-1], most))
        if len(text) <= MOST:
            return text
    return "\n".join(clip(one, MOST // 12) for one in _lines(name, found, library, _WIDTHS[-1], 1)[:11])


def _lines(name: str, found: Diff, library: Library, width: int, most: int) -> list[str]:
    who = clip(name, LONGEST_LABEL)
    if found.since is None:
        lines = [library.text("diff.first", name=who, day=day_words(found.day))]
    else:
        lines = [library.text("diff.since", name=who, day=day_words(found.since, seen=found.day))]
    for kind in KINDS[:-1]:
        if kind == "contradicted":
            lines += _at_odds(found.contradictions, library, width, most)
        elif found.of(kind):
            lines += _of_kind(kind, found, library, width, most)
    return [*lines, _last(found, library)]


def _of_kind(kind: str, found: Diff, library: Library, width: int, most: int) -> Iterator[str]:
    changes = [one for one in found.items if one.kind == kind]
    head = library.text(f"diff.{kind}", count=len(changes))
    if kind in _ONE_LINE:
        names = [_by_name(one, found.day, library) for one in changes[:most]]
        yield f"{head}   {', '.join(names)}{_rest(len(changes) - most, library)}"
        return
    yield head
    for one in changes[:most]:
        yield " " + change(one, found.day, library, width)
    if len(changes) > most:
        yield _rest(len(changes) - most, library)


def _rest(count: int, library: Library) -> str:
    return " " + library.text("diff.more", count=count) if count > 0 else ""


def _by_name(one: Change, day: date, library: Library) -> str:
    """Return "N2 cost of stops (41 days)" for what aged; the name alone for what was taken back."""
    label = label_of(one.item, library)
    if one.kind == "aged" and one.after and one.after.day:
        return library.text("diff.days", item=label, days=(day - one.after.day).days)
    return label


def change(one: Change, day: date, library: Library, width: int) -> str:
    """Return how one item differs, on one line, with what that rests on: *width* bounds each thing that is quoted."""
    now, was = in_short(one.after, library), in_short(one.before, library)
    after = source(one.after, day, library, width=width) if one.after else ""
    shown = clip(now, width)
    if one.kind == "changed" and _is_another_option(one):
        arrow = library.text("diff.arrow", was=clip(was, width // 2), now=shown)
        label = one.item.upper() if one.item == "a1" else f"{label_of(one.item, library)}:"
        return f"{label} {arrow} {after}".rstrip()
    lines = _lines_changed(one, library, width)
    if lines:
        return f"{label_of(one.item, library)}: {lines}"
    if one.kind == "changed" and _has_been_something(one.before) and not now.startswith(was):
        before = library.text("diff.was", was=clip(was, width))
        return f"{label_of(one.item, library)}: {shown} {before}"
    return f"{label_of(one.item, library)}: {shown} {after}".rstrip()


def _has_been_something(before: Answer | None) -> bool:
    return before is not None and before.is_known and not is_nothing(before)


def _lines_changed(one: Change, library: Library, width: int) -> str:
    """Return the lines of a list that came or went, where others stayed; empty where it is another list altogether."""
    old, new = (answer.entries if answer else () for answer in (one.before, one.after))
    came = [entry for entry in new if not any(same_entry(entry, other) for other in old)]
    went = [entry for entry in old if not any(same_entry(entry, other) for other in new)]
    if one.kind != "changed" or len(came) == len(new):
        return ""
    added = library.text("diff.added", lines=clip("; ".join(map(line, came)), width)) if came else ""
    gone = library.text("diff.gone", lines=clip("; ".join(map(line, went)), width)) if went and not came else ""
    return added or gone


def _is_another_option(one: Change) -> bool:
    return bool(one.before and one.after and one.after.choice and one.before.choice != one.after.choice)


def _at_odds(found: tuple[Contradiction, ...], library: Library, width: int, most: int) -> list[str]:
    if not found:
        return []
    head = library.text("diff.contradicted", count=len(found))
    told = [contradiction(one, library, width) for one in found[:most]]
    first, *others = told
    return [
        f"{head}  {first}",
        *(" " + one for one in others),
        *([_rest(len(found) - most, library)] * (len(found) > most)),
    ]


def contradiction(one: Contradiction, library: Library, width: int = 60) -> str:
    """Return what does not go together, in one sentence without a full stop."""
    if one.way == STEP:
        return library.text("contradiction.step", step=clip(one.quote, width), state=one.state.replace("_", " "))
    if one.way == "price":
        return library.text("contradiction.price", gap=one.quote)
    return library.text("contradiction.power" if one.way == "power" else "contradiction.criteria")


def _last(found: Diff, library: Library) -> str:
    """Return how many stay the same, how many of them on ageing evidence, and what became of the flags."""
    same = library.text("diff.same", count=len(found.of("same")))
    new = [library.text("diff.raised", flag=flags.title(id, library)) for id in found.raised]
    gone = [library.text("diff.cleared", flag=flags.title(id, library)) for id in found.cleared]
    if not (new or gone):
        return same
    listed = [*new, *gone]
    shown = ", ".join(listed[:8]) + _rest(len(listed) - 8, library)
    return f"{same} {library.text('diff.flags', flags=shown)}"
