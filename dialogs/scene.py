"""
The scratch pad of one turn in one frame: what a flow reads and where it leaves its replies.

It is thrown away after the step; nothing but the frame's data and the session's facts goes on.
"""

from __future__ import annotations

import functools
import random
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from content.library import Library
from dialogs.machine import Flow, State
from dialogs.model import Attempt, Disagreement, Frame, Json, Judgement, Percept, Score, Session, Turn
from dialogs.reassessment.desk import NOTHING_READ, Desk
from dialogs.replies import Ask, Card, Choice, Reply, Say

if TYPE_CHECKING:
    from dialogs.asking_store import Deed
    from dialogs.privacy.model import Act
    from dialogs.reassessment.model import AccountChange


@dataclass(frozen=True, slots=True)
class Call:
    """Another flow to put on the stack, and what it is given; or a parked frame to go on with."""

    flow: str
    args: Json = field(default_factory=dict)
    frame: Frame | None = None


class Scene:
    """One frame during one turn. `data` is this frame's own copy; `facts` and `parked` are the session's."""

    __slots__ = (
        "account_changes",
        "acts",
        "args",
        "attempts",
        "choice",
        "data",
        "deeds",
        "desk",
        "disagreements",
        "facts",
        "flow",
        "library",
        "memo",
        "parked",
        "percept",
        "practice",
        "practised_before",
        "replies",
        "result",
        "scores",
        "session",
        "state",
        "text",
        "today",
        "turn",
        "zone",
    )

    def __init__(
        self,
        session: Session,
        turn: Turn,
        library: Library,
        practice: Json,
        *,
        desk: Desk = NOTHING_READ,
        today: date | None = None,
    ) -> None:
        self.session = session
        self.turn = turn
        self.library = library
        self.percept: Percept | None = None  # of the line typed
        self.facts: dict[str, Any] = dict(session.facts)
        self.parked = session.parked
        self.practice = self.practised_before = practice  # replaced, never edited in place
        self.desk = desk  # as it stands with what this turn has changed already
        self.account_changes: list[AccountChange] = []
        self.acts: list[Act] = []  # on the person's own data, with this turn
        self.deeds: list[Deed] = []  # what this turn does in the store beside that
        self.today = today or turn.at.date()  # in the rep's own zone
        self.replies: list[Reply] = []
        self.attempts: list[Attempt] = []
        self.scores: list[Score] = []
        self.disagreements: list[Disagreement] = []
        self.choice: str = ""  # the id of the choice taken, on PICKED
        self.text: str = ""  # the line typed, on LINE
        self.memo: dict[Any, Any] = {}  # what was worked out in this turn and need not be again
        self.zone: str | None = None  # the time zone that the person told us in this turn
        self.result: dict[str, Any] = {}  # what an ended flow hands to the one that called it
        self.data: dict[str, Any] = {}
        self.args: dict[str, Any] = {}  # what this frame was called with; `restart` keeps it
        self.flow: Flow
        self.state: State

    @property
    def judgement(self) -> Judgement:
        """
        Return what the judge made of the line of this turn.

        Raises:
            ValueError: the turn holds no line.
        """
        if self.percept is None:
            raise ValueError("a line without a percept")
        return self.percept.judgement

    def words(self, message_id: str, **names: object) -> str:
        return self.library.text(message_id, **names)

    def say(self, message_id: str, **names: object) -> None:
        self.replies.append(Say(self.words(message_id, **names)))

    def say_text(self, text: str) -> None:
        self.replies.append(Say(text))

    def card(self, title: str, fields: list[tuple[str, str]]) -> None:
        self.replies.append(Card(title, tuple(fields)))

    def ask(self, message_id: str, **names: object) -> None:
        self.ask_text(self.words(message_id, **names))

    def ask_text(self, text: str) -> None:
        """Ask with the choices that this state offers now."""
        self.replies.append(Ask(text, self.choices()))

    def choices(self) -> tuple[Choice, ...]:
        """Return the choices that are offered now: first those made by content, then the state's own."""
        own = self._offered(self.state.choices)
        return (*self.state.picks(self), *own) if self.state.picks else own

    def typed(self) -> tuple[Choice, ...]:
        """Return the choices that can be typed here now, though no button shows them."""
        return self._offered(self.state.typed)

    def _offered(self, choices: tuple[str, ...]) -> tuple[Choice, ...]:
        offered, library = self.state.offered, self.library
        return tuple(
            [
                _button(choice, library.messages[f"choice.{choice}"])
                for choice in choices
                if choice not in offered or offered[choice](self)
            ]
        )

    def change(self, change: AccountChange) -> None:
        """Change one of the rep's accounts, with this turn; the desk shows it from now on."""
        self.account_changes.append(change)
        self.desk = self.desk.after(change)

    def do(self, deed: Deed) -> None:
        """Do something in the store, with this turn; the desk shows it where the flow puts that there."""
        self.deeds.append(deed)

    def rng(self, *salt: object) -> random.Random:
        """Return randomness that depends on the session's seed and *salt* alone."""
        return random.Random(f"{self.session.seed}:{':'.join(map(str, salt))}")  # noqa: S311 - not for secrets

    def count(self, name: str) -> int:
        """Add one to a counter of the session and return it; the first is 1."""
        value = int(self.facts.get(name, 0)) + 1
        self.facts[name] = value
        return value


_button = functools.lru_cache(maxsize=512)(Choice)  # the same few dozen, twice in every turn


def clip(text: str, limit: int) -> str:
    """
    Return *text* on one line, cut at a word where it is longer than *limit* bytes of UTF-8.

    Bytes, since what is clipped is mostly kept, and a session's row stays under 4 KB in any script (customer.md).
    """
    line = " ".join(text.split())
    raw = line.encode()
    if len(raw) <= limit:
        return line
    cut = raw[: limit - len("…".encode())].decode(errors="ignore")
    return (cut.rsplit(" ", 1)[0] if " " in cut[len(cut) // 2 :] else cut) + "…"
