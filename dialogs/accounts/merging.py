"""Two accounts that are one customer: put one into the other, and take it back."""

from __future__ import annotations

from dataclasses import replace

from content.basics import LONGEST_LABEL
from dialogs import noting
from dialogs.accounts import files, listing
from dialogs.reassessment.model import Account, AccountId, AccountSaved
from dialogs.reassessment.telling import clip
from dialogs.replies import MOST_CHOICES, Choice
from dialogs.scene import Scene


def _others(scene: Scene) -> list[Account]:
    own = scene.data.get("account")
    return [one for one in listing.listed(scene) if one.id != own and one.status == "open"]


def ask_merge(scene: Scene) -> None:
    noting.tell(scene)
    account = files.account_of(scene)
    scene.ask("accounts.merge", name=clip(account.name if account else "", LONGEST_LABEL))


def targets(scene: Scene) -> tuple[Choice, ...]:
    others = _others(scene)
    found = tuple(Choice(one.id, one.name) for one in listing.page(scene, others, MOST_CHOICES - 1))
    return (*found, Choice(listing.MORE, scene.words("menu.more"))) if len(others) > MOST_CHOICES - 1 else found


def names_other(scene: Scene) -> bool:
    return listing.named(scene, _others(scene)) is not None


def merge(scene: Scene) -> None:
    """Put the account into another: its snapshots stay its own, and the other's file shows both."""
    found = listing.named(scene, _others(scene)) if scene.text else None
    target = found.id if found else AccountId(scene.choice)
    account, other = files.account_of(scene), scene.desk.file(target)
    if account is None or other is None:
        return
    scene.change(AccountSaved(replace(account, status="merged", merged_into=target)))
    said = "accounts.was_merged_begun" if account.drafted else "accounts.was_merged"
    noting.note(scene, scene.words(said, name=account.name, into=other.account.name))
    scene.data.update(account=target, merged=account.id)


def was_merged(scene: Scene) -> bool:
    return bool(scene.data.get("merged"))


def undo_merge(scene: Scene) -> None:
    file = scene.desk.file(AccountId(scene.data.pop("merged")))
    if file:
        scene.change(AccountSaved(replace(file.account, status="open", merged_into=None)))
        scene.data["account"] = file.account.id
        noting.note(scene, scene.words("accounts.was_undone", name=file.account.name))
