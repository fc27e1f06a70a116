"""Discretion: the points that an official set, if they lie within the law's bounds and have a reason."""

from __future__ import annotations

from math import ceil

from creditlang import ir
from creditlang.backends.sql import expressions, trees
from creditlang.backends.sql.frames import Env, Frame
from creditlang.backends.sql.numbers import Number, Whole, constant
from creditlang.backends.sql.plan import Plan
from creditlang.backends.sql.support import Refused
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.types import Number as NumberType
from creditlang.values import show_exact


def assessed(bounds: ir.Assessed, here: Env, frame: Frame) -> tuple[Whole, Sql]:
    """What an official set, if it lies within the law's bounds and has a reason; and the remark."""
    plan = frame.plan
    assert here.record is not None
    fields = plan.registry.events[here.record.name].fields
    kind = fields["assessed"].type
    assert isinstance(kind, NumberType)
    column = trees.column(plan.field(here.record.name, "assessed"), here.record.alias)
    found = expressions.stored(column, kind)
    assert isinstance(found, Number)
    reason = trees.column(plan.field(here.record.name, "reason"), here.record.alias)
    low, high = constant(bounds.low), constant(bounds.high)
    too_low = plan.arithmetic.compare(nodes.Relation.LESS, found, low)
    too_high = plan.arithmetic.compare(nodes.Relation.GREATER, found, high)
    dialect = plan.dialect
    stripped = dialect.stripped(trees.coalesce(reason, trees.text("")))
    blank = trees.equal(stripped, trees.text(""))
    unknown, outside = trees.unknown(column), trees.either([too_low, too_high])
    if found.denominator > plan.denominator:
        raise Refused("an official can assess points with more decimals than the score has")
    steps = plan.arithmetic.over(found, plan.denominator)
    most = ceil(bounds.high * plan.denominator)
    not_counted = trees.either([unknown, outside, blank])
    counts = dialect.narrow(trees.chosen([(not_counted, trees.whole(0))], steps.tree))
    allowed = f"{show_exact(bounds.low)} to {show_exact(bounds.high)}"
    shown = decimal_text(found, plan)
    remark = trees.chosen(
        [
            (unknown, trees.text("not counted: no points were assessed")),
            (outside, dialect.joined(trees.text("not counted: "), shown, trees.text(f" assessed, outside {allowed}"))),
            (blank, trees.text("not counted: no reason was given")),
        ],
        dialect.joined(trees.text(f"assessed within {allowed}: "), stripped),
    )
    return Whole(counts, 0, most), remark


def decimal_text(found: Number, plan: Plan) -> Sql:
    """A number with decimals in digits, no more of them than it needs."""
    dialect, arithmetic = plan.dialect, plan.arithmetic
    if found.denominator == 1:
        return dialect.as_text(found.steps.tree)
    size = arithmetic.magnitude(found.steps)
    sign = trees.chosen([(trees.less(found.steps.tree, trees.whole(0)), trees.text("-"))], trees.text(""))
    by = trees.whole(found.denominator)
    before = dialect.as_text(dialect.quotient(size.tree, by, wide=False, wide_result=False))
    rest = dialect.remainder(size.tree, by)
    digits = len(str(found.denominator)) - 1
    padded = trees.call("LPAD", dialect.as_text(rest), trees.whole(digits), trees.text("0"))
    after = dialect.without_zeros(padded)
    whole = trees.equal(rest, trees.whole(0))
    return dialect.joined(sign, before, trees.chosen([(whole, trees.text(""))], dialect.joined(trees.text("."), after)))
