"""Expressions: from written nodes to typed ones.

In comes a written expression and its scope; out comes the typed expression, or None if something in it is
wrong and has been reported (nothing is then said about what surrounds it). Then holds: names are resolved,
units fit, divisors cannot be 0, and nothing optional is used without a guard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, assert_never

import attrs

from creditlang.check import aggregates, arithmetic, comparisons, references
from creditlang.check.clauses import some_time
from creditlang.check.errors.names import NotUsableHere
from creditlang.check.errors.rules import NoScore
from creditlang.check.errors.types import MissingGuard, NeverUnknown, NotConstant, WrongType
from creditlang.check.facts import facts_of
from creditlang.check.literals import check_literal
from creditlang.check.scope import Scope
from creditlang.ir import expressions as ir
from creditlang.syntax import nodes
from creditlang.types import (
    INTEGER,
    Boolean,
    Date,
    Definite,
    Duration,
    DurationKind,
    Interval,
    Number,
    Optional,
    Plain,
    definite,
    join,
    show_type,
)
from creditlang.values import Days, as_exact

_YEAR: Final = re.compile(r"[12][0-9]{3}")


def check_expression(node: nodes.Expression, scope: Scope, wanted: Definite | None = None) -> ir.Expression | None:
    """The typed expression, which may be optional. `wanted` only helps to read members of choices and literals."""
    match node:
        case (
            nodes.NumberLiteral()
            | nodes.PointsLiteral()
            | nodes.MoneyLiteral()
            | nodes.DurationLiteral()
            | nodes.DateLiteral()
            | nodes.TextLiteral()
            | nodes.TruthLiteral()
        ):
            return check_literal(node, scope, wanted)
        case nodes.UnknownLiteral():
            scope.report(
                NotUsableHere(
                    span=node.span, what="`unknown`", place=scope.place.name, advice="ask with `… is unknown`"
                )
            )
            return None
        case nodes.Reference():
            return references.check_reference(node, scope, wanted)
        case nodes.Call():
            return references.check_call(node, scope, wanted)
        case nodes.Negate():
            return arithmetic.check_negate(node, scope, wanted)
        case nodes.Arithmetic():
            return arithmetic.check_arithmetic(node, scope, wanted)
        case nodes.Rounded():
            return arithmetic.check_rounded(node, scope, wanted)
        case nodes.Not(operand=operand):
            truth = check_truth(operand, scope)
            return truth and ir.Not(truth, type=Boolean(), span=node.span)
        case nodes.AllOf(operands=operands):
            return _check_junction(operands, scope, node, conjunction=True)
        case nodes.AnyOf(operands=operands):
            return _check_junction(operands, scope, node, conjunction=False)
        case nodes.Conditional():
            return _check_conditional(node, scope, wanted)
        case nodes.KnownTest():
            return _check_known(node, scope)
        case nodes.Comparison() | nodes.BetweenTest() | nodes.MembershipTest():
            return comparisons.check_test(node, scope)
        case nodes.ListedTest() | nodes.HoldsTest():
            return references.check_rule_test(node, scope)
        case nodes.Aggregate():
            return aggregates.check_aggregate(node, scope)
        case nodes.Occurrence():
            return _check_occurrence(node, scope)
        case nodes.EarlierPoints():
            return _check_earlier_points(node, scope)
        case nodes.CountBetween():
            return _check_count_between(node, scope)
        case nodes.CalendarYearOf():
            return _check_calendar_year(node, scope)
        case nodes.Ago(duration=duration):
            return ir.Shift(
                ir.AsOf(type=Date(), span=node.span), _duration(duration), True, type=Date(), span=node.span
            )
        case _:
            assert_never(node)


def check_value(node: nodes.Expression, scope: Scope, wanted: Definite | None = None) -> ir.Expression | None:
    """The typed expression, which is certainly known; otherwise a missing guard is reported."""
    found = check_expression(node, scope, wanted)
    return found and _certain(found, node, scope)


def _certain(found: ir.Expression, node: nodes.Expression, scope: Scope) -> ir.Expression | None:
    if not isinstance(found.type, Optional):
        return found
    if not scope.lenient:
        scope.report(MissingGuard(span=node.span, name=node.span.text))
    return None


def check_truth(node: nodes.Expression, scope: Scope) -> ir.Expression | None:
    """A condition."""
    found = check_expression(node, scope, Boolean())
    if found is None or isinstance(definite(found.type), Boolean):
        return found and _certain(found, node, scope)
    advice = "compare it with something, such as `… > 0`"
    if isinstance(found.type, Optional):
        advice = f"ask `{node.span.text} is known`, or compare it with something"
    elif isinstance(found.type, Duration):
        advice = "compare it with another; one of years and months is written without `and`: `1 year 6 months`"
    scope.report(
        WrongType(
            span=node.span,
            place="a condition",
            wanted="a yes or no",
            got=show_type(definite(found.type)),
            advice=advice,
        )
    )
    return None


def check_wanted(node: nodes.Expression, scope: Scope, wanted: Definite, place: str) -> ir.Expression | None:
    """A value of a type; for numbers only the unit is compared here, scale and range by `numbers`."""
    found = check_value(node, scope, wanted)
    if found is None:
        return None
    kind = definite(found.type)
    if isinstance(kind, Number) and isinstance(wanted, Number):
        return arithmetic.fit_number(found, wanted, place, scope)
    if kind == wanted:
        return found
    wrong = WrongType(
        span=node.span,
        place=place,
        wanted=show_type(wanted),
        got=show_type(found.type),
        advice=_other_notation(node, wanted),
    )
    scope.report(wrong)
    return None


def _other_notation(node: nodes.Expression, wanted: Definite) -> str:
    """Advice for a year that stands for a date, and a number with a unit that the field has no need of."""
    text = node.span.text
    if isinstance(wanted, Date) and isinstance(node, nodes.NumberLiteral) and _YEAR.fullmatch(text):
        return f"write the whole date, year, month and day, such as `{text}-01-31`"
    if isinstance(wanted, Number) and isinstance(wanted.unit, Plain) and isinstance(node, nodes.DurationLiteral):
        return "write the number without its unit: a plain number is wanted, not a duration"
    return ""


def check_constant(node: nodes.Expression, scope: Scope, wanted: Definite, place: str) -> ir.Constant | None:
    """A value that is written out."""
    found = check_wanted(node, scope, wanted, place)
    if found is None:
        return None
    constant = as_constant(found)
    if constant is None:
        scope.report(NotConstant(span=node.span, place=place))
    return constant


def as_constant(found: ir.Expression | None) -> ir.Constant | None:
    """What is written out, such as `5` or `-5`; None for what is computed."""
    if isinstance(found, ir.Constant):
        return found
    if isinstance(found, ir.Negate) and isinstance(found.operand, ir.Constant):
        value = found.operand.value
        return ir.Constant(-as_exact(value), type=found.type, span=found.span)
    return None


def _check_junction(
    operands: Sequence[nodes.Expression], scope: Scope, node: nodes.AllOf | nodes.AnyOf, *, conjunction: bool
) -> ir.Expression | None:
    """`and`, `or`: each operand may rely on those before it having held, or failed."""
    found: list[ir.Expression] = []
    for operand in operands:
        truth = check_truth(operand, scope)
        if truth is None:
            scope = scope.forgiving()
            continue
        found.append(truth)
        scope = scope.under(facts_of(truth, conjunction))
    if len(found) < len(operands):
        return None
    kind = ir.And if conjunction else ir.Or
    return kind(tuple(found), type=Boolean(), span=node.span)


def _check_conditional(node: nodes.Conditional, scope: Scope, wanted: Definite | None) -> ir.Expression | None:
    condition = check_truth(node.condition, scope)
    yes, no = scope.forgiving(), scope.forgiving()
    if condition is not None:
        yes, no = scope.under(facts_of(condition, True)), scope.under(facts_of(condition, False))
    then = check_expression(node.then, yes, wanted)
    otherwise = check_expression(node.otherwise, no, wanted)
    if condition is None or then is None or otherwise is None:
        return None
    then, otherwise = arithmetic.in_one_unit(then, otherwise, wanted)
    kind = join(then.type, otherwise.type)
    if kind is None:
        scope.report(
            WrongType(
                span=node.otherwise.span,
                place="the `else` of this `if`",
                wanted=show_type(then.type),
                got=show_type(otherwise.type),
            )
        )
        return None
    return ir.If(condition, then, otherwise, type=kind, span=node.span)


def _check_known(node: nodes.KnownTest, scope: Scope) -> ir.Expression | None:
    found = check_expression(node.operand, scope)
    if found is None:
        return None
    # The operand is read without the fact about itself: `x is known and x is unknown` is a contradiction to be found,
    # not a needless test. What it is read through stays known.
    known = scope.facts.known
    facts = attrs.evolve(scope.facts, known=known - {found})
    bare = check_expression(node.operand, attrs.evolve(scope, facts=facts)) if found in known else found
    if bare is None:
        return None
    if not isinstance(bare.type, Optional):
        scope.report(NeverUnknown(span=node.span, name=node.operand.span.text))
        return None
    test = ir.Known(bare, type=Boolean(), span=node.span)
    return test if node.known else ir.Not(test, type=Boolean(), span=node.span)


def _check_occurrence(node: nodes.Occurrence, scope: Scope) -> ir.Expression | None:
    if not scope.place.in_criterion:
        scope.report(
            NotUsableHere(
                span=node.span,
                what="`occurrence`",
                place=scope.place.name,
                advice="it numbers the records of a criterion that says `on`, in its `award`, `deduct` or `expires`",
            )
        )
        return None
    if node.within is not None:
        some_time(node.within, "within", "`within` needs one day at least", scope.names.collector)
    period = node.within.value if node.within else None
    return ir.Occurrence(period, type=attrs.evolve(INTEGER, range=Interval(1, None)), span=node.span)


def _check_earlier_points(node: nodes.EarlierPoints, scope: Scope) -> ir.Expression | None:
    """`points before` in a rule on records; `points on this.date` in one that is no criterion."""
    if scope.names.score is None:
        scope.report(NoScore(span=node.span, what=f"`{node.moment.value}`"))
        return None
    on_record = any(bound.record and isinstance(bound.holder, ir.TheRecord) for bound in scope.bounds)
    on_its_date = node.moment is nodes.ScoreMoment.ON_ITS_DATE
    if on_its_date and [name.text for name in node.path] != ["this", "date"]:
        _report_earlier_points(node, scope, "only the date of the rule's record can stand here: `points on this.date`")
        return None
    offered = scope.place.reads_points if on_its_date else scope.place.reads_earlier
    if not on_record or not offered:
        advice = (
            "a rule that says `on` can read `points before` and `points known before`, "
            "and one that is no criterion `points on this.date`"
        )
        _report_earlier_points(node, scope, advice)
        return None
    return ir.EarlierPoints(ir.ScoreMoment[node.moment.name], type=scope.names.score, span=node.span)


def _report_earlier_points(node: nodes.EarlierPoints, scope: Scope, advice: str) -> None:
    what = f"`{node.span.text}`"
    scope.report(NotUsableHere(span=node.span, what=what, place=scope.place.name, advice=advice))


def _check_count_between(node: nodes.CountBetween, scope: Scope) -> ir.Expression | None:
    place = f"`{node.unit.value} between`"
    start = check_wanted(node.start, scope, Date(), place)
    end = check_wanted(node.end, scope, Date(), place)
    if start is None or end is None:
        return None
    return ir.CountBetween(ir.CalendarUnit[node.unit.name], start, end, type=INTEGER, span=node.span)


def _check_calendar_year(node: nodes.CalendarYearOf, scope: Scope) -> ir.Expression | None:
    """The years that have passed since the first day of the calendar, and one."""
    day = check_wanted(node.date, scope, Date(), "`calendar year of`")
    if day is None:
        return None
    first = ir.Constant(date.min, type=Date(), span=node.span)
    passed = ir.CountBetween(ir.CalendarUnit.YEARS, first, day, type=INTEGER, span=node.span)
    one = ir.Constant(1, type=attrs.evolve(INTEGER, range=Interval.only(1)), span=node.span)
    years = attrs.evolve(INTEGER, range=Interval(date.min.year, date.max.year))
    return ir.Arithmetic(ir.Operator.ADD, passed, one, type=years, span=node.span)


def _duration(node: nodes.DurationLiteral) -> ir.Constant:
    kind = DurationKind.DAYS if isinstance(node.value, Days) else DurationKind.MONTHS
    return ir.Constant(node.value, type=Duration(kind), span=node.span)
