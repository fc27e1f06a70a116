"""Earlier scores where they are read: a column of the table of their answers, which `earlier` writes afterwards."""

from __future__ import annotations

from math import ceil, floor

from creditlang import ir
from creditlang.backends.sql import trees
from creditlang.backends.sql.dialect import NARROW
from creditlang.backends.sql.frames import Env, Frame
from creditlang.backends.sql.numbers import Number, Whole
from creditlang.backends.sql.plan import DATE, KNOWN, RECORD, N
from creditlang.backends.sql.rows import POINTS
from creditlang.backends.sql.support import EARLIER_POINTS, Refused
from creditlang.ir.expressions import ScoreMoment


def earlier_points(moment: ScoreMoment, env: Env, frame: Frame) -> Number:
    """The score as it stood at the rule's record."""
    plan, record = frame.plan, env.record
    if not plan.dialect.looks_back:
        raise Refused(EARLIER_POINTS)
    assert record is not None
    asking = plan.asked.by_criteria if env.state is None else plan.asked.by_rules
    asking[record.name, moment] = None
    if moment is ScoreMoment.ON_ITS_DATE:
        alias = frame.looked_up(plan.asked.on_day, [(N, frame.n), (DATE, record.date)])
    else:
        known = record.recorded if moment is ScoreMoment.KNOWN_BEFORE else frame.known
        alias = frame.looked_up(plan.asked.before, [(RECORD, record.key), (KNOWN, known)])
    low, high = _bounds(plan.series, plan.denominator)
    return Number(Whole(trees.column(POINTS, alias), low, high), plan.denominator)


def _bounds(series: ir.Series, denominator: int) -> tuple[int, int]:
    """Between which parts of a point a score lies, whichever edition gives it; 64 bits must hold it."""
    low = high = 0
    for edition in series.editions:
        if edition.score is not None:
            least, most = edition.score.bounds.low, edition.score.bounds.high
            low = -NARROW if least is None else min(low, max(floor(least * denominator), -NARROW))
            high = NARROW if most is None else max(high, min(ceil(most * denominator), NARROW))
    return low, high
