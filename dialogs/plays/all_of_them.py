"""Every role-play at once: for what checks, tries or writes content, and for what is loaded in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.play import Play
from dialogs.plays import concern, discovery, entry, evaluation, negotiation, objection
from dialogs.plays.topics.rules import Rules

TOPIC_PLAYS = (entry, evaluation, objection, negotiation)  # the role-plays of topics, each with RULES and a PLAY
TOPIC_RULES: Mapping[str, Rules] = {play.RULES.rubric: play.RULES for play in TOPIC_PLAYS}
PLAYS: Mapping[str, Play[Any, Any]] = {
    play.rubric: play for play in (discovery.PLAY, concern.PLAY, *(one.PLAY for one in TOPIC_PLAYS))
}
