"""Small pieces of SQL trees, so that the lowering reads as what it means. Nothing here knows about rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from sqlglot import exp

Sql = exp.Expr

_CLOSED = (exp.Column, exp.Literal, exp.Func, exp.Cast, exp.Paren, exp.Boolean, exp.Null, exp.Case, exp.Subquery)


def closed(tree: Sql) -> Sql:
    """The tree, in parentheses where an operator beside it could tear it apart."""
    torn = isinstance(tree, exp.Connector | exp.Binary) and not isinstance(tree, exp.Column)
    return tree if isinstance(tree, _CLOSED) and not torn else exp.Paren(this=tree)


def whole(number: int) -> Sql:
    """A whole number."""
    return exp.Literal.number(number) if number >= 0 else exp.Neg(this=exp.Literal.number(-number))


def text(value: str) -> Sql:
    """A text."""
    return exp.Literal.string(value)


def day(value: date) -> Sql:
    """A day."""
    return cast(exp.Literal.string(value.isoformat()), "DATE")


def truth(value: bool) -> Sql:
    """A truth."""
    return exp.Boolean(this=value)


def null() -> Sql:
    """Nothing."""
    return exp.Null()


def column(name: str, table: str | None = None) -> exp.Column:
    """A column, of a table."""
    return exp.Column(
        this=exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True) if table else None
    )


def named(tree: Sql, name: str) -> exp.Alias:
    """A value as a column of a result."""
    return exp.Alias(this=tree, alias=exp.to_identifier(name, quoted=True))


def table(name: str, alias: str | None = None) -> exp.Table:
    """A table or common table expression."""
    found = exp.Table(this=exp.to_identifier(name, quoted=True))
    if alias is not None:
        found.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    return found


def inner(query: exp.Query, alias: str) -> exp.Subquery:
    """A query as a table."""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))


def call(name: str, *arguments: Sql) -> Sql:
    """A function by its name in the dialect at hand."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def cast(tree: Sql, to: str) -> Sql:
    """A value as another type."""
    kind = _type(to)
    # A node has one place in a tree; a type that has no parts need not be copied part by part.
    return exp.Cast(this=tree, to=kind.copy() if kind.expressions else exp.DataType(**kind.args))


@cache
def _type(name: str) -> exp.DataType:
    # A query names a few types hundreds of times, and each reading of a name starts a parser.
    return exp.DataType.build(name, udt=True)


def both(conditions: Iterable[Sql | None]) -> Sql | None:
    """All that are given hold; None where none is given."""
    found: Sql | None = None
    for condition in conditions:
        if condition is not None:
            found = condition if found is None else exp.And(this=_beside(found), expression=_beside(condition))
    return found


def either(conditions: Iterable[Sql]) -> Sql:
    """One holds."""
    first, *rest = conditions
    for condition in rest:
        first = exp.Or(this=_beside(first, exp.Or), expression=_beside(condition, exp.Or))
    return first


def _beside(condition: Sql, same: type[exp.Connector] = exp.And) -> Sql:
    """A condition as it can stand beside a connective."""
    return (
        exp.Paren(this=condition) if isinstance(condition, exp.Connector) and type(condition) is not same else condition
    )


def negated(condition: Sql) -> Sql:
    """The opposite."""
    return exp.Not(this=closed(condition))


def known(tree: Sql) -> Sql:
    """Whether there is a value."""
    return exp.Not(this=exp.Is(this=closed(tree), expression=null()))


def unknown(tree: Sql) -> Sql:
    """Whether there is none."""
    return exp.Is(this=closed(tree), expression=null())


def equal(left: Sql, right: Sql) -> Sql:
    """Both are the same."""
    return exp.EQ(this=closed(left), expression=closed(right))


def less(left: Sql, right: Sql) -> Sql:
    """The left one is less."""
    return exp.LT(this=closed(left), expression=closed(right))


def at_most(left: Sql, right: Sql) -> Sql:
    """The left one is no more."""
    return exp.LTE(this=closed(left), expression=closed(right))


def one_of(tree: Sql, values: Sequence[Sql]) -> Sql:
    """Whether a value is one of some."""
    if len(values) == 1:
        return equal(tree, values[0])
    return exp.In(this=closed(tree), expressions=list(values)) if values else truth(False)


