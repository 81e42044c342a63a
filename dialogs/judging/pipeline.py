"""
Judges one line: gate, segments, form, model, context, policy, words.

Deterministic: the same line in the same context gets the same judgement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.judging import explain
from dialogs.judging.form import form_of
from dialogs.judging.gate import gate
from dialogs.judging.line import LONGEST, Line, clean, read_line
from dialogs.judging.linking import Link, link, stem
from dialogs.judging.policy import Decision, decide_question, decide_reply
from dialogs.judging.question_type import Reading, normalised, read_question
from dialogs.judging.reply_moves import brushed_aside, read_moves
from dialogs.judging.segment import Stretch, clauses_of, sentences
from dialogs.judging.spans import move_spans, question_spans
from dialogs.model import MOVES, NONE_KINDS, QUESTION_LABELS, SINS, Form, Judgement, Span, Task
from dialogs.ports import LineModel

_RECENT = 12  # sentences of the customer that are looked at; our guess, a role-play has 8-10 turns
_TOLD_LENGTH = 500  # code points of each; schema: a customer's line has at most 220
_MOST_CLAUSES = 3  # question clauses judged one by one, the last ones
_SURE = 0.60  # as for a verdict: two clauses count as of different types only where both are clear
_BREAKS = frozenset({"pitch", "close"})  # a last clause that is no SPIN question and yet changes what the line does
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_BACK = re.compile(r"\b(?:that|this|it|those|these|they|them|then)\b")


@dataclass(frozen=True, slots=True)
class _Setting:
    """A line that passed the gate, its question clauses, and what was said before it."""

    line: Line
    clauses: tuple[Stretch, ...]
    told: tuple[str, ...]
    skipped: int  # sentences of the customer too long ago to look at
    worry: str | None
    model: LineModel

    @property
    def whole(self) -> Stretch:
        return 0, len(self.line.text)

    def lower(self, stretch: Stretch) -> str:
        return self.line.lower[slice(*stretch)]

    def text(self, stretch: Stretch) -> str:
        return self.line.text[slice(*stretch)].strip()

    def form(self) -> Form:
        return form_of(self.lower(self.clauses[-1]) if self.clauses else "")

    def words(self, spans: Sequence[Span]) -> str:
        """Return the words that explain: the first span, or the whole line."""
        return self.line.original[spans[0].start : spans[0].end] if spans else self.line.text


def judge(text: str, *, task: Task, told: Sequence[str] = (), worry: str | None = None, model: LineModel) -> Judgement:
    """
    Return what one line does, or why it was not judged.

    Spans are code points of *text* as it was typed. Never raises for any text: a line is data.

    Args:
        told: the customer's earlier sentences, oldest first.
        worry: the sentence in which the customer voiced a worry; only replies look at it.
    """
    line = read_line(text[: LONGEST + 1])
    clauses = clauses_of(line.text, line.lower)
    recent = tuple(clean(sentence, most=_TOLD_LENGTH) for sentence in told[-_RECENT:])
    voiced = clean(worry, most=_TOLD_LENGTH) if worry and worry.strip() else None
    setting = _Setting(line, clauses, recent, len(told) - len(recent), voiced, model)
    reason = gate(line)
    if reason is not None:
        return _gated(setting, task, reason)
    return _question(setting) if task == "question" else _reply(setting)


def _gated(setting: _Setting, task: Task, reason: str) -> Judgement:
    asked = task == "question"
    return Judgement(
        task=task,
        gate=reason,
        form=setting.form(),
        label="none" if asked else None,
        probabilities={label: float(label == "none") for label in QUESTION_LABELS} if asked else None,
        moves=None if asked else dict.fromkeys(MOVES, 0.0),
        named=(),
        verdict="abstain",
        spans=(),
        why=explain.why_gated(reason),
        kind="small_talk" if reason == "small_talk" else None,
        questions=len(setting.clauses),
    )


def _linked(setting: _Setting, within: Stretch) -> Link:
    nearness = setting.model.similarity(setting.text(within), setting.told) if setting.told else ()
    return link(setting.lower(within), setting.told, nearness)


def _read(setting: _Setting, within: Stretch, found: Link) -> Reading:
    probabilities = setting.model.question(setting.text(within), setting.told)
    return read_question(probabilities, setting.lower(within), link=found, form=setting.form())


def _is_stacked(setting: _Setting) -> bool:
    """Return True where the line asks two things of clearly different types; the last is then the one to judge."""
    if len(setting.clauses) < 2:
        return False
    last = setting.clauses[-1]
    readings = [_read(setting, clause, _linked(setting, clause)) for clause in setting.clauses[-_MOST_CLAUSES:]]
    sure = {reading.label for reading in readings[:-1] if reading.probabilities[reading.label] >= _SURE} - {"none"}
    label = readings[-1].label
    if readings[-1].probabilities[label] < _SURE or not sure - {label}:
        return False
    if label != "none":
        return True
    kinds = setting.model.kind(setting.text(last), setting.told)
    return max(NONE_KINDS, key=lambda kind: kinds[kind]) in _BREAKS


def _question(setting: _Setting) -> Judgement:
    stacked = _is_stacked(setting)
    within = setting.clauses[-1] if stacked else setting.whole
    found = _linked(setting, within)
    reading = _read(setting, within, found)
    decision = decide_question(reading.probabilities)
    kinds = normalised(setting.model.kind(setting.text(within), setting.told), NONE_KINDS)
    kind = max(NONE_KINDS, key=lambda name: kinds[name])
    shown = setting.clauses[-1] if setting.clauses else setting.whole
    cues = question_spans(setting.line, shown, label=reading.label, kind=kind)
    form = setting.form()
    return Judgement(
        task="question",
        gate=None,
        form=form,
        label=reading.label,
        probabilities=reading.probabilities,
        moves=None,
        named=(),
        verdict=decision.verdict,
        spans=cues + _link_spans(setting, within, found),
        why=explain.why_question(
            decision,
            explain.Asked(
                label=reading.label,
                kind=kind,
                form=form,
                words=setting.words(cues),
                told=None if found.told is None else setting.told[found.told],
                problem_told=found.problem_told,
                stacked=stacked,
            ),
        ),
        kind=kind,
        kinds=kinds,
        candidates=decision.candidates,
        questions=len(setting.clauses),
        stacked=stacked,
        linked=None if found.told is None else found.told + setting.skipped,
        problem_told=found.problem_told,
    )


def _link_spans(setting: _Setting, within: Stretch, found: Link) -> tuple[Span, ...]:
    """Return the words that pick up what the customer said: shared ones, or a "that" which points back."""
    if found.told is None:
        return ()
    line = setting.line
    hits = [m.span() for m in _WORD.finditer(line.lower, *within) if stem(m.group()) in found.shared]
    back = None if hits else _BACK.search(line.lower, *within)
    return tuple(line.span(start, end, label="link") for start, end in (hits[:2] or ([back.span()] if back else [])))


def _sentence_of(setting: _Setting, move: str) -> Stretch | None:
    """Return the sentence that carries a move most; None where there is one sentence only."""
    if move in {"explore", "hand_back"} and setting.clauses:
        return setting.clauses[-1]
    found = sentences(setting.line.text)
    if len(found) < 2 or move not in SINS:
        return found[0] if len(found) == 1 else None
    return max(found, key=lambda s: setting.model.moves(setting.text(s), setting.told, setting.worry)[move])


def _reply(setting: _Setting) -> Judgement:
    line, model = setting.line, setting.model
    target = brushed_aside(line.lower)
    nearness = model.similarity(target, [setting.worry])[0] if target and setting.worry else None
    moves, _ = read_moves(
        model.moves(line.text.strip(), setting.told, setting.worry),
        line.lower,
        told=setting.told,
        worry=setting.worry,
        target_nearness=nearness,
    )
    decision = decide_reply(moves)
    shown = [*decision.named, *decision.candidates]
    spans = tuple(span for move in shown for span in move_spans(line, move, within=_sentence_of(setting, move)))
    main = _main(decision, moves)
    found = _linked(setting, setting.whole)
    return Judgement(
        task="reply",
        gate=None,
        form=setting.form(),
        label=None,
        probabilities=None,
        moves=moves,
        named=decision.named,
        verdict=decision.verdict,
        spans=spans,
        why=explain.why_reply(
            decision,
            main=main,
            words=setting.words([span for span in spans if span.label == main]),
            worry=setting.worry,
        ),
        candidates=decision.candidates,
        questions=len(setting.clauses),
        linked=None if found.told is None else found.told + setting.skipped,
        problem_told=found.problem_told,
    )


def _main(decision: Decision, moves: dict[str, float]) -> str | None:
    """Return the move to speak of: a sin before the rest, then the likeliest."""
    pool = [move for move in decision.named if move in SINS] or list(decision.named) or list(decision.candidates)
    return max(pool, key=lambda move: moves[move]) if pool else None
