"""Scenarios: worked cases with the decision that they must give."""

from __future__ import annotations

from datetime import date

import attrs

from creditlang.syntax.nodes.base import Name, Node, Text
from creditlang.syntax.nodes.expressions import Expression


@attrs.frozen
class Assignment(Node):
    """`fine 2000 CNY`, `spouse (born 1981-01-01)`: exactly one of `value` and `nested` is set."""

    field: Name
    value: Expression | None
    nested: tuple[Assignment, ...] | None


@attrs.frozen
class AsOf(Node):
    """`as of 2020-06-01`."""

    day: date


@attrs.frozen
class AsKnown(Node):
    """`as known 2020-06-01`."""

    day: date


@attrs.frozen
class OfRulebook(Node):
    """`of Rongcheng`: which rulebook the scenario tries, where that is not plain."""

    rulebook: Name


@attrs.frozen
class GivenSubject(Node):
    """`Person born 1980-05-04`."""

    subject: Name
    assignments: tuple[Assignment, ...]


@attrs.frozen
class GivenRecord(Node):
    """`2020-01-10 TrafficOffence offence drunk_driving, fine 2000 CNY`."""

    day: date
    event: Name
    assignments: tuple[Assignment, ...]


@attrs.frozen
class ExpectPoints(Node):
    """`points 950`; `value` None for `no points`."""

    value: Expression | None


@attrs.frozen
class ExpectGrade(Node):
    """`grade B`; `grade` None for `no grade`."""

    grade: Name | None


@attrs.frozen
class ExpectCovered(Node):
    """`covered`, or `not covered`: whether the rulebook is about this subject."""

    covered: bool


@attrs.frozen
class ExpectCriterion(Node):
    """`DrunkDriving points -50`: what a criterion or group contributes in all."""

    name: Name
    value: Expression


@attrs.frozen
class ExpectRule(Node):
    """`HeatingRebate`, `no HeatingRebate`, `FlightBan until 2022-01-01`, `HeatingRebate 300 CNY`."""

    name: Name
    present: bool
    value: Expression | None
    since: date | None
    until: date | None


Expectation = ExpectPoints | ExpectGrade | ExpectCovered | ExpectCriterion | ExpectRule


@attrs.frozen
class Expect(Node):
    """`expect points 950, grade B`, optionally `expect on 2021-01-01 points 1000`."""

    on: date | None
    expectations: tuple[Expectation, ...]


ScenarioClause = AsOf | AsKnown | OfRulebook | GivenSubject | GivenRecord | Expect


@attrs.frozen
class Scenario(Node):
    """`scenario "one drink-driving case costs two grades"` with its clauses."""

    title: Text
    clauses: tuple[ScenarioClause, ...]
