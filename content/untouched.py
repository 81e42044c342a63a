"""
Whether the content files are the very ones that were read before, told by what the file system notes of each.

To read them all just for their hash costs as much as half of parsing them. As Git does for its index: size, inode and
both times; and no file that changed a moment ago is vouched for, since a clock's tick may hold two changes.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path

from content.reading import Source

SETTLED_S = 2.0  # the coarsest ticks of file systems in use (FAT) are that long


def marks(sources: Sequence[Source], kinds: Sequence[str]) -> str:
    """
    Return what changes whenever a file of these kinds is changed, added, renamed or taken away.

    Empty where nothing can be told: content that is no plain folder, or that changed in the last SETTLED_S.
    """
    latest = time.time_ns() - int(SETTLED_S * 1e9)
    told = hashlib.sha256()
    for source in sources:
        if not isinstance(source.folder, Path):
            return ""
        for kind in kinds:
            found = _stats(source.folder / kind)
            if found is None or any(max(stat.st_ctime_ns, stat.st_mtime_ns) > latest for _, stat in found):
                return ""
            noted = [(name, s.st_size, s.st_dev, s.st_ino, s.st_mtime_ns, s.st_ctime_ns) for name, s in found]
            told.update(repr((kind, noted)).encode())
    return told.hexdigest()


def _stats(folder: Path) -> list[tuple[str, os.stat_result]] | None:
    """Return each file with what is noted of it; none where there is no folder, None where it cannot be looked at."""
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.stat()) for entry in entries if not entry.name.startswith((".", "__"))]
    except FileNotFoundError:
        return []  # an added folder need not have every kind
    except OSError:
        return None
    return sorted(found, key=lambda one: one[0])
