"""
The rep's accounts: list, add, rename, close, merge, phase and review day; and into a sitting about one of them.

The list and the files are read as they are now; the frame holds an account's id and where the list stands.
"""

from __future__ import annotations

from content.basics import LONGEST_LABEL
from dialogs import noting
from dialogs.accounts import asked_back, files, listing, merging, naming
from dialogs.machine import BACK, LINE, PICKED, RETURNED, SKIP, Flow, State, Transition
from dialogs.model import Listening
from dialogs.reassessment import brief, trail
from dialogs.reassessment.asking import full_day
from dialogs.reassessment.model import PHASES, AccountFile, AccountId, Snapshot
from dialogs.reassessment.telling import clip, day_words
from dialogs.replies import Choice
from dialogs.scene import Call, Scene

_TRAILS = ("a1", "a6", "b4", "a9")  # offered; any other item can be typed


def _show(scene: Scene) -> None:
    noting.tell(scene)
    scene.data.pop("adding", None)
    scene.data.pop("sits", None)
    account = files.account_of(scene)
    if account is None:
        scene.ask("accounts.gone")
        return
    phase = scene.words(f"accounts.phase_{account.phase}")
    review = full_day(account.review, scene.today) if account.review else scene.words("accounts.no_review")
    last = day_words(account.last, seen=scene.today) if account.last else scene.words("accounts.never")
    told = "accounts.drafted" if account.drafted else "accounts.account"
    if account.status == "closed":
        told = "accounts.closed"
    scene.ask(told, name=clip(account.name, LONGEST_LABEL), phase=phase, review=review, last=last)


def _sit(scene: Scene) -> Call:
    """Begin a sitting, or ask whether to go on with the one that waits; a frame left with it goes."""
    scene.data.pop("sits", None)
    id, file = scene.data.get("account", ""), files.file_of(scene)
    scene.parked = tuple(frame for frame in scene.parked if frame.data.get("args", {}).get("account") != id)
    waits = file is not None and file.draft is not None
    return Call("reassessment", {"account": id} | ({"entry": "resuming"} if waits else {}))


def _show_brief(scene: Scene) -> None:
    file = files.file_of(scene)
    if file is None or file.latest is None:
        return
    made = brief.made(file.account, file.latest, _earlier(file), scene.library)
    first, _, rest = brief.chat(made).partition("\n")
    scene.card(first, [("", rest)])


def _earlier(file: AccountFile) -> tuple[Snapshot, ...]:
    return file.snapshots[:-1]


def _ask_phase(scene: Scene) -> None:
    scene.ask("accounts.phase")


def _phases(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(phase, scene.words(f"accounts.phase_{phase}")) for phase in PHASES)


def _keep_phase(scene: Scene) -> None:
    files.save(scene, phase=scene.choice)


