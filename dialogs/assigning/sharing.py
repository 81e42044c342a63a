"""
What a rep lets others read of an assigned run: the line of a verdict, or of an objection; each by their own act.

Nothing of this is offered in free practice, and nothing where the assignment was taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dialogs.assigning.asking import Own, OwnLines, RaiseDispute, ShareLine, Unshare
from dialogs.assigning.model import AssignmentId
from dialogs.disagreeing import Objected
from dialogs.machine import Guard, Transition
from dialogs.scene import Scene, clip

LONGEST_LINE = 600  # bytes, as a line of content


def asked_for(scene: Scene) -> AssignmentId | None:
    """Return the assignment that this frame's run counts for, while it stands."""
    id = scene.args.get("assignment")
    if not id:
        return None
    return next((one.assignment.id for one in scene.desk.answer(Own()) if one.assignment.id == id), None)


@dataclass(frozen=True, slots=True)
class Sharing:
    """
    What lets a rep share the line of a verdict and take it back, for a flow to put into its graph: typed, no buttons.

    `line_of` returns the verdict that a state shows, with its line.
    """

    line_of: Callable[[Scene], Objected]

    @property
    def typed(self) -> tuple[str, ...]:
        return ("share", "unshare")

    @property
    def offered(self) -> dict[str, Guard]:
        return {"share": self._may_share, "unshare": self._is_shared}

    def transitions(self, state: str) -> tuple[Transition, ...]:
        return (
            Transition(state, "share", state, effect=self._share),
            Transition(state, "unshare", state, effect=self._unshare),
        )

    def _may_share(self, scene: Scene) -> bool:
        return asked_for(scene) is not None and not self._is_shared(scene) and bool(self.line_of(scene).quote)

    def _is_shared(self, scene: Scene) -> bool:
        if asked_for(scene) is None:
            return False
        shown, there = self.line_of(scene), scene.desk.answer(OwnLines())
        return any((one.run, one.place) == (shown.run, shown.place) for one in there)

    def _share(self, scene: Scene) -> None:
        id, shown = asked_for(scene), self.line_of(scene)
        if id is not None:
            scene.do(ShareLine(id, shown.run, shown.place, clip(shown.quote, LONGEST_LINE)))
            scene.data["note"] = scene.words("assign.line_shared")

    def _unshare(self, scene: Scene) -> None:
        id, shown = asked_for(scene), self.line_of(scene)
        if id is not None:
            scene.do(Unshare(id, shown.run, shown.place))
            scene.data["note"] = scene.words("assign.line_taken_back")


def raise_dispute(scene: Scene, objected: Objected, *, own: str | None, shared: bool) -> None:
    """Keep an objection for a decision, where the run was asked for; it is read by nobody unless it is shared."""
    id = asked_for(scene)
    if id is None:
        return
    told = objected.label if objected.label is not None else ", ".join(objected.named)
    scene.do(
        RaiseDispute(id, objected.run, objected.place, objected.content_id, told, own, shared),
    )


def ask_share(scene: Scene, quote: str) -> bool:
    """Ask whether those who decide may read the line; False where the run was asked for by nobody."""
    if asked_for(scene) is None:
        return False
    scene.ask("assign.share_dispute", quote=quote)
    return True
