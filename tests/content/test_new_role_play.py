"""`coach content new ROLE-PLAY ID`: six templates by one mechanism; each can be filled in and won, and teaches."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import wiring
from bot.cli import main
from bot.cli_content import NEW
from bot.commands import content_new_customer as templates
from bot.commands.content_new import KINDS
from bot.commands.content_new_customer import words
from bot.service.best_call import best_call, never_passed
from content.findings import Finding
from content.lint import customers, held_out, reading_level, scenarios, wording
from content.lint.corpus import Corpus
from content.lint.wording import unwritten
from content.loader import load_library
from content.schema import RUBRICS
from content.topics import LEAST_TOPICS
from dialogs.plays import play_of
from dialogs.plays.all_of_them import PLAYS
from tests.content.test_new import broken, looked_at, new

_RULES: tuple[Callable[[Corpus], Iterator[Finding]], ...] = (
    *(customers.findings, held_out.findings, scenarios.findings),
    *(wording.findings, reading_level.findings),
)
each_play = pytest.mark.parametrize("play", RUBRICS)


def written(play: str, folder: Path) -> Corpus:
    """Write the template, and in each gap a sentence of words that no other has."""
    new(play, "mine", folder=folder)
    number = count(1000)

    def sentence(_: re.Match[str]) -> str:
        return '"' + " ".join(f"{word}{next(number)}" for word in ("Zum", "lor", "vek", "tas")) + '"'

    for file in folder.rglob("*.yaml"):
        text = re.sub(r'"(?:WRITE: [^"]*|pending)"', sentence, file.read_text("utf-8"))
        file.write_text(text.replace("write_the_industry", "ferries"), "utf-8")
    return looked_at(folder)


@each_play
def test_besides_its_gaps_a_template_lacks_only_readers_and_a_frozen_set(play: str, tmp_path: Path) -> None:
    new(play, "mine", folder=tmp_path)

    corpus = looked_at(tmp_path)
    left = unwritten(corpus)
    rest = [f for rule in _RULES for f in rule(corpus) if (f.file, f.line) not in left]

    assert all("nobody has" in f.message or f.file.endswith("frozen.sha256") for f in rest)


@each_play
def test_a_template_that_is_filled_in_can_be_won_as_it_stands(play: str, tmp_path: Path) -> None:
    corpus = written(play, tmp_path)
    (customer,), (scenario,) = corpus.entries("customers"), corpus.entries("scenarios")
    library = replace(
        wiring.library(), customers={"mine": customer.model}, scenarios={scenario.model.id: scenario.model}
    )

    course = best_call(library, scenario.model)

    assert broken(corpus) == []
    assert never_passed(course) == []
    assert course.mood.ended == play_of(customer.model).good_end


@each_play
def test_a_template_serves_what_its_checks_do_and_trains_what_others_of_its_role_play_do(
    play: str, tmp_path: Path
) -> None:
    new(play, "mine", folder=tmp_path)

    (scenario,) = looked_at(tmp_path).entries("scenarios")
    trained = {s.skill for s in wiring.library().scenarios.values() if s.rubric == play}
    assert set(scenario.model.frameworks) == {f for check in PLAYS[play].checks for f in check.frameworks}
    assert scenario.model.skill in trained
    assert scenario.model.draft


def test_a_draft_of_a_template_is_no_content_of_the_product() -> None:
    assert not [name for name in wiring.library().customers if name.startswith(("mine", "x_"))]
    assert {path.suffix for path in (Path(templates.__file__).parents[2] / "content" / "templates").iterdir()} == {
        ".txt"
    }


@pytest.mark.parametrize("play", LEAST_TOPICS)
def test_every_kind_of_topic_is_taught_with_an_example(play: str) -> None:
    taught = words()[play]["kinds"]

    assert set(taught) == set(LEAST_TOPICS[play])
    assert all(kind["means"] and kind["rep"] and kind["customer"] for kind in taught.values())


def test_every_reaction_and_reply_is_taught_and_no_other() -> None:
    shapes = [templates._shape(templates.AnyCustomer, play) for play in RUBRICS]
    reactions = {name for shape in shapes for name in shape.model_fields["reactions"].annotation.model_fields}  # type: ignore[union-attr]

    assert set(words()["reactions"]) == reactions
    assert set(words()["replies"]) == set(templates.REPLY_KINDS)


@each_play
def test_the_comments_of_a_template_say_what_each_kind_is_for(play: str, tmp_path: Path) -> None:
    new(play, "mine", folder=tmp_path)
    text = (tmp_path / "customers" / "mine.yaml").read_text("utf-8")

    assert text.count("# e.g. rep:") >= max(1, len(LEAST_TOPICS.get(play, ())))
    for kind, least in LEAST_TOPICS.get(play, {}).items():
        assert f"# {kind} ({f'{least} at least' if least else 'only where it fits'})" in text


@pytest.mark.parametrize("play", LEAST_TOPICS)
def test_the_readme_has_every_kind_of_topic(play: str) -> None:
    readme = (Path(templates.__file__).parents[2] / "README.md").read_text("utf-8")

    assert [kind for kind in LEAST_TOPICS[play] if f"`{kind}`" not in readme] == []


def test_customer_is_the_old_name_of_discovery(tmp_path: Path) -> None:
    new("customer", "mine", folder=tmp_path)

    assert (tmp_path / "scenarios" / "mine_discovery.yaml").exists()


@each_play
def test_the_longest_id_still_fits(play: str, tmp_path: Path) -> None:
    new(play, "x" * 28, folder=tmp_path)

    assert broken(looked_at(tmp_path)) == []


def test_the_command_knows_every_kind() -> None:
    assert sorted(NEW) == sorted([*KINDS, "customer"])


def test_a_customer_is_not_simulated_before_another_author_has_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new("entry", "mine", folder=tmp_path)
    library = load_library(more=(tmp_path,))
    monkeypatch.setattr(wiring, "library", lambda: library)
    monkeypatch.setattr(wiring, "content_folders", lambda: (tmp_path,))

    done = CliRunner().invoke(main, ["content", "simulate", "mine"])
    (tmp_path / "customers" / "held_out" / "mine.yaml").unlink()
    none = CliRunner().invoke(main, ["content", "simulate", "mine"])

    assert (done.exit_code, none.exit_code) == (1, 1)
    assert "customers/held_out/mine.yaml is still to be written" in done.stderr
    assert "there is no customers/held_out/mine.yaml" in none.stderr
