"""What the coach says to a command that leaves the session where it is. The state's own words come first."""

from __future__ import annotations

from dialogs.scene import Scene


def explain(scene: Scene, command: str) -> None:
    """Answer help, hint, why and what is said of the coach itself; nothing moves."""
    if command in ("privacy", "export", "erase undo"):
        _explain_data(scene, command)
        return
    match command:
        case "help":
            scene.ask_text(scene.words(scene.state.help) + "\n\n" + _commands(scene))
        case "hint" if scene.state.hint:
            scene.state.hint(scene)
        case "why" if scene.state.why:
            scene.state.why(scene)
        case "why" if scene.facts.get("why"):
            scene.ask_text(scene.facts["why"])
        case "accuracy":
            from dialogs.accuracy import accuracy_text  # no part of a start

            scene.ask_text(accuracy_text(scene.library))
        case "effect":
            from dialogs.nudging.telling import effect_texts, unhelpful_text  # no part of a start

            told = [text for text in (unhelpful_text(scene), *effect_texts(scene)) if text]
            for text in told[:-1]:
                scene.say_text(text)
            scene.ask_text(told[-1])
        case _:
            scene.ask(f"engine.{command}")


def _explain_data(scene: Scene, command: str) -> None:
    """Answer what is asked of the person's own data."""
    from dialogs.privacy import giving  # no part of a start

    match command:
        case "privacy":
            giving.tell_privacy(scene)
        case "export":
            giving.give_export(scene)
        case _:
            giving.undo(scene)


def _commands(scene: Scene) -> str:
    """Return what can be typed at any time; to a manager what they can do for the team as well."""
    from dialogs.reviewing.asking import WhoAmI  # no part of a start

    told = scene.words("engine.commands")
    return f"{told} {scene.words('engine.commands_manager')}" if scene.desk.answer(WhoAmI()).leads else told
