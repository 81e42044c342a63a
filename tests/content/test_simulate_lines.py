"""`coach content simulate --lines`: an author sees the calls that came out as they must not, and why."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from bot import wiring
from bot.cli import main
from dialogs.model import Listening, Percept
from dialogs.play import Play
from tests.dialogs.coaching import perceived

CUSTOMER = "packaging_plant_manager"


class Words:
    """Reads each line as no question at all, so that nobody wins."""

    notice = None

    def perceive(self, text: str, listening: Listening) -> Percept:
        return perceived()


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "load_perception", Words)


def shown() -> str:
    return CliRunner().invoke(main, ["content", "simulate", CUSTOMER, "--sessions", "1", "--lines"]).output


def test_a_call_that_the_method_lost_says_what_it_did_not_pass() -> None:
    calls = shown().partition("Misunderstood")[2]

    assert f"A call that the method lost with {CUSTOMER} (it must win 95%)" in calls
    assert f"  not passed: {wiring.library().text('check.obj_asked_first')}; " in calls
    assert "” won with" not in calls


def test_a_call_is_shown_of_each_shortcut_that_wins_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Play, "won", lambda self, course: True)

    calls = shown().partition("Misunderstood")[2]

    assert f"A call that “makes it small” won with {CUSTOMER} (it must win under 2%)" in calls
    assert f"A call that “random lines” won with {CUSTOMER} (it must win under 10%)" in calls
    assert "the method lost" not in calls
