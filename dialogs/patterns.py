"""
Regular expressions that are compiled at their first use.

To compile all of ours takes longer than the whole rest of a start, and the first prompt needs almost none of them; what
loads the model in the background calls `compile_all`, so that no line waits for them either.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _Pattern:
    """Stands for a compiled pattern; from its first use on its methods are the compiled one's own."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.compiled(), name)

    def compiled(self) -> re.Pattern[str]:
        found = re.compile(self._source, self._flags)
        self.__dict__.update({name: getattr(found, name) for name in _METHODS})
        return found


_ALL: list[_Pattern] = []


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what behaves as `re.compile(source, flags)`; a fault in *source* shows at its first use."""
    waiting = _Pattern(source, flags)
    _ALL.append(waiting)
    return cast("re.Pattern[str]", waiting)


def compile_all() -> None:
    """Compile every pattern of the modules that are imported by now. Raises re.error."""
    for waiting in _ALL:
        if "search" not in waiting.__dict__:
            waiting.compiled()
