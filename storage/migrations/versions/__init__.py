"""One file a revision, loaded by Alembic in the order that each file names. A published one is never edited."""
