"""When two editions decide differently on the unknown subject of one world, as a truth of the solver."""

from __future__ import annotations

from collections.abc import Mapping

from creditlang import ir
from creditlang.analysis.diff.effect import EffectKind, Open
from creditlang.analysis.diff.law import Law
from creditlang.analysis.proofs import SymbolicDecision
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.calendar import Calendar, Moment
from creditlang.backends.smt.entitlements import Effect, SymbolicInstance
from creditlang.backends.smt.nodes import Number, Truth
from creditlang.backends.smt.terms import whole
from creditlang.backends.smt.values import Amount, Value

_UNGRADED = -1


def differs(open_: Open, law: Law, old: SymbolicDecision, new: SymbolicDecision) -> Truth:
    """Whether an effect is not the same; of all but the coverage, where both decide."""
    if open_.kind is EffectKind.COVERAGE:
        return unlike(old.decided, new.decided)
    return terms.every(old.decided, new.decided, _differs(open_, law, old, new))


def _differs(open_: Open, law: Law, old: SymbolicDecision, new: SymbolicDecision) -> Truth:
    match open_.kind:
        case EffectKind.POINTS:
            one, other = old.points, new.points
            return terms.truth(one is not other) if one is None or other is None else unequal(one, other)
        case EffectKind.GRADE:
            codes = grade_codes(law)
            before, after = (grade_code(decision, found) for decision, found in zip((old, new), codes, strict=True))
            return terms.negated(terms.equal(before, after))
        case _:
            assert open_.matched is not None
            rules = (open_.matched.old, open_.matched.new)
            effects = (
                None if rule is None else side.effects.get(rule.name)
                for side, rule in zip((old, new), rules, strict=True)
            )
            first, second = effects
            return occasions_differ(first, second, law.grades, old.world.calendar)


def changed_points(old: SymbolicDecision, new: SymbolicDecision, *, sums: bool) -> Amount | None:
    """By how much the score changes, where both decide; None where a side has none.

    Args:
        sums: before rounding and bounds.
    """
    if old.score is None or new.score is None:
        return None
    one, other = ((side.score.sum if sums else side.score.points) for side in (old, new) if side.score)
    return values.added(other, values.minus(one))


# --- grades ----------------------------------------------------------------------------------------------


def grade_codes(law: Law) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """A number for each grade, the same for one that both editions have."""
    old, new = (meaning.edition.grades for meaning in law.meanings)
    codes = {grade.name: place for place, grade in enumerate(old)}
    fresh = {
        grade.name: codes[law.grades[grade.name]] if grade.name in law.grades else len(codes) + place
        for place, grade in enumerate(new)
    }
    return codes, fresh


def grade_code(decision: SymbolicDecision, codes: Mapping[str, int]) -> Number:
    """The code of the final grade, or -1 where there is none."""
    if decision.grade is None:
        return whole(_UNGRADED)
    code: Number = whole(_UNGRADED)
    for place, grade in enumerate(decision.edition.grades):
        here = terms.every(decision.decided, terms.equal(decision.grade, whole(place)))
        code = terms.choose(here, whole(codes[grade.name]), code)
    return code


# --- rules -----------------------------------------------------------------------------------------------


def occasions_differ(old: Effect | None, new: Effect | None, grades: Mapping[str, str], calendar: Calendar) -> Truth:
    """Whether a rule is in effect on other occasions, or brings something else, where both editions decide."""
    before = old.instances if old else ()
    after = new.instances if new else ()
    moved = old is not None and new is not None and _leads_elsewhere(old.rule, new.rule, grades)
    by_record = {instance.record: instance for instance in after}
    found = []
    for instance in before:
        other = by_record.pop(instance.record, None)
        found.append(instance.holds if other is None else _instance_differs(instance, other, moved, calendar))
    return terms.any_of(*found, *(instance.holds for instance in by_record.values()))


def _leads_elsewhere(old: object, new: object, grades: Mapping[str, str]) -> bool:
    if isinstance(old, ir.GradeMove) and isinstance(new, ir.GradeMove):
        return grades.get(new.to) != old.to
    return False


def _instance_differs(old: SymbolicInstance, new: SymbolicInstance, moved: bool, calendar: Calendar) -> Truth:
    other = terms.any_of(
        terms.truth(moved),
        _value_differs(old.value, new.value, calendar),
        _day_differs(old.since, new.since, calendar),
        _day_differs(old.until, new.until, calendar),
    )
    return terms.any_of(unlike(old.holds, new.holds), terms.every(old.holds, new.holds, other))


def _value_differs(old: Value | None, new: Value | None, calendar: Calendar) -> Truth:
    if old is None or new is None:
        return terms.truth(old is not new)
    return terms.negated(values.equal_values(old, new, calendar))


def _day_differs(old: Moment | None, new: Moment | None, calendar: Calendar) -> Truth:
    if old is None or new is None:
        return terms.truth(old is not new)
    return terms.negated(calendar.equal(old, new))


def unlike(one: Truth, other: Truth) -> Truth:
    """Whether exactly one holds."""
    return terms.negated(terms.same(one, other))


def unequal(one: Amount, other: Amount) -> Truth:
    """Whether two numbers differ."""
    return terms.negated(values.amount_equal(one, other))


def some_record_is_read(decision: SymbolicDecision) -> bool:
    """Whether anything in the world of a decision depends on how many records or related subjects there are."""
    return decision.world.counts
