"""Which time zone a person means. The names are those of the IANA database; nothing here reads a clock."""

from __future__ import annotations

import functools
import re
from zoneinfo import available_timezones

_OFFSET = re.compile(r"(?:utc|gmt)\s*([+\u2212-])\s*(\d{1,2})(?::?00)?")
_AREAS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)


def find_zone(text: str) -> str | None:
    """
    Return the IANA name of a city ("new york"), a full name ("Europe/Berlin") or a whole offset ("UTC+2").

    An offset has no clock change; a city has, so it is what to ask for. None where nothing fits.
    """
    wanted = " ".join(text.strip().rstrip(".!").lower().replace("_", " ").split())
    offset = _OFFSET.fullmatch(wanted)
    if offset:
        hours = int(offset[2])
        sign = "-" if offset[1] == "+" else "+"  # the names Etc/GMT-2 count the other way round: two hours ahead
        name = f"Etc/GMT{sign}{hours}" if hours else "Etc/UTC"
        return name if name in available_timezones() else None
    return _names().get(wanted)


@functools.cache
def _names() -> dict[str, str]:
    """Return the IANA name of each full name and each city, in small letters; of two cities the shorter name's."""
    found = {"utc": "Etc/UTC", "gmt": "Etc/UTC"}
    for name in sorted(available_timezones(), key=lambda name: (-len(name), name)):
        plain = name.replace("_", " ").lower()
        if name.partition("/")[0] in _AREAS:
            found[plain.rpartition("/")[2]] = name
            found[plain] = name
    return found
