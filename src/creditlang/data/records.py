"""Records, facts and histories: valid data in the form that the evaluator reads.

INVARIANT: every value has the type that the registry declares (see `ir.expressions` for the forms), every
declared field is present, and None stands for unknown only where the field is optional.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Protocol

import attrs

from creditlang.ir import Registry
from creditlang.types import ManyRelated, Related


@attrs.frozen
class Record:
    """One row of an event table.

    Attributes:
        id: the column `record`, unique in the data set.
        date: when it happened; `recorded` when it became known; `withdrawn` when it was annulled, or None.
        values: the declared fields of the event.
    """

    event: str
    id: str
    date: datetime.date
    recorded: datetime.date
    withdrawn: datetime.date | None
    values: Mapping[str, object]


@attrs.frozen
class Facts:
    """One row of a subject table. Relations to one hold the id of the other subject, or None."""

    subject: str
    id: str
    values: Mapping[str, object]


class Relations(Protocol):
    """Where the facts of other subjects are found."""

    def one(self, subject: str, id: str) -> Facts:
        """The facts of the subject with this id, which is known to exist."""

    def many(self, subject: str, by: str, id: str) -> tuple[Facts, ...]:
        """The subjects whose field `by` holds this id, ordered by their own id."""

    def around(self, facts: Facts) -> tuple[Facts, ...]:
        """Everyone whom one relation of this subject leads to, in either direction."""


@attrs.frozen
class History:
    """All that is recorded about one subject.

    Attributes:
        records: of every event, ordered by date and record id.
        incomplete: whether a row about this subject was set aside as invalid.
    """

    facts: Facts
    records: tuple[Record, ...]
    relations: Relations = attrs.field(eq=False, repr=False)
    incomplete: bool = False


def related_to(registry: Registry, facts: Facts, relations: Relations) -> tuple[Facts, ...]:
    """Everyone whom one relation of a subject leads to."""
    found: list[Facts] = []
    for field in registry.subjects[facts.subject].fields.values():
        other = facts.values.get(field.name)
        if isinstance(field.type, ManyRelated):
            found += relations.many(field.type.subject, field.type.by, facts.id)
        elif isinstance(field.type, Related) and isinstance(other, str):
            found.append(relations.one(field.type.subject, other))
    return tuple(found)
