"""A manager adds people by their user names in Telegram, which their owners may give up and others take."""

from __future__ import annotations

import asyncio

import pytest

from bot import wiring
from bot.service.people import People
from dialogs.model import WorkspaceId
from dialogs.people import Standing
from storage.unit_of_work import open_store
from tests.channels.clock import Clock
from tests.channels.telegram.world import WELCOME, World, both_ways

LOCAL = WorkspaceId("local")
LENA, ANN, EVE = 1001, 1002, 1003


@pytest.fixture
def people(coach: World) -> World:
    coach.telegram.add_user(ANN, "Ann", username="ann_sells")
    coach.telegram.add_user(EVE, "Eve")
    return coach


async def come(coach: World, *who: int) -> None:
    for one in who:
        await coach.telegram.says(one, "/start")
        await coach.telegram.reads(one, WELCOME)
    await coach.quiet()


async def leads(coach: World, db_url: str, clock: Clock) -> None:
    """Lena manages North; she and Ann have written to the coach."""
    await come(coach, LENA, ANN)

    def make() -> None:
        store = open_store(db_url)
        with store.unit_of_work() as work:
            by = People(work, Standing(LOCAL, operator=True), clock.now(), wiring.library().text)
            by.add_team("North")
            lena = work.member(LOCAL, "telegram", str(LENA))
            assert lena is not None
            by.add("North", lena.id, "manager")
            work.commit()
        store.close()

    await asyncio.to_thread(make)


async def types(coach: World, line: str, who: int = LENA) -> str:
    await coach.telegram.says(who, line)
    await coach.quiet()
    return coach.texts(who)[-1]


def handles(coach: World) -> dict[str, str | None]:
    return dict(coach.rows("SELECT address, handle FROM identity"))  # type: ignore[arg-type]


def in_north(coach: World) -> set[str]:
    rows = coach.rows(
        "SELECT i.address FROM membership m JOIN identity i ON i.member_id = m.member_id "
        "WHERE m.left_at IS NULL AND m.role = 'rep'"
    )
    return {str(address) for (address,) in rows}


@both_ways
@pytest.mark.asyncio
async def test_who_has_written_is_added_by_their_user_name(people: World, db_url: str, clock: Clock) -> None:
    await leads(people, db_url, clock)

    told = await types(people, "team add @Ann_Sells to North")

    assert "Added to North: Ann." in told
    assert in_north(people) == {str(ANN)}
    assert handles(people) == {str(LENA): None, str(ANN): "ann_sells"}


@pytest.mark.asyncio
async def test_and_taken_out_by_it(people: World, db_url: str, clock: Clock) -> None:
    await leads(people, db_url, clock)
    await types(people, "/team add @ann_sells")

    told = await types(people, "team remove @ann_sells")

    assert "Ann is out of North" in told
    assert in_north(people) == set()


@pytest.mark.asyncio
async def test_a_name_that_passed_to_somebody_unknown_adds_nobody(people: World, db_url: str, clock: Clock) -> None:
    """Ann gave it up and has not written since; whoever has it now never wrote to the coach."""
    await leads(people, db_url, clock)
    people.telegram.chats.people[ANN].user["username"] = "ann_new"

    told = await types(people, "team add @ann_sells")

    assert "I know nobody by @ann_sells." in told
    assert in_north(people) == set()
    assert handles(people)[str(ANN)] == "ann_new"
    assert "Added to North: Ann." in await types(people, "team add @ann_new")


@pytest.mark.asyncio
async def test_a_name_that_passed_to_another_member_adds_that_one(people: World, db_url: str, clock: Clock) -> None:
    await leads(people, db_url, clock)
    del people.telegram.chats.people[ANN].user["username"]
    people.telegram.chats.people[EVE].user["username"] = "ann_sells"
    await come(people, EVE)

    told = await types(people, "team add @ann_sells")

    assert "Added to North: Eve." in told
    assert in_north(people) == {str(EVE)}
    assert handles(people) == {str(LENA): None, str(ANN): None, str(EVE): "ann_sells"}


@pytest.mark.asyncio
async def test_one_unknown_name_among_known_ones_changes_nothing(people: World, db_url: str, clock: Clock) -> None:
    await leads(people, db_url, clock)

    told = await types(people, "team add @ann_sells and @nobody_here")

    assert "@nobody_here" in told and "@ann_sells" not in told
    assert in_north(people) == set()


@pytest.mark.asyncio
async def test_a_user_name_never_means_somebody_of_that_name(people: World, db_url: str, clock: Clock) -> None:
    """@somebody is not the member who is called Somebody."""
    people.telegram.add_user(1004, "Somebody")
    await leads(people, db_url, clock)
    await come(people, 1004)

    assert "I know nobody by @somebody." in await types(people, "team add @somebody")
    assert in_north(people) == set()


@pytest.mark.asyncio
async def test_whom_telegram_does_not_answer_for_is_nobody(people: World, db_url: str, clock: Clock) -> None:
    await leads(people, db_url, clock)
    people.telegram.fail("getChat", status=400, description="Bad Request: chat not found")

    assert "I know nobody by @ann_sells." in await types(people, "team add @ann_sells")
    assert in_north(people) == set()


@pytest.mark.asyncio
async def test_a_user_name_given_up_is_forgotten_with_the_next_word(people: World, db_url: str, clock: Clock) -> None:
    await leads(people, db_url, clock)
    del people.telegram.chats.people[ANN].user["username"]

    await types(people, "menu", ANN)

    assert handles(people)[str(ANN)] is None


@pytest.mark.asyncio
async def test_names_in_other_lines_are_not_looked_up(people: World, db_url: str, clock: Clock) -> None:
    await leads(people, db_url, clock)

    await types(people, "what would @ann_sells say to that?")

    assert people.telegram.called("getChat") == []
