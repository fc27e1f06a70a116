"""Corrections of facts: what was believed of somebody, what is right, since when, and when that became known.

A person's facts have no dates in the data contract, so a correction brings them along. `since` tells two things apart:
a fact that was wrong from the beginning has none; one that life has changed, and that was right until then, names the
day. In: the tables of a folder of corrections that are named as a subject. Out: the corrections by whom a decision is
about that can read them, about themselves or through a relation. (Decision 0059.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import attrs

from creditlang.data.batches import Cells
from creditlang.data.cells import Wrong, read_value
from creditlang.data.dataset import Dataset
from creditlang.data.problems import InvalidDataError, Problem
from creditlang.data.records import Facts, History, Relations
from creditlang.data.small_tables import problem_of, read_small_table
from creditlang.data.tables import Column, Role, Table
from creditlang.diagnostics import closest, listing
from creditlang.ir import SUBJECT_KEY
from creditlang.types import Date, ManyRelated, Related, Text

_COLUMNS = (
    Column(SUBJECT_KEY, Text(), Role.KEY),
    Column("field", Text(), Role.KEY),
    Column("was", Text(), Role.TIME, required=False),
    Column("is", Text(), Role.TIME, required=False),
    Column("since", Date(), Role.TIME, required=False),
    Column("known", Date(), Role.TIME),
)
_MOST_PROBLEMS = 20


@attrs.frozen
class FactCorrection:
    """A fact that is not what the data set says.

    Attributes:
        subject: the kind of subject, and `id` which one.
        was: what the data set says; `should_be` what is right. None for unknown.
        since: the day from which it is right; None if the other never was.
        known: the day on which it became known.
    """

    subject: str
    id: str
    field: str
    was: object
    should_be: object
    since: date | None
    known: date

    def is_right_on(self, day: date) -> bool:
        """Whether the fact is as corrected on a day, known or not."""
        return self.since is None or self.since <= day


def in_effect(
    corrections: Iterable[FactCorrection], day: date, as_known: date | None = None
) -> tuple[FactCorrection, ...]:
    """Those that are right on a day and known by then; `as_known` None for all that are right."""
    return tuple(one for one in corrections if one.is_right_on(day) and (as_known is None or one.known <= as_known))


def with_facts(history: History, corrections: Iterable[FactCorrection]) -> History:
    """The history as a decision reads it once these corrections are made."""
    changed: dict[tuple[str, str], dict[str, object]] = {}
    for one in corrections:
        changed.setdefault((one.subject, one.id), {})[one.field] = one.should_be
    if not changed:
        return history
    return attrs.evolve(
        history,
        facts=_corrected(history.facts, changed),
        relations=CorrectedRelations(history.relations, changed),
    )


@attrs.frozen
class CorrectedRelations:
    """Where the facts of other subjects are found, with what is corrected in them."""

    relations: Relations
    changed: Mapping[tuple[str, str], Mapping[str, object]]

    def one(self, subject: str, id: str) -> Facts:
        """The facts of the subject with this id."""
        return _corrected(self.relations.one(subject, id), self.changed)

    def many(self, subject: str, by: str, id: str) -> tuple[Facts, ...]:
        """The subjects whose field `by` holds this id. No relation is ever corrected, so they are the same ones."""
        return tuple(_corrected(facts, self.changed) for facts in self.relations.many(subject, by, id))

    def around(self, facts: Facts) -> tuple[Facts, ...]:
        """Everyone whom one relation of this subject leads to."""
        return tuple(_corrected(other, self.changed) for other in self.relations.around(facts))


def _corrected(facts: Facts, changed: Mapping[tuple[str, str], Mapping[str, object]]) -> Facts:
    own = changed.get((facts.subject, facts.id))
    return facts if own is None else attrs.evolve(facts, values={**facts.values, **own})


# --- reading them --------------------------------------------------------------------------------------


def read_fact_corrections(tables: Mapping[str, Path], data: Dataset) -> dict[str, tuple[FactCorrection, ...]]:
    """By the id of each subject that decisions are about, the corrections that one on them can read.

    Args:
        tables: files of corrections, by the name of the subject whose facts they correct.

    Raises:
        InvalidDataError: a row breaks the contract: also a subject or fact that is not there, a relation, a value that
            is not the one on file, and a fact that is corrected twice.
    """
    found: list[FactCorrection] = []
    for name, path in tables.items():
        found += _Reading(data, data.tables[name].table, path).corrections()
    return {
        id: tuple(one for one in found if (one.subject, one.id) in read)
        for id, read in _readers({(one.subject, one.id) for one in found}, data).items()
    }


@attrs.frozen
class _Reading:
    """One table of corrections."""

    data: Dataset
    of: Table
    path: Path

    @property
    def table(self) -> Table:
        """Its columns."""
        return Table(self.of.name, _COLUMNS)

    def corrections(self) -> list[FactCorrection]:
        rows, problems = read_small_table(self.path, self.table)
        ids = [cells[0] for _, cells in rows if cells[0]]
        on_file = {f.id: f for f in self.data.facts(self.of.name, "c0 IN (SELECT unnest(?::VARCHAR[]))", [ids])}
        found: dict[tuple[str, str], FactCorrection] = {}
        for line, cells in rows:
            one = self._row(line, cells, on_file)
            if isinstance(one, Problem):
                problems.append(one)
            elif (one.id, one.field) in found:
                reason = f"`{one.field}` of `{one.id}` is corrected more than once: say in one row what is right now"
                problems.append(self._problem(line, "field", one.field, "corrected-twice", reason))
            else:
                found[one.id, one.field] = one
        if problems:
            raise InvalidDataError(problems[:_MOST_PROBLEMS], len(problems))
        return list(found.values())

    def _row(self, line: int, cells: Cells, on_file: Mapping[str, Facts]) -> FactCorrection | Problem:
        values: list[object] = []
        for column, cell in zip(_COLUMNS, cells, strict=True):
            value = read_value(column, cell)
            if isinstance(value, Wrong):
                return problem_of(self.table, self.path, line, column.name, cell, value.code, value.kind)
            values.append(value)
        id, name, _, _, since, known = values
        assert isinstance(id, str)
        assert isinstance(name, str)
        assert isinstance(known, date)
        if id not in on_file:
            reason = f"there is no {self.of.name} with the id `{id}`"
            return self._problem(line, SUBJECT_KEY, id, "unknown-subject", reason)
        fact = next((c for c in self.of.fields if c.name == name), None)
        if fact is None or isinstance(fact.type, Related | ManyRelated):
            return self._problem(line, "field", name, "unknown-column", self._why_no_fact(name))
        pair: list[object] = []
        for place, cell in (("was", cells[2]), ("is", cells[3])):
            value = read_value(fact, cell)
            if isinstance(value, Wrong):
                told = problem_of(Table(self.of.name, (fact,)), self.path, line, name, cell, value.code, value.kind)
                return attrs.evolve(told, column=place)
            pair.append(value)
        stored = on_file[id].values[name]
        if pair[0] != stored:
            held = "nothing" if stored is None else f"`{stored}`"
            reason = f"the data set says {held} for `{name}` of `{id}`"
            return self._problem(line, "was", cells[2], "not-on-file", reason)
        if pair[1] == stored:
            return self._problem(line, "is", cells[3], "nothing-corrected", "it is what the data set says already")
        return FactCorrection(
            self.of.name, id, name, pair[0], pair[1], since if isinstance(since, date) else None, known
        )

    def _why_no_fact(self, name: str) -> str:
        field = self.data.registry.subjects[self.of.name].fields.get(name)
        if field is not None:
            return f"`{name}` is a relation, which cannot be corrected here: correct it in the data set"
        facts = [column.name for column in self.of.fields if not isinstance(column.type, Related)]
        guess = closest(name, facts)
        return f"a {self.of.name} has no fact `{name}`" + (
            f": did you mean `{guess}`?" if guess else f": it has {listing(facts, 'and')}"
        )

    def _problem(self, line: int, column: str, value: str | None, code: str, reason: str) -> Problem:
        return Problem(self.of.name, self.path.name, line, column, value, code, reason)


_Key = tuple[str, str]
"""A subject: its kind and its id."""


def _readers(corrected: Iterable[_Key], data: Dataset) -> dict[str, set[_Key]]:
    """By the id of each subject that decisions are about, whose corrected facts one on them can read.

    Relations are followed backwards until nobody new is found, so that chains of any length count.
    """
    reads: dict[_Key, set[_Key]] = {key: {key} for key in corrected}
    fresh = dict(reads)
    while fresh:
        found: dict[_Key, set[_Key]] = {}
        for source, reader in _steps(fresh, data):
            new = fresh[source] - reads.get(reader, set())
            if new:
                found.setdefault(reader, set()).update(new)
        for reader, new in found.items():
            reads.setdefault(reader, set()).update(new)
        fresh = found
    return {id: read for (kind, id), read in sorted(reads.items()) if kind == data.subject}


def _steps(sources: Iterable[_Key], data: Dataset) -> Iterator[tuple[_Key, _Key]]:
    """Each of these subjects with everyone from whom one relation leads to it."""
    ids: dict[str, list[str]] = {}
    for corrected, id in sources:
        ids.setdefault(corrected, []).append(id)
    among = "IN (SELECT unnest(?::VARCHAR[]))"
    for holder, name in data.relations_read:
        registry = data.registry
        subject = registry.subjects.get(holder)
        kind = (subject or registry.events[holder]).fields[name].type
        table = kind.subject if isinstance(kind, ManyRelated) else holder
        if not isinstance(kind, Related | ManyRelated) or kind.subject not in ids or table not in data.tables:
            continue
        stored, wanted = data.tables[table], ids[kind.subject]
        if isinstance(kind, ManyRelated):
            back = stored.columns[kind.by]
            query = f"SELECT c0, {back} FROM {stored.name} WHERE c0 {among} AND {back} IS NOT NULL"
        else:
            owner = "c0" if subject is not None else "c1"
            column = stored.columns[name]
            query = f"SELECT {column}, {owner} FROM {stored.name} WHERE {column} {among}"
        reader = holder if subject is not None else data.subject
        for source, other in data.ask(query, [wanted]):
            yield (kind.subject, source), (reader, other)
