"""What a flag looks at, and what it finds: one account on one day, with its latest snapshots behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dialogs.reassessment.likeness import same_content
from dialogs.reassessment.model import AccountFile, Answers, Entry, Phase, Snapshot


@dataclass(frozen=True, slots=True)
class Case:
    """An account as its answers stand on a day; `history` is what was finished before, oldest first."""

    answers: Answers
    today: date
    phase: Phase
    opened: date
    name: str = ""
    history: tuple[Snapshot, ...] = ()
    others: Mapping[str, str] = field(default_factory=dict)  # strategies of the member's other accounts, by name
    gone_off: Entry | None = None  # the tripwire whose sign has shown by this sitting, which may have set another one


@dataclass(frozen=True, slots=True)
class Found:
    """
    Why a flag fires: the items that show it, and what its reason names.

    way: which of its reasons it is, where it has several. parts: what is named by a message of its own.
    """

    items: tuple[str, ...]
    way: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


def case_of(file: AccountFile, snapshot: Snapshot, *, others: Mapping[str, str] | None = None) -> Case:
    """Return the case that a finished snapshot was, with those of the file that came before it."""
    earlier = tuple(one for one in file.snapshots if (one.day, one.at) < (snapshot.day, snapshot.at))
    account = file.account
    return Case(snapshot.answers, snapshot.day, snapshot.phase, account.opened, account.name, earlier, others or {})


def unchanged(case: Case, item: str) -> int:
    """Return in how many snapshots in a row, up to now, an answer stood as in the one before; 0 for a new one."""
    now = case.answers.get(item)
    if now is None or not now.is_known:
        return 0
    count = 0
    for snapshot in reversed(case.history):
        if not same_content(now, snapshot.answers.get(item)):
            break
        count += 1
    return count
