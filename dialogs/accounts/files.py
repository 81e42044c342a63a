"""The account that the frame stands at: read as it is now, and saved."""

from __future__ import annotations

from dataclasses import replace

from dialogs.reassessment.model import Account, AccountFile, AccountId, AccountSaved
from dialogs.scene import Scene


def file_of(scene: Scene) -> AccountFile | None:
    return scene.desk.file(AccountId(scene.data.get("account", "")))


def account_of(scene: Scene) -> Account | None:
    file = file_of(scene)
    return file.account if file else None


def save(scene: Scene, **values: object) -> None:
    account = account_of(scene)
    if account:
        scene.change(AccountSaved(replace(account, **values)))  # type: ignore[arg-type]  # fields of Account


def is_open(scene: Scene) -> bool:
    account = account_of(scene)
    return account is not None and account.status == "open"


def is_closed(scene: Scene) -> bool:
    account = account_of(scene)
    return account is not None and account.status == "closed"


def has_snapshots(scene: Scene) -> bool:
    file = file_of(scene)
    return file is not None and file.latest is not None
