"""Decisions as an Arrow table. Importing this needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

import pyarrow as pa

from creditlang import ir
from creditlang.outputs import score_decimals, subject_row
from creditlang.semantics import Decision

_BATCH = 20_000


def subject_table(decisions: Iterable[Decision], series: ir.Series) -> pa.Table:
    """One row for each decision. Points are whole numbers, or decimals where the score has any."""
    schema = subject_schema(series)
    return pa.Table.from_batches(_batches(iter(decisions), schema), schema)


def subject_schema(series: ir.Series) -> pa.Schema:
    """The columns of the table."""
    decimals = score_decimals(series)
    names = pa.list_(pa.string())
    return pa.schema(
        [
            ("subject", pa.string()),
            ("points", pa.decimal128(38, decimals) if decimals else pa.int64()),
            ("grade", pa.string()),
            ("rewards", names),
            ("sanctions", names),
            ("lists", names),
            ("incomplete", pa.bool_()),
        ],
        metadata={"rulebook": series.name, "rulebook_digest": series.digest},
    )


def _batches(decisions: Iterator[Decision], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    whole = schema.field("points").type == pa.int64()
    while rows := [_row(decision, whole) for decision in islice(decisions, _BATCH)]:
        yield pa.RecordBatch.from_pylist(rows, schema=schema)


def _row(decision: Decision, whole: bool) -> dict[str, Any]:
    row = subject_row(decision)
    if row["points"] is not None:
        row["points"] = int(row["points"]) if whole else Decimal(row["points"])
    return row
