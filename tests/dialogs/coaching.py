"""A rep at the coach without a channel or a store; the session goes through JSON between two turns, as if stored."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from bot.perception.dates import find_dates
from content.library import Library
from dialogs import engine
from dialogs.asking_store import Deed, Question
from dialogs.drilling.items import call_args
from dialogs.flows import FLOWS
from dialogs.model import (
    MOVES,
    QUESTION_LABELS,
    Attempt,
    Disagreement,
    EventId,
    Form,
    Frame,
    Heard,
    Json,
    Judgement,
    Listening,
    MemberId,
    Percept,
    Score,
    Session,
    SessionId,
    Step,
    Turn,
    VerdictKind,
    WorkspaceId,
)
from dialogs.nudging.model import Known, NudgeQuestion, SettingsKept
from dialogs.nudging.timing import next_slot, zone_of
from dialogs.people import Asked, Standing, Told
from dialogs.privacy.model import Export, Rights
from dialogs.reassessment import trail
from dialogs.reassessment.desk import NOTHING_READ, Desk, Wanted
from dialogs.reassessment.model import SnapshotMade
from dialogs.replies import LIMITS, MOST_CHOICES, Ask, Choice, Reply, Say
from dialogs.reviewing.asking import Agenda, AskedOfMe, HeldOfAll, OneReview, Receivers, WhoAmI
from dialogs.wording import signs

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WEIGHTS = "0123456789ab words"  # as long as a key of the judge's weights gets
ROW = 4096  # customer.md: a session's row stays under 4 KB
LABEL_OF = {"situation": "situation", "problem": "problem", "implication": "implication", "payoff": "need_payoff"}
_events = itertools.count(1)
Taken = TypeVar("Taken")
NOTHING_KNOWN: dict[type, Any] = {  # the answers where nothing is stored; else ()
    WhoAmI: Standing(WorkspaceId("w"), MemberId("m")),
    Receivers: (),
    AskedOfMe: (),
    Agenda: (),
    OneReview: None,
    HeldOfAll: (),
}


def perceived(heard: str = "", *, label: str = "", kind: str | None = None, near: float = 0.9, **known: Any) -> Percept:
    """Return a percept of a line that is *label* and about *heard*, for sure, unless *known* says otherwise."""
    label = label or LABEL_OF.get(heard.partition(".")[0], "none")
    probabilities: dict[str, float] = {name: 0.96 if name == label else 0.01 for name in QUESTION_LABELS}
    kind = kind or ("statement" if label == "none" else None)
    judged = Judgement(
        "question", None, "open", label, probabilities, None, (), "given", (), "It asks just that.", kind
    )
    judged = replace(judged, questions=1, kinds={kind: 0.95} if kind else {})
    return Percept(replace(judged, **known), (Heard(heard, near),) if heard else (), weights=WEIGHTS)


def replied(*named: str, heard: str = "", near: float = 0.9, claims: bool = False) -> Percept:
    """
    Return a percept of a reply to a worry that has just these moves for sure.

    It asks where it is about *heard*; where it *claims*, one sentence of it says that.
    """

    def judged(moves: tuple[str, ...], questions: int) -> Judgement:
        sure = {move: 0.95 if move in moves else 0.01 for move in MOVES}
        verdict: VerdictKind = "given" if moves else "abstain"
        form: Form = "open" if questions else "statement"
        why = "It does just that."
        return Judgement("reply", None, form, None, None, sure, moves, verdict, (), why, questions=questions)

    asks = bool(heard) or bool({"explore", "hand_back"} & set(named))
    said = tuple(move for move in named if move not in ("explore", "hand_back"))
    claim = (Heard(heard, near),) if claims else ()
    parts = (Percept(judged(said, 0), claim),) if asks and (said or claims) else ()
    return Percept(judged(named, int(asks)), (Heard(heard, near),) if heard else (), parts=parts, weights=WEIGHTS)


def row(session: Session) -> str:
    """Return what of a session is stored as JSON."""
    frames = [[[f.flow, f.state, f.data] for f in shelf] for shelf in (session.frames, session.parked)]
    return json.dumps([*frames, session.facts], ensure_ascii=False)


def stored(session: Session) -> Session:
    """Return the session as it comes back from a store, one version higher."""
    frames, parked, facts = json.loads(row(session))
    shelves = [tuple(Frame(*frame) for frame in shelf) for shelf in (frames, parked)]
    return replace(session, frames=shelves[0], parked=shelves[1], facts=facts, version=session.version + 1)


@dataclass
class Coach:
    """The rep's side: what they say, tap and read. `last` is the last step, `session` what is stored after it."""

    library: Library
    seed: int = 7
    session: Session | None = None
    last: Step | None = None
    attempts: list[Attempt] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    taps: int = 0
    lines: int = 0
    practice: dict[str, Any] = field(default_factory=dict)  # as stored with the member
    zone_guess: str | None = None  # as a channel guesses that cannot tell the time zone
    desk: Desk = field(default_factory=lambda: Desk(listed=()))  # the member's accounts, as they are stored
    days: int = 0  # since NOW
    made: list[SnapshotMade] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)  # of the roster, by words about people
    told: Told = field(default_factory=lambda: Told("team_none"))  # what comes of it
    rights: Rights = field(default_factory=Rights)
    rows: dict[str, tuple[Json, ...]] = field(default_factory=dict)  # of the member, by table
    knows: dict[Question[Any], Any] = field(default_factory=dict)  # what is answered to what a step asks
    deeds: list[Deed] = field(default_factory=list)

    def starts(self, flow: str = "onboarding", *, state: str = "", **args: Any) -> Step:
        """Arrive as a newcomer, or straight in a flow that the menu called."""
        session = self._opened()
        if flow != "onboarding":
            called = {"quick_drill": "drilling", "role_play": "playing"}.get(flow)
            top = (Frame(flow, state or FLOWS[flow].start(args), {"args": args}),) if called else ()
            session = replace(session, frames=(Frame("menu", called or state or "choosing"), *top))
            session = replace(session, facts={"onboarded": True})
        self.session = session
        return self.turn()

    def plays(self, customer: str = "cold_chain_ops", *, run: str = "p1") -> Step:
        """Begin a conversation: past the briefing."""
        self.starts("role_play", scenario=f"{customer}_discovery", run=run)
        return self.picks("start")

    def plays_concern(self, customer: str = "heat_billing_head", *, run: str = "p1") -> Step:
        """Begin a conversation with a customer who has a worry."""
        self.starts("role_play", scenario=f"{customer}_concern", run=run)
        return self.picks("start")

    def drills(self, item: str, *, run: str = "d1") -> Step:
        return self.starts("quick_drill", **call_args(self.library, item, run=run))

    def says(self, text: str, heard: str = "", **known: Any) -> Step:
        """Type something; *heard* and *known* are how it is perceived, where it is a line to judge."""
        self.lines += 1
        return self.turn(text=text, percept=perceived(heard, **known))

    def answers(self, text: str, *named: str, heard: str = "", claims: bool = False) -> Step:
        """Say a line to a customer with a worry; *named* are its moves, *heard* is what it asks about, or *claims*."""
        self.lines += 1
        return self.turn(text=text, percept=replied(*named, heard=heard, claims=claims))

    def picks(self, choice: str) -> Step:
        """Press a button by its id."""
        self.taps += 1
        return self.turn(choice=choice)

    def returns(self) -> Step:
        """Come back without a word, as when the terminal is opened again."""
        return self.turn()

    def turn(self, *, text: str | None = None, choice: str | None = None, percept: Percept | None = None) -> Step:
        session = self.session or self._opened()
        if session.closed:
            session = self._opened(session)
        at = NOW + timedelta(days=self.days)
        turn = Turn(EventId(f"e{next(_events)}"), "terminal", "ann", at, text, choice, zone_guess=self.zone_guess)
        step = self._step(session, turn, percept)
        self.last, self.session = step, stored(step.session)
        if step.practice is not None:
            self.practice = json.loads(json.dumps(step.practice))
        self.attempts += step.attempts
        self.scores += step.scores
        self.disagreements += step.disagreements
        self.deeds += step.deeds
        self._keeps_nudges(step, at)
        self.stores(step)
        return step

    def _keeps_nudges(self, step: Step, at: datetime) -> None:
        """Know the settings of the weekly question that a turn kept, as the store does; the zone is Berlin's."""
        for deed in step.deeds:
            if isinstance(deed, SettingsKept):
                slot = next_slot(at, deed.settings, zone=zone_of("Europe/Berlin"), salt="m")
                self.knows[NudgeQuestion()] = Known(
                    deed.settings, "Europe/Berlin", slot if deed.settings.active else None
                )

    def _step(self, session: Session, turn: Turn, percept: Percept | None) -> Step:
        """Take the turn with what it wants read of the accounts, as the service does."""

        def take(desk: Desk) -> Step:
            taking = engine.Taking(session, turn, self.library, self.practice, desk=desk, today=self.today)
            if taking.asked is not None:
                self.asked.append(taking.asked)
                return taking.step(told=self.told)
            wanted = taking.listening()
            return taking.step(self._perceived(turn.text, wanted, percept) if wanted and percept else None)

        return self.reading(take)

    def reading(self, take: Callable[[Desk], Taken]) -> Taken:
        """Return what *take* makes of a desk that holds all that it asks for."""
        desk = NOTHING_READ
        while True:
            try:
                return take(desk)
            except Wanted as missing:
                desk = self._read(missing, desk)

    def stores(self, step: Step) -> None:
        """Write what a step changed of the accounts."""
        for change in step.account_changes:
            self.desk = self.desk.after(change)
            self.made += [change] if isinstance(change, SnapshotMade) else []

    def _perceived(self, text: str | None, wanted: Listening, percept: Percept) -> Percept:
        if text and wanted.customer_id:
            customer = self.library.customers[wanted.customer_id]
            percept = replace(percept, signs=signs(text, told=wanted.told, customer=customer))
        if text and wanted.today:
            percept = replace(percept, dates=find_dates(text.strip(), today=wanted.today, ahead=wanted.ahead))
        return percept

    def _read(self, missing: Wanted, desk: Desk) -> Desk:
        if missing.question is not None:
            known = NOTHING_KNOWN.get(type(missing.question), ())
            return desk.with_answer(missing.question, self.knows.get(missing.question, known))
        if missing.personal == "rights":
            return desk.with_rights(self.rights)
        if missing.personal == "export":
            return desk.with_export(Export(NOW, self.rows))
        if missing.account is None:
            return desk.with_list(self.desk.listed or ())
        if missing.item is None:
            return desk.with_file(missing.account, self.desk.files.get(missing.account))
        snapshots = [one.snapshot for one in self.made if one.snapshot.account_id == missing.account]
        return desk.with_trail(missing.account, missing.item, trail.points(snapshots, missing.item))

    @property
    def today(self) -> date:
        return (NOW + timedelta(days=self.days)).date()

    def _opened(self, previous: Session | None = None) -> Session:
        return engine.open_session(
            id=SessionId("s"),
            workspace_id=WorkspaceId("w"),
            member_id=MemberId("m"),
            seed=self.seed,
            library=self.library,
            previous=previous,
        )

    @property
    def state(self) -> str:
        return self.last.state if self.last else ""

    @property
    def replies(self) -> tuple[Reply, ...]:
        return self.last.replies if self.last else ()

    @property
    def closed(self) -> bool:
        return self.session is not None and self.session.closed

    @property
    def facts(self) -> Any:
        return self.session.facts if self.session else {}

    def reads(self, *words: str) -> bool:
        """Whether all of *words* can be read in the last turn's replies."""
        return all(word in self.text for word in words)

    @property
    def text(self) -> str:
        return "\n".join(reply.plain_text() for reply in self.replies)

    @property
    def choices(self) -> tuple[Choice, ...]:
        asked = [reply for reply in self.replies if isinstance(reply, Ask)]
        return asked[-1].choices if asked else ()

    @property
    def ids(self) -> list[str]:
        return [choice.id for choice in self.choices]

    def message(self, message_id: str, **names: object) -> str:
        return self.library.text(message_id, **names)


