"""Several people at once, for the engines that compute on tables; and what the reference evaluator says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import polars as pl

from creditlang import ir
from creditlang.backends.polars.dates import DAY, number
from creditlang.backends.polars.evaluate import decide_all
from creditlang.backends.polars.frames import Frames
from creditlang.backends.polars.needs import fields_read
from creditlang.backends.polars.results import line_rows as polars_lines
from creditlang.backends.polars.results import person_rows
from creditlang.data import Facts, History, Record
from creditlang.outputs import line_columns, line_rows, score_decimals, subject_row
from creditlang.semantics import Decision, decide
from creditlang.types import Boolean, Date, Definite, ManyRelated
from creditlang.types import Number as NumberType
from properties.generator import Case

Rows = list[dict[str, Any]]


def population(case: Case, count: int) -> list[History]:
    """Everyone of a case, and others who have some of the same records: none of them, every other one, and so on."""
    people, subject = case.people, case.program.subject
    facts, records = dict(people.facts), dict(people.records)
    for place in range(count):
        other = f"{case.id}~{place}"
        facts[subject, other] = attrs.evolve(facts[subject, case.id], id=other)
        kept = [r for n, r in enumerate(case.history.records) if place and (n >> (place - 1)) & 1]
        records[subject, other] = tuple(attrs.evolve(r, id=f"{r.id}~{place}") for r in kept)
    everyone = attrs.evolve(people, facts=facts, records=records)
    return [everyone.history(kind, id) for kind, id in facts if kind == subject]


def frames_of_histories(series: ir.Series, histories: Sequence[History], others: Iterable[Facts]) -> Frames:
    """The tables that a data set with these people would give."""
    wanted = fields_read(series)
    registry = series.registry
    ordered = sorted(histories, key=lambda history: history.facts.id)
    own = ordered[0].facts.subject
    by_kind: dict[str, list[Facts]] = {name: [] for name in registry.subjects}
    seen = {(history.facts.subject, history.facts.id) for history in ordered}
    for facts in (*(history.facts for history in ordered), *(f for f in others if (f.subject, f.id) not in seen)):
        by_kind[facts.subject].append(facts)

    def of(holder: dict[str, ir.Field], name: str) -> dict[str, Definite]:
        return {n: f.type for n, f in holder.items() if n in wanted[name] and not isinstance(f.type, ManyRelated)}

    subjects = {}
    for name, everyone in by_kind.items():
        fields = of(registry.subjects[name].fields, name)
        columns = {"subject": [facts.id for facts in everyone]} | _columns(fields, [f.values for f in everyone])
        subjects[name] = pl.DataFrame(columns, schema={"subject": pl.String, **_types(fields)})
    people = subjects[own].join(
        pl.DataFrame({"subject": [h.facts.id for h in ordered], "incomplete": [h.incomplete for h in ordered]}),
        on="subject",
    )
    people = people.sort("subject").with_row_index("n").with_columns(pl.col("n").cast(pl.Int64))
    events = {}
    for name in registry.events:
        if name not in wanted:
            continue
        fields = of(registry.events[name].fields, name)
        rows = [(n, r) for n, history in enumerate(ordered) for r in history.records if r.event == name]
        events[name] = _records(rows, fields)
    return Frames(people, {name: frame.lazy() for name, frame in subjects.items()}, events)


def _records(rows: Sequence[tuple[int, Record]], fields: dict[str, Definite]) -> pl.LazyFrame:
    rows = rows[::-1]  # the order of rows never matters
    columns: dict[str, list[object]] = {
        "n": [n for n, _ in rows],
        "record": [r.id for _, r in rows],
        "date": [number(r.date) for _, r in rows],
        "recorded": [number(r.recorded) for _, r in rows],
        "withdrawn": [None if r.withdrawn is None else number(r.withdrawn) for _, r in rows],
    }
    schema: dict[str, Any] = {"n": pl.Int64, "record": pl.String, "date": DAY, "recorded": DAY, "withdrawn": DAY}
    columns |= _columns(fields, [r.values for _, r in rows])
    return pl.DataFrame(columns, schema=schema | _types(fields)).lazy()


def _types(fields: dict[str, Definite]) -> dict[str, Any]:
    def of(kind: Definite) -> Any:
        if isinstance(kind, NumberType):
            return pl.Int64
        return DAY if isinstance(kind, Date) else pl.Boolean if isinstance(kind, Boolean) else pl.String

    return {f".{name}": of(kind) for name, kind in fields.items()}


def _columns(fields: dict[str, Definite], rows: Sequence[Any]) -> dict[str, list[object]]:
    def cell(kind: Definite, value: Any) -> object:
        if value is None:
            return None
        if isinstance(kind, NumberType):
            return int(value * 10 ** (kind.scale or 0))
        return number(value) if isinstance(kind, Date) else value

    return {f".{name}": [cell(kind, row[name]) for row in rows] for name, kind in fields.items()}


def around(history: History) -> list[Facts]:
    """Everyone whom relations lead to from the person, step by step."""
    found = {(history.facts.subject, history.facts.id): history.facts}
    waiting = [history.facts]
    while waiting:
        for facts in history.relations.around(waiting.pop()):
            if (facts.subject, facts.id) not in found:
                found[facts.subject, facts.id] = facts
                waiting.append(facts)
    return list(found.values())


def decide_as_polars(series: ir.Series, history: History, as_of: date, as_known: date | None) -> Decision:
    """The decision of the reference evaluator, after Polars has given the same rows of both tables."""
    frames = frames_of_histories(series, [history], around(history))
    assert by_reference(series, [history], as_of, as_known) == by_polars(series, frames, as_of, as_known, lines=True)
    return decide(series, history, as_of, as_known)


# --- what both say -----------------------------------------------------------------------------------


def by_polars(series: ir.Series, frames: Frames, as_of: date, as_known: date | None, lines: bool) -> tuple[Rows, Rows]:
    """The rows of both tables as the Polars engine gives them; of lines only with `lines`."""
    decided = decide_all(series, frames, as_of, as_known, lines)
    decimals = score_decimals(series)
    people = person_rows(decided, decimals).drop("moves", "covered", "consent").collect().rows(named=True)
    found = line_rows_of(series, decided) if lines else []
    return [{**row, "points": _exact(row["points"], decimals)} for row in people], found


def line_rows_of(series: ir.Series, decided: Any) -> Rows:
    """The rows of lines, with exact numbers."""
    kind = line_columns(series)["points"]
    decimals = int(kind.rstrip(")").split(",")[1]) if "," in kind else 0
    rows = polars_lines(decided, decimals).collect().rows(named=True)
    exact = ("points", "before_caps")
    return [{**row, **{name: _exact(row[name], decimals) for name in exact}} for row in rows]


def _exact(whole: int | None, decimals: int) -> Fraction | None:
    return None if whole is None else Fraction(whole, 10**decimals)


def by_reference(
    series: ir.Series, histories: Sequence[History], as_of: date, as_known: date | None
) -> tuple[Rows, Rows]:
    """The rows of both tables by the reference evaluator."""
    people: Rows = []
    lines: Rows = []
    for history in sorted(histories, key=lambda h: h.facts.id):
        decision = decide(series, history, as_of, as_known)
        people.append(_as_values(subject_row(decision)))
        lines += map(_as_values, line_rows(decision))
    return people, lines


def _as_values(row: dict[str, Any]) -> dict[str, Any]:
    return dict(_value(name, value) for name, value in row.items())


def _value(name: str, value: Any) -> tuple[str, Any]:
    if value is not None and name in ("points", "before_caps"):
        return name, Fraction(Decimal(value))
    if value is not None and name in ("date", "until"):
        return name, date.fromisoformat(value)
    return name, value
