"""Scenarios: worked cases with what must come out."""

from __future__ import annotations

from datetime import date

import attrs

from creditlang.source import Span
from creditlang.values import Exact


@attrs.frozen
class GivenRecord:
    """A record of a scenario, as the data contract has it: `values` holds `record`, `date`, `recorded`,
    `withdrawn` and every field (None for unknown)."""

    event: str
    values: dict[str, object]
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen
class ExpectPoints:
    """The score; None for none."""

    points: Exact | None


@attrs.frozen
class ExpectGrade:
    """The final grade; None for none."""

    grade: str | None


@attrs.frozen
class ExpectCovered:
    """Whether the rulebook is about the subject."""

    covered: bool


@attrs.frozen
class ExpectContribution:
    """What a criterion or group contributes in all."""

    name: str
    points: Exact


@attrs.frozen
class ExpectRule:
    """That a reward, sanction, list or move is in effect or not; with its value and dates where given."""

    name: str
    present: bool
    value: object
    since: date | None
    until: date | None


Expected = ExpectPoints | ExpectGrade | ExpectCovered | ExpectContribution | ExpectRule


@attrs.frozen
class Expectation:
    """One expectation, on a day of its own or (None) on the scenario's as-of."""

    on: date | None
    expected: Expected
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen
class Scenario:
    """A worked case. `subject` holds the facts of the subject, relations as nested mappings or lists of them."""

    title: str
    as_of: date
    as_known: date | None
    subject: dict[str, object]
    records: tuple[GivenRecord, ...]
    expectations: tuple[Expectation, ...]
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)
