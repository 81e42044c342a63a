"""
What a tap or a typed line makes of a sitting's step: the draft after it, and what the rep is told of how it was read.

A line that is not understood moves nothing and loses nothing: it waits beside the draft until an option is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from content.checklist import ChecklistItem
from content.line_checks import AvoidsCheck, LengthCheck, NamesCheck
from dialogs.checks import decide, first_miss
from dialogs.model import Dated, Judgement
from dialogs.reassessment import entries, reading, sitting, strategy
from dialogs.reassessment.ladder import lacks
from dialogs.reassessment.model import Answer, Basis, Draft, Entry
from dialogs.reassessment.reading import NONE, UNKNOWN, Told
from dialogs.reassessment.sitting import Next, Sitting

LONGEST_TEXT = 600  # characters of an answer: more than a line anybody types, and an account's file stays small
AS_IS, ENOUGH = "as_is", "enough"
Note = tuple[str, dict[str, str]]  # a message id of the family "reassess.note_", without it, and its names


@dataclass(frozen=True, slots=True)
class Input:
    """What the rep did at a step: a button's id, or a line with the days in it."""

    choice: str = ""
    text: str = ""
    dates: tuple[Dated, ...] = ()
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The draft after a step, and what to say of it."""

    draft: Draft
    notes: tuple[Note, ...] = ()


def taken(now: Sitting, step: Next, given: Input) -> Taken:
    """Return the sitting's draft after what the rep did at *step*; what is too long to keep is said."""
    found = _taken(now, step, given)
    is_cut = len(given.text.strip()) > LONGEST_TEXT and found.draft != now.draft
    return replace(found, notes=(("too_long", {"most": str(LONGEST_TEXT)}), *found.notes)) if is_cut else found


def _taken(now: Sitting, step: Next, given: Input) -> Taken:
    match step.kind:
        case "close":  # begun anew, or taken up again, where all was asked already
            return Taken(now.draft)
        case "section":
            return _section(now, step.id, given.choice)
        case "module":
            return Taken(sitting.opened(now.draft, step.id, given.choice))
        case "seen":
            return Taken(sitting.logged(sitting.note(now.draft, seen=given.choice), "seen", step.id))
        case "item":
            return _item(now, step.id, given.choice)
        case "more":
            return _more(now, step.id, given)
        case "basis":
            return _basis(now, step.id, given)
        case "source":
            return _source(now, step.id, given)
        case _:
            return _question(now, step.id, given)


def skipped(now: Sitting, step: Next) -> Taken:
    """Return the draft once a step is left out."""
    match step.kind:
        case "close":
            return Taken(now.draft)
        case "section":
            return _section(now, step.id, "true")
        case "module":
            return Taken(sitting.opened(now.draft, step.id, "later"))
        case "seen":
            return Taken(sitting.logged(sitting.note(now.draft, seen="no"), "seen", step.id))
        case "item":
            return Taken(sitting.still_true(now, step.id))
        case "more" | "basis" | "source" if now.get("part", {}).get("renewed"):
            return Taken(sitting.still_true(now.with_draft(sitting.note(now.draft, part=None)), step.id))
        case "more" | "basis" | "source":
            return _whole(now, step.id)
        case _:
            return Taken(sitting.left_out(now.draft, step.id))


def _section(now: Sitting, section: str, choice: str) -> Taken:
    if choice == "true":
        return Taken(sitting.all_true(now, section))
    return Taken(sitting.decided(now.draft, section, "walk"))


def _item(now: Sitting, item: str, choice: str) -> Taken:
    match choice:
        case "still":
            return Taken(sitting.still_true(now, item))
        case "unsure":
            return Taken(sitting.unsure(now, item), (("open", {"ask": now.item(item).customer}),))
        case "renewed":
            answer = replace(now.base[item], kept=now.today)
            return Taken(sitting.at_part(sitting.with_answer(now.draft, answer), item, "basis", renewed=True))
        case _:
            return Taken(sitting.at_part(now.draft, item, "question"))


