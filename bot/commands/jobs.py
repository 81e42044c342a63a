"""`coach jobs`: what waits, what failed, what is in doubt, and another try."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import click

from bot import wiring
from bot.commands.errors import DONE, FINDINGS, MISUSE
from bot.service.jobs import Job, Runner
from bot.service.observing import Nobody
from dialogs.job_ports import Backlog, JobRun

SHOWN = 50  # of the messages that failed


def show(*, db: str | None, as_json: bool) -> int:
    """Print the figures; FINDINGS where a message was given up or a job's last run failed."""
    opened = wiring.store(db)
    try:
        with opened.unit_of_work() as work:
            rows = work.jobs()
            outbox, failed, runs, queue = rows.backlog(), rows.given_up(most=SHOWN), rows.runs(), rows.queued()
    finally:
        opened.close()
    if as_json:
        told = {
            "outbox": [asdict(one) for one in outbox],
            "failed": [asdict(one) for one in failed],
            "jobs": [asdict(one) for one in runs],
        }
        click.echo(json.dumps(told | {"queue": dict(queue)}, default=_shown))
    else:
        _print(outbox, runs)
        for one in failed:
            click.echo(f"failed: {one.id} ({one.channel}, {one.workspace_id}), of {_shown(one.created_at)}")
        if queue:
            click.echo("queue: " + ", ".join(f"{count} {state}" for state, count in queue.items()))
    return FINDINGS if failed or any(one.failures for one in runs) else DONE


def _print(outbox: Sequence[Backlog], runs: Sequence[JobRun]) -> None:
    if not outbox and not runs:
        click.echo("Nothing waits, and no job has run here yet.")
    for box in outbox:
        oldest = f", the oldest since {_shown(box.oldest_at)}" if box.oldest_at else ""
        click.echo(
            f"{box.channel}: {box.waiting} waiting, {box.sending} being sent, {box.in_doubt} in doubt, "
            f"{box.failed} failed, {box.sent_again} sent again in doubt{oldest}"
        )
    for one in runs:
        last = f"done {_shown(one.ended_at)}, {one.moved} rows" if one.ended_at else "not done yet"
        wrong = f"; failed {one.failures} times in a row, {one.failure} at {_shown(one.failed_at)}"
        click.echo(f"{one.name}: {last}{wrong if one.failures else ''}")


def _shown(instant: datetime | None) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if instant else ""


def retry(ids: Sequence[int], *, everything: bool, db: str | None) -> int:
    """Let messages wait again, and run jobs whose last run failed; MISUSE where nothing is named."""
    if bool(ids) == everything:
        click.echo("Name the messages by their numbers, or all: coach jobs retry --all", err=True)
        return MISUSE
    opened = wiring.store(db)
    try:
        with opened.unit_of_work() as work:
            again = work.jobs().retry(None if everything else ids)
            failing = {one.name for one in work.jobs().runs() if one.failures}
            work.commit()
        click.echo(f"{again} message{' waits' if again == 1 else 's wait'} to be sent again.")
        if ids and again < len(set(ids)):
            lost = len(set(ids)) - again
            click.echo(f"Of the numbers named, {lost} is of no message that failed, or of one held back.", err=True)
            return FINDINGS
        runner = Runner(opened.unit_of_work, clock=lambda: datetime.now(UTC), observer=Nobody())
        due = [job for job in wiring.jobs(opened) if everything and job.name in failing]
        return max((_run_again(runner, job) for job in due), default=DONE)
    finally:
        opened.close()


def _run_again(runner: Runner, job: Job) -> int:
    ran = runner.run(job)
    if ran.failure:
        click.echo(f"{job.name} failed again: {ran.failure}", err=True)
        return FINDINGS
    click.echo(f"{job.name}: done, {ran.moved} rows.")
    return DONE
