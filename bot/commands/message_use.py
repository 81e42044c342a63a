"""
Which messages the dialogs say, and with which {names}: read from their source and from the flows themselves.

An id that is put together, such as f"gate.{reason}", is one of a family; a family that is not listed
here is an error, so that no id escapes the lint.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import get_args

from bot.service.assignments import SAID as SAID_OF_ASSIGNMENTS
from bot.service.fact_sheet import SAID as SAID_BY_FACT_SHEET
from bot.service.nudge_reminders import SAID as SAID_BY_REMINDERS
from content.concern import ConcernReactions
from content.negotiation import NegotiationReactions
from content.schema import RUBRICS, Reactions, SkillGroup
from dialogs.accounts.naming import NAME_FAULTS
from dialogs.assigning.model import STATUSES
from dialogs.assigning.offers import BARS
from dialogs.customer import QUESTION_ACTS
from dialogs.disagreeing import CHECKED
from dialogs.flows import FLOWS
from dialogs.flows.disputes import AT_ONCE, REASONS
from dialogs.flows.nudges import SNOOZES
from dialogs.machine import CHANNEL_COMMANDS, COMMANDS
from dialogs.model import MOVES, QUESTION_LABELS
from dialogs.nudge_words import NUDGE_WORDS
from dialogs.nudging.agreeing import FOCUSES
from dialogs.nudging.model import ANGLES
from dialogs.nudging.setting import SETTINGS, WEEKS, WORKING_DAYS
from dialogs.people_words import SAYINGS
from dialogs.plays.all_of_them import PLAYS, TOPIC_RULES
from dialogs.plays.concern.answering import ASKS
from dialogs.plays.topics.answering import BARE
from dialogs.privacy.retained import RETAINED
from dialogs.reassessment import messages as of_reassessment
from dialogs.reassessment.asking import BUTTONS, NOTES
from dialogs.reassessment.deciding import DECISIONS
from dialogs.reassessment.model import PHASES
from dialogs.reviewing.model import CHOICE
from dialogs.reviewing.model import DECISIONS as REVIEW_DECISIONS
from dialogs.reviewing.model import TOLD as TOLD_OF_REVIEWS

_SAYERS = ("say", "ask", "words", "text")  # Scene's, and Library.text

# What the commands that have words of their own say; the others act (engine.py `_command`, explaining.py).
_BY_CHANNELS = ("channel.only_private", "channel.trouble")  # said outside the dialogs (bot/serving.py)
_BY_NUDGES = ("nudge.paused", *(f"choice.{id}" for id in NUDGE_WORDS.values()))  # bot/service/nudges.py
_ANSWERED = ("hint", "why")
_REASONS = (  # why a line was not judged (dialogs/judging/gate.py)
    "empty",
    "too_short",
    "too_long",
    "no_letters",
    "not_english",
    "command",
    "instruction",
    "small_talk",
    "gibberish",
)


def _families() -> dict[str, Collection[str]]:
    """Return the ids' second halves by the half that the source spells out."""
    return {**_of_practice(), **_of_accounts(), **_of_people(), **_of_nudges()}


def _of_practice() -> dict[str, Collection[str]]:
    checks = {check.id for play in PLAYS.values() for check in play.checks}
    told = {f"told_{act}" for act in QUESTION_ACTS}
    return {
        "choice.": {c for flow in FLOWS.values() for s in flow.states.values() for c in (*s.choices, *s.typed)},
        "check.": checks,
        "focus.": checks,
        "onboarding.focus_": FOCUSES,
        "label.": QUESTION_LABELS,
        "move.": MOVES,
        "hint.": [label for label in QUESTION_LABELS if label != "none"],
        "engine.": [command for command in COMMANDS if command in _ANSWERED],
        "gate.": _REASONS,
        "worry.": {*ConcernReactions.model_fields, *(f"told_{act}" for act in (*ASKS, "own_step")), "guarded", "mask"},
        "topic.": {*NegotiationReactions.model_fields, "guarded", *_of_topics()},
        "effect.": {*Reactions.model_fields, *told, "guarded", "agree", "no_date"},
        "play.hint_": {kind for play in PLAYS.values() for kind in play.hints},
        "drill.line_": ("passed", "missed", "astray", "lacking"),
        "disagree.": CHECKED,
        "disagree.as_": CHECKED,
        "next.": ("due", "again", "focus", "new", "rest"),
        "group.": get_args(SkillGroup),
        "kind.": RUBRICS,
    }


def _of_accounts() -> dict[str, Collection[str]]:
    return {
        **dict.fromkeys(of_reassessment.PREFIXES, ()),
        "reassess.choice_": BUTTONS,
        "reassess.decide_": DECISIONS,
        "reassess.note_": (),
        "accounts.phase_": PHASES,
        "accounts.name_": NAME_FAULTS,
    }


