"""Where an expression stands: the table that it is computed on, and what its names mean there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs
import polars as pl

from creditlang.backends.polars.rows import Rows, Value
from creditlang.ir import Edition, walk
from creditlang.ir import expressions as ir
from creditlang.types import ManyRelated, Related, Type, definite

SUBJECT = "s"
"""Under which name the people's columns stand."""


@attrs.frozen
class Holder:
    """A record or subject whose fields are read.

    Attributes:
        name: what its columns begin with.
        kind: the event or subject.
    """

    name: str
    kind: str
    is_record: bool


@attrs.frozen
class Scope:
    """Everything that an expression may read.

    Attributes:
        rows: the table.
        visible: the records that the decision may see, by event.
        anchor: the day that windows and parameters count from, in each row; None for the day of the decision.
        record: the record of the rule's `on`.
        elements: what the aggregates around us look at, by binder.
        arguments: the parameters of the define that we are in.
        points: the score, once known; `place` the place of the grade; `in_effect` the columns of what holds. They are
            columns of the people.
        ordinals: the column that holds `occurrence`, by its period.
    """

    edition: Edition
    rows: Rows
    visible: Mapping[str, pl.LazyFrame]
    as_of: date
    anchor: pl.Expr | None = attrs.field(default=None, eq=False)
    record: Holder | None = None
    elements: Mapping[int, Holder] = attrs.field(factory=dict)
    arguments: Mapping[str, Value] = attrs.field(factory=dict)
    points: Value | None = None
    place: str | None = None
    in_effect: Mapping[str, str] = attrs.field(factory=dict)
    ordinals: Mapping[object, pl.Expr] = attrs.field(factory=dict)

    @property
    def at_people(self) -> Scope:
        """The same, asked about each person on the day of the decision."""
        return attrs.evolve(self, rows=self.rows.base, anchor=None, record=None, elements={}, arguments={}, ordinals={})

    @property
    def state(self) -> tuple[object, ...]:
        """What decides, beside its arguments, what an expression about the people is: it can be asked anew later."""
        return id(self.edition), self.points is None, self.place, len(self.in_effect)

    def at_record(self, rows: Rows, holder: Holder) -> Scope:
        """Where a rule judges each record on its own day."""
        return attrs.evolve(self, rows=rows, record=holder, anchor=pl.col(f"{holder.name}.#date"), elements={})


def rests_on_row(node: ir.Expression, scope: Scope) -> bool:
    """Whether an expression can differ between two rows of one person."""
    anchored = scope.anchor is not None
    return _rests(node, scope.edition, anchored, frozenset())


def _rests(node: ir.Expression, edition: Edition, anchored: bool, own: frozenset[int]) -> bool:
    own |= {part.binder for part in walk(node) if isinstance(part, ir.Aggregate)}
    for part in walk(node):
        match part:
            case ir.TheRecord() | ir.Argument() | ir.Occurrence() | ir.EarlierPoints():
                return True
            case ir.Element(binder=binder) if binder not in own:
                return True
            case ir.ParameterValue() if anchored:
                return True
            case ir.Aggregate(within=period) if anchored and period is not None:
                return True
            case ir.CallDefine(define=name) if anchored and _is_anchored(edition.defines[name].body, edition):
                return True
            case _:
                pass
    return False


def _is_anchored(node: ir.Expression, edition: Edition) -> bool:
    for part in walk(node):
        match part:
            case ir.ParameterValue():
                return True
            case ir.Aggregate(within=period) if period is not None:
                return True
            case ir.CallDefine(define=name) if _is_anchored(edition.defines[name].body, edition):
                return True
            case _:
                pass
    return False


def related_kind(kind: Type) -> Related:
    """The type of a relation to one."""
    found = definite(kind)
    assert isinstance(found, Related)
    return found


def many_kind(scope: Scope, subject: str, field: str) -> ManyRelated:
    """The type of a relation to many."""
    found = scope.edition.registry.subjects[subject].fields[field].type
    assert isinstance(found, ManyRelated)
    return found
