"""No sequence of what people do lets anybody read practice that was not shared, nor anything of who is to be erased."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.service.own_data import OwnData
from bot.service.policy import Subject
from bot.service.reading import NotAllowed, Reading
from bot.service.retention import Retention
from bot.service.reviews import Reviews
from content.library import Library
from dialogs.model import Attempt, Disagreement, EventId, MemberId, Session, Turn
from dialogs.reassessment.model import AccountId, Draft, DraftSaved
from storage.unit_of_work import Store, open_store
from tests.privacy.people import HERE, NORTH, OTHERS, REPS, People, people_in
from tests.privacy.seeding import AT
from tests.storage.accounts import DAY, WORRIED, an_account, kept, made, opened
from tests.storage.conftest import a_session


def reviewed(reading: Reading, of: Subject) -> object:
    """Return all that a manager's reviews show, of the accounts in the agenda and of guessed ones."""
    with reading._unit_of_work() as work:
        standing = work.people(HERE).standing(reading._reader.member_id or MemberId(""))
        reviews = Reviews(work, standing, AT, lambda *_, **__: "", reading._tables)
        found = [*reviews.agenda(), *reviews.held()]
        guessed = [
            reviews.file(MemberId(of.member_id or ""), AccountId(id)) for id in ("ann-acme", "bo-acme", "guessed")
        ]
        work.commit()
    return found, guessed


READERS = st.sampled_from(sorted({*OTHERS, *REPS}))
LOOKS: dict[str, Callable[[Reading, Subject], object]] = {
    "accounts": lambda reading, of: reading.accounts(of, at=AT),
    "briefs": lambda reading, of: [reading.briefs(of, AccountId(id), at=AT) for id in ("ann-acme", "bo-acme")],
    "practice": lambda reading, of: reading.practice(of, at=AT),
    "reviews": reviewed,
    "log": lambda reading, of: reading.log(of, at=AT),
    "disputes": lambda reading, of: reading.disputes(of.workspace_id, at=AT),
}


class Office(RuleBasedStateMachine):
    """People who practise, share, send, ask to be erased, undo it; and others who look at whatever they can."""

    upgraded: Path
    library: Library

    @initialize()
    def opens(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.store: Store = open_store(f"sqlite:///{shutil.copy(self.upgraded, self.folder / 'coach.db')}")
        self.people: People = people_in(self.store, self.library)
        self.numbers = itertools.count(1)
        self.sessions: dict[str, Session] = {}
        self.secret: dict[str, set[str]] = {name: set() for name in REPS}
        self.erasing: set[str] = set()
        self.snapshots = dict.fromkeys(REPS, 0)
        for name in REPS:
            member = self.people.members[name]
            opened(self.store, member, an_account(member, f"{name}-acme", f"{name} Ltd"))
            with self.store.unit_of_work() as work:
                self.sessions[name] = work.save_session(a_session(member, f"s-{name}"), AT)
                work.commit()
            for shared in (False, True):
                self.practises(name, shared, True)
                self.reassesses(name, shared)

    def says(self, name: str) -> str:
        """Return words that only this line holds."""
        words = f"§{name}-{next(self.numbers)}§"
        self.secret[name].add(words)
        return words

    @rule(name=st.sampled_from(REPS), shared=st.booleans(), disagrees=st.booleans())
    def practises_once(self, name: str, shared: bool, disagrees: bool) -> None:
        self.practises(name, shared, disagrees)

    def practises(self, name: str, shared: bool, disagrees: bool) -> None:
        words, session = self.says(name), self.sessions[name]
        run = f"run-{next(self.numbers)}"
        judged = {"judged": {"place": "1", "verdict": "given", "p": [0.2] * 5, "weights": "w"}}
        with self.store.unit_of_work() as work:
            work.append_turn(session, Turn(EventId(run), "terminal", name, AT, words), "role_play.talking")
            work.add_attempts(session, [Attempt(run, "c", "PLAY", words, "problem", "told", (), judged)], AT)
            if disagrees:
                given = Disagreement(run, "1", "c", "question", "problem", (), "none", shared)
                work.keep_disagreements(session, [given], AT)
            work.commit()
        if disagrees and shared:
            self.secret[name].discard(words)

    @rule(name=st.sampled_from(REPS), sent=st.booleans())
    def reassesses_once(self, name: str, sent: bool) -> None:
        self.reassesses(name, sent)

    def reassesses(self, name: str, sent: bool) -> None:
        member, words = self.people.members[name], self.says(name)
        account = an_account(member, f"{name}-acme", f"{name} Ltd")
        self.snapshots[name] += 1
        answers = {"a1": replace(WORRIED, text=words)}
        one = made(account, self.snapshots[name], weeks=self.snapshots[name], sent=sent, answers=answers)
        draft = Draft(DAY, {"a1": replace(WORRIED, text=self.says(name))})
        kept(self.store, member, one, DraftSaved(account.id, draft))
        if sent:
            self.secret[name].discard(words)

    @rule(name=st.sampled_from(REPS))
    def asks_to_be_erased(self, name: str) -> None:
        self.own(name, "erase")
        self.erasing.add(name)

    @rule(name=st.sampled_from(REPS))
    def undoes_that(self, name: str) -> None:
        self.own(name, "undo")
        self.erasing.discard(name)

    def own(self, name: str, act: str) -> None:
        with self.store.unit_of_work() as work:
            OwnData(work, HERE, self.people.members[name].id).carry_out(act, AT)  # type: ignore[arg-type]
            work.commit()

    @rule(days=st.integers(0, 6))
    def a_day_goes_by(self, days: int) -> None:
        Retention(self.store.unit_of_work, self.library).run(AT + timedelta(days=days))

    @rule(reader=READERS, teams=st.sampled_from([NORTH, frozenset[str](), frozenset({"south"})]))
    def looks(self, reader: str, teams: frozenset[str]) -> None:
        self.looks_at_everything(reader, teams)

    def looks_at_everything(self, reader: str, teams: frozenset[str]) -> None:
        reading = self.people.reads(reader)
        for of, look in itertools.product([*REPS, "nobody"], LOOKS.values()):
            id = self.people.members[of].id if of in REPS else None
            try:
                found = look(reading, Subject(HERE, id, NORTH if of in REPS else teams))
            except NotAllowed:
                continue
            self.holds_nothing_secret(repr(found), reader)

    def holds_nothing_secret(self, seen: str, reader: str) -> None:
        for name in (name for name in REPS if name != reader):
            assert [words for words in self.secret[name] if words in seen] == []
            assert name not in self.erasing or f"§{name}-" not in seen

    def teardown(self) -> None:
        """Whatever was done: at its end each looks at everything once more."""
        if hasattr(self, "store"):
            for reader in OTHERS:
                self.looks_at_everything(reader, NORTH)
            self.store.close()
            shutil.rmtree(self.folder)


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_nobody_ever_reads_practice_that_was_not_shared(upgraded_file: Path, shipped: Library) -> None:
    Office.upgraded, Office.library = upgraded_file, shipped
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Office,
        settings=settings(
            max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
