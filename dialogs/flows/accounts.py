"""
The rep's accounts: list, add, rename, close, merge, phase and review day; and into a sitting about one of them.

The list and the files are read as they are now; the frame holds an account's id and where the list stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from dialogs.machine import BACK, LINE, PICKED, RETURNED, SKIP, Flow, State, Transition
from dialogs.model import Listening
from dialogs.reassessment import brief, trail
from dialogs.reassessment.asking import full_day
from dialogs.reassessment.model import PHASES, Account, AccountFile, AccountId, AccountSaved, Snapshot
from dialogs.reassessment.telling import clip, day_words
from dialogs.replies import MOST_CHOICES, Choice
from dialogs.reviewing.asking import AskedOfMe
from dialogs.reviewing.model import LONGEST, AnsweredBack, QuestionBack, ToldAbout
from dialogs.scene import Call, Scene

MORE = "more"
_LISTED = MOST_CHOICES - 2  # beside "more" and "add"
LONGEST_NAME = 60  # content.basics.Label: a name is a button
_TRAILS = ("a1", "a6", "b4", "a9")  # offered; any other item can be typed


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, as the store compares them."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


# --- the list


def _listed(scene: Scene) -> list[Account]:
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


def _page(scene: Scene, accounts: Sequence[Account], size: int) -> list[Account]:
    if len(accounts) <= size:
        return list(accounts)
    pages = -(-len(accounts) // size)
    start = int(scene.data.get("page", 0)) % pages * size
    return list(accounts[start : start + size])


def _turn(scene: Scene) -> None:
    scene.data["page"] = int(scene.data.get("page", 0)) + 1


def _picks(scene: Scene) -> tuple[Choice, ...]:
    accounts = _listed(scene)
    found = tuple(Choice(one.id, one.name) for one in _page(scene, accounts, _LISTED))
    return (*found, Choice(MORE, scene.words("menu.more"))) if len(accounts) > _LISTED else found


def _ask_list(scene: Scene) -> None:
    _tell(scene)
    accounts = _listed(scene)
    if not accounts:
        scene.ask("accounts.none")
        return
    lines = [_line(scene, one) for one in _page(scene, accounts, _LISTED)]
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


def _wants_more(scene: Scene) -> bool:
    return scene.choice == MORE


def _take(scene: Scene) -> None:
    scene.data["account"] = scene.choice
    _forget(scene)


def _named(scene: Scene, among: Sequence[Account]) -> Account | None:
    """Return the account of the name typed, or the only one whose name begins so."""
    exact = [one for one in among if same_name(one.name, scene.text)]
    begun = [one for one in among if _folded(one.name).startswith(_folded(scene.text))]
    found = sorted(exact, key=lambda one: one.status != "open")[:1] or (begun if len(begun) == 1 else [])
    return found[0] if found else None


def _is_named(scene: Scene) -> bool:
    return _named(scene, scene.desk.accounts()) is not None


def _take_named(scene: Scene) -> None:
    found = _named(scene, scene.desk.accounts())
    if found:
        scene.data["account"] = found.id
    _forget(scene)


def _forget(scene: Scene) -> None:
    scene.data.pop("merged", None)
    scene.data.pop("adding", None)


def _say_no_such(scene: Scene) -> None:
    _note(scene, scene.words("accounts.no_such", name=clip(scene.text, 60)))


def _note(scene: Scene, text: str) -> None:
    scene.memo["note"] = text


def _tell(scene: Scene) -> None:
    note = scene.memo.pop("note", None)
    if note:
        scene.say_text(note)


# --- adding, and a name


def _ask_name(scene: Scene) -> None:
    _tell(scene)
    scene.ask("accounts.name")


NAME_FAULTS = ("empty", "long", "short", "taken")


def _fault_of_name(scene: Scene) -> str:
    """Return what is wrong with a typed name, as the last part of a message id; empty where it can be kept."""
    name = " ".join(scene.text.split())
    if not any(char.isalnum() for char in name):
        return "empty"
    if len(name) > LONGEST_NAME:
        return "long"
    if name.isdecimal() or len(name) < 2:  # a number takes a choice by its place
        return "short"
    own = scene.data.get("account") if not scene.data.get("adding") else None
    taken = [one for one in scene.desk.accounts() if one.status == "open" and one.id != own]
    return "taken" if any(same_name(one.name, name) for one in taken) else ""


def _is_bad_name(scene: Scene) -> bool:
    return bool(_fault_of_name(scene))


def _say_bad_name(scene: Scene) -> None:
    _note(scene, scene.words(f"accounts.name_{_fault_of_name(scene)}"))


def _begin_adding(scene: Scene) -> None:
    scene.data["adding"] = True


def _add(scene: Scene) -> None:
    """Keep the new account at once; its phase and review day are asked for next and may be left out."""
    told = f"{scene.session.id}:{scene.turn.event_id}:account"
    id = AccountId(hashlib.blake2s(told.encode()).hexdigest()[:12])
    session, name = scene.session, " ".join(scene.text.split())
    scene.change(AccountSaved(Account(id, session.workspace_id, session.member_id, name, PHASES[0], scene.today)))
    scene.data["account"] = id
    scene.data.pop("merged", None)


def _rename(scene: Scene) -> None:
    account = _account(scene)
    if account:
        scene.change(AccountSaved(replace(account, name=" ".join(scene.text.split()))))


# --- one account


def _file(scene: Scene) -> AccountFile | None:
    return scene.desk.file(AccountId(scene.data.get("account", "")))


def _account(scene: Scene) -> Account | None:
    file = _file(scene)
    return file.account if file else None


def _save(scene: Scene, **values: object) -> None:
    account = _account(scene)
    if account:
        scene.change(AccountSaved(replace(account, **values)))  # type: ignore[arg-type]  # fields of Account


def _show(scene: Scene) -> None:
    _tell(scene)
    scene.data.pop("adding", None)
    scene.data.pop("sits", None)
    account = _account(scene)
    if account is None:
        scene.ask("accounts.gone")
        return
    phase = scene.words(f"accounts.phase_{account.phase}")
    review = full_day(account.review, scene.today) if account.review else scene.words("accounts.no_review")
    last = day_words(account.last, seen=scene.today) if account.last else scene.words("accounts.never")
    told = "accounts.drafted" if account.drafted else "accounts.account"
    if account.status == "closed":
        told = "accounts.closed"
    scene.ask(told, name=clip(account.name, LONGEST_NAME), phase=phase, review=review, last=last)


def _is_open(scene: Scene) -> bool:
    account = _account(scene)
    return account is not None and account.status == "open"


def _is_closed(scene: Scene) -> bool:
    account = _account(scene)
    return account is not None and account.status == "closed"


def _has_snapshots(scene: Scene) -> bool:
    file = _file(scene)
    return file is not None and file.latest is not None


def _sit(scene: Scene) -> Call:
    """Begin a sitting, or ask whether to go on with the one that waits; a frame left with it goes."""
    scene.data.pop("sits", None)
    id, file = scene.data.get("account", ""), _file(scene)
    scene.parked = tuple(frame for frame in scene.parked if frame.data.get("args", {}).get("account") != id)
    waits = file is not None and file.draft is not None
    return Call("reassessment", {"account": id} | ({"entry": "resuming"} if waits else {}))


def _show_brief(scene: Scene) -> None:
    file = _file(scene)
    if file is None or file.latest is None:
        return
    made = brief.made(file.account, file.latest, _earlier(file), scene.library)
    first, _, rest = brief.chat(made).partition("\n")
    scene.card(first, [("", rest)])


def _earlier(file: AccountFile) -> tuple[Snapshot, ...]:
    return file.snapshots[:-1]


def _close(scene: Scene) -> None:
    _save(scene, status="closed")
    _note(scene, scene.words("accounts.was_closed"))


def _is_name_free(scene: Scene) -> bool:
    """Whether no open account took the name while this one was closed."""
    account = _account(scene)
    return account is not None and not any(
        one.status == "open" and one.id != account.id and same_name(one.name, account.name)
        for one in scene.desk.accounts()
    )


def _reopen(scene: Scene) -> None:
    _save(scene, status="open")


def _say_name_taken(scene: Scene) -> None:
    _note(scene, scene.words("accounts.name_taken"))


# --- a question back from a manager


def _asked_back(scene: Scene) -> QuestionBack | None:
    """Return the first question about this account that waits for an answer."""
    id = scene.data.get("account", "")
    return next((one for one in scene.desk.answer(AskedOfMe()) if one.account == id), None)


def _answers(scene: Scene) -> tuple[Choice, ...]:
    return (Choice("answer_back", scene.words("review.answer")),) if _is_open(scene) and _asked_back(scene) else ()


def _is_asked(scene: Scene) -> bool:
    return _asked_back(scene) is not None


def _before_sitting(scene: Scene) -> None:
    scene.data["sits"] = True


def _then_sits(scene: Scene) -> bool:
    return bool(scene.data.get("sits"))


def _ask_answer(scene: Scene) -> None:
    _tell(scene)
    asked = _asked_back(scene)
    if asked is None:
        scene.ask("review.nothing_asked")
    else:
        _tell_of_asker(scene, asked)
        scene.ask("review.asks", by=asked.by or scene.words("review.a_manager"), question=asked.text)


def _tell_of_asker(scene: Scene, asked: QuestionBack) -> None:
    """Note that this turn's replies name whoever asked, and go with them."""
    if asked.asker is not None:
        scene.do(ToldAbout((asked.asker,)))


