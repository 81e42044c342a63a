"""Adding an account, and its name: what can be kept, and what is wrong with what cannot."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from content.basics import LONGEST_LABEL
from dialogs import noting
from dialogs.accounts import files, listing
from dialogs.reassessment.model import PHASES, Account, AccountId, AccountSaved
from dialogs.scene import Scene


def ask_name(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("accounts.name")


NAME_FAULTS = ("empty", "long", "short", "taken")


def _fault_of_name(scene: Scene) -> str:
    """Return what is wrong with a typed name, as the last part of a message id; empty where it can be kept."""
    name = " ".join(scene.text.split())
    if not any(char.isalnum() for char in name):
        return "empty"
    if len(name) > LONGEST_LABEL:
        return "long"
    if name.isdecimal() or len(name) < 2:  # a number takes a choice by its place
        return "short"
    own = scene.data.get("account") if not scene.data.get("adding") else None
    taken = [one for one in scene.desk.accounts() if one.status == "open" and one.id != own]
    return "taken" if any(listing.same_name(one.name, name) for one in taken) else ""


def is_bad_name(scene: Scene) -> bool:
    return bool(_fault_of_name(scene))


def say_bad_name(scene: Scene) -> None:
    noting.note(scene, scene.words(f"accounts.name_{_fault_of_name(scene)}"))


def begin_adding(scene: Scene) -> None:
    scene.data["adding"] = True


def add(scene: Scene) -> None:
    """Keep the new account at once; its phase and review day are asked for next and may be left out."""
    told = f"{scene.session.id}:{scene.turn.event_id}:account"
    id = AccountId(hashlib.blake2s(told.encode()).hexdigest()[:12])
    session, name = scene.session, " ".join(scene.text.split())
    scene.change(AccountSaved(Account(id, session.workspace_id, session.member_id, name, PHASES[0], scene.today)))
    scene.data["account"] = id
    scene.data.pop("merged", None)


def rename(scene: Scene) -> None:
    account = files.account_of(scene)
    if account:
        scene.change(AccountSaved(replace(account, name=" ".join(scene.text.split()))))


def close(scene: Scene) -> None:
    files.save(scene, status="closed")
    noting.note(scene, scene.words("accounts.was_closed"))


def is_name_free(scene: Scene) -> bool:
    """Whether no open account took the name while this one was closed."""
    account = files.account_of(scene)
    return account is not None and not any(
        one.status == "open" and one.id != account.id and listing.same_name(one.name, account.name)
        for one in scene.desk.accounts()
    )


def reopen(scene: Scene) -> None:
    files.save(scene, status="open")


def say_name_taken(scene: Scene) -> None:
    noting.note(scene, scene.words("accounts.name_taken"))


def is_adding(scene: Scene) -> bool:
    return bool(scene.data.get("adding"))
