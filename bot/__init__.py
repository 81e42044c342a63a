"""Everything that touches the world: channels, jobs, settings, and the `coach` command."""
