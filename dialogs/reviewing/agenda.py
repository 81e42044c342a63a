"""The agenda of a manager's reviews and the one account taken from it, as the flow reads and changes them."""

from __future__ import annotations

from content.basics import LONGEST_LABEL
from dialogs import noting
from dialogs.model import MemberId
from dialogs.reassessment.model import AccountId
from dialogs.reassessment.telling import clip
from dialogs.replies import MOST_CHOICES, Choice
from dialogs.reviewing import showing
from dialogs.reviewing.asking import Agenda, HeldOfAll, OneReview
from dialogs.reviewing.model import ReviewAct, ReviewFile, TeamAccount, applied, in_order
from dialogs.scene import Scene

MORE = "more"
_LISTED = MOST_CHOICES - 2  # beside "more" and "cadence"


def all_open(scene: Scene) -> tuple[TeamAccount, ...]:
    return in_order(scene.desk.answer(Agenda()))


def page_of(scene: Scene) -> tuple[TeamAccount, ...]:
    accounts = all_open(scene)
    if len(accounts) <= _LISTED:
        return accounts
    pages = -(-len(accounts) // _LISTED)
    start = int(scene.data.get("page", 0)) % pages * _LISTED
    return accounts[start : start + _LISTED]


def turn_page(scene: Scene) -> None:
    scene.data["page"] = int(scene.data.get("page", 0)) + 1


def picks(scene: Scene) -> tuple[Choice, ...]:
    found = tuple(Choice(one.id, one.name) for one in page_of(scene))
    return (*found, Choice(MORE, scene.words("menu.more"))) if len(all_open(scene)) > _LISTED else found


def ask_agenda(scene: Scene) -> None:
    noting.tell(scene)
    accounts = page_of(scene)
    if not accounts:
        scene.ask("review.nothing")
        return
    showing.tell_of(scene, [one.owner for one in accounts])
    lines = "\n".join(showing.line_of(scene, one) for one in accounts)
    scene.ask("review.agenda", count=len(all_open(scene)), lines=lines)


def has_accounts(scene: Scene) -> bool:
    return bool(scene.desk.answer(Agenda()))


def wants_more(scene: Scene) -> bool:
    return scene.choice == MORE


def named(scene: Scene) -> TeamAccount | None:
    """Return the account of the name typed, or the only one whose name begins so."""
    wanted = " ".join(scene.text.casefold().split())
    names = {one: " ".join(one.name.casefold().split()) for one in all_open(scene)}
    exact = [one for one, name in names.items() if name == wanted]
    begun = [one for one, name in names.items() if name.startswith(wanted)]
    return exact[0] if len(exact) == 1 else begun[0] if len(begun) == 1 else None


def is_named(scene: Scene) -> bool:
    return named(scene) is not None


def take(scene: Scene) -> None:
    found = named(scene) if scene.text else next((one for one in all_open(scene) if one.id == scene.choice), None)
    if found:
        showing.tell_of(scene, [found.owner], typed=True)  # an account's name is its rep's
        scene.data.update(owner=found.owner, account=found.id)


def say_no_such(scene: Scene) -> None:
    noting.note(scene, scene.words("review.no_such", name=clip(scene.text, LONGEST_LABEL)))


def show_cadence(scene: Scene) -> None:
    files = scene.desk.answer(HeldOfAll())
    showing.show_cadence(scene, files)


def asked(scene: Scene) -> OneReview:
    return OneReview(MemberId(scene.data.get("owner", "")), AccountId(scene.data.get("account", "")))


def file_of(scene: Scene) -> ReviewFile | None:
    return scene.desk.answer(asked(scene))


def tell_of_typed(scene: Scene) -> None:
    """Note that the line of this turn is about the account that is open, and goes with whoever's it is."""
    file = file_of(scene)
    if file is not None:
        showing.tell_of(scene, [file.account.owner], typed=True)


def act_on(scene: Scene, act: ReviewAct) -> None:
    """Do it with this turn, and show the account as it stands then."""
    file, agenda = file_of(scene), scene.desk.answer(Agenda())
    if file is None:
        return
    scene.do(act)
    showing.tell_of(scene, [file.account.owner], typed=True)
    after = applied(file, act, by="", at=scene.turn.at)
    others = tuple(after.account if one.id == file.account.id else one for one in agenda)
    scene.desk = scene.desk.with_answer(asked(scene), after).with_answer(Agenda(), others)