def _is_long(scene: Scene) -> bool:
    return len(scene.text) > LONGEST


def _say_long(scene: Scene) -> None:
    _note(scene, scene.words("review.long", most=LONGEST))


def _answer(scene: Scene) -> None:
    asked = _asked_back(scene)
    if asked is None:
        return
    scene.do(AnsweredBack(asked.id, " ".join(scene.text.split())))
    left = tuple(one for one in scene.desk.answer(AskedOfMe()) if one.id != asked.id)
    scene.desk = scene.desk.with_answer(AskedOfMe(), left)
    _tell_of_asker(scene, asked)
    _note(scene, scene.words("review.was_answered", by=asked.by or scene.words("review.a_manager")))


# --- phase and review day


def _ask_phase(scene: Scene) -> None:
    scene.ask("accounts.phase")


def _phases(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(phase, scene.words(f"accounts.phase_{phase}")) for phase in PHASES)


def _keep_phase(scene: Scene) -> None:
    _save(scene, phase=scene.choice)


def _is_adding(scene: Scene) -> bool:
    return bool(scene.data.get("adding"))


def _ask_review(scene: Scene) -> None:
    _tell(scene)
    scene.ask("accounts.review")


def _listen(scene: Scene) -> Listening:
    return Listening(today=scene.today, ahead=True)


