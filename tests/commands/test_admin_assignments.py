"""`coach admin assignments`: an admin sees names by status, others nothing, and the look is in the log."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from storage.unit_of_work import open_store
from tests.service.people_there import HERE, There
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
