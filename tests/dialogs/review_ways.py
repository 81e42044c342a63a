"""How a manager gets into each state of the reviews, and a rep to a question back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from dialogs.model import MemberId, WorkspaceId
from dialogs.people import Standing, TeamId
from dialogs.reassessment.model import AccountId, Answer
from dialogs.reviewing.asking import Agenda, AskedOfMe, HeldOfAll, OneReview, WhoAmI
from dialogs.reviewing.model import Held, QuestionBack, ReviewFile, TeamAccount
from tests.dialogs.account_ways import added
from tests.dialogs.coaching import NOW, Coach
from tests.reassessment.making import snapshot

REP = MemberId("r")
TODAY = NOW.date()
ACME = TeamAccount(REP, "Ria", AccountId("acme"), "Acme", TODAY + timedelta(days=3), "evaluation", TODAY)
BOREAL = TeamAccount(REP, "Ria", AccountId("boreal"), "Boreal", TODAY - timedelta(days=2))
LATER = [TeamAccount(REP, "Ria", AccountId(f"later{n}"), f"Later {n}") for n in range(3)]
BRIEF = snapshot({"a6": Answer("a6"), "b4": Answer("b4")}, flags=("rf4",))
HELD = Held("h", ACME.id, "Mo", TODAY - timedelta(days=20), "go_on", "they booked the trial")
FILES = {ACME: ReviewFile(ACME, (BRIEF,), (HELD,)), BOREAL: ReviewFile(BOREAL)}


def leads(coach: Coach) -> None:
    """Make the coach's person the manager of a team with accounts."""
    team = frozenset({TeamId("north")})
    coach.knows[WhoAmI()] = Standing(WorkspaceId("w"), MemberId("m"), teams=team, leads=team)
    coach.knows[Agenda()] = (*LATER, BOREAL, ACME)
    coach.knows[HeldOfAll()] = tuple(FILES.values())
    for one, file in FILES.items():
        coach.knows[OneReview(one.owner, one.id)] = file


def agenda(coach: Coach) -> None:
    leads(coach)
    coach.starts("menu")
    coach.says("review")


def account(coach: Coach) -> None:
    agenda(coach)
    coach.says("acme")


def _then(*choices: str) -> Callable[[Coach], None]:
    def lead(coach: Coach) -> None:
        account(coach)
        for choice in choices:
            coach.picks(choice)

    return lead


def _next(coach: Coach) -> None:
    _then("hold", "to_questions", "review_pause")(coach)
    coach.says("skip")


def asked_back(coach: Coach) -> None:
    """Be asked something about one's own account, and go there to answer."""
    added(coach)
    id = AccountId(next(iter(coach.desk.files)))
    coach.knows[AskedOfMe()] = (QuestionBack("q", id, "Mo", "Who signs?", NOW, asker=MemberId("m2")),)
    coach.returns()
    coach.picks("answer_back")


REVIEW_WAYS: dict[str, Callable[[Coach], None]] = {
    "accounts.answering": asked_back,
    "review.agenda": agenda,
    "review.account": account,
    "review.asking": _then("ask_back"),
    "review.dating": _then("set_day"),
    "review.reading": _then("hold"),
    "review.deciding": _then("hold", "to_questions"),
    "review.lining": _then("hold", "to_questions", "review_go_on"),
    "review.next": _next,
}
