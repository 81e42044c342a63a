"""The dialogs, by name. A flow never imports another flow: it calls it by name, and the engine puts it on the stack."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module

from dialogs.machine import Flow

ERASING = "erasing"  # the engine puts it on top of any state
NUDGES = "nudges"  # as well
ROOT = "menu"  # the flow at the bottom of every stack
_ASSIGNING = ("assign", "assignments", "results", "disputes")
_NAMES = (
    *("menu", "onboarding", "quick_drill", "role_play", "accounts", "reassessment", "review", ERASING, NUDGES),
    *_ASSIGNING,
)


class _Flows(MutableMapping[str, Flow]):
    """Each flow's module is imported when it is first looked at: a first prompt needs one or two of them."""

    def __init__(self) -> None:
        self._found: dict[str, Flow] = {}

    def __getitem__(self, name: str) -> Flow:
        return self._found.get(name) or self._imported(name)

    def _imported(self, name: str) -> Flow:
        if name not in _NAMES:
            raise KeyError(name)
        flow: Flow = import_module(f"dialogs.flows.{name}").FLOW
        self._found[name] = flow
        return flow

    def __setitem__(self, name: str, flow: Flow) -> None:
        self._found[name] = flow

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in _NAMES

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


FLOWS = _Flows()
