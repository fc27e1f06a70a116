"""A folder of corrections: records that are annulled, and records that take their place or come late.

It holds `withdrawals.csv` (or `.jsonl`, `.parquet`) with the columns `record` and `withdrawn`, and for new records the
tables of their events, with the columns of the data contract, of which `recorded` says when they became known. A
record that is wrong in one cell is withdrawn and recorded anew under another id, so that what was known before can
still be seen. In: the folder and the data set that it corrects. Out: what changes for whom, or everything that is
wrong with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import duckdb

from creditlang.data.cells import Wrong, read_value
from creditlang.data.checks import literal, quoted
from creditlang.data.dataset import Dataset
from creditlang.data.fact_corrections import FactCorrection, in_effect, read_fact_corrections, with_facts
from creditlang.data.files import SUFFIXES, DataFolderError
from creditlang.data.knowledge import everybody_with_records, records_among, times_of
from creditlang.data.loading import load_dataset
from creditlang.data.problems import InvalidDataError, Problem
from creditlang.data.records import History, Record
from creditlang.data.small_tables import problem_of, read_small_table
from creditlang.data.tables import Column, Role, Table
from creditlang.diagnostics import closest
from creditlang.types import Date, Text

WITHDRAWALS = "withdrawals"
"""The name of the table of records that are annulled."""

_TABLE = Table(WITHDRAWALS, (Column("record", Text(), Role.KEY), Column("withdrawn", Date(), Role.TIME)))


@attrs.frozen
class Corrections:
    """What changes, by the id of the subject.

    Attributes:
        withdrawn: the day on which each record is annulled, by its id.
        added: the new records of each subject.
        facts: what was wrong about each subject that a decision can read, about themselves or about somebody related.
        subjects: everyone whom a correction concerns, in order.
    """

    withdrawn: Mapping[str, date]
    added: Mapping[str, tuple[Record, ...]]
    subjects: tuple[str, ...]
    facts: Mapping[str, tuple[FactCorrection, ...]] = attrs.field(factory=dict)

    def apply(self, history: History) -> History:
        """The history with its records corrected, the wrong ones withdrawn and not taken out; facts as they were."""
        records = [
            attrs.evolve(record, withdrawn=self.withdrawn[record.id]) if record.id in self.withdrawn else record
            for record in history.records
        ]
        records += self.added.get(history.facts.id, ())
        return attrs.evolve(history, records=tuple(sorted(records, key=lambda record: (record.date, record.id))))

    def corrected(self, history: History, day: date, as_known: date | None = None) -> History:
        """The history as a decision of a day reads it once records and facts are corrected, as far as known by then."""
        facts = in_effect(self.facts.get(history.facts.id, ()), day, as_known)
        return with_facts(self.apply(history), facts)

    def whose(self, record: str) -> str | None:
        """Whom a new record is about; None if it is none of them."""
        return next((id for id, records in self.added.items() if any(one.id == record for one in records)), None)


def load_corrections(folder: str | Path, data: Dataset, source: str | Path) -> Corrections:
    """Read and check a folder of corrections.

    Args:
        data: the data set that it corrects, and `source` where that was loaded from.

    Raises:
        DataFolderError: there is no such folder, or nothing in it.
        InvalidDataError: a row breaks the contract: also a record that is not there, was withdrawn already, or is
            withdrawn twice or before it was recorded, and a new record with the id of one that is there.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DataFolderError(f"there is no folder of corrections at `{folder}`")
    found = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES}
    events = {event.name for event in data.registry.events.values() if event.subject == data.subject}
    kinds = {stored.table.name for stored in data.tables.values() if not stored.table.is_event}
    strange = [name for name in found if name != WITHDRAWALS and name not in events and name not in kinds]
    if strange:
        guess = closest(strange[0], [*events, *kinds, WITHDRAWALS])
        advice = f": did you mean `{guess}`?" if guess else ""
        raise DataFolderError(
            f"`{found[strange[0]]}` is neither `{WITHDRAWALS}` nor an event or a subject of the registry{advice}"
        )
    if not found:
        raise DataFolderError(
            f"`{folder}` holds no corrections: neither `{WITHDRAWALS}.csv` nor the table of an event or of a subject"
        )
    added = _added({name: path for name, path in found.items() if name in events}, data, Path(source))
    withdrawn = _withdrawals(found[WITHDRAWALS], data) if WITHDRAWALS in found else {}
    facts = read_fact_corrections({name: path for name, path in found.items() if name in kinds}, data)
    subjects = {*records_among(data, list(withdrawn)).values(), *added, *facts}
    return Corrections(withdrawn, added, tuple(sorted(subjects)), facts)


