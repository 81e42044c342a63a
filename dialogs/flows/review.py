"""
A manager's reviews: the agenda in order, one account with its brief, a question back, three questions, the decision.

What is shown was asked of the policy by whoever answers `scene.desk.answer`; the frame holds ids and a decision.
"""

from __future__ import annotations

from datetime import date, timedelta

from dialogs import noting
from dialogs.machine import BACK, LINE, PICKED, SKIP, Flow, State, Transition
from dialogs.model import Listening
from dialogs.reassessment.asking import full_day
from dialogs.reassessment.finishing import new_id
from dialogs.reassessment.telling import clip
from dialogs.replies import Choice
from dialogs.reviewing import agenda, showing
from dialogs.reviewing.model import (
    CHOICE,
    DECISIONS,
    LONGEST,
    AskedBack,
    ReviewDated,
    ReviewDecision,
    ReviewHeld,
)
from dialogs.scene import Scene

_DECISIONS = tuple(f"{CHOICE}{one}" for one in DECISIONS)
_WEEKS = (2, 4)  # offered for the next review; any day can be typed


# --- one account


def _show(scene: Scene) -> None:
    noting.tell(scene)
    file = agenda.file_of(scene)
    if file is None:
        scene.ask("review.gone")
        return
    showing.tell_of(scene, [file.account.owner])
    scene.ask_text(showing.account_text(scene, file))


def _is_there(scene: Scene) -> bool:
    return agenda.file_of(scene) is not None


def _has_brief(scene: Scene) -> bool:
    file = agenda.file_of(scene)
    return file is not None and file.latest is not None


def _read(scene: Scene) -> None:
    file = agenda.file_of(scene)
    if file is not None:
        showing.show_brief(scene, file, whole=True)


# --- a question back