def _of_people() -> dict[str, Collection[str]]:
    return {
        "people.": (),
        "assign.bar_": [name for names in BARS.values() for name in names],
        "assign.status_": STATUSES,
        "assign.at_once_": AT_ONCE,
        "assign.reason_": [name for names in REASONS.values() for name in names],
        "huddle.": _skills(),
        "coaching.": _skills(),
        f"choice.{CHOICE}": REVIEW_DECISIONS,
        "coach.general_": (),
    }


def _of_nudges() -> dict[str, Collection[str]]:
    return {
        "nudge.often_": [str(weeks) for weeks in WEEKS],
        "nudge.angle_": ANGLES,
        "nudge.day_": [str(day) for day in range(WORKING_DAYS)],
        "nudge.set_": SETTINGS,
        "nudge.snooze_": SNOOZES,
    }


def _skills() -> list[str]:
    """Return the ids of the skills that ship, each of which has a guide for a huddle."""
    files = resources.files("content").joinpath("skills").iterdir()
    return [file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")]


def _of_topics() -> set[str]:
    kinds = [(f"{rubric}_{name}", kind) for rubric, rules in TOPIC_RULES.items() for name, kind in rules.kinds.items()]
    return {name for name, _ in kinds} | {f"{name}_{BARE}" for name, kind in kinds if kind.sign}


def used_messages() -> dict[str, frozenset[str]]:
    """
    Return every message id that a dialog says, with the names that are filled in at each place that says it.

    Raises:
        LookupError: a dialog puts ids together in a way that is not listed here.
    """
    found: dict[str, frozenset[str]] = {}
    families = _families()
    for source in _sources(resources.files("dialogs")):
        for said, names in _said_in(source):
            prefix, exact = said
            if not exact and prefix not in families:
                raise LookupError(
                    f"the dialogs say messages {prefix}..., which bot/commands/message_use.py does not list"
                )
            for name in [prefix] if exact else [prefix + rest for rest in families[prefix]]:
                found[name] = found.get(name, names) & names
    found |= of_reassessment.said()
    found |= SAID_BY_FACT_SHEET
    found |= SAID_OF_ASSIGNMENTS
    found |= {kept.why: frozenset() for kept in RETAINED}
    found |= {f"reassess.note_{name}": frozenset(names) for name, names in NOTES.items()}
    found |= {f"people.{name}": frozenset(names) for name, names in SAYINGS.items()}
    found |= dict.fromkeys(_BY_NUDGES, frozenset())
    found |= SAID_BY_REMINDERS
    found |= {f"command.{name}": frozenset() for name in CHANNEL_COMMANDS}
    found |= {f"review.{name}": frozenset(names) for name, names in TOLD_OF_REVIEWS.items()}
    found |= dict.fromkeys(_BY_CHANNELS, frozenset())
    for flow in FLOWS.values():
        found |= {state.help: frozenset() for state in flow.states.values() if state.help}
    return found


def _sources(folder: Traversable) -> Iterator[bytes]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and not entry.name.startswith("__"):
            yield from _sources(entry)
        elif entry.name.endswith(".py"):
            yield entry.read_bytes()


_Id = tuple[str, bool]  # a whole id, True; or the first part of one, False


def _said_in(source: bytes) -> tuple[tuple[_Id, frozenset[str]], ...]:
    """Return each id that a module says, with the names given there."""
    return tuple(_said(ast.parse(source)))


def _said(module: ast.Module) -> Iterator[tuple[_Id, frozenset[str]]]:
    for function in ast.walk(module):
        if not isinstance(function, ast.FunctionDef | ast.Lambda | ast.Call | ast.Subscript):
            continue
        if isinstance(function, ast.FunctionDef):
            yield from _by_name(function)
        elif isinstance(function, ast.Call) and _says(function):
            names = frozenset(keyword.arg for keyword in function.keywords if keyword.arg)
            yield from ((said, names) for said in _ids(function.args[0]))
        elif isinstance(function, ast.Subscript) and _is_messages(function.value):
            yield from ((said, frozenset()) for said in _ids(function.slice))


def _by_name(function: ast.FunctionDef) -> Iterator[tuple[_Id, frozenset[str]]]:
    """Yield the ids that reach a call through a variable: `name = "a.b" if right else "a.c"; words(name, ...)`."""
    given: dict[str, list[_Id]] = {}
    nodes = list(ast.walk(function))
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            given.setdefault(node.targets[0].id, []).extend(_ids(node.value))
    for node in nodes if given else ():
        if isinstance(node, ast.Call) and _says(node) and isinstance(node.args[0], ast.Name):
            names = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            yield from ((said, names) for said in given.get(node.args[0].id, ()))


def _says(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in _SAYERS and bool(call.args)


def _is_messages(value: ast.expr) -> bool:
    name = value.attr if isinstance(value, ast.Attribute) else value.id if isinstance(value, ast.Name) else ""
    return name == "messages"


def _ids(value: ast.expr) -> Iterator[_Id]:
    match value:
        case ast.Constant(value=str(text)):
            yield text, True
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            yield text, False
        case ast.IfExp(body=body, orelse=orelse):
            yield from _ids(body)
            yield from _ids(orelse)
