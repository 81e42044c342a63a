"""
One turn: a session and what a person did, in; the next session and what the coach says, out.

Pure and deterministic: the same four values always give the same step. Whoever calls it saves the
step before anybody is told of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from content.library import Library
from dialogs.accuracy import accuracy_text
from dialogs.flows import FLOWS, ROOT
from dialogs.machine import COMMANDS, LINE, PICKED, RETURNED, STOP, Flow
from dialogs.model import (
    LOCAL_CHANNEL,
    Frame,
    Json,
    Listening,
    MemberId,
    Percept,
    Session,
    SessionId,
    Step,
    Turn,
    WorkspaceId,
)
from dialogs.replies import Say
from dialogs.scene import Scene

_SYNONYMS = {"?": "help", "quit": "stop", "exit": "stop"}
# They ask nothing of the state they meet.
_ANSWERED_ANYWHERE = ("help", "privacy", "accuracy", "export", "erase", "stop")


def _plain(text: str, *, ends: str) -> str:
    """Return a typed word as commands and choices are compared: small letters, no slash, no full stop."""
    return text.strip().lower().lstrip("/").strip().rstrip(ends) or text.strip()


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
        content_hash=previous.content_hash if previous else library.hash,  # what was parked fits that content
        frames=(Frame(ROOT, state),),
        parked=previous.parked if previous else (),
        facts=facts,
    )


class Taking:
    """
    One turn being taken: what must be perceived first, and then the step.

    What the turn is, is read once for both. Thrown away after its one step.
    """

    def __init__(self, session: Session, turn: Turn, library: Library) -> None:
        """Read the turn; *session* is open, as stored or fresh from `open_session`."""
        self._stage = _Stage(session, turn, library)
        self._reading = None if session.version == 0 or self._stage.mended else self._stage.read()

    def listening(self) -> Listening | None:
        """Return what must be perceived before `step`, or None where the turn holds no line to judge."""
        scene = self._stage.scene
        if self._reading is None or self._reading.kind != "line" or scene.state.listens is None:
            return None
        return scene.state.listens(scene)

    def step(self, percept: Percept | None = None) -> Step:
        """
        Take the turn, once.

        Args:
            percept: what `listening` asked for; None where it asked for nothing.
        Raises:
            ValueError: the turn is a line to judge, and no percept was given.
        """
        self._stage.scene.percept = percept
        if self._reading is None:
            self._stage.begin()
        else:
            self._stage.answer(self._reading)
        return self._stage.step()


def listening(session: Session, turn: Turn, library: Library) -> Listening | None:
    """Return what must be perceived before `step`, or None where the turn holds no line to judge."""
    return None if session.closed else Taking(session, turn, library).listening()


def step(session: Session, turn: Turn, library: Library, percept: Percept | None = None) -> Step:
    """Take one turn, as `Taking.step`."""
    return Taking(session, turn, library).step(percept)


class _Stage:
    """The stack during one turn. The scene is always that of the frame on top."""

    __slots__ = ("closed", "frames", "mended", "scene", "session")

    def __init__(self, session: Session, turn: Turn, library: Library) -> None:
        self.session = session
        self.scene = Scene(session, turn, library)
        self.frames = list(session.frames)
        self.closed = session.closed
        self.mended = self._mend()
        self._focus()

    def _mend(self) -> bool:
        """Take off what the content or the program no longer knows; say so. True if anything was taken off."""
        kept = tuple(frame for frame in self.scene.parked if self._fits(frame))
        if kept != self.scene.parked:
            self.scene.parked = kept
            self.scene.say("engine.parked_gone")
        broken = next((depth for depth, frame in enumerate(self.frames) if not self._fits(frame)), None)
        if broken is None:
            return False
        self.scene.say("engine.changed")
        frame = self.frames[broken]
        args, flow = frame.data.get("args", {}), FLOWS.get(frame.flow)
        if flow and broken > 0 and flow.holds({"args": args}, self.scene.library):
            self.frames[broken:] = [self._fresh(flow, args)]
        else:
            self.frames = [Frame(ROOT, "choosing")]
        return True

    def _fits(self, frame: Frame) -> bool:
        """Whether the program knows the frame's state, and the content what its data names."""
        flow = FLOWS.get(frame.flow)
        if flow is None or frame.state not in flow.states:
            return False
        return self.session.content_hash == self.scene.library.hash or flow.holds(frame.data, self.scene.library)

    def _fresh(self, flow: Flow, args: Json) -> Frame:
        """Return a frame at the beginning; its run gets a name of its own, so that no check is scored twice."""
        if "run" in args:
            run = str(args["run"]).partition(".")[0]
            args = {**args, "run": f"{run}.{self.scene.count('restarts')}"}
        return Frame(flow.name, flow.start(args), {"args": args})

    def read(self) -> _Reading:
        """Say what the turn is. A command's word wins over all else; then the choices, then free text."""
        turn, state = self.scene.turn, self.scene.state
        if turn.choice is not None:
            old = turn.stamp not in (None, self.session.stamp)
            return _Reading("stale") if old else self._offered(turn.choice, "stale")
        text = (turn.text or "").strip()
        if not text:
            return _Reading("arrival" if turn.text is None else "empty")
        word = _plain(text, ends=" .!" if state.takes_text else " .!?")
        if word in COMMANDS:
            return self._taken(word)
        offered = self._offered(word, "unoffered")
        if offered.kind == "unoffered" and word in _SYNONYMS:
            return self._taken(_SYNONYMS[word])
        return _Reading("line", text) if offered.kind == "unoffered" and state.takes_text else offered

    def _offered(self, word: str, otherwise: Literal["unoffered", "stale"]) -> _Reading:
        """Match a choice by its number, its id or its label."""
        choices = self.scene.choices()
        number = int(word) if word.isdecimal() and word.isascii() and len(word) < 4 else 0
        if 1 <= number <= len(choices):
            return self._taken(choices[number - 1].id)
        for choice in (*choices, *self.scene.typed()):
            if word in (choice.id, choice.id.lower(), choice.label.lower(), choice.label.lower().rstrip(" .!?")):
                return self._taken(choice.id)
        return _Reading(otherwise, word)

    def _taken(self, choice: str) -> _Reading:
        own = self.scene.flow.triggers[self.scene.state.name]
        return _Reading("command", choice) if choice in COMMANDS and choice not in own else _Reading("choice", choice)

    def begin(self) -> None:
        """Say where the session begins, whatever was typed: it was meant for another state and must not act here."""
        word = _plain(self.scene.turn.text or "", ends=" .!?")
        word = _SYNONYMS.get(word, word)
        if word in _ANSWERED_ANYWHERE:
            self.settle(silent=True)
            self._command(word)
            return
        if self.scene.turn.choice is not None and not self.mended:
            self.scene.say("engine.stale")
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
                self._ask_again(self.scene.words("engine.empty"))
            case "unoffered":
                self._ask_again(self.scene.words("engine.unoffered"))
            case "stale":
                self._ask_again(self.scene.words("engine.stale"))

    def _ask_again(self, why: str) -> None:
        """Say why nothing came of the turn, and what to do now; what the prompt says before that has been read."""
        before = list(self.scene.replies)
        self.prompt()
        self.scene.replies = [*before, Say(why), self.scene.replies[-1]]

    def _choose(self, choice: str) -> None:
        self.scene.choice = choice
        own = choice in self.scene.flow.triggers[self.scene.state.name]
        self._fire(choice if own else PICKED)

    def _line(self, text: str) -> None:
        if self.scene.percept is None and self.scene.state.listens:
            raise ValueError(f"a line in {self.scene.flow.name}.{self.scene.state.name} needs a percept")
        self.scene.text = text
        self._fire(LINE)

    def _command(self, word: str) -> None:
        scene = self.scene
        match word:
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
            case "accuracy":
                scene.ask_text(accuracy_text(scene.library))
            case "privacy" if scene.turn.channel != LOCAL_CHANNEL:
                scene.ask("engine.privacy_chat")
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
            self.frames[-1] = self._fresh(scene.flow, scene.args)
        self.settle()

    def _leave(self, word: str) -> None:
        """Go to the menu, or stop; what can be continued is parked, one of each flow."""
        leaving = [f for f in self.frames[1:] if f.state in FLOWS[f.flow].keeps]
        names = {f.flow for f in leaving}
        self.scene.parked = (*(f for f in self.scene.parked if f.flow not in names), *leaving)
        self.frames = [Frame(ROOT, "choosing")]
        self._focus()
        if word == "stop":
            self._fire(STOP)
        else:
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
                begun = Frame(call.flow, FLOWS[call.flow].start(call.args), {"args": call.args})
                self.frames.append(call.frame or begun)
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
        return Step(
            session,
            tuple(scene.replies),
            tuple(scene.attempts),
            tuple(scene.scores),
            scene.zone,
            tuple(scene.disagreements),
        )
