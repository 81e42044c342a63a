"""A flow as a checked graph on `transitions`; the only module that imports it. A graph with a fault is never built."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from transitions import EventData, Machine
from transitions import Transition as LibraryTransition

from dialogs.errors import FlowError
from dialogs.replies import MOST_CHOICES

if TYPE_CHECKING:
    from content.library import Library
    from dialogs.model import Json, Listening
    from dialogs.replies import Choice
    from dialogs.scene import Call, Scene

logging.getLogger("transitions").setLevel(logging.WARNING)  # its logging is 40 % of a trigger (platforms.md)

Guard = Callable[["Scene"], bool]
Effect = Callable[["Scene"], None]

LINE = "line"  # the rep typed free text
PICKED = "picked"  # the rep took a choice that the content made, such as an option of a drill item
RETURNED = "returned"  # the called flow ended
SKIP, BACK = "skip", "back"
STOP = "stop"  # drawn in the menu alone: the engine leads there from every state, and this closes the session
ENGINE_TRIGGERS = frozenset({LINE, PICKED, RETURNED, SKIP, BACK, STOP})

# What can be typed in every state. A state may also show one as a button; it needs no transition of its own,
# but for skip and back, whose way each flow lays down.
COMMANDS = (
    "help",
    "hint",
    "why",
    "repeat",
    "skip",
    "back",
    "restart",
    "stop",
    "menu",
    "accounts",
    "assign",
    "assignments",
    "results",
    "disputes",
    "review",
    "privacy",
    "accuracy",
    "export",
    "erase",
    "erase undo",
    "nudges",
    "stop nudges",
    "resume nudges",
    "effect",
)

# Of these, the ones that a channel's own menu of commands offers; "command.NAME" is what it says of each.
CHANNEL_COMMANDS = (
    *("menu", "accounts", "review", "help", "hint", "why", "repeat", "skip", "back", "restart", "privacy", "accuracy"),
    *("team", "link", "export", "erase", "nudges", "effect", "stop"),
)


@dataclass(frozen=True, slots=True)
class State:
    """
    A place where the session rests.

    wait: says its prompt, then waits for a line, a choice or a command. call: puts another flow
    on the stack and goes on when that has ended. end: takes the frame off the stack.
    """

    name: str
    kind: Literal["wait", "call", "end"] = "wait"
    prompt: Effect | None = None
    choices: tuple[str, ...] = ()  # each is a trigger and the id of a button; its label is the message "choice.ID"
    typed: tuple[str, ...] = ()  # choices of the state before, where one is asked in between: taken, without a button
    offered: Mapping[str, Guard] = field(default_factory=dict)  # when a choice is taken; always, where it is not named
    picks: Callable[[Scene], tuple[Choice, ...]] | None = None  # buttons made by content; trigger PICKED
    listens: Callable[[Scene], Listening] | None = None  # takes free text, once it is perceived; trigger LINE
    reads: bool = False  # takes free text that nobody judges; trigger LINE
    calls: Callable[[Scene], Call] | None = None
    help: str = ""  # message id
    hint: Effect | None = None
    why: Effect | None = None

    @property
    def takes_text(self) -> bool:
        return self.reads or self.listens is not None


@dataclass(frozen=True, slots=True)
class Transition:
    """From *source* to *dest* on *trigger*, if the guard holds; the effect runs before the new state's prompt."""

    source: str
    trigger: str
    dest: str
    effect: Effect | None = None
    guard: Guard | None = None


