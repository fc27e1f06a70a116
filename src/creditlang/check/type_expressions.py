"""Written types to types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import attrs

from creditlang.check import expressions, habits
from creditlang.check.errors.names import DuplicateName, UnknownField, UnknownName
from creditlang.check.errors.types import UnknownType, WrongBounds
from creditlang.check.literals import LARGEST_DIGITS, currency_exists
from creditlang.check.scope import RECORD_BUILTINS, constant_scope
from creditlang.diagnostics import Collector, closest
from creditlang.ir import Event, Registry, Subject
from creditlang.syntax import nodes
from creditlang.types import (
    INTEGER,
    Boolean,
    Choice,
    Date,
    Definite,
    Duration,
    DurationKind,
    Interval,
    ManyRelated,
    MoneyUnit,
    Number,
    Plain,
    PointsUnit,
    Related,
    Text,
    show_type,
)
from creditlang.values import Exact, as_exact, minor_digits

SIMPLE_TYPES: Mapping[str, Definite] = {
    "date": Date(),
    "text": Text(),
    "boolean": Boolean(),
    "number": INTEGER,
}


@attrs.frozen
class TypeNames:
    """What a written type may name.

    Attributes:
        registry: for the types of fields; None inside a registry.
        points_scale: the decimals of `points`; None where points are no type (in registries).
        relations: whether a subject may be named as a type.
    """

    collector: Collector
    categories: Mapping[str, Choice]
    subjects: frozenset[str] = frozenset()
    registry: Registry | None = None
    points_scale: int | None = None


def read_type(written: nodes.TypeExpression, names: TypeNames, bounds: nodes.Bounds | None = None) -> Definite | None:
    """The type, with its range narrowed by `bounds`; None after a report."""
    kind = _read(written, names)
    if kind is None or bounds is None:
        return kind
    if not isinstance(kind, Number):
        names.collector.report(
            WrongBounds(
                span=bounds.span,
                problem=f"{show_type(kind)} has no lowest or highest value",
                advice="only numbers and money have bounds",
            )
        )
        return None
    interval = read_bounds(bounds, kind, names.collector)
    return None if interval is None else attrs.evolve(kind, range=interval)


def read_bounds(bounds: nodes.Bounds, kind: Number, collector: Collector) -> Interval | None:
    """The range that is written; plain numbers may stand for money of the right currency."""
    low, high = _end(bounds.low, kind, collector), _end(bounds.high, kind, collector)
    if (bounds.low is not None and low is None) or (bounds.high is not None and high is None):
        return None
    interval = Interval(low, high)
    if interval.is_empty:
        collector.report(
            WrongBounds(
                span=bounds.span, problem="the lowest value is above the highest", advice="swap the two numbers"
            )
        )
        return None
    return interval


def _end(written: nodes.Expression | None, kind: Number, collector: Collector) -> Exact | None:
    if written is None:
        return None
    scope = constant_scope(collector, "the bounds of a field")
    wanted: Number = attrs.evolve(kind, range=Interval())
    plain = written.operand if isinstance(written, nodes.Negate) else written
    if isinstance(plain, nodes.NumberLiteral):
        wanted = attrs.evolve(wanted, unit=Plain())
    constant = expressions.check_constant(written, scope, wanted, "a bound")
    if constant is None:
        return None
    return as_exact(constant.value)


def _read(written: nodes.TypeExpression, names: TypeNames) -> Definite | None:
    match written:
        case nodes.SimpleType(name=name):
            return _named(name, names)
        case nodes.DecimalType(scale=scale):
            if not 0 <= scale <= LARGEST_DIGITS - 1:
                names.collector.report(
                    WrongBounds(
                        span=written.span,
                        problem=f"a number cannot have {scale} decimals",
                        advice=f"at most {LARGEST_DIGITS - 1} decimals are possible",
                    )
                )
                return None
            return Number(Plain(), scale)
        case nodes.MoneyType(currency=currency):
            if not currency_exists(currency.text, currency.span, names.collector):
                return None
            return Number(MoneyUnit(currency.text), minor_digits(currency.text))
        case nodes.ChoiceType(members=members):
            return read_choice(members, names.collector)
        case nodes.ManyType(subject=subject, by=by):
            if subject.text in names.subjects:
                return ManyRelated(subject.text, by.text)
            _report_unknown(subject, names)
            return None
        case nodes.FieldType(field=field):
            return _field_type(field, names)
        case _:
            assert_never(written)


def read_choice(members: tuple[nodes.Choice, ...], collector: Collector, name: str | None = None) -> Choice:
    """A choice; a member named twice is reported and counts once."""
    first: dict[str, nodes.Choice] = {}
    for member in members:
        if member.name.text in first:
            earlier = first[member.name.text].name.span
            collector.report(DuplicateName(span=member.name.span, name=member.name.text, first=earlier))
        else:
            first[member.name.text] = member
    return Choice(tuple(first), name)


def _named(name: nodes.Name, names: TypeNames) -> Definite | None:
    text = name.text
    if text in SIMPLE_TYPES:
        return SIMPLE_TYPES[text]
    if text == "points" and names.points_scale is not None:
        return Number(PointsUnit(), names.points_scale)
    if text.startswith("duration in ") and names.registry is not None:
        return Duration(DurationKind(text.removeprefix("duration in ")))
    if text in names.categories:
        return names.categories[text]
    if text in names.subjects:
        return Related(text)
    _report_unknown(name, names)
    return None


def _report_unknown(name: nodes.Name, names: TypeNames) -> None:
    known = [*SIMPLE_TYPES, "money", "decimal", *names.categories, *names.subjects]
    if names.points_scale is not None:
        known.append("points")
    meant = habits.TYPES.get(name.text.casefold()) or closest(name.text, known)
    names.collector.report(UnknownType(span=name.span, name=name.text, suggestion=meant))


def _field_type(field: nodes.Reference, names: TypeNames) -> Definite | None:
    holder, *rest = field.path
    registry = names.registry
    known: dict[str, Subject | Event] = {} if registry is None else {**registry.subjects, **registry.events}
    if holder.text not in known or len(rest) != 1:
        names.collector.report(
            UnknownName(
                span=holder.span,
                what="a subject or event",
                name=holder.text,
                suggestion=closest(holder.text, known),
                known=tuple(known),
            )
        )
        return None
    found = known[holder.text].fields.get(rest[0].text)
    if found is None:
        if registry is not None and holder.text in registry.events and rest[0].text in RECORD_BUILTINS:
            return RECORD_BUILTINS[rest[0].text]
        fields = tuple(known[holder.text].fields)
        names.collector.report(
            UnknownField(
                span=rest[0].span,
                holder=f"`{holder.text}`",
                name=rest[0].text,
                suggestion=closest(rest[0].text, fields),
                fields=fields,
            )
        )
        return None
    return found.type
