"""A case as a scenario that can be pasted under a rulebook, where it passes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from creditlang import ir
from creditlang.backends.smt.cases import Case
from creditlang.diagnostics import Collector
from creditlang.semantics import Decision
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
        names: rules of which it is expected whether they are in effect.
    """
    subject = registry.subjects[case.kind]
    lines = [f"scenario {_quoted(title)}", f"    as of       {case.as_of}"]
    facts = ", ".join(_assignments(case.subject, subject.fields, registry))
    lines.append(f"    {name_text(case.kind):<10}  {facts}".rstrip())
    for record in case.records:
        day, fields = record.values["date"], registry.events[record.event].fields
        given = list(_assignments(record.values, fields, registry))
        if record.values.get("recorded") not in (None, day):
            given.append(f"recorded {record.values['recorded']}")
        lines.append(f"    {day}  {name_text(record.event)} {', '.join(given)}".rstrip())
    lines += [f"    expect      {words}" for words in _expected(decision, names)]
    return "\n".join(lines)


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
    found = {part.name for part in decision.in_effect}
    for name in names:
        yield name_text(name) if name in found else f"no {name_text(name)}"
