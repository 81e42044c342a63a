"""What is wrong with the content, and where. A leaf, so that any edge can name `ContentError` without the loader."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """
    One thing wrong with the content: where, and what to do about it.

    `file` is its name below the content folder; `line` counts from 1, which also stands for the whole file. `fault` is
    its number among the twenty faults of a scenario (README, "The faults by number"), if it is one of them.
    """

    file: str
    line: int
    message: str
    fault: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        number = f"[{self.fault}] " if self.fault else ""
        return f"{self.file}:{self.line}: {number}{self.message}"


class ContentError(Exception):
    """The content cannot be used. Carries every finding, not just the first."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings
