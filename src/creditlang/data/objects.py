"""From Python objects to a history: mappings, attrs objects and dataclasses that hold to the registry.

In: one subject with its relations inside it, and its records. Out: its `History`, or all that is wrong.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

import attrs

from creditlang.data.cells import Wrong, read_value, show_value
from creditlang.data.problems import InvalidDataError, Problem, clip
from creditlang.data.reasons import cell_reason
from creditlang.data.records import Facts, History, Record
from creditlang.data.tables import RECORD_KEY, Column, Table, event_table, subject_table
from creditlang.diagnostics import closest, listing
from creditlang.ir import Registry
from creditlang.types import ManyRelated, Related

DEFAULT_ID = "subject"
"""The id of a subject that is given without one."""
EVENT_KEY = "event"
"""What names the event of a record in a list."""


def history_from_objects(
    registry: Registry,
    subject_name: str,
    subject: object,
    events: Iterable[object] | Mapping[str, Iterable[object]] = (),
) -> History:
    """The history of one subject.

    A record without an id is named `r1`, `r2` and so on by its place among all records; one without
    `recorded` became known on its date. A related subject stands under the name of the relation, many of
    them as a list; one that is given elsewhere may be named by its id.

    Args:
        subject: a mapping, attrs object or dataclass with the fields of the subject.
        events: records, likewise. A mapping names its event under `event`, an object by the name of its
            class; or one mapping holds the records of each event under its name.

    Raises:
        InvalidDataError: with everything that breaks the contract.
    """
    reader = _Reader(registry)
    id = reader.read_subject(subject_name, subject, DEFAULT_ID)
    records = reader.read_records(subject_name, id, events)
    reader.check_relations()
    if reader.problems:
        raise InvalidDataError(reader.problems)
    facts = reader.facts[subject_name, id]
    return History(facts, records, GivenRelations(registry, reader.facts))


class GivenRelations:
    """Relations among the subjects that were given as objects."""

    def __init__(self, registry: Registry, facts: Mapping[tuple[str, str], Facts]) -> None:
        self._registry = registry
        self._facts = facts

    def one(self, subject: str, id: str) -> Facts:
        """The facts of the subject with this id, which is known to exist."""
        return self._facts[subject, id]

    def many(self, subject: str, by: str, id: str) -> tuple[Facts, ...]:
        """The subjects whose field `by` holds this id, ordered by their own id."""
        found = [f for (name, _), f in self._facts.items() if name == subject and f.values[by] == id]
        return tuple(sorted(found, key=lambda facts: facts.id))

    def around(self, facts: Facts) -> tuple[Facts, ...]:
        """Everyone whom one relation of this subject leads to, in either direction."""
        found: list[Facts] = []
        for name, field in self._registry.subjects[facts.subject].fields.items():
            match field.type:
                case Related(subject=other) if facts.values[name] is not None:
                    found.append(self.one(other, str(facts.values[name])))
                case ManyRelated(subject=other, by=by):
                    found += self.many(other, by, facts.id)
        return tuple(found)


@attrs.frozen
class _Place:
    """Where a value stands: in which table, in which record, and behind which relations."""

    table: Table
    record: str | None = None
    path: tuple[str, ...] = ()


@attrs.define
class _Reader:
    """Reads objects one after the other and remembers what is wrong with them."""

    registry: Registry
    problems: list[Problem] = attrs.field(factory=list)
    facts: dict[tuple[str, str], Facts] = attrs.field(factory=dict)
    _ids: dict[int, str] = attrs.field(factory=dict)
    """The id of each object that stands for a subject, so that objects may point at each other."""
    _links: list[tuple[_Place, Column, str]] = attrs.field(factory=list)
    """Relations that name a subject by its id."""

    def read_subject(
        self, name: str, given: object, default: str, path: tuple[str, ...] = (), back: tuple[str, str] | None = None
    ) -> str:
        """Read a subject and those inside it; gives its id.

        Args:
            default: the id if it has none.
            path: the relations that lead to it.
            back: the field by which it belongs to the subject that holds it, and that subject's id.
        """
        if id(given) in self._ids:
            return self._ids[id(given)]
        subject = self.registry.subjects[name]
        place = _Place(subject_table(subject), path=path)
        values = self._opened(given, place, "facts")
        if values is None:
            return default
        if back is not None and values.get(back[0]) is None:
            values[back[0]] = back[1]
        key, *columns = place.table.columns
        own = self._id(key, values, default, place)
        self._ids[id(given)] = own
        read = {column.name: self._field(column, values.pop(column.name, None), place, own) for column in columns}
        for field in subject.fields.values():
            if isinstance(field.type, ManyRelated):
                self._many(field.name, field.type, values.pop(field.name, ()), place, own)
        self._refuse(values, place)
        facts = Facts(name, own, read)
        if self.facts.setdefault((name, own), facts) != facts:
            self._report(place, key, "duplicate-subject", own, "the other one that is given with this id")
        return own

    def read_records(self, subject: str, owner: str, given: object) -> tuple[Record, ...]:
        """Read the records, in any order; gives them by date and id."""
        listed = list(self._listed(subject, given))
        taken = {values.get(RECORD_KEY) for _, _, values in listed}
        records: dict[str, Record] = {}
        for number, event, values in listed:
            default = f"r{number}"
            while default in taken:
                default += "_"
            record = self._record(event, values, owner, default)
            if record.id in records:
                key = event_table(self.registry.events[event]).columns[0]
                place = _Place(event_table(self.registry.events[event]), record.id)
                self._report(place, key, "duplicate-record", record.id, f"the {records[record.id].event} with this id")
            records[record.id] = record
        return () if self.problems else tuple(sorted(records.values(), key=lambda record: (record.date, record.id)))

    def check_relations(self) -> None:
        """Refuse relations by id to subjects that nobody gave."""
        for place, column, other in self._links:
            assert isinstance(column.type, Related)
            if (column.type.subject, other) not in self.facts:
                self._report(place, column, "unknown-related", other)

    def _listed(self, subject: str, given: object) -> Iterator[tuple[int, str, dict[str, object]]]:
        """The number, from 1, the event and the values of each record."""
        numbers = count(1)
        if isinstance(given, Mapping):
            for name, records in given.items():
                if not self._is_event(name, subject):
                    continue
                place = _Place(event_table(self.registry.events[name]))
                if isinstance(records, str | Mapping) or not isinstance(records, Iterable):
                    self._tell(place, None, "not-a-list", show_value(records), f"`{name}` needs a list of records")
                    continue
                for record in records:
                    number = next(numbers)
                    values = self._opened(record, place, "a record")
                    if values is not None:
                        yield number, name, values
            return
        if isinstance(given, str) or not isinstance(given, Iterable):
            self._tell_loose("not-a-list", show_value(given), "the records must be a list, or a mapping by event")
            return
        for number, record in zip(numbers, given, strict=False):
            name = record.get(EVENT_KEY) if isinstance(record, Mapping) else type(record).__name__
            if name is None and isinstance(record, Mapping):
                reason = f"the record does not name its event under `{EVENT_KEY}`"
                self._tell_loose("missing-event", show_value(record), reason)
            elif self._is_event(name, subject):
                values = self._opened(record, _Place(event_table(self.registry.events[str(name)])), "a record")
                if values is not None:
                    if isinstance(record, Mapping):
                        del values[EVENT_KEY]
                    yield number, str(name), values

    def _is_event(self, name: object, subject: str) -> bool:
        """Whether there is such an event about this kind of subject; reports it if not."""
        events = self.registry.events
        if not isinstance(name, str) or name not in events:
            guess = closest(str(name), events)
            advice = f"did you mean `{guess}`?" if guess else f"the events are {listing(events, 'and')}"
            self._tell_loose("unknown-event", show_value(name), f"there is no event `{name}`: {advice}")
            return False
        about = events[name].subject
        if about != subject:
            reason = f"records of `{name}` are about a {about}, not about a {subject}"
            self._tell_loose("other-subject", name, reason)
        return about == subject

    def _record(self, event: str, values: dict[str, object], owner: str, default: str) -> Record:
        table = event_table(self.registry.events[event])
        key, whose, *columns = table.columns
        place = _Place(table)
        own = self._id(key, values, default, place)
        place = _Place(table, own)
        named = values.pop(whose.name, owner)
        if named != owner:
            reason = f"the record is about {_quoted(named)}, and is given as one of `{owner}`"
            self._tell(place, whose, "other-subject", show_value(named), reason)
        read = {c.name: self._field(c, values.pop(c.name, None), place, owner) for c in columns}
        self._refuse(values, place)
        day, recorded, withdrawn = (read.pop(name) for name in ("date", "recorded", "withdrawn"))
        return Record(event, own, day, recorded or day, withdrawn, read)  # type: ignore[arg-type]  # dates, by their columns

    def _field(self, column: Column, value: object, place: _Place, own: str) -> object:
        """The value of a field, or None after a report."""
        if isinstance(column.type, Related) and value is not None and not isinstance(value, str):
            prefix = place.record or own
            return self.read_subject(column.type.subject, value, f"{prefix}.{column.name}", (*place.path, column.name))
        read = read_value(column, value)
        if isinstance(read, Wrong):
            self._report(place, column, read.code, show_value(value), read.kind)
            return None
        if isinstance(column.type, Related) and read is not None:
            self._links.append((place, column, str(read)))
        return read

    def _many(self, name: str, kind: ManyRelated, given: object, place: _Place, own: str) -> None:
        """Read the subjects of a relation to many, each of which points back by its own field."""
        path = (*place.path, name)
        if given is None or isinstance(given, str | Mapping) or not isinstance(given, Iterable):
            reason = f"`{name}` needs a list with each {kind.subject}"
            self._tell(_Place(place.table, path=place.path), None, "not-a-list", show_value(given), reason, name)
            return
        for number, other in enumerate(given, start=1):
            found = self.read_subject(kind.subject, other, f"{own}.{name}.{number}", path, (kind.by, own))
            facts = self.facts.get((kind.subject, found))
            if facts is not None and facts.values[kind.by] not in (own, None):
                reason = (
                    f"the {kind.subject} `{found}` is one of the `{name}` of `{own}`, but its `{kind.by}` is another"
                )
                self._tell(place, None, "other-relation", found, reason, name)

    def _id(self, column: Column, values: dict[str, object], default: str, place: _Place) -> str:
        value = values.pop(column.name, None)
        if value is None:
            return default
        read = read_value(column, value)
        if isinstance(read, Wrong):
            self._report(place, column, read.code, show_value(value), read.kind)
            return default
        return str(read)

    def _opened(self, given: object, place: _Place, called: str) -> dict[str, object] | None:
        """The names and values that an object holds; None after a report."""
        if isinstance(given, Mapping):
            return {str(name): value for name, value in given.items()}
        kind = type(given)
        if attrs.has(kind):
            return {field.name: getattr(given, field.name) for field in attrs.fields(kind)}
        if dataclasses.is_dataclass(kind):
            return {field.name: getattr(given, field.name) for field in dataclasses.fields(kind)}
        reason = f"{_quoted(given)} does not hold {called}: pass a mapping, an attrs object or a dataclass"
        self._tell(place, None, "wrong-type", show_value(given), reason)
        return None

    def _refuse(self, values: Mapping[str, Any], place: _Place) -> None:
        """Report what is left over: names that the table does not have."""
        for name in values:
            column = attrs.evolve(place.table.columns[0], name=name)
            self._report(place, column, "unknown-column", name)

    def _report(self, place: _Place, column: Column, code: str, value: str | None, detail: str | None = None) -> None:
        self._tell(place, column, code, value, cell_reason(place.table, column, code, value, detail))

    def _tell(
        self, place: _Place, column: Column | None, code: str, value: str | None, reason: str, field: str | None = None
    ) -> None:
        names = [*place.path, *([column.name] if column else [field] if field else [])]
        shown = None if value is None else clip(value)
        self.problems.append(
            Problem(place.table.name, None, None, ".".join(names) or None, shown, code, reason, place.record)
        )

    def _tell_loose(self, code: str, value: str | None, reason: str) -> None:
        """Report a record that belongs to no table."""
        self.problems.append(Problem("records", None, None, None, None if value is None else clip(value), code, reason))


def _quoted(value: object) -> str:
    return f"`{clip(show_value(value) or 'None')}`"
