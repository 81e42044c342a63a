"""
One turn: a session and what a person did, in; the next session and what the coach says, out.

Pure and deterministic: the same four values always give the same step. Whoever calls it saves the
step before anybody is told of it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from content.library import Library
from dialogs import people_words
from dialogs.flows import FLOWS, ROOT
from dialogs.model import Frame, Json, Listening, MemberId, Percept, Session, SessionId, Step, Turn, WorkspaceId
from dialogs.reassessment.desk import NOTHING_READ, Desk
from dialogs.routing import meaning_of
from dialogs.stage import Stage

if TYPE_CHECKING:
    from dialogs.people import Asked, Told


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

    What the turn means is read once for both. Thrown away after its one step.
    """

    def __init__(
        self,
        session: Session,
        turn: Turn,
        library: Library,
        practice: Json | None = None,
        *,
        desk: Desk = NOTHING_READ,
        today: date | None = None,
    ) -> None:
        """
        Read the turn.

        Args:
            session: open, as stored or fresh from `open_session`.
            practice: the member's, as stored.
            desk: what was read of the member's accounts.
            today: the day in the member's zone; that of the turn in UTC where it is not known.
        Raises:
            Wanted: more must be read of the accounts; take the turn again with it. `listening` and `step` raise it too.
        """
        self._stage = Stage(session, turn, library, practice or {}, desk=desk, today=today)
        fresh = session.version == 0 or self._stage.mended
        takes_text = not fresh and self._stage.scene.state.takes_text
        self.asked: Asked | None = people_words.asked(
            turn.text, mentions=turn.mentions, strangers=turn.strangers, takes_text=takes_text
        )
        self._pressed = None if self.asked else self._stage.pressed()
        self._meaning = None if fresh or self.asked or self._pressed else meaning_of(self._stage.scene)
        self._fresh = fresh

    def listening(self) -> Listening | None:
        """Return what must be perceived before `step`, or None where the turn holds no line to judge."""
        scene = self._stage.scene
        if self._meaning is None or self._meaning.kind != "line" or scene.state.listens is None:
            return None
        return scene.state.listens(scene)

    def step(self, percept: Percept | None = None, *, told: Told | None = None) -> Step:
        """
        Take the turn, once.

        Args:
            percept: what `listening` asked for; None where it asked for nothing.
            told: what came of what `asked` says; None where it is None.
        Raises:
            ValueError: the turn is a line to judge, and no percept was given; or it asks something of the roster, and
                nothing came of it.
        """
        self._stage.scene.percept = percept
        if self.asked is not None:
            if told is None:
                raise ValueError(f"{self.asked.what} without what came of it")
            self._stage.tell(told, fresh=self._fresh)
        elif self._pressed is not None:
            self._stage.press(self._pressed)
        elif self._meaning is None:
            self._stage.begin()
        else:
            self._stage.answer(self._meaning)
        return self._stage.step()


def listening(session: Session, turn: Turn, library: Library) -> Listening | None:
    """Return what must be perceived before `step`, or None where the turn holds no line to judge."""
    return None if session.closed else Taking(session, turn, library).listening()


def step(
    session: Session,
    turn: Turn,
    library: Library,
    percept: Percept | None = None,
    practice: Json | None = None,
    *,
    desk: Desk = NOTHING_READ,
    today: date | None = None,
) -> Step:
    """Take one turn, as `Taking.step`."""
    return Taking(session, turn, library, practice, desk=desk, today=today).step(percept)
