"""What the `coach` command does, one module a group; each function returns the exit code."""
