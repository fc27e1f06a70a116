"""A case as a scenario that can be pasted under a rulebook, where it passes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

import attrs

from creditlang import ir
from creditlang.backends.smt.cases import Case
from creditlang.diagnostics import Collector
from creditlang.semantics import Decision, RewardPart, SanctionPart
from creditlang.semantics.parts import RulePart, Value
from creditlang.source import Source
from creditlang.syntax import nodes, parse_expression
from creditlang.types import Choice, Definite, ManyRelated, MoneyUnit, Number, Related
from creditlang.values import Days, Money, Months, show_duration, show_exact

_NAME = re.compile(r"[^\W\d]\w*")
_TAKEN = frozenset(
    {"as", "at", "covered", "expect", "grade", "known", "no", "not", "of", "on"}
    | {"points", "record", "recorded", "since", "unknown", "until", "withdrawn", "yes"}
)
"""Words that mean something in a scenario."""


def scenario_text(title: str, case: Case, decision: Decision, registry: ir.Registry, names: Iterable[str] = ()) -> str:
    """The scenario.

    Args:
        decision: what the rulebook decides on the case, which becomes what is expected.
        names: rules of which it is expected whether they are in effect, with what they bring and on which days.
    """
    subject = registry.subjects[case.kind]
    lines = [f"scenario {_quoted(title)}", f"    as of       {case.as_of}"]
    facts = ", ".join(_assignments(case.subject, subject.fields, registry))
    lines.append(f"    {name_text(case.kind):<10}  {facts}".rstrip())
    named = case != own_ids(case)
    for record in case.records:
        day, fields = record.values["date"], registry.events[record.event].fields
        given = list(_assignments(record.values, fields, registry))
        if named:
            given.append(f"record {_quoted(str(record.values['record']))}")
        if record.values.get("recorded") not in (None, day):
            given.append(f"recorded {record.values['recorded']}")
        lines.append(f"    {day}  {name_text(record.event)} {', '.join(given)}".rstrip())
    lines += [f"    expect      {words}" for words in _expected(decision, names)]
    return "\n".join(lines)


def with_own_ids(case: Case, decide: Callable[[Case], Decision]) -> Case:
    """The case with the ids that a scenario gives its records by itself, if it is decided alike: they need no words."""
    plain = own_ids(case)
    return plain if plain == case or _outcome(decide(plain)) == _outcome(decide(case)) else case


def own_ids(case: Case) -> Case:
    """The case with its records called `r1`, `r2` and so on, as a scenario does that names none."""
    records = (
        attrs.evolve(record, values={**record.values, "record": f"r{number}"})
        for number, record in enumerate(case.records, start=1)
    )
    return attrs.evolve(case, records=tuple(records))


def own_title(title: str, edition: ir.Edition, series: ir.Series) -> str:
    """A title that no scenario about another edition of the file has."""
    return title if len(series.editions) == 1 else f"{title}, edition {edition.called}"


def rules_that_differ(one: Decision, other: Decision) -> tuple[str, ...]:
    """The rules that are in effect under one of two decisions and not alike under the other, in their order."""
    first, second = _occasions(one), _occasions(other)
    return tuple(name for name in {**first, **second} if first.get(name) != second.get(name))


def _occasions(decision: Decision) -> dict[str, set[object]]:
    """By name, the days and what is brought of everything in effect."""
    found: dict[str, set[object]] = {}
    for part in decision.in_effect:
        found.setdefault(part.name, set()).add((part.since, part.until, *map(str, _brought(part))))
    return found


def _outcome(decision: Decision) -> object:
    return decision.covered, decision.consent, decision.points, decision.grade, _occasions(decision)


def name_text(name: str) -> str:
    """A name, in back-quotes where it would be read as something else."""
    if not _NAME.fullmatch(name) or name in _TAKEN:
        return f"`{name}`"
    collector = Collector()
    read = parse_expression(Source("name", name), collector)
    plain = isinstance(read, nodes.Reference) and not collector.sorted()
    return name if plain else f"`{name}`"


def _assignments(values: Mapping[str, object], fields: Mapping[str, ir.Field], registry: ir.Registry) -> Iterator[str]:
    for name, field in fields.items():
        value = values.get(name)
        several = value if isinstance(value, tuple) else (value,)
        for one in several:
            if one is not None:
                yield f"{name_text(name)} {value_text(one, field.type, registry)}"


def value_text(value: object, kind: Definite, registry: ir.Registry) -> str:
    """A value of a field, as a scenario has it."""
    match value:
        case Mapping():
            assert isinstance(kind, Related | ManyRelated)
            return f"({', '.join(_assignments(value, registry.subjects[kind.subject].fields, registry))})"
        case bool():
            return "yes" if value else "no"
        case int() | Fraction():
            if isinstance(kind, Number) and isinstance(kind.unit, MoneyUnit):
                return str(Money(value, kind.unit.currency))
            return show_exact(value)
        case date():
            return value.isoformat()
        case Days() | Months():
            return show_duration(value)
        case str() if isinstance(kind, Choice):
            return name_text(value)
        case _:
            return _quoted(str(value))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _expected(decision: Decision, names: Iterable[str]) -> Iterator[str]:
    if not decision.covered:
        yield "not covered"
        return
    if decision.consent in ("missing", "withdrawn"):
        yield "no points, no grade"
        return
    parts = [] if decision.points is None else [f"points {show_exact(decision.points)}"]
    parts += [] if decision.grade is None else [f"grade {name_text(decision.grade)}"]
    if parts:
        yield ", ".join(parts)
    for name in names:
        occasions = [part for part in decision.in_effect if part.name == name]
        yield from dict.fromkeys(map(_occasion, occasions)) or (f"no {name_text(name)}",)


def _occasion(part: RulePart) -> str:
    """`HeatingRebate 175 EUR`, `DrivingBan "may not drive" since 2025-03-24 until 2025-09-24`."""
    words = [name_text(part.name), *(word for value in _brought(part) for word in _literal(value))]
    if part.since is not None:  # what holds by a state of affairs begins on no day that the rule names
        words.append(f"since {part.since}")
        words += () if part.until is None else (f"until {part.until}",)
    return " ".join(words)


def _brought(part: RulePart) -> Iterator[Value]:
    """What a reward grants or a sanction imposes; nothing of any other rule."""
    match part:
        case RewardPart(grant=value) | SanctionPart(impose=value) if value is not None:
            yield value


def _literal(value: Value) -> Iterator[str]:
    """The value as it is written; nothing where no literal says it, such as of a third."""
    match value:
        case bool():
            yield "yes" if value else "no"
        case int() | Fraction():
            shown = show_exact(value)
            yield from () if "/" in shown else (shown,)
        case Money():
            yield from () if "/" in str(value) else (str(value),)
        case date():
            yield value.isoformat()
        case Days() | Months():
            yield show_duration(value)
        case str():
            yield _quoted(value)
