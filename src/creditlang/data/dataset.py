"""A data set that has been checked: histories one by one or all in order, without holding them all.

In: tables of valid rows in DuckDB, ordered by subject. Out: `History` objects as the evaluator reads them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

import attrs
import duckdb

from creditlang.data.records import Facts, History, Record
from creditlang.data.shards import Shard
from creditlang.data.tables import Column, Relation, Table
from creditlang.diagnostics import CreditlangError, closest
from creditlang.ir import Registry
from creditlang.types import Definite, ManyRelated, Number, Related
from creditlang.values import Exact

CHUNK = 5_000
"""How many subjects are read at once."""


class DataClosedError(CreditlangError):
    """Something was asked of a data set that is closed, such as whom a relation of a history leads to."""


class UnknownSubjectError(CreditlangError):
    """A data set or registry has no such subject."""


@attrs.frozen
class StoredTable:
    """A table of valid rows in the database.

    Attributes:
        name: the table's name in the database.
        columns: the database's name of each column of the contract. Event tables have also `n`, the place of
            the subject in the order of ids, and the subjects' own table has it too.
    """

    table: Table
    name: str
    columns: Mapping[str, str]


@attrs.frozen(eq=False)
class Dataset:
    """Valid data about the subjects of one kind. Close it, or use it in a `with`, to free its memory.

    Any number of threads may ask for histories at the same time; the database answers one question after the other.

    Attributes:
        subject: the kind of subject that histories are about.
        connection: the DuckDB database that holds the tables. Whoever uses it holds `turn`, for its answers are fetched
            apart from its questions.
        tables: by the registry's names.
        shard: the part of all subjects that these are; None for all.
        count: how many subjects there are.
        set_aside: how many rows were quarantined. What every shard reads whole counts in the first one only, here and
            in `unattributed`, so that the numbers of all shards add up.
        unscorable: the ids of subjects whose own row was quarantined, in order.
        unattributed: how many quarantined rows name nobody whose decision they could concern.
        warnings: what was odd about the files, in sentences.
    """

    registry: Registry
    subject: str
    connection: duckdb.DuckDBPyConnection
    tables: Mapping[str, StoredTable]
    relations_read: frozenset[Relation]
    count: int
    shard: Shard | None = None
    incomplete_count: int = 0
    set_aside: int = 0
    unscorable: tuple[str, ...] = ()
    unattributed: int = 0
    warnings: tuple[str, ...] = ()
    _folder: TemporaryDirectory[str] | None = attrs.field(default=None, repr=False)
    turn: threading.RLock = attrs.field(factory=threading.RLock, init=False, repr=False)

    def histories(self) -> Iterator[History]:
        """The history of every subject, in the order of their ids."""
        self._in_order  # noqa: B018 - sorts them, once
        for start in range(0, self.count, CHUNK):
            yield from self._histories(range(start, min(start + CHUNK, self.count)))

    @cached_property
    def _in_order(self) -> bool:
        """Whether records of one subject stand together, which reading them range by range needs. Sorts them once."""
        with self.turn:
            for stored in self.tables.values():
                if stored.table.is_event:
                    self.connection.execute(f"CREATE OR REPLACE TABLE {stored.name} AS FROM {stored.name} ORDER BY n")
        return True

    def history(self, subject_id: str) -> History:
        """The history of one subject.

        Raises:
            UnknownSubjectError: there is no subject with this id.
        """
        return next(self.histories_of([subject_id]))

    def histories_of(self, subject_ids: Iterable[str]) -> Iterator[History]:
        """The histories of some subjects, in the order of their ids.

        Raises:
            UnknownSubjectError: there is no subject with one of these ids.
        """
        wanted = list(subject_ids)
        query = (
            f"SELECT n, c0 FROM {self.tables[self.subject].name} WHERE c0 IN (SELECT unnest(?::VARCHAR[])) ORDER BY n"
        )
        found = {subject: place for place, subject in self.ask(query, [wanted])}
        for subject in wanted:
            if subject not in found:
                raise UnknownSubjectError(self._unknown(subject))
        places = list(found.values())
        for start in range(0, len(places), CHUNK):
            yield from self._histories(places[start : start + CHUNK])

    @property
    def relations(self) -> StoredRelations:
        """Where the facts of any subject of the data set are found."""
        return StoredRelations(self, (), {})

    def close(self) -> None:
        """Free the memory and the disk space that the data take."""
        self.connection.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Dataset:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def facts(self, subject: str, condition: str, values: Sequence[object]) -> list[Facts]:
        """The facts of the subjects that meet a condition on the stored columns, in the order of ids."""
        stored = self.tables[subject]
        read = _values_reader(stored.table.fields)
        rows = self.ask(
            f"SELECT c0, {_selected(stored, stored.table.fields)} FROM {stored.name} WHERE {condition} ORDER BY c0",
            values,
        )
        return [Facts(subject, row[0], read(row[1:])) for row in rows]

    def ask(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """The rows that answer a query, while no other thread asks.

        Raises:
            DataClosedError: the data set is closed.
        """
        try:
            with self.turn:
                return self.connection.execute(query, values).fetchall()
        except duckdb.ConnectionException as error:
            raise DataClosedError("the data set is closed: decide while it is open, inside its `with` block") from error

    def _histories(self, places: Sequence[int]) -> Iterator[History]:
        """The histories of the subjects at these places, which are in order."""
        condition, values = _at(places)
        records: dict[int, list[Record]] = {}
        pointed: dict[str, set[str]] = {}
        for stored in self.tables.values():
            if stored.table.is_event:
                self._read_records(stored, places, records, pointed)
        own = self.tables[self.subject]
        rows = self.ask(f"SELECT n FROM {own.name} JOIN incomplete ON c0 = id WHERE {condition}", values)
        incomplete = {n for (n,) in rows}
        everyone = self.facts(self.subject, condition, values)
        relations = StoredRelations(self, everyone, pointed)
        for n, facts in zip(places, everyone, strict=True):
            found = sorted(records.get(n, ()), key=_by_date)
            yield History(facts, tuple(found), relations, n in incomplete)

    def _read_records(
        self, stored: StoredTable, places: Sequence[int], records: dict[int, list[Record]], pointed: dict[str, set[str]]
    ) -> None:
        fields = stored.table.fields
        read = _values_reader(fields)
        event = stored.table.name
        links = [
            (f.name, f.type.subject)
            for f in fields
            if isinstance(f.type, Related) and (event, f.name) in self.relations_read
        ]
        condition, wanted = _at(places)
        query = f"SELECT n, c0, c2, c3, c4, {_selected(stored, fields)} FROM {stored.name} WHERE {condition}"
        rows = self.ask(query, wanted)
        for n, record, date, recorded, withdrawn, *cells in rows:
            values = read(cells)
            records.setdefault(n, []).append(Record(event, record, date, recorded, withdrawn, values))
            for name, other in links:
                if values[name] is not None:
                    pointed.setdefault(other, set()).add(str(values[name]))

    def _unknown(self, subject_id: str) -> str:
        if subject_id in self.unscorable:
            return f"the row of the {self.subject} `{subject_id}` was set aside as invalid"
        like = self.ask(
            f"SELECT c0 FROM {self.tables[self.subject].name} ORDER BY damerau_levenshtein(c0, ?), c0 LIMIT 20",
            [subject_id],
        )
        guess = closest(subject_id, [name for (name,) in like])
        advice = f": did you mean `{guess}`?" if guess else ""
        return f"there is no {self.subject} with the id `{subject_id}`{advice}"


class StoredRelations:
    """Facts of other subjects, from the data set, for the histories of one chunk.

    Nothing is read before it is asked for. Then it is read at once for everyone known so far, because a rule
    that follows a relation of one subject follows it for the others too.
    """

    def __init__(self, dataset: Dataset, known: Iterable[Facts], pointed: Mapping[str, set[str]]) -> None:
        """Start from the subjects of the chunk, and the ids that their records point to."""
        self._dataset = dataset
        self._facts = {(facts.subject, facts.id): facts for facts in known}
        self._many: dict[tuple[str, str, str], tuple[Facts, ...]] = {}
        self._pointed = pointed

    def one(self, subject: str, id: str) -> Facts:
        """The facts of the subject with this id, which is known to exist."""
        if (subject, id) not in self._facts:
            wanted = self._ids_of(subject) | {id}
            self._read(subject, "c0", [other for other in wanted if (subject, other) not in self._facts])
        return self._facts[subject, id]

    def many(self, subject: str, by: str, id: str) -> tuple[Facts, ...]:
        """The subjects whose field `by` holds this id, ordered by their own id."""
        if (subject, by, id) not in self._many:
            holder = self._dataset.registry.subjects[subject].fields[by].type
            wanted = {id, *(other for name, other in self._facts if Related(name) == holder)}
            new = [other for other in wanted if (subject, by, other) not in self._many]
            groups: dict[str, list[Facts]] = {other: [] for other in new}
            for facts in self._read(subject, self._dataset.tables[subject].columns[by], new):
                groups[str(facts.values[by])].append(facts)
            self._many.update({(subject, by, other): tuple(group) for other, group in groups.items()})
        return self._many[subject, by, id]

    def around(self, facts: Facts) -> tuple[Facts, ...]:
        """Everyone whom one relation of this subject leads to, in either direction, if it is read at all."""
        found: list[Facts] = []
        for name, kind in self._relations(facts.subject):
            match kind:
                case Related(subject=other) if facts.values[name] is not None:
                    found.append(self.one(other, str(facts.values[name])))
                case ManyRelated(subject=other, by=by):
                    found += self.many(other, by, facts.id)
        return tuple(found)

    def _relations(self, subject: str) -> list[tuple[str, Definite]]:
        fields = self._dataset.registry.subjects[subject].fields.values()
        return [(f.name, f.type) for f in fields if (subject, f.name) in self._dataset.relations_read]

    def _ids_of(self, subject: str) -> set[str]:
        """The subjects of a kind that anyone known so far points to."""
        found = set(self._pointed.get(subject, ()))
        for holder in self._dataset.registry.subjects:
            names = [name for name, kind in self._relations(holder) if kind == Related(subject)]
            for facts in self._facts.values():
                if facts.subject == holder:
                    found.update(str(facts.values[name]) for name in names if facts.values[name] is not None)
        return found

    def _read(self, subject: str, column: str, ids: Sequence[str]) -> list[Facts]:
        """The facts of those for whom a column holds one of these ids."""
        found = self._dataset.facts(subject, f"{column} IN (SELECT unnest(?::VARCHAR[]))", [ids])
        return [self._facts.setdefault((subject, facts.id), facts) for facts in found]


def _at(places: Sequence[int]) -> tuple[str, list[object]]:
    """The condition that a row is about a subject at one of these places, and its values."""
    if isinstance(places, range):
        return "n BETWEEN ? AND ?", [places.start, places.stop - 1]
    return "n IN (SELECT unnest(?::BIGINT[]))", [list(places)]


def _by_date(record: Record) -> tuple[object, str]:
    return (record.date, record.id)


def _selected(stored: StoredTable, fields: Sequence[Column]) -> str:
    """The columns of the fields, numbers as whole numbers of their smallest step."""
    parts = []
    for column in fields:
        name = stored.columns[column.name]
        if isinstance(column.type, Number):
            scale = column.type.scale or 0
            parts.append(f"CAST(CAST({name} AS DECIMAL(38, {scale})) * {10**scale} AS BIGINT)")
        else:
            parts.append(name)
    return ", ".join(parts) or "NULL"


def _values_reader(fields: Sequence[Column]) -> Callable[[Sequence[Any]], dict[str, object]]:
    """What turns a row of the database into the values of the fields."""
    names = tuple(column.name for column in fields)
    scaled = [(c.name, 10**c.type.scale) for c in fields if isinstance(c.type, Number) and c.type.scale]

    def read(cells: Sequence[Any]) -> dict[str, object]:
        values: dict[str, object] = dict(zip(names, cells, strict=False))
        for name, steps in scaled:
            count = values[name]
            if count is not None:
                assert isinstance(count, int)
                values[name] = _exact(count, steps)
        return values

    return read


def _exact(count: int, steps: int) -> Exact:
    whole, rest = divmod(count, steps)
    return Fraction(count, steps) if rest else whole
