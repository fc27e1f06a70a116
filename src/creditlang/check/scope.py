"""What names mean at one place of a rulebook."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from creditlang.check.facts import NOTHING, Facts
from creditlang.diagnostics import Collector, Diagnostic
from creditlang.ir import Event, Field, Registry
from creditlang.ir import expressions as ir
from creditlang.source import Span
from creditlang.types import Choice, Date, Definite, Number, Related, Text, Type

RECORD_BUILTINS: Mapping[str, Definite] = {"date": Date(), "recorded": Date(), "record": Text()}
"""Fields that every record has and a rule may read."""


@attrs.frozen
class Signature:
    """How a define, table or parameter is asked: what for each argument, in order, and what it answers."""

    kind: str
    arguments: tuple[tuple[str, Definite, bool], ...]
    gives: Type
    needs: frozenset[str] = frozenset()
    """Of `points`, `grade` and `rules`, what must be known before it can be read."""


@attrs.define
class Names:
    """Everything declared for one rulebook, gathered before expressions are checked.

    Filled by the checker in dependency order (types before signatures before rules); `used` gathers what was
    read, for warnings about what was not.
    """

    registry: Registry
    subject: str
    categories: dict[str, Choice]
    collector: Collector
    signatures: dict[str, Signature] = attrs.field(factory=dict)
    grades: tuple[str, ...] = ()
    lists: dict[str, Span] = attrs.field(factory=dict)
    holdable: dict[str, Span] = attrs.field(factory=dict)
    score: Number | None = None
    broken: set[str] = attrs.field(factory=set)
    used: set[str] = attrs.field(factory=set)


@attrs.frozen
class Bound:
    """Something whose fields can be named without saying whose: the subject, the record, or an element."""

    label: str
    """What stands before the dot to say whose: `this`, the event's or the subject's name."""
    holder: ir.Holder | ir.Read
    """The subject or record itself, or the relation that leads to it."""
    fields: Mapping[str, Field]
    record: bool


@attrs.frozen
class Place:
    """Where an expression stands: how messages name the place and which built-ins it may read.

    Attributes:
        reads_points: whether the score is known by then; `reads_grade` likewise.
        reads_rules: whether lists and other rules may be read.
        in_criterion: whether `occurrence` has a meaning.
        reads_earlier: whether `points before` has one, where the rule is on records.
    """

    name: str
    reads_points: bool = False
    reads_grade: bool = False
    reads_rules: bool = False
    in_criterion: bool = False
    reads_earlier: bool = False

    def offers(self, needed: str) -> bool:
        """Whether `points`, `grade` or `rules` can be read here."""
        return {"points": self.reads_points, "grade": self.reads_grade, "rules": self.reads_rules}[needed]


@attrs.frozen
class Scope:
    """The names, facts and permissions of one place."""

    names: Names
    place: Place
    bounds: tuple[Bound, ...] = ()
    arguments: Mapping[str, Type] = attrs.field(factory=dict)
    facts: Facts = NOTHING
    depth: int = 0
    lenient: bool = False
    """Set after an operand failed to check: guards it may have given are missing, so complaints about them wait."""
    blind: bool = False
    """Set where what gives names their meaning failed to check, so that names which are not known may be right."""

    def under(self, facts: Facts) -> Scope:
        """The same place, where some facts hold."""
        return attrs.evolve(self, facts=self.facts.and_(facts))

    def forgiving(self) -> Scope:
        """The same place after an error in what might have been a guard."""
        return attrs.evolve(self, lenient=True)

    def blindly(self) -> Scope:
        """The same place, where some names cannot be known because of an error."""
        return attrs.evolve(self, lenient=True, blind=True)

    def with_element(self, bound: Bound) -> Scope:
        """Inside an aggregate."""
        return attrs.evolve(self, bounds=(bound, *self.bounds), depth=self.depth + 1)

    def report(self, diagnostic: Diagnostic) -> None:
        """Report a finding."""
        self.names.collector.report(diagnostic)


def constant_scope(collector: Collector, place: str) -> Scope:
    """A place that sees nothing: only what is written out can stand there."""
    return Scope(Names(Registry("", None, {}, {}, {}), "", {}, collector), Place(place))


def subject_bound(names: Names, subject: str, holder: ir.Holder) -> Bound:
    """The fields of a subject."""
    return Bound(subject, holder, names.registry.subjects[subject].fields, record=False)


def record_bound(event: Event, holder: ir.Holder) -> Bound:
    """The fields of a record."""
    return Bound(event.name, holder, event.fields, record=True)


def subject_scope(names: Names, place: Place) -> Scope:
    """A place that sees the subject only."""
    return Scope(names, place, (subject_bound(names, names.subject, ir.TheSubject(type=Related(names.subject))),))


def record_scope(names: Names, place: Place, event: Event) -> Scope:
    """A place that sees the record of `on` and its subject."""
    scope = subject_scope(names, place)
    bound = record_bound(event, ir.TheRecord(type=Related(event.name)))
    return attrs.evolve(scope, bounds=(bound, *scope.bounds))
