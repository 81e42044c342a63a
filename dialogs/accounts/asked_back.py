"""A manager's question about the account, and the rep's answer."""

from __future__ import annotations

from dialogs import noting
from dialogs.accounts import files
from dialogs.replies import Choice
from dialogs.reviewing.asking import AskedOfMe
from dialogs.reviewing.model import LONGEST, AnsweredBack, QuestionBack, ToldAbout
from dialogs.scene import Scene


def _asked_back(scene: Scene) -> QuestionBack | None:
    """Return the first question about this account that waits for an answer."""
    id = scene.data.get("account", "")
    return next((one for one in scene.desk.answer(AskedOfMe()) if one.account == id), None)


def answers(scene: Scene) -> tuple[Choice, ...]:
    return (Choice("answer_back", scene.words("review.answer")),) if files.is_open(scene) and _asked_back(scene) else ()


def is_asked(scene: Scene) -> bool:
    return _asked_back(scene) is not None


def before_sitting(scene: Scene) -> None:
    scene.data["sits"] = True


def then_sits(scene: Scene) -> bool:
    return bool(scene.data.get("sits"))


def ask_answer(scene: Scene) -> None:
    noting.tell(scene)
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


def is_long(scene: Scene) -> bool:
    return len(scene.text) > LONGEST


def say_long(scene: Scene) -> None:
    noting.note(scene, scene.words("review.long", most=LONGEST))


def answer(scene: Scene) -> None:
    asked = _asked_back(scene)
    if asked is None:
        return
    scene.do(AnsweredBack(asked.id, " ".join(scene.text.split())))
    left = tuple(one for one in scene.desk.answer(AskedOfMe()) if one.id != asked.id)
    scene.desk = scene.desk.with_answer(AskedOfMe(), left)
    _tell_of_asker(scene, asked)
    noting.note(scene, scene.words("review.was_answered", by=asked.by or scene.words("review.a_manager")))
