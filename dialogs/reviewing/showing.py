"""What a manager is shown: the agenda, one account, its brief, the cadence. Whoever is told of stands in a deed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dialogs.model import MemberId
from dialogs.reassessment import brief
from dialogs.reassessment.asking import full_day
from dialogs.reassessment.telling import clip, day_words
from dialogs.replies import LIMITS
from dialogs.reviewing.briefing import made, questions, without_questions
from dialogs.reviewing.model import ReviewFile, TeamAccount, ToldAbout, cadence
from dialogs.scene import Scene

_NAME = 40  # characters of an account's name in a list
MOST_QUARTERS = 4


def tell_of(scene: Scene, members: Sequence[MemberId], *, typed: bool = False) -> None:
    """Note whom this turn's replies tell of; with *typed* what was typed in it as well."""
    if members:
        scene.do(ToldAbout(tuple(dict.fromkeys(members)), typed))


def line_of(scene: Scene, one: TeamAccount) -> str:
    """Return an account in the agenda: whose it is, when its review is, what was sent."""
    name, rep, day = clip(one.name, _NAME), clip(one.rep, _NAME), _day(scene, one.review)
    idle = _not_started(scene, one)
    if one.sent is None:
        return scene.words("review.line", name=name, rep=rep, day=day, started=idle)
    sent = day_words(one.sent, seen=scene.today)
    return scene.words("review.line_sent", name=name, rep=rep, day=day, sent=sent, started=idle)


def _not_started(scene: Scene, one: TeamAccount) -> str:
    return scene.words("review.not_started") if one.not_started else ""


def _day(scene: Scene, day: date | None) -> str:
    if day is None:
        return scene.words("review.no_day")
    shown = full_day(day, scene.today)
    return scene.words("review.was_due", day=shown) if day < scene.today else shown


def account_text(scene: Scene, file: ReviewFile) -> str:
    """Return what is known of an account before its brief is read."""
    one = file.account
    phase = scene.words(f"accounts.phase_{one.phase}") if one.phase else scene.words("review.no_phase")
    sent = day_words(one.sent, seen=scene.today) if one.sent else scene.words("review.never_sent")
    text = scene.words(
        "review.account",
        name=clip(one.name, _NAME),
        rep=clip(one.rep, _NAME),
        day=_day(scene, one.review),
        phase=phase,
        sent=f"{sent}{_not_started(scene, one)}",
        last=_last(scene, file),
    )
    return f"{text}{_asked(scene, file)}"


def _last(scene: Scene, file: ReviewFile) -> str:
    if not file.held:
        return scene.words("review.none_held")
    last = file.held[-1]
    decision = scene.words(f"choice.review_{last.decision}")
    return scene.words("review.last_held", day=day_words(last.day, seen=scene.today), decision=decision)


def _asked(scene: Scene, file: ReviewFile) -> str:
    """Return the latest question back, with its answer where there is one."""
    asked = [one for one in file.questions if one.text]
    if not asked:
        return ""
    last = asked[-1]
    if last.answer is None:
        return "\n" + scene.words("review.asked_waits", question=last.text)
    return "\n" + scene.words("review.asked_answered", question=last.text, answer=last.answer)


def show_brief(scene: Scene, file: ReviewFile, *, whole: bool) -> None:
    """Show the latest brief; without *whole* its three questions are left for later."""
    if file.latest is None:
        scene.say("review.no_brief")
        return
    page = made(file, file.latest, scene.library, workspace_id=scene.session.workspace_id)
    first, _, rest = brief.chat(page if whole else without_questions(page)).partition("\n")
    scene.card(clip(first, LIMITS["feedback"]), [("", rest)])


def show_questions(scene: Scene, file: ReviewFile) -> None:
    """Show the three questions of the brief; those that fit any account where nothing was sent."""
    if file.latest is None:
        asked = tuple(scene.words(f"coach.general_{number}") for number in (1, 2, 3))
    else:
        asked = questions(made(file, file.latest, scene.library, workspace_id=scene.session.workspace_id))
    rows = [(str(number), question) for number, question in enumerate(asked, 1)]
    scene.card(scene.words("review.questions"), rows)


def show_cadence(scene: Scene, files: Sequence[ReviewFile]) -> None:
    """Show how many reviews each account had in each of the last quarters, in the order of their names."""
    rows = []
    for file in sorted(files, key=lambda one: one.account.name.casefold()):
        counts = list(cadence(file.held).items())[:MOST_QUARTERS]
        told = ", ".join(scene.words("review.quarter", quarter=quarter, count=count) for quarter, count in counts)
        name = scene.words("review.of_rep", name=clip(file.account.name, _NAME), rep=clip(file.account.rep, _NAME))
        rows.append((name, told or scene.words("review.none_yet")))
    tell_of(scene, [file.account.owner for file in files])
    scene.card(scene.words("review.cadence"), rows or [("", scene.words("review.no_accounts"))])
