"""What can be wrong with data: one problem, its place, its code and its words."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from creditlang.diagnostics import CreditlangError

SHOWN = 200
"""How many characters of a value are shown."""


@attrs.frozen
class Problem:
    """One thing in a data set that breaks the contract.

    Attributes:
        table: the subject or event.
        file: the file's name; None for objects.
        line: the line of a text file, where a CSV file's header is line 1, or the row of another one,
            counted from 1; None where the whole table is meant.
        column: None where the whole row or table is meant.
        value: what stands there; None where nothing does.
        code: a stable word for the kind of problem, such as `unknown-member`.
        reason: one sentence for people.
        record: for objects, the id of the record.
    """

    table: str
    file: str | None
    line: int | None
    column: str | None
    value: str | None
    code: str
    reason: str
    record: str | None = None

    @property
    def place(self) -> str:
        """Where it is, as a message begins: ``Donation.csv, line 17, column `amount` ``."""
        parts = [self.file or self.table]
        if self.file is not None and not self.file.startswith(f"{self.table}."):
            parts.append(f"table `{self.table}`")
        if self.line is not None:
            parts.append(f"{_counted(self.file)} {self.line}")
        if self.record is not None:
            parts.append(f"record `{self.record}`")
        if self.column is not None:
            parts.append(f"column `{self.column}`" if self.file else f"`{self.column}`")
        return ", ".join(parts)

    def to_json(self) -> dict[str, object]:
        """The problem as JSON has it."""
        return attrs.asdict(self)

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class InvalidDataError(CreditlangError):
    """Data break the contract. Nothing was dropped and nothing was guessed.

    Attributes:
        problems: the first ones, tables in the registry's order.
        total: how many there are.
    """

    def __init__(self, problems: Sequence[Problem], total: int | None = None) -> None:
        self.problems = tuple(problems)
        self.total = len(self.problems) if total is None else total
        lines = [str(problem) for problem in self.problems]
        rest = self.total - len(lines)
        if rest:
            lines.append(f"and {rest:,} more")
        head = "1 problem" if self.total == 1 else f"{self.total:,} problems"
        super().__init__("\n".join([f"{head} in the data", *lines]))

    def to_json(self) -> dict[str, object]:
        """The problems as JSON has them."""
        return {"total": self.total, "problems": [problem.to_json() for problem in self.problems]}


def clip(text: str) -> str:
    """A value short enough to be shown."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _counted(file: str | None) -> str:
    """What a place in a file is counted in."""
    return "line" if file is not None and file.endswith((".csv", ".jsonl")) else "row"
