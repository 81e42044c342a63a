"""For each flag: a case that fires it, one that just does not, one with an item never asked, and one that clears it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dialogs.reassessment.case import Case
from dialogs.reassessment.model import Answer, Answers
from tests.reassessment.making import ago, answers, assumed, case, did, entries, iso, told, unknown

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Four:
    """The four cases of one flag, each made by changing few answers of the one that fires."""

    fires: Case
    nearly: Case
    never_asked: Case
    cleared: Case


def but(made: Case, *given: Answer, **more: Any) -> Case:
    """Return a case with other answers in place of those to the same items."""
    return replace(made, answers={**made.answers, **answers(*given)}, **more)


def without(made: Case, *items: str) -> Case:
    return replace(made, answers={item: one for item, one in made.answers.items() if item not in items})


def rows(item: str, *given: Row | str, basis: str = "assumed") -> Answer:
    return assumed(item, entries=entries(*given)) if basis == "assumed" else told(item, entries=entries(*given))


def contact(days: int, role: str = "listener", action: str = "") -> Row:
    return {"who": "Jo Ruiz", "day": iso(days), "role": role, "action": action}


def listeners(count: int, **more: str) -> tuple[Row, ...]:
    return tuple(contact(3 * at + 1, **more) for at in range(count))


PLAN = rows("p1", {"step": "workshop", "day": iso(-10)}, {"step": "ask for the log", "day": iso(-20)})
EVENT = did("a2", text="the CFO moved the meeting")
QUIET = assumed("a2", "none")


def plan_weeks(count: int, event: Answer = QUIET) -> list[Answers]:
    return [answers(PLAN, QUIET), *[answers(PLAN, event)] * (count - 1)]


def _rf1() -> Four:
    fires = case(did("a1", "comparing"), assumed("b3", "none"))
    named = told("b3", entries=entries({"who": "Lee Novak", "problem": "stops"}))
    return Four(fires, but(fires, did("a1", "problem")), without(fires, "b3"), but(fires, named))


def _rf2() -> Four:
    fires = case(rows("b5", *listeners(3)), assumed("n4", text="a calmer night shift"))
    said = told("n4", text="we want that gone, it costs 2k a night")
    return Four(fires, but(fires, rows("b5", *listeners(2))), without(fires, "n4"), but(fires, said))


def _rf3() -> Four:
    heard = rows("b2", {"who": "Jo", "fact": "the budget is yearly", "day": iso(31)})
    fires = case(rows("b5", *listeners(4), contact(20, "power")), heard)
    three = rows("b5", *listeners(3), contact(20, "power"), contact(22, "unhappy"))
    fresh = rows("b2", {"who": "Jo", "fact": "Lee will take us in", "day": iso(30)})
    return Four(fires, but(fires, three), without(fires, "b2"), but(fires, fresh))


def _rf4() -> Four:
    fires = case(assumed("b4", "none"), opened=61, phase="recognition")
    met = did("b4", "met", who="Carla Ruiz")
    return Four(fires, replace(fires, opened=ago(60)), without(fires, "b4"), but(fires, met))


def _rf5() -> Four:
    fires = case(PLAN, EVENT, history=plan_weeks(3))
    nearly = case(PLAN, EVENT, history=plan_weeks(2))
    moved = rows("p1", {"step": "hear the CFO out", "day": iso(-3)})
    return Four(fires, nearly, without(fires, "p1"), but(fires, moved))


def _rf6() -> Four:
    fires = case(did("a1", "comparing", act="we sent the proposal"))
    theirs = did("a1", "comparing", act="they sent us a list of criteria")
    return Four(fires, but(fires, did("a1", "comparing", act="they asked for the proposal")), case(), but(fires, theirs))


def _rf7() -> Four:
    fires = case(rows("b5", *listeners(3), contact(30, action="sends the log")))
    nearly = but(fires, rows("b5", *listeners(2)))
    agreed = but(fires, rows("b5", *listeners(3), contact(0, action="books the night shift")))
    return Four(fires, nearly, without(fires, "b5"), agreed)


def _rf8() -> Four:
    guess, ask = {"criterion": "price", "source": "assumed"}, {"criterion": "uptime", "source": "asked"}
    fires = case(rows("v1", guess, ask))
    return Four(
        fires,
        but(fires, rows("v1", guess, ask, {"criterion": "service", "source": "asked"})),
        without(fires, "v1"),
        but(fires, rows("v1", ask, {"criterion": "price", "source": "asked"})),
    )


def _rf9() -> Four:
    cell = {"criterion": "Uptime", "weight": "crucial", "standing": "weaker"}
    step = {"criterion": "uptime", "counter": "redefine", "step": "agree with Lee how to measure it"}
    fires = case(rows("v2", cell), assumed("v3", "none"))
    useful = rows("v2", {**cell, "weight": "useful"})
    return Four(fires, but(fires, useful), without(fires, "v3"), but(fires, rows("v3", step)))


def _rf10() -> Four:
    fires = case(assumed("r1", "yes"), assumed("r3", "yes"), assumed("r4", "no"))
    return Four(fires, but(fires, assumed("r3", "no")), without(fires, "r3"), but(fires, assumed("r1", "no")))


def _rf11() -> Four:
    fires = case(assumed("r6", "minimise"))
    return Four(fires, but(fires, assumed("r6", "nothing")), without(fires, "r6"), but(fires, assumed("r6", "asked")))


def _rf12() -> Four:
    paid = {"what": "4 % off", "day": iso(3), "back": "a two-year term"}
    fires = case(rows("c1", paid), phase="evaluation")
    return Four(fires, replace(fires, phase="concerns"), without(fires, "c1"), but(fires, assumed("c1", "none")))


def _rf13() -> Four:
    paid = rows("c1", {"what": "longer warranty", "day": iso(3), "back": "a reference"})
    fires = case(paid, assumed("r1", "yes"), assumed("r4", "yes"), phase="concerns")
    one_sign = but(fires, assumed("r4", "no"))
    return Four(fires, one_sign, without(fires, "c1"), but(fires, assumed("c1", "none")))


def _rf14() -> Four:
    fires = case(assumed("v8", "yes"))
    return Four(fires, but(fires, unknown("v8")), without(fires, "v8"), but(fires, assumed("v8", "no")))


def _rf15() -> Four:
    fires = case(assumed("a6", text=" ".join(["Acme"] + ["learns"] * 25)))
    nearly = but(fires, assumed("a6", text=" ".join(["Acme"] + ["learns"] * 24)))
    better = assumed("a6", text="help plant heads see what a stop costs")
    return Four(fires, nearly, without(fires, "a6"), but(fires, better))


def _rf16() -> Four:
    fires = case(did("a1", "worried", days=31), told("a4", "yes", days=40), told("b4", "met", days=2))
    half = but(fires, told("a4", "yes", days=30))
    return Four(fires, half, without(fires, "a1", "a4"), but(fires, told("a4", "yes", days=1), told("a1", "worried")))


def _rf17() -> Four:
    wire = {"sign": "no date from the CFO", "day": iso(-14), "action": "pause"}
    fires = case(rows("a9", {**wire, "action": ""}))
    return Four(fires, but(fires, rows("a9", wire)), without(fires, "a9"), but(fires, rows("a9", {**wire, "seen": "no"})))


def _rf18() -> Four:
    fires = case(told("i1", "learning"), assumed("i2", "none"), phase="implementation")
    return Four(fires, but(fires, told("i1", "new_toy")), without(fires, "i2"), but(fires, told("i2", text="Lee Novak")))


def _rf19() -> Four:
    old = [told(item, text="something", days=91) for item in ("i5", "i6", "i7", "i8")]
    fires = case(*old, phase="implementation")
    nearly = but(fires, told("i6", text="a lead", days=90))
    return Four(fires, nearly, without(fires, "i8"), but(fires, told("i7", text="asked Lee", days=1)))


def _rf20() -> Four:
    own = assumed("a6", text="Help plant heads see what an hour of stops costs them")
    copy = {"Birk": "Help plant heads see what an hour of stop costs them"}
    fires = case(own, others=copy)
    other = {"Birk": "Help ward nurses find out why half the beds wait for linen"}
    fresh = assumed("a6", text="Acme's planners learn which late orders come from one press")
    return Four(fires, replace(fires, others=other), without(fires, "a6"), but(fires, fresh))


def _rf21() -> Four:
    fires = case(did("a1", "worried"), unknown("v1"))
    nearly = but(fires, did("a1", "comparing"))
    return Four(fires, nearly, without(fires, "v1"), but(fires, rows("v1", {"criterion": "uptime", "source": "asked"})))


FOUR = {
    f"rf{number}": made()
    for number, made in enumerate(
        [
            _rf1, _rf2, _rf3, _rf4, _rf5, _rf6, _rf7, _rf8, _rf9, _rf10, _rf11,
            _rf12, _rf13, _rf14, _rf15, _rf16, _rf17, _rf18, _rf19, _rf20, _rf21,
        ],
        1,
    )
}  # fmt: skip
