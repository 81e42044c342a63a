"""
The end of a sitting: its snapshot, what changed, what should worry us and what trains it, the decision, the brief.

A snapshot is a value until Send or Keep writes it: the rep sees everything first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dialogs.reassessment import brief, business, flags
from dialogs.reassessment.case import Case, case_of
from dialogs.reassessment.coverage import coverage, trend
from dialogs.reassessment.coverage import told as covered
from dialogs.reassessment.diff import diff
from dialogs.reassessment.diff_text import rendered
from dialogs.reassessment.flags import Flag
from dialogs.reassessment.model import (
    Account,
    AccountSaved,
    Decision,
    Draft,
    Snapshot,
    SnapshotId,
    SnapshotMade,
)
from dialogs.reassessment.sitting import Sitting
from dialogs.reassessment.strategy import strategy_of
from dialogs.reassessment.telling import clip
from dialogs.replies import LIMITS
from dialogs.scene import Scene

MOST_FLAGS = 5  # told at the end of a sitting; the brief shows three
MOST_SKILLS = 3  # offered as drills; with "go on" they are four buttons


def new_id(scene: Scene, number: int = 0) -> str:
    """Return an id that this turn alone gives, the same each time it is taken."""
    told = f"{scene.session.id}:{scene.turn.event_id}:{number}"
    return hashlib.blake2s(told.encode()).hexdigest()[:12]


def snapshot_of(scene: Scene, now: Sitting, *, sent: bool = False) -> Snapshot:
    """Return the snapshot that finishing would write now."""
    account, data = now.file.account, now.draft.data
    until = data.get("until")
    snapshot = Snapshot(
        id=SnapshotId(new_id(scene)),
        account_id=account.id,
        author=account.owner,
        number=account.snapshots + 1,
        day=now.today,
        at=scene.turn.at,
        sent=sent,
        phase=now.phase,
        checklist=scene.library.hash,
        answers=now.answers,
        checked=now.draft.checked,
        decision=data.get("decision"),
        hours=data.get("hours"),
        until=date.fromisoformat(until) if until else None,
    )
    return replace(snapshot, flags=tuple(flag.id for flag in raised(scene, now, snapshot)))


def case(scene: Scene, now: Sitting, snapshot: Snapshot) -> Case:
    found = case_of(now.file, snapshot, others=_others(scene, now.file.account))
    return replace(found, gone_off=now.gone_off)


def _others(scene: Scene, account: Account) -> Mapping[str, str]:
    """Return the strategies of the rep's other open accounts by name."""
    listed = scene.desk.accounts()
    return {one.name: one.strategy for one in listed if one.id != account.id and one.status == "open" and one.strategy}


def raised(scene: Scene, now: Sitting, snapshot: Snapshot) -> tuple[Flag, ...]:
    return flags.raised(case(scene, now, snapshot))


def show_changes(scene: Scene, now: Sitting) -> None:
    """Show what changed since the latest snapshot, and what should worry us."""
    snapshot = snapshot_of(scene, now)
    told = rendered(now.file.account.name, diff(now.file.latest, snapshot), scene.library)
    first, _, rest = clip_block(told, LIMITS["diff"]).partition("\n")
    scene.card(first, [("", rest)] if rest else [])
    found = flags.by_weight(raised(scene, now, snapshot))
    known = coverage_words(scene, now)
    if not found:
        calm = "reassess.just_doubt" if has_doubt(scene, now) else "reassess.no_flags"
        scene.card(scene.words(calm), [("", known)])
        return
    rows = [(flags.title(flag.id, scene.library), _reason(scene, flag)) for flag in found[:MOST_FLAGS]]
    more = len(found) - MOST_FLAGS
    rows += [("", scene.words("reassess.more_flags", count=more))] if more > 0 else []
    scene.card(scene.words("reassess.flags"), [*rows, ("", known)])


def clip_block(text: str, limit: int) -> str:
    """Return whole lines of a text, as many as fit."""
    lines: list[str] = []
    for line in text.split("\n"):
        if len("\n".join([*lines, line])) > limit:
            break
        lines.append(line)
    return "\n".join(lines)


def _reason(scene: Scene, flag: Flag) -> str:
    skill = scene.library.skills.get(flags.RULES[flag.id].skill)
    ask = flags.ask(flag.id, scene.library)
    trains = skill.name if skill else "-"
    return scene.words("reassess.flag", reason=flags.reason(flag, scene.library), question=ask, skill=trains)


def coverage_words(scene: Scene, now: Sitting) -> str:
    last = now.file.latest
    moved = trend(last.answers, last.day, now.answers, now.today) if last else "same"
    return covered(coverage(now.answers, now.today), scene.library, moved=moved)


def skills_to_train(scene: Scene, now: Sitting) -> list[str]:
    """Return the skills whose drills train what the flags show, those of the red ones first."""
    found = flags.by_weight(raised(scene, now, snapshot_of(scene, now)))
    ids = dict.fromkeys(flags.RULES[flag.id].skill for flag in found)
    return [id for id in ids if any(item.skill == id for item in scene.library.drills.values())][:MOST_SKILLS]


def has_doubt(scene: Scene, now: Sitting) -> bool:
    return business.verdict(case(scene, now, snapshot_of(scene, now))) is not None


def tell_doubt(scene: Scene, now: Sitting) -> None:
    """Say why the account may not be worth the chase, and what would prove that wrong by which day."""
    by = business.test_day(now.today, now.file.account.review)
    doubt = business.verdict(case(scene, now, snapshot_of(scene, now)))
    if doubt:
        scene.say_text(clip_block(business.told(doubt, scene.library, by=by), LIMITS["feedback"]))


def show_brief(scene: Scene, now: Sitting) -> None:
    """Show the brief to the rep, whose alone it is until it is sent."""
    made = brief.made(now.file.account, snapshot_of(scene, now), now.file.snapshots, scene.library)
    first, _, rest = brief.chat(made).partition("\n")
    scene.card(clip(first, LIMITS["feedback"]), [("", rest)])


def decided(draft: Draft, decision: Decision) -> Draft:
    return replace(
        draft, data={k: v for k, v in draft.data.items() if k not in ("until", "hours")} | {"decision": decision}
    )


def write(scene: Scene, now: Sitting, *, sent: bool) -> Snapshot:
    """Write the snapshot; the account moves with the customer's phase, and a pause moves its review."""
    snapshot = snapshot_of(scene, now, sent=sent)
    account = now.file.account
    moved = replace(account, phase=snapshot.phase)
    if snapshot.decision == "pause" and snapshot.until:
        moved = replace(moved, review=snapshot.until)
    if moved != account:
        scene.change(AccountSaved(moved))
    share = coverage(snapshot.answers, snapshot.day).share
    scene.change(SnapshotMade(snapshot, share, strategy_of(snapshot.answers)))
    return snapshot
