"""`coach admin assignments` and `checks`: an admin sees names by status, an author counts, others nothing."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import wiring
from bot.cli import main
from dialogs.model import LOCAL_CHANNEL
from storage.unit_of_work import open_store
from tests.service.people_there import HERE, NOW, There
from tests.service.test_assignments_table import LINE, given_in


@pytest.fixture
def url(upgraded_file: Path, tmp_path: Path) -> str:
    url = f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}"
    store = open_store(url)
    given_in(There(store).filled())
    store.close()
    return url


def types(url: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["admin", "assignments", *words, "--workspace", HERE, "--db", url])


def test_an_admin_reads_names_by_status_and_no_line(url: str) -> None:
    ran = types(url, "--as", "Admin", "--json")

    (found,) = json.loads(ran.stdout)["assignments"]
    assert found["people"] == {"open": ["Peer"], "trying": ["Rep"], "met": []}
    assert LINE not in ran.stdout
    assert "trying Rep; not started Peer" in types(url, "--as", "Admin").stdout


@pytest.mark.parametrize("who", ["Manager", "Rep", "Author", "Nobody Such"])
def test_others_are_refused(url: str, who: str) -> None:
    ran = types(url, "--as", who)

    assert (ran.exit_code, ran.stdout) == (2, "")


def test_the_look_is_in_the_log(url: str) -> None:
    types(url, "--as", "Admin")

    store = open_store(url)
    with store.unit_of_work() as work:
        looked = [one.looked for one in work.privacy(HERE).logged(None, limit=50)]
    store.close()
    assert [(one.role, one.kind, one.form) for one in looked] == [("admin", "assigned_status", "status")] * 2


@pytest.fixture
def demo_url(upgraded_file: Path, tmp_path: Path) -> str:
    """The demo, whose Elin is an author and whose Ravi is an admin."""
    url = f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'demo.db')}"
    assert coach("demo", "load", "--today", "2026-11-19", "--db", url).exit_code == 0
    for who, role in (("Elin Saarinen", "author"), ("Ravi Subramanian", "admin")):
        ran = coach("admin", "grant", who, "--role", role, "--db", url)
        assert ran.exit_code == 0, ran.output
    return url


def coach(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def checks(url: str, who: str) -> dict[str, tuple[int, dict[str, int]]]:
    ran = coach("admin", "checks", "--as", who, "--json", "--db", url)
    assert ran.exit_code == 0, ran.output
    return {one["content"]: (one["people"], one["missed"]) for one in json.loads(ran.stdout)["checks"]}


MISSED = {"payoff": 3, "situation": 1, "advance": 1, "implications": 1, "no_pitch": 1, "need": 1}


def test_an_author_reads_counts_over_four_and_of_fewer_nothing(demo_url: str) -> None:
    assert checks(demo_url, "Elin Saarinen") == {
        "cold_chain_ops_discovery": (4, MISSED),
        "problem_questions": (4, {"exercise": 2}),
    }
    told = coach("admin", "checks", "--as", "Elin Saarinen", "--db", demo_url).stdout
    assert "in the first run 3 of 4 missed " in told
    assert "2 of 4 missed the exercise right at the first try" in told
    assert "payoff" not in told
    assert not [name for name in ("Mara", "Tomas", "Aiko", "Kofi", "Elin", "Ravi") if name in told]


def test_who_is_to_be_erased_is_counted_no_more(demo_url: str) -> None:
    def erases(who: str) -> None:
        store = open_store(demo_url)
        with store.unit_of_work() as work:
            found = work.member(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, who)
            assert found is not None
            work.privacy(wiring.LOCAL_WORKSPACE).ask_erasure([found.id], NOW, due_at=NOW + timedelta(days=7))
            work.commit()
        store.close()

    erases("demo-aiko")
    of, missed = checks(demo_url, "Elin Saarinen")["cold_chain_ops_discovery"]
    assert (of, missed["payoff"], missed["situation"]) == (4, 3, 1)  # Elin, the fifth, is counted now
    erases("demo-kofi")
    assert set(checks(demo_url, "Elin Saarinen")) == {"problem_questions"}


@pytest.mark.parametrize("who", ["Nadia Ferhat", "Mara Lindqvist", "Ravi Subramanian", "Nobody Such"])
def test_counts_are_an_authors_alone(demo_url: str, who: str) -> None:
    ran = coach("admin", "checks", "--as", who, "--db", demo_url)

    assert (ran.exit_code, ran.stdout) == (2, "")


def test_the_authors_look_is_in_the_log(demo_url: str) -> None:
    checks(demo_url, "Elin Saarinen")

    store = open_store(demo_url)
    with store.unit_of_work() as work:
        looked = [one.looked for one in work.privacy(wiring.LOCAL_WORKSPACE).logged(None, limit=50)]
    store.close()
    assert [(one.role, one.kind, one.form, one.subject) for one in looked if one.kind == "assigned_checks"] == [
        ("author", "assigned_checks", "counts", None)
    ]


def test_where_nothing_is_counted_it_says_so(url: str) -> None:
    ran = CliRunner().invoke(main, ["admin", "checks", "--as", "Author", "--workspace", HERE, "--db", url])

    assert (ran.exit_code, "enough people" in ran.stdout) == (0, True)
