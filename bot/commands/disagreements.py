"""`coach judge disagreements`: what reps object to, for review. Never who; their words only where they shared them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from bot import wiring
from bot.commands.errors import DONE
from dialogs.model import Disputed, WorkspaceId
from dialogs.privacy.model import OPERATOR, Looked

_NOT_SAID = "not said"
_LOOKED = Looked(OPERATOR, "operator", "read", "disputes", "shared", None)
_Kind = tuple[str, str | None, tuple[str, ...], str, str | None]  # task, label, named, verdict, own


def show(*, db: str | None, workspace: str | None, as_json: bool) -> int:
    """Print counts of (verdict, the rep's own label), then the shared lines; nothing objected to is a sentence."""
    store = wiring.store(db)
    try:
        with store.unit_of_work() as reading:
            found = reading.disagreements(WorkspaceId(workspace) if workspace else None)
            for one in reading.workspaces():
                if workspace in (None, one):  # whoever reads what people said stands in their log
                    reading.privacy(one).log(_LOOKED, datetime.now(UTC))
            reading.commit()
    finally:
        store.close()
    if as_json:
        lines = [_line(one) for one in found if one.text is not None]
        click.echo(json.dumps({"disagreements": list(_counted(found)), "lines": lines}))
    elif not found:
        click.echo("Nobody has disagreed with a verdict yet.")
    else:
        for line in (*_table(found), *_shared(found)):
            click.echo(line)
    return DONE


def _kind(one: Disputed) -> _Kind:
    return one.task, one.label, one.named, one.verdict, one.own


def _counted(found: Sequence[Disputed]) -> Iterator[dict[str, Any]]:
    """Yield one row for each verdict and own label, the most frequent first."""
    counts = Counter(map(_kind, found))
    shared = Counter(_kind(one) for one in found if one.text is not None)
    for kind, count in counts.most_common():
        task, label, named, verdict, own = kind
        row = {"task": task, "label": label, "named": list(named), "verdict": verdict, "own": own}
        yield {**row, "count": count, "shared": shared[kind]}


def _line(one: Disputed) -> dict[str, Any]:
    return {
        "task": one.task,
        "label": one.label,
        "named": list(one.named),
        "verdict": one.verdict,
        "probabilities": dict(one.probabilities),
        "weights": one.weights,
        "own": one.own,
        "content": one.content_id,
        "text": one.text,
    }


def _table(found: Sequence[Disputed]) -> Iterator[str]:
    rows = [("judged", "verdict", "rep's own label", "count", "shared")]
    for row in _counted(found):
        judged = row["label"] or ", ".join(row["named"])
        rows.append((judged, row["verdict"], row["own"] or _NOT_SAID, str(row["count"]), str(row["shared"])))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _shared(found: Sequence[Disputed]) -> Iterator[str]:
    shared = [one for one in found if one.text is not None]
    yield ""
    yield "Lines that reps shared:" if shared else "No rep has shared a line."
    for one in shared:
        judged = one.label or ", ".join(one.named)
        surest = max(one.probabilities.values(), default=0.0)
        words = " ".join((one.text or "").split())
        yield f"  {judged} ({surest:.2f}) -> {one.own or _NOT_SAID}, {one.content_id}, weights {one.weights}: {words}"
