"""People typing to a coach with a store: joining, leading, leaving, linking, being switched off."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import wiring
from bot.service.codes import MOST_TRIES
from bot.service.people import People
from bot.service.turns import TurnResult, Turns
from dialogs.model import EventId, Member, MemberId, Turn, WorkspaceId
from dialogs.people import Standing
from dialogs.people_words import SAYINGS
from dialogs.reassessment.model import Account, AccountId, AccountSaved
from storage.unit_of_work import Store, open_store
from tests.privacy.seeding import everything
from tests.service.test_turns import ReadsAsProblem

HERE, ELSEWHERE = WorkspaceId("here"), WorkspaceId("elsewhere")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_events = itertools.count(1)


@dataclass
class Firm:
    """A workspace whose people type; each address is a name in a channel. `minutes` go by as a test says."""

    store: Store
    workspace: WorkspaceId = HERE
    minutes: int = 0
    last: TurnResult | None = None
    turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        self.turns = Turns(
            unit_of_work=self.store.unit_of_work,
            perception=ReadsAsProblem(),
            library=wiring.library(),
            workspace_id=self.workspace,
            invite_link=lambda code: f"https://t.me/coach?start={code.replace('-', '')}",
        )

    @property
    def now(self) -> datetime:
        return NOW + timedelta(minutes=self.minutes)

    def types(self, who: str, text: str | None, *, channel: str = "slack", mentions: tuple[str, ...] = ()) -> str:
        """Type a line; return all that the coach answers."""
        turn = Turn(EventId(f"e{next(_events)}"), channel, who, self.now, text, mentions=mentions)
        self.last = self.turns.take(turn, name=who.title())
        return "\n".join(reply.plain_text() for reply in self.last.replies)

    @property
    def state(self) -> str:
        return self.last.state if self.last else ""

    def operator(self, work: object) -> People:
        return People(work, Standing(self.workspace, operator=True), self.now, wiring.library().text)  # type: ignore[arg-type]

    def has_team(self, name: str, *, manager: str = "") -> None:
        with self.store.unit_of_work() as work:
            people = self.operator(work)
            people.add_team(name)
            if manager:
                people.add(name, self.member(manager).id, "manager")
            work.commit()

    def code(self, team: str, *, days: int = 7) -> str:
        with self.store.unit_of_work() as work:
            _, code = self.operator(work).invite(team, days=days)
            work.commit()
        return code

    def member(self, who: str, channel: str = "slack") -> Member:
        with self.store.unit_of_work() as work:
            found = work.member(self.workspace, channel, who)
        assert found is not None
        return found

    def standing(self, who: str, channel: str = "slack") -> Standing:
        with self.store.unit_of_work() as work:
            return work.people(self.workspace).standing(self.member(who, channel).id)

    def waiting(self, who: str, channel: str = "slack") -> list[str]:
        with self.store.unit_of_work() as work:
            return [reply.plain_text() for _, reply, _ in work.pending_replies(self.workspace, channel, who)]


@pytest.fixture
def store(upgraded_file: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    yield opened
    opened.close()


@pytest.fixture
def firm(store: Store) -> Firm:
    """A firm with a team, North, that Lena manages."""
    firm = Firm(store)
    firm.types("lena", None)
    firm.types("lena", "skip")
    firm.has_team("North", manager="lena")
    return firm


def text(saying: str, **names: str) -> str:
    assert set(names) == set(SAYINGS[saying])
    return wiring.library().text(f"people.{saying}", **names)


def linked(firm: Firm, own: str = "ann", other: str = "4711") -> None:
    """Link a chat in Telegram to one in Slack, as two people type it."""
    answer = firm.types(own, "link")
    code = answer.split("Your code: ")[1].split("\n")[0]
    assert text("linked") in firm.types(other, f"link {code}", channel="telegram")


# --- joining


def test_a_newcomer_joins_by_a_code_and_goes_on_with_the_welcome(firm: Firm) -> None:
    answer = firm.types("ann", f"join {firm.code('North')}")

    assert answer.startswith(text("joined_rep", team="North", managers="Lena"))
    assert firm.state == "onboarding.welcome"
    assert firm.standing("ann").roles == {"rep"}


def test_a_code_is_read_as_it_is_said_aloud(firm: Firm) -> None:
    code = firm.code("North").replace("-", " ").lower()

    assert "North" in firm.types("ann", f"/Join {code}")


def test_a_code_is_taken_in_the_middle_of_a_line_to_write_and_nothing_moves(firm: Firm) -> None:
    firm.types("ann", None)
    firm.types("ann", "try_one")
    firm.types("ann", "1")
    firm.types("ann", "next")
    before = firm.state

    assert text("joined_rep", team="North", managers="Lena") in firm.types("ann", f"join {firm.code('North')}")
    assert firm.state == before


@pytest.mark.parametrize("why", ["wrong", "used", "expired", "revoked", "elsewhere", "closed", "nonsense"])
def test_every_code_that_does_not_work_is_answered_alike(firm: Firm, why: str) -> None:
    code = firm.code("North", days=1)
    asks = firm
    if why == "wrong":
        code = code[:-1] + ("X" if code[-1] != "X" else "Y")
    elif why == "used":
        firm.types("bob", f"join {code}")
    elif why == "expired":
        firm.minutes = 24 * 60
    elif why == "elsewhere":
        asks = Firm(firm.store, ELSEWHERE)
    elif why == "nonsense":
        code = "please"
        firm.types("ann", None)
    elif why in ("revoked", "closed"):
        with firm.store.unit_of_work() as work:
            people = firm.operator(work)
            people.revoke_invite(code) if why == "revoked" else people.close_team("North")
            work.commit()

    assert text("code_wrong") in asks.types("ann", f"join {code}")
    assert asks.standing("ann").roles == frozenset()


def test_after_five_wrong_codes_in_an_hour_a_right_one_is_not_looked_at(firm: Firm) -> None:
    code = firm.code("North")
    for _ in range(MOST_TRIES):
        assert text("code_wrong") in firm.types("ann", "join ABCD-2345")

    assert text("code_tries") in firm.types("ann", f"join {code}")
    assert text("code_tries") in firm.types("ann", f"link {code}")
    assert "North" in firm.types("bob", f"join {firm.code('North')}")  # others are not held up
    firm.minutes = 60
    assert "North" in firm.types("ann", f"join {code}")


def test_a_person_may_be_in_several_teams_and_leaves_one_by_its_name(firm: Firm) -> None:
    firm.has_team("South")
    for team in ("North", "South"):
        firm.types("ann", f"join {firm.code(team)}")

    assert text("no_team_chosen", teams="North, South") in firm.types("ann", "team leave")
    assert text("left", team="South") in firm.types("ann", "team leave south")
    assert len(firm.standing("ann").teams) == 1
    assert text("team_line", team="North", managers="Lena") in firm.types("ann", "team")


def test_who_left_comes_back_with_a_new_code(firm: Firm) -> None:
    firm.types("ann", f"join {firm.code('North')}")
    firm.types("ann", "team leave")
    assert text("team_none") in firm.types("ann", "team")

    firm.types("ann", f"join {firm.code('North')}")

    assert firm.standing("ann").roles == {"rep"}


def test_a_manager_who_types_a_rep_s_code_stays_manager(firm: Firm) -> None:
    assert text("joined_before", team="North") in firm.types("lena", f"join {firm.code('North')}")
    assert firm.standing("lena").roles == {"manager"}


# --- leading


def test_a_manager_adds_by_mention_who_never_wrote_and_they_are_told(firm: Firm) -> None:
    answer = firm.types("lena", "team add U123 U456", mentions=("U123", "U456"))

    assert text("added", names="U123, U456", team="North") in answer
    assert firm.waiting("U123") == [text("you_were_added", by="Lena", team="North")]
    assert "Reps (2): U123, U456." in firm.types("lena", "team")


def test_a_manager_removes_and_the_person_is_told_and_keeps_what_is_theirs(firm: Firm) -> None:
    firm.types("ann", f"join {firm.code('North')}")

    assert text("removed", name="Ann", team="North") in firm.types("lena", "team remove Ann from north")
    assert firm.waiting("ann")[-1] == text("you_were_removed", team="North")
    assert text("not_in_team", team="North") in firm.types("lena", "team remove Ann")


def test_a_manager_who_leaves_is_told_what_that_means_and_whether_anybody_manages_now(firm: Firm) -> None:
    with firm.store.unit_of_work() as work:
        people = People(work, Standing(HERE, operator=True), firm.now, wiring.library().text)
        people.add("North", work.add_member(HERE, "slack", "max", "Max", firm.now).id, "manager")
        work.commit()

    assert text("left_led", team="North") in firm.types("max", "team leave")
    assert text("left_alone", team="North") in firm.types("lena", "team leave")


def test_several_teams_are_listed_with_who_manages_and_of_ones_own_who_is_there(firm: Firm) -> None:
    firm.has_team("South")
    firm.types("lena", f"join {firm.code('South')}")
    firm.types("ann", f"join {firm.code('North')}")

    said = firm.types("lena", "team")

    assert text("team_line_led", team="North", managers="Lena", count="1", reps="Ann") in said
    assert "South, managed by " in said


def test_a_manager_makes_a_code_with_a_link(firm: Firm) -> None:
    answer = firm.types("lena", "team invite")
    code = answer.split("North: ")[1].split("\n")[0]

    assert f"https://t.me/coach?start={code.replace('-', '')}" in answer
    assert "North" in firm.types("4711", f"join {code}", channel="telegram")


def test_a_manager_is_told_what_can_be_typed_and_what_is_missing(firm: Firm) -> None:
    assert text("team_help") in firm.types("lena", "team help")
    assert text("no_mention") in firm.types("lena", "team add")
    assert text("no_mention") in firm.types("lena", "team remove")
    assert text("nobody_to_add", text="Nobody") in firm.types("lena", "team add Nobody")
    firm.types("ann", f"join {firm.code('North')}")
    assert text("added_before", names="Ann", team="North") in firm.types("lena", "team add Ann")


@pytest.mark.parametrize("line", ["team add U9", "team remove lena", "team invite", "team add U9 to North"])
def test_a_rep_leads_nothing_and_makes_nobody_known(firm: Firm, line: str) -> None:
    firm.types("ann", f"join {firm.code('North')}")

    assert text("not_allowed") in firm.types("ann", line, mentions=("U9",) if "U9" in line else ())
    with firm.store.unit_of_work() as work:
        assert work.member(HERE, "slack", "U9") is None


def test_a_manager_of_another_team_does_not_see_this_one(firm: Firm) -> None:
    firm.types("otto", None)
    firm.has_team("South", manager="otto")

    assert text("no_team") in firm.types("otto", "team invite north")
    assert text("no_team") in firm.types("otto", "team add U9 to North", mentions=("U9",))


def test_what_a_rep_says_to_a_customer_is_not_taken_for_a_word_about_people(firm: Firm) -> None:
    firm.types("ann", None)
    firm.types("ann", "try_one")
    firm.types("ann", "1")
    firm.types("ann", "next")
    answers = []
    for line in ("join us?", "Team work is what we do", "link it to the cost"):
        if firm.state == "onboarding.met":
            firm.types("ann", "try again")
        assert firm.state == "onboarding.meeting"
        answers.append(firm.types("ann", line))

    assert not any(text("code_wrong") in answer or text("team_none") in answer for answer in answers)


# --- switched off


def test_who_left_the_firm_is_told_that_it_is_erased_and_when(firm: Firm) -> None:
    firm.types("ann", "skip")
    with firm.store.unit_of_work() as work:
        people = People(work, Standing(HERE, operator=True), firm.now, wiring.library().text)
        people.left_firm(people.find("Ann"))
        work.commit()

    assert firm.types("ann", "menu") == text("off_erasing", day="9 Mar")

    with firm.store.unit_of_work() as work:
        people = People(work, Standing(HERE, operator=True), firm.now, wiring.library().text)
        people.bring_back(people.find("Ann"))
        work.commit()
    assert "erased" not in firm.types("ann", "menu")


def test_who_is_switched_off_gets_one_sentence_and_loses_nothing(firm: Firm) -> None:
    firm.types("ann", None)
    firm.types("ann", "try_one")
    before = firm.state
    with firm.store.unit_of_work() as work:
        firm.operator(work).deactivate(firm.member("ann").id)
        work.commit()

    for line in ("1", "menu", f"join {firm.code('North')}", "team", "link", None):
        assert firm.types("ann", line) == text("off")
    assert text("off") in firm.waiting("ann")  # it goes the way of every reply

    with firm.store.unit_of_work() as work:
        firm.operator(work).bring_back(firm.member("ann").id)
        work.commit()
    firm.types("ann", None)
    assert firm.state == before


# --- linking


@pytest.fixture
def both(firm: Firm) -> Firm:
    """Ann in Slack and 4711 in Telegram are one person, who practised and has an account in each."""
    firm.types("ann", None)
    firm.types("4711", None, channel="telegram")
    for who, channel, name in (("ann", "slack", "Acme"), ("4711", "telegram", "ACME"), ("4711", "telegram", "Borel")):
        own = firm.member(who, channel)
        account = Account(AccountId(f"{who}-{name}"), HERE, own.id, name, "evaluation", NOW.date())
        with firm.store.unit_of_work() as work:
            work.keep_account_change(HERE, own.id, AccountSaved(account), NOW)
            skill = {"tries": [["abcde", 1, 1 if who == "ann" else 2]], "stage": 0, "due": 0}
            work.keep_practice(HERE, own.id, {"skills": {who: skill, "both": skill}, "seen": {"12345": len(who)}})
            work.commit()
    return firm


def accounts(firm: Firm, member: MemberId) -> list[str]:
    with firm.store.unit_of_work() as work:
        return [account.name for account in work.accounts(HERE, member)]


@pytest.mark.parametrize("first", ["ann", "4711"])
def test_linked_in_either_direction_both_are_one_with_all_of_both(both: Firm, first: str) -> None:
    channels = {"ann": "slack", "4711": "telegram"}
    second = next(who for who in channels if who != first)
    kept = both.member(first, channels[first]).id
    code = both.types(first, "link", channel=channels[first]).split("Your code: ")[1].split("\n")[0]

    both.types(second, f"link {code}", channel=channels[second])

    assert both.member("ann").id == both.member("4711", "telegram").id == kept
    assert sorted(name.casefold() for name in accounts(both, kept)) == ["acme", "acme (2)", "borel"]
    practice = both.member("ann").practice
    assert set(practice["skills"]) == {"ann", "4711", "both"}
    assert practice["skills"]["both"]["tries"][0][2] == 2  # the later of the two
    assert practice["seen"] == {"12345": 4}
    assert any("is linked with this one" in line for line in both.waiting(first, channels[first]))


def test_after_linking_the_other_chat_goes_on_where_the_first_one_was(both: Firm) -> None:
    both.types("ann", "try_one")
    before = both.state

    linked(both)

    assert both.state == before == "quick_drill.picking"
    both.types("4711", "1", channel="telegram")
    after = both.state
    both.types("ann", None)
    assert both.state == after


def test_a_conversation_left_in_the_other_chat_can_be_continued(both: Firm) -> None:
    for line in ("skip", "play", "1", "1", "start", "What goes wrong with your trucks?", "menu"):
        both.types("4711", line, channel="telegram")
    both.types("ann", "skip")

    linked(both)
    both.types("ann", "continue")

    assert both.state == "role_play.talking"


@pytest.mark.parametrize("asks", ["ann", "4711"])
def test_unlinked_from_either_side_each_has_what_was_theirs(both: Firm, asks: str) -> None:
    ann, other = both.member("ann"), both.member("4711", "telegram")
    linked(both)

    both.types(asks, "unlink", channel="slack" if asks == "ann" else "telegram")

    assert (both.member("ann").id, both.member("4711", "telegram").id) == (ann.id, other.id)
    assert accounts(both, ann.id) == ["Acme"]
    assert accounts(both, other.id) == ["ACME", "Borel"]
    assert both.member("4711", "telegram").practice == other.practice
    assert text("unlink_none") in both.types("ann", "unlink")
    both.types("4711", None, channel="telegram")
    assert both.state == "onboarding.welcome"  # where that chat was


def test_linking_moves_teams_and_roles_and_unlinking_gives_back_what_is_still_there(both: Firm) -> None:
    both.has_team("South")
    for team in ("North", "South"):
        both.types("4711", f"join {both.code(team)}", channel="telegram")
    with both.store.unit_of_work() as work:
        both.operator(work).grant(both.member("4711", "telegram").id, "author")
        work.commit()
    linked(both)
    assert both.standing("ann").roles == {"rep", "author"}
    both.types("lena", "team remove Ann")

    both.types("4711", "unlink", channel="telegram")

    assert both.standing("ann").roles == frozenset()
    assert both.standing("4711", "telegram").roles == {"rep", "author"}
    assert len(both.standing("4711", "telegram").teams) == 1  # nobody is put back where a manager took them out


def test_three_chats_linked_one_after_another_come_apart_one_by_one(both: Firm) -> None:
    own = {who: both.member(who, channel).id for who, channel in (("ann", "slack"), ("4711", "telegram"))}
    linked(both)  # 4711 is part of Ann
    both.types("desk", None, channel="terminal")
    own["desk"] = both.member("desk", "terminal").id
    code = both.types("desk", "link", channel="terminal").split("Your code: ")[1].split("\n")[0]
    both.types("ann", f"link {code}")  # and both are part of the one at the desk
    with both.store.unit_of_work() as work:
        assert set(work.people(HERE).taken_in(own["desk"])) == {own["ann"], own["4711"]}
    assert len(accounts(both, own["desk"])) == 3

    both.types("ann", "unlink")

    assert both.member("ann").id == both.member("4711", "telegram").id == own["ann"]
    assert len(accounts(both, own["ann"])) == 3
    both.types("4711", "unlink", channel="telegram")
    assert both.member("4711", "telegram").id == own["4711"]
    assert len(accounts(both, own["4711"])) == 2


def test_a_link_code_is_old_after_ten_minutes_used_once_and_no_invitation(both: Firm) -> None:
    def code() -> str:
        return both.types("ann", "link").split("Your code: ")[1].split("\n")[0]

    old = code()
    both.minutes = 10
    assert text("code_wrong") in both.types("4711", f"link {old}", channel="telegram")
    new = code()
    assert text("code_wrong") in both.types("4711", f"join {new}", channel="telegram")
    assert text("link_same") in both.types("ann", f"link {new}")
    assert text("code_wrong") in both.types("4711", f"link {new}", channel="telegram")
    assert text("code_wrong") in Firm(both.store, ELSEWHERE).types("zoe", f"link {code()}")


@pytest.mark.parametrize("newcomer", [True, False])
def test_a_typed_code_is_kept_nowhere(firm: Firm, newcomer: bool) -> None:
    code = firm.code("North")
    if not newcomer:
        firm.types("ann", None)
    firm.types("ann", f"join {code}")
    firm.types("ann", f"link {code}")  # a wrong one, and no less somebody's

    for name, rows in everything(firm.store).items():
        assert code not in repr(rows), name
        assert code.replace("-", "") not in repr(rows), name
    assert [row["text"] for row in everything(firm.store)["turn"] if row["who"] == "ann"][-2:] == ["join …", "link …"]
