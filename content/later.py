"""Content that is made when somebody first looks at it: a first prompt needs words, and none of the customers."""

from __future__ import annotations

import threading
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """A value that is made at the first call, by one thread; what making it raises, each caller gets."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        if not self._made:
            with self._lock:
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]


class Later(Mapping[str, T]):
    """Things by id, there once somebody looks for one."""

    __slots__ = ("_found", "_things")

    def __init__(self, things: Callable[[], Mapping[str, T]]) -> None:
        """Take what returns the things; it is called until it has done so once."""
        self._things = things
        self._found: Mapping[str, T] | None = None

    def __getitem__(self, key: str) -> T:
        return (self._found or self._find())[key]  # looked at a dozen times in every turn

    def __iter__(self) -> Iterator[str]:
        return iter(self._find())

    def __len__(self) -> int:
        return len(self._find())

    def get(self, key: str, default: Any = None) -> Any:
        return (self._found or self._find()).get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in (self._found or self._find())

    def keys(self) -> KeysView[str]:
        return self._find().keys()

    def values(self) -> ValuesView[T]:
        return self._find().values()  # Mapping's own asks for each key in turn: a hundred items at every menu

    def items(self) -> ItemsView[str, T]:
        return self._find().items()

    def _find(self) -> Mapping[str, T]:
        if self._found is None:
            self._found = self._things()
        return self._found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]  # as a dict

    def __repr__(self) -> str:
        return repr(dict(self))