def chosen(arms: Sequence[tuple[Sql, Sql]], otherwise: Sql) -> Sql:
    """The value of the first arm whose condition holds."""
    if not arms:
        return otherwise
    return exp.Case(ifs=[exp.If(this=test, true=value) for test, value in arms], default=otherwise)


def coalesce(tree: Sql, *others: Sql) -> Sql:
    """The first value that is known."""
    return exp.Coalesce(this=tree, expressions=list(others))


def struct(members: Mapping[str, Sql]) -> Sql:
    """Values under names, as one value."""
    return call(
        "STRUCT_PACK",
        *(exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=tree) for name, tree in members.items()),
    )


def member(tree: Sql, name: str) -> Sql:
    """One of the values under names."""
    return call("STRUCT_EXTRACT", tree, text(name))


def function(parameters: Iterable[str], body: Sql) -> exp.Lambda:
    """A function that another one applies to the parts of a list; a parameter is read as a column."""
    return exp.Lambda(this=body, expressions=[exp.to_identifier(name, quoted=True) for name in parameters])


def least(*values: Sql) -> Sql:
    """The lowest. None of the values is null."""
    return call("LEAST", *values)


def greatest(*values: Sql) -> Sql:
    """The highest. None of the values is null."""
    return call("GREATEST", *values)


def count() -> Sql:
    """How many rows."""
    return exp.Count(this=exp.Star())


def total(tree: Sql) -> Sql:
    """The sum of a column; null over no rows."""
    return exp.Sum(this=tree)


def only_where(aggregate: Sql, condition: Sql | None) -> Sql:
    """An aggregate over the rows that meet a condition."""
    return aggregate if condition is None else exp.Filter(this=aggregate, expression=exp.Where(this=condition))


def window(
    function: Sql, partition: Sequence[Sql], order: Sequence[tuple[Sql, bool]] = (), *, running: bool = False
) -> Sql:
    """A function over the rows of a partition. `order`: each column with whether it falls; none of them is null.

    Args:
        running: over the rows up to the present one, one by one, and not also over its equals.
    """
    spec = None
    if running:
        spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
    return exp.Window(
        this=function,
        partition_by=list(partition),
        order=exp.Order(expressions=[ordered(tree, falls) for tree, falls in order]) if order else None,
        spec=spec,
    )


def ordered(tree: Sql, falls: bool) -> exp.Ordered:
    """A key of an order; it is never null, so where nulls stand does not matter."""
    return exp.Ordered(this=tree, desc=falls, nulls_first=not falls)


def select(
    columns: Sequence[Sql],
    source: exp.Table | exp.Subquery | None = None,
    joins: Sequence[exp.Join] = (),
    where: Sql | None = None,
    group: Sequence[Sql] = (),
    *,
    distinct: bool = False,
) -> exp.Select:
    """A query."""
    found = exp.Select(expressions=list(columns))
    if source is not None:
        found.set("from_", exp.From(this=source))
    if joins:
        found.set("joins", list(joins))
    if where is not None:
        found.set("where", exp.Where(this=where))
    if group:
        found.set("group", exp.Group(expressions=list(group)))
    if distinct:
        found.set("distinct", exp.Distinct())
    return found


def join(to: exp.Table | exp.Subquery, on: Sql, *, left: bool = False) -> exp.Join:
    """A join; a left one keeps rows without a partner."""
    return exp.Join(this=to, on=on, side="LEFT" if left else None)


DEEPEST_UNION = 50
"""How many queries are laid together in one chain: engines take each for one step deeper, and go only so deep."""


def union(queries: Sequence[exp.Query], *, distinct: bool = False) -> exp.Query:
    """All rows of some queries, or each one once."""
    if len(queries) > DEEPEST_UNION:
        pieces = [queries[start : start + DEEPEST_UNION] for start in range(0, len(queries), DEEPEST_UNION)]
        return union([select([exp.Star()], inner(union(p), "some")) for p in pieces], distinct=distinct)
    found = queries[0]
    for query in queries[1:]:
        found = exp.Union(this=found, expression=query, distinct=distinct)
    return found
