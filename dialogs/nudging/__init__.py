"""The weekly nudge: when it comes, what it says and why, when it stays away. Nothing here reads a clock."""
