"""What the sections of a brief say, each from the items that it is made of. What was never asked is left out."""

from __future__ import annotations

from collections.abc import Sequence

from content.library import Library
from dialogs.reassessment import diff_text, flags
from dialogs.reassessment.contradictions import Contradiction, contradictions
from dialogs.reassessment.coverage import coverage, trend, vulnerable
from dialogs.reassessment.coverage import told as coverage_told
from dialogs.reassessment.diff import Change, diff
from dialogs.reassessment.facts import column, day_of, field, in_order, is_nothing, lines
from dialogs.reassessment.flag_position import weak_cells
from dialogs.reassessment.flags import Flag
from dialogs.reassessment.likeness import same_content
from dialogs.reassessment.model import PHASES, Account, Answer, Entry, Snapshot
from dialogs.reassessment.questions import in_checklist_order
from dialogs.reassessment.telling import best_column, clip, day_words, in_short, name_of, option_words, source

MOST_FLAGS = 3  # reassessment.md 8
MOST_CHANGES = 3
DECISIONS = ("continue", "adjust", "change", "pause", "leave")  # what the manager is asked for
PROPOSALS = (*DECISIONS, "narrow", "test")
_WIDTH = 110  # characters of what somebody wrote; our guess: two lines on a phone
_POSITION = {"recognition": ("n1", "n4"), "concerns": ("r5", "r9"), "implementation": ("i1", "i9")}
_FIRST = ("changed", "contradicted", "weakened", "dropped", "new", "confirmed", "aged")  # what a manager asks about


