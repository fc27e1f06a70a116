"""The tables of the data contract: which columns a subject or event has, in which order.

In: a registry. Out: what must stand in a file, whatever its format.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator

import attrs

from creditlang.ir import SUBJECT_KEY, Event, Registry, Subject
from creditlang.types import Date, Definite, ManyRelated, Related, Text

RECORD_KEY = "record"


class Role(enum.Enum):
    """What a column is to its row."""

    KEY = "key"
    """Its own id: `subject` in a subject's table, `record` in an event's."""
    OWNER = "owner"
    """Whom an event's row is about: `subject`."""
    TIME = "time"
    """`date`, `recorded` and `withdrawn`."""
    FIELD = "field"
    """A declared field."""


@attrs.frozen
class Column:
    """A column of a table.

    Attributes:
        required: whether every row must have a value.
        absent: whether the whole column may be left out.
    """

    name: str
    type: Definite
    role: Role
    required: bool = True
    absent: bool = False

    @property
    def is_id(self) -> bool:
        """Whether its values name a row, of this table or of another one."""
        return self.role in (Role.KEY, Role.OWNER) or isinstance(self.type, Related)


@attrs.frozen
class Table:
    """A subject or an event as a table."""

    name: str
    columns: tuple[Column, ...]
    about: str | None = None
    """For an event, the subject that its rows are about."""

    @property
    def is_event(self) -> bool:
        """Whether its rows are records, not facts."""
        return self.about is not None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)

    @property
    def fields(self) -> tuple[Column, ...]:
        """The declared fields that are stored."""
        return tuple(column for column in self.columns if column.role is Role.FIELD)

    def relations(self) -> Iterator[tuple[int, Column, str]]:
        """The columns that hold ids of other subjects: place, column, and that subject's name."""
        for place, column in enumerate(self.columns):
            if isinstance(column.type, Related):
                yield place, column, column.type.subject

    def place(self, name: str) -> int:
        """Where a column stands."""
        return self.names.index(name)


def stored_name(table: Table, place: int) -> str:
    """What a table of valid rows is called in the database of a data set; `place` is its place there."""
    return f"{'event' if table.is_event else 'subject'}_{place}"


def subject_table(subject: Subject) -> Table:
    """The table of a subject."""
    return Table(subject.name, (Column(SUBJECT_KEY, Text(), Role.KEY), *_fields(subject)))


def event_table(event: Event) -> Table:
    """The table of an event."""
    return Table(
        event.name,
        (
            Column(RECORD_KEY, Text(), Role.KEY),
            Column(SUBJECT_KEY, Text(), Role.OWNER),
            Column("date", Date(), Role.TIME),
            Column("recorded", Date(), Role.TIME, required=False, absent=True),
            Column("withdrawn", Date(), Role.TIME, required=False, absent=True),
            *_fields(event),
        ),
        about=event.subject,
    )


def _fields(holder: Subject | Event) -> Iterator[Column]:
    for field in holder.fields.values():
        if not isinstance(field.type, ManyRelated):
            yield Column(field.name, field.type, Role.FIELD, required=not field.optional)


Relation = tuple[str, str]
"""A relation by its holder, a subject or an event, and its field."""


def all_relations(registry: Registry) -> frozenset[Relation]:
    """Every relation of a registry, to one and to many."""
    holders: list[Subject | Event] = [*registry.subjects.values(), *registry.events.values()]
    return frozenset(
        (holder.name, field.name)
        for holder in holders
        for field in holder.fields.values()
        if isinstance(field.type, Related | ManyRelated)
    )


def tables_needed(
    registry: Registry, subject: str, events: Collection[str] | None, relations: Collection[Relation]
) -> tuple[Table, ...]:
    """The tables that histories of `subject` are made from: its own, then other subjects', then events'.

    Args:
        events: the events whose records are wanted; None for all that are about `subject`.
        relations: the relations that are read; they lead to further subjects.

    Raises:
        ValueError: there is no such event about `subject`.
    """
    about = [event for event in registry.events.values() if event.subject == subject]
    chosen = about if events is None else [event for event in about if event.name in events]
    strange = set(events or ()).difference(event.name for event in about)
    if strange:
        raise ValueError(f"no events about {subject}: {', '.join(sorted(strange))}")
    subjects: dict[str, None] = {subject: None}
    waiting: list[Subject | Event] = [registry.subjects[subject], *chosen]
    while waiting:
        holder = waiting.pop(0)
        for field in holder.fields.values():
            if isinstance(field.type, Related | ManyRelated) and (holder.name, field.name) in relations:
                other = field.type.subject
                if other not in subjects:
                    subjects[other] = None
                    waiting.append(registry.subjects[other])
    return (*(subject_table(registry.subjects[name]) for name in subjects), *map(event_table, chosen))
