"""Where the sitting of a frame stands: its account's file, its draft and its next step, and keeping what changed."""

from __future__ import annotations

from dialogs.reassessment import sitting
from dialogs.reassessment.model import PHASES, Account, AccountFile, AccountId, Draft, DraftSaved
from dialogs.reassessment.sitting import Next, Sitting
from dialogs.scene import Scene


def _file(scene: Scene) -> AccountFile | None:
    return scene.desk.file(AccountId(scene.args["account"]))


def is_gone(scene: Scene) -> bool:
    """Whether the account was taken away while the sitting rested."""
    return _file(scene) is None


def now(scene: Scene) -> Sitting:
    file = _file(scene) or _nothing(scene)
    return Sitting(scene.library.checklist, file, file.draft or sitting.begun(scene.today), scene.today)


def _nothing(scene: Scene) -> AccountFile:
    """Return an empty file for an account that is gone: its states say so, and nothing of it is written."""
    session = scene.session
    id = AccountId(scene.args["account"])
    return AccountFile(Account(id, session.workspace_id, session.member_id, "", PHASES[0], scene.today))


def step(scene: Scene) -> Next:
    return sitting.next_step(now(scene))


def keep(scene: Scene, draft: Draft) -> None:
    if not is_gone(scene) and draft != now(scene).draft:
        scene.change(DraftSaved(AccountId(scene.args["account"]), draft))


def keep_data(scene: Scene, **values: object) -> None:
    keep(scene, sitting.note(now(scene).draft, **values))


def show_again(scene: Scene) -> None:
    scene.data.pop("shown", None)
