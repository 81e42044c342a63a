"""
Puts the parts together, by plain constructor calls. The only importer of settings, the content loader and the store.

Heavy imports stand inside the functions: `coach chat` shows its first prompt before the model loads.
"""

from __future__ import annotations

import gc
import hashlib
import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings, read_settings
from content.library import Library
from dialogs.model import WorkspaceId
from dialogs.patterns import compile_all

if TYPE_CHECKING:
    from pydantic import SecretStr

    from bot.channels.slack.access import SlackAccess
    from bot.channels.telegram.access import TelegramAccess
    from bot.perception.perceive import BackgroundPerception, CoachPerception
    from bot.service.contacts import Contacts
    from bot.service.jobs import Job
    from bot.service.nudges import Nudges
    from bot.service.retention import Retention
    from bot.service.turns import Turns
    from content.buyers import AnyHeldOut
    from content.demo_accounts import DemoAccount
    from content.demo_team import DemoTeam
    from content.judge_lines import JudgeLines
    from content.nudges import NudgeFile
    from storage.unit_of_work import Store

LOCAL_WORKSPACE = WorkspaceId("local")  # the install's own, unless COACH_WORKSPACE names another; Slack brings its ids


@cache
def settings() -> Settings:
    return read_settings(os.environ)


WAITING = "waiting"  # a split of content/judge_lines.py


def own_workspace() -> WorkspaceId:
    """Return the workspace of the terminal and of Telegram; where it is Slack's team id, people may link the two."""
    return WorkspaceId(settings().workspace)


def invite_link(code: str) -> str | None:
    """Return what opens Telegram with a code; None where the bot's name is not configured."""
    bot = (settings().telegram_bot or "").lstrip("@")
    return f"https://t.me/{bot}?start={code.replace('-', '')}" if bot else None


def database_url(given: str | None) -> str:
    """Return the database to use: --db, then COACH_DATABASE_URL, then a file in the user's data folder."""
    url = settings().database_url if given is None else given
    return url if "://" in url or not url else f"sqlite:///{os.path.expanduser(url)}"


def content_folders() -> tuple[Path, ...]:
    """Return the folders that add to our content, in the order in which they are given."""
    return tuple(Path(os.path.expanduser(folder)) for folder in settings().content_path or ())


@cache
def library(pack: str | None = None) -> Library:
    """Return the content, sold with the company pack of that name, else with the one that the settings name."""
    from content.loader import load_library

    chosen = settings()
    return load_library(
        more=content_folders(), cache=chosen.cache_path, pack=pack or chosen.pack, controller=chosen.controller.strip()
    )


def held_out() -> dict[str, AnyHeldOut]:
    """Return the frozen paraphrases that the bots speak, by customer id. Raises ContentError."""
    from content.loader import load_held_out

    return load_held_out(more=content_folders())


def judge_lines() -> list[JudgeLines]:
    """Return the lines that train the judge, one entry an author. Raises ContentError."""
    from content.loader import load_judge_lines

    return [lines for lines in load_judge_lines() if lines.split != WAITING]


def waiting_lines() -> list[JudgeLines]:
    """Return the lines that wait for the next training, one entry an author. Raises ContentError."""
    from content.loader import load_judge_lines

    return [lines for lines in load_judge_lines() if lines.split == WAITING]


def demo() -> list[DemoAccount]:
    """Return the accounts that `coach demo load` writes. Raises ContentError."""
    from content.loader import load_demo

    return load_demo()


def demo_team() -> DemoTeam:
    """Return the team that `coach demo load` writes with them. Raises ContentError."""
    from content.loader import load_demo_team

    return load_demo_team()


def store(db: str | None, *, upgrade: bool = False) -> Store:
    """Open the store. Raises StoreMisuse, StoreUnavailable."""
    from storage.unit_of_work import open_store

    chosen = settings()
    return open_store(
        database_url(db), busy_timeout_s=chosen.busy_timeout_s, upgrade=upgrade, pool_size=chosen.pool_size
    )


def background_perception() -> BackgroundPerception:
    """Return perception that loads in a thread; the first line waits for it."""
    from bot.perception.perceive import BackgroundPerception

    return BackgroundPerception(_load_and_collect)


def _load_and_collect() -> CoachPerception:
    """Load the model, and end the rest that the `chat` command gave the collector for its start."""
    try:
        loaded = load_perception()
        import dialogs.plays.all_of_them  # noqa: F401 - the first call does not wait for its play,
        from dialogs.flows import FLOWS

        list(FLOWS.values())  # nor the first step into a flow for that,
        compile_all()  # nor the first line for its patterns
        return loaded
    finally:
        gc.freeze()  # what is there by now stays to the end
        gc.enable()


def load_perception() -> CoachPerception:
    """Load the judge and the customers' understanding; words and characters alone where the weights are missing."""
    from bot.perception.perceive import open_perception

    chosen = settings()
    return open_perception(library(), cache_path=chosen.cache_path, model_path=chosen.model_path)


def load_judge() -> CoachPerception:
    """Load the perception without any customer: what `coach judge` needs takes half the memory and time."""
    from bot.perception.perceive import open_perception

    chosen = settings()
    return open_perception(None, cache_path=chosen.cache_path, model_path=chosen.model_path)


def turns(opened: Store, perception: BackgroundPerception | CoachPerception, *, lease_s: float | None = None) -> Turns:
    """Return what takes turns in the install's own workspace; *lease_s* as in `Turns`."""
    from bot.service.turns import Turns

    return Turns(
        unit_of_work=opened.unit_of_work,
        perception=perception,
        library=library(),
        workspace_id=own_workspace(),
        lease_s=lease_s,
        weights=lambda: weights_key() + (" words" if perception.notice else ""),
        invite_link=invite_link,
    )


