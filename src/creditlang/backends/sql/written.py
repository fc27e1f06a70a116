"""The written table: decisions in the columns and numbers that are given out."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from creditlang.backends.sql import trees
from creditlang.backends.sql.decisions import CONSENT, COVERED, PLACE, Decisions
from creditlang.backends.sql.dialect import Dialect
from creditlang.backends.sql.plan import ID
from creditlang.backends.sql.rows import POINTS
from creditlang.backends.sql.trees import Sql


def table_of_decisions(found: Decisions, dialect: Dialect, scale: int, incomplete: str | None = None) -> exp.Select:
    """The decisions in the columns of the written table.

    Args:
        scale: the decimals of the written points.
        incomplete: a table of the ids of those of whom a row was set aside.
    """
    edition, alias = found.edition, "d"
    consent = trees.column(CONSENT, alias)
    live: list[Sql] = [trees.column(COVERED, alias)]
    if edition.consent is not None:
        live.append(trees.equal(consent, trees.text("given")))
    scored = trees.both(live)
    assert scored is not None

    def only_scored(tree: Sql) -> Sql:
        return trees.chosen([(scored, tree)], trees.null())

    decimals = len(str(found.denominator)) - 1
    points: Sql = trees.cast(trees.null(), "BIGINT")
    if edition.score is not None:
        points = only_scored(shown_number(dialect, trees.column(POINTS, alias), decimals, scale))
    grade: Sql = trees.cast(trees.null(), dialect.text_type)
    if edition.grades and edition.score is not None:
        place = trees.column(PLACE, alias)
        arms = [(trees.equal(place, trees.whole(i)), trees.text(g.name)) for i, g in enumerate(edition.grades)]
        grade = only_scored(trees.chosen(arms, trees.null()))

    def names(rules: Iterable[str]) -> Sql:
        tests = []
        for name in rules:
            test = trees.both([scored, trees.column(found.flags[name], alias)])
            assert test is not None
            tests.append((test, name))
        return dialect.names(tests)

    query, joins = found.query, list[exp.Join]()
    lost: Sql = trees.truth(False)
    if incomplete is not None:
        same = trees.equal(trees.column("id", "i"), trees.column(ID, alias))
        joins.append(trees.join(trees.table(incomplete, "i"), same, left=True))
        lost = trees.known(trees.column("id", "i"))
    columns = [
        trees.named(trees.column(ID, alias), "subject"),
        trees.named(points, "points"),
        trees.named(grade, "grade"),
        trees.named(names(edition.rewards), "rewards"),
        trees.named(names(edition.sanctions), "sanctions"),
        trees.named(names(edition.lists), "lists"),
        trees.named(lost, "incomplete"),
    ]
    return trees.select(columns, trees.inner(query, alias), joins)


def shown_number(dialect: Dialect, steps: Sql, decimals: int, scale: int) -> Sql:
    """A number of steps of so many decimals as a column of the written table, which has `scale` of them."""
    if decimals > scale:
        # What is written has no more decimals than its type says, so the rest is nothing.
        by = trees.whole(10 ** (decimals - scale))
        steps = dialect.quotient(steps, by, wide=False, wide_result=False)
    elif decimals < scale:
        steps = exp.Mul(this=trees.closed(dialect.wide(steps)), expression=trees.whole(10 ** (scale - decimals)))
    return dialect.decimal(steps, scale) if scale else dialect.narrow(steps)