def faults_of(step: Step) -> list[str]:
    """Return what is wrong with how a turn was answered, whatever was asked; empty where it is in order."""
    closed = step.session.closed
    asked = [reply for reply in step.replies if isinstance(reply, Ask)]
    faults = [] if step.replies else ["silent"]
    faults += [] if len(asked) == int(not closed) else [f"{len(asked)} things to do at once"]
    faults += [] if closed or step.replies[-1:] == tuple(asked) else ["the thing to do is not last"]
    for reply in step.replies:
        text = reply.plain_text()
        limit = LIMITS["feedback"] if isinstance(reply, Ask | Say) else LIMITS["brief"]
        body = reply.text if isinstance(reply, Ask | Say) else text
        faults += [] if body.strip() else ["an empty reply"]
        faults += [f"{len(body)} characters: {body}"] if len(body) > limit else []
        faults += [f"braces left: {body}"] if re.search(r"\{[a-z_]+\}", body) else []
    for ask in asked:
        ids = [choice.id for choice in ask.choices]
        faults += [f"{len(ids)} choices"] if len(ids) > MOST_CHOICES else []
        faults += [f"the same choice twice: {ids}"] if len(set(ids)) < len(ids) else []
        faults += [f"no label: {c.id}" for c in ask.choices if not c.label.strip() or len(c.id) > 40]
    size = len(row(step.session).encode())
    faults += [f"a row of {size} bytes in {step.state}"] if size >= ROW else []
    top = step.session.frames[-1]
    known = top.flow in FLOWS and top.state in FLOWS[top.flow].states
    return faults if known else [*faults, f"unknown state {step.state}"]