def _ask_review(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("accounts.review")


def _listen(scene: Scene) -> Listening:
    return Listening(today=scene.today, ahead=True)


def _no_day(scene: Scene) -> bool:
    return not (scene.percept and any(found.day >= scene.today for found in scene.percept.dates))


def _say_no_day(scene: Scene) -> None:
    past = bool(scene.percept and scene.percept.dates)
    noting.note(scene, scene.words("accounts.day_past" if past else "accounts.no_day"))


def _keep_review(scene: Scene) -> None:
    dates = scene.percept.dates if scene.percept else ()
    day = next(found.day for found in dates if found.day >= scene.today)
    files.save(scene, review=day)
    noting.note(scene, scene.words("accounts.review_kept", day=full_day(day, scene.today)))


def _drop_review(scene: Scene) -> None:
    files.save(scene, review=None)


def _ask_trail(scene: Scene) -> None:
    noting.tell(scene)
    scene.ask("accounts.trail")


def _trails(scene: Scene) -> tuple[Choice, ...]:
    items = scene.library.checklist.items
    return tuple(Choice(id, f"{id.upper()} {items[id].short}") for id in _TRAILS if id in items)


def _no_item(scene: Scene) -> bool:
    return scene.text.strip(" .").lower() not in scene.library.checklist.items


def _say_no_item(scene: Scene) -> None:
    noting.note(scene, scene.words("accounts.no_item"))


def _show_trail(scene: Scene) -> None:
    item = scene.choice or scene.text.strip(" .").lower()
    points = scene.desk.trail(AccountId(scene.data["account"]), item)
    scene.say_text(trail.told(points, scene.library, today=scene.today))


FLOW = Flow(
    "accounts",
    keeps=("account", "changing", "trail"),
    states=(
        State(
            "listing",
            prompt=listing.ask_list,
            picks=listing.picks,
            choices=("add",),
            reads=True,
            help="accounts.list_help",
        ),
        State("naming", prompt=naming.ask_name, reads=True, help="accounts.name_help"),
        State(
            "account",
            prompt=_show,
            picks=asked_back.answers,
            choices=("reassess", "reopen", "brief", "trail", "change"),
            typed=("undo",),
            offered={
                "reassess": files.is_open,
                "reopen": files.is_closed,
                "brief": files.has_snapshots,
                "trail": files.has_snapshots,
                "change": files.is_open,
                "undo": merging.was_merged,
            },
            help="accounts.account_help",
        ),
        State(
            "changing",
            prompt=lambda scene: scene.ask("accounts.change"),
            choices=("rename", "set_phase", "set_review", "merge", "close"),
            help="accounts.change_help",
        ),
        State("renaming", prompt=naming.ask_name, reads=True, help="accounts.name_help"),
        State("phasing", prompt=_ask_phase, picks=_phases, help="accounts.phase_help"),
        State(
            "reviewing",
            prompt=_ask_review,
            choices=("no_review",),
            listens=_listen,
            help="accounts.review_help",
        ),
        State("merging", prompt=merging.ask_merge, picks=merging.targets, reads=True, help="accounts.merge_help"),
        State("trail", prompt=_ask_trail, picks=_trails, reads=True, help="accounts.trail_help"),
        State("answering", prompt=asked_back.ask_answer, reads=True, help="review.answer_help"),
        State("sitting", kind="call", calls=_sit),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("listing", PICKED, "listing", guard=listing.wants_more, effect=listing.turn_page),
        Transition("listing", PICKED, "account", effect=listing.take),
        Transition("listing", LINE, "account", guard=listing.is_named, effect=listing.take_named),
        Transition("listing", LINE, "listing", effect=listing.say_no_such),
        Transition("listing", "add", "naming", effect=naming.begin_adding),
        Transition("listing", SKIP, "done"),
        Transition("listing", BACK, "done"),
        Transition("naming", LINE, "naming", guard=naming.is_bad_name, effect=naming.say_bad_name),
        Transition("naming", LINE, "phasing", effect=naming.add),
        Transition("naming", SKIP, "listing"),
        Transition("naming", BACK, "listing"),
        Transition("account", PICKED, "answering"),
        Transition("account", "reassess", "answering", guard=asked_back.is_asked, effect=asked_back.before_sitting),
        Transition("account", "reassess", "sitting"),
        Transition("answering", LINE, "answering", guard=asked_back.is_long, effect=asked_back.say_long),
        Transition("answering", LINE, "sitting", guard=asked_back.then_sits, effect=asked_back.answer),
        Transition("answering", LINE, "account", effect=asked_back.answer),
        Transition("answering", SKIP, "sitting", guard=asked_back.then_sits),
        Transition("answering", SKIP, "account"),
        Transition("answering", BACK, "account"),
        Transition("account", "reopen", "account", guard=naming.is_name_free, effect=naming.reopen),
        Transition("account", "reopen", "account", effect=naming.say_name_taken),
        Transition("account", "brief", "account", effect=_show_brief),
        Transition("account", "trail", "trail"),
        Transition("account", "change", "changing"),
        Transition("account", "undo", "account", effect=merging.undo_merge),
        Transition("account", SKIP, "listing"),
        Transition("account", BACK, "listing"),
        Transition("sitting", RETURNED, "account"),
        Transition("changing", "rename", "renaming"),
        Transition("changing", "set_phase", "phasing"),
        Transition("changing", "set_review", "reviewing"),
        Transition("changing", "merge", "merging"),
        Transition("changing", "close", "account", effect=naming.close),
        Transition("changing", SKIP, "account"),
        Transition("changing", BACK, "account"),
        Transition("renaming", LINE, "renaming", guard=naming.is_bad_name, effect=naming.say_bad_name),
        Transition("renaming", LINE, "account", effect=naming.rename),
        Transition("renaming", SKIP, "account"),
        Transition("renaming", BACK, "changing"),
        Transition("phasing", PICKED, "reviewing", guard=naming.is_adding, effect=_keep_phase),
        Transition("phasing", PICKED, "account", effect=_keep_phase),
        Transition("phasing", SKIP, "reviewing", guard=naming.is_adding),
        Transition("phasing", SKIP, "account"),
        Transition("phasing", BACK, "account"),
        Transition("reviewing", LINE, "reviewing", guard=_no_day, effect=_say_no_day),
        Transition("reviewing", LINE, "account", effect=_keep_review),
        Transition("reviewing", "no_review", "account", effect=_drop_review),
        Transition("reviewing", SKIP, "account"),
        Transition("reviewing", BACK, "account"),
        Transition("merging", PICKED, "merging", guard=listing.wants_more, effect=listing.turn_page),
        Transition("merging", PICKED, "account", effect=merging.merge),
        Transition("merging", LINE, "account", guard=merging.names_other, effect=merging.merge),
        Transition("merging", LINE, "merging", effect=listing.say_no_such),
        Transition("merging", SKIP, "account"),
        Transition("merging", BACK, "changing"),
        Transition("trail", PICKED, "trail", effect=_show_trail),
        Transition("trail", LINE, "trail", guard=_no_item, effect=_say_no_item),
        Transition("trail", LINE, "trail", effect=_show_trail),
        Transition("trail", SKIP, "account"),
        Transition("trail", BACK, "account"),
    ),
)
