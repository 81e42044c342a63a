"""
Walks every way through a flow, an item or a role-play with the real content, and says what is wrong on it.

Two places are one where the same moves lead on from them; so the walk ends though a conversation could go on for ever.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.service.best_call import best_call, never_passed
from bot.service.walk_lines import lines_for
from content.library import Library
from content.schema import Scenario
from dialogs import engine
from dialogs.assigning.asking import NOTHING_ASKED
from dialogs.drilling.items import call_args
from dialogs.errors import CoachError
from dialogs.flows import FLOWS, ROOT
from dialogs.machine import reach
from dialogs.model import EventId, Frame, Json, MemberId, Percept, Session, SessionId, Step, Turn, WorkspaceId
from dialogs.nudging.model import EffectQuestion, Known, NudgeQuestion
from dialogs.people import Standing
from dialogs.plays import play_of
from dialogs.privacy.model import Rights
from dialogs.reassessment.desk import Desk
from dialogs.replies import LIMITS, MOST_CHOICES, Ask, Reply, Say
from dialogs.reviewing.asking import WhoAmI

WORDS = ("skip", "back", "restart", "help", "why")  # typed anywhere; menu and stop lead out, the same from everywhere
LONGEST_ID = 64  # bytes that a button may carry on any platform
UNREACHABLE, DEAD_END, NO_LINE_PASSES, TOO_LONG, BUTTONS = 1, 2, 7, 12, 13  # journeys.md 5: the numbers of these faults
_NOBODYS = Standing(WorkspaceId("walk"), MemberId("walk"))
_ANSWERS = {**NOTHING_ASKED, WhoAmI(): _NOBODYS, NudgeQuestion(): Known(None), EffectQuestion(): None}
# Whoever walks is a rep in no team and without accounts, of whom nothing is kept.
_NOTHING_KEPT = Desk(listed=(), rights_read=Rights(), answers=_ANSWERS)
# Flows that are walked; those about accounts, other people and a rep's own data turn on what is kept, not on content.
_OF_PEOPLE = ("accounts", "reassessment", "review", "erasing", "nudges", "assign", "assignments", "results", "disputes")
WALKED = tuple(flow for flow in FLOWS if flow not in _OF_PEOPLE)
_AT = datetime.fromtimestamp(0, UTC)

Place = tuple[object, ...]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, after which move, and its number in journeys.md 5; 0 where it has none."""

    number: int
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Walked:
    """What one walk saw."""

    name: str
    places: int
    moves: int
    states: frozenset[str]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Move:
    name: str
    text: str | None = None
    choice: str | None = None
    percept: Percept | None = None


def walk_item(library: Library, item: str) -> Walked:
    """Walk all ways through a quick item, until each leads out of it."""
    start = _session(library, "drilling", "quick_drill", call_args(library, item, run="walk"))
    return _Walk(library, {"quick_drill"}).run(item, [start])


def walk_scenario(library: Library, scenario: str) -> Walked:
    """Walk all ways through a role-play: each line of `walk_lines` at each turn, each button, and the best call."""
    start = _session(library, "playing", "role_play", {"scenario": scenario, "run": "walk"})
    walked = _Walk(library, {"role_play"}).run(scenario, [start])
    return replace(walked, faults=(*walked.faults, *unwinnable(library, library.scenarios[scenario])))


def unwinnable(library: Library, scenario: Scenario) -> Iterator[Fault]:
    """Yield what stands in the way of everybody: the best call does not pass it."""
    course = best_call(library, scenario)
    where = f"the best call, {len(course.turns)} turns"
    for check in never_passed(course):
        yield Fault(NO_LINE_PASSES, where, f"no line can pass the check “{library.text(f'check.{check}')}”")
    if course.mood.ended != play_of(course.customer).good_end:
        told = ", ".join(course.mood.told) or "nothing"
        yield Fault(NO_LINE_PASSES, where, f"it does not end well, whatever is said; what is told: {told}")


def walk_flow(library: Library, flow: str) -> Walked:
    """Walk a flow with all of its content; a waiting state that is never met is a fault."""
    match flow:
        case "quick_drill":
            walks = [walk_item(library, item) for item in sorted(library.drills)]
        case "role_play":
            walks = [walk_scenario(library, scenario) for scenario in sorted(library.scenarios)]
        case _:
            known = _session(library, "choosing")
            walk = _Walk(library, {"menu", "onboarding"}, through=("quick_drill", "role_play"))
            walks = [walk.run(flow, [_newcomer(library), known])]
    met = frozenset(state for walk in walks for state in walk.states if state.startswith(f"{flow}."))
    waiting = {f"{flow}.{state.name}" for state in FLOWS[flow].states.values() if state.kind == "wait"}
    lost = [Fault(UNREACHABLE, state, "no move leads there") for state in sorted(waiting - met)]
    faults = (*lost, *(fault for walk in walks for fault in walk.faults))
    return Walked(flow, sum(w.places for w in walks), sum(w.moves for w in walks), met, faults)


