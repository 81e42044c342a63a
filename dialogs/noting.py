"""What is said before the next question: one note, kept for the turn."""

from __future__ import annotations

from dialogs.scene import Scene


def note(scene: Scene, text: str) -> None:
    """Say it before the prompt of the state that this leads to."""
    scene.memo["note"] = text


def tell(scene: Scene) -> None:
    said = scene.memo.pop("note", None)
    if said:
        scene.say_text(said)
