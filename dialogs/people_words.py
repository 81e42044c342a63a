"""
The words by which people join, lead and leave teams and link their chats, in any state and channel; and what is said.

A step stays pure: what was asked is read here, whoever takes the turn does it in the store, and what came of it is said
with the step. In a state that takes free text only what cannot be a line to a customer is read as such a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dialogs.scene import Scene

if TYPE_CHECKING:
    from dialogs.people import Asked, Told

LONGEST = 160  # characters of a line that can be one of these

WORDS: Final = (
    *(
        "join",
        "team",
        "team_add",
        "team_remove",
        "team_leave",
        "team_invite",
        "team_help",
        "link",
        "link_code",
        "unlink",
    ),
)
CHANNEL_WORDS: Final = ("join", "team", "link")  # those that a channel hands on with what follows them

# What can be said of it, as the message "people.NAME", with what is filled in.
SAYINGS: Final[dict[str, tuple[str, ...]]] = {
    "joined_rep": ("team", "managers"),
    "joined_manager": ("team",),
    "joined_before": ("team",),
    "team": ("team", "managers", "count", "reps"),
    "team_none": (),
    "team_yours": ("teams",),
    "team_line": ("team", "managers"),
    "team_line_led": ("team", "managers", "count", "reps"),
    "team_help": (),
    "added": ("names", "team"),
    "added_before": ("names", "team"),
    "you_were_added": ("by", "team"),
    "you_manage": ("by", "team"),
    "removed": ("name", "team"),
    "you_were_removed": ("team",),
    "left": ("team",),
    "left_led": ("team",),
    "left_alone": ("team",),
    "invited": ("code", "team", "days"),
    "invited_telegram": ("code", "team", "days", "link"),
    "link_code": ("code", "minutes"),
    "linked": (),
    "linked_notice": ("channel",),
    "link_same": (),
    "unlinked": (),
    "unlinked_other": (),
    "unlink_none": (),
    "link_erasing": (),
    "code_wrong": (),
    "code_tries": (),
    "off": (),
    "off_erasing": ("day",),
    "not_allowed": (),
    "no_team": (),
    "no_team_chosen": ("teams",),
    "no_person": ("text",),
    "nobody_to_add": ("text",),
    "many_persons": ("text", "found"),
    "no_mention": (),
    "no_handle": ("text",),
    "not_in_team": ("team",),
    "off_person": ("name",),
    "team_name_taken": ("team",),
    "team_name_unusable": (),
}

_REST = {
    "add": re.compile(r"(?P<text>.*?)(?:\s+to\s+(?:the\s+)?(?P<team>.+))?", re.IGNORECASE),
    "remove": re.compile(r"(?P<text>.*?)(?:\s+from\s+(?:the\s+)?(?P<team>.+))?", re.IGNORECASE),
    "leave": re.compile(r"(?P<team>.*)", re.IGNORECASE),
    "invite": re.compile(r"(?P<team>.*)", re.IGNORECASE),
    "help": re.compile(""),
}


def asked(
    text: str | None, *, mentions: Sequence[str] = (), strangers: Sequence[str] = (), takes_text: bool
) -> Asked | None:
    """Return what a typed line asks of the roster; None where it asks nothing."""
    line = " ".join((text or "").split()).lstrip("/")
    if not line or len(line) > LONGEST:
        return None
    word, _, rest = line.partition(" ")
    word = word.lower().rstrip(" .!")
    if word not in ("team", "link", "unlink", "join"):
        return None
    from dialogs.people import Asked, code_of  # no part of a start

    if word in ("team", "link", "unlink") and not rest:
        return Asked(word)
    if word in ("join", "link") and (code_of(rest) or ((rest or word == "join") and not takes_text)):
        return Asked("join" if word == "join" else "link_code", rest)
    found = _team_asked(rest) if word == "team" else None
    return found and replace(found, mentions=tuple(mentions), strangers=tuple(strangers))


def without_code(text: str | None, *, takes_text: bool) -> str | None:
    """Return a typed line as it may be kept: what follows "join" or "link" where it was meant as a code is left out."""
    found = asked(text, takes_text=takes_text)
    if text is None or found is None or found.what not in ("join", "link_code") or not found.text:
        return text
    return f"{text.split()[0]} …"


def _team_asked(rest: str) -> Asked | None:
    what, _, more = rest.partition(" ")
    pattern = _REST.get(what.lower())
    found = pattern.fullmatch(more.strip().rstrip(".!")) if pattern else None
    if found is None:
        return None
    from dialogs.people import Asked

    named = found.groupdict()
    return Asked(f"team_{what.lower()}", named.get("text") or "", named.get("team") or "")


def tell(scene: Scene, told: Told, *, ask: bool) -> None:
    """Say what came of it; with *ask* as the thing to answer, with the choices of the state, which stays."""
    text = words(scene, told)
    if ask:
        scene.ask_text(text)
    else:
        scene.say_text(text)


def words(scene: Scene, told: Told) -> str:
    return scene.words(f"people.{told.saying}", **told.names)