# --- an answer


def _question(now: Sitting, id: str, given: Input) -> Taken:
    item = now.item(id)
    text = given.text.strip()[:LONGEST_TEXT]
    if given.choice == UNKNOWN or reading.says_unknown(text):
        answer = Answer(id, given=now.today, kept=now.today)
        return _done(now, answer, (("open", {"ask": item.customer}),))
    if (given.choice == NONE and not item.options) or reading.says_none(text, item):
        return _done(now, Answer(id, choice=NONE, basis="assumed", given=now.today, kept=now.today))
    if given.choice == AS_IS:
        return _judged_line(now, item, now.get("pending", ""), given, as_is=True)
    if item.kind == "choice":
        return _chosen(now, item, text, given)
    if item.kind == "entries":
        return _listed(now, item, text, given)
    return _judged_line(now, item, text, given)


def _chosen(now: Sitting, item: ChecklistItem, text: str, given: Input) -> Taken:
    choice, rest = (given.choice, now.get("pending", "")) if given.choice else reading.option_of(text, item)
    if not choice:
        return Taken(sitting.note(now.draft, pending=text), (("which", {}),))
    told = reading.told(rest, _dates_in(rest, given), now.today)
    answer = Answer(item.id, choice=choice, given=now.today, kept=now.today, basis="assumed")
    if rest:
        answer = _with_words(item, answer, rest, told, given)
    return _answered(now, item, answer, told)


def _dates_in(rest: str, given: Input) -> tuple[Dated, ...]:
    """Return the days of a line as they stand in its last part."""
    shift = given.text.find(rest) if rest else 0
    moved = (replace(d, start=d.start - shift, end=d.end - shift) for d in given.dates)
    return tuple(d for d in moved if d.start >= 0 and d.end <= len(rest))


def _with_words(item: ChecklistItem, answer: Answer, rest: str, told: Told, given: Input) -> Answer:
    """Return an option with the words behind it: they are its reason, or they say what it rests on."""
    gap = reading.gap_in(rest, _dates_in(rest, given)) if item.columns else ""
    if gap:
        answer = replace(answer, entries=(Entry(rest, {item.columns[0].id: gap}),))
    elif item.more:
        answer = replace(answer, text=rest)
    basis: Basis = "assumed" if told.ours else told.basis
    if answer.choice in item.follow and told.who and basis == "assumed":
        basis = "did"  # "met: Carla Ruiz, 12 Nov": the option is the deed
    if item.more and not told.whole:
        return answer
    act = reading.act_in(rest, _dates_in(rest, given))
    return replace(answer, basis=basis, who=told.who, act=act, day=told.day)


def _listed(now: Sitting, item: ChecklistItem, text: str, given: Input) -> Taken:
    found = entries.read_entries(item, text, given.dates)
    if not found:
        return Taken(now.draft, (("no_line", {}),))
    kept, over = found[: item.most], found[item.most :]
    days = [d for d in given.dates if d.day <= now.today]
    last = max(days, key=lambda d: d.day, default=None)
    told = reading.told(*_line_at(text, last), now.today)
    answer = Answer(item.id, entries=kept, basis="assumed", given=now.today, kept=now.today)
    names = [e.fields.get("who", "") for e in kept if last and e.fields.get("day") == last.day.isoformat()]
    who = next(filter(None, names), "")
    if last and who and any(c.kind == "who" for c in item.columns) and not item.ahead:
        basis: Basis = "did" if told.basis == "did" else "said"
        answer = replace(answer, basis=basis, who=who, day=last.day, act=reading.act_in(*_line_at(text, last)))
    notes: tuple[Note, ...] = (("too_many", {"most": str(item.most)}),) if over else ()
    return _answered(now, item, answer, Told(answer.basis, who=answer.who, day=answer.day), notes)


