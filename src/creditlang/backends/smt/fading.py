"""`expires with earlier records`, in terms. Mirrors `semantics/fading.py`.

What such a line comes to is an unknown of its own, defined by the lines of the records before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import lcm

import attrs

from creditlang.backends.smt import terms, values
from creditlang.backends.smt.criteria import record_before
from creditlang.backends.smt.expressions import Environment
from creditlang.backends.smt.lines import SymbolicLine
from creditlang.backends.smt.nodes import FALSE, Truth
from creditlang.backends.smt.series import Judged
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.values import NOTHING, Amount
from creditlang.backends.smt.worlds import SymbolicRecord
from creditlang.ir import Assessed, Criterion, walk
from creditlang.ir.expressions import EarlierPoints, ScoreMoment
from creditlang.types import EVERYTHING

Lines = Mapping[str, tuple[SymbolicLine, ...]]


def faded(lines: Lines, judged: Mapping[str, Judged], env: Environment) -> dict[str, tuple[SymbolicLine, ...]]:
    """The lines, those of fading criteria kept to what is left of the lines before them."""
    fading = {name: _reads_known(found.criterion) for name, found in judged.items() if found.criterion.fades}
    before = dict(lines)
    if not fading:
        return before
    under = _shared_divisor(lines)
    result = {
        name: tuple(_unknown(line, under, env) if name in fading else line for line in found)
        for name, found in before.items()
    }
    every = [line for found in result.values() for line in found]
    for name, known in fading.items():
        for line, after in zip(before[name], result[name], strict=True):
            record = line.counted.record
            if record is None:
                continue
            earlier = [
                values.choose_amount(is_before, other.points, NOTHING)
                for other in every
                if other.counted.record is not None
                and (is_before := _is_before(other.counted.record, record, known, env)) is not FALSE
            ]
            kept = _kept(line.points, values.summed(earlier))
            env.world.mean(after.points, kept)
    return result


def _reads_known(criterion: Criterion) -> bool:
    if isinstance(criterion.amount, Assessed):
        return False
    found = (part for part in walk(criterion.amount) if isinstance(part, EarlierPoints))
    return any(part.moment is ScoreMoment.KNOWN_BEFORE for part in found)


def _shared_divisor(lines: Lines) -> int:
    unders = [terms.constant(line.points.under) for found in lines.values() for line in found]
    if None in unders:
        raise Unsupported("`expires with earlier records` of points that are divided by what is not known")
    return lcm(1, *(under for under in unders if under is not None))


def _unknown(line: SymbolicLine, under: int, env: Environment) -> SymbolicLine:
    if line.counted.record is None:
        return line
    name = f"left of {line.counted.criterion.text.name} at {line.counted.record.path}"
    return attrs.evolve(line, points=Amount(env.world.fresh(name, EVERYTHING), terms.whole(under)))


def _is_before(other: SymbolicRecord, record: SymbolicRecord, known: bool, env: Environment) -> Truth:
    calendar = env.world.calendar
    before = record_before(other, record, calendar)
    if known and before is not FALSE:
        seen = calendar.at_most(values.moment(other.read("recorded")), values.moment(record.read("recorded")))
        before = terms.every(before, seen)
    return before


def _kept(points: Amount, left: Amount) -> Amount:
    """Not larger than what is left and has the other sign."""
    lowers = values.amount_less(points, NOTHING)
    at_most = values.minus(values.higher(left, NOTHING))
    at_least = values.higher(values.minus(left), NOTHING)
    return values.choose_amount(lowers, values.higher(points, at_most), values.lower(points, at_least))