# --- new records ---------------------------------------------------------------------------------------


def _added(tables: Mapping[str, Path], data: Dataset, source: Path) -> dict[str, tuple[Record, ...]]:
    """The new records, checked like any others, against the subjects of the data set."""
    if not tables:
        return {}
    with TemporaryDirectory(prefix="creditlang-") as scratch:
        for path in tables.values():
            _link(path, Path(scratch))
        subjects = [stored.table.name for stored in data.tables.values() if not stored.table.is_event]
        if source.is_dir():
            for path in source.iterdir():
                if path.stem in subjects and path.suffix in SUFFIXES:
                    _link(path, Path(scratch))
        else:
            _copy_subjects(source, subjects, Path(scratch))
        with load_dataset(
            scratch, data.registry, data.subject, events=list(tables), relations=data.relations_read
        ) as loaded:
            histories = {found.facts.id: found for found in loaded.histories_of(everybody_with_records(loaded))}
    taken = records_among(data, [record.id for history in histories.values() for record in history.records])
    problems = [
        problem_of(
            _table(data, record.event), tables[record.event], None, "record", record.id, "duplicate-record", _THERE
        )
        for history in histories.values()
        for record in history.records
        if record.id in taken
    ]
    if problems:
        raise InvalidDataError(problems)
    return {subject: history.records for subject, history in histories.items()}


_THERE = "the data set that is corrected; a corrected record needs an id of its own"


def _link(path: Path, folder: Path) -> None:
    """Let a file stand in a folder too; copied where the system has no links."""
    try:
        (folder / path.name).symlink_to(path.resolve())
    except OSError:
        shutil.copyfile(path, folder / path.name)


def _copy_subjects(database: Path, subjects: Iterable[str], folder: Path) -> None:
    """Write the tables of subjects of a DuckDB database as files."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {literal(str(database))} AS source (READ_ONLY)")
        for name in subjects:
            out = literal(str(folder / f"{name}.parquet"))
            connection.execute(f"COPY source.main.{quoted(name)} TO {out} (FORMAT parquet)")


def _table(data: Dataset, event: str) -> Table:
    return data.tables[event].table


# --- withdrawals ---------------------------------------------------------------------------------------


def _withdrawals(path: Path, data: Dataset) -> dict[str, date]:
    """The day on which each record is annulled."""
    rows, problems = read_small_table(path, _TABLE)
    stored = _stored(data, [cells[0] for _, cells in rows if cells[0]])
    found: dict[str, date] = {}
    for line, cells in rows:
        values: list[object] = []
        for column, cell in zip(_TABLE.columns, cells, strict=True):
            value = read_value(column, cell)
            if isinstance(value, Wrong):
                problems.append(problem_of(_TABLE, path, line, column.name, cell, value.code, value.kind))
            values.append(value)
        record, day = values
        if not isinstance(record, str) or not isinstance(day, date):
            continue
        wrong = _why_not(record, day, stored, found)
        if wrong:
            problems.append(Problem(WITHDRAWALS, path.name, line, *wrong))
        found.setdefault(record, day)
    if problems:
        raise InvalidDataError(problems[:_MOST_PROBLEMS], len(problems))
    return found


_MOST_PROBLEMS = 20


def _why_not(
    record: str, day: date, stored: Mapping[str, _Stored], found: Mapping[str, date]
) -> tuple[str, str, str, str] | None:
    """Why a record cannot be withdrawn on a day: the column, its value, the code and the sentence."""
    if record not in stored:
        return "record", record, "unknown-record", f"there is no record with the id `{record}` in the data set"
    if record in found:
        return "record", record, "duplicate-record", f"the record `{record}` is withdrawn more than once"
    known, withdrawn = stored[record]
    if withdrawn is not None:
        reason = f"the record `{record}` was withdrawn already, on {withdrawn}"
        return "record", record, "withdrawn-before", reason
    if day < known:
        reason = f"the record `{record}` cannot be withdrawn on {day}: it became known only on {known}"
        return "withdrawn", str(day), "withdrawn-too-early", reason
    return None


_Stored = tuple[date, "date | None"]
"""When a record became known and, if it was, withdrawn."""


def _stored(data: Dataset, records: Iterable[str]) -> dict[str, _Stored]:
    return {record: (recorded, withdrawn) for record, recorded, withdrawn in times_of(data, list(records))}
