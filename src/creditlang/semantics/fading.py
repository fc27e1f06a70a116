"""`expires with earlier records`: what lowers a score ends with what it lowered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs

from creditlang.data.records import Record
from creditlang.ir import Assessed, Criterion, walk
from creditlang.ir.expressions import EarlierPoints, ScoreMoment
from creditlang.semantics.expressions import Environment
from creditlang.semantics.parts import Line
from creditlang.semantics.records import order
from creditlang.semantics.series import Judged
from creditlang.values import Exact, plain

KEPT: Final = "no more than what is left of the records before it"
"""The remark on a line that is kept to less."""


def faded(lines: Mapping[str, list[Line]], judged: Mapping[str, Judged], env: Environment) -> dict[str, list[Line]]:
    """The lines, those of fading criteria kept to what is left of the lines before them, earliest first.

    Before a line are those of earlier records; and, if the criterion reads `points known before`, only of records
    that were known when its own was recorded.
    """
    fading = {name: reads_known(found.criterion) for name, found in judged.items() if found.criterion.fades}
    result = {name: list(found) for name, found in lines.items()}
    if not fading:
        return result
    records = {record.id: record for listed in env.visible.values() for record in listed}
    places = [
        (order(records[line.record]), name, index)
        for name in fading
        for index, line in enumerate(result[name])
        if line.record is not None
    ]
    for place, name, index in sorted(places):
        line = result[name][index]
        known = records[str(line.record)].recorded if fading[name] else None
        before = [other for found in result.values() for other in found if _is_before(other, place, known, records)]
        result[name][index] = _kept(line, sum(other.points for other in before))
    return result


def reads_known(criterion: Criterion) -> bool:
    """Whether only what was known when its record was recorded is before a line of the criterion."""
    if isinstance(criterion.amount, Assessed):
        return False
    found = (part for part in walk(criterion.amount) if isinstance(part, EarlierPoints))
    return any(part.moment is ScoreMoment.KNOWN_BEFORE for part in found)


def _is_before(line: Line, place: tuple[date, str], known: date | None, records: Mapping[str, Record]) -> bool:
    if line.record is None:
        return False
    record = records[line.record]
    return order(record) < place and (known is None or record.recorded <= known)


def _kept(line: Line, left: Exact) -> Line:
    """The line, not larger than what is left and has the other sign."""
    points = max(line.points, -max(left, 0)) if line.points < 0 else min(line.points, max(-left, 0))
    if points == line.points:
        return line
    return attrs.evolve(line, points=plain(points), remark=f"{line.remark}; {KEPT}" if line.remark else KEPT)
