"""Sort cards into buckets, one card a message, or put stages in their order; each answer is explained at once."""

from __future__ import annotations

from content.practice import Card, Stage
from dialogs.drilling.items import keep_why, note_seen, note_try, sort_item
from dialogs.replies import Choice
from dialogs.scene import Scene

SLIPS = 5  # one slip is forgiven in so many answers; our guess


def cards(scene: Scene) -> tuple[Card, ...]:
    """Return the cards in this run's order."""
    found = list(sort_item(scene).cards)
    scene.rng("cards", scene.args["run"], scene.args["item"]).shuffle(found)
    return tuple(found)


def _left(scene: Scene) -> tuple[Stage, ...]:
    """Return the stages that are not in place yet, in their right order."""
    return sort_item(scene).stages[_done(scene) :]


def _done(scene: Scene) -> int:
    return len(scene.data.get("taken", ()))


def answers(scene: Scene) -> tuple[Choice, ...]:
    item = sort_item(scene)
    if item.cards:
        return tuple(Choice(bucket.id, bucket.label) for bucket in item.buckets)
    left = list(_left(scene))
    scene.rng("stages", scene.args["run"], _done(scene)).shuffle(left)
    return tuple(Choice(stage.id, stage.label) for stage in left)


def ask_sort(scene: Scene) -> None:
    """Show the task with the first card; later, what became of the last answer, and the next."""
    item, note = sort_item(scene), scene.data.pop("note", None)
    intro = note or "\n".join([*([item.context] if item.context else []), item.prompt])
    scene.ask_text(f"{intro}\n\n{_next_words(scene)}")


def _next_words(scene: Scene) -> str:
    done, item = _done(scene), sort_item(scene)
    if item.cards:
        return scene.words("drill.sort_card", number=done + 1, all=len(item.cards), text=cards(scene)[done].text)
    return scene.words("drill.sort_next" if done else "drill.sort_first")


def has_more(scene: Scene) -> bool:
    """Return True where the answer of this turn is not the last one: a single stage left needs none."""
    item = sort_item(scene)
    return _done(scene) + 1 < (len(item.cards) or len(item.stages) - 1)


def take(scene: Scene) -> None:
    """Explain the answer, and go on to the next."""
    scene.data["note"] = _explained(scene)


def finish(scene: Scene) -> None:
    """Explain the last answer and say how many were right, in counts."""
    item, said = sort_item(scene), _explained(scene)
    taken: list[str] = scene.data["taken"]
    right = len(taken) - int(scene.data.get("wrong", 0))
    scene.say_text(said)
    scene.say("drill.sort_done", right=right, all=len(taken), why=item.why)
    keep_why(scene, item.why)
    note_seen(scene)
    passed = len(taken) - right <= len(taken) // SLIPS
    note_try(scene, text=" ".join(taken), verdict="passed" if passed else "missed", right=right, all=len(taken))


def _explained(scene: Scene) -> str:
    item, done = sort_item(scene), _done(scene)
    answer: Card | Stage = cards(scene)[done] if item.cards else _left(scene)[0]
    key = answer.bucket if isinstance(answer, Card) else answer.id
    labels = {choice.id: choice.label for choice in answers(scene)}
    scene.data["taken"] = [*scene.data.get("taken", ()), scene.choice]
    right = scene.choice == key
    if not right:
        scene.data["wrong"] = int(scene.data.get("wrong", 0)) + 1
    name = "drill.sort_right" if right else "drill.sort_wrong"
    return scene.words(name, taken=labels[scene.choice], right=labels[key], why=answer.why)


def hint_sort(scene: Scene) -> None:
    scene.ask_text(scene.words("drill.sort_hint", why=sort_item(scene).why))
