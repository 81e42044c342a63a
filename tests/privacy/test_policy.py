"""Kinds by readers: what each may see, in which form, as the table says; and nothing else."""

from __future__ import annotations

import pytest

from bot.service.policy import Subject, allows
from content.privacy import KINDS, Cell, Kind, PrivacyTable
from content.privacy_reading import load_privacy
from dialogs.model import MemberId, WorkspaceId
from dialogs.people import Standing, TeamId

HERE, ELSEWHERE = WorkspaceId("here"), WorkspaceId("elsewhere")
TABLE, X = load_privacy(), MemberId("x")
REP = Subject(HERE, MemberId("ann"), frozenset({"north"}))
TEAM, ALL = Subject(HERE, None, frozenset({"north"})), Subject(HERE)


NORTH, SOUTH = (frozenset({TeamId(name)}) for name in ("north", "south"))
READERS = {
    "nobody": Standing(HERE),
    "the operator": Standing(HERE, operator=True),
    "rep": Standing(HERE, MemberId("ann"), teams=NORTH),
    "other rep": Standing(HERE, X, teams=NORTH),
    "own manager": Standing(HERE, X, teams=NORTH, leads=NORTH),
    "other manager": Standing(HERE, X, teams=NORTH | SOUTH, leads=SOUTH),
    "author": Standing(HERE, X, frozenset({"author"}), NORTH),
    "admin": Standing(HERE, X, frozenset({"admin"}), NORTH),
    "an unknown one with roles": Standing(HERE, None, frozenset({"admin", "author"}), NORTH, NORTH),
    "elsewhere's admin": Standing(ELSEWHERE, X, frozenset({"admin", "author"})),
    "elsewhere's manager": Standing(ELSEWHERE, X, teams=NORTH, leads=NORTH),
    "elsewhere's namesake": Standing(ELSEWHERE, MemberId("ann"), teams=NORTH),
}
# journeys.md 6, written out once more by hand: what each sees of one rep's data. What is not here is refused.
SEEN: dict[tuple[str, Kind], str] = {
    **{("rep", kind): "whole" for kind in KINDS},
    ("own manager", "assigned_status"): "status",
    ("own manager", "assigned_lines"): "shared",
    ("own manager", "account"): "names",
    ("own manager", "brief"): "whole",
    ("own manager", "disputes"): "shared",
    ("author", "assigned_lines"): "shared",
    ("author", "disputes"): "shared",
    ("admin", "assigned_status"): "status",
    ("admin", "audit"): "whole",
}
COUNTED = {
    ("own manager", "assigned_checks"),
    ("author", "assigned_status"),
    ("author", "assigned_checks"),
    ("admin", "settings"),
}


@pytest.mark.parametrize("reader", READERS)
def test_who_sees_what_of_a_rep(reader: str) -> None:
    for kind in KINDS:
        decision = allows(TABLE, READERS[reader], kind, REP)

        assert decision.form == SEEN.get((reader, kind), "none"), kind
        assert decision.allowed == ((reader, kind) in SEEN), kind
        assert bool(decision.role) == decision.allowed, kind


@pytest.mark.parametrize("reader", READERS)
def test_counts_are_of_a_team_or_of_all_and_over_at_least_four(reader: str) -> None:
    of = TEAM if "manager" in reader else ALL
    for kind in KINDS:
        decision = allows(TABLE, READERS[reader], kind, of)

        assert (decision.form == "counts") == ((reader, kind) in COUNTED), kind
        assert decision.least == (4 if decision.form == "counts" else 0), kind


@pytest.mark.parametrize("reader", sorted({*READERS} - {"rep"}))
def test_nobody_sees_anything_of_who_asked_to_be_erased(reader: str) -> None:
    gone = Subject(HERE, REP.member_id, REP.teams, erasing=True)

    for kind in KINDS:
        assert not allows(TABLE, READERS[reader], kind, gone).allowed, kind
        assert allows(TABLE, READERS["rep"], kind, gone).allowed, kind


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_manages_and_administers_reads_in_the_role_that_shows_more(kind: Kind) -> None:
    both = Standing(HERE, X, frozenset({"admin", "author"}), NORTH, NORTH)
    rank = ("whole", "names", "status", "shared", "counts", "none")
    forms = [allows(TABLE, READERS[one], kind, REP).form for one in ("own manager", "admin", "author")]

    assert allows(TABLE, both, kind, REP).form == min(forms, key=rank.index)


@pytest.mark.parametrize("kind", KINDS)
def test_no_vendor_reads_anything_since_none_has_the_role(kind: Kind) -> None:
    for reader in READERS.values():
        assert "vendor" not in allows(TABLE, reader, kind, REP).role


def test_while_a_change_is_announced_only_what_both_tables_allow_is_seen() -> None:
    def with_cell(kind: Kind, form: str) -> PrivacyTable:
        cell = Cell(form=form, say="x")  # type: ignore[arg-type]
        changed = (
            row.model_copy(update={"readers": {**row.readers, "manager": cell}}) if row.kind == kind else row
            for row in TABLE.rows
        )
        return PrivacyTable(rows=tuple(changed))

    manager = READERS["own manager"]
    wider = with_cell("disputes", "whole")

    assert allows(wider, manager, "disputes", REP).form == "whole"
    assert allows((TABLE, wider), manager, "disputes", REP).form == "shared"
    assert allows((wider, TABLE), manager, "disputes", REP).form == "shared"


@pytest.mark.parametrize("kind", ["practice", "draft", "kept_snapshot", "scores"])
def test_a_table_that_shows_practice_or_drafts_to_anybody_is_refused(kind: Kind) -> None:
    content = TABLE.model_dump(mode="json")
    for row in content["rows"]:
        if row["kind"] == kind:
            row["readers"]["manager"] = {"form": "counts", "least": 9, "say": "counts"}

    with pytest.raises(ValueError, match="nobody but the rep"):
        PrivacyTable.model_validate(content)


def test_counts_over_fewer_than_four_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 4"):
        Cell(form="counts", say="counts", least=3)
