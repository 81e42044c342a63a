"""
Which rows are a person's, table by table: what an export shows is what an erasing deletes.

A person may be several members (those linked into one), so everything is asked of a set of ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, Table, and_, bindparam, or_, select, tuple_

from storage.account_tables import account, account_draft, snapshot, snapshot_answer
from storage.assignment_tables import assigned_run, assignee, assignment, dispute, shared_line
from storage.nudge_tables import contact, nudge, nudge_setting
from storage.people_tables import code_try, invite, link_code, linked_identity, member_link, membership, role_grant
from storage.privacy_tables import audit, erasure
from storage.review_tables import question_back, review_session, told_about
from storage.tables import table

# In the order in which they can be deleted: what refers to a row goes before it.
ORDER = (
    "told_about",
    "question_back",
    "review_session",
    "outbox",
    "event_claim",
    "turn",
    "attempt",
    "score",
    "shared_line",
    "dispute",
    "assigned_run",
    "assignee",
    "disagreement",
    "snapshot_answer",
    "snapshot",
    "account_draft",
    "account",
    "session",
    "erasure",
    "contact",
    "nudge",
    "nudge_setting",
    "linked_identity",
    "member_link",
    "link_code",
    "code_try",
    "membership",
    "role_grant",
    "identity",
    "member",
)
# An export's order. The log is shown, and stays under a pseudonym; so are invitations and what somebody assigned, and
# stay without their people.
SHOWN = (*reversed(ORDER), "invite", "assignment", "audit")


def _mine(rows: Table, column: str) -> ColumnElement[bool]:
    return and_(
        rows.c.workspace_id == bindparam("the_workspace_id"), rows.c[column].in_(bindparam("ids", expanding=True))
    )


def _any_mine(rows: Table, *columns: str) -> ColumnElement[bool]:
    return or_(*(_mine(rows, column) for column in columns))


def _ids(rows: Table, *, by: str) -> Select[tuple[str]]:
    return select(rows.c.id).where(_mine(rows, by))


_OF_ONE = (  # tables whose every row is the member's that it names
    *(link_code, membership, role_grant, assignee, assigned_run, shared_line, dispute),
    *(contact, nudge, nudge_setting, told_about, erasure, account),
)


@cache
def conditions() -> Mapping[str, ColumnElement[bool]]:
    """Return, by table, what holds for a person's rows; it is bound with `the_workspace_id` and `ids`."""
    session, turn, identity, outbox = table("session"), table("turn"), table("identity"), table("outbox")
    here: BindParameter[str] = bindparam("the_workspace_id")
    sessions, accounts = _ids(session, by="member_id"), _ids(account, by="member_id")
    snapshots = select(snapshot.c.id).where(
        snapshot.c.workspace_id == here,
        or_(snapshot.c.account_id.in_(accounts), snapshot.c.author.in_(bindparam("ids", expanding=True))),
    )
    addresses = select(identity.c.channel, identity.c.address).where(_mine(identity, "member_id"))
    events = select(turn.c.channel, turn.c.event_id).where(turn.c.workspace_id == here, turn.c.session_id.in_(sessions))
    claim = table("event_claim")

    def within(rows: Table, column: str, found: Select[tuple[str]]) -> ColumnElement[bool]:
        return and_(rows.c.workspace_id == here, rows.c[column].in_(found))

    return {
        **{name: within(table(name), "session_id", sessions) for name in ("turn", "attempt", "score")},
        **{name: _mine(table(name), "member_id") for name in ("session", "identity", "disagreement")},
        "member": _mine(table("member"), "id"),
        "account_draft": within(account_draft, "account_id", accounts),
        "snapshot": within(snapshot, "id", snapshots),
        "snapshot_answer": within(snapshot_answer, "snapshot_id", snapshots),
        "linked_identity": _mine(linked_identity, "home"),
        "member_link": _any_mine(member_link, "member_id", "into_id"),
        "code_try": and_(
            code_try.c.workspace_id == here, tuple_(code_try.c.channel, code_try.c.address).in_(addresses)
        ),
        **{rows.name: _mine(rows, "member_id") for rows in _OF_ONE},
        "assignment": _mine(assignment, "by_member"),
        "invite": _any_mine(invite, "created_by", "used_by"),
        "event_claim": and_(claim.c.workspace_id == here, tuple_(claim.c.channel, claim.c.event_id).in_(events)),
        "outbox": and_(
            outbox.c.workspace_id == here,
            or_(
                outbox.c.session_id.in_(sessions),
                tuple_(outbox.c.channel, outbox.c.address).in_(addresses),
            ),
        ),
        "audit": _any_mine(audit, "actor", "subject"),
        "review_session": or_(within(review_session, "account_id", accounts), _mine(review_session, "held_by")),
        "question_back": or_(within(question_back, "account_id", accounts), _mine(question_back, "asked_by")),
    }


@cache
def deleted() -> Mapping[str, ColumnElement[bool]]:
    """
    Return, by table, which of a person's rows an erasing deletes: those that `conditions` shows, but for a review or a
    question about another's account, which stays with that one, without its words and without whose they were.
    """
    accounts = _ids(account, by="member_id")
    of_account = {
        rows.name: and_(rows.c.workspace_id == bindparam("the_workspace_id"), rows.c.account_id.in_(accounts))
        for rows in (review_session, question_back)
    }
    return {**conditions(), **of_account, "told_about": or_(conditions()["told_about"], _of_messages())}


def _of_messages() -> ColumnElement[bool]:
    """Return what holds for notes about whom a message to the person, or a line of theirs, names: its key is theirs."""
    turn, outbox = table("turn"), table("outbox")
    here: BindParameter[str] = bindparam("the_workspace_id")
    keys = (
        select(outbox.c.key).where(conditions()["outbox"]),
        select(contact.c.key + "/0").where(conditions()["contact"]),
        select(turn.c.channel + "/" + turn.c.event_id).where(conditions()["turn"]),
    )
    return and_(told_about.c.workspace_id == here, or_(*(told_about.c.key.in_(found) for found in keys)))


def others_waiting() -> ColumnElement[bool]:
    """Return what holds for a message to anybody that tells of the person and that still waits to go."""
    told = select(told_about.c.key).where(_mine(told_about, "member_id"))
    here = contact.c.workspace_id == bindparam("the_workspace_id")
    return and_(here, (contact.c.key + "/0").in_(told))  # as the outbox names its only reply


def others_turns() -> ColumnElement[bool]:
    """Return what holds for a turn of anybody in which they typed the person's name."""
    turn = table("turn")
    told = select(told_about.c.key).where(_mine(told_about, "member_id"))
    here = turn.c.workspace_id == bindparam("the_workspace_id")
    return and_(here, (turn.c.channel + "/" + turn.c.event_id).in_(told))


def others_replies() -> ColumnElement[bool]:
    """Return what holds for a reply to anybody that tells of the person."""
    outbox = table("outbox")
    told = select(told_about.c.key).where(_mine(told_about, "member_id"))
    return and_(outbox.c.workspace_id == bindparam("the_workspace_id"), outbox.c.key.in_(told))
