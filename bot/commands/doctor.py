"""`coach doctor`: what is configured, what is missing, how to fix it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from typing import Any, Literal

import click

from bot import wiring
from bot.commands.errors import DONE, FINDINGS
from content.findings import ContentError
from content.library import Library
from dialogs.errors import CoachError, ModelUnavailable


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. "missing" is not needed or makes itself; "failed" is configured and does not work."""

    name: str
    status: Literal["ok", "missing", "failed"]
    detail: str
    fix: str = ""


def doctor(*, db: str | None, as_json: bool) -> int:
    checks: tuple[Callable[[], Finding], ...] = (lambda: _database(db), _content, _model, _slack, _telegram)
    findings = [check() for check in checks]
    if as_json:
        click.echo(json.dumps({"checks": [asdict(finding) for finding in findings]}))
    else:
        for finding in findings:
            click.echo(f"{finding.status:<8} {finding.name}: {finding.detail}")
            if finding.fix:
                click.echo(f"         {finding.fix}")
    return FINDINGS if any(finding.status == "failed" for finding in findings) else DONE


def _database(db: str | None) -> Finding:
    try:
        where, revision, head = wiring.database_state(db)
    except CoachError as error:
        return Finding(
            "database", "failed", str(error), "Name another with --db or COACH_DATABASE_URL, or mend this one."
        )
    if revision is None:
        return Finding("database", "missing", f"{where} is not there yet", "coach chat or coach db upgrade makes it.")
    if revision != head:
        return Finding(
            "database", "missing", f"{where} is of an older version", "coach db upgrade brings it up to date."
        )
    return Finding("database", "ok", f"{where}, up to date")


def _content() -> Finding:
    try:
        library = wiring.library()
    except ContentError as error:
        first, *more = error.findings
        detail = f"{len(more) + 1} findings; the first: {first}" if more else str(first)
        return Finding("content", "failed", detail, "coach content lint shows all.")
    counts = f"{len(library.drills)} drills, {len(library.offered())} customers to talk to"
    added = ", ".join(map(str, wiring.content_folders()))
    own = f"; our own and {added}" if added else ""
    return Finding("content", "ok", f"{counts}{own}{_pack_of(library)}")


def _pack_of(library: Library) -> str:
    """Say which company pack is in use, and where; nothing where none is."""
    if library.pack is None:
        return ""
    of = sum(name in library.sold for name in library.offered())
    company = library.packs[library.pack].company
    return f"; sold with the pack {library.pack} ({company}): {of} of {len(library.offered())} customers"


def _model() -> Finding:
    chosen = wiring.settings()
    try:
        where = wiring.find_model()
    except ModelUnavailable as error:
        fix = "make setup installs the weights, or COACH_MODEL_PATH names a folder with them."
        return _without_model(error, fix, configured=chosen.model_path is not None)
    try:
        wiring.try_model()
    except ModelUnavailable as error:
        return _without_model(error, "make setup mends what is installed; COACH_CACHE_PATH names another folder.")
    return Finding("language model", "ok", where)


def _without_model(error: ModelUnavailable, fix: str, *, configured: bool = True) -> Finding:
    detail = f"{error}. Until then the judge works on words and characters alone, less surely."
    return Finding("language model", "failed" if configured else "missing", detail, fix)


def _slack() -> Finding:
    access = wiring.slack_access()
    if access is None:
        return _not_configured("Slack", "COACH_SLACK_BOT_TOKEN")
    from bot.channels.slack.examine import examine

    return _examined("slack", examine(access))


def _telegram() -> Finding:
    access = wiring.telegram_access()
    if access is None:
        return _not_configured("Telegram", "COACH_TELEGRAM_TOKEN")
    from bot.channels.telegram.examine import examine

    return _examined("telegram", examine(access))


def _not_configured(platform: str, variable: str) -> Finding:
    fix = f"Set {variable} for `coach serve`; the README's {platform} chapter shows how to get one."
    return Finding(platform.lower(), "missing", "not configured", fix)


def _examined(name: str, examination: Coroutine[Any, Any, tuple[bool, str, str]]) -> Finding:
    well, detail, fix = asyncio.run(examination)
    return Finding(name, "ok" if well else "failed", detail, fix)
