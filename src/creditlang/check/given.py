"""What a scenario gives: the facts of its subject and its records, as valid data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from creditlang.check import expressions
from creditlang.check.arithmetic import show_range
from creditlang.check.cases import Case
from creditlang.check.clauses import not_empty
from creditlang.check.errors.names import UnknownField, UnknownName
from creditlang.check.errors.rulebooks import WrongDates
from creditlang.check.errors.rules import RepeatedClause
from creditlang.check.errors.scenarios import IncompleteScenario, MissingValue, RepeatedRecord, WrongValue
from creditlang.check.scope import Names
from creditlang.check.triggers import event_named
from creditlang.diagnostics import closest, listing
from creditlang.ir import Field, GivenRecord
from creditlang.source import Span
from creditlang.syntax import nodes
from creditlang.types import (
    EVERYTHING,
    Date,
    Definite,
    Interval,
    ManyRelated,
    Number,
    Related,
    Text,
    assignable,
    show_type,
)
from creditlang.values import as_exact

BOOKKEEPING = {
    "record": Field("record", None, Text(), optional=True),
    "recorded": Field("recorded", None, Date(), optional=True),
    "withdrawn": Field("withdrawn", None, Date(), optional=True),
}
"""The columns that every record has and a scenario may give."""


class Wrong:
    """A value that was reported."""


def check_subject(written: nodes.Scenario, given: nodes.GivenSubject | None, case: Case) -> dict[str, object] | None:
    """The facts of the subject; None after a report."""
    subject = case.registry.subjects[case.subject]
    if given is None:
        if any(not f.optional and not isinstance(f.type, ManyRelated) for f in subject.fields.values()):
            advice = f"add a line `{subject.name}` with its facts"
            case.report(IncompleteScenario(span=written.title.span, what="subject", advice=advice))
            return None
        return _assigned((), subject.fields, subject.name, written, case)
    if given.subject.text != subject.name:
        case.report(
            UnknownName(
                span=given.subject.span,
                what="a subject",
                name=given.subject.text,
                suggestion=closest(given.subject.text, [subject.name]),
                known=(subject.name,),
            )
        )
        return None
    return _assigned(given.assignments, subject.fields, subject.name, given, case)


def check_records(written: Sequence[nodes.GivenRecord], case: Case) -> tuple[GivenRecord, ...] | None:
    """The records, each with an id of its own; None after a report."""
    found = [record for record in (_record(w, case) for w in written) if record is not None]
    taken: dict[object, GivenRecord] = {}
    for record in found:
        id = record.values["record"]
        if id in taken:
            case.report(RepeatedRecord(span=record.span, id=str(id), first=taken[id].span))
        elif id is not None:
            taken[id] = record
    if len(found) < len(written):
        return None
    free = (f"r{number}" for number in range(1, 2 * len(found) + 1) if f"r{number}" not in taken)
    return tuple(
        record if record.values["record"] else attrs.evolve(record, values={**record.values, "record": next(free)})
        for record in found
    )


def check_value(written: nodes.Expression, kind: Definite, name: str, case: Case, declared: Span | None) -> object:
    """A value of a type that is written out; `Wrong` after a report. `declared` is the place that says the type."""
    loose: Definite = attrs.evolve(kind, range=EVERYTHING) if isinstance(kind, Number) else kind
    constant = expressions.check_constant(written, case.scope, loose, f"`{name}`")
    if constant is None:
        return Wrong()
    if isinstance(kind, Number):
        actual = attrs.evolve(kind, range=Interval.only(as_exact(constant.value)))
        if not assignable(actual, kind):
            case.report(
                WrongValue(
                    span=written.span,
                    field=name,
                    wanted=f"{show_type(kind)}, {show_range(kind.range)}",
                    got=written.span.text,
                    advice="a scenario gives what the registry lets be recorded; a bound that is wrong is mended there",
                    declared=declared,
                )
            )
            return Wrong()
    return constant.value


def _record(written: nodes.GivenRecord, case: Case) -> GivenRecord | None:
    """The record; its id is None where it is not written."""
    names = Names(case.registry, case.subject, {}, case.scope.names.collector)
    event = event_named(written.event, names)
    if event is None:
        return None
    values = _assigned(written.assignments, {**event.fields, **BOOKKEEPING}, event.name, written, case)
    if values is None:
        return None
    for assignment in written.assignments:
        if assignment.field.text == "record" and isinstance(assignment.value, nodes.TextLiteral):
            text = nodes.Text(assignment.value.value, span=assignment.value.span)
            not_empty(text, "this `record`", "leave it out, or write the number of the record", names.collector)
    values["recorded"] = known = values["recorded"] or written.day
    values["date"] = written.day
    withdrawn = values["withdrawn"]
    if isinstance(withdrawn, date) and isinstance(known, date) and withdrawn < known:
        problem = f"the record was withdrawn on {withdrawn}, before {known}, when it became known"
        case.report(WrongDates(span=written.span, problem=problem))
    return GivenRecord(event.name, values, span=written.span)


def _assigned(
    assignments: Sequence[nodes.Assignment],
    fields: Mapping[str, Field],
    holder: str,
    at: nodes.Node,
    case: Case,
) -> dict[str, object] | None:
    """The value of every field: given, or unknown where that is allowed."""
    values: dict[str, object] = {}
    first: dict[str, nodes.Name] = {}
    meant: set[str] = set()
    sound = True
    for assignment in assignments:
        name = assignment.field
        field = fields.get(name.text)
        if field is None:
            suggestion = closest(name.text, fields)
            meant |= {suggestion} if suggestion else set()
            case.report(
                UnknownField(
                    span=name.span,
                    holder=f"`{holder}`",
                    name=name.text,
                    suggestion=suggestion,
                    fields=tuple(fields),
                )
            )
            sound = False
            continue
        many = isinstance(field.type, ManyRelated)
        if name.text in first and not many:
            rule, clause = f"this `{holder}`", f"`{name.text}`"
            case.report(RepeatedClause(span=name.span, rule=rule, clause=clause, first=first[name.text].span))
            sound = False
        first.setdefault(name.text, name)
        value = _value(assignment, field, case)
        if isinstance(value, Wrong):
            sound = False
        elif many:
            listed = values.setdefault(name.text, [])
            assert isinstance(listed, list)
            listed.append(value)
        else:
            values[name.text] = value
    missing = list(_missing(fields.values(), {*first, *meant}))
    if missing:
        case.report(MissingValue(span=at.span, holder=holder, fields=listing(missing)))
    if missing or not sound:
        return None
    return {f.name: _complete(values.get(f.name), many=isinstance(f.type, ManyRelated)) for f in fields.values()}


def _complete(value: object, *, many: bool) -> object:
    """The value of a field; of a relation to many, all that were given."""
    if not many:
        return value
    return tuple(value) if isinstance(value, list) else ()


def _missing(fields: Iterable[Field], given: set[str]) -> Iterable[str]:
    """The fields that must have a value and have none."""
    for field in fields:
        if field.name not in given and not field.optional and not isinstance(field.type, ManyRelated):
            yield field.name


def _value(assignment: nodes.Assignment, field: Field, case: Case) -> object:
    kind, written = field.type, assignment.value
    if isinstance(kind, Related | ManyRelated) and assignment.nested is not None:
        subject = case.registry.subjects[kind.subject]
        nested = _assigned(assignment.nested, subject.fields, subject.name, assignment, case)
        return Wrong() if nested is None else nested
    if isinstance(written, nodes.UnknownLiteral):
        if field.optional:
            return None
        got, advice = "unknown", "only a field that is declared `optional` can be unknown"
    elif written is None:
        got, advice = "facts in parentheses", ""
    elif isinstance(kind, Related | ManyRelated):
        got, advice = f"`{written.span.text}`", f"write its facts in parentheses: `{field.name} (…)`"
    else:
        return check_value(written, kind, field.name, case, field.span)
    case.report(
        WrongValue(
            span=(written or assignment).span,
            field=field.name,
            wanted=show_type(kind),
            got=got,
            advice=advice,
            declared=field.span,
        )
    )
    return Wrong()
