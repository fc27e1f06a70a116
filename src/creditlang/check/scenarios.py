"""Scenarios: given facts and records as valid data, and what is expected of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from creditlang.check import expressions
from creditlang.check.arithmetic import show_range
from creditlang.check.clauses import all_of, one_of
from creditlang.check.errors.grades import UnknownGrade
from creditlang.check.errors.names import DuplicateName, UnknownField, UnknownName
from creditlang.check.errors.scenarios import (
    IncompleteScenario,
    MissingValue,
    NotInForceThen,
    RepeatedRecord,
    WrongValue,
)
from creditlang.check.scope import Scope, constant_scope
from creditlang.diagnostics import Collector, closest, listing
from creditlang.ir import (
    Edition,
    Expectation,
    ExpectContribution,
    Expected,
    ExpectGrade,
    ExpectPoints,
    ExpectRule,
    Field,
    GivenRecord,
    Registry,
    Scenario,
)
from creditlang.ir import expressions as ir
from creditlang.source import Span
from creditlang.syntax import nodes
from creditlang.types import (
    EVERYTHING,
    Date,
    Definite,
    Interval,
    ManyRelated,
    Number,
    PointsUnit,
    Related,
    Text,
    assignable,
    definite,
    show_type,
)
from creditlang.values import Exact

RULE = "the scenario"


@attrs.frozen
class _Case:
    """What a scenario is checked against."""

    editions: Sequence[Edition]
    scope: Scope

    @property
    def registry(self) -> Registry:
        return self.editions[-1].registry

    @property
    def subject(self) -> str:
        return self.editions[-1].subject


def check_scenario(written: nodes.Scenario, editions: Sequence[Edition], collector: Collector) -> Scenario | None:
    """The scenario; None after a report."""
    scope = constant_scope(collector, "a scenario")
    case = _Case(editions, scope)
    as_of = one_of(written.clauses, nodes.AsOf, "as of", RULE, collector)
    as_known = one_of(written.clauses, nodes.AsKnown, "as known", RULE, collector)
    given = one_of(written.clauses, nodes.GivenSubject, "subject", RULE, collector)
    expects = all_of(written.clauses, nodes.Expect)
    sound = True
    if as_of is None and not (expects and all(e.on for e in expects)):
        _report_incomplete(written, "day", "add `as of 2020-06-01`", collector)
        sound = False
    if not expects:
        _report_incomplete(written, "expectation", "add `expect points 950`, or another", collector)
        sound = False
    for day, span in [(as_of.day, as_of.span)] if as_of else []:
        sound = _in_force(day, span, case) and sound
    facts = _subject(written, given, case)
    records = _records(all_of(written.clauses, nodes.GivenRecord), case)
    expectations = _expectations(expects, as_of.day if as_of else None, case)
    if not sound or facts is None or records is None or expectations is None:
        return None
    day = as_of.day if as_of else next(e.on for e in expects if e.on)
    return Scenario(
        written.title.value,
        day,
        as_known.day if as_known else None,
        facts,
        records,
        expectations,
        span=written.span,
    )


def _report_incomplete(written: nodes.Scenario, what: str, advice: str, collector: Collector) -> None:
    collector.report(IncompleteScenario(span=written.title.span, what=what, advice=advice))


def _in_force(day: date, span: Span, case: _Case) -> bool:
    if _edition_on(day, case.editions) is not None:
        return True
    covered = " and ".join(_shown_period(e) for e in case.editions)
    case.scope.report(NotInForceThen(span=span, name=case.editions[0].name, day=day.isoformat(), covered=covered))
    return False


def _shown_period(edition: Edition) -> str:
    start = f"from {edition.in_force}" if edition.in_force else "from the beginning"
    return start + (f" until {edition.ends}" if edition.ends else " on")


def _edition_on(day: date, editions: Sequence[Edition]) -> Edition | None:
    for edition in editions:
        if (edition.in_force is None or edition.in_force <= day) and (edition.ends is None or day < edition.ends):
            return edition
    return None


# --- given ---------------------------------------------------------------------------------------------


def _subject(written: nodes.Scenario, given: nodes.GivenSubject | None, case: _Case) -> dict[str, object] | None:
    subject = case.registry.subjects[case.subject]
    if given is None:
        needed = [f.name for f in subject.fields.values() if not f.optional and not isinstance(f.type, ManyRelated)]
        if not needed:
            return _assigned((), subject.fields, subject.name, written, case)
        advice = f"add a line `{subject.name}` with its facts"
        _report_incomplete(written, "subject", advice, case.scope.names.collector)
        return None
    if given.subject.text != subject.name:
        case.scope.report(
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


def _assigned(
    assignments: Sequence[nodes.Assignment],
    fields: Mapping[str, Field],
    holder: str,
    at: nodes.Node,
    case: _Case,
) -> dict[str, object] | None:
    """The value of every field: given, or unknown where that is allowed."""
    values: dict[str, object] = {}
    first: dict[str, nodes.Name] = {}
    sound = True
    for assignment in assignments:
        name = assignment.field
        field = fields.get(name.text)
        if field is None:
            known = tuple(fields)
            case.scope.report(
                UnknownField(
                    span=name.span,
                    holder=f"`{holder}`",
                    name=name.text,
                    suggestion=closest(name.text, known),
                    fields=known,
                )
            )
            sound = False
            continue
        many = isinstance(field.type, ManyRelated)
        if name.text in first and not many:
            case.scope.report(DuplicateName(span=name.span, name=name.text, first=first[name.text].span))
            sound = False
        first.setdefault(name.text, name)
        value = _value(assignment, field, case)
        if isinstance(value, _Wrong):
            sound = False
        elif many:
            listed = values.setdefault(name.text, [])
            assert isinstance(listed, list)
            listed.append(value)
        else:
            values[name.text] = value
    missing = [
        f.name
        for f in fields.values()
        if f.name not in first and not f.optional and not isinstance(f.type, ManyRelated)
    ]
    if missing:
        case.scope.report(MissingValue(span=at.span, holder=holder, fields=listing(missing, "and")))
        return None
    if not sound:
        return None
    return {
        f.name: tuple(values.get(f.name, ())) if isinstance(f.type, ManyRelated) else values.get(f.name)  # type: ignore[arg-type]
        for f in fields.values()
    }


class _Wrong:
    """A value that was reported."""


def _value(assignment: nodes.Assignment, field: Field, case: _Case) -> object:
    span = (assignment.value or assignment).span
    kind = field.type
    if isinstance(kind, Related | ManyRelated):
        if assignment.nested is not None:
            subject = case.registry.subjects[kind.subject]
            nested = _assigned(assignment.nested, subject.fields, subject.name, assignment, case)
            return _Wrong() if nested is None else nested
        if isinstance(assignment.value, nodes.UnknownLiteral) and field.optional:
            return None
        advice = f"write its facts in parentheses: `{field.name} (…)`"
        case.scope.report(
            WrongValue(span=span, field=field.name, wanted=show_type(kind), got="no such thing", advice=advice)
        )
        return _Wrong()
    if isinstance(assignment.value, nodes.UnknownLiteral):
        if field.optional:
            return None
        case.scope.report(
            WrongValue(
                span=span,
                field=field.name,
                wanted=show_type(kind),
                got="unknown",
                advice="only a field declared `optional` can be unknown",
            )
        )
        return _Wrong()
    if assignment.value is None:
        case.scope.report(WrongValue(span=span, field=field.name, wanted=show_type(kind), got="a list of facts"))
        return _Wrong()
    return _constant(assignment.value, kind, field.name, case)


def _constant(written: nodes.Expression, kind: Definite, name: str, case: _Case) -> object:
    loose: Definite = attrs.evolve(kind, range=EVERYTHING) if isinstance(kind, Number) else kind
    constant = expressions.check_constant(written, case.scope, loose, f"`{name}`")
    if constant is None:
        return _Wrong()
    if isinstance(kind, Number):
        actual = attrs.evolve(kind, range=Interval.only(constant.value))  # type: ignore[arg-type]
        if not assignable(actual, kind):
            case.scope.report(
                WrongValue(
                    span=written.span,
                    field=name,
                    wanted=f"{show_type(kind)}, {show_range(kind.range)}",
                    got=written.span.text,
                )
            )
            return _Wrong()
    return constant.value


def _records(written: Sequence[nodes.GivenRecord], case: _Case) -> tuple[GivenRecord, ...] | None:
    found: list[GivenRecord] = []
    taken: dict[object, nodes.GivenRecord] = {}
    for number, record in enumerate(written, start=1):
        checked = _record(record, f"r{number}", case)
        if checked is None:
            continue
        id = checked.values["record"]
        if id in taken:
            case.scope.report(RepeatedRecord(span=record.span, id=str(id)))
            continue
        taken[id] = record
        found.append(checked)
    return tuple(found) if len(found) == len(written) else None


def _record(written: nodes.GivenRecord, default_id: str, case: _Case) -> GivenRecord | None:
    events = case.registry.events
    event = events.get(written.event.text)
    if event is None:
        case.scope.report(
            UnknownName(
                span=written.event.span,
                what="an event",
                name=written.event.text,
                suggestion=closest(written.event.text, events),
                known=tuple(events),
            )
        )
        return None
    values = _assigned(written.assignments, {**event.fields, **_bookkeeping()}, event.name, written, case)
    if values is None:
        return None
    values["record"] = values["record"] or default_id
    values["recorded"] = values["recorded"] or written.day
    values["date"] = written.day
    return GivenRecord(event.name, values, span=written.span)


def _bookkeeping() -> dict[str, Field]:
    """The columns that every record has and a scenario may give."""
    return {
        "record": Field("record", None, Text(), optional=True),
        "recorded": Field("recorded", None, Date(), optional=True),
        "withdrawn": Field("withdrawn", None, Date(), optional=True),
    }


# --- expected --------------------------------------------------------------------------------------------


def _expectations(written: Sequence[nodes.Expect], as_of: date | None, case: _Case) -> tuple[Expectation, ...] | None:
    found: list[Expectation] = []
    sound = True
    for line in written:
        day = line.on or as_of
        if day is None:
            sound = False
            continue
        if line.on is not None and not _in_force(line.on, line.span, case):
            sound = False
            continue
        edition = _edition_on(day, case.editions)
        if edition is None:
            sound = False
            continue
        for expectation in line.expectations:
            expected = _expected(expectation, edition, case)
            if expected is None:
                sound = False
            else:
                found.append(Expectation(line.on, expected, span=expectation.span))
    return tuple(found) if sound else None


def _expected(written: nodes.Expectation, edition: Edition, case: _Case) -> Expected | None:
    match written:
        case nodes.ExpectPoints(value=value):
            if value is None:
                return ExpectPoints(None)
            points = _points(value, edition, case)
            return None if points is None else ExpectPoints(points)
        case nodes.ExpectGrade(grade=grade):
            names = tuple(g.name for g in edition.grades)
            if grade is None or grade.text in names:
                return ExpectGrade(grade.text if grade else None)
            suggestion = closest(grade.text, names)
            case.scope.report(UnknownGrade(span=grade.span, name=grade.text, suggestion=suggestion, grades=names))
            return None
        case nodes.ExpectCriterion(name=name, value=value):
            # A criterion of an earlier edition may still run out under this one.
            known = {n for e in case.editions for n in (*e.criteria, *e.groups)}
            if not _is_known(name, known, "a criterion or group", case):
                return None
            points = _points(value, edition, case)
            return None if points is None else ExpectContribution(name.text, points)
        case nodes.ExpectRule():
            return _expected_rule(written, edition, case)


def _expected_rule(written: nodes.ExpectRule, edition: Edition, case: _Case) -> ExpectRule | None:
    known = {*edition.rewards, *edition.sanctions, *edition.lists, *edition.moves}
    if not _is_known(written.name, known, "a reward, sanction, list or move", case):
        return None
    name = written.name.text
    value: object = None
    if written.value is not None:
        shown = _shown_value(name, edition)
        if shown is None:
            case.scope.report(
                WrongValue(span=written.value.span, field=name, wanted="a rule without a value", got="a value")
            )
            return None
        value = _constant(written.value, definite(shown.type), name, case)
        if isinstance(value, _Wrong):
            return None
    return ExpectRule(name, written.present, value, written.since, written.until)


def _shown_value(name: str, edition: Edition) -> ir.Expression | None:
    """What a reward grants or a sanction imposes."""
    if name in edition.rewards:
        return edition.rewards[name].grant
    return edition.sanctions[name].impose if name in edition.sanctions else None


def _is_known(name: nodes.Name, known: set[str], what: str, case: _Case) -> bool:
    if name.text in known:
        return True
    case.scope.report(
        UnknownName(
            span=name.span,
            what=what,
            name=name.text,
            suggestion=closest(name.text, known),
            known=tuple(sorted(known)),
        )
    )
    return False


def _points(written: nodes.Expression, edition: Edition, case: _Case) -> Exact | None:
    scale = edition.score.decimals if edition.score else 0
    wanted = Number(PointsUnit(), scale)
    constant = expressions.check_constant(written, case.scope, wanted, "the expected points")
    return None if constant is None else constant.value  # type: ignore[return-value]
