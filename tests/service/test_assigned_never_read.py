"""Whatever a rep and a manager do about an assignment, the manager reads no line that its writer does not share."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.unit_of_work import open_store
from tests.service.assigning_there import Assigning

REP = ("begin", "line", "share", "unshare", "object", "keep", "send", "next", "free", "erase", "undo")
MANAGER = ("results", "names", "lines", "huddle", "disputes", "decide")
_MARKER = re.compile(r"marker\d+")


class Telling:
    """What Ann writes, and which of it she shares now: a line of its own, or with an objection."""

    def __init__(self, firm: Assigning) -> None:
        self.firm = firm
        self.written = 0
        self.shared: set[str] = set()
        self.objected: set[str] = set()

    def does(self, act: str) -> None:
        firm = self.firm
        match act:
            case "begin":
                firm.types("ann", "menu", "assignments", "1", "begin")
            case "line":
                self.written += 1
                firm.types("ann", f"What goes wrong with marker{self.written} there?")
            case "share":
                self.shared |= (
                    self._lines(firm.types("ann", "repeat")) if "read that line" in self._said("share") else set()
                )
            case "unshare":
                self.shared -= (
                    self._lines(firm.types("ann", "repeat")) if "Taken back" in self._said("unshare") else set()
                )
            case "object":
                firm.types("ann", "I disagree", "skip")
            case "keep" | "send":
                said = self._said("share it" if act == "send" else "keep it to myself")
                if "Sent with this one line" in said:
                    self.objected |= self._lines(firm.types("ann", "repeat"))
                elif "read that line" in said:  # typed at a verdict, "share it" shares its line
                    self.shared |= self._lines(firm.types("ann", "repeat"))
            case "free":
                firm.types("ann", "menu", "topics", "1", "3")
            case "erase":
                firm.types("ann", "erase", "yes")
            case "undo":
                firm.types("ann", "erase undo")
            case _:
                firm.types("ann", act)

    def _said(self, line: str) -> str:
        return self.firm.types("ann", line)

    @staticmethod
    def _lines(text: str) -> set[str]:
        return set(_MARKER.findall(text))

    def manager_reads(self, act: str) -> set[str]:
        words = {"disputes": ("disputes",), "decide": ("the rep is right", "1"), "results": ("results",)}
        read = ""
        for word in words.get(act, ("results", act)):
            read += self.firm.types("lena", word)
        return self._lines(read)


def asks_for_a_line(firm: Assigning) -> None:
    firm.types("lena", "assign", "Ann", "implication questions")
    firm.taps("lena", "line_first_minute", "right_2_of_3", "week", "no_note", "give")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from((*REP, *REP[:4], *MANAGER)), min_size=8, max_size=24))
def test_no_line_is_read_that_was_not_shared(upgraded_file: Path, acts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{shutil.copy(upgraded_file, Path(folder) / 'coach.db')}")
        firm = Assigning(store).filled(("ann", "bo"))
        asks_for_a_line(firm)
        told = Telling(firm)
        for act in ("begin", "line", *acts):
            if act in MANAGER:
                assert told.manager_reads(act) <= told.shared | told.objected, acts
            else:
                told.does(act)
        store.close()


def test_a_shared_line_is_read_so_that_the_rule_above_can_fail(upgraded_file: Path, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    firm = Assigning(store).filled(("ann", "bo"))
    asks_for_a_line(firm)
    told = Telling(firm)
    for act in ("begin", "line", "share"):
        told.does(act)

    assert told.shared == {"marker1"} == told.manager_reads("lines")
    told.does("unshare")
    assert told.shared == set() == told.manager_reads("lines")
    for act in ("object", "send"):
        told.does(act)
    assert told.objected == {"marker1"} == told.manager_reads("disputes")
    store.close()
