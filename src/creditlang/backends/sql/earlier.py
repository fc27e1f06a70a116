"""The scores as they stood at records, in one query with what asks for them.

Who asks is known once the rules are emitted (`Asked`). Where only sanctions, rewards, lists and moves ask, each moment
that they ask for is decided on once, by a plan of moments. Where criteria ask, a moment rests on earlier ones: a record
that asks is numbered among those of its subject that do, and a recursive table answers the first ones of everybody,
then the second ones, and so on. Each round sees all answers of the rounds before. So a query takes as many rounds as
the subject with the most asking records has of them.

What a moment sees may have been withdrawn since, and what it knew may lie between that of two other moments: so a
moment is told by its record and the day of its knowledge, and all that can be asked for are laid out beforehand. They
may be more than needed, never fewer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import trees
from creditlang.backends.sql.frames import Env, State, subject_holder
from creditlang.backends.sql.moments import OF, UPTO, WITHDRAWN, MomentsPlan, records
from creditlang.backends.sql.plan import AS_OF, DATE, KNOWN, RECORD, RECORDED, Asked, N, Plan, is_known, with_name
from creditlang.backends.sql.rows import POINTS
from creditlang.backends.sql.scores import SCORE, judged_criteria, score, sums_of
from creditlang.backends.sql.trees import Sql
from creditlang.ir.expressions import ScoreMoment

_LEVEL = "_level"
"""The place of a record among those of its subject that ask, and so the round that answers it."""

_Raw = Mapping[str, str]
"""The tables of all records of events, by event."""


def finished(plan: Plan, result: exp.Select) -> exp.Select:
    """A query over the tables of a plan with all that it needs before it, earlier scores too."""
    if plan.asked.by_criteria or plan.asked.by_rules:
        plan.first += _answers(plan)
    return plan.finished(result)


def _answers(plan: Plan) -> list[exp.CTE]:
    """The tables of earlier scores, after what they are made of."""
    asked = plan.asked
    names = {name: plan.name(name) for name in ("chained", "chain", "scores_so_far", "chain_scores")}
    chained, chain, so_far, links = names.values()
    # Only once all editions are emitted is it known what criteria ask.
    step = _round(plan, chained, chain, so_far)
    alone = [one for one in asked.by_rules if one not in asked.by_criteria]
    raw = {event: plan.name("records", event) for event, _ in (*asked.by_criteria, *asked.by_rules)}
    found = [with_name(table, records(plan, event, [])) for event, table in raw.items()]
    before: list[exp.Query] = []
    columns = [trees.column(RECORD), trees.column(KNOWN), trees.column(POINTS)]
    if asked.by_criteria:
        plan.recursive = True
        found.append(with_name(chained, _numbered(_chained(plan, raw)), held=True))
        found.append(_chain(chain, step))
        found.append(with_name(links, _told(chained, trees.table(chain, "a"))))
        before.append(trees.select(columns, trees.table(links)))
    if alone:
        moments, last = plan.name("last_moments"), plan.name("last_scores")
        found.append(with_name(moments, _numbered(_last_moments(plan, alone, raw)), held=True))
        scores = _scores(plan, attrs.evolve(asked, before=links), moments, None, [], (OF, AS_OF, KNOWN, UPTO))
        found.append(with_name(last, scores, held=True))
        here = [trees.named(trees.column(UPTO), RECORD), *columns[1:]]
        before.append(trees.select(here, trees.table(last), where=trees.known(trees.column(UPTO))))
        day = [trees.named(trees.column(OF), N), trees.named(trees.column(AS_OF), DATE), trees.column(POINTS)]
        ended = trees.unknown(trees.column(UPTO))
        found.append(with_name(asked.on_day, trees.select(day, trees.table(last), where=ended)))
    found.append(with_name(asked.before, trees.union(before, distinct=True)))
    return found


# --- the scores of moments ---------------------------------------------------------------------------------


def _scores(
    plan: Plan, asked: Asked, moments: str, test: Sql | None, first: Sequence[exp.CTE], shown: Sequence[str]
) -> exp.Query:
    """The scores of the moments of a table that meet a test, by the edition of the day of each.

    Args:
        first: what the query needs before it.
        shown: the columns of the moments that stand beside the points.
    """
    queries = [
        _scores_by(edition, plan, asked, moments, trees.both([test, days]), first, shown)
        for edition, days in _editions(plan)
    ]
    return trees.union([trees.select([exp.Star()], trees.inner(query, "scores")) for query in queries])


def _scores_by(
    edition: ir.Edition,
    plan: Plan,
    asked: Asked,
    moments: str,
    test: Sql | None,
    first: Sequence[exp.CTE],
    shown: Sequence[str],
) -> exp.Select:
    inner = MomentsPlan(
        plan.series,
        edition,
        plan.as_of,
        None,
        plan.source,
        plan.dialect,
        names=plan.names,
        asked=asked,
        moments=plan.name("moments"),
    )
    mine = trees.select([exp.Star()], trees.table(moments), where=test)
    inner.first = [*first, with_name(inner.moments, mine)]
    columns: list[Sql] = [trees.column(name, "m") for name in shown]
    if edition.score is None:
        points = plan.dialect.narrow(trees.whole(0))
        return inner.finished(trees.select([*columns, trees.named(points, POINTS)], trees.table(inner.moments, "m")))
    judged = judged_criteria(inner)
    env = Env(edition, subject_holder(inner))
    state = score(judged, sums_of(judged, inner, apart=False), env, inner, State(inner.people()))
    points = trees.named(plan.dialect.narrow(trees.column(SCORE, "s")), POINTS)
    same = trees.equal(trees.column(N, "s"), trees.column(N, "m"))
    join = trees.join(trees.table(state.table, "s"), same)
    return inner.finished(trees.select([*columns, points], trees.table(inner.moments, "m"), [join]))


def _editions(plan: Plan) -> Iterator[tuple[ir.Edition, Sql | None]]:
    """Every edition with the days of the moments that it scores: the first one also those on which none is in force."""
    first, *others = plan.series.editions
    begun = [edition for edition in others if edition.in_force is None or edition.in_force <= plan.as_of]
    if not begun:
        yield first, None
        return
    days = [_days_of(edition) for edition in begun]
    yield first, trees.negated(trees.either(days))
    yield from zip(begun, days, strict=True)


def _days_of(edition: ir.Edition) -> Sql:
    day = trees.column(AS_OF)
    begun = None if edition.in_force is None else trees.at_most(trees.day(edition.in_force), day)
    over = None if edition.ends is None else trees.less(day, trees.day(edition.ends))
    return trees.both([begun, over]) or trees.truth(True)


# --- which moments are asked for ---------------------------------------------------------------------------


def _numbered(moments: exp.Query) -> exp.Select:
    """Moments with their numbers and levels."""
    names = (OF, AS_OF, KNOWN, UPTO)
    columns = [trees.column(name) for name in names]
    number = trees.window(exp.RowNumber(), [], [(tree, False) for tree in columns])
    level = trees.window(exp.DenseRank(), [columns[0]], [(columns[1], False), (columns[3], False)])
    shown = [trees.named(number, N), *columns, trees.named(level, _LEVEL)]
    return trees.select(shown, trees.inner(moments, "moments"))


def _chained(plan: Plan, raw: _Raw) -> exp.Query:
    """The moments that the answers of criteria may rest on.

    At the knowledge of the decision, every record that asks; at that of a record that asks for `known before`, this one
    and all before it.
    """
    asked = plan.asked
    now = plan.known()
    knowing = [one for one in (*asked.by_criteria, *asked.by_rules) if one[1] is ScoreMoment.KNOWN_BEFORE]
    queries: list[exp.Query] = []
    for event, moment in asked.by_criteria:
        if moment is ScoreMoment.KNOWN_BEFORE:
            # It may have been withdrawn since, and have been known when it was asked.
            here = trees.at_most(trees.column(RECORDED, "r"), now)
            queries.append(_moments(raw[event], trees.column(RECORDED, "r"), here))
            continue
        queries.append(_moments(raw[event], now, _was_known(now)))
        for other in dict.fromkeys(event for event, _ in knowing):
            then = trees.column(RECORDED, "k")
            later = trees.either(
                [
                    trees.less(trees.column(DATE, "r"), trees.column(DATE, "k")),
                    trees.less(trees.column(RECORD, "r"), trees.column(RECORD, "k")),
                ]
            )
            tests = [
                trees.equal(trees.column(OF, "r"), trees.column(OF, "k")),
                trees.at_most(trees.column(DATE, "r"), trees.column(DATE, "k")),
                later,
                trees.at_most(then, now),
                _was_known(then),
            ]
            test = trees.both(tests)
            assert test is not None
            queries.append(_moments(raw[event], then, None, [trees.join(trees.table(raw[other], "k"), test)]))
    return trees.union(queries, distinct=True)


def _last_moments(plan: Plan, alone: Sequence[tuple[str, ScoreMoment]], raw: _Raw) -> exp.Query:
    """The moments that only rules ask for that the score does not rest on."""
    now = plan.known()
    queries = []
    for event, moment in alone:
        known = trees.column(RECORDED, "r") if moment is ScoreMoment.KNOWN_BEFORE else now
        queries.append(_moments(raw[event], known, _was_known(now), whole_day=moment is ScoreMoment.ON_ITS_DATE))
    return trees.union(queries, distinct=True)


def _moments(
    table: str, known: Sql, test: Sql | None, joins: Sequence[exp.Join] = (), *, whole_day: bool = False
) -> exp.Select:
    """The moment of each record of a table; the end of its day, if the whole day is wanted."""
    record = trees.column(RECORD, "r")
    shown = [
        trees.column(OF, "r"),
        trees.named(trees.column(DATE, "r"), AS_OF),
        trees.named(known, KNOWN),
        trees.named(trees.cast(trees.null(), "TEXT") if whole_day else record, UPTO),
    ]
    return trees.select(shown, trees.table(table, "r"), joins, test, distinct=True)


def _was_known(day: Sql) -> Sql:
    return is_known(trees.column(RECORDED, "r"), trees.column(WITHDRAWN, "r"), day)


# --- round after round -------------------------------------------------------------------------------------


def _round(plan: Plan, chained: str, chain: str, so_far: str) -> exp.Query:
    """The answers of the level after that of the rows that were found last."""
    last = exp.Subquery(this=trees.select([exp.Max(this=trees.column(_LEVEL))], trees.table(chain)))
    following = exp.Add(this=last, expression=trees.whole(1))
    every = exp.Table(this=exp.to_identifier(chain, quoted=True), db=exp.to_identifier("recurring"))
    every.set("alias", exp.TableAlias(this=exp.to_identifier("a", quoted=True)))
    first = [with_name(so_far, _told(chained, every))]
    test = trees.equal(trees.column(_LEVEL), following)
    return _scores(plan, attrs.evolve(plan.asked, before=so_far), chained, test, first, (N, _LEVEL))


def _chain(chain: str, step: exp.Query) -> exp.CTE:
    """The recursive table: it begins with a row of no moment, so that the first round has one to follow."""
    nothing = [trees.named(trees.cast(trees.whole(0), "BIGINT"), name) for name in (N, _LEVEL, POINTS)]
    following = trees.select([exp.Star()], trees.inner(step, "round"))
    union = exp.Union(this=trees.select(nothing), expression=following, distinct=True)
    columns = [exp.to_identifier(name, quoted=True) for name in (N, _LEVEL, POINTS)]
    alias = exp.TableAlias(this=exp.to_identifier(chain, quoted=True), columns=columns)
    return exp.CTE(this=union, alias=alias, key_expressions=[exp.to_identifier(N, quoted=True)])


def _told(chained: str, answers: exp.Table) -> exp.Select:
    """Answers by the record and the knowledge of their moment."""
    same = trees.equal(trees.column(N, "a"), trees.column(N, "c"))
    shown = [
        trees.named(trees.column(UPTO, "c"), RECORD),
        trees.column(KNOWN, "c"),
        trees.column(POINTS, "a"),
    ]
    return trees.select(shown, answers, [trees.join(trees.table(chained, "c"), same)])
