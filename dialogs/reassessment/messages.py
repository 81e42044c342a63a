"""Which messages this folder says whose ids are put together, and what is filled in there, for the lint of content."""

from __future__ import annotations

from dialogs.reassessment import brief, brief_parts, business, flags, questions
from dialogs.reassessment.coverage import WORDS
from dialogs.reassessment.diff import KINDS

# the first parts of ids that are put together; `said` names them whole
PREFIXES = (
    "brief.",
    "brief.decide_",
    "brief.phase_",
    "brief.power_",
    "brief.until_",
    "business.ask_",
    "business.count_",
    "business.proof_",
    "business.sign_",
    "coach.general_",
    "coverage.",
    "diff.",
    "flag.",
    "flag.part.",
)


def said() -> dict[str, frozenset[str]]:
    """Return each of these ids with the names that are filled in wherever it is said."""
    found = flags.said() | business.said() | questions.said() | brief.said() | brief_parts.said()
    found |= {f"coverage.{word}": frozenset[str]() for word in WORDS}
    return found | {f"diff.{kind}": frozenset({"count"}) for kind in KINDS if kind != "same"}
