"""
Judges one line: gate, segments, form, model, context, policy, words.

Deterministic: the same line in the same context gets the same judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.judging import explain
from dialogs.judging.advising import advises
from dialogs.judging.belittling import belittles
from dialogs.judging.conceding import concedes
from dialogs.judging.form import form_of
from dialogs.judging.gate import gate
from dialogs.judging.line import LONGEST, Line, clean, mended, read_line
from dialogs.judging.linking import Link, gives_back, link, states_consequence, stem
from dialogs.judging.needs import need_told, states_need
from dialogs.judging.plain import takes_back
from dialogs.judging.policy import Decision, decide_question, decide_reply
from dialogs.judging.question_type import Reading, normalised, read_question
from dialogs.judging.reply_moves import (
    CLEARED,
    LIKELY_ADVICE,
    brushed_aside,
    is_patient,
    read_moves,
)
from dialogs.judging.rivals import runs_down
from dialogs.judging.segment import Stretch, clauses_of, sentences
from dialogs.judging.small_talk import past_greeting
from dialogs.judging.spans import ASKING_MOVES, MOVE_CUES, core, find_cues, move_cues, question_cues, quoted_cue
from dialogs.judging.statement_kinds import clearest, read_statement
from dialogs.judging.urging import urges
from dialogs.model import MOVES, NONE_KINDS, QUESTION_LABELS, SINS, Form, Judgement, Span, Task
from dialogs.patterns import regex
from dialogs.ports import LineModel

_RECENT = 12  # sentences of the customer that are looked at; our guess, a role-play has 8-10 turns
_TOLD_LENGTH = 500  # code points of each; schema: a customer's line has at most 220
_MOST_CLAUSES = 3  # question clauses judged one by one, the last ones
_SURE = 0.60  # as for a verdict: two clauses count as of different types only where both are clear
_BREAKS = frozenset({"pitch", "close"})  # a last clause that is no SPIN question and yet changes what the line does
_WORD = regex(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_BACK = regex(r"\b(?:that|this|it|those|these|they|them|then)\b")


@dataclass(frozen=True, slots=True)
class _Setting:
    """A line that passed the gate, its question clauses, and what was said before it."""

    line: Line
    clauses: tuple[Stretch, ...]
    told: tuple[str, ...]
    skipped: int  # sentences of the customer too long ago to look at
    worry: str | None
    model: LineModel
    form: Form

    @property
    def shown(self) -> Stretch:
        """The clause that is explained: the last question, or the whole line."""
        return self.clauses[-1] if self.clauses else self.whole

    @property
    def whole(self) -> Stretch:
        return 0, len(self.line.text)

    def told_at(self, index: int | None) -> str | None:
        return None if index is None else self.told[index]

    def index_of(self, index: int | None) -> int | None:
        """Return the place of a recent sentence among all that the customer told."""
        return None if index is None else index + self.skipped

    def lower(self, stretch: Stretch) -> str:
        return self.line.lower[slice(*stretch)]

    def text(self, stretch: Stretch) -> str:
        return self.line.text[slice(*stretch)].strip()

    def marked(self, stretches: Sequence[Stretch], label: str) -> tuple[Span, ...]:
        return tuple(self.line.span(start, end, label=label) for start, end in stretches)

    def sentence(self, stretch: Stretch) -> Stretch:
        """Return the sentence in which a stretch begins."""
        return next((s for s in sentences(self.line.text) if s[0] <= stretch[0] < s[1]), self.whole)


def judge(text: str, *, task: Task, told: Sequence[str] = (), worry: str | None = None, model: LineModel) -> Judgement:
    """
    Return what one line does, or why it was not judged.

    Spans are code points of *text* as it was typed. Never raises for any text: a line is data.

    Args:
        told: the customer's earlier sentences, oldest first.
        worry: the sentence in which the customer voiced a worry; only replies look at it.
    """
    typed = read_line(text[: LONGEST + 1])
    reason = gate(typed)  # of what was typed: mash must not become words
    line = mended(typed, () if reason else model.slips(typed.text))
    clauses = clauses_of(line.text, line.lower)
    recent = tuple(clean(sentence, most=_TOLD_LENGTH) for sentence in told[-_RECENT:])
    voiced = clean(worry, most=_TOLD_LENGTH) if task == "reply" and worry and worry.strip() else None
    form = form_of(line.lower[slice(*clauses[-1])] if clauses else "")
    setting = _Setting(line, clauses, recent, len(told) - len(recent), voiced, model, form)
    if reason is not None:
        return _gated(setting, task, reason)
    return _question(setting) if task == "question" else _reply(setting)


def _gated(setting: _Setting, task: Task, reason: str) -> Judgement:
    asked = task == "question"
    return Judgement(
        task=task,
        gate=reason,
        form=setting.form,
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
    nearness = setting.model.similarity(setting.text(within), setting.told, setting.worry) if setting.told else ()
    return link(setting.lower(within), setting.told, nearness)


def _read(setting: _Setting, within: Stretch, found: Link) -> Reading:
    text = setting.text(within)
    return read_question(
        setting.model.question(text, setting.told),
        setting.lower(within),
        link=found,
        nothing_told=not setting.told,
        need_voiced=need_told(setting.told),
        form=setting.form,
        pitch=setting.model.kind(text, setting.told).get("pitch", 0.0) if setting.form == "statement" else 0.0,
    )


def _sure_label(setting: _Setting, clause: Stretch) -> str | None:
    reading = _read(setting, clause, _linked(setting, clause))
    return reading.label if reading.probabilities[reading.label] >= _SURE else None


def _is_stacked(setting: _Setting) -> bool:
    """Return True where the line asks two things of clearly different types; the last is then the one to judge."""
    if len(setting.clauses) < 2:
        return False
    *earlier, last = setting.clauses[-_MOST_CLAUSES:]
    label = _sure_label(setting, last)
    # each clause costs as much as a line: the earlier ones are read only where it matters, up to the first that differs
    if label is None or not any(_sure_label(setting, clause) not in (None, "none", label) for clause in earlier):
        return False
    if label != "none":
        return True
    kinds = setting.model.kind(setting.text(last), setting.told)
    return max(NONE_KINDS, key=lambda kind: kinds[kind]) in _BREAKS


def _question(setting: _Setting) -> Judgement:
    stacked = _is_stacked(setting)
    within = setting.clauses[-1] if stacked else past_greeting(setting.line.text)
    found = _linked(setting, within)
    reading = _read(setting, within, found)
    decision = decide_question(reading.probabilities)
    kinds = normalised(setting.model.kind(setting.text(within), setting.told), NONE_KINDS)
    kind, said = max(NONE_KINDS, key=lambda name: kinds[name]), _statement(setting)
    cues = question_cues(setting.line, setting.shown, label=reading.label, kind=kind)
    asked = explain.Asked(
        label=reading.label,
        kind="other_question" if kind == "statement" and setting.clauses else kind,
        form=setting.form,
        words=_words(setting, reading.label, cues, setting.shown),
        told=setting.told_at(found.told),
        so_far=_so_far(setting, found, reading.label),
        stacked=stacked,
        says="echo" if gives_back(setting.line.lower, setting.told) else clearest(said),
    )
    return Judgement(
        task="question",
        gate=None,
        form=setting.form,
        label=reading.label,
        probabilities=reading.probabilities,
        moves=None,
        named=(),
        verdict=decision.verdict,
        spans=setting.marked(cues, reading.label) + _link_spans(setting, within, found),
        why=explain.why_question(decision, asked),
        kind=kind,
        kinds=kinds,
        candidates=decision.candidates,
        questions=len(setting.clauses),
        stacked=stacked,
        linked=setting.index_of(found.told),
        problem_told=found.problem_told,
        statement_kinds=said,
    )


def _so_far(setting: _Setting, found: Link, label: str) -> explain.SoFar:
    """Say how far the talk has come, as far as *label* asks for it; what the line goes on from is a difficulty."""
    wanted = setting.told if label in ("none", "need_payoff") else ()
    return explain.SoFar(
        problem=found.problem_told or found.takes_up,
        consequence=label == "need_payoff" and any(map(states_consequence, setting.told)),
        need=next((sentence for sentence in reversed(wanted) if states_need(sentence)), None),
    )


def _statement(setting: _Setting) -> dict[str, float]:
    return read_statement(
        setting.model.statement(setting.text(setting.whole), setting.told, setting.worry), told=setting.told
    )


def _words(setting: _Setting, label: str, cues: Sequence[Stretch], shown: Stretch) -> str:
    if label == "none":
        return quoted_cue(setting.line, cues, shown)
    return setting.line.typed(*core(setting.line, shown)).strip()


def _link_spans(setting: _Setting, within: Stretch, found: Link) -> tuple[Span, ...]:
    """Return the words that pick up what the customer said: shared ones, or a "that" which points back."""
    if found.told is None:
        return ()
    line = setting.line
    words = _WORD.finditer(line.lower, *within) if found.shared else ()
    hits = [m.span() for m in words if stem(m.group()) in found.shared]
    back = None if hits else _BACK.search(line.lower, *within)
    return tuple(line.span(start, end, label="link") for start, end in (hits[:2] or ([back.span()] if back else [])))


def _sentence_of(setting: _Setting, move: str) -> Stretch:
    """
    Return where to look for a move's words: where a cue stands, else where the model finds the move likeliest.

    The model is asked only for a sin without a cue: sentence by sentence it costs as much again.
    """
    if move in ASKING_MOVES and setting.clauses:
        return setting.clauses[-1]
    cue = find_cues(setting.line, MOVE_CUES[move], within=setting.whole)
    if cue:
        return setting.sentence(cue[0])
    found = sentences(setting.line.text)
    if len(found) == 1 or move not in SINS:
        return found[0]
    return max(found, key=lambda s: setting.model.moves(setting.text(s), setting.told, setting.worry)[move])


def _reply(setting: _Setting) -> Judgement:
    moves = _moves(setting)
    decision = decide_reply(moves)
    cues = {
        move: move_cues(setting.line, move, within=_sentence_of(setting, move))
        for move in (*decision.named, *decision.candidates)
    }
    main = _main(decision, moves)
    shown = cues[main] if main else [setting.whole]
    found = _linked(setting, setting.whole)
    return Judgement(
        task="reply",
        gate=None,
        form=setting.form,
        label=None,
        probabilities=None,
        moves=moves,
        named=decision.named,
        verdict=decision.verdict,
        spans=tuple(span for move, stretches in cues.items() for span in setting.marked(stretches, move)),
        why=explain.why_reply(
            decision,
            main=main,
            words=quoted_cue(setting.line, shown, setting.sentence(shown[0])),
            worry=setting.worry or setting.told_at(found.told),
        ),
        candidates=decision.candidates,
        questions=len(setting.clauses),
        linked=setting.index_of(found.told),
        problem_told=found.problem_told,
        statement_kinds=_statement(setting),
    )


def _moves(setting: _Setting) -> dict[str, float]:
    line, model, worry = setting.line, setting.model, setting.worry
    found = model.moves(line.text.strip(), setting.told, worry)
    targets = brushed_aside(line.lower) if worry and found.get("minimise", 0.0) > CLEARED else []
    return read_moves(
        found,
        line.lower,
        told=setting.told,
        worry=worry,
        target_nearness=max(model.similarity(worry, targets)) if worry and targets else None,
        plain=_plainly_done(setting, advice=found.get("prescribe", 0.0)),
    )


def _plainly_done(setting: _Setting, *, advice: float) -> tuple[str, ...]:
    """Return the moves that the words show, whatever the model hears; *advice* is how likely it hears that."""
    line, told, worry = setting.line, setting.told, setting.worry
    if takes_back(line.lower):
        return ()
    done = {
        "attack": runs_down(line.text, line.lower, told=told, worry=worry),
        "pressure": urges(line.text, line.lower, patient=is_patient(line.lower)),
        "concede": concedes(line.text, line.lower),
        "prescribe": advises(line.text, line.lower, likely=advice >= LIKELY_ADVICE),
        "minimise": belittles(line.text, line.lower),
    }
    return tuple(move for move in done if done[move])


def _main(decision: Decision, moves: dict[str, float]) -> str | None:
    """Return the move to speak of: a sin before the rest, then the likeliest."""
    pool = [move for move in decision.named if move in SINS] or list(decision.named) or list(decision.candidates)
    return max(pool, key=lambda move: moves[move]) if pool else None
