"""
An objection to a verdict: what the rep says that it was, and whether a reviewer may read the line.

It is noted as soon as it is made, and each answer completes it; it changes no verdict and trains nothing (judge.md 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from content.library import Library
from dialogs.feedback import name_of
from dialogs.machine import BACK, LINE, PICKED, SKIP, Effect, Guard, State, Transition
from dialogs.model import MOVES, QUESTION_LABELS, SINS, Disagreement, Json, Task
from dialogs.replies import MOST_CHOICES, Choice
from dialogs.scene import Scene, clip

SOMETHING_ELSE = "something_else"  # the rep's own label, where none that is offered fits
CHECKED = ("met", "lacking")  # how a line that checks judge was told: it has what was asked for, or not
QUOTE = 110  # as much as a role-play keeps of a line
_YES = ("yes", "y", "yes please", "yes, please", "yes, share it")


@dataclass(frozen=True, slots=True)
class Objected:
    """A verdict as the rep was told it, and the line that it was about."""

    run: str
    place: str  # see `dialogs.model.Disagreement`
    content_id: str
    quote: str
    task: Task = "question"
    label: str | None = None
    named: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()  # for a reply: the moves that were not named, likeliest first


def reading(scene: Scene) -> Json:
    """
    Return what a review needs of the judgement of this turn's line, for an attempt to keep.

    Its `p` is in the order of QUESTION_LABELS, or of MOVES for a reply: a doubtful line's waits in a session's row.
    """
    judged = scene.judgement
    names, found = (MOVES, judged.moves) if judged.task == "reply" else (QUESTION_LABELS, judged.probabilities)
    p = [round((found or {}).get(name, 0.0), 3) for name in names]
    return {"verdict": judged.verdict, "p": p, "weights": scene.percept.weights if scene.percept else ""}


def readings(library: Library, objected: Objected) -> tuple[Choice, ...]:
    """Return what else the line may have been, at most five choices; the last is none of the others."""
    last = Choice(SOMETHING_ELSE, library.text("disagree.something_else"))
    if objected.label in CHECKED:
        other = next(label for label in CHECKED if label != objected.label)
        return (Choice(other, library.text(f"disagree.{other}")), last)
    if objected.task == "question":
        others = (label for label in QUESTION_LABELS if label != objected.label)
        return (*(Choice(label, name_of(library, label)) for label in others), last)
    if not objected.named and not objected.likely:  # what was told is not one of the moves: there is none to choose
        return (last,)
    accused = any(sin in objected.named for sin in SINS)
    none = library.text("disagree.no_sin" if accused else "disagree.none_of_these")
    just_one = objected.named if len(objected.named) > 1 else ()
    moves = (*just_one, *objected.likely)[: MOST_CHOICES - 2]
    return (Choice("none", none), *(Choice(move, library.text(f"move.{move}")) for move in moves), last)


def told(library: Library, objected: Objected) -> str:
    """Return in words what the rep was told that the line was."""
    if objected.label in CHECKED:
        return library.text(f"disagree.as_{objected.label}")
    if objected.label is not None:
        return name_of(library, objected.label)
    moves = ", ".join(library.text(f"move.{move}") for move in objected.named)
    return moves or library.text("disagree.none_of_these")


def object_to(scene: Scene, objected: Callable[[Scene], Objected], *, state: str) -> bool:
    """
    Note an objection to the verdict that *state* shows; what was said of the same verdict before stays until then.

    Returns:
        True for the first objection to this verdict.
    """
    scene.data["objecting"] = state
    known = scene.data.get("objections", {})
    if state in known:
        return False
    _keep(scene, objected(scene), own=None, shared=False)
    return True


def forget(scene: Scene, state: str) -> None:
    """Let *state* show another verdict, which can be objected to anew."""
    scene.data["objections"] = {k: v for k, v in scene.data.get("objections", {}).items() if k != state}


def _keep(scene: Scene, objected: Objected, *, own: str | None, shared: bool) -> None:
    """Say the whole of it each time, since it replaces what was stored."""
    state = scene.data["objecting"]
    scene.data["objections"] = {**scene.data.get("objections", {}), state: own}
    if "assignment" in scene.args:
        from dialogs.assigning.sharing import raise_dispute  # most runs nobody asked for

        raise_dispute(scene, objected, own=own, shared=shared)
    scene.disagreements.append(
        Disagreement(
            run=objected.run,
            place=objected.place,
            content_id=objected.content_id,
            task=objected.task,
            label=objected.label,
            named=objected.named,
            own=own,
            shared=shared,
        )
    )


@dataclass(frozen=True, slots=True)
class Objection:
    """
    The two states that ask about an objection, for a flow to take into its graph, and the ways out of them.

    They lead back to the state that showed the verdict. `typed` are the choices of that state which can be typed here.
    """

    shows: tuple[str, ...]  # the flow's states that show a verdict
    objected: Callable[[Scene], Objected]  # to what that state shows
    typed: tuple[str, ...]
    offered: Mapping[str, Guard]

    def states(self) -> tuple[State, State]:
        return (
            State(
                "labelling",
                prompt=self._ask_label,
                picks=lambda scene: readings(scene.library, self.objected(scene)),
                typed=self.typed,
                offered=self.offered,
                help="disagree.label_help",
            ),
            State(
                "sharing",
                prompt=self._ask_share,
                choices=("share", "keep"),
                typed=self.typed,
                offered=self.offered,
                reads=True,
                help="disagree.share_help",
            ),
        )

    def transitions(self) -> tuple[Transition, ...]:
        return (
            Transition("labelling", PICKED, "sharing", effect=self._take_label),
            Transition("labelling", SKIP, "sharing", effect=self._ask_anew),
            *self._back("labelling", BACK),
            *self._back("sharing", "share", effect=self._share),
            *self._back("sharing", LINE, effect=self._share, only=_says_yes),
            *self._back("sharing", LINE, effect=_say_kept),
            *self._back("sharing", "keep", effect=_say_kept),
            *self._back("sharing", SKIP, effect=_say_kept),
            Transition("sharing", BACK, "labelling"),
        )

    def _back(
        self, source: str, trigger: str, *, effect: Effect | None = None, only: Guard | None = None
    ) -> Iterator[Transition]:
        """Lead back to where the objection was made; the last of several places needs no guard."""
        for state in self.shows[:-1]:
            yield Transition(source, trigger, state, effect=effect, guard=_made_in(state, only))
        yield Transition(source, trigger, self.shows[-1], effect=effect, guard=only)

    def _ask_label(self, scene: Scene) -> None:
        objected = self.objected(scene)
        quote = clip(objected.quote, QUOTE)
        if readings(scene.library, objected)[0].id == SOMETHING_ELSE:
            scene.ask("disagree.unnamed", quote=quote)
        else:
            scene.ask("disagree.label", quote=quote, told=told(scene.library, objected))

    def _ask_share(self, scene: Scene) -> None:
        quote = clip(self.objected(scene).quote, QUOTE)
        if "assignment" in scene.args:
            from dialogs.assigning.sharing import ask_share  # most runs nobody asked for

            if ask_share(scene, quote):
                return
        scene.ask("disagree.share", quote=quote)

    def _take_label(self, scene: Scene) -> None:
        _keep(scene, self.objected(scene), own=scene.choice, shared=False)

    def _ask_anew(self, scene: Scene) -> None:
        """Whoever is asked again has not shared yet."""
        _keep(scene, self.objected(scene), own=_own(scene), shared=False)

    def _share(self, scene: Scene) -> None:
        _keep(scene, self.objected(scene), own=_own(scene), shared=True)
        asked_for = "assignment" in scene.args
        scene.data["note"] = scene.words("assign.dispute_shared" if asked_for else "disagree.shared")


def _own(scene: Scene) -> str | None:
    own: str | None = scene.data["objections"][scene.data["objecting"]]
    return own


def _say_kept(scene: Scene) -> None:
    scene.data["note"] = scene.words("disagree.kept")


def _says_yes(scene: Scene) -> bool:
    return scene.text.strip().lower().rstrip(".") in _YES


def _made_in(state: str, only: Guard | None) -> Guard:
    def holds(scene: Scene) -> bool:
        return scene.data.get("objecting") == state and (only is None or only(scene))

    holds.__name__ = f"made_in_{state}"  # shown in the diagram
    return holds
