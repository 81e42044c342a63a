"""`coach judge disagreements` as whoever runs the coach meets it: counts, shared lines, never a name."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from dialogs.model import Attempt, Disagreement, Frame, Session, SessionId, WorkspaceId
from storage.unit_of_work import open_store

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
P = [0.1, 0.7, 0.1, 0.05, 0.05]


@pytest.fixture
def url(upgraded_url: str) -> str:
    return upgraded_url


def shown(url: str, *words: str) -> Result:
    result = CliRunner().invoke(main, ["judge", "disagreements", "--db", url, *words])
    assert (result.exit_code, result.stderr) == (0, "")
    return result


def objected(url: str, workspace: str, *given: tuple[str, str | None, bool]) -> None:
    """Let Gwendolyn object to verdicts "problem" on her lines: (line, own label, shared)."""
    store = open_store(url)
    with store.unit_of_work() as work:
        member = work.add_member(WorkspaceId(workspace), "slack", "U77", "Gwendolyn", AT)
        frames = (Frame("menu", "choosing"),)
        fresh = Session(SessionId("s"), member.workspace_id, member.id, 1, 0, 1, "hash", frames)
        session = work.save_session(fresh, AT)
        for place, (text, own, shared) in enumerate(given):
            judged = {"place": str(place), "verdict": "given", "p": P, "weights": "abc123"}
            attempt = Attempt("d1", "line_x", "LINE", text, "problem", "missed", (), {"judged": judged})
            work.add_attempts(session, [attempt], AT)
            one = Disagreement("d1", str(place), "line_x", "question", "problem", (), own, shared)
            work.keep_disagreements(session, [one], AT + timedelta(seconds=place))
        work.commit()
    store.close()


def test_an_empty_store_says_so_in_a_sentence(url: str) -> None:
    assert shown(url).stdout == "Nobody has disagreed with a verdict yet.\n"
    assert json.loads(shown(url, "--json").stdout) == {"disagreements": [], "lines": []}


def test_verdicts_are_counted_by_own_label_and_only_shared_lines_are_shown(url: str) -> None:
    objected(
        url,
        "acme",
        ("what does that\ncost you?", "implication", True),
        ("a secret line", "implication", False),
        ("another secret", None, False),
    )

    said = shown(url).stdout

    rows = [line.split() for line in said.splitlines()]
    assert rows[1] == ["problem", "given", "implication", "2", "1"]
    assert rows[2] == ["problem", "given", "not", "said", "1", "0"]
    assert "  problem (0.70) -> implication, line_x, weights abc123: what does that cost you?" in said.splitlines()
    assert "secret" not in said


def test_programs_get_the_same_with_probabilities_and_weights(url: str) -> None:
    objected(url, "acme", ("what does that cost you?", "implication", True), ("a secret line", "none", False))

    found = json.loads(shown(url, "--json").stdout)

    verdict = {"task": "question", "label": "problem", "named": [], "verdict": "given"}
    assert found["disagreements"] == [
        {**verdict, "own": "implication", "count": 1, "shared": 1},
        {**verdict, "own": "none", "count": 1, "shared": 0},
    ]
    (line,) = found["lines"]
    assert line.pop("probabilities") == dict(
        zip(("situation", "problem", "implication", "need_payoff", "none"), P, strict=True)
    )
    assert line == {
        **verdict,
        "weights": "abc123",
        "own": "implication",
        "content": "line_x",
        "text": "what does that cost you?",
    }


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_nothing_says_who_it_was(url: str, form: tuple[str, ...]) -> None:
    objected(url, "acme", ("what does that cost you?", "implication", True))

    said = shown(url, *form).stdout

    assert not [word for word in ("Gwendolyn", "U77", "acme", "slack") if word in said]


def test_one_workspace_can_be_looked_at_alone(url: str) -> None:
    objected(url, "acme", ("one", "implication", True))
    objected(url, "bolt", ("two", "none", True))

    def lines(*words: str) -> list[str]:
        return [line["text"] for line in json.loads(shown(url, "--json", *words).stdout)["lines"]]

    assert sorted(lines()) == ["one", "two"]
    assert lines("--workspace", "bolt") == ["two"]
    assert lines("--workspace", "nobody") == []


def test_no_shared_line_is_said(url: str) -> None:
    objected(url, "acme", ("a secret line", "implication", False))

    assert shown(url).stdout.splitlines()[-1] == "No rep has shared a line."


def test_a_database_that_is_not_set_up_is_misuse(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["judge", "disagreements", "--db", f"sqlite:///{tmp_path}/none.db"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert "coach db upgrade" in result.stderr


def test_help_names_the_fields_and_an_unknown_word_is_misuse() -> None:
    text = CliRunner().invoke(main, ["judge", "disagreements", "--help"]).stdout

    for field in ("own", "named", "weights", "probabilities", "shared", "--workspace"):
        assert field in text
    assert CliRunner().invoke(main, ["judge", "agreements"]).exit_code == 2