def _no_day(scene: Scene) -> bool:
    return not (scene.percept and any(found.day >= scene.today for found in scene.percept.dates))


def _say_no_day(scene: Scene) -> None:
    past = bool(scene.percept and scene.percept.dates)
    _note(scene, scene.words("accounts.day_past" if past else "accounts.no_day"))


def _keep_review(scene: Scene) -> None:
    dates = scene.percept.dates if scene.percept else ()
    day = next(found.day for found in dates if found.day >= scene.today)
    _save(scene, review=day)
    _note(scene, scene.words("accounts.review_kept", day=full_day(day, scene.today)))


def _drop_review(scene: Scene) -> None:
    _save(scene, review=None)


# --- merging


def _others(scene: Scene) -> list[Account]:
    own = scene.data.get("account")
    return [one for one in _listed(scene) if one.id != own and one.status == "open"]


def _ask_merge(scene: Scene) -> None:
    _tell(scene)
    account = _account(scene)
    scene.ask("accounts.merge", name=clip(account.name if account else "", LONGEST_NAME))


def _targets(scene: Scene) -> tuple[Choice, ...]:
    others = _others(scene)
    found = tuple(Choice(one.id, one.name) for one in _page(scene, others, MOST_CHOICES - 1))
    return (*found, Choice(MORE, scene.words("menu.more"))) if len(others) > MOST_CHOICES - 1 else found


