"""
The demo's accounts as the rules see them: each review's flags and diff, and the last brief; golden/*.txt holds them.

A changed rule, text or story changes the files: run this module with COACH_UPDATE_GOLDEN=1 (and without
pytest-xdist), then read the diff.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.service.demo import Story, stories
from content.checklist import ChecklistItem
from content.demo_accounts import DemoAccount
from content.library import Library
from content.loader import load_demo
from dialogs.model import Member, MemberId, WorkspaceId
from dialogs.reassessment import brief, business, coverage, flags
from dialogs.reassessment.case import case_of
from dialogs.reassessment.diff import applied, diff
from dialogs.reassessment.diff_text import rendered
from dialogs.reassessment.model import WINDOW, AccountFile, Snapshot

GOLDEN = Path(__file__).parent / "golden"
TODAY = date(2026, 11, 22)
DEMO = {account.id: account for account in load_demo()}


def told(rep: str, *, today: date = TODAY) -> tuple[Story, ...]:
    member = Member(MemberId(rep), WorkspaceId("local"), rep, "terminal", rep)
    return stories([one for one in DEMO.values() if one.rep == rep], member, today=today, checklist="mark")


@pytest.fixture(scope="module")
def by_id() -> Mapping[str, Story]:
    reps = {account.rep for account in DEMO.values()}
    return {str(story.account.id): story for rep in sorted(reps) for story in told(rep)}


def page(story: Story, merged: tuple[Snapshot, ...], library: Library) -> str:
    """Return everything that the rep was shown of an account, review by review, and the brief of the last one."""
    own = [made.snapshot for made in story.made]
    parts = [f"{story.account.name}: {story.account.status}, review {story.account.review}"]
    before: Snapshot | None = None
    for snapshot in own:
        parts += ["", f"== {snapshot.number}: {snapshot.day}, {'sent' if snapshot.sent else 'kept'} =="]
        parts += [rendered(story.account.name, diff(before, snapshot), library), ""]
        parts += _worries(story, snapshot, own, library)
        before = snapshot
    file = sorted((*own, *merged), key=lambda one: (one.day, one.at))[-WINDOW:]
    parts += ["", "== brief ==", brief.chat(brief.made(story.account, own[-1], file, library)), ""]
    return "\n".join(parts)


def _worries(story: Story, snapshot: Snapshot, own: list[Snapshot], library: Library) -> Iterator[str]:
    case = case_of(AccountFile(story.account, tuple(own)), snapshot)
    for flag in flags.frozen(case, snapshot.flags):
        yield f"{flags.title(flag.id, library)} ({flag.severity}): {flags.reason(flag, library)}"
    doubt = business.verdict(case)
    if doubt is not None:
        yield business.told(doubt, library, by=business.test_day(snapshot.day, story.account.review))
    yield coverage.told(coverage.coverage(snapshot.answers, snapshot.day), library)


@pytest.mark.parametrize("id", sorted(DEMO))
def test_an_account_is_told_as_its_golden_file_says(id: str, by_id: Mapping[str, Story], library: Library) -> None:
    story = by_id[f"demo-{id.replace('_', '-')}"]
    inside = [one for one in by_id.values() if one.account.merged_into == story.account.id]
    shown = page(story, tuple(made.snapshot for one in inside for made in one.made), library)
    file = GOLDEN / f"{id}.txt"
    if os.environ.get("COACH_UPDATE_GOLDEN"):
        file.write_text(shown, encoding="utf-8")

    assert shown == file.read_text(encoding="utf-8")


def test_eight_accounts_have_six_weekly_reviews_each() -> None:
    whole = [account for account in DEMO.values() if account.merged_into is None]

    assert len(whole) == 8
    assert all(len(account.weeks) == 6 for account in whole)
    for account in whole:
        days = [week.day for week in account.weeks]
        assert [later - day for day, later in itertools.pairwise(days)] == [7] * 5


def test_one_is_left_one_is_closed_and_one_is_merged(by_id: Mapping[str, Story]) -> None:
    decisions = {made.snapshot.decision for story in by_id.values() for made in story.made}
    status = [story.account.status for story in by_id.values()]

    assert {"leave", "test", "narrow", "change", "adjust", "continue"} <= decisions
    assert (status.count("closed"), status.count("merged")) == (1, 1)
    assert {len(story.made) for story in by_id.values() if story.account.status == "merged"} == {2}


def test_the_stories_lie_in_many_fields_and_in_all_phases(by_id: Mapping[str, Story]) -> None:
    phases = {made.snapshot.phase for story in by_id.values() for made in story.made}

    assert len({account.business for account in DEMO.values()}) == len(DEMO)
    assert phases == {"recognition", "evaluation", "concerns", "implementation"}


def test_every_flag_fires_somewhere_and_most_clear_again(by_id: Mapping[str, Story]) -> None:
    fired: set[str] = set()
    cleared: set[str] = set()
    for story in by_id.values():
        raised = [set(made.snapshot.flags) for made in story.made]
        fired |= set().union(*raised)
        for earlier, later in itertools.pairwise(raised):
            cleared |= earlier - later

    assert fired == set(flags.RULES)
    assert len(cleared) >= 15


def test_all_kinds_of_change_that_a_sitting_can_make_are_shown(by_id: Mapping[str, Story]) -> None:
    kinds = set()
    for story in by_id.values():
        own = [made.snapshot for made in story.made]
        for before, after in itertools.pairwise(own):
            kinds |= {change.kind for change in diff(before, after).changes}

    assert {"new", "changed", "confirmed", "weakened", "aged", "contradicted", "dropped"} <= kinds


def test_applying_the_diffs_rebuilds_the_last_review(by_id: Mapping[str, Story]) -> None:
    for story in by_id.values():
        answers: Mapping[str, object] = {}
        before: Snapshot | None = None
        for made in story.made:
            answers = applied(answers, diff(before, made.snapshot))  # type: ignore[arg-type]
            before = made.snapshot
        assert answers == story.made[-1].snapshot.answers


def test_the_first_review_asks_the_first_items(by_id: Mapping[str, Story], library: Library) -> None:
    for story in by_id.values():
        if story.account.status != "merged":
            assert set(story.made[0].snapshot.answers) == set(library.checklist.first())


@pytest.mark.parametrize("account", DEMO.values(), ids=lambda account: account.id)
def test_a_story_answers_as_the_checklist_lets_one(account: DemoAccount, library: Library) -> None:
    for week in account.weeks:
        for item, answer in week.answers.items():
            if not isinstance(answer, str):
                known = library.checklist.items[item]
                assert not answer.choice or answer.choice in _choices(known), f"{week.day} {item}"
                assert len(answer.lines) <= known.most, f"{week.day} {item}"
                for line in answer.lines:
                    _fits(line, known)


def _choices(item: ChecklistItem) -> set[str]:
    return {option.id for option in item.options} | ({"none"} if item.none else set())


def _fits(line: Mapping[str, int | str], item: ChecklistItem) -> None:
    columns = {column.id: column for column in item.columns}
    for name, value in line.items():
        assert name in columns, f"{item.id} {name}"
        assert isinstance(value, int) == (columns[name].kind == "day"), f"{item.id} {name}"
        options = {option.id for option in columns[name].options}
        assert not options or value in options, f"{item.id} {name} {value}"


@pytest.mark.parametrize("account", DEMO.values(), ids=lambda account: account.id)
def test_no_evidence_lies_after_the_review_that_names_it(account: DemoAccount, library: Library) -> None:
    for week in account.weeks:
        for item, answer in week.answers.items():
            if isinstance(answer, str):
                continue
            past = [answer.day] if answer.day is not None and not answer.sign else []
            if not library.checklist.items[item].ahead:
                past += [value for line in answer.lines for value in line.values() if isinstance(value, int)]
            assert all(day <= week.day for day in past), f"{week.day} {item}"


def test_evidence_is_whole(by_id: Mapping[str, Story]) -> None:
    """Who, which day: nothing that was said or done counts as assumed for want of a part."""
    from dialogs.reassessment.ladder import lacks

    for story in by_id.values():
        for made in story.made:
            lacking = [item for item, answer in made.snapshot.answers.items() if lacks(answer)]
            assert lacking == [], f"{story.account.name} {made.snapshot.day}"


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2028, 2, 29), date(2027, 3, 28)])
def test_the_day_of_loading_changes_no_flag(today: date, by_id: Mapping[str, Story]) -> None:
    for story in told("demo-mara", today=today):
        then = by_id[str(story.account.id)]
        assert [made.snapshot.flags for made in story.made] == [made.snapshot.flags for made in then.made]
        assert story.made[-1].snapshot.day == today + timedelta(DEMO[_stem(story)].weeks[-1].day)


def _stem(story: Story) -> str:
    return str(story.account.id).removeprefix("demo-").replace("-", "_")
