"""A company pack in use: the briefing, the call and the debrief with its product, and what the commands show of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import wiring
from bot.cli import main
from bot.commands import content_preview
from bot.commands.doctor import _content
from bot.perception.understanding import CoachPerception
from bot.service.offering import taken
from bot.settings import Settings, read_settings
from content.library import Library
from content.loader import load_library
from dialogs.model import Listening, Percept
from dialogs.replies import Card, Reply
from tests.dialogs.coaching import Coach, faults_of, perceived
from tests.dialogs.test_role_play import METHOD, says_all

SIGNE = "pharma_site_lead_negotiation"
DANA, MAREK, ILSE = "cold_chain_ops_discovery", "clinic_lab_head_discovery", "heat_billing_head_concern"


@pytest.fixture(scope="module")
def ours(shipped: Library) -> Library:
    return shipped


@pytest.fixture(scope="module")
def packed() -> Library:
    return load_library(pack="quillmere")


# --- the conversation


PLAN, ALARM = "payoff.late_departures.fast_replan", "payoff.warm_loads.early_alarm"
WORTH = {
    PLAN: "If a changed order was planned again within minutes, what would that be worth to you?",
    ALARM: "If you heard of a warm load on the road, what would that be worth to you?",
}


def wins_with_the_pack(coach: Coach, *, need: str, offered: str) -> None:
    says_all(coach, (*METHOD[:-1], (WORTH[need], need)))
    coach.says("You want that: our night planners redo it while you sleep.", offered, label="none", kind="pitch")
    coach.says("Shall we meet at Daventry on Tuesday with a planner?", "advance", kind="close")


def not_yet(replies: tuple[Reply, ...]) -> str:
    """Return the checks that have not passed, as the debrief's card names them."""
    (card,) = (reply.plain_text() for reply in replies if isinstance(reply, Card))
    return card.partition("Not yet")[2]


def test_the_same_customer_is_sold_the_company_s_product_and_won_with_it(packed: Library) -> None:
    coach = Coach(packed)
    coach.starts("role_play", scenario=DANA, run="p1")
    assert coach.reads("Dana Whitlock", "You sell Night Desk")
    assert not coach.reads("temperature-tracking")
    coach.picks("start")

    wins_with_the_pack(coach, need=PLAN, offered=PLAN)

    assert coach.state == "role_play.debrief"
    assert coach.reads("Passed, 10 of 10")
    assert not coach.reads("What you sell")
    assert coach.last
    assert faults_of(coach.last) == []


def test_a_need_that_the_product_does_not_answer_is_told_in_the_debrief(packed: Library) -> None:
    coach = Coach(packed)
    coach.plays()

    wins_with_the_pack(coach, need=ALARM, offered=ALARM)

    assert coach.reads("What you sell does not help with the need that Dana voiced, warm loads.")
    assert coach.reads("It helps with: late departures, driver turnover.")
    assert coach.message("check.benefit") in not_yet(coach.replies)
    assert coach.last
    assert faults_of(coach.last) == []


def test_who_offered_nothing_reads_how_the_product_answers_the_need(packed: Library) -> None:
    coach = Coach(packed)
    coach.plays()
    says_all(coach, (*METHOD[:-1], (WORTH[PLAN], PLAN)))

    coach.picks("wrap_up")

    line = packed.packs["quillmere"].products["night_desk"].fits[DANA].answers["late_departures"][0]
    assert coach.reads("What you sell answers the need that was voiced.", line)


def test_the_debrief_of_a_scenario_s_own_offer_says_nothing_of_it(ours: Library) -> None:
    coach = Coach(ours)
    coach.plays()

    wins_with_the_pack(coach, need=ALARM, offered=ALARM)

    assert coach.reads("Passed, 10 of 10")
    assert not coach.reads("What you sell")


@pytest.mark.parametrize("before", [True, False])
def test_a_conversation_sold_otherwise_since_starts_again_and_says_so(
    ours: Library, packed: Library, before: bool
) -> None:
    coach = Coach(packed if before else ours)
    coach.plays()
    coach.says("What gets in the way of leaving on time?", "problem.late_departures")
    coach.library = ours if before else packed

    step = coach.returns()

    assert step.state == "role_play.briefing"
    assert coach.reads(coach.message("engine.changed"))
    assert coach.reads("You sell Night Desk") is not before


def test_a_pack_worded_otherwise_goes_on_without_a_word(packed: Library) -> None:
    coach = Coach(packed)
    coach.plays()
    coach.says("What gets in the way of leaving on time?", "problem.late_departures")
    coach.library = replace(packed, hash="another")

    coach.returns()

    assert coach.reads("(turn 2 of 10)")
    assert not coach.reads(coach.message("engine.changed"))


