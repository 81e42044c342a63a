"""
One item or role-play tried by itself, without menu, person or store: what a rep would read there, move by move.

Each move gives a new sitting, so that every answer can be tried from the same place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from content.library import Library
from dialogs.drilling.items import call_args
from dialogs.engine import open_session
from dialogs.flows import FLOWS
from dialogs.machine import LINE, PICKED
from dialogs.model import EventId, Json, Listening, MemberId, Percept, SessionId, Turn, WorkspaceId
from dialogs.replies import Choice, Reply
from dialogs.scene import Scene

_TURN = Turn(EventId("try"), "terminal", "author", datetime.fromtimestamp(0, UTC))  # no verdict depends on the day
_RUN = "try"


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where one try stands: the flow, its state, what the frame keeps, and what was said on the way here."""

    library: Library
    flow: str
    state: str
    data: Json
    said: tuple[Reply, ...] = ()

    @classmethod
    def at_item(cls, library: Library, item: str) -> Self:
        """Sit down to a quick item: its task has been shown."""
        return cls._begun(library, "quick_drill", call_args(library, item, run=_RUN))

    @classmethod
    def at_scenario(cls, library: Library, scenario: str) -> Self:
        """Sit down to a role-play: its briefing has been shown."""
        return cls._begun(library, "role_play", {"scenario": scenario, "run": _RUN})

    @classmethod
    def _begun(cls, library: Library, flow: str, args: Json) -> Self:
        return cls(library, flow, FLOWS[flow].start(args), {"args": args})._shown()

    @property
    def ended(self) -> bool:
        return FLOWS[self.flow].states[self.state].kind == "end"

    def choices(self) -> tuple[Choice, ...]:
        """Return the buttons that are offered now."""
        return () if self.ended else self._scene().choices()

    def listening(self) -> Listening | None:
        """Return what must be perceived of a line typed now; None where none is judged."""
        listens = FLOWS[self.flow].states[self.state].listens
        return listens(self._scene()) if listens else None

    def picks(self, choice: str) -> Self:
        """Press a button by its id."""
        scene = self._scene()
        scene.choice = choice
        return self._fired(scene, choice if choice in scene.flow.triggers[self.state] else PICKED)

    def types(self, text: str, percept: Percept) -> Self:
        """Type a line, perceived as `listening` asks."""
        scene = self._scene()
        scene.text, scene.percept = text, percept
        return self._fired(scene, LINE)

    def keeping(self, **data: Any) -> Self:
        """Return the same place with more kept in its frame, as if that had been said before."""
        return replace(self, data={**self.data, **data})._shown()

    def _fired(self, scene: Scene, trigger: str) -> Self:
        state = scene.flow.fire(self.state, trigger, scene)
        return replace(self, state=state, data=scene.data, said=tuple(scene.replies))._shown(*scene.replies)

    def _shown(self, *before: Reply) -> Self:
        """Say the prompt of where it stands, after what was said on the way."""
        scene = self._scene()
        scene.replies = list(before)
        if scene.state.prompt and not self.ended:
            scene.state.prompt(scene)
        return replace(self, data=scene.data, said=tuple(scene.replies))

    def _scene(self) -> Scene:
        session = open_session(
            id=SessionId(_RUN),
            workspace_id=WorkspaceId(_RUN),
            member_id=MemberId(_RUN),
            seed=0,
            library=self.library,
        )
        scene = Scene(session, _TURN, self.library, {})
        scene.flow = FLOWS[self.flow]
        scene.state = scene.flow.states[self.state]
        scene.data = dict(self.data)
        scene.args = scene.data["args"]
        return scene
