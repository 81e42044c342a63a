"""The list of accounts: its order, its pages, its lines, and picking one by a press or by name."""

from __future__ import annotations

from collections.abc import Sequence

from content.basics import LONGEST_LABEL
from dialogs import noting
from dialogs.reassessment.model import Account
from dialogs.reassessment.telling import clip, day_words
from dialogs.replies import MOST_CHOICES, Choice
from dialogs.scene import Scene

MORE = "more"
_LISTED = MOST_CHOICES - 2  # beside "more" and "add"


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, as the store compares them."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def listed(scene: Scene) -> list[Account]:
    """Return the accounts as they are shown: those with a sitting or a review first, closed ones last."""
    accounts = scene.desk.accounts()
    far = "9999"
    return sorted(
        accounts,
        key=lambda one: (
            one.status != "open",
            not one.drafted,
            one.review.isoformat() if one.review and one.review >= scene.today else far,
            one.name.casefold(),
        ),
    )


def page(scene: Scene, accounts: Sequence[Account], size: int) -> list[Account]:
    if len(accounts) <= size:
        return list(accounts)
    pages = -(-len(accounts) // size)
    start = int(scene.data.get("page", 0)) % pages * size
    return list(accounts[start : start + size])


def turn_page(scene: Scene) -> None:
    scene.data["page"] = int(scene.data.get("page", 0)) + 1


def picks(scene: Scene) -> tuple[Choice, ...]:
    accounts = listed(scene)
    found = tuple(Choice(one.id, one.name) for one in page(scene, accounts, _LISTED))
    return (*found, Choice(MORE, scene.words("menu.more"))) if len(accounts) > _LISTED else found


def ask_list(scene: Scene) -> None:
    noting.tell(scene)
    accounts = listed(scene)
    if not accounts:
        scene.ask("accounts.none")
        return
    lines = [_line(scene, one) for one in page(scene, accounts, _LISTED)]
    scene.ask("accounts.list", count=len(accounts), lines="\n".join(lines))


def _line(scene: Scene, account: Account) -> str:
    name, phase = clip(account.name, 40), scene.words(f"accounts.phase_{account.phase}")
    if account.status == "closed":
        return scene.words("accounts.line_closed", name=name)
    if account.drafted:
        return scene.words("accounts.line_drafted", name=name, phase=phase)
    if account.review:
        return scene.words("accounts.line_review", name=name, phase=phase, day=_short(scene, account))
    return scene.words("accounts.line", name=name, phase=phase)


def _short(scene: Scene, account: Account) -> str:
    return day_words(account.review, seen=scene.today) if account.review else ""


def wants_more(scene: Scene) -> bool:
    return scene.choice == MORE


def take(scene: Scene) -> None:
    scene.data["account"] = scene.choice
    _forget(scene)


def named(scene: Scene, among: Sequence[Account]) -> Account | None:
    """Return the account of the name typed, or the only one whose name begins so."""
    exact = [one for one in among if same_name(one.name, scene.text)]
    begun = [one for one in among if _folded(one.name).startswith(_folded(scene.text))]
    found = sorted(exact, key=lambda one: one.status != "open")[:1] or (begun if len(begun) == 1 else [])
    return found[0] if found else None


def is_named(scene: Scene) -> bool:
    return named(scene, scene.desk.accounts()) is not None


def take_named(scene: Scene) -> None:
    found = named(scene, scene.desk.accounts())
    if found:
        scene.data["account"] = found.id
    _forget(scene)


def _forget(scene: Scene) -> None:
    scene.data.pop("merged", None)
    scene.data.pop("adding", None)


def say_no_such(scene: Scene) -> None:
    noting.note(scene, scene.words("accounts.no_such", name=clip(scene.text, LONGEST_LABEL)))
