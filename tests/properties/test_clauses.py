"""What a clause of a charter says to hold, by text, flow and bounds, no drawn person and history contradicts.

Each law decides a drawn edition by clauses of one family. Where a clause holds, the reference evaluator is asked about
the drawn person, and about others who differ in what the clause is about.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from hypothesis import assume, given
from hypothesis import strategies as st

from creditlang import ir
from creditlang.analysis.charter import Status, conform
from creditlang.analysis.static.flows import Field
from creditlang.analysis.static.monotone import Movement, Way
from creditlang.driver import compile_text
from creditlang.ir.charter import Charter
from creditlang.semantics import Decision, Line
from creditlang.types import ManyRelated, MoneyUnit, Number, Related
from creditlang.values import Exact, Money, Months, add
from properties.compiled import Compiled, compiled_cases
from properties.generator.charters import charter_text
from properties.twins import consents, decided, higher, others, weighed, with_fact, with_field, without

_LIMITS = st.sampled_from([0, 1, 5, 20, 50, 100, 300])


@cache
def _charter(clause: str) -> Charter | None:
    """A charter with the clause; None where a name in it is taken for a misspelt word."""
    compiled = compile_text(charter_text("One", (clause,)))
    return None if compiled.errors else compiled.charters[0]


def holds(clause: str, edition: ir.Edition) -> bool:
    """Whether a clause holds without a solver."""
    charter = _charter(clause)
    return charter is not None and conform(charter, edition).answers[0].status is Status.HOLDS


def alone(compiled: Compiled) -> tuple[ir.Edition, Decision]:
    """The only edition and its decision on the case."""
    assume(len(compiled.series.editions) == 1)
    decision = decided(compiled, compiled.case.history)
    assume(decision is not None)
    assert decision is not None
    return compiled.series.editions[0], decision


def told(decision: Decision | None) -> object:
    """All that is decided on a person."""
    assert decision is not None
    effects = [
        (part.name, part.record, getattr(part, "grant", getattr(part, "impose", None))) for part in decision.in_effect
    ]
    return decision.covered, decision.consent, decision.points, decision.grade, effects


def lines_of(decision: Decision, sign: int) -> list[Line]:
    """The lines that give, or take."""
    return [line for line in (decision.score.lines if decision.score else ()) if line.points * sign > 0]


# --- numbers ------------------------------------------------------------------------------------------------


@given(compiled_cases, _LIMITS)
def test_numbers_keep_within_their_limits(compiled: Compiled, most: int) -> None:
    edition, decision = alone(compiled)
    if decision.score is None:
        return
    if holds(f"limit criteria to {most} points", edition):
        assert all(abs(weighed(line)) <= most for line in decision.score.lines)
    if edition.groups:
        return  # the limits are about what groups leave of the lines
    if holds(f"limit one record to {most} points", edition):
        assert _largest(decision, lambda line: line.record) <= most
    for period, key in _PERIODS.items():
        if holds(f"limit criteria to {most} points {period}", edition):
            assert _largest(decision, key) <= most


_PERIODS: dict[str, Callable[[Line], object]] = {
    "per calendar year": lambda line: line.date and line.date.year,
    "per calendar quarter": lambda line: line.date and (line.date.year, (line.date.month - 1) // 3),
    "per calendar month": lambda line: line.date and (line.date.year, line.date.month),
    "in total": lambda line: "total",
}


def _largest(decision: Decision, key: Callable[[Line], object]) -> Exact:
    """The most that lines of one kind give, or take, together; what is on no record counts for none."""
    sizes: dict[object, Exact] = {}
    for sign in (1, -1):
        for line in lines_of(decision, sign):
            if (kind := key(line)) is not None:
                sizes[sign, kind] = sizes.get((sign, kind), 0) + abs(weighed(line))
    return max(sizes.values(), default=0)


@given(compiled_cases)
def test_no_record_brings_about_two_sanctions(compiled: Compiled) -> None:
    edition, decision = alone(compiled)
    history = compiled.case.history
    if len(edition.sanctions) < 2:
        return
    one = holds("limit one record to 1 sanction", edition)
    apart = holds("forbid two sanctions in one context for one record", edition)
    held = {part.name for part in decision.sanctions}
    for record in history.records if one or apart else ():
        before = None if consents(edition, record) else decided(compiled, without(history, record))
        if before is None or not before.covered:
            continue
        brought = held - {part.name for part in before.sanctions}
        contexts = [edition.sanctions[name].text.context for name in brought]
        assert not one or len(brought) <= 1
        assert not apart or len(set(contexts)) == len(contexts)


# --- what rules rest on -------------------------------------------------------------------------------------


@given(compiled_cases)
def test_what_may_not_be_read_has_no_influence(compiled: Compiled) -> None:
    edition, before = alone(compiled)
    history = compiled.case.history
    for name, field in edition.registry.subjects[edition.subject].fields.items():
        relation = isinstance(field.type, Related | ManyRelated)
        if relation or not holds(f"forbid reading `{edition.subject}`.`{name}` in rules, grades", edition):
            continue
        for value in others(field, history.facts.values.get(name)):
            assert told(decided(compiled, with_fact(history, name, value))) == told(before), name
    for event in edition.registry.events:
        foreign = [record for record in history.records if record.event != event]
        if foreign and holds(f"permit only events `{event}` in rules, grades", edition):
            assert told(decided(compiled, without(history, *foreign))) == told(before), event


@given(compiled_cases)
def test_nothing_burdens_because_something_is_lacking(compiled: Compiled) -> None:
    edition, before = alone(compiled)
    history = compiled.case.history
    if holds("forbid detriments because a fact is unknown", edition):
        for name, field in edition.registry.subjects[edition.subject].fields.items():
            if field.optional and history.facts.values.get(name) is not None:
                _burdens_no_more(edition, before, decided(compiled, with_fact(history, name, None)))
    if holds("forbid detriments because a field is unknown", edition):
        for record in history.records:
            for name, field in edition.registry.events[record.event].fields.items():
                if field.optional and record.values[name] is not None:
                    _burdens_no_more(edition, before, decided(compiled, with_field(history, record, name, None)))
    if holds("forbid detriments because a record is missing", edition):
        for record in history.records:
            if not consents(edition, record):
                _burdens_no_more(edition, before, decided(compiled, without(history, record)))


def _burdens_no_more(edition: ir.Edition, before: Decision, after: Decision | None) -> None:
    """Unless less is given: what is not awarded is no burden, though it may lead to one through the score."""
    assert after is not None
    assert before.covered or not after.covered
    chooses = any(
        rule.only_largest_per is not None for rule in (*edition.criteria.values(), *edition.groups.values())
    ) or any(
        criterion.once_in is not None or criterion.fades or criterion.caps for criterion in edition.criteria.values()
    )
    if chooses or not before.covered or not after.covered:
        return  # what gives way to a record that is no longer counted may weigh more
    first, second = _taken(before), _taken(after)
    assert all(size <= first.get(name, 0) for name, size in second.items())
    if sum(map(weighed, lines_of(after, 1))) < sum(map(weighed, lines_of(before, 1))) or _raised(after) != _raised(
        before
    ):
        return
    burdens = {*edition.sanctions, *(name for name, one in edition.lists.items() if one.kind is ir.ListKind.BLACK)}
    held = {part.name for part in before.in_effect}
    assert not [part.name for part in after.in_effect if part.name in burdens and part.name not in held]


def _taken(decision: Decision) -> dict[str, Exact]:
    found: dict[str, Exact] = {}
    for line in lines_of(decision, -1):
        found[line.criterion] = found.get(line.criterion, 0) - line.points
    return found


def _raised(decision: Decision) -> set[str]:
    return {part.name for part in decision.moved_by if part.direction == "upgrade"}


# --- how long -----------------------------------------------------------------------------------------------


@given(compiled_cases, st.sampled_from([1, 6, 12, 36, 60]))
def test_what_ends_ends_when_it_must(compiled: Compiled, months: int) -> None:
    edition, decision = alone(compiled)
    for part in decision.in_effect:
        at_most = holds(f"require lasts at most {months} months on `{part.name}`", edition)
        at_least = not part.endless and holds(f"require lasts at least {months} months on `{part.name}`", edition)
        if at_most or at_least:
            assert part.since is not None
            assert part.until is not None
            end = add(part.since, Months(months))
            assert not at_most or part.until <= end
            assert not at_least or part.until >= end
    for line in decision.score.lines if decision.score else ():
        criterion = edition.criteria[line.criterion]
        if line.date is None or criterion.fades or criterion.counts_from is not None:
            continue
        if holds(f"require expires after at most {months} months on `{line.criterion}`", edition):
            assert line.until is not None
            assert line.until <= add(line.date, Months(months))


# --- directions ---------------------------------------------------------------------------------------------


@given(compiled_cases)
def test_grades_and_rules_move_only_in_the_direction_that_was_found(compiled: Compiled) -> None:
    edition, before = alone(compiled)
    history = compiled.case.history
    if not before.covered or before.consent not in (None, "given"):
        return
    for name, field in edition.registry.subjects[edition.subject].fields.items():
        for raised in higher(field, history.facts.values.get(name)):
            after = decided(compiled, with_fact(history, name, raised))
            _moves_so(edition, Field(edition.subject, name), before, after)
    for record in history.records:
        for name, field in edition.registry.events[record.event].fields.items():
            if name not in ("assessed", "reason") and not consents(edition, record):
                for raised in higher(field, record.values[name]):
                    after = decided(compiled, with_field(history, record, name, raised))
                    _moves_so(edition, Field(record.event, name), before, after)


def _moves_so(edition: ir.Edition, field: Field, before: Decision, after: Decision | None) -> None:
    if after is None or not after.covered or after.consent not in (None, "given"):
        return
    movement = Movement(edition, field)
    if before.grade is not None and after.grade is not None:
        places = [grade.name for grade in edition.grades]
        # The better grade stands first.
        _check(movement.grade(), -places.index(before.grade), -places.index(after.grade), (field, "grade"))
    for name in (*edition.criteria, *edition.rewards, *edition.sanctions):
        first, second = (_worth(decision, name, edition) for decision in (before, after))
        if first is not None and second is not None:
            _check(movement.rule(name), first, second, (field, name))


def _worth(decision: Decision, name: str, edition: ir.Edition) -> Exact | None:
    """What a criterion contributes; of a reward or sanction the amount that it gives, or else whether it holds."""
    if name in edition.criteria:
        lines = decision.score.lines if decision.score else ()
        return sum((line.points for line in lines if line.criterion == name), start=0)
    found = [part for part in decision.in_effect if part.name == name]
    given_ = [getattr(part, "grant", getattr(part, "impose", None)) for part in found]
    amounts = [value.amount if isinstance(value, Money) else value for value in given_]
    if all(isinstance(amount, Exact) for amount in amounts) and amounts:
        return sum(amounts, start=0) if all(amount >= 0 for amount in amounts) else None
    return len(found)


def _check(way: Way, before: Exact, after: Exact, about: object) -> None:
    kept = {Way.UP: after >= before, Way.DOWN: after <= before, Way.STILL: after == before, Way.UNCLEAR: True}
    assert kept[way], about


# --- cliffs -------------------------------------------------------------------------------------------------


@given(compiled_cases)
def test_without_cliffs_one_unit_more_takes_nothing_away(compiled: Compiled) -> None:
    edition, before = alone(compiled)
    history = compiled.case.history
    if not before.covered or not holds("forbid cliffs", edition):
        return
    for name, field in edition.registry.subjects[edition.subject].fields.items():
        if isinstance(field.type, Number) and isinstance(field.type.unit, MoneyUnit):
            for raised in higher(field, history.facts.values.get(name)):
                after = decided(compiled, with_fact(history, name, raised))
                assert after is not None
                assert _received(after) >= _received(before), name


def _received(decision: Decision) -> Exact:
    total: Exact = 0
    for part in decision.rewards:
        total += part.grant.amount if isinstance(part.grant, Money) else 0
    for part in decision.sanctions:
        total -= part.impose.amount if isinstance(part.impose, Money) else 0
    return total
