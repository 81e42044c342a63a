"""The brief as a manager reads it: of what was sent alone, however much the rep kept in between."""

from __future__ import annotations

from content.library import Library
from dialogs.model import WorkspaceId
from dialogs.reassessment import brief
from dialogs.reassessment.brief import Brief
from dialogs.reassessment.model import Account, Snapshot
from dialogs.reviewing.model import ReviewFile

_COACHING = "coaching"


def made(file: ReviewFile, snapshot: Snapshot, library: Library, *, workspace_id: WorkspaceId) -> Brief:
    """Return the brief of one of the file's snapshots, beside those sent before it."""
    one, first = file.account, file.briefs[0]
    account = Account(
        one.id,
        workspace_id,
        one.owner,
        one.name,
        snapshot.phase,
        first.day,  # of what came before, a manager knows nothing
        review=one.review,
        snapshots=snapshot.number,
    )
    return brief.made(account, snapshot, file.briefs, library)


def without_questions(page: Brief) -> Brief:
    """Return the brief without its last section, which a review asks by itself."""
    return Brief(page.account, page.day, tuple(one for one in page.sections if one.id != _COACHING))


def questions(page: Brief) -> tuple[str, ...]:
    """Return the three questions of a brief."""
    return next(section.lines for section in page.sections if section.id == _COACHING)
