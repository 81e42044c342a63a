"""What a turn means in the state that it meets: a command, a choice, a line. It reads; nothing is answered here."""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from typing import Literal

from content.basics import LONGEST_LABEL
from dialogs import loosely
from dialogs.machine import COMMANDS
from dialogs.scene import Scene

_SYNONYMS = {"?": "help", "quit": "stop", "exit": "stop"}
# They ask nothing of the state they meet.
ANSWERED_ANYWHERE = (
    "help",
    "privacy",
    "accuracy",
    "export",
    "erase",
    "erase undo",
    "stop",
    "nudges",
    "stop nudges",
    "resume nudges",
    "effect",
)

# From every state to a dialog of their own, by way of the menu.
LED_TO = ("accounts", "review", "assign", "assignments", "results", "disputes")

_SIGNS = str.maketrans("‘’“”–—", "''\"\"--")

_AFTER_OK = ("help", "hint", "skip", "menu", "repeat", "stop")  # commands that "ok …, please" may stand around
_PLAYS = "role_play"  # here a person is spoken to, and what reads as asking for help may be meant for the customer
# What is typed there is somebody's own: "I don't know" is an answer, and a note to others may ask for help.
_OWN_DATA = ("accounts", "reassessment", "review", "assign", "results", "disputes")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a turn is; `value` is the command's word, the choice's id or the line."""

    kind: Literal["arrival", "empty", "command", "choice", "line", "unoffered", "stale"]
    value: str = ""


def meaning_of(scene: Scene) -> Meaning:
    """Say what the turn is. A command's word wins over all else; then the choices, then free text."""
    turn, state = scene.turn, scene.state
    if turn.choice is not None:
        old = turn.stamp not in (None, scene.session.stamp)
        choice = None if old else _offered(scene, turn.choice)
        return _taken(scene, choice) if choice else Meaning("stale")
    text = (turn.text or "").strip()
    if not text:
        return Meaning("arrival" if turn.text is None else "empty")
    word = _plain(text, ends=" .!" if state.takes_text else " .!?")
    if word in COMMANDS:
        return _taken(scene, word)
    choice = _offered(scene, word)
    if choice is not None:
        return _taken(scene, choice)
    if word in _SYNONYMS:
        return _taken(scene, _SYNONYMS[word])
    meant = _meant(scene, text, word)
    if meant:
        return _taken(scene, meant)
    return Meaning("line", text) if state.takes_text else Meaning("unoffered", word)


def _meant(scene: Scene, text: str, word: str) -> str:
    """Return the choice or the command that other words than its own stand for; empty for what is a line."""
    if len(word) > LONGEST_LABEL:
        return ""
    bare = loosely.politely(word)
    if bare != word and bare in _AFTER_OK:
        return bare
    choice = _offered(scene, bare) if bare and bare != word and not bare.isdecimal() else None
    if choice is not None:
        return choice
    if not scene.state.takes_text:
        return loosely.answer(word, (*scene.choices(), *scene.typed()))
    if scene.flow.name in _OWN_DATA:
        return ""
    if scene.state.listens is None:
        return loosely.agreed(word, scene.choices()) or loosely.said_to_the_coach(text)
    return "" if scene.flow.name == _PLAYS else loosely.said_to_the_coach(text)


def command_of(text: str) -> str:
    """Return what was typed as commands are compared, whatever the state; a synonym as the command it stands for."""
    word = _plain(text, ends=" .!?")
    return _SYNONYMS.get(word, word)


def _plain(text: str, *, ends: str) -> str:
    """Return a typed word as commands and choices are compared: small letters, no slash, no full stop."""
    return _typed(text).strip().lower().lstrip("/").strip().rstrip(ends) or text.strip()


def _typed(text: str) -> str:
    """Return the text with the signs that a keyboard has: phones set curly ones, and spaces of other widths."""
    if text.isascii() or len(text) > 2 * LONGEST_LABEL:
        return text
    return unicodedata.normalize("NFKC", text).translate(_SIGNS)


def _offered(scene: Scene, word: str) -> str | None:
    """Return the id of the choice that *word* takes, by its number, its id or its label; None where it takes none."""
    if len(word) > LONGEST_LABEL:
        return None  # as most lines said to a customer: there is no need to look at each choice
    choices = scene.choices()
    digits = word.removesuffix(")")
    number = int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 4 else 0
    if 1 <= number <= len(choices):
        return choices[number - 1].id
    for choice in (*choices, *scene.typed()) if scene.state.typed else choices:
        if word in _names(choice.id, choice.label):
            return choice.id
    return None


@functools.lru_cache(maxsize=512)  # the same few dozen, in every turn
def _names(id: str, label: str) -> tuple[str, ...]:
    """Return what takes a choice when it is typed, as `_plain` leaves it."""
    plain = _typed(label).lower()
    return id, id.lower(), plain, plain.rstrip(" .!?")


def _taken(scene: Scene, choice: str) -> Meaning:
    own = scene.flow.triggers[scene.state.name]
    return Meaning("command" if choice in COMMANDS and choice not in own else "choice", choice)