class _Cursor:
    """Lent to the shared machine for one trigger: it holds a state's name and nothing else."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class _Edge(LibraryTransition):
    """A transition without the hooks that no flow declares; they and their log lines were a fifth of a whole step."""

    def execute(self, event_data: EventData) -> bool:
        """Take the transition, if its guard holds; what it calls are function references, see `_declare`."""
        data: Any = event_data
        for guard in self.conditions:
            if not guard.func(*data.args):  # type: ignore[operator]  # never a name
                return False
        for effect in self.before:
            effect(*data.args)  # type: ignore[operator]
        data.model.state = self.dest
        return True


class _Graph(Machine):
    transition_cls = _Edge


class Flow:
    """One dialog's graph, immutable after construction and shared by all threads."""

    def __init__(
        self,
        name: str,
        *,
        states: Iterable[State],
        transitions: Iterable[Transition],
        entries: tuple[str, ...] = (),
        keeps: tuple[str, ...] = (),
        holds: Callable[[Json, Library], bool] | None = None,
    ) -> None:
        """
        Build and check the graph; the first state is the initial one.

        Args:
            entries: further states that a call may begin in, named by its argument "entry".
            keeps: a frame left by `menu` or `stop` in one of these states is kept, to be continued.
            holds: whether a stored frame's data still fits the content; always, where it is not given.
        Raises:
            FlowError: with every fault of the graph.
        """
        self.name = name
        self.keeps = keeps
        self.holds = holds or (lambda data, library: True)
        given = tuple(states)
        self.transitions = tuple(transitions)
        self.states: dict[str, State] = {state.name: state for state in given}
        self.initial = given[0].name if given else ""
        self.entries = (self.initial, *entries)
        self._prove(given)
        self.triggers: dict[str, frozenset[str]] = {
            state: frozenset(t.trigger for t in self.transitions if t.source == state) for state in self.states
        }
        self._machine = _machine_of(self)
        self._events: dict[str, Any] = dict(self._machine.events)
        # from one state on one trigger, in their order: the library looks them up anew each time
        self._edges = {(s, e.name): edges for e in self._events.values() for s, edges in e.transitions.items()}

    def _prove(self, given: tuple[State, ...]) -> None:
        faults = check(given, self.transitions, self.entries)
        faults += [f"no state {state} to keep" for state in self.keeps if state not in self.states]
        if faults:
            raise FlowError(self.name, faults)

    def start(self, args: Json) -> str:
        """Return the state in which a frame called with *args* begins."""
        entry = args.get("entry")
        return entry if entry in self.entries else self.initial

    def fire(self, state: str, trigger: str, scene: Scene) -> str:
        """
        Run *trigger* from *state* and return the state it leads to.

        An effect's exception passes through; nothing of the turn is saved then.
        """
        cursor, event, edges = _Cursor(state), self._events[trigger], self._edges.get((state, trigger))
        if edges is None:
            event.trigger(cursor, scene)  # the library's own refusal
            return cursor.state
        data = EventData(None, event, self._machine, cursor, (scene,), {})
        for edge in edges:
            if edge.execute(data):
                break
        return cursor.state


def _machine_of(flow: Flow) -> _Graph:
    return _Graph(
        model=None,
        states=list(flow.states),
        initial=flow.initial,
        transitions=[_declare(t) for t in flow.transitions],
        auto_transitions=False,
        send_event=False,  # guards and effects get the scene itself
        queued=False,
    )


def _declare(transition: Transition) -> dict[str, Any]:
    """Return the transition in the library's terms: callbacks as function references, never as names."""
    declared = {"trigger": transition.trigger, "source": transition.source, "dest": transition.dest}
    return declared | {"conditions": transition.guard, "before": transition.effect}


def check(states: tuple[State, ...], transitions: tuple[Transition, ...], entries: tuple[str, ...]) -> list[str]:
    """Return every fault of a graph in words; empty for a sound one. `transitions` itself accepts all of these."""
    if not states:
        return ["no states"]
    names = [state.name for state in states]
    faults = [f"two states named {name}" for name in sorted({n for n in names if names.count(n) > 1})]
    known = set(names)
    for t in transitions:
        lost = [end for end in (t.source, t.dest) if end not in known]
        faults += [f"{t.source} --{t.trigger}--> {t.dest}: no state {end}" for end in lost]
    if faults:
        return faults
    for state in states:
        faults += _state_faults(state, [t for t in transitions if t.source == state.name])
    faults += [f"no state {name} to begin in" for name in entries if name not in known]
    reachable = reach(set(entries), {(t.source, t.dest) for t in transitions})
    faults += [f"{name}: unreachable" for name in names if name not in reachable]
    ends = {state.name for state in states if state.kind == "end"}
    ending = reach(ends, {(t.dest, t.source) for t in transitions})
    faults += [f"{name}: no path to an end" for name in names if name not in ending]
    return faults


