"""`coach content new`: what it writes fits the schema, and the lint names each text that is left, and little else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.commands.content_new import KINDS, QUICK
from content.findings import Finding
from content.lint.corpus import Corpus
from content.lint.drills import findings as drill_findings
from content.lint.wording import findings as wording_findings
from content.lint.wording import gaps, unwritten
from content.loader import root
from content.reading import KINDS as FOLDERS
from content.reading import Folder, Source, read


def new(*words: str, folder: Path) -> Result:
    return CliRunner().invoke(main, ["content", "new", *words, "--folder", str(folder)])


@cache
def messages() -> Folder:
    return read([Source(root())], "messages")


def looked_at(folder: Path) -> Corpus:
    """Return the corpus of that folder alone, with our messages."""
    source = Source(folder, str(folder))
    kinds = {kind: read([source], kind) if kind != "judge/lines" else Folder(kind) for kind in FOLDERS}
    return Corpus([source], kinds | {"messages": messages()})


def broken(corpus: Corpus) -> list[Finding]:
    return [finding for kind in corpus.kinds.values() for finding in kind.findings]


@pytest.mark.parametrize("kind", KINDS)
def test_each_template_fits_the_schema_and_every_gap_is_named_by_its_line(kind: str, tmp_path: Path) -> None:
    result = new(kind, "mine", folder=tmp_path)

    assert (result.exit_code, "Next:" in result.stderr) == (0, True)
    corpus = looked_at(tmp_path)
    assert broken(corpus) == []
    left = {
        (file, number)
        for file in result.stdout.split()
        for number, row in enumerate(Path(file).read_text("utf-8").splitlines(), 1)
        if '"WRITE' in row or '"write_' in row
    }
    assert unwritten(corpus) == left
    assert left
    assert {(gap.file, gap.line) for gap in gaps(corpus)} <= left


def test_what_is_left_of_one_list_is_one_finding(tmp_path: Path) -> None:
    new("objection", "mine", folder=tmp_path)
    file = tmp_path / "customers" / "mine.yaml"
    rows = file.read_text("utf-8").splitlines()
    first = next(n for n, row in enumerate(rows) if "asking first reason, 1 of 12" in row)
    rows[first] = '      - "What has made you doubt it?"'
    file.write_text("\n".join(rows), "utf-8")

    (gap,) = [gap for gap in gaps(looked_at(tmp_path)) if "topics.first_reason.ask" in gap.message]

    assert gap.line == first + 2
    assert gap.message == "topics.first_reason.ask: 11 lines are still to be written: the rep, asking first reason"


@pytest.mark.parametrize("kind", [kind.lower() for kind in QUICK])
def test_besides_its_gaps_an_item_lacks_only_its_readers(kind: str, tmp_path: Path) -> None:
    new(kind, "mine", folder=tmp_path)

    corpus = looked_at(tmp_path)
    left = unwritten(corpus)
    rest = [f for rule in (wording_findings, drill_findings) for f in rule(corpus) if (f.file, f.line) not in left]
    assert len(rest) == 3
    assert all("nobody has" in finding.message for finding in rest)


WRITTEN = {
    "WRITE: your name": "ann",
    "pending": "ben",
    "WRITE: what you sell, to whom": "You sell dock planning to a wholesaler of garden tools.",
    "WRITE: the customer's words that the line takes up": "Pallets come late, and then the night crew stands about.",
    "WRITE: what to type, in one sentence": "Ask one question about what the late pallets lead to.",
    "WRITE: what to tell a rep whose line is no question": "It tells; it does not ask. Turn it into a question.",
    "WRITE: a word the line must hold": "pallet",
    "WRITE: what to tell a rep whose line lacks it": "It could be asked of anybody. Take up the pallets.",
    "WRITE: what helps without giving the line away": "Two things happen there. What comes of one of them?",
    "WRITE: a line that passes": "What does it cost you when the night crew waits for pallets?",
    "WRITE: another line that passes, put otherwise": "If pallets come late, who has to stay longer?",
    "WRITE: a line that a rep might well type and that misses": "We can cut your waiting time by half.",
    "WRITE: a line that misses for another reason": "How is business otherwise?",
    "WRITE: what such a line does for the customer and the sale": "What it leads to moves them, not the difficulty.",
}


def test_a_template_that_is_filled_in_has_nothing_to_find(tmp_path: Path) -> None:
    new("line", "mine", folder=tmp_path)
    file = tmp_path / "drills" / "mine.yaml"
    text = file.read_text("utf-8")
    for gap, written in WRITTEN.items():
        assert f'"{gap}"' in text
        text = text.replace(f'"{gap}"', f'"{written}"')
    file.write_text(text, "utf-8")

    corpus = looked_at(tmp_path)

    assert broken(corpus) == [*gaps(corpus)] == []
    assert [f for rule in (wording_findings, drill_findings) for f in rule(corpus)] == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    new("pick", "mine", folder=tmp_path)
    file = tmp_path / "drills" / "mine.yaml"
    file.write_text("mine", "utf-8")

    result = new("pick", "mine", folder=tmp_path)

    assert result.exit_code == 2
    assert f"{file} is there already" in result.stderr
    assert file.read_text("utf-8") == "mine"


def test_an_item_trains_what_others_of_its_framework_train(tmp_path: Path) -> None:
    new("line", "mine", "--framework", "F01", folder=tmp_path)

    (item,) = looked_at(tmp_path).entries("drills")
    assert (item.model.frameworks, item.model.skill) == (("F01",), "reassessing")


@pytest.mark.parametrize("name", ["Mine", "1st", "x", "a b"])
def test_what_is_no_id_is_refused(name: str, tmp_path: Path) -> None:
    result = new("pick", name, folder=tmp_path)

    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
