"""
A conversation in a terminal: lines typed become turns, and replies leave by the outbox.

It knows no stream: a face reads and shows. A reply is marked as sent only after the face has flushed it.
"""

from __future__ import annotations

import getpass
import re
import threading
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.service.turns import TurnResult, Turns
from dialogs.errors import CoachError, StaleSession, StoreUnavailable
from dialogs.model import EventId, Turn
from dialogs.replies import Reply, Say

CHANNEL = "terminal"
KEPT = "Kept. Run coach chat to go on."
PATIENCE_S = 1.0  # issue 2: a longer wait for the model is explained
_SEND_AGAIN = "Your line is not lost: send it again, or just an empty line in its place."
_SEEN = "That line has arrived already; nothing is done twice."
_FAREWELLS = ("quit", "exit")
_LONGEST_ADDRESS = 80  # our guess; README "Why"

Shown = tuple[Reply, str]  # a reply and the state that the session waits in


class Face(Protocol):
    """How the conversation meets the person or program at the other end."""

    def read(self, kept: str) -> str | None:
        """Return the next line, None at the end. *kept* is a line that could not be taken, to be offered again."""
        ...

    def show(self, shown: Sequence[Shown]) -> None:
        """Show all replies of one turn and flush them."""
        ...

    def model_is_loading(self) -> None:
        """The wait is getting long. Called from another thread, while nothing else is shown."""
        ...


class BackgroundModel(Protocol):
    """The language model, loading while the person reads."""

    @property
    def ready(self) -> bool: ...
    @property
    def notice(self) -> str | None:
        """What is missing, once loaded; None where nothing is."""
        ...

    def start(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Person:
    """Who sits at the terminal: the address that the store knows them under, and what a newcomer is called."""

    address: str
    name: str


def person_named(given: str | None) -> Person:
    """
    Return the person of `--as NAME`; by default the one who is logged in.

    Spaces, capitals and punctuation make no difference: "Ann Lee" and "ann-lee" are one person.

    Raises:
        ValueError: the name holds no letter and no digit.
    """
    name = _login_name() if given is None else given
    address = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")
    if not address and given is not None:
        raise ValueError("--as needs a name with a letter or a digit in it")
    shown = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return Person(address[:_LONGEST_ADDRESS] or "me", shown[:_LONGEST_ADDRESS] or "me")


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user id without an account, as in a container
        return "me"


@dataclass(slots=True, kw_only=True)
class Conversation:
    """One run of `coach chat`. It holds nothing that the store does not, but a line that could not be taken."""

    turns: Turns
    face: Face
    model: BackgroundModel
    person: Person
    clock: Callable[[], datetime]
    notify: Callable[[str], None]  # for messages that are no replies: standard error
    trouble: str  # what a person is told when a fault of ours keeps their turn from being taken
    _state: str = field(default="", init=False)
    _kept: Turn | None = field(default=None, init=False)
    _unmarked: tuple[str, ...] = field(default=(), init=False)  # keys of replies shown and not yet marked so
    _noticed: bool = field(default=False, init=False)

    def run(self) -> None:
        """
        Greet, then answer line after line to the end of input.

        Raises:
            StoreUnavailable: the first turn could not be taken; later ones may be sent again.
            StoreMisuse: the database is not, or is no longer, the coach's.
            OSError: the face cannot show or read any more.
        """
        self.greet()
        self.model.start()  # only now: the first prompt is not to wait for it
        while (line := self.face.read(self._kept.text or "" if self._kept else "")) is not None:
            if line.strip().lower() in _FAREWELLS:
                self.face.show([(Say(KEPT), self._state)])
                return
            self.answer(line)
        self.notify(KEPT)

    def greet(self) -> None:
        """Show what an earlier run did not get to show, then where the session waits."""
        self.turns.release(channel=CHANNEL, who=self.person.address, now=self.clock())
        earlier = self.turns.pending(channel=CHANNEL, who=self.person.address)
        turn = self._turn(None)
        result = self._taken(turn)
        if result is None:
            return
        self._state = result.state
        self._unmarked = tuple(key for key, _, _ in earlier)
        self._deliver(turn, result, [(reply, state) for _, reply, state in earlier])

    def answer(self, line: str) -> None:
        """Take one line as a turn; where the store fails, keep it and say so."""
        turn = self._turn(line)
        try:
            with self._patience():
                result = self._taken(turn)
        except (StoreUnavailable, StaleSession) as error:
            self._kept = turn
            self.face.show([(Say(f"{_sentence(error)} {_SEND_AGAIN}"), self._state)])
            return
        self._kept = None
        if result is None:
            return
        self._state = result.state or self._state
        self._tell_notice()
        self._deliver(turn, result)

    def _taken(self, turn: Turn) -> TurnResult | None:
        """Take the turn; None where a fault of ours kept it from being taken, and the person has been told."""
        try:
            return self.turns.take(turn, name=self.person.name)
        except CoachError:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of a turn: a fault of ours ends no conversation
            from bot.service.intake import place_of  # asyncio is slow to import

            self.notify(f"A turn failed: {place_of(error)}")
            self.face.show([(Say(self.trouble), self._state)])
            return None

    def _turn(self, text: str | None) -> Turn:
        """Return the turn of a line. A kept line that is sent again stays the same event: it can count only once."""
        kept = self._kept
        if kept is not None and text is not None and text.strip() in ("", (kept.text or "").strip()):
            return replace(kept, at=self.clock())
        return Turn(EventId(uuid.uuid4().hex), CHANNEL, self.person.address, self.clock(), text)

    def _deliver(self, turn: Turn, result: TurnResult, earlier: Sequence[Shown] = ()) -> None:
        keys, shown = result.keys, [(reply, result.state) for reply in result.replies]
        if result.duplicate:
            pending = self.turns.pending(channel=CHANNEL, who=self.person.address)
            waiting = [row for row in pending if row[0] not in self._unmarked]
            keys, shown = tuple(key for key, _, _ in waiting), [(reply, state) for _, reply, state in waiting]
        self.face.show([*earlier, *shown] or [(Say(_SEEN), self._state)])
        self._unmarked += keys
        self._mark(turn)

    def _mark(self, turn: Turn) -> None:
        if not self._unmarked:
            return
        try:
            self.turns.sent(self._unmarked, turn)
        except StoreUnavailable:
            return  # they are marked with the next turn's; at worst the next run repeats them
        self._unmarked = ()

    @contextmanager
    def _patience(self) -> Iterator[None]:
        """Explain a long wait, once it is long."""
        if self.model.ready:
            yield
            return
        timer = threading.Timer(PATIENCE_S, self._explain_wait)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # so that it never writes between replies

    def _explain_wait(self) -> None:
        if not self.model.ready:
            self.face.model_is_loading()

    def _tell_notice(self) -> None:
        if self._noticed or not self.model.ready:
            return
        self._noticed = True
        if self.model.notice:
            self.notify(self.model.notice)


def _sentence(error: CoachError) -> str:
    text = str(error).strip().rstrip(".")
    return f"{text}."
