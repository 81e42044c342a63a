"""
The stack of frames during one turn: what the turn means is done to the frame on top, and others are put there.

The scene is always that of the frame on top; whoever changes the stack looks at the new top (`_focus`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from content.library import Library
from dialogs import people_words
from dialogs.explaining import explain
from dialogs.flows import ERASING, FLOWS, NUDGES, ROOT
from dialogs.machine import LINE, PICKED, RETURNED, STOP, Flow
from dialogs.model import Frame, Json, Session, Step, Turn
from dialogs.nudge_words import NUDGE_STAMP, REVIEW_STAMP, is_nudge_word
from dialogs.reassessment.desk import Desk
from dialogs.replies import Say
from dialogs.routing import ANSWERED_ANYWHERE, LED_TO, Meaning, command_of
from dialogs.scene import Scene

if TYPE_CHECKING:
    from dialogs.nudging.answering import Pressed
    from dialogs.people import Told


class Stage:
    """The stack during one turn. The scene is always that of the frame on top."""

    __slots__ = ("closed", "frames", "mended", "scene", "session")

    def __init__(
        self, session: Session, turn: Turn, library: Library, practice: Json, *, desk: Desk, today: date | None
    ) -> None:
        self.session = session
        self.scene = Scene(session, turn, library, practice, desk=desk, today=today)
        self.frames = list(session.frames)
        self.closed = session.closed
        self.mended = self._mend()
        self._focus()

    def _mend(self) -> bool:
        """Take off what the content or the program no longer knows; say so. True if anything was taken off."""
        if all(map(self._fits, (*self.frames, *self.scene.parked))):
            return False
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

    def begin(self) -> None:
        """Say where the session begins, whatever was typed: it was meant for another state and must not act here."""
        word = command_of(self.scene.turn.text or "")
        if word in (*ANSWERED_ANYWHERE, *LED_TO):
            self.settle(silent=True)
            self._command(word)
            return
        if self.scene.turn.choice is not None and not self.mended:
            self.scene.say("engine.stale")
        self.settle()

    def tell(self, told: Told, *, fresh: bool) -> None:
        """Say what came of a word about people. Nothing moves; where another session goes on, say where it stands."""
        people_words.tell(self.scene, told, ask=not (fresh or told.moved))
        if fresh:
            self.settle()
        elif told.moved:
            self.prompt()

    def pressed(self) -> Pressed | None:
        """Return the button of a nudge that the turn presses; None where it means something else."""
        turn = self.scene.turn
        if not (turn.stamp or "").startswith((NUDGE_STAMP, REVIEW_STAMP)) and not is_nudge_word(turn.text):
            return None
        from dialogs.nudging.pressing import meant  # no part of a start

        return meant(self.scene)

    def press(self, pressed: Pressed) -> None:
        """Do what a nudge's button says; where it leads into a flow, that goes on top of what waits."""
        from dialogs.nudging.pressing import done

        args = done(self.scene, pressed)
        if args is None:
            self.settle()
            return
        self.settle(silent=True)
        self._put_on_top(NUDGES, args)

    def _put_on_top(self, name: str, args: Json) -> None:
        flow = FLOWS[name]
        if self.frames[-1].flow == name:
            self.frames.pop()
        self.frames.append(Frame(name, flow.start(args), {"args": args}))
        self._focus()
        self.settle()

    def answer(self, meaning: Meaning) -> None:
        match meaning.kind:
            case "arrival":
                self.prompt()
            case "command":
                self._command(meaning.value)
            case "choice":
                self._choose(meaning.value)
            case "line":
                self._line(meaning.value)
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
        match word:
            case "repeat":
                self.prompt()
            case "restart":
                self._restart()
            case "nudges":
                self._put_on_top(NUDGES, {})
            case "stop nudges" | "resume nudges":
                self._explain_nudges(word)
            case "stop" if self._stops_nudges():
                self.prompt()
            case "menu" | "stop":
                self._leave(word)
            case _ if word in LED_TO:
                self._leave(word)
            case "erase":
                self._ask_to_erase()
            case "erase undo" if "undo_erasing" in self.scene.flow.triggers[self.scene.state.name]:
                self._fire("undo_erasing")
            case _:
                explain(self.scene, word)

    def _explain_nudges(self, word: str) -> None:
        from dialogs.nudging import answering  # no part of a start

        if word == "stop nudges":
            answering.stop(self.scene)
        else:
            answering.resume(self.scene)
        self.prompt()

    def _stops_nudges(self) -> bool:
        """Whether "stop" ended the nudges: where no dialog runs, in answer to one."""
        from dialogs.nudging.answering import stopped_by_stop

        return stopped_by_stop(self.scene, resting=len(self.frames) == 1 or self.session.version == 0)

    def _ask_to_erase(self) -> None:
        """Put the question on top of whatever waits; what waits goes on after it."""
        if self.scene.flow.name != ERASING:
            pending = self.scene.desk.rights().erasure is not None
            flow = FLOWS[ERASING]
            entry = {"entry": "pending"} if pending else {}
            self.frames.append(Frame(ERASING, flow.start(entry), {"args": entry}))
            self._focus()
        self.prompt()

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
        self._focus()
        self.settle()

    def _leave(self, word: str) -> None:
        """Go to the menu or on to the accounts or to reviews, or stop; what can be continued is parked."""
        leaving = [f for f in self.frames[1:] if f.state in FLOWS[f.flow].keeps]
        names = {f.flow for f in leaving}
        self.scene.parked = (*(f for f in self.scene.parked if f.flow not in names), *leaving)
        self.frames = [Frame(ROOT, "choosing")]
        self._focus()
        if word == "stop":
            self._fire(STOP)
        elif word in LED_TO:
            self._fire(word)
        else:
            self.settle()

    def _fire(self, trigger: str) -> None:
        self._move(trigger)
        self.settle()

    def _move(self, trigger: str) -> None:
        scene = self.scene
        scene.state = scene.flow.states[scene.flow.fire(scene.state.name, trigger, scene)]

    def settle(self, *, silent: bool = False) -> None:
        """Run calls and ends until a state waits, and say its prompt."""
        scene = self.scene
        while True:
            kind = scene.state.kind
            if kind == "call" and scene.state.calls:
                call = scene.state.calls(scene)
                self.frames[-1] = Frame(scene.flow.name, scene.state.name, scene.data)
                begun = Frame(call.flow, FLOWS[call.flow].start(call.args), {"args": call.args})
                self.frames.append(call.frame or begun)
                self._focus()
            elif kind == "end" and len(self.frames) > 1:
                self.frames.pop()
                self._focus()
                if RETURNED in scene.flow.triggers[scene.state.name]:  # else it was put on top of a state that waits
                    self._move(RETURNED)
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
        scene.args = scene.data.get("args", {})

    def step(self) -> Step:
        scene = self.scene
        before = self.session
        session = Session(  # by hand: `replace` looks up every field and took a twentieth of the whole step
            id=before.id,
            workspace_id=before.workspace_id,
            member_id=before.member_id,
            ordinal=before.ordinal,
            version=before.version,
            seed=before.seed,
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
            scene.practice if scene.practice is not scene.practised_before else None,
            tuple(scene.account_changes),
            tuple(scene.acts),
            tuple(scene.deeds),
        )
