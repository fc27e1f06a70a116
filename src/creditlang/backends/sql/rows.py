"""Rows of points: what a criterion counts, record by record, before caps.

A row has the subject's key, the judge's number, the record's id, day and day of knowledge (null for facts), its points
before caps, the first day on which it no longer counts, and why it gives way to another record (null if it counts).
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from creditlang.backends.sql import trees
from creditlang.backends.sql.numbers import Whole
from creditlang.backends.sql.plan import DATE, RECORD, RECORDED, N, Plan
from creditlang.backends.sql.series import Judge, Judged
from creditlang.backends.sql.trees import Sql

JUDGE, POINTS, BEFORE, UNTIL, REMARK, YIELDS = "judge", "points", "before_caps", "until", "remark", "yields"
"""The columns of a row beside those of its record."""


WHICH = "which"
"""The column that tells the criteria of a group apart while their rows stand together."""


@attrs.frozen(eq=False)
class Counted:
    """The rows of a criterion.

    Attributes:
        table: where they are.
        which: the number that tells them from other rows of the table; None where there are none.
        judges: who judged them, by number.
        low, high: the bounds of the points of one row, in parts of the plan's denominator.
        remarks: whether rows have remarks of their own.
        yielding: whether some give way.
        active: whether those that have expired are left out already.
    """

    table: str
    judges: tuple[Judge, ...]
    low: int
    high: int
    remarks: bool
    yielding: bool = False
    active: bool = False
    which: int | None = None


@attrs.frozen(eq=False)
class Contribution:
    """The lines of a criterion.

    Attributes:
        table: its active rows, with `points` as they count.
        before: the column of the points before caps.
        points: a row's points with their bounds.
        group: the group that it counts in, or None.
    """

    name: str
    judged: Judged
    rows: Counted
    table: str
    before: str
    points: Whole
    group: str | None


def line_columns(plan: Plan) -> list[str]:
    """The columns of the lines of a criterion beside points and why they are fewer, in any order."""
    return [N, *plan.moment, JUDGE, RECORD, DATE, RECORDED, UNTIL, REMARK]


def row_columns(acts: Sequence[str], plan: Plan) -> list[str]:
    """The columns of a criterion's rows."""
    own = (JUDGE, RECORD, DATE, RECORDED, POINTS, UNTIL, REMARK, YIELDS)
    return [N, *plan.moment, *own, *(act_column(act) for act in acts)]


def act_column(field: str) -> str:
    """The column that tells acts apart by a field."""
    return f"act_{field}"


def in_order() -> list[tuple[Sql, bool]]:
    """Records are counted by day and id, facts before them."""
    first = trees.cast(trees.text("0001-01-01"), "DATE")
    return [
        (trees.coalesce(trees.column(DATE), first), False),
        (trees.coalesce(trees.column(RECORD), trees.text("")), False),
    ]


def active(rows: Counted, plan: Plan) -> Sql | None:
    """The condition that rows have not expired."""
    if rows.active:
        return None
    until = trees.column(UNTIL)
    return trees.either([trees.unknown(until), trees.less(plan.today().tree, until)])


def own(rows: Counted) -> Sql | None:
    """The condition that rows are those of the criterion."""
    return None if rows.which is None else trees.equal(trees.column(WHICH), trees.whole(rows.which))
