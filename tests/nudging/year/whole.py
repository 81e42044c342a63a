"""A whole year, begun and lived, the same each time that it is drawn from the same seed."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from bot.service import turns
from storage import repositories
from storage.unit_of_work import open_store
from tests.nudging.year.acting import Acting
from tests.nudging.year.living import Year
from tests.nudging.year.people import person_of


@dataclass(frozen=True, slots=True)
class Size:
    """How much happens. `every_h`: so often the hourly jobs run; of `try_each` nudges one has its buttons tried."""

    people: int
    restarts: int
    every_h: int = 1
    try_each: int = 4


@contextmanager
def lived(path: Path, size: Size, *, seed: int = 8) -> Iterator[Acting]:
    """Let a year pass on an up-to-date SQLite file; the year stands open for the rules to read."""
    drawn = random.Random(seed)
    persons = [person_of(number, drawn) for number in range(size.people)]
    with closing(open_store(f"sqlite:///{path}")) as store, _ids_from(seed):
        year = Year(store, path, persons, size.restarts, every_h=size.every_h, drawn=random.Random(seed + 1))
        with closing(year):
            acting = Acting(year, try_each=size.try_each, drawn=random.Random(seed + 2))
            year.live()
            yield acting


@contextmanager
def _ids_from(seed: int) -> Iterator[None]:
    """Draw ids of members and seeds of sessions from a seed: slots and wordings are salted with them."""
    drawn = random.Random(seed + 3)

    def uuid4() -> uuid.UUID:
        return uuid.UUID(int=drawn.getrandbits(128), version=4)

    before = repositories.uuid4, turns.uuid, turns.secrets
    repositories.uuid4 = uuid4
    turns.uuid = SimpleNamespace(uuid4=uuid4)  # type: ignore[assignment]
    turns.secrets = SimpleNamespace(randbits=drawn.getrandbits)  # type: ignore[assignment]
    try:
        yield
    finally:
        repositories.uuid4, turns.uuid, turns.secrets = before
