"""The store: rows, transactions, migrations, backup. It knows ids of content, never content."""