def _line_at(text: str, dated: Dated | None) -> tuple[str, tuple[Dated, ...]]:
    """Return the line of a list in which a day stands, and the day as it stands there."""
    if dated is not None:
        for start, line in entries.lines_of(text):
            if start <= dated.start < start + len(line):
                return line, (replace(dated, start=dated.start - start, end=dated.end - start),)
    return "", ()


def _judged_line(now: Sitting, item: ChecklistItem, text: str, given: Input, *, as_is: bool = False) -> Taken:
    """Take a line of text; the strategy sentence is looked at once before."""
    if not any(char.isalnum() for char in text):
        return Taken(now.draft, (("no_line", {}),))
    miss = "" if as_is or now.get("pending") == text else strategy_miss(now, item, text)
    if miss:
        return Taken(sitting.note(now.draft, pending=text), (("judged", {"miss": miss}),))
    told = reading.told(text, given.dates, now.today)
    answer = Answer(item.id, text=text, basis="assumed", given=now.today, kept=now.today)
    if told.whole:
        answer = replace(answer, basis=told.basis, who=told.who, act=reading.act_in(text, given.dates), day=told.day)
    if item.columns:
        answer = replace(answer, entries=(entries.read_tripwire(item, text, given.dates),))
    return _answered(now, item, answer, told)


def strategy_miss(now: Sitting, item: ChecklistItem, text: str) -> str:
    """Return what the strategy sentence lacks: about the customer (F19), then what its checks ask for (F16-F18)."""
    if not item.checks:
        return ""
    if strategy.fault(text, names=(now.file.account.name,)) == "seller":
        return "seller"
    rules = [check for check in item.checks if isinstance(check, LengthCheck | NamesCheck | AvoidsCheck)]
    missed = first_miss(decide(rules, text, _NO_JUDGEMENT))
    return missed.check.miss if missed else ""


_NO_JUDGEMENT = Judgement("question", None, "statement", None, None, None, (), "abstain", (), "")  # none is looked at


def _answered(now: Sitting, item: ChecklistItem, answer: Answer, told: Told, notes: Sequence[Note] = ()) -> Taken:
    """Take an answer; where it changes an older one, go on to what it rests on."""
    draft = sitting.note(sitting.with_answer(now.draft, answer), pending=None)
    if not sitting.is_changing(now, item.id):
        return _done(now.with_draft(draft), answer, notes)
    if item.more and not answer.text and not answer.entries:
        return Taken(sitting.at_part(draft, item.id, "more"), tuple(notes))
    return _on_to_basis(now.with_draft(draft), answer, notes)


def _on_to_basis(now: Sitting, answer: Answer, notes: Sequence[Note] = ()) -> Taken:
    if answer.basis in ("said", "did") and not lacks(answer):
        return _done(now, answer, notes)
    return Taken(sitting.at_part(now.draft, answer.item, "basis"), (*notes, *_echo_days(answer)))


def _more(now: Sitting, id: str, given: Input) -> Taken:
    item, answer = now.item(id), now.draft.answers[id]
    if given.choice == ENOUGH:
        return _on_to_basis(now, answer)
    text = given.text.strip()[:LONGEST_TEXT]
    gap = reading.gap_in(text, given.dates) if item.columns else ""
    if item.columns and not gap:
        return Taken(now.draft, (("no_number", {}),))
    answer = replace(answer, entries=(Entry(text, {item.columns[0].id: gap}),)) if gap else replace(answer, text=text)
    told = reading.told(text, given.dates, now.today)
    if told.whole:
        answer = replace(answer, basis=told.basis, who=told.who, act=reading.act_in(text, given.dates), day=told.day)
    return _on_to_basis(now.with_draft(sitting.with_answer(now.draft, answer)), answer)


# --- what it rests on


