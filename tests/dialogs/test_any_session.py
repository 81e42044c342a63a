"""Whatever a person does, in any order: what is stored equals what is live, never silent, and stop always leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bot import wiring
from dialogs import engine
from dialogs.machine import COMMANDS
from dialogs.model import EventId, Listening, Percept, Session, Turn
from tests.dialogs.coaching import LABEL_OF, NOW, Coach, faults_of, perceived, row, stored

LIBRARY = wiring.library()
LONG = (
    "Was kostet die verspätete Lieferung für größere Märkte? " * 80,
    "遅れると何が起きますか " * 300,
    "🚚💶 " * 1300,
)
SHORT = ("What does that cost you?", "4", "again", "next", "!")
TEXTS = st.sampled_from(LONG) | st.text(max_size=300) | st.sampled_from(SHORT)
VERDICTS = st.sampled_from(("given", "given", "ask", "abstain"))
WORDS = st.sampled_from((*COMMANDS, "start", "again", "quit", "?", "next", "continue", "HELP", "/back", "Menu."))
GATES = st.sampled_from((None, None, None, None, "too_short", "gibberish", "small_talk"))


def heard_by(listening: Listening, number: int) -> str:
    """Return some node of the customer who listens, or the want of the drill."""
    nodes = [name for name, _ in LIBRARY.customers[listening.customer_id].nodes()] if listening.customer_id else []
    return nodes[number % len(nodes)] if nodes else ""


class AnySession(RuleBasedStateMachine):
    """Steps one session twice in parallel: as it lives, and as it comes back from JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.live: Session
        self.coach = Coach(LIBRARY)
        self.number = 0

    @initialize(seed=st.integers(0, 2**31), start=st.sampled_from(("newcomer", "menu", "play", "play")))
    def arrives(self, seed: int, start: str) -> None:
        self.coach = Coach(LIBRARY, seed=seed)
        if start == "newcomer":
            self.coach.starts()
        elif start == "menu":
            self.coach.starts("menu")
        else:
            self.coach.plays()
        assert self.coach.session is not None
        self.live = self.coach.session

    def takes(self, percept_of: Any = None, *, text: str | None = None, choice: str | None = None) -> None:
        live = self.live
        self.number += 1
        turn = Turn(EventId(f"e{self.number}"), "terminal", "ann", NOW, text, choice)
        if live.closed:
            live = self.coach._opened(live)
        back = live if live.version == 0 else replace(stored(live), version=live.version)
        read = self.coach.reading
        wanted = read(lambda desk: engine.Taking(live, turn, LIBRARY, desk=desk).listening())
        assert read(lambda desk: engine.Taking(back, turn, LIBRARY, desk=desk).listening()) == wanted
        percept: Percept | None = percept_of(wanted) if wanted and percept_of else perceived() if wanted else None
        step = read(lambda desk: engine.step(live, turn, LIBRARY, percept, desk=desk))
        again = read(lambda desk: engine.step(back, turn, LIBRARY, percept, desk=desk))

        assert step.replies == again.replies
        assert (step.attempts, step.scores) == (again.attempts, again.scores)
        assert step.disagreements == again.disagreements
        assert row(step.session) == row(again.session)
        assert step.account_changes == again.account_changes
        self.coach.stores(step)
        assert faults_of(step) == []
        self.live = replace(step.session, version=step.session.version + 1)
        self.coach.last = step
        self.can_leave()

    def can_leave(self) -> None:
        if self.live.closed:
            return
        stop = Turn(EventId("stop"), "terminal", "ann", NOW, "stop")
        leaving = self.coach.reading(lambda desk: engine.step(self.live, stop, LIBRARY, desk=desk))

        assert leaving.session.closed
        assert leaving.replies
        assert faults_of(leaving) == []

    @rule(word=WORDS)
    def types_a_word(self, word: str) -> None:
        self.takes(text=word)

    @rule(number=st.integers(0, 4))
    def presses_what_is_offered(self, number: int) -> None:
        ids = self.coach.ids or ["drill"]
        self.takes(choice=ids[number % len(ids)])

    @rule(number=st.integers(0, 4))
    def goes_on_in_practice(self, number: int) -> None:
        ids = [choice for choice in self.coach.ids if choice not in ("back", "menu", "help", "privacy")] or ["drill"]
        self.takes(choice=ids[number % len(ids)])

    @rule(choice=st.sampled_from(("wrap_up", "again", "redo", "fix", "no_such", "continue")))
    def presses_an_old_button(self, choice: str) -> None:
        self.takes(choice=choice)

    @rule()
    def comes_back(self) -> None:
        self.takes()

    @rule(text=TEXTS, number=st.integers(0, 200), gate=GATES, verdict=VERDICTS)
    def says_a_line(self, text: str, number: int, gate: str | None, verdict: str) -> None:
        def percept(listening: Listening) -> Percept:
            heard = heard_by(listening, number)
            label = LABEL_OF.get(heard.partition(".")[0], ("none", "implication", "problem")[number % 3])
            kind = ("pitch", "close", "statement")[number % 3] if label == "none" else None
            known: dict[str, Any] = {"gate": gate, "verdict": verdict, "candidates": ("implication", "problem")}
            return perceived(heard, label=label, kind=kind, linked=number % 2 or None, why=text[:240], **known)

        self.takes(percept, text=text)

    @rule(number=st.integers(0, 200), text=st.sampled_from(LONG))
    def talks_on(self, number: int, text: str) -> None:
        """Say three lines in a row, so that calls get long."""
        for offset in range(3):
            self.says_a_line(text=text, number=number + 7 * offset, gate=None, verdict="given")


AnySession.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnySession = AnySession.TestCase