def retention(opened: Store) -> Retention:
    """Return what is done daily: erasing, deleting what is too old, telling of changes."""
    from bot.service.retention import Retention

    return Retention(opened.unit_of_work, library())


def jobs(opened: Store) -> tuple[Job, ...]:
    """Return what is done without anybody asking, by either engine."""
    from bot.service.jobs import HOUR, MINUTE, Job, own_jobs
    from bot.service.nudge_reminders import Reminders

    weekly, later = nudges(opened), Reminders(opened.unit_of_work, library())
    return (
        *own_jobs(retention(opened), opened.unit_of_work),
        Job("plan_nudges", MINUTE, weekly.plan),
        Job("deliver_nudges", MINUTE, weekly.deliver),
        Job("settle_nudges", MINUTE, weekly.settle),
        Job("release_messages", MINUTE, contacts(opened).release),
        Job("enrol_in_nudges", HOUR, weekly.enrol),
        Job("remind_of_nudges", HOUR, later.remind),
        Job("tell_of_reviews", HOUR, later.review_approaching),
        Job("tell_of_assignments", HOUR, later.assignment_due),
    )


def nudges(opened: Store) -> Nudges:
    """Return the jobs of the weekly nudge."""
    from bot.service.nudges import Nudges

    return Nudges(opened.unit_of_work, library(), nudge_wordings)


@cache
def nudge_wordings() -> dict[str, NudgeFile]:
    """Return how each angle of a nudge is put. Raises ContentError."""
    from content.loader import load_nudges

    return load_nudges()


def contacts(opened: Store) -> Contacts:
    """Return what lets go messages that waited for the end of quiet hours."""
    from bot.service.contacts import Contacts

    return Contacts(opened.unit_of_work)


@cache
def weights_key() -> str:
    """Return the key of the judge's weights: the beginning of the hash of all that ships in their folder."""
    found = hashlib.sha256()
    for file in sorted(files("bot.perception").joinpath("weights").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".npz"):
            found.update(file.read_bytes())
    return found.hexdigest()[:12]


def slack_access() -> SlackAccess | None:
    """Return how to get at Slack; None where it is not configured."""
    chosen = settings()
    if chosen.slack_bot_token is None:
        return None
    from bot.channels.slack.access import SlackAccess

    return SlackAccess(
        bot_token=chosen.slack_bot_token.get_secret_value(),
        app_token=_secret(chosen.slack_app_token),
        signing_secret=_secret(chosen.slack_signing_secret),
        api_url=chosen.slack_api_url,
    )


def telegram_access() -> TelegramAccess | None:
    """Return how to get at Telegram; None where it is not configured."""
    chosen = settings()
    if chosen.telegram_token is None:
        return None
    from bot.channels.telegram.access import TelegramAccess, webhook_secret

    return TelegramAccess(
        token=chosen.telegram_token.get_secret_value(),
        public_url=chosen.public_url,
        secret=_secret(chosen.telegram_webhook_secret) or webhook_secret(chosen.telegram_token.get_secret_value()),
        api_url=chosen.telegram_api_url,
    )


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value else None


def back_up(db: str | None, file: Path) -> None:
    from storage.backup import backup

    backup(database_url(db), file)


def bring_back(db: str | None, file: Path, *, force: bool) -> None:
    """Restore, and bring an older copy up to date. Raises StoreMisuse, StoreUnavailable."""
    from storage.backup import restore

    restore(database_url(db), file, force=force)
    store(db, upgrade=True).close()


def database_state(db: str | None) -> tuple[str, str | None, str]:
    """
    Return the database's name without its password, its revision (None: not there yet) and this program's.

    Raises:
        StoreMisuse, StoreUnavailable: a turn could not be kept there either.
    """
    from storage.engine import parse_url, shown
    from storage.examine import try_writing
    from storage.migrations import HEAD, revision

    url = database_url(db)
    found = revision(url)
    try_writing(url, busy_timeout_s=settings().busy_timeout_s)
    return shown(parse_url(url)), found, HEAD


def is_ready(db: str | None) -> bool:
    """
    Return whether the database is up to date and a copy of the content kept, so that a start has neither to make.

    Raises:
        StoreMisuse, StoreUnavailable: the database cannot be looked at.
    """
    from content.loader import is_kept
    from storage.migrations import HEAD, revision

    return revision(database_url(db)) == HEAD and is_kept(more=content_folders(), cache=settings().cache_path)


def prepare_model() -> str:
    """
    Check the weights, build what this machine loads, and read every customer's lines once; return where.

    Raises:
        ModelUnavailable: the weights are missing or not the pinned ones.
    """
    from bot.perception.files import find_files
    from bot.perception.prepare import prepare

    chosen = settings()
    prepare(find_files(chosen.model_path), chosen.cache_path)
    load_perception()
    return str(chosen.cache_path)


def find_model() -> str:
    """Return where the weights are, once they are known to be the pinned ones. Raises ModelUnavailable."""
    from bot.perception.files import check_files, find_files

    files = find_files(settings().model_path)
    check_files(files)
    return str(files.weights.parent)


def try_model() -> None:
    """Load the weights as a chat does: with them in place, the rest may fail. Raises ModelUnavailable."""
    from bot.perception.encoder import Encoder
    from bot.perception.files import find_files
    from bot.perception.prepare import prepare

    chosen = settings()
    Encoder(prepare(find_files(chosen.model_path), chosen.cache_path))