class Page:
    """One snapshot as the brief tells it; *earlier* are those before it, oldest first, *raised* red ones first."""

    def __init__(
        self,
        account: Account,
        snapshot: Snapshot,
        earlier: tuple[Snapshot, ...],
        raised: Sequence[Flag],
        library: Library,
    ) -> None:
        self._account = account
        self._snapshot = snapshot
        self._answers = snapshot.answers
        self._earlier = earlier
        self._raised = raised
        self._library = library

    def account(self) -> list[str]:
        """1: when the review is, in which phase the customer is by what evidence, for how long."""
        review = self._account.review
        when = self.text("brief.review", day=day_words(review, seen=self._snapshot.day)) if review else ""
        phase = self.text(f"brief.phase_{self._snapshot.phase}")
        days, is_whole = self._days_in_phase()
        length = self.text("brief.days", days=days) if is_whole else self.text("brief.days_at_least", days=days)
        return [*([when] if when else []), f"{phase}, {length}", *self._where()]

    def _where(self) -> list[str]:
        where = self._answers.get("a1")
        if where is None:
            return []
        if not where.is_known:
            return [self._open("a1")]
        state = option_words(where, self._library)
        return [self.text("brief.where", state=state, source=source(where, self._snapshot.day, self._library))]

    def _days_in_phase(self) -> tuple[int, bool]:
        """Return the days in this phase, and whether that is all of them: the snapshots may not go back so far."""
        since, is_whole = self._snapshot.day, False
        for snapshot in reversed(self._earlier):
            if snapshot.phase != self._snapshot.phase:
                is_whole = True
                break
            since = snapshot.day
        if not is_whole and len(self._earlier) + 1 >= self._account.snapshots:
            since, is_whole = min(since, self._account.opened), True
        return (self._snapshot.day - since).days, is_whole

    def strategy(self) -> list[str]:
        """2: the sentence, which of the three ways, and what changed in it."""
        told = [*self._line("a6"), *self._way()]
        if not self._earlier:
            return told or [self.text("brief.not_asked")]
        before, now = self._earlier[-1].answers.get("a6"), self._answers.get("a6")
        if before is not None and before.is_known and not same_content(before, now):
            told.append(self.text("brief.was", was=clip(in_short(before, self._library), _WIDTH)))
        return told or [self.text("brief.not_asked")]

    def _way(self) -> list[str]:
        way = self._answers.get("a7")
        if way is None:
            return []
        if not way.is_known:
            return [self._open("a7")]
        facts = clip(way.text, _WIDTH)
        return [f"{option_words(way, self._library)}{': ' * bool(facts)}{facts}"]

    def since(self) -> list[str]:
        """3: the three changes that matter most, and one contradiction."""
        found = diff(self._earlier[-1] if self._earlier else None, self._snapshot)
        at_odds = [*found.contradictions, *contradictions(self._answers, self._snapshot.day)][:1]
        told = [self.text("brief.contradiction", what=self._at_odds(one)) for one in at_odds]
        if not self._earlier:
            return [self.text("brief.first"), *told]
        top = sorted(found.changes, key=self._rank)[:MOST_CHANGES]
        lines = [diff_text.change(one, self._snapshot.day, self._library, _WIDTH // 2) for one in top]
        return [*(lines or [self.text("brief.unchanged")]), *told]

    def _rank(self, change: Change) -> tuple[int, int]:
        order = in_checklist_order(dict.fromkeys([change.item, *self._answers], _NOBODY), self._library)
        return _FIRST.index(change.kind), order.index(change.item)

    def _at_odds(self, one: Contradiction) -> str:
        return diff_text.contradiction(one, self._library)

    def people(self) -> list[str]:
        """4: the sponsor's last act, who is unhappy, and power: met, or who carries our case."""
        told = [
            *self._told("b1", "brief.sponsor", self._last("b1", ("who", "act"))),
            *self._told("b3", "brief.unhappy", self._last("b3", ("who", "problem", "measure"))),
            *self._told("b4", "brief.power", self._power()),
        ]
        return told or [self.text("brief.not_asked")]

    def _told(self, item: str, message: str, told: str) -> list[str]:
        """Return a line on an item: none where it was never asked, its open question where it is not known."""
        answer = self._answers.get(item)
        if answer is None:
            return []
        return [self.text(message, told=told) if answer.is_known else self._open(item)]

    def _last(self, item: str, columns: Sequence[str]) -> str:
        """Return the last line of a list answer, by its columns; that there is none where that is known."""
        answer = self._answers.get(item)
        if answer is None or is_nothing(answer):
            return self.text("tell.none")
        entries = in_order(lines(self._answers, item))
        if not entries:
            return clip(in_short(answer, self._library), _WIDTH)
        return self._row(entries[-1], columns)

    def _row(self, entry: Entry, columns: Sequence[str]) -> str:
        known = [value for value in (field(entry, column) for column in columns) if value]
        day = day_of(entry)
        words = ", ".join(known) or best_column(entry)
        return f"{clip(words, _WIDTH)}{f' ({day_words(day, seen=self._snapshot.day)})' if day else ''}"

    def _power(self) -> str:
        power = self._answers.get("b4")
        if power is None or not power.is_known:
            return ""
        parts = dict.fromkeys(" ".join(part.split()) for part in (power.who, power.act or power.text))
        named = clip(", ".join(filter(None, parts)), _WIDTH)
        day = f" ({day_words(power.day, seen=self._snapshot.day)})" if power.day else ""
        kind = power.choice if power.choice in ("met", "carrier", "none") else "none"
        return self.text(f"brief.power_{kind}") + (f": {named}" if named else "") + day

    def position(self) -> list[str]:
        """5: where we stand, by the phase: problems and want, criteria, the worry, or the stage after the sale."""
        items = _POSITION.get(self._snapshot.phase)
        told = [line for item in items for line in self._line(item)] if items else self._criteria()
        return told or [self.text("brief.not_asked")]

    def _criteria(self) -> list[str]:
        cells = lines(self._answers, "v2")
        if not cells:
            return [*self._line("v1"), *self._line("v2")]
        rows = [", ".join(field(c, k) for k in ("criterion", "weight", "standing") if field(c, k)) for c in cells]
        told = ["; ".join(row or best_column(cell) for row, cell in zip(rows, cells, strict=True))]
        weak = weak_cells(cells)
        if weak:
            told.append(self._weakest(weak[0]))
        index = vulnerable(self._answers)
        return [*told, self.text("brief.vulnerable", count=index)] if index else told

    def _weakest(self, cell: Entry) -> str:
        name = field(cell, "criterion") or best_column(cell)
        steps = [one for one in lines(self._answers, "v3") if field(one, "criterion").lower() == name.lower()]
        if not steps:
            return self.text("brief.no_counter", criterion=clip(name, _WIDTH))
        counter = ", ".join(p.replace("_", " ") for p in (field(steps[0], "counter"), field(steps[0], "step")) if p)
        return self.text("brief.counter", criterion=clip(name, _WIDTH), counter=clip(counter, _WIDTH))

    def flags(self) -> list[str]:
        """6: at most three flags with their reasons, and coverage in words."""
        shown = [
            f"{flags.title(flag.id, self._library)}: {flags.reason(flag, self._library)}"
            for flag in self._raised[:MOST_FLAGS]
        ]
        if len(self._raised) > MOST_FLAGS:
            shown.append(self.text("brief.more_flags", count=len(self._raised) - MOST_FLAGS))
        day = self._snapshot.day
        last = self._earlier[-1] if self._earlier else None
        moved = trend(last.answers, last.day, self._answers, day) if last else "same"
        return [
            *(shown or [self.text("brief.no_flags")]),
            coverage_told(coverage(self._answers, day), self._library, moved=moved),
        ]

    def decision(self) -> list[str]:
        """7: the decision that is asked for, the rep's own proposal first; to leave is one to be proud of."""
        own = self._snapshot.decision
        others = " / ".join(self.text(f"brief.decide_{one}") for one in DECISIONS if one != own)
        if own is None:
            return [self.text("brief.no_proposal", others=others)]
        told = [self.text("brief.proposal", own=self.text(f"brief.decide_{own}"), others=others)]
        until = self._snapshot.until
        if own in ("test", "pause") and until:
            told.append(self.text(f"brief.until_{own}", day=day_words(until, seen=self._snapshot.day)))
        if own != "leave":
            return told
        hours = self._snapshot.hours
        freed = self.text("brief.hours", hours=f"{hours:g}") if hours else self.text("brief.freed")
        return [*told, self.text("brief.left"), freed]

    def tripwire(self) -> list[str]:
        """8: if this sign shows by that day, then we will do that."""
        wire = self._answers.get("a9")
        if wire is None or is_nothing(wire) or not wire.is_known:
            return [self.text("brief.no_tripwire")]
        entry = wire.entries[0] if wire.entries else None
        sign, day = (column(entry, "sign"), day_of(entry)) if entry else ("", None)
        action = field(entry, "action") if entry else ""
        if not (sign and day and action):
            return [clip(in_short(wire, self._library), 2 * _WIDTH)]
        when = day_words(day, seen=self._snapshot.day)
        return [self.text("brief.wire", sign=clip(sign, _WIDTH), day=when, action=clip(action, _WIDTH))]

    def _line(self, item: str) -> list[str]:
        """Return an item by name and what was answered; none where it was never asked."""
        answer = self._answers.get(item)
        if answer is None:
            return []
        if not answer.is_known:
            return [self._open(item)]
        told = clip(in_short(answer, self._library), 2 * _WIDTH)
        if item == "a6":
            return [told]
        rests = source(answer, self._snapshot.day, self._library)
        return [f"{name_of(item, self._library)}: {told} {rests}".rstrip()]

    def _open(self, item: str) -> str:
        """Return what is not known as a question to the customer."""
        known = self._library.checklist.items.get(item)
        if known is None:
            return self.text("brief.open_item", item=item.upper())
        return self.text("brief.open", item=known.short, question=known.customer)

    def text(self, message: str, **names: object) -> str:
        """Return a message with its names filled in. Raises KeyError."""
        return self._library.text(message, **names)


_NOBODY = Answer("")


def said() -> dict[str, frozenset[str]]:
    """Return every message id that is put together here, with the names that are filled in."""
    found = {f"brief.until_{one}": frozenset({"day"}) for one in ("test", "pause")}
    found |= {f"brief.{one}": frozenset({"told"}) for one in ("sponsor", "unhappy", "power")}
    ids = [f"brief.phase_{phase}" for phase in PHASES] + [f"brief.decide_{one}" for one in PROPOSALS]
    ids += [f"brief.power_{kind}" for kind in ("met", "carrier", "none")]
    return found | dict.fromkeys(ids, frozenset[str]())
