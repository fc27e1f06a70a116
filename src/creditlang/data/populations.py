"""The rows of a synthetic data set, as one SQL query for each table.

What holds: every row meets the contract; ids that a row refers to are there; dates are in order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

import attrs

from creditlang.data.checks import literal, sql_type
from creditlang.data.draws import FULL, Curve, Draws, along, below, chance, mean, one_of
from creditlang.data.reasons import LARGEST_DIGITS
from creditlang.data.tables import Column, Table
from creditlang.ir import Registry
from creditlang.types import Boolean, Choice, Date, Duration, ManyRelated, MoneyUnit, Number, Related, Text
from creditlang.values import Months, add, show_exact

_UNKNOWN = 20
"""The percentage of optional values that are unknown."""
_LATE = 30
"""The percentage of records that became known after their date."""
_BILLION = 1_000_000_000
_AMOUNTS: Curve = (
    (0, 0),
    (100_000, 1_000_000),
    (250_000, 4_000_000),
    (500_000, 12_000_000),
    (750_000, 32_000_000),
    (900_000, 85_000_000),
    (970_000, 210_000_000),
    (990_000, 400_000_000),
    (1_000_000, _BILLION),
)
"""Numbers and money, in billionths of what is possible: most are small, a few are large."""
_PROPENSITY: Curve = (
    (0, 0),
    (400_000, 100_000),
    (600_000, 350_000),
    (800_000, 1_000_000),
    (900_000, 2_400_000),
    (970_000, 7_000_000),
    (995_000, 18_000_000),
    (1_000_000, 40_000_000),
)
"""How prone people are to be recorded: most hardly ever, a few again and again."""
_DELAYS: Curve = ((0, 1), (500_000, 7), (800_000, 30), (950_000, 120), (1_000_000, 400))
"""Days from one thing to the next."""
_FIRST = ("amber", "birch", "cedar", "copper", "east", "elm", "granite", "harbour", "iron", "juniper", "lime", "maple")
_SECOND = ("bridge", "corner", "court", "field", "gate", "hill", "lane", "market", "mill", "park", "quay", "yard")
_BIRTH = ("born", "birth", "出生", "生日")
"""What the name of a date of birth contains."""


@attrs.frozen
class Population:
    """What all tables are made from.

    Attributes:
        counts: how many there are of each subject.
        first: the day of the earliest records.
        until: the day before which everything happened.
        density: how many records a subject has on average, in millionths.
        everyone: events of which each subject has a record in the first year.
    """

    registry: Registry
    seed: int
    counts: dict[str, int]
    first: date
    until: date
    density: int
    everyone: frozenset[str]

    def query(self, table: Table) -> str:
        """The rows of a table, with the contract's columns as `c0`, `c1` and so on."""
        draws = Draws(f"{self.seed}/{table.name}", "i || '/' || k" if table.is_event else "i")
        if table.about is None:
            rows = f"SELECT i FROM range({self.counts[table.name]}) r(i)"
            cells = [self._id(table.name, "i"), *(self._cell(c, table.name, draws, None) for c in table.fields)]
        else:
            rows = self._records(table, table.about)
            cells = list(self._record_cells(table, table.about, draws))
        shown = ", ".join(
            f"CAST({cell} AS {sql_type(column)}) AS c{j}"
            for j, (column, cell) in enumerate(zip(table.columns, cells, strict=True))
        )
        return f"SELECT {shown} FROM (SELECT *{draws.columns()} FROM ({rows}))"

    def _records(self, table: Table, about: str) -> str:
        """One row for each record: the number of its subject, and its own number among theirs."""
        prone = Draws(f"{self.seed}/{about}/propensity", "i")
        own = Draws(f"{self.seed}/{table.name}/number", "i", name="n")
        expected = f"({self._expected(table, about)} * ({along(prone.draw(), _PROPENSITY)}) // {mean(_PROPENSITY)})"
        rest = f"{own.draw()} * 1000000 // {FULL} < {expected} % 1000000"
        number = f"greatest({expected} // 1000000 + CAST({rest} AS INTEGER), {int(table.name in self.everyone)})"
        people = f"SELECT i{prone.columns()}{own.columns()} FROM range({self.counts[about]}) r(i)"
        return f"SELECT i, unnest(range({number})) AS k FROM ({people})"

    def _expected(self, table: Table, about: str) -> int:
        """How many records of an event a subject has on average, in millionths: the earlier declared, the more."""
        events = [event.name for event in self.registry.events.values() if event.subject == about]
        weights = [1_000_000 // (place + 2) for place in range(len(events))]
        return self.density * weights[events.index(table.name)] // sum(weights)

    def _record_cells(self, table: Table, about: str, draws: Draws) -> Iterator[str]:
        place = list(self.registry.events).index(table.name)
        day = f"({_day(self.first)} + CAST({below(draws.draw(), str((self.until - self.first).days))} AS INTEGER))"
        if table.name in self.everyone:
            year = min(365, (self.until - self.first).days)
            early = f"({_day(self.first)} + CAST({below(draws.draw(), str(year))} AS INTEGER))"
            day = f"(CASE WHEN k = 0 THEN {early} ELSE {day} END)"
        late = self._later(day, draws.draw())
        recorded = f"CASE WHEN {chance(draws.draw(), _LATE)} THEN {late} END"
        withdrawn = f"CASE WHEN {chance(draws.draw(), 1)} THEN {self._later(late, draws.draw())} END"
        yield f"'e{place}-' || i || '-' || k"
        yield self._id(about, "i")
        yield from (day, recorded, withdrawn)
        for column in table.fields:
            yield self._cell(column, about, draws, day)

    def _later(self, day: str, draw: str) -> str:
        """A day not long after another, and not after the end."""
        return f"least({day} + CAST({along(draw, _DELAYS)} AS INTEGER), {_day(self.until)} - 1)"

    def _id(self, subject: str, number: str) -> str:
        width = len(str(self.counts[subject] - 1))
        return f"{literal(subject[0].lower())} || lpad(CAST({number} AS VARCHAR), {width}, '0')"

    def _cell(self, column: Column, holder: str, draws: Draws, day: str | None) -> str:
        """A value of a field.

        Args:
            holder: the subject that the row, numbered `i`, is or is about.
            day: for a record, its date.
        """
        value = self._value(column, holder, draws, day)
        if column.required:
            return value
        unknown = chance(draws.draw(), _UNKNOWN)
        if day is not None and isinstance(column.type, Date):
            unknown += f" OR {value} >= {_day(self.until)} - 1"
        return f"CASE WHEN {unknown} THEN NULL ELSE {value} END"

    def _value(self, column: Column, holder: str, draws: Draws, day: str | None) -> str:
        match column.type:
            case Number():
                return _number(column.type, draws)
            case Date():
                return self._later(day, draws.draw()) if day else self._fact_day(column.name, draws.draw())
            case Boolean():
                return chance(draws.draw(), 15)
            case Choice(members=members):
                return one_of(draws.draw(), [literal(member) for member in members])
            case Text():
                return f"{_word(_FIRST, draws.draw())} || ' ' || {_word(_SECOND, draws.draw())}"
            case Related(subject=other):
                return self._other(other, holder, draws.draw())
            case ManyRelated() | Duration():
                raise AssertionError(f"{column.name} is not stored")
            case _:
                assert_never(column.type)

    def _fact_day(self, name: str, draw: str) -> str:
        """A birthday 18 to 90 years back, or another day in grown-up life."""
        born = any(part in name.lower() for part in _BIRTH)
        start, end = (add(self.until, Months(-12 * years)) for years in ((90, 18) if born else (18, 0)))
        return f"({_day(start)} + CAST({below(draw, str((end - start).days))} AS INTEGER))"

    def _other(self, subject: str, holder: str, draw: str) -> str:
        """The id of another subject, never of the same one unless it is alone."""
        count = self.counts[subject]
        if subject == holder and count > 1:
            return self._id(subject, f"((i + 1 + {below(draw, str(count - 1))}) % {count})")
        return self._id(subject, below(draw, str(count)))


def _number(kind: Number, draws: Draws) -> str:
    """A number within its bounds; money mostly in whole units."""
    assert kind.scale is not None
    steps = 10**kind.scale
    low, high = _bounds(kind)
    amount = along(draws.draw(), _AMOUNTS)
    if low < 0 < high:
        value = f"CASE WHEN {chance(draws.draw(), 50)} THEN {_share(amount, high)} ELSE {_share(amount, low)} END"
    else:
        value = f"{low} + {_share(amount, high - low)}"
    if isinstance(kind.unit, MoneyUnit) and steps > 1:
        whole = f"greatest(({value}) // {steps} * {steps}, {low})"
        value = f"CASE WHEN {chance(draws.draw(), 70)} THEN {whole} ELSE {value} END"
    step = f"CAST('{show_exact(Fraction(1, steps))}' AS DECIMAL({LARGEST_DIGITS}, {kind.scale}))"
    return f"CAST({value} AS DECIMAL(19, 0)) * {step}"


def _share(amount: str, span: int) -> str:
    return f"CAST({amount} AS HUGEINT) * {span} // {_BILLION}"


def _bounds(kind: Number) -> tuple[int, int]:
    """The lowest and highest value in smallest steps; a plain guess where none is declared."""
    steps = 10 ** (kind.scale or 0)
    usual = 100_000 * steps if isinstance(kind.unit, MoneyUnit) else 1_000 * steps if kind.scale else 100
    low, high = kind.range.low, kind.range.high
    limit = 10**LARGEST_DIGITS - 1
    lowest = max(ceil(low * steps), -limit) if low is not None else None
    highest = min(floor(high * steps), limit) if high is not None else None
    if lowest is None:
        lowest = 0 if highest is None or highest >= 0 else max(highest - usual, -limit)
    if highest is None:
        highest = usual if lowest < usual else min(lowest + usual, limit)
    return lowest, highest


def _word(words: Collection[str], draw: str) -> str:
    return f"([{', '.join(map(literal, words))}])[1 + {below(draw, str(len(words)))}]"


def _day(day: date) -> str:
    return f"DATE '{day}'"
