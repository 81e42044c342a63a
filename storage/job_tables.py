"""
The rows of what the engines did and of how fast may be sent. Nobody's data. Plain tables, as in `account_tables`.

A change here needs a migration; a test compares the two. On PostgreSQL that migration also makes procrastinate's own
tables, which are its library's to read and write.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, String, Table, text

from storage.tables import Row, UtcInstant

# The latest run of each job, by whichever process.
job_run = Table(
    "job_run",
    Row.metadata,
    Column("name", String, primary_key=True),
    Column("began_at", UtcInstant, nullable=False),
    Column("ended_at", UtcInstant),  # of the last run that came to its end
    Column("moved", Integer, nullable=False, server_default=text("0")),  # rows, in that run
    Column("failed_at", UtcInstant),
    Column("failure", String),  # the kind of the error, never its text
    Column("failures", Integer, nullable=False, server_default=text("0")),  # in a row
)

# Until when what is sent under a key has used up its share: seconds by the server's clock (bot/service/pace.py). A key
# names a platform and a workspace, or is the digest of an address.
send_pace = Table(
    "send_pace",
    Row.metadata,
    Column("key", String, primary_key=True),
    Column("until_s", Float(53), nullable=False),
)
