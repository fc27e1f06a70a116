"""Decisions as tables: one row for each subject, and one for each contribution to a score.

Rows are written to a scratch file as they come and turned into Parquet, CSV or JSON Lines by DuckDB at the end, so
that memory stays small however many people there are; the tables appear whole or not at all.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from creditlang import ir
from creditlang.data import Dataset
from creditlang.diagnostics import CreditlangError
from creditlang.semantics import Decision
from creditlang.semantics.series import edition_in_force
from creditlang.types import Number, definite
from creditlang.values import Exact, show_exact

SHARD, SHARDS = "shard", "shards"
"""What a table of a part says about itself: which part it is, and of how many."""
SET_ASIDE, UNDECIDED, UNATTRIBUTED = "set_aside", "undecided", "unattributed"
"""And how many rows were quarantined, how many people are not decided for it, and how many such rows name nobody."""

FORMATS = (".parquet", ".csv", ".jsonl")
"""The endings of tables that can be written."""

_DIGITS = 38  # of DuckDB's widest decimal


class UnknownFormatError(CreditlangError):
    """A table is wanted in a format that cannot be written."""


def lines_path(out: Path) -> Path:
    """Where the contributions go beside the decisions in `out`: `decisions.parquet` and `decisions.lines.parquet`."""
    return out.with_name(f"{out.stem}.lines{out.suffix}")


def check_format(out: Path) -> None:
    """Raises UnknownFormatError."""
    if out.suffix not in FORMATS:
        raise UnknownFormatError(f"`{out.name}` does not end in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")


@contextmanager
def writing(paths: Iterable[Path]) -> Iterator[dict[Path, Path]]:
    """Where to write some files of one folder, so that they appear whole, and not at all after an exception.

    Raises:
        UnknownFormatError: an ending is not one of `FORMATS`.
    """
    wanted = list(paths)
    for path in wanted:
        check_format(path)
    scratch = Path(tempfile.mkdtemp(prefix=".creditlang-", dir=wanted[0].parent))
    try:
        ready = {path: scratch / path.name for path in wanted}
        yield ready
        for path, written in ready.items():
            written.replace(path)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


class DecisionTables:
    """Writes decisions to two tables. A context manager: leaving it without an exception makes the files.

    Args:
        out: the table of subjects; its ending says the format. The table of contributions stands beside it.
        facts: what a Parquet file says about itself, as `facts_of_table` has it.

    Raises:
        UnknownFormatError: the ending is not one of `FORMATS`.
    """

    def __init__(self, out: Path, series: ir.Series, facts: Mapping[str, str]) -> None:
        check_format(out)
        self._out = out
        self._columns = {out: subject_columns(series), lines_path(out): line_columns(series)}
        self._facts = facts

    def __enter__(self) -> DecisionTables:
        self._scratch = Path(tempfile.mkdtemp(prefix=".creditlang-", dir=self._out.parent))
        self._files: list[IO[str]] = [
            (self._scratch / f"{number}.jsonl").open("w", encoding="utf-8") for number in range(len(self._columns))
        ]
        return self

    def add(self, decision: Decision) -> None:
        """Write one subject and its contributions."""
        subjects, lines = self._files
        subjects.write(json.dumps(subject_row(decision)) + "\n")
        for row in line_rows(decision):
            lines.write(json.dumps(row) + "\n")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for file in self._files:
                file.close()
            if error is None:
                self._convert()
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _convert(self) -> None:
        import duckdb

        with duckdb.connect() as connection:
            for number, (path, columns) in enumerate(self._columns.items()):
                ready = self._scratch / path.name
                rows = self._scratch / f"{number}.jsonl"
                connection.execute(_copy(rows, ready, columns, self._facts))
                ready.replace(path)


def facts_of_table(series: ir.Series, data: Dataset, as_of: date, as_known: date | None) -> dict[str, str]:
    """What a Parquet file of decisions on data says about itself.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
    """
    edition = edition_in_force(series, as_of)
    part: dict[str, int] = {}
    if data.shard is not None:
        part = {
            SHARD: data.shard.number,
            SHARDS: data.shard.count,
            SET_ASIDE: data.set_aside,
            UNDECIDED: len(data.unscorable),
            UNATTRIBUTED: data.unattributed,
        }
    return {
        "rulebook": series.name,
        "rulebook_digest": series.digest,
        "as_of": as_of.isoformat(),
        "as_known": as_known.isoformat() if as_known else "",
        "edition": edition.edition or "",
        **{name: str(number) for name, number in part.items()},
    }


# --- rows ----------------------------------------------------------------------------------------------


def score_decimals(series: ir.Series) -> int:
    """How many decimals a score can have in any edition."""
    return max((edition.score.decimals for edition in series.editions if edition.score), default=0)


def line_decimals(series: ir.Series) -> int:
    """How many decimals a contribution can have in any edition."""
    return max((_decimals(c, e) for e in series.editions for c in e.criteria.values()), default=0)


def subject_columns(series: ir.Series) -> dict[str, str]:
    """The columns of the table of subjects with their DuckDB types."""
    return {
        "subject": "VARCHAR",
        "points": _number_type(score_decimals(series)),
        "grade": "VARCHAR",
        "rewards": "VARCHAR[]",
        "sanctions": "VARCHAR[]",
        "lists": "VARCHAR[]",
        "incomplete": "BOOLEAN",
    }


def line_columns(series: ir.Series) -> dict[str, str]:
    """The columns of the table of contributions with their DuckDB types."""
    number = _number_type(line_decimals(series))
    return {
        "subject": "VARCHAR",
        "criterion": "VARCHAR",
        "group": "VARCHAR",
        "points": number,
        "before_caps": number,
        "event": "VARCHAR",
        "record": "VARCHAR",
        "date": "DATE",
        "until": "DATE",
        "basis": "VARCHAR",
        "source": "VARCHAR",
        "edition": "VARCHAR",
        "remark": "VARCHAR",
        "at": "VARCHAR",
    }


def subject_row(decision: Decision) -> dict[str, Any]:
    """The row of a decision. Of several entries under one rule the name stands once."""
    return {
        "subject": decision.subject,
        "points": _number(decision.points),
        "grade": decision.grade,
        "rewards": list(dict.fromkeys(part.name for part in decision.rewards)),
        "sanctions": list(dict.fromkeys(part.name for part in decision.sanctions)),
        "lists": list(dict.fromkeys(part.name for part in decision.lists)),
        "incomplete": decision.incomplete,
    }


def line_rows(decision: Decision) -> Iterator[dict[str, Any]]:
    """The rows of what contributed to a score."""
    for line in decision.score.lines if decision.score else ():
        yield {
            "subject": decision.subject,
            "criterion": line.criterion,
            "group": line.group,
            "points": _number(line.points),
            "before_caps": _number(line.before_caps),
            "event": line.event,
            "record": line.record,
            "date": _day(line.date),
            "until": _day(line.until),
            "basis": line.basis,
            "source": line.source,
            "edition": line.edition,
            "remark": line.remark,
            "at": line.at,
        }


def _number(number: Exact | None) -> str | None:
    return None if number is None else show_exact(number)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number_type(decimals: int) -> str:
    return f"DECIMAL({_DIGITS}, {decimals})" if decimals else "BIGINT"


def _decimals(criterion: ir.Criterion, edition: ir.Edition) -> int:
    """How many decimals the points of a criterion's records can have."""
    found = [criterion.amount.type] if not isinstance(criterion.amount, ir.Assessed) else []
    found += [cap.amount.type for cap in criterion.caps]
    if isinstance(criterion.amount, ir.Assessed) and isinstance(criterion.trigger, ir.OnEvent):
        found.append(edition.registry.events[criterion.trigger.event].fields["assessed"].type)
    kinds = [definite(kind) for kind in found]
    return max((kind.scale or 0 for kind in kinds if isinstance(kind, Number)), default=0)


