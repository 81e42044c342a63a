"""The use cases: they join the core, the store and perception, and know no vendor and no rendering."""
