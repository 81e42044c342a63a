"""Who and what exists in the fake workspace: people, channels, messages. Within a channel a ts is unique and rises."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass
class Person:
    id: str
    name: str
    tz: str | None
    locale: str = "en-GB"
    deleted: bool = False
    post_error: str | None = None  # what a message to a deactivated person is refused with


@dataclass
class Channel:
    id: str
    user: str | None = None  # of a direct message
    bot_is_member: bool = True
    archived: bool = False
    last_ts: int = 0  # microseconds
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)  # ts -> message

    @property
    def is_im(self) -> bool:
        return self.user is not None


class Workspace:
    """The people and channels of one team."""

    def __init__(self, *, team: str, clock: Callable[[], float]) -> None:
        self.team = team
        self.clock = clock
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self._dms: dict[str, Channel] = {}  # by person
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """A number nobody has had yet."""
        return next(self._numbers)

    def add(self, user: str, *, name: str, tz: str | None) -> Person:
        self.people[user] = Person(user, name, tz)
        return self.people[user]

    def dm(self, user: str) -> Channel:
        """The direct-message channel of this person and the bot, opened if it was not."""
        person = self.people[user]
        if person.id not in self._dms:
            opened = Channel(f"D{self.number():03d}{user}", user=user)
            self._dms[user] = self.channels[opened.id] = opened
        return self._dms[user]

    def has_dm(self, user: str) -> bool:
        return user in self._dms

    def next_ts(self, channel: Channel) -> str:
        channel.last_ts = max(int(self.clock()) * 1_000_000 + 100, channel.last_ts + 100)
        return f"{channel.last_ts // 1_000_000}.{channel.last_ts % 1_000_000:06d}"

    def profile(self, user: str) -> dict[str, Any]:
        """The user object of users.info; Slack gives no zone for people who were deactivated."""
        person = self.people[user]
        names = {"real_name": person.name, "display_name": person.name.split()[0].lower()}
        shown: dict[str, Any] = {
            "id": person.id,
            "team_id": self.team,
            "name": names["display_name"],
            "deleted": person.deleted,
            "real_name": person.name,
            "profile": {**names, "real_name_normalized": person.name, "status_text": "", "team": self.team},
            "is_bot": False,
            "is_app_user": False,
            "updated": int(self.clock()),
        }
        if person.deleted:
            return shown
        offset = None
        if person.tz is not None:
            offset = datetime.fromtimestamp(self.clock(), UTC).astimezone(ZoneInfo(person.tz)).utcoffset()
        seconds = int(offset.total_seconds()) if offset is not None else 0
        zone = {"tz": person.tz, "tz_label": person.tz, "tz_offset": seconds} if person.tz is not None else {}
        roles = dict.fromkeys(("is_admin", "is_owner", "is_primary_owner", "is_restricted"), False)
        return {**shown, **zone, **roles, "color": "9f69e7"}
