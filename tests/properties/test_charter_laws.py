"""What charters claim without a solver holds for drawn people and histories."""

from __future__ import annotations

from hypothesis import given

from creditlang import ir
from creditlang.analysis.charter import Status, conform
from creditlang.analysis.static.flows import Field, Relation, flow_of
from creditlang.analysis.static.monotone import Movement, Way
from creditlang.analysis.static.points import line_of, total_of
from creditlang.driver import compile_text
from creditlang.values import Exact
from properties.compiled import Compiled, compiled_cases
from properties.generator.charters import CLAUSES, charter_text
from properties.twins import consents, decided, higher, others, points_of, weighed, with_fact, with_field

CHARTER = compile_text(charter_text("All", CLAUSES)).charters[0]


@given(compiled_cases)
def test_every_clause_is_answered(compiled: Compiled) -> None:
    for edition in compiled.series.editions:
        found = conform(CHARTER, edition)
        assert len(CLAUSES) == len(found.answers)
        for answer in found.answers:
            assert bool(answer.findings) == (answer.status is not Status.HOLDS)


@given(compiled_cases)
def test_what_does_not_flow_into_the_points_does_not_move_them(compiled: Compiled) -> None:
    edition, history = compiled.series.editions[0], compiled.case.history
    if len(compiled.series.editions) > 1 or edition.score is None:
        return
    flow = flow_of(edition)
    atoms = {*flow.of_score(), *(atom for _, _, found in flow.of_head() for atom in found)}
    subject = edition.registry.subjects[edition.subject]
    before = decided(compiled, history)
    for field in subject.fields.values():
        if {Field(subject.name, field.name), Relation(subject.name, field.name)} & atoms:
            continue
        for value in others(field, history.facts.values.get(field.name)):
            after = decided(compiled, with_fact(history, field.name, value))
            assert points_of(before) == points_of(after), field.name


@given(compiled_cases)
def test_no_line_and_no_year_exceeds_its_bounds(compiled: Compiled) -> None:
    edition = compiled.series.editions[0]
    decision = decided(compiled, compiled.case.history)
    if len(compiled.series.editions) > 1 or decision is None or decision.score is None:
        return
    years: dict[tuple[str, int], Exact] = {}
    for line in decision.score.lines:
        criterion = edition.criteria[line.criterion]
        assert line_of(criterion).contains(weighed(line))
        if line.date is not None:
            key = (line.criterion, line.date.year)
            years[key] = years.get(key, 0) + abs(weighed(line))
    for (name, _), size in years.items():
        most = total_of(edition.criteria[name], ir.CalendarPeriod.YEAR)
        assert most is None or size <= most


@given(compiled_cases)
def test_points_move_only_in_the_direction_that_was_found(compiled: Compiled) -> None:
    edition, history = compiled.series.editions[0], compiled.case.history
    before = points_of(decided(compiled, history))
    if len(compiled.series.editions) > 1 or before is None:
        return
    for record in history.records:
        for field in edition.registry.events[record.event].fields.values():
            way = Movement(edition, Field(record.event, field.name)).points()
            if way is Way.UNCLEAR or field.name in ("assessed", "reason") or consents(edition, record):
                continue
            for raised in higher(field, record.values[field.name]):
                after = points_of(decided(compiled, with_field(history, record, field.name, raised)))
                assert after is not None
                assert {Way.UP: after >= before, Way.DOWN: after <= before, Way.STILL: after == before}[way], field.name