def test_another_price_is_another_negotiation(packed: Library) -> None:
    scenario = packed.scenarios[SIGNE]
    assert scenario.offer
    assert scenario.offer.price
    dearer = scenario.offer.price.model_copy(update={"high": 333_000})
    changed = scenario.model_copy(update={"offer": scenario.offer.model_copy(update={"price": dearer})})
    other = replace(packed, scenarios={**packed.scenarios, SIGNE: changed})

    assert other.offer_mark(SIGNE) != packed.offer_mark(SIGNE)
    assert other.offer_mark(DANA) == packed.offer_mark(DANA)


def test_a_conversation_stored_before_there_were_packs_goes_on(packed: Library) -> None:
    coach = Coach(packed)
    coach.plays()
    assert coach.session
    frames = coach.session.frames
    top = replace(frames[-1], data={name: it for name, it in frames[-1].data.items() if name != "sold"})
    coach.session = replace(coach.session, frames=(*frames[:-1], top), content_hash="older")

    assert coach.returns().state == "role_play.talking"


# --- the commands


def shown(*words: str) -> str:
    result = CliRunner().invoke(main, ["content", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_preview_shows_a_scenario_with_a_pack_and_a_pack_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_preview, "tried", lambda *_: 0)  # test_preview.py looks at how the lines are taken
    assert "You sell route-planning" in shown("preview", DANA)
    with_pack, pack = shown("preview", DANA, "--pack", "quillmere"), shown("preview", "quillmere")

    assert "sold by the pack quillmere" in with_pack
    assert "You sell Night Desk" in with_pack
    assert "You sell Night Desk" in pack
    assert "You sell Hand to Hand" in pack
    assert "These keep their own offer: " in pack
    assert ILSE in pack
    assert pack.count("passes  (") == 5


def test_preview_says_which_line_is_not_taken_as_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unsure:
        """Takes each line for a statement."""

        notice = None

        def perceive(self, text: str, listening: Listening) -> Percept:
            return perceived()

    monkeypatch.setattr(wiring, "load_perception", Unsure)

    result = CliRunner().invoke(main, ["content", "preview", "quillmere"])

    assert result.exit_code == 1
    assert result.stdout.count("[9] the customer does not always take it as an answer to the need: statement") == 5
    assert "5 lines not taken as they are meant." in result.stderr


def test_what_the_shipped_pack_says_is_understood(packed: Library, perception: CoachPerception) -> None:
    said = [row for scenario in packed.sold for row in taken(packed, scenario, perception)]

    assert [row for row in said if row.instead] == []
    assert len(said) == 5


def test_list_shows_packs_to_people_and_programs() -> None:
    rows = json.loads(shown("list", "--json"))["packs"]

    assert [(row["id"], row["products"]["night_desk"]["fits"]) for row in rows] == [("quillmere", [DANA])]
    assert "quillmere  Quillmere Service Partners" in shown("list")


def test_new_writes_a_pack_with_every_scenario_that_it_may_be_sold_in(tmp_path: Path) -> None:
    shown("new", "pack", "mine", "--folder", str(tmp_path))
    text = (tmp_path / "packs" / "mine.yaml").read_text("utf-8")

    assert DANA in text
    assert MAREK in text
    assert ILSE in text
    assert "# Dana may say: I want rotas out a fortnight ahead." in text
    found = load_library(more=[tmp_path], pack="mine")
    assert found.sold == {key: "first" for key, scenario in found.scenarios.items() if scenario.binds}


def test_new_writes_a_pack_for_the_scenarios_that_one_names(tmp_path: Path) -> None:
    shown("new", "pack", "mine", "--folder", str(tmp_path), "--scenario", ILSE, "--scenario", MAREK)
    assert load_library(more=[tmp_path], pack="mine").sold == {MAREK: "first", ILSE: "first"}

    result = CliRunner().invoke(
        main, ["content", "new", "pack", "other", "--folder", str(tmp_path), "--scenario", "gone"]
    )

    assert result.exit_code == 2
    assert "No product of yours can be sold in gone, only in bus_fleet_engineer_discovery" in result.stderr


def test_the_setting_names_the_pack_and_doctor_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "pack" not in _content().detail
    monkeypatch.setattr(wiring, "settings", chosen)
    wiring.library.cache_clear()
    try:
        said = _content().detail
    finally:
        wiring.library.cache_clear()

    assert "sold with the pack quillmere (Quillmere Service Partners): 7 of " in said


def chosen() -> Settings:
    return read_settings({"COACH_PACK": "quillmere"})
