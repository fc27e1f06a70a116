"""Scenarios: given facts and records as valid data, and what is expected of them."""

from __future__ import annotations

from collections.abc import Sequence

from creditlang.check.cases import RULE, Case
from creditlang.check.clauses import all_of, not_empty, one_of
from creditlang.check.errors.scenarios import IncompleteScenario, RecordTooLate
from creditlang.check.expectations import check_expectations
from creditlang.check.given import check_records, check_subject
from creditlang.check.scope import constant_scope
from creditlang.diagnostics import Collector
from creditlang.ir import Edition, Scenario
from creditlang.syntax import nodes


def check_scenario(written: nodes.Scenario, editions: Sequence[Edition], collector: Collector) -> Scenario | None:
    """The scenario; None after a report."""
    case = Case(editions, constant_scope(collector, "a scenario"))
    not_empty(written.title, "this title", "say in a few words what the scenario shows", collector)
    as_of = one_of(written.clauses, nodes.AsOf, "as of", RULE, collector)
    as_known = one_of(written.clauses, nodes.AsKnown, "as known", RULE, collector)
    one_of(written.clauses, nodes.OfRulebook, "of", RULE, collector)
    given = one_of(written.clauses, nodes.GivenSubject, case.subject, RULE, collector)
    expects = all_of(written.clauses, nodes.Expect)
    sound = True
    if as_of is None and not (expects and all(e.on for e in expects)):
        _report_incomplete(written, "day", "add `as of 2020-06-01`", collector)
        sound = False
    if not expects:
        _report_incomplete(written, "expectation", "add `expect points 950`, or another", collector)
        sound = False
    if as_of is not None and case.edition_on(as_of.day, as_of.span) is None:
        # Nothing is law on that day, so what is expected on it cannot be judged; other days can.
        expects = tuple(e for e in expects if e.on)
        sound = False
    facts = check_subject(written, given, case)
    records = check_records(all_of(written.clauses, nodes.GivenRecord), case)
    expectations = check_expectations(expects, as_of.day if as_of else None, case)
    if not sound or facts is None or records is None or expectations is None:
        return None
    days = [day for e in expects if (day := e.on or (as_of.day if as_of else None))]
    for record in all_of(written.clauses, nodes.GivenRecord):
        if record.day > max(days):
            dated, last = record.day.isoformat(), max(days).isoformat()
            collector.report(RecordTooLate(span=record.span, dated=dated, last=last))
    return Scenario(
        written.title.value,
        as_of.day if as_of else days[0],
        as_known.day if as_known else None,
        facts,
        records,
        expectations,
        span=written.span,
    )


def _report_incomplete(written: nodes.Scenario, what: str, advice: str, collector: Collector) -> None:
    collector.report(IncompleteScenario(span=written.title.span, what=what, advice=advice))