class _Walk:
    """One walk, within some flows: what leads out of them ends a way, but for those that it just passes through."""

    def __init__(self, library: Library, within: set[str], *, through: Collection[str] = ()) -> None:
        self._library = library
        self._within = within
        self._through = through
        self._faults: set[Fault] = set()
        self._states: set[str] = set()
        self._edges: set[tuple[str, str]] = set()
        self._out: set[str] = set()
        self._seen: dict[Place, str] = {}
        self._moves = 0

    def run(self, name: str, starts: Iterable[Session]) -> Walked:
        queue: deque[tuple[str, Session, tuple[Reply, ...]]] = deque()
        for start in starts:
            self._go_on("the start", self._taken("the start", start, _Move("arrive")), queue)
        while queue:
            place, session, replies = queue.popleft()
            for move in self._possible(session, replies):
                self._moves += 1
                where = f"{_state(session)}: {move.name}"
                step = self._taken(where, session, move)
                led_to = self._go_on(where, step, queue)
                self._edges |= {(place, led_to)} if led_to else set()
                self._out |= set() if led_to or step is None else {place}
        ending = reach(self._out, {(dest, source) for source, dest in self._edges})
        stuck = {place.partition("#")[0] for place in self._seen.values() if place not in ending}
        self._faults |= {Fault(DEAD_END, state, "no move leads out from here") for state in stuck}
        return Walked(name, len(self._seen), self._moves, frozenset(self._states), tuple(sorted(self._faults)))

    def _go_on(self, where: str, step: Step | None, queue: deque[tuple[str, Session, tuple[Reply, ...]]]) -> str | None:
        """Note what a step led to and return the place; None where the step broke or led out."""
        if step is None:
            return None
        self._faults |= {Fault(number, where, what) for number, what in faults_of(step)}
        top = step.session.frames[-1]
        if step.session.closed or top.flow not in {*self._within, *self._through}:
            return None
        self._states.add(step.state)
        mark = _place(step.session)
        if mark not in self._seen:
            self._seen[mark] = f"{step.state}#{len(self._seen)}"
            queue.append((self._seen[mark], replace(step.session, version=step.session.version + 1), step.replies))
        return self._seen[mark]

    def _possible(self, session: Session, replies: tuple[Reply, ...]) -> Iterator[_Move]:
        top = session.frames[-1]
        asked = [reply for reply in replies if isinstance(reply, Ask)]
        passing = top.flow in self._through
        for choice in asked[-1].choices[: 1 if passing else None] if asked else ():
            yield _Move(f"“{choice.label}”", choice=choice.id)
        if passing:
            yield _Move("skip", text="skip")
            return
        state = FLOWS[top.flow].states[top.state]
        leave = ("stop",) if top.flow == ROOT else ()  # the menu's own way out; elsewhere the flow must have one
        typed = (word for word in state.typed if word not in state.offered)  # the rest is for what a manager asked for
        yield from (_Move(word, text=word) for word in (*WORDS, *leave, *typed))
        if state.takes_text:
            listening = engine.Taking(session, _turn(text="a line"), self._library, desk=_NOTHING_KEPT).listening()
            for line in lines_for(self._library, top, listening):
                yield _Move(line.name, text=line.text, percept=line.percept)

    def _taken(self, where: str, session: Session, move: _Move) -> Step | None:
        turn = _turn(text=move.text, choice=move.choice)
        try:
            taking = engine.Taking(session, turn, self._library, desk=_NOTHING_KEPT)
            return taking.step(move.percept if taking.listening() else None)
        except (CoachError, LookupError, TypeError, ValueError) as error:
            self._faults.add(Fault(0, where, f"breaks: {type(error).__name__} {error}"))
            return None


def faults_of(step: Step) -> Iterator[tuple[int, str]]:
    """Yield the number and the words of what is wrong with how a move was answered, whatever was asked."""
    asked = [reply for reply in step.replies if isinstance(reply, Ask)]
    if not step.replies:
        yield DEAD_END, "the coach says nothing"
    elif len(asked) != int(not step.session.closed):
        yield 0, f"{len(asked)} things to do at once"
    for reply in step.replies:
        body = reply.text if isinstance(reply, Ask | Say) else reply.plain_text()
        limit = LIMITS["feedback"] if isinstance(reply, Ask | Say) else LIMITS["brief"]
        if len(body) > limit:
            yield TOO_LONG, f"{len(body)} characters, at most {limit}: {body[:40]} …"
        if not body.strip() or ("{" in body and "}" in body):
            yield 0, f"empty, or braces are left: {body[:60]}"
    for ask in asked:
        if len(ask.choices) > MOST_CHOICES:
            yield BUTTONS, f"{len(ask.choices)} buttons, at most {MOST_CHOICES}"
        yield from ((BUTTONS, f"the button {c.id!r} is too long") for c in ask.choices if len(c.id) > LONGEST_ID)


def _place(session: Session) -> Place:
    """Return what tells two places apart; counts and what was tapped, but never the words typed."""
    top = session.frames[-1]
    data = top.data
    return (
        tuple((frame.flow, frame.state) for frame in session.frames),
        tuple(frame.flow for frame in session.parked),
        *(data.get(key) for key in ("wrong", "passed", "group", "page", "skill")),
        *(len(data.get(key, ())) for key in ("taken", "lines", "turns")),
        *(min(count, 3) for count in (data.get("tries", 0), len(data.get("objections", ())))),
        *(bool(data.get(key)) for key in ("draft", "taken_back", "counted")),
        bool(session.facts.get("zone_asked")),
    )


def _state(session: Session) -> str:
    top = session.frames[-1]
    return f"{top.flow}.{top.state}"


def _turn(*, text: str | None = None, choice: str | None = None) -> Turn:
    return Turn(EventId("walk"), "terminal", "author", _AT, text, choice, zone_guess="Europe/Berlin")


def _newcomer(library: Library) -> Session:
    member, session = MemberId("walk"), SessionId("walk")
    return engine.open_session(id=session, workspace_id=WorkspaceId("walk"), member_id=member, seed=0, library=library)


def _session(library: Library, state: str, flow: str = "", args: Json | None = None) -> Session:
    """Return a session of somebody who knows the coach: in the menu, or in a flow that it called."""
    called = (Frame(flow, FLOWS[flow].start(args), {"args": args}),) if flow and args else ()
    return replace(_newcomer(library), frames=(Frame(ROOT, state), *called), facts={"onboarded": True})
