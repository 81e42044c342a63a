"""The table of who sees what: readable, told in one message, and nobody is promised what another row denies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from content.findings import Finding
from content.privacy import PrivacyTable, Row
from content.privacy_reading import FILE, read_privacy
from content.reading import Source

LONGEST = 700  # journeys.md: feedback; the whole message, with its words around it and a controller's name
MESSAGE = 420  # what the phrases may take of it: the words around them and the controller's name take the rest


def findings(sources: Sequence[Source]) -> Iterator[Finding]:
    """Yield what is wrong with the table of our own folder."""
    read, faults = read_privacy(sources[0].folder)
    yield from faults
    if read is None:
        return
    document, table = read
    for place, row in enumerate(table.rows):
        for said in _faults(row):
            yield Finding(FILE, document.line_of(("rows", place)), f"{row.kind}: {said}")
    told = told_length(table)
    if told > MESSAGE:
        yield Finding(FILE, 1, f"the phrases make {told} characters of the `privacy` message; at most {MESSAGE} fit")


def _faults(row: Row) -> Iterator[str]:
    for reader, cell in row.readers.items():
        if cell.form == "none":
            yield f"{reader}: leave out a reader who sees nothing"
        if cell.say != cell.say.strip(" .") or not cell.say.strip():
            yield f"{reader}: `say` is a phrase, without a full stop"
        if cell.form == "counts" and reader == "manager" and str(cell.least) not in cell.say and "four" not in cell.say:
            yield f"{reader}: `say` names the least number of people that is counted"
    if not (row.holds.endswith(".") and row.purpose.endswith(".")):
        yield "holds and purpose are sentences"


def told_length(table: PrivacyTable) -> int:
    """Return how many characters of the message the table's own words take."""
    said = {cell.say for row in table.rows for reader, cell in row.readers.items() if reader not in ("rep", "vendor")}
    return sum(map(len, said)) + sum(len(row.label) for row in table.rows if row.is_private)
