"""
One turn: a session and what a person did, in; the next session and what the coach says, out.

Pure and deterministic: the same four values always give the same step. Whoever calls it saves the
step before anybody is told of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from content.library import Library
from dialogs.flows import FLOWS, ROOT
from dialogs.machine import BACK, COMMANDS, LINE, PICKED, RETURNED, SKIP
from dialogs.model import Frame, Listening, MemberId, Percept, Session, SessionId, Step, Turn, WorkspaceId
from dialogs.scene import Scene

_SYNONYMS = {"?": "help", "quit": "stop", "exit": "stop", "start": "menu", "again": "repeat"}
_ANSWERED_WHEN_CLOSED = ("help", "privacy", "export", "erase")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a turn is, in the state that it meets."""

    kind: Literal["arrival", "empty", "command", "choice", "line", "unoffered", "stale"]
    value: str = ""


def open_session(
    *,
    id: SessionId,
    workspace_id: WorkspaceId,
    member_id: MemberId,
    seed: int,
    library: Library,
    previous: Session | None = None,
) -> Session:
    """
    Return a new session at its beginning: onboarding for a newcomer, otherwise the menu.

    What the member's previous session knew and had parked goes on.
    """
    facts = previous.facts if previous else {}
    state = "choosing" if facts.get("onboarded") or previous else FLOWS[ROOT].initial
    return Session(
        id=id,
        workspace_id=workspace_id,
        member_id=member_id,
        ordinal=previous.ordinal + 1 if previous else 1,
        version=0,
        seed=seed,
        content_hash=library.hash,
        frames=(Frame(ROOT, state),),
        parked=previous.parked if previous else (),
        facts=facts,
    )


def listening(session: Session, turn: Turn, library: Library) -> Listening | None:
    """Return what must be perceived before `step`, or None where the turn holds no line to judge."""
    if session.closed or session.version == 0:
        return None
    stage = _Stage(session, turn, library, None)
    if stage.mended or stage.read().kind != "line":
        return None
    listens = stage.scene.state.listens
    return listens(stage.scene) if listens else None


def step(session: Session, turn: Turn, library: Library, percept: Percept | None = None) -> Step:
    """
    Take one turn.

    Args:
        session: as stored, or fresh from `open_session`.
        percept: what `listening` asked for; None where it asked for nothing.
    Raises:
        ValueError: the turn is a line to judge, and no percept was given.
    """
    stage = _Stage(session, turn, library, percept)
    if session.version == 0:
        stage.begin()
    elif stage.mended:
        stage.settle()
    else:
        stage.answer(stage.read())
    return stage.step()


