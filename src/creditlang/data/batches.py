"""What a reader of text files hands over: rows of texts and rows that cannot be read, in bounded batches."""

from __future__ import annotations

from typing import NamedTuple

import attrs

BATCH = 20_000
"""How many rows are handed over at once."""

Cells = list[str | None]


class Fault(NamedTuple):
    """What a reader found wrong, before any value was looked at.

    Attributes:
        column: None for a row whose cells cannot be told apart, which is not among the batch's rows.
        row: the row as it stands in the file.
        owner: the subject that it seems to be about.
    """

    line: int
    code: str
    row: str
    owner: str | None
    column: str | None = None
    value: str | None = None
    detail: str | None = None


@attrs.define
class Batch:
    """Rows and faults. `rows` hold one cell for each column that was asked for; None is an unknown value."""

    lines: list[int] = attrs.field(factory=list)
    rows: list[Cells] = attrs.field(factory=list)
    faults: list[Fault] = attrs.field(factory=list)

    def __len__(self) -> int:
        return len(self.rows) + len(self.faults)
