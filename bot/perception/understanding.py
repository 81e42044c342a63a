"""
Understand a typed line: what it does (the judge), what of the customer's knowledge it touches, which days it names.

A percept depends on the line and the listening alone; it is cached by both, and never by who typed it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.perception.matching import CustomerMatcher, Meanings
from content.schema import Buyer
from dialogs import wording
from dialogs.judging.pipeline import judge
from dialogs.judging.plain import only_says
from dialogs.judging.segment import question_clauses, sentences
from dialogs.judging.small_talk import past_greeting
from dialogs.model import Heard, Judgement, Listening, Percept
from dialogs.ports import LineModel
from dialogs.trading import as_offer

Hear = Callable[[str], tuple[Heard, ...]]

_BARE = ("no_letters", "too_short")  # gates that a bare figure does not pass: to some customers it is an offer
SURE_IN_PASSING = 0.80  # of making small, where no worry was voiced; remarks and figures reached .77
MOST_REMEMBERED = 512
MOST_SENTENCES = 4  # a longer line is a speech; it is understood as a whole


class CoachPerception:
    """The loaded perception (`dialogs.ports.Perception`). Threads may share it."""

    def __init__(
        self,
        model: LineModel,
        customers: Mapping[str, Buyer],
        meanings: Meanings | None = None,
        *,
        notice: str | None = None,
    ) -> None:
        """
        Join the judge's model with the customers; without *meanings* they understand by words alone.

        Args:
            notice: one sentence for the person if something is missing.
        """
        self.notice = notice
        self._model = model
        self._customers = customers
        self._meanings = meanings
        self._matcher = functools.cache(self._new_matcher)
        self._heard = functools.lru_cache(maxsize=MOST_REMEMBERED)(self._hear)  # whatever was told before
        self._perceived = functools.lru_cache(maxsize=MOST_REMEMBERED)(self._perceive)

    @property
    def model(self) -> LineModel:
        """The judge's model, for `coach judge`."""
        return self._model

    def perceive(self, text: str, listening: Listening) -> Percept:
        """
        Return the percept of one line.

        Raises:
            KeyError: the listening names a customer that the content does not have.
        """
        return self._perceived(text, listening)

    def remembered(self) -> int:
        """Return how many percepts are remembered now."""
        return self._perceived.cache_info().currsize

    def read_customers(self) -> None:
        """Read every customer's ask lines now instead of at the first line typed to them."""
        for customer_id in self._customers:
            self._matcher(customer_id)
        if self._meanings is not None:  # what customers say is heard again with every line that follows
            self._meanings.remember([said for customer in self._customers.values() for said in customer.sayings()])

    def _perceive(self, text: str, listening: Listening) -> Percept:
        percept = self._understood(text, listening)
        if listening.today is None:
            return percept
        from bot.perception.dates import find_dates  # its patterns take longer to build than most lines to judge

        today, ahead, month_first = listening.today, listening.ahead, listening.month_first
        return replace(percept, dates=find_dates(text, today=today, ahead=ahead, month_first=month_first))

    def _understood(self, text: str, listening: Listening) -> Percept:
        judgement = self._judge(text, listening)
        if listening.customer_id is not None and judgement.gate in _BARE:
            judgement = self._judge(as_offer(text, customer=self._customers[listening.customer_id]), listening)
        if listening.customer_id is None or judgement.gate is not None:
            return Percept(judgement)
        customer, said = self._customers[listening.customer_id], listening.told
        if listening.task == "question":
            text, said = text[past_greeting(text)[0] :], (customer.opening, *said)
        signs = wording.signs(text, told=said, customer=customer)
        hear = functools.partial(self._heard, listening.customer_id)
        clauses = _clauses(hear, text) if judgement.questions > 1 else ()  # one clause says no more than the line
        faults = self._faults(text, judgement, listening)
        return Percept(judgement, hear(text), clauses, self._parts(text, listening, hear), signs, faults)

    def _parts(self, text: str, listening: Listening, hear: Hear) -> tuple[Percept, ...]:
        """Perceive each sentence by itself, where there are several: one may present what another asks to try."""
        said = [text[start:end] for start, end in sentences(text)]
        if not 2 <= len(said) <= MOST_SENTENCES:
            return ()
        judged = [(self._judge(part, listening), part) for part in said]
        return tuple(
            Percept(found, hear(part), faults=self._faults(part, found, listening))
            for found, part in judged
            if found.gate is None
        )

    def _faults(self, text: str, judgement: Judgement, listening: Listening) -> frozenset[str]:
        """Return the moves of what asks nothing: the judge of questions says of it that it is none, and no more."""
        if not listening.faults or not listening.told:
            return frozenset()
        if judgement.questions and not only_says(text, text.lower()):
            return frozenset()
        reply = judge(text, task="reply", worry=listening.told[-1], model=self._model)
        doubtful = (reply.moves or {}).get("minimise", 0.0) < SURE_IN_PASSING
        return frozenset(reply.named) - ({"minimise"} if doubtful else set())

    def _judge(self, text: str, listening: Listening) -> Judgement:
        told = () if listening.alone else listening.told
        return judge(text, task=listening.task, told=told, worry=listening.worry, model=self._model)

    def _hear(self, customer_id: str, text: str) -> tuple[Heard, ...]:
        return self._matcher(customer_id).heard(text)

    def _new_matcher(self, customer_id: str) -> CustomerMatcher:
        return CustomerMatcher(self._customers[customer_id], self._meanings)


def _clauses(hear: Hear, text: str) -> tuple[tuple[Heard, ...], ...]:
    return tuple(hear(text[start:end]) for start, end in question_clauses(text))
