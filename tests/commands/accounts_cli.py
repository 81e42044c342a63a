"""`coach accounts` as a person types it, in a database of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner

from bot.cli import main
from dialogs.model import Member
from dialogs.reassessment.model import Account, AccountId
from storage.unit_of_work import Store, open_store


@dataclass(frozen=True)
class Typed:
    """Runs the commands as Ann, whose database it is."""

    url: str

    def done(self, *words: str, as_: str = "ann") -> str:
        """Return what a command printed that did what it was asked."""
        ran = CliRunner().invoke(main, [*words, "--db", self.url, "--as", as_], catch_exceptions=False)
        assert (ran.exit_code, ran.stderr) == (0, ""), ran.output
        return ran.stdout

    def refused(self, *words: str, code: int = 2, as_: str = "ann") -> str:
        """Return the sentence of a command that could not."""
        ran = CliRunner().invoke(main, [*words, "--db", self.url, "--as", as_], catch_exceptions=False)
        assert ran.exit_code == code, ran.output
        assert (ran.stdout == "") == (code == 2), ran.output
        return ran.stderr if code == 2 else ran.stdout

    def listed(self, as_: str = "ann") -> list[dict[str, Any]]:
        found = json.loads(self.done("accounts", "list", "--json", as_=as_))
        assert list(found) == ["accounts"]
        return list(found["accounts"])

    def id_of(self, name: str) -> AccountId:
        (found,) = [row["id"] for row in self.listed() if row["name"] == name]
        return AccountId(found)

    def with_store(self, use: Callable[[Store], Any]) -> Any:
        store = open_store(self.url)
        try:
            return use(store)
        finally:
            store.close()

    def ann(self) -> Member:
        def find(store: Store) -> Member:
            from bot import wiring

            with store.unit_of_work() as work:
                found = work.member(wiring.LOCAL_WORKSPACE, "terminal", "ann")
            assert found is not None
            return found

        return self.with_store(find)  # type: ignore[no-any-return]

    def account(self, name: str) -> Account:
        """Return an account as the store has it."""
        ann, id = self.ann(), self.id_of(name)

        def read(store: Store) -> Account:
            with store.unit_of_work() as work:
                file = work.account_file(ann.workspace_id, ann.id, id)
            assert file is not None
            return file.account

        return self.with_store(read)  # type: ignore[no-any-return]
