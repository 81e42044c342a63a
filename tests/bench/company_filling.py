"""Fills a database with a company's members by SQL: each with an account, last week's nudge, and a slot to come."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine, create_engine

from storage import migrations

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
ZONES = (  # and their minutes east of UTC that week
    *(("Europe/Berlin", 60), ("Europe/London", 0), ("America/New_York", -300), ("America/Los_Angeles", -480)),
    *(("America/Sao_Paulo", -180), ("Asia/Kolkata", 330), ("Asia/Tokyo", 540), ("Australia/Sydney", 660)),
    *(("Pacific/Auckland", 780), ("Africa/Cairo", 120), ("Asia/Kathmandu", 345), ("America/St_Johns", -210)),
)
# a scattered id, as those that are made are; a minute of the working day; what that is in UTC, from Monday on
_SCATTERED = {
    "sqlite": "printf('%08x%08x', (i * 2654435761) % 4294967296, i)",
    "postgresql": "lpad(to_hex((i * 2654435761) % 4294967296), 8, '0') || lpad(to_hex(i), 8, '0')",
}
_MINUTE, _WEEKDAY = "(480 + (i * 37) % 600)", "(i % 5)"
_ZONE = "CASE i % 12 " + " ".join(f"WHEN {n} THEN '{name}'" for n, (name, _) in enumerate(ZONES)) + " END"
_EAST = "CASE i % 12 " + " ".join(f"WHEN {n} THEN {east}" for n, (_, east) in enumerate(ZONES)) + " END"
_SLOT = f"({_WEEKDAY} * 1440 + {_MINUTE} - ({_EAST}))"
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people}) SELECT i FROM n)",
    "postgresql": "(SELECT i FROM generate_series(1::bigint, {people}) AS n(i))",
}
_JSON = {"sqlite": "'{value}'", "postgresql": "CAST('{value}' AS json)"}
_WAYS = {
    "sqlite": ("PRAGMA cache_size = -1000000", "PRAGMA synchronous = OFF"),
    "postgresql": ("SET LOCAL session_replication_role = replica",),
}
_TABLES = {
    "member": (
        "workspace_id, id, name, created_at, zone, practice, deactivated_at, enrolled",
        "'bench', {id}, 'Rep ' || i, {long_ago}, {zone}, NULL, NULL, true",
    ),
    "identity": (
        "workspace_id, channel, address, member_id, unreachable_at",
        "'bench', 'slack', 'U' || i, {id}, NULL",
    ),
    "nudge_setting": (
        "workspace_id, member_id, agreed_at, weekday, minute, chosen, quiet_from, quiet_to, weekends, days_off, "
        "every_weeks, silent_since, last_sent_at, snoozes, set_aside, stopped_at, paused_at, active, next_due_at",
        "'bench', {id}, {long_ago}, {weekday}, {minute}, true, 1080, 480, true, {list}, "
        "1, NULL, NULL, 0, {object}, NULL, NULL, true, {slot}",
    ),
    "account": (
        "workspace_id, id, member_id, name, name_key, is_open, status, phase, opened, review, merged_into, snapshots, "
        "last, last_at, drafted, strategy, coverage, flags, created_at, changed_at",
        "'bench', {id} || 'a', {id}, 'Firm ' || i, 'firm ' || i, true, 'open', 'evaluation', '2025-10-01', "
        "CASE WHEN i % 4 = 0 THEN {day} END, NULL, 1, '2025-12-01', {long_ago}, false, '', 0.5, {list}, {long_ago}, "
        "{long_ago}",
    ),
    "nudge": (
        "workspace_id, id, member_id, week, kind, state, reason, due_at, account_id, item, angle, wording, stated, "
        "round, sent_at, outcome, answered_at",
        "'bench', {id} || 'n', {id}, '2025-W51', 'weekly', 'sent', '', {before}, {id} || 'a', 'b4', 'stale', "
        "'stale_1', {object}, 0, {before}, 'answered', {before}",
    ),
}


def fill(url: str, people: int) -> None:
    """Make the tables and fill them; the slots lie in the week from MONDAY on, the nudges two weeks before."""
    migrations.upgrade(url)
    engine = create_engine(url)
    kind = engine.dialect.name
    with engine.begin() as db:
        # keys are not looked up one by one; a million scattered ids do not fit into SQLite's own two megabytes
        for way in _WAYS[kind]:
            db.exec_driver_sql(way)
        db.exec_driver_sql(f"INSERT INTO workspace (id, created_at) VALUES ('bench', {_instant(kind, '0')})")
        for table, (columns, values) in _TABLES.items():
            filled = values.format(
                id=f"({_SCATTERED[kind]})",
                zone=_ZONE,
                weekday=_WEEKDAY,
                minute=_MINUTE,
                long_ago=_instant(kind, "-100 * 1440"),
                before=_instant(kind, f"{_SLOT} - 14 * 1440"),
                slot=_instant(kind, _SLOT),
                day=_day(kind, "60 + i % 30"),
                list=_JSON[kind].format(value="[]"),
                object=_JSON[kind].format(value="{}"),
            )
            numbers = _NUMBERS[kind].format(people=people)
            statement = f"INSERT INTO {table} ({columns}) SELECT {filled} FROM {numbers} AS t"
            db.exec_driver_sql(statement if kind == "sqlite" else statement.replace("%", "%%"))
    _settle(engine)


def _settle(engine: Engine) -> None:
    """Let PostgreSQL know its tables, as its own vacuum would; SQLite gets nothing that an install does not have."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def _instant(kind: str, minutes: str) -> str:
    """Return what gives the instant so many minutes after MONDAY, as the database keeps one."""
    monday = MONDAY.strftime("%Y-%m-%d %H:%M:%S")
    if kind == "sqlite":
        return f"datetime('{monday}', ({minutes}) || ' minutes') || '.000000'"
    return f"timestamptz '{monday}+00' + ({minutes}) * interval '1 minute'"


def _day(kind: str, days: str) -> str:
    monday = f"{MONDAY:%Y-%m-%d}"
    return f"date('{monday}', ({days}) || ' days')" if kind == "sqlite" else f"date '{monday}' + ({days})::int"
