"""A registry as the data contract sees it."""

import attrs

from creditlang.source import Span
from creditlang.types import Definite


@attrs.frozen
class Field:
    """A column.

    Attributes:
        protected: a fact that charters may keep out of rules.
    """

    name: str
    title: str | None
    type: Definite
    optional: bool = False
    protected: bool = False
    span: Span | None = attrs.field(default=None, kw_only=True, eq=False, repr=False)


@attrs.frozen
class Subject:
    """Whom records are about. `fields` holds stored columns and the computed `many` relations."""

    name: str
    title: str | None
    fields: dict[str, Field]
    span: Span | None = attrs.field(default=None, kw_only=True, eq=False, repr=False)


@attrs.frozen
class Event:
    """A kind of record.

    Attributes:
        subject: the name of the subject that its records are about.
        context: the sphere of life that it belongs to, or None.
        issuer: the body that makes such records, or None.
        voluntary: whether the person can bring it about (for recourse).
        fields: the declared fields; every record also has `record`, `date`, `recorded` and `withdrawn`.
    """

    name: str
    title: str | None
    subject: str
    context: str | None
    issuer: str | None
    voluntary: bool
    fields: dict[str, Field]
    span: Span | None = attrs.field(default=None, kw_only=True, eq=False, repr=False)


@attrs.frozen
class Registry:
    """What is recorded about whom, by which body, in which context.

    Attributes:
        contexts: name to title (None where not written).
    """

    name: str
    title: str | None
    contexts: dict[str, str | None]
    subjects: dict[str, Subject]
    events: dict[str, Event]
    span: Span | None = attrs.field(default=None, kw_only=True, eq=False, repr=False)


RECORD_FIELDS = ("record", "subject", "date", "recorded", "withdrawn")
"""The columns that every event table has beside its declared fields."""

SUBJECT_KEY = "subject"
"""The column that identifies a subject in its own table and in every event table."""