def _names_other(scene: Scene) -> bool:
    return _named(scene, _others(scene)) is not None


def _merge(scene: Scene) -> None:
    """Put the account into another: its snapshots stay its own, and the other's file shows both."""
    found = _named(scene, _others(scene)) if scene.text else None
    target = found.id if found else AccountId(scene.choice)
    account, other = _account(scene), scene.desk.file(target)
    if account is None or other is None:
        return
    scene.change(AccountSaved(replace(account, status="merged", merged_into=target)))
    said = "accounts.was_merged_begun" if account.drafted else "accounts.was_merged"
    _note(scene, scene.words(said, name=account.name, into=other.account.name))
    scene.data.update(account=target, merged=account.id)


def _was_merged(scene: Scene) -> bool:
    return bool(scene.data.get("merged"))


def _undo_merge(scene: Scene) -> None:
    file = scene.desk.file(AccountId(scene.data.pop("merged")))
    if file:
        scene.change(AccountSaved(replace(file.account, status="open", merged_into=None)))
        scene.data["account"] = file.account.id
        _note(scene, scene.words("accounts.was_undone", name=file.account.name))


# --- trails


def _ask_trail(scene: Scene) -> None:
    _tell(scene)
    scene.ask("accounts.trail")


def _trails(scene: Scene) -> tuple[Choice, ...]:
    items = scene.library.checklist.items
    return tuple(Choice(id, f"{id.upper()} {items[id].short}") for id in _TRAILS if id in items)


def _no_item(scene: Scene) -> bool:
    return scene.text.strip(" .").lower() not in scene.library.checklist.items


def _say_no_item(scene: Scene) -> None:
    _note(scene, scene.words("accounts.no_item"))


def _show_trail(scene: Scene) -> None:
    item = scene.choice or scene.text.strip(" .").lower()
    points = scene.desk.trail(AccountId(scene.data["account"]), item)
    scene.say_text(trail.told(points, scene.library, today=scene.today))


