"""Scenarios as tests: what was expected beside what came out, and the rules that no scenario reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar, assert_never

import attrs

from creditlang import ir
from creditlang.data import History, history_from_objects
from creditlang.inventory import Rule, rules
from creditlang.semantics import (
    Decision,
    ListPart,
    MovePart,
    NotInForceError,
    RewardPart,
    SanctionPart,
    decide,
    held_since,
    show_value,
)
from creditlang.semantics.series import edition_on
from creditlang.values import Exact, Money, plain, show_exact

P = TypeVar("P", MovePart, RewardPart, SanctionPart, ListPart)
Part = MovePart | RewardPart | SanctionPart | ListPart

Decide = Callable[[ir.Series, History, date, date | None], Decision]
"""An engine: the decision on a history, for a day, with the knowledge of a day."""

SUBJECT_ID = "of the scenario"
"""How a decision calls the subject of a scenario."""


@attrs.frozen
class Outcome:
    """One expectation and whether it was met.

    Attributes:
        got: what came out, in words.
    """

    expectation: ir.Expectation
    day: date
    met: bool
    got: str


@attrs.frozen
class ScenarioResult:
    """One scenario with its expectations.

    Attributes:
        decisions: of every day that was asked about and on which an edition is in force.
    """

    series: ir.Series
    scenario: ir.Scenario
    outcomes: tuple[Outcome, ...]
    decisions: Mapping[date, Decision]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return all(outcome.met for outcome in self.outcomes)


def scenario_history(series: ir.Series, scenario: ir.Scenario) -> History:
    """The facts and records of a scenario."""
    records: dict[str, list[Mapping[str, object]]] = {}
    for record in scenario.records:
        records.setdefault(record.event, []).append(record.values)
    person = {**scenario.subject, ir.SUBJECT_KEY: SUBJECT_ID}
    return history_from_objects(series.registry, series.editions[-1].subject, person, records)


def run_scenario(series: ir.Series, scenario: ir.Scenario, deciding: Decide = decide) -> ScenarioResult:
    """Decide on every day that the scenario asks about, by an engine, and compare."""
    history = scenario_history(series, scenario)
    decisions: dict[date, Decision] = {}
    outcomes: list[Outcome] = []
    for expectation in scenario.expectations:
        day = expectation.on or scenario.as_of
        try:
            if day not in decisions:
                decisions[day] = deciding(series, history, day, scenario.as_known)
        except NotInForceError as error:
            outcomes.append(Outcome(expectation, day, False, str(error)))
            continue
        decision = decisions[day]
        if isinstance(expectation.expected, ir.ExpectRule) and expectation.expected.since is not None:
            decision = with_since(series, history, decision)
        met, got = _compare(expectation.expected, decision)
        outcomes.append(Outcome(expectation, day, met, got))
    return ScenarioResult(series, scenario, tuple(outcomes), decisions)


def with_since(series: ir.Series, history: History, decision: Decision, *, deciding: Decide = decide) -> Decision:
    """The decision with the day since when each state of affairs in it has held, which takes trying many days."""
    held = held_since(series, history, decision, deciding=deciding)
    if not held:
        return decision

    def dated(parts: tuple[P, ...]) -> tuple[P, ...]:
        return tuple(attrs.evolve(part, since=part.since or held.get(part.name)) for part in parts)

    return attrs.evolve(
        decision,
        moved_by=dated(decision.moved_by),
        rewards=dated(decision.rewards),
        sanctions=dated(decision.sanctions),
        lists=dated(decision.lists),
    )


def unreached(series: ir.Series, results: Iterable[ScenarioResult]) -> tuple[Rule, ...]:
    """The rules that no decision of any scenario shows in effect, in whichever edition that has their text."""
    reached: set[tuple[str | None, str]] = set()
    for result in results:
        for day, decision in result.decisions.items():
            edition = edition_on(series, day)
            assert edition is not None
            reached |= {(edition.edition, part.name) for part in _parts(decision)}
            lines = decision.score.lines if decision.score else ()
            reached |= {(line.edition, line.criterion) for line in lines}
    every = [rule for edition in series.editions for rule in rules(edition)]
    places = {rule.place for rule in every if (rule.edition.edition, rule.text.name) in reached}
    return tuple(rule for rule in every if rule.place not in places)


def _parts(decision: Decision) -> tuple[Part, ...]:
    return (*decision.moved_by, *decision.rewards, *decision.sanctions, *decision.lists)


# --- comparing -----------------------------------------------------------------------------------------


def _compare(expected: ir.Expected, decision: Decision) -> tuple[bool, str]:
    """Whether an expectation holds, and what came out, in words."""
    match expected:
        case ir.ExpectPoints(points=points):
            return decision.points == points, _points(decision.points)
        case ir.ExpectGrade(grade=grade):
            return decision.grade == grade, f"grade {decision.grade}" if decision.grade else "no grade"
        case ir.ExpectCovered(covered=covered):
            return decision.covered == covered, "covered" if decision.covered else "not covered"
        case ir.ExpectContribution(name=name, points=points):
            total = _contribution(name, decision)
            return total == points, f"{name} {_points(total)}"
        case ir.ExpectRule():
            return _compare_rule(expected, decision)
        case _:
            assert_never(expected)


def _points(points: Exact | None) -> str:
    return "no points" if points is None else f"points {show_exact(points)}"


def _contribution(name: str, decision: Decision) -> Exact | None:
    """What a criterion or group adds; None without a score. A criterion's weight is part of what it adds."""
    if decision.score is None:
        return None
    for group in decision.score.groups:
        if group.group == name:
            return group.points
    total: Exact = 0
    for line in decision.score.lines:
        if line.criterion == name:
            total += line.points * (1 if line.weight is None else line.weight)
    return plain(total)


def _compare_rule(expected: ir.ExpectRule, decision: Decision) -> tuple[bool, str]:
    found = [part for part in _parts(decision) if part.name == expected.name]
    if not found:
        return not expected.present, f"no {expected.name}"
    words = " and ".join(_described(part, expected) for part in found)
    return expected.present and any(_fits(part, expected) for part in found), words


def _fits(part: Part, expected: ir.ExpectRule) -> bool:
    value = _value(part)
    amount = value.amount if isinstance(value, Money) else value
    return (
        expected.value in (None, amount)
        and expected.since in (None, part.since)
        and expected.until in (None, part.until)
    )


def _value(part: Part) -> object:
    match part:
        case RewardPart(grant=value) | SanctionPart(impose=value):
            return value
        case _:
            return None


def _described(part: Part, expected: ir.ExpectRule) -> str:
    """The part as an expectation would write it, as far as the expectation speaks of it."""
    words = part.name
    value = part.grant if isinstance(part, RewardPart) else part.impose if isinstance(part, SanctionPart) else None
    if value is not None and (expected.value is not None or not expected.present):
        words += f' "{value}"' if isinstance(value, str) else f" {show_value(value)}"
    if expected.since is not None or expected.until is not None:
        words += f" since {part.since}" if part.since else " since no day"
        words += f" until {part.until}" if part.until else " until no day"
    return words
