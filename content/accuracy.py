"""The figures that the coach can say of its judge; they are read when somebody first asks for them."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from content.basics import Content
from content.findings import ContentError, Finding
from content.reading import in_plain_words

FILE = "judge/accuracy.json"  # written by training; may be missing
Share = Annotated[float, Field(ge=0, le=1)]


class QuestionAccuracy(Content):
    """How the judge did on questions of authors that it had not seen; `low` and `high` bound 95 % for the macro-F1."""

    n: int = Field(gt=0)
    macro_f1: Share
    low: Share
    high: Share
    given_right: Share  # of the verdicts given
    coverage: Share  # of the lines that got a verdict

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.macro_f1 <= self.high:
            raise ValueError("macro_f1 must lie between low and high")
        return self


class PrecisionRecall(Content):
    precision: Share
    recall: Share


class SinsAccuracy(Content):
    """Of each sin, at the probability at which it is named."""

    minimise: PrecisionRecall
    prescribe: PrecisionRecall
    pressure: PrecisionRecall


class Accuracy(Content):
    """The figures of content/accuracy.md that the coach can say, as training writes them."""

    question: QuestionAccuracy
    sins: SinsAccuracy
    authors: int = Field(gt=0)
    lines: int = Field(gt=0)


def load_accuracy(folder: Traversable) -> Accuracy | None:
    """Return the figures of *folder*; None where there are none. Raises ContentError."""
    findings: list[Finding] = []
    accuracy = read_accuracy(folder, findings)
    if findings:
        raise ContentError(findings)
    return accuracy


def read_accuracy(folder: Traversable, findings: list[Finding]) -> Accuracy | None:
    """Return the judge's figures; None where there is no such file, or after adding to *findings* what is wrong."""
    file = folder.joinpath(FILE)
    if not file.is_file():
        return None
    try:
        return Accuracy.model_validate_json(file.read_bytes())
    except OSError as error:
        findings.append(Finding(FILE, 1, f"cannot be read: {error.strerror or error}"))
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            where = ".".join(str(part) for part in fault["loc"]) or "the file"
            findings.append(Finding(FILE, 1, f"{where}: {in_plain_words(fault)}"))
    return None
