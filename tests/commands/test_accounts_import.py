"""`coach accounts import`: files as spreadsheets and CRMs write them; no bad row keeps a good one out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.commands.accounts_cli import Typed

TODAY = datetime.now(UTC).date()
SOON = (TODAY + timedelta(days=40)).isoformat()


@pytest.fixture
def typed(upgraded_url: str) -> Typed:
    return Typed(upgraded_url)


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "crm.csv"


def rows(typed: Typed) -> list[tuple[str, str, str | None]]:
    return [(row["name"], row["phase"], row["review_at"]) for row in typed.listed()]


@pytest.mark.parametrize(
    "content",
    [
        f"name,phase,review\nAcme,evaluation,{SOON}\n",
        f"\ufeffAccount Name;Buying phase;Next review\r\nAcme;2;{SOON}\r\n",
        f"REVIEW_DATE\tcompany\tStage\n{SOON}\tAcme\tevaluation of options",
        f'owner|Customer|review at|PHASE\nAnn|"Acme"|{SOON} 00:00:00|Evaluation\n',
        f"\n\nprospect, review, phase\n\n Acme , {SOON}T09:00:00Z ,Options\n,,\n",
    ],
)
def test_a_file_is_read_as_whatever_program_wrote_it(typed: Typed, csv: Path, content: str) -> None:
    csv.write_text(content, encoding="utf-8", newline="")

    assert "1 account opened" in typed.done("accounts", "import", str(csv))
    assert rows(typed) == [("Acme", "evaluation", SOON)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_survive_in_every_encoding(typed: Typed, csv: Path, encoding: str) -> None:
    csv.write_text('name\n"Größe, Söhne & Co"\n', encoding=encoding)

    typed.done("accounts", "import", str(csv))
    assert [name for name, *_ in rows(typed)] == ["Größe, Söhne & Co"]


BAD = f"""name,phase,review
Acme,,
"Bolt
Works",evaluation,{SOON}
,evaluation,{SOON}
Cobra,winning,
Delta,,whenever

Echo,,2020-01-01
Foxtrot,,2027-02-30
{"x" * 61},,
Golf, Inc,,,x
acme,concerns,
Hotel
"""


def test_each_bad_row_is_named_with_its_line_and_reason_and_the_good_ones_are_kept(typed: Typed, csv: Path) -> None:
    csv.write_text(BAD)

    said = typed.refused("accounts", "import", str(csv), code=1)

    assert [name for name, *_ in rows(typed)] == ["Acme", "Bolt Works", "Hotel"]
    named = dict(line.strip().split(": ", 1) for line in said.splitlines() if line.startswith("  line"))
    assert list(named) == [f"line {line}" for line in (5, 6, 7, 9, 10, 11, 12, 13)]
    for line, reason in {
        5: "needs a name",
        6: "phase 'winning' is none of recognition",
        7: "'whenever' cannot be read",
        9: "2020-01-01 is past",
        10: "'2027-02-30' cannot be read",
        11: "61 characters",
        12: "more cells than columns",
        13: "acme is on line 2 already",
    }.items():
        assert reason in named[f"line {line}"]


def test_a_dry_run_says_the_same_and_writes_nothing(typed: Typed, csv: Path, tmp_path: Path) -> None:
    csv.write_text(BAD)
    typed.done("accounts", "add", "Other")

    dry = typed.refused("accounts", "import", str(csv), "--dry-run", code=1)
    assert rows(typed) == [("Other", "recognition", None)]

    real = typed.refused("accounts", "import", str(csv), code=1)
    assert dry.splitlines()[1:] == real.splitlines()[1:]
    assert "3 accounts would be opened (nothing was written)" in dry


def test_a_file_can_be_imported_again_and_changes_nothing_that_is_there(typed: Typed, csv: Path) -> None:
    csv.write_text("name,phase,review\nAcme,1,\nBolt,1,\nCobra,1,\nDelta,1,\n")
    typed.done("accounts", "import", str(csv))
    typed.done("accounts", "phase", "Acme", "concerns")
    typed.done("accounts", "close", "Bolt")
    typed.done("accounts", "merge", "Cobra", "Delta")
    before = typed.listed()

    said = typed.done("accounts", "import", str(csv))

    assert typed.listed() == before
    assert "0 accounts opened" in said
    assert [line.strip() for line in said.splitlines()[2:]] == [
        "line 2: Acme is there already.",
        "line 3: Bolt is closed; `coach accounts reopen` opens it again.",
        "line 4: Cobra is merged; `coach accounts reopen` opens it again.",
        "line 5: Delta is there already.",
    ]


def test_a_date_may_be_in_plain_words(typed: Typed, csv: Path) -> None:
    csv.write_text("name,review\nAcme,tomorrow\nBolt,in two weeks\nCobra,\nDelta,-\n")

    typed.done("accounts", "import", str(csv))

    tomorrow, later = ((TODAY + timedelta(days=days)).isoformat() for days in (1, 14))
    assert [day for *_, day in rows(typed)] == [tomorrow, later, None, None]


def test_columns_that_mean_nothing_here_are_named(typed: Typed, csv: Path) -> None:
    csv.write_text("id,name,revenue EUR\n7,Acme,100\n")

    assert "Columns not used: id, revenue EUR." in typed.done("accounts", "import", str(csv))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "must name the columns"),
        (b"Acme\nBolt\n", "must name the columns"),
        (b"\x89PNG\0\0\0", "not a text file"),
        (b"PK\x03\x04\0\0name", "not a text file"),
        (b"\xff\xfen\xd8", "not a text file"),
        (b"name\n" + b"x" * 5_000_000, "at most 5,000,000"),
        (b'name\n"' + b"x" * 200_000 + b"\n", "Line 2 cannot be read as CSV"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(typed: Typed, csv: Path, content: bytes, why: str) -> None:
    typed.done("accounts", "add", "Other")
    csv.write_bytes(content)

    assert why in typed.refused("accounts", "import", str(csv))
    assert len(typed.listed()) == 1


def test_a_file_that_is_not_there_is_misuse(typed: Typed, csv: Path) -> None:
    assert "does not exist" in typed.refused("accounts", "import", str(csv))


def test_many_accounts_are_taken(typed: Typed, csv: Path) -> None:
    csv.write_text("name\n" + "".join(f"Account {number}\n" for number in range(450)))

    assert "450 accounts opened" in typed.done("accounts", "import", str(csv))
    assert len(typed.listed()) == 450