# --- DuckDB --------------------------------------------------------------------------------------------


def _copy(rows: Path, out: Path, columns: dict[str, str], facts: Mapping[str, str]) -> str:
    """The statement that turns scratch rows into a table."""
    # Numbers arrive as text, so that no digit passes through a binary float.
    read = {name: "VARCHAR[]" if kind == "VARCHAR[]" else "VARCHAR" for name, kind in columns.items()}
    read["incomplete"] = "BOOLEAN"
    known = ", ".join(f"{_name(name)}: {_text(kind)}" for name, kind in read.items() if name in columns)
    shown = ", ".join(_shown(name, kind, out.suffix) for name, kind in columns.items())
    source = f"read_json({_text(str(rows))}, format='newline_delimited', columns={{{known}}})"
    return f"COPY (SELECT {shown} FROM {source}) TO {_text(str(out))} ({_options(out.suffix, facts)})"


def copy_query(query: str, out: Path, columns: dict[str, str], facts: Mapping[str, str], order: str) -> str:
    """The statement that writes a query, whose columns have their types, as a table in some order."""
    shown = ", ".join(_told(name, kind, out.suffix) for name, kind in columns.items())
    # DuckDB declares columns of Parquet without nulls where it can see that none can come, which differs by rules and
    # engine. Of a branch that adds no row it cannot see that, so that all tables of a rulebook have the same columns.
    rows = f"FROM ({query}) UNION ALL BY NAME SELECT NULL AS {_name(next(iter(columns)))} FROM range(0)"
    return f"COPY (SELECT {shown} FROM ({rows}) ORDER BY {order}) TO {_text(str(out))} ({_options(out.suffix, facts)})"


def _told(name: str, kind: str, suffix: str) -> str:
    if kind.startswith("DECIMAL") and suffix == ".jsonl":
        # Digits as text, no more than are needed: JSON has no decimals.
        return f"rtrim(rtrim(CAST({_name(name)} AS VARCHAR), '0'), '.') AS {_name(name)}"
    return _shown(name, kind, suffix)


def _shown(name: str, kind: str, suffix: str) -> str:
    if kind == "VARCHAR[]" and suffix == ".csv":
        return f"array_to_string({_name(name)}, ';') AS {_name(name)}"
    if kind.startswith("DECIMAL") and suffix == ".jsonl":
        return _name(name)  # digits as text: JSON has no decimals
    return f"CAST({_name(name)} AS {kind}) AS {_name(name)}"


def _options(suffix: str, facts: Mapping[str, str]) -> str:
    if suffix == ".parquet":
        said = ", ".join(f"{name}: {_text(value)}" for name, value in facts.items())
        return f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{said}}}"
    return "FORMAT csv, HEADER" if suffix == ".csv" else "FORMAT json"


def _name(name: str) -> str:
    return f'"{name}"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