def _ask_question(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("review.ask_back")


def _is_long(scene: Scene) -> bool:
    return len(scene.text) > LONGEST


def _say_long(scene: Scene) -> None:
    agenda.tell_of_typed(scene)
    noting.note(scene, scene.words("review.long", most=LONGEST))


def _ask_back(scene: Scene) -> None:
    file = agenda.file_of(scene)
    if file is None:
        return
    text = " ".join(scene.text.split())
    agenda.act_on(scene, AskedBack(new_id(scene), file.account.owner, file.account.id, text))
    noting.note(scene, scene.words("review.was_asked", rep=file.account.rep))


# --- a day


def _ask_day(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("review.day")


def _listen(scene: Scene) -> Listening:
    return Listening(today=scene.today, ahead=True)


def _day(scene: Scene) -> date | None:
    """Return the day that was picked or typed; None where there is none from today on."""
    if scene.choice.startswith("weeks_"):
        return scene.today + timedelta(weeks=int(scene.choice.removeprefix("weeks_")))
    dates = scene.percept.dates if scene.percept else ()
    return next((found.day for found in dates if found.day >= scene.today), None)


def _no_day(scene: Scene) -> bool:
    return _day(scene) is None


def _say_no_day(scene: Scene) -> None:
    noting.note(scene, scene.words("accounts.day_past" if scene.percept and scene.percept.dates else "accounts.no_day"))


def _days(scene: Scene) -> tuple[Choice, ...]:
    days = ((weeks, scene.today + timedelta(weeks=weeks)) for weeks in _WEEKS)
    return tuple(
        Choice(f"weeks_{weeks}", scene.words("review.in_weeks", count=weeks, day=full_day(day, scene.today)))
        for weeks, day in days
    )


def _set_day(scene: Scene) -> None:
    file, day = agenda.file_of(scene), _day(scene)
    if file is None or day is None:
        return
    agenda.act_on(scene, ReviewDated(file.account.owner, file.account.id, day))
    told = full_day(day, scene.today)
    noting.note(scene, scene.words("review.day_set", day=told, rep=file.account.rep))


# --- the review itself


def _begin(scene: Scene) -> None:
    for name in ("decision", "line"):
        scene.data.pop(name, None)


def _show_brief(scene: Scene) -> None:
    file = agenda.file_of(scene)
    if file is None:
        scene.ask("review.gone")
        return
    showing.tell_of(scene, [file.account.owner])
    showing.show_brief(scene, file, whole=False)
    scene.ask("review.reading")


def _show_questions(scene: Scene) -> None:
    file = agenda.file_of(scene)
    if file is None:
        scene.ask("review.gone")
        return
    showing.tell_of(scene, [file.account.owner])
    showing.show_questions(scene, file)
    scene.ask("review.decide")


def _decide(scene: Scene) -> None:
    scene.data["decision"] = scene.choice.removeprefix(CHOICE)


def _ask_line(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("review.why_other" if scene.data.get("decision") == "other" else "review.why_line")


def _keep_line(scene: Scene) -> None:
    agenda.tell_of_typed(scene)
    scene.data["line"] = " ".join(scene.text.split())


def _is_over(scene: Scene) -> bool:
    """Whether no next review is asked for: what is stopped has none."""
    return scene.data.get("decision") == "stop"


def _hold_with_line(scene: Scene) -> None:
    _keep_line(scene)
    _hold(scene)


def _hold(scene: Scene) -> None:
    file = agenda.file_of(scene)
    if file is None:
        noting.note(scene, scene.words("review.gone_note"))
        return
    one, day = file.account, None if _is_over(scene) else _day(scene)
    decision: ReviewDecision = next((known for known in DECISIONS if known == scene.data.get("decision")), "other")
    line = str(scene.data.get("line", ""))
    agenda.act_on(scene, ReviewHeld(new_id(scene), one.owner, one.id, decision, line, day, scene.today))
    _begin(scene)
    if day is None:
        noting.note(scene, scene.words("review.held", name=clip(one.name, 40), rep=one.rep))
    else:
        told = full_day(day, scene.today)
        noting.note(scene, scene.words("review.held_next", name=clip(one.name, 40), rep=one.rep, day=told))


FLOW = Flow(
    "review",
    keeps=("account", "reading", "deciding"),
    states=(
        State(
            "agenda",
            prompt=agenda.ask_agenda,
            picks=agenda.picks,
            choices=("cadence",),
            offered={"cadence": agenda.has_accounts},
            reads=True,
            help="review.agenda_help",
        ),
        State(
            "account",
            prompt=_show,
            choices=("hold", "read", "ask_back", "set_day"),
            offered={"hold": _is_there, "read": _has_brief, "ask_back": _has_brief, "set_day": _is_there},
            help="review.account_help",
        ),
        State("asking", prompt=_ask_question, reads=True, help="review.ask_help"),
        State("dating", prompt=_ask_day, picks=_days, listens=_listen, help="accounts.review_help"),
        State("reading", prompt=_show_brief, choices=("to_questions",), help="review.reading_help"),
        State("deciding", prompt=_show_questions, choices=_DECISIONS, help="review.decide_help"),
        State("lining", prompt=_ask_line, reads=True, help="review.line_help"),
        State("next", prompt=_ask_day, picks=_days, listens=_listen, help="accounts.review_help"),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("agenda", PICKED, "agenda", guard=agenda.wants_more, effect=agenda.turn_page),
        Transition("agenda", PICKED, "account", effect=agenda.take),
        Transition("agenda", LINE, "account", guard=agenda.is_named, effect=agenda.take),
        Transition("agenda", LINE, "agenda", effect=agenda.say_no_such),
        Transition("agenda", "cadence", "agenda", effect=agenda.show_cadence),
        Transition("agenda", SKIP, "done"),
        Transition("agenda", BACK, "done"),
        Transition("account", "hold", "reading", guard=_has_brief, effect=_begin),
        Transition("account", "hold", "deciding", effect=_begin),
        Transition("account", "read", "account", effect=_read),
        Transition("account", "ask_back", "asking"),
        Transition("account", "set_day", "dating"),
        Transition("account", SKIP, "agenda"),
        Transition("account", BACK, "agenda"),
        Transition("asking", LINE, "asking", guard=_is_long, effect=_say_long),
        Transition("asking", LINE, "account", effect=_ask_back),
        Transition("asking", SKIP, "account"),
        Transition("asking", BACK, "account"),
        Transition("dating", PICKED, "account", effect=_set_day),
        Transition("dating", LINE, "dating", guard=_no_day, effect=_say_no_day),
        Transition("dating", LINE, "account", effect=_set_day),
        Transition("dating", SKIP, "account"),
        Transition("dating", BACK, "account"),
        Transition("reading", "to_questions", "deciding"),
        Transition("reading", SKIP, "deciding"),
        Transition("reading", BACK, "account"),
        *(Transition("deciding", decision, "lining", effect=_decide) for decision in _DECISIONS),
        Transition("deciding", SKIP, "account"),
        Transition("deciding", BACK, "account"),
        Transition("lining", LINE, "lining", guard=_is_long, effect=_say_long),
        Transition("lining", LINE, "agenda", guard=_is_over, effect=_hold_with_line),
        Transition("lining", LINE, "next", effect=_keep_line),
        Transition("lining", SKIP, "agenda", guard=_is_over, effect=_hold),
        Transition("lining", SKIP, "next"),
        Transition("lining", BACK, "deciding"),
        Transition("next", PICKED, "agenda", effect=_hold),
        Transition("next", LINE, "next", guard=_no_day, effect=_say_no_day),
        Transition("next", LINE, "agenda", effect=_hold),
        Transition("next", SKIP, "agenda", effect=_hold),
        Transition("next", BACK, "lining"),
    ),
)