class _Stage:
    """The stack during one turn. The scene is always that of the frame on top."""

    __slots__ = ("closed", "frames", "mended", "scene", "session")

    def __init__(self, session: Session, turn: Turn, library: Library, percept: Percept | None) -> None:
        self.session = session
        self.scene = Scene(session, turn, library, percept)
        self.frames = list(session.frames)
        self.closed = session.closed
        self.mended = self._mend()
        self._focus()

    def _mend(self) -> bool:
        """Take off what the content or the program no longer knows; say so. True if anything was taken off."""
        library = self.scene.library
        changed = self.session.content_hash != library.hash
        for depth, frame in enumerate(self.frames):
            flow = FLOWS.get(frame.flow)
            known = flow is not None and frame.state in flow.states
            if known and flow and (not changed or flow.holds(frame.data, library)):
                continue
            self.scene.say("engine.changed")
            args = {"args": frame.data.get("args", {})}
            again = flow is not None and depth > 0 and flow.holds(args, library)
            self.frames[depth:] = [Frame(frame.flow, flow.start(args["args"]), args)] if again and flow else []
            self.frames = self.frames or [Frame(ROOT, "choosing")]
            if not again:
                self.frames[-1] = Frame(ROOT, "choosing")
            return True
        if changed:
            self.scene.parked = tuple(
                f for f in self.scene.parked if f.flow in FLOWS and FLOWS[f.flow].holds(f.data, library)
            )
        return False

    def read(self) -> _Reading:
        """Say what the turn is. A command's word wins over all else; then the choices, then free text."""
        turn, state = self.scene.turn, self.scene.state
        if turn.choice is not None:
            return self._offered(turn.choice, "stale")
        if turn.text is None:
            return _Reading("arrival")
        text = turn.text.strip()
        if not text:
            return _Reading("empty")
        word = text.lower().lstrip("/").rstrip(" .!" if state.listens else " .!?") or text
        if word in COMMANDS:
            return _Reading("command", word)
        offered = self._offered(word, "unoffered")
        if offered.kind == "unoffered" and word in _SYNONYMS:
            return _Reading("command", _SYNONYMS[word])
        if offered.kind == "unoffered" and state.listens:
            return _Reading("line", text)
        return offered

    def _offered(self, word: str, otherwise: Literal["unoffered", "stale"]) -> _Reading:
        """Match a choice by its number, its id or its label."""
        choices = self.scene.choices()
        if word.isdecimal() and word.isascii() and 1 <= int(word[:3]) <= len(choices):
            return self._taken(choices[int(word[:3]) - 1].id)
        for choice in choices:
            if word in (choice.id, choice.id.lower(), choice.label.lower(), choice.label.lower().rstrip(" .!?")):
                return self._taken(choice.id)
        return _Reading(otherwise, word)

    def _taken(self, choice: str) -> _Reading:
        own = self.scene.flow.triggers[self.scene.state.name]
        return _Reading("command", choice) if choice in COMMANDS and choice not in own else _Reading("choice", choice)

    def begin(self) -> None:
        """Answer the first turn of a session: its prompt, whatever was typed, but for a question that asks nothing of it."""
        word = (self.scene.turn.text or "").strip().lower().lstrip("/")
        if word in _ANSWERED_WHEN_CLOSED:
            self.settle(silent=True)
            self._command(word)
        else:
            self.settle()

    def answer(self, reading: _Reading) -> None:
        match reading.kind:
            case "arrival":
                self.prompt()
            case "command":
                self._command(reading.value)
            case "choice":
                self._choose(reading.value)
            case "line":
                self._line(reading.value)
            case "empty":
                self.scene.say("engine.empty")
                self.prompt()
            case "unoffered":
                self.scene.say("engine.unoffered")
                self.prompt()
            case "stale":
                self.scene.say("engine.stale")
                self.prompt()

    def _choose(self, choice: str) -> None:
        self.scene.choice = choice
        own = choice in self.scene.flow.triggers[self.scene.state.name]
        self._fire(choice if own else PICKED)

    def _line(self, text: str) -> None:
        if self.scene.percept is None:
            raise ValueError(f"a line in {self.scene.flow.name}.{self.scene.state.name} needs a percept")
        self.scene.text = text
        self._fire(LINE)

    def _command(self, word: str) -> None:
        scene = self.scene
        match word:
            case "skip":
                self._fire(SKIP)
            case "back":
                self._fire(BACK)
            case "repeat":
                self.prompt()
            case "restart":
                self._restart()
            case "menu" | "stop":
                self._leave(word)
            case "help":
                scene.ask_text(scene.words(scene.state.help) + "\n\n" + scene.words("engine.commands"))
            case "hint" if scene.state.hint:
                scene.state.hint(scene)
            case "why" if scene.state.why:
                scene.state.why(scene)
            case "why" if scene.facts.get("why"):
                scene.ask_text(scene.facts["why"])
            case _:
                scene.ask(f"engine.{word}")

    def prompt(self) -> None:
        """Say the prompt of the state on top once more."""
        prompt = self.scene.state.prompt
        if prompt:
            prompt(self.scene)

    def _restart(self) -> None:
        """Begin the flow on top again, with what it was called with."""
        scene = self.scene
        if len(self.frames) == 1:
            self.frames[-1] = Frame(ROOT, "choosing")
        else:
            self.frames[-1] = Frame(scene.flow.name, scene.flow.start(scene.args), {"args": scene.args})
        self.settle()

    def _leave(self, word: str) -> None:
        """Go to the menu, or stop; what can be continued is parked, one of each flow."""
        leaving = [f for f in self.frames[1:] if FLOWS[f.flow].keeps]
        names = {f.flow for f in leaving}
        self.scene.parked = (*(f for f in self.scene.parked if f.flow not in names), *leaving)
        state = "choosing" if word == "menu" else "resting"
        self.frames = [Frame(ROOT, state)]
        self.settle()

    def _fire(self, trigger: str) -> None:
        scene = self.scene
        state = scene.flow.fire(scene.state.name, trigger, scene)
        self.frames[-1] = Frame(scene.flow.name, state, scene.data)
        self.settle()

    def settle(self, *, silent: bool = False) -> None:
        """Run calls and ends until a state waits, and say its prompt."""
        while True:
            self._focus()
            scene = self.scene
            kind = scene.state.kind
            if kind == "call" and scene.state.calls:
                call = scene.state.calls(scene)
                self.frames[-1] = Frame(scene.flow.name, scene.state.name, scene.data)
                self.frames.append(call.frame or Frame(call.flow, FLOWS[call.flow].start(call.args), {"args": call.args}))
            elif kind == "end" and len(self.frames) > 1:
                self.frames.pop()
                self._focus()
                state = scene.flow.fire(scene.state.name, RETURNED, scene)
                self.frames[-1] = Frame(scene.flow.name, state, scene.data)
            else:
                self.closed = kind == "end"
                if not silent:
                    self.prompt()
                self.frames[-1] = Frame(scene.flow.name, scene.state.name, scene.data)
                return

    def _focus(self) -> None:
        top = self.frames[-1]
        scene = self.scene
        scene.flow = FLOWS[top.flow]
        scene.state = scene.flow.states[top.state]
        scene.data = dict(top.data)

    def step(self) -> Step:
        scene = self.scene
        session = replace(
            self.session,
            content_hash=scene.library.hash,
            frames=tuple(self.frames),
            parked=scene.parked,
            facts=scene.facts,
            closed=self.closed,
        )
        return Step(session, tuple(scene.replies), tuple(scene.attempts), tuple(scene.scores))
