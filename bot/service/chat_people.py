"""
What somebody asks of the roster by a typed word, done in the transaction of the turn that it was typed in.

What is refused is said, and nothing is undone but what it would have changed: a wrong code stays counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.service.joining import LINK_MINUTES, Joining
from bot.service.people import INVITE_DAYS, People
from bot.service.people_names import PeopleRefused, named_in
from content.library import Library
from dialogs.model import Member, MemberId
from dialogs.people import Asked, Person, Team, Told
from dialogs.ports import UnitOfWork
from dialogs.scene import clip

_NAMES_BYTES = 240  # of people's names in one message


@dataclass(frozen=True, slots=True)
class Roundtable:
    """One member's words. `invite_link` returns what opens a chat with a code, where there is such a link."""

    work: UnitOfWork
    member: Member
    at: datetime
    library: Library
    invite_link: Callable[[str], str | None]

    def answer(self, asked: Asked) -> Told:
        """Do what was asked; what cannot be done is told like what was. Whomever the line names stands in it."""
        try:
            told = _DOES[asked.what](self, asked)
        except PeopleRefused as refused:
            saying = "nobody_to_add" if refused.saying == "no_person" else refused.saying
            told = Told(saying, refused.names, about=refused.about)
        return replace(told, about=tuple(dict.fromkeys((*told.about, *self._typed(asked)))))

    def _typed(self, asked: Asked) -> list[MemberId]:
        """Return whom a line names, by whoever typed it and whatever came of it."""
        if asked.what not in ("team_add", "team_remove"):
            return []
        line = " ".join((asked.text, asked.team, *asked.mentions))
        return named_in(self.work.people(self.member.workspace_id).people(), line)

    @property
    def _people(self) -> People:
        standing = self.work.people(self.member.workspace_id).standing(self.member.id)
        return People(self.work, standing, self.at, self.library.text)

    @property
    def _joining(self) -> Joining:
        return Joining(self.work, self.member, self.at, self.library.text)

    def _join(self, asked: Asked) -> Told:
        team, invite, changed = self._joining.join(asked.text)
        if not changed:
            return Told("joined_before", {"team": team.name})
        if invite.role == "manager":
            return Told("joined_manager", {"team": team.name})
        managers = self._people.managers(team.id)
        return Told("joined_rep", {"team": team.name, "managers": self._named(managers)}, about=_ids(managers))

    def _team(self, _asked: Asked) -> Told:
        """Tell a manager who is in the team, others which teams they are in and who manages these."""
        people = self._people
        teams = people.teams() if not people.by.teams else [one for one in people.teams() if one.id in people.by.teams]
        if not teams:
            return Told("team_none")
        if len(teams) == 1 and teams[0].id in people.by.leads:
            team, reps = people.reps(teams[0].id)
            managers = people.managers(team.id)
            names = {"team": team.name, "managers": self._named(managers), "count": str(len(reps))}
            return Told("team", names | {"reps": self._named(reps)}, about=_ids((*managers, *reps)))
        lines: list[str] = []
        shown: list[Person] = []
        for team in teams[:5]:
            managers = people.managers(team.id)
            reps = people.reps(team.id)[1] if team.id in people.by.leads else ()
            names = {"team": team.name, "managers": self._named(managers, 60)}
            led = {"count": str(len(reps)), "reps": self._named(reps, 60)}
            saying = "people.team_line_led" if team.id in people.by.leads else "people.team_line"
            lines.append(self.library.text(saying, **names, **(led if team.id in people.by.leads else {})))
            shown += (*managers, *reps)
        return Told("team_yours", {"teams": "\n".join(lines)}, about=_ids(shown))

    def _add(self, asked: Asked) -> Told:
        people = self._people
        new: list[str] = []
        there: list[str] = []
        name = ""
        meant = self._meant(people, asked)
        for id in meant:
            team, added = people.add(asked.team, id, by_name=self.member.name)
            name = team.name
            (new if added else there).append(self._name(id))
        saying, names = ("added", new) if new else ("added_before", there)
        return Told(saying, {"names": clip(", ".join(names), _NAMES_BYTES), "team": name}, about=tuple(meant))

    def _meant(self, people: People, asked: Asked) -> list[MemberId]:
        """Return who is meant: the mentioned, who need not have written to the coach yet, else by name or address."""
        if not (asked.text or asked.mentions):
            raise PeopleRefused("no_mention")
        people.reps(asked.team)  # whoever does not lead the team brings nobody to be known here
        if asked.strangers:
            raise PeopleRefused("no_handle", text=clip(", ".join(asked.strangers), _NAMES_BYTES))
        if not asked.mentions:
            return [people.find(asked.text, channel=self.member.channel)]
        here, channel = self.member.workspace_id, self.member.channel
        found = [self.work.add_member(here, channel, address, address, self.at) for address in asked.mentions]
        return [one.id for one in found]

    def _remove(self, asked: Asked) -> Told:
        people = self._people
        team, _ = people.reps(asked.team)
        if asked.strangers:
            raise PeopleRefused("not_in_team", team=team.name)
        named = asked.mentions or ((asked.text,) if asked.text else ())
        if not named:
            raise PeopleRefused("no_mention")
        ids = tuple(dict.fromkeys(self._in(team, people, text) for text in named))
        for id in ids:
            people.remove(team.id, id)
        names = clip(", ".join(self._name(id) for id in ids), _NAMES_BYTES)
        return Told("removed", {"name": names, "team": team.name}, about=ids)

    def _in(self, team: Team, people: People, text: str) -> MemberId:
        try:
            return people.find(text, channel=self.member.channel, among=team.id)
        except PeopleRefused as refused:
            if refused.saying == "no_person":
                raise PeopleRefused("not_in_team", team=team.name) from refused
            raise

    def _leave(self, asked: Asked) -> Told:
        team, led = self._people.leave(asked.team)
        if not led:
            return Told("left", {"team": team.name})
        places = self.work.people(self.member.workspace_id).memberships(team.id)
        others = any(place.role == "manager" for place in places)
        return Told("left_led" if others else "left_alone", {"team": team.name})

    def _invite(self, asked: Asked) -> Told:
        team, code = self._people.invite(asked.team)
        names = {"team": team.name, "code": code, "days": str(INVITE_DAYS)}
        link = self.invite_link(code)
        return Told("invited_telegram", names | {"link": link}) if link else Told("invited", names)

    def _link_code(self, _asked: Asked) -> Told:
        return Told("link_code", {"code": self._joining.link_code(), "minutes": str(LINK_MINUTES)})

    def _link(self, asked: Asked) -> Told:
        return Told("linked", moved=True) if self._joining.link(asked.text, self.library) else Told("link_same")

    def _unlink(self, _asked: Asked) -> Told:
        own = self._joining.unlink()
        if own is None:
            return Told("unlink_none")
        return Told("unlinked", moved=True) if own else Told("unlinked_other")

    def _name(self, id: MemberId) -> str:
        found = self.work.people(self.member.workspace_id).person(id)
        return found.name if found else ""

    def _named(self, people: Sequence[Person], most: int = _NAMES_BYTES) -> str:
        return clip(", ".join(one.name for one in people), most) or "–"


def _ids(people: Sequence[Person]) -> tuple[MemberId, ...]:
    return tuple(one.id for one in people)


_DOES: Final[Mapping[str, Callable[[Roundtable, Asked], Told]]] = {
    "join": Roundtable._join,
    "team": Roundtable._team,
    "team_add": Roundtable._add,
    "team_remove": Roundtable._remove,
    "team_leave": Roundtable._leave,
    "team_invite": Roundtable._invite,
    "team_help": lambda _table, _asked: Told("team_help"),
    "link": Roundtable._link_code,
    "link_code": Roundtable._link,
    "unlink": Roundtable._unlink,
}
