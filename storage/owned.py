"""
Which rows are a person's, table by table: what an export shows is what an erasing deletes.

A person may be several members (those linked into one), so everything is asked of a set of ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, Table, and_, bindparam, or_, select, tuple_

from storage.account_tables import account, account_draft, snapshot, snapshot_answer
from storage.nudge_tables import contact, nudge, nudge_setting
from storage.people_tables import code_try, invite, link_code, linked_identity, member_link, membership, role_grant
from storage.privacy_tables import audit, erasure
from storage.tables import table

# In the order in which they can be deleted: what refers to a row goes before it.
ORDER = (
    "outbox",
    "event_claim",
    "turn",
    "attempt",
    "score",
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
# An export's order. The log is shown, and stays under a pseudonym; so are invitations, and stay without their people.
SHOWN = (*reversed(ORDER), "invite", "audit")


def _mine(rows: Table, column: str) -> ColumnElement[bool]:
    return and_(
        rows.c.workspace_id == bindparam("the_workspace_id"), rows.c[column].in_(bindparam("ids", expanding=True))
    )


def _any_mine(rows: Table, *columns: str) -> ColumnElement[bool]:
    return or_(*(_mine(rows, column) for column in columns))


def _ids(rows: Table, *, by: str) -> Select[tuple[str]]:
    return select(rows.c.id).where(_mine(rows, by))


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
        "erasure": _mine(erasure, "member_id"),
        "account": _mine(account, "member_id"),
        "account_draft": within(account_draft, "account_id", accounts),
        "snapshot": within(snapshot, "id", snapshots),
        "snapshot_answer": within(snapshot_answer, "snapshot_id", snapshots),
        "linked_identity": _mine(linked_identity, "home"),
        "member_link": _any_mine(member_link, "member_id", "into_id"),
        "code_try": and_(
            code_try.c.workspace_id == here, tuple_(code_try.c.channel, code_try.c.address).in_(addresses)
        ),
        **{rows.name: _mine(rows, "member_id") for rows in (link_code, membership, role_grant)},
        **{rows.name: _mine(rows, "member_id") for rows in (contact, nudge, nudge_setting)},
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
    }