def reach(start: set[str], edges: set[tuple[str, str]]) -> set[str]:
    """Return what can be reached from *start* along *edges*, itself included."""
    found = set(start)
    grown = True
    while grown:
        new = {dest for source, dest in edges if source in found} - found
        found |= new
        grown = bool(new)
    return found


def _state_faults(state: State, leaving: list[Transition]) -> list[str]:
    triggers = [t.trigger for t in leaving]
    faults = _guard_faults(state, leaving)
    if state.kind == "end":
        faults += [f"{state.name}: an end that is left by {t}" for t in triggers]
        return faults
    if not leaving:
        return [*faults, f"{state.name}: dead end"]
    if state.kind == "call":
        faults += [] if state.calls else [f"{state.name}: calls nothing"]
        faults += [f"{state.name}: does not go on when the called flow returns"] if RETURNED not in triggers else []
        faults += [f"{state.name}: a call cannot take {t}" for t in set(triggers) - {RETURNED}]
        return faults
    return faults + _wait_faults(state, set(triggers))


def _wait_faults(state: State, triggers: set[str]) -> list[str]:
    needs = {
        "a prompt": state.prompt is not None,
        "a help text": bool(state.help),
        "skip": SKIP in triggers,
        "back": BACK in triggers,
        "a way to answer": bool(state.choices or state.picks or state.takes_text),
        "a transition for the line it listens to": not state.takes_text or LINE in triggers,
        "a transition for what is picked": state.picks is None or PICKED in triggers,
    }
    faults = [f"{state.name}: without {what}" for what, there in needs.items() if not there]
    own = {*state.choices, *state.typed}
    unled = own - triggers - set(COMMANDS)
    faults += [f"{state.name}: button {c} without a transition" for c in sorted(unled)]
    reserved = own & {LINE, PICKED, RETURNED}
    faults += [f"{state.name}: {c} is a word of the engine's" for c in sorted(reserved)]
    offered = own | ENGINE_TRIGGERS
    faults += [f"{state.name}: transition {t} without a button" for t in sorted(triggers - offered)]
    faults += [f"{state.name}: {LINE} is not listened to"] if LINE in triggers and not state.takes_text else []
    faults += [f"{state.name}: {PICKED} without picks"] if PICKED in triggers and state.picks is None else []
    faults += [f"{state.name}: {c} is guarded but no button" for c in state.offered if c not in own]
    faults += [f"{state.name}: more than {MOST_CHOICES} buttons"] if len(state.choices) > MOST_CHOICES else []
    return faults


def _guard_faults(state: State, leaving: list[Transition]) -> list[str]:
    """Of several transitions on one trigger just the last is unguarded: none is shadowed, none refused in silence."""
    faults = []
    for trigger in dict.fromkeys(t.trigger for t in leaving):
        same = [t for t in leaving if t.trigger == trigger]
        faults += [f"{state.name}: {trigger} to {t.dest} shadows what follows" for t in same[:-1] if t.guard is None]
        if same[-1].guard is not None:
            faults.append(f"{state.name}: {trigger} may be refused, its last transition is guarded")
    return faults


def to_mermaid(flow: Flow) -> str:
    """Return the graph as a Mermaid state diagram; a guard is shown by its function's name in brackets."""
    lines = ["stateDiagram-v2", f"    %% {flow.name}", *(f"    [*] --> {entry}" for entry in flow.entries)]
    for t in flow.transitions:
        guard = f" [{t.guard.__name__.strip('_')}]" if t.guard else ""
        lines.append(f"    {t.source} --> {t.dest}: {t.trigger}{guard}")
    lines += [f"    {s.name} --> [*]" for s in flow.states.values() if s.kind == "end"]
    return "\n".join(lines)