FLOW = Flow(
    "accounts",
    keeps=("account", "changing", "trail"),
    states=(
        State("listing", prompt=_ask_list, picks=_picks, choices=("add",), reads=True, help="accounts.list_help"),
        State("naming", prompt=_ask_name, reads=True, help="accounts.name_help"),
        State(
            "account",
            prompt=_show,
            picks=_answers,
            choices=("reassess", "reopen", "brief", "trail", "change"),
            typed=("undo",),
            offered={
                "reassess": _is_open,
                "reopen": _is_closed,
                "brief": _has_snapshots,
                "trail": _has_snapshots,
                "change": _is_open,
                "undo": _was_merged,
            },
            help="accounts.account_help",
        ),
        State(
            "changing",
            prompt=lambda scene: scene.ask("accounts.change"),
            choices=("rename", "set_phase", "set_review", "merge", "close"),
            help="accounts.change_help",
        ),
        State("renaming", prompt=_ask_name, reads=True, help="accounts.name_help"),
        State("phasing", prompt=_ask_phase, picks=_phases, help="accounts.phase_help"),
        State(
            "reviewing",
            prompt=_ask_review,
            choices=("no_review",),
            listens=_listen,
            help="accounts.review_help",
        ),
        State("merging", prompt=_ask_merge, picks=_targets, reads=True, help="accounts.merge_help"),
        State("trail", prompt=_ask_trail, picks=_trails, reads=True, help="accounts.trail_help"),
        State("answering", prompt=_ask_answer, reads=True, help="review.answer_help"),
        State("sitting", kind="call", calls=_sit),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("listing", PICKED, "listing", guard=_wants_more, effect=_turn),
        Transition("listing", PICKED, "account", effect=_take),
        Transition("listing", LINE, "account", guard=_is_named, effect=_take_named),
        Transition("listing", LINE, "listing", effect=_say_no_such),
        Transition("listing", "add", "naming", effect=_begin_adding),
        Transition("listing", SKIP, "done"),
        Transition("listing", BACK, "done"),
        Transition("naming", LINE, "naming", guard=_is_bad_name, effect=_say_bad_name),
        Transition("naming", LINE, "phasing", effect=_add),
        Transition("naming", SKIP, "listing"),
        Transition("naming", BACK, "listing"),
        Transition("account", PICKED, "answering"),
        Transition("account", "reassess", "answering", guard=_is_asked, effect=_before_sitting),
        Transition("account", "reassess", "sitting"),
        Transition("answering", LINE, "answering", guard=_is_long, effect=_say_long),
        Transition("answering", LINE, "sitting", guard=_then_sits, effect=_answer),
        Transition("answering", LINE, "account", effect=_answer),
        Transition("answering", SKIP, "sitting", guard=_then_sits),
        Transition("answering", SKIP, "account"),
        Transition("answering", BACK, "account"),
        Transition("account", "reopen", "account", guard=_is_name_free, effect=_reopen),
        Transition("account", "reopen", "account", effect=_say_name_taken),
        Transition("account", "brief", "account", effect=_show_brief),
        Transition("account", "trail", "trail"),
        Transition("account", "change", "changing"),
        Transition("account", "undo", "account", effect=_undo_merge),
        Transition("account", SKIP, "listing"),
        Transition("account", BACK, "listing"),
        Transition("sitting", RETURNED, "account"),
        Transition("changing", "rename", "renaming"),
        Transition("changing", "set_phase", "phasing"),
        Transition("changing", "set_review", "reviewing"),
        Transition("changing", "merge", "merging"),
        Transition("changing", "close", "account", effect=_close),
        Transition("changing", SKIP, "account"),
        Transition("changing", BACK, "account"),
        Transition("renaming", LINE, "renaming", guard=_is_bad_name, effect=_say_bad_name),
        Transition("renaming", LINE, "account", effect=_rename),
        Transition("renaming", SKIP, "account"),
        Transition("renaming", BACK, "changing"),
        Transition("phasing", PICKED, "reviewing", guard=_is_adding, effect=_keep_phase),
        Transition("phasing", PICKED, "account", effect=_keep_phase),
        Transition("phasing", SKIP, "reviewing", guard=_is_adding),
        Transition("phasing", SKIP, "account"),
        Transition("phasing", BACK, "account"),
        Transition("reviewing", LINE, "reviewing", guard=_no_day, effect=_say_no_day),
        Transition("reviewing", LINE, "account", effect=_keep_review),
        Transition("reviewing", "no_review", "account", effect=_drop_review),
        Transition("reviewing", SKIP, "account"),
        Transition("reviewing", BACK, "account"),
        Transition("merging", PICKED, "merging", guard=_wants_more, effect=_turn),
        Transition("merging", PICKED, "account", effect=_merge),
        Transition("merging", LINE, "account", guard=_names_other, effect=_merge),
        Transition("merging", LINE, "merging", effect=_say_no_such),
        Transition("merging", SKIP, "account"),
        Transition("merging", BACK, "changing"),
        Transition("trail", PICKED, "trail", effect=_show_trail),
        Transition("trail", LINE, "trail", guard=_no_item, effect=_say_no_item),
        Transition("trail", LINE, "trail", effect=_show_trail),
        Transition("trail", SKIP, "account"),
        Transition("trail", BACK, "account"),
    ),
)