def _basis(now: Sitting, id: str, given: Input) -> Taken:
    answer = now.draft.answers[id]
    if not given.choice:  # who and when, typed at once
        return _source(now, id, given)
    if given.choice == "assumed":
        answer = replace(answer, basis="assumed", who="", act="", day=None)
        return _whole(now.with_draft(sitting.with_answer(now.draft, answer)), id)
    basis: Basis = "said" if given.choice == "said" else "did"
    answer = replace(answer, basis=basis, who="", act="", day=None)
    return Taken(sitting.at_part(sitting.with_answer(now.draft, answer), id, "source"))


def _source(now: Sitting, id: str, given: Input) -> Taken:
    """Take who and when; what is missing is asked for once, then the answer counts as assumed until it is given."""
    answer = now.draft.answers[id]
    if given.choice == ENOUGH:
        return Taken(sitting.note(now.draft, evidence=None, part=None))
    if given.choice == "assumed":
        answer = replace(answer, basis="assumed", who="", act="", day=None)
        return _whole(now.with_draft(sitting.with_answer(now.draft, answer)), id)
    if given.choice == AS_IS:
        return _whole(now, id)
    text = given.text.strip()[:LONGEST_TEXT]
    if reading.says_unknown(text):
        return _whole(now, id)
    told = reading.told(text, given.dates, now.today)
    asked = bool(now.get("part")) and answer.basis in ("said", "did")
    if answer.choice in now.item(id).follow and told.basis == "assumed":
        told = replace(told, basis="did")  # whom we met, who carries our case: the option is the deed
    answer = _rested(answer, told, reading.act_in(text, given.dates), said_so=asked)
    draft = sitting.with_answer(now.draft, answer)
    if told.ahead and answer.day is None:
        return Taken(sitting.at_part(draft, id, "source"), (("day_ahead", {"day": told.ahead.isoformat()}),))
    missing = "ours" if told.ours else lacks(answer)
    if missing and now.get("told") != id:
        return Taken(sitting.note(sitting.at_part(draft, id, "source"), told=id), ((f"lacks_{missing}", {}),))
    return _whole(now.with_draft(draft), id)


def _rested(answer: Answer, told: Told, text: str, *, said_so: bool) -> Answer:
    """Return the answer with who, what and when; what an earlier line of this step gave stays."""
    if told.ours:
        return replace(answer, basis="assumed", act=text)
    basis: Basis = answer.basis if said_so else "did" if told.basis == "did" else "said"
    bare_day = not told.who and told.basis == "assumed" and bool(answer.act)  # just the day that was missing
    act = answer.act if bare_day or (answer.act and told.basis == "assumed") else text
    return replace(answer, basis=basis, who=told.who or answer.who, act=act, day=told.day or answer.day)


def _done(now: Sitting, answer: Answer, notes: Sequence[Note] = ()) -> Taken:
    draft = sitting.finished(sitting.note(sitting.with_answer(now.draft, answer), pending=None), answer.item)
    return Taken(draft, (*notes, *_echo(answer), *_echo_days(answer)))


def _whole(now: Sitting, id: str) -> Taken:
    """Close an answer as it stands, in its own question or among those that were asked for evidence at the end."""
    answer = now.draft.answers[id]
    draft = sitting.note(now.draft, told=None)
    if id in draft.checked:
        return Taken(sitting.evidence_asked(draft, id), _echo(answer))
    return Taken(sitting.finished(draft, id), _echo(answer))


def _echo_days(answer: Answer) -> tuple[Note, ...]:
    """Say which days of a list's lines were read, where its source does not say all of them already."""
    days = list(dict.fromkeys(entry.fields["day"] for entry in answer.entries if entry.fields.get("day")))
    if not days or (answer.day is not None and days == [answer.day.isoformat()]):
        return ()
    return (("days", {"item": answer.item, "days": " ".join(days)}),)


def _echo(answer: Answer) -> tuple[Note, ...]:
    """Say how a source and its day were read, so that the rep can correct them."""
    if answer.basis not in ("said", "did") or answer.day is None:
        return ()
    who = answer.who or answer.act
    return ((f"read_{answer.basis}", {"item": answer.item, "who": who, "day": answer.day.isoformat()}),)
