"""Lines: from a series and two days to the query of what each score is made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import expressions, trees
from creditlang.backends.sql.consent import consent_state
from creditlang.backends.sql.dialect import Dialect
from creditlang.backends.sql.earlier import finished
from creditlang.backends.sql.frames import SUBJECT, Env, Frame, subject_holder
from creditlang.backends.sql.plan import DATE, ID, RECORD, N, Plan, Source
from creditlang.backends.sql.rows import JUDGE, POINTS, REMARK, UNTIL, YIELDS, Contribution
from creditlang.backends.sql.scores import contributions, fades, judged_criteria
from creditlang.backends.sql.series import Judge, judge_all
from creditlang.backends.sql.trees import Sql
from creditlang.backends.sql.written import shown_number
from creditlang.ir.earlier import asks_earlier
from creditlang.semantics.groups import direct_group
from creditlang.semantics.series import edition_in_force

WHICH = "_which"
"""The column, beside those of the written table, with the place of a line's criterion."""

MOST_CRITERIA = 100
"""How many criteria's lines are told over the same tables: the time in which an engine plans grows with the square of
how often each is read."""


def line_shares(series: ir.Series, as_of: date) -> list[tuple[str, ...]]:
    """The criteria of a day in shares whose lines can be told apart: groups, whose records may give way to one another,
    are not cut, and nothing is where lines rest on all those before them or on earlier scores.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
    """
    edition = edition_in_force(series, as_of)
    judged_ones = judge_all(series, edition, as_of)
    if fades(judged_ones) or asks_earlier(series):
        return [tuple(judged_ones)]
    above = direct_group(edition)
    together: dict[str, list[str]] = {}
    for name, judged in judged_ones.items():
        top = name
        while judged.current and top in above:
            top = above[top]
        together.setdefault(top, []).append(name)
    shares: list[list[str]] = [[]]
    for names in together.values():
        if shares[-1] and len(shares[-1]) + len(names) > MOST_CRITERIA:
            shares.append([])
        shares[-1] += names
    return [tuple(share) for share in shares if share]


def lines(
    series: ir.Series,
    as_of: date,
    as_known: date | None,
    source: Source,
    dialect: Dialect,
    scale: int,
    share: Collection[str] | None = None,
) -> exp.Select | None:
    """The lines of all scores of a day, in the columns of the written table; None where there can be none.

    Args:
        scale: the decimals of the written points.
        share: the criteria whose lines are wanted, one of `line_shares`; None for all, share after share.

    Raises:
        NotInForceError, Refused: as for `decisions`.
    """
    edition = edition_in_force(series, as_of)
    if edition.score is None:
        return None
    shares = line_shares(series, as_of) if share is None else []
    if len(shares) > 1:
        told = [lines(series, as_of, as_known, source, dialect, scale, one) for one in shares]
        queries = [trees.select([exp.Star()], trees.inner(query, "share")) for query in told if query is not None]
        return trees.select([exp.Star()], trees.inner(trees.union(queries), "shares")) if queries else None
    plan = Plan(series, edition, as_of, as_known, source, dialect)
    judged = judged_criteria(plan)
    places = {name: which for which, name in enumerate(judged)}
    if share is not None:
        judged = {name: one for name, one in judged.items() if name in share}
    found = contributions(judged, plan)
    return _lines(plan, found, places, scale) if found else None


def _lines(plan: Plan, found: dict[str, Contribution], places: Mapping[str, int], scale: int) -> exp.Select:
    """The lines of all criteria, of the subjects that are scored."""
    branches = [_lines_of(one, places[name], scale, plan) for name, one in found.items()]
    every = plan.add(trees.union(branches), "lines")
    shown = [trees.column(name, "l") for name in (*LINE_COLUMNS, WHICH)]
    if plan.edition.covers is None and plan.edition.consent is None and plan.keys_are_ids():
        return finished(
            plan, trees.select([trees.named(trees.column(N, "l"), "subject"), *shown], trees.table(every, "l"))
        )
    subject = subject_holder(plan)
    frame, env = Frame(plan, (subject,)), Env(plan.edition, subject)
    tests: list[Sql | None] = []
    if plan.edition.covers is not None:
        tests.append(expressions.truth(plan.edition.covers, env, frame))
    if plan.edition.consent is not None:
        tests.append(trees.equal(consent_state(plan.edition.consent, env, frame), trees.text("given")))
    people = [trees.named(frame.n, N), trees.named(trees.column(ID, SUBJECT), "subject")]
    who = plan.add(frame.select(people, trees.both(tests)), "scored_people")
    same = trees.equal(trees.column(N, "w"), trees.column(N, "l"))
    return finished(
        plan,
        trees.select(
            [trees.column("subject", "w"), *shown], trees.table(every, "l"), [trees.join(trees.table(who, "w"), same)]
        ),
    )


LINE_COLUMNS = (
    "criterion", "group", "points", "before_caps", "event", "record", "date", "until", "basis", "source", "edition",
    "remark", "at",
)  # fmt: skip
"""The columns of a line beside its subject, as the written table has them."""


def _lines_of(one: Contribution, which: int, scale: int, plan: Plan) -> exp.Select:
    """The lines of one criterion."""
    dialect, judges = plan.dialect, one.rows.judges

    def told(about: Callable[[Judge], str | None]) -> Sql:
        texts = [about(judge) for judge in judges]
        cells = [trees.cast(trees.null() if t is None else trees.text(t), dialect.text_type) for t in texts]
        if len(set(texts)) <= 1:
            return cells[0] if cells else trees.cast(trees.null(), dialect.text_type)
        arms = [(trees.equal(trees.column(JUDGE), trees.whole(i)), cell) for i, cell in enumerate(cells)]
        return trees.chosen(arms[:-1], cells[-1])

    remark: Sql = trees.column(REMARK)
    if one.rows.yielding:
        both = dialect.joined(trees.column(REMARK), trees.text("; "), trees.column(YIELDS))
        remark = trees.chosen(
            [
                (trees.unknown(trees.column(REMARK)), trees.column(YIELDS)),
                (trees.unknown(trees.column(YIELDS)), remark),
            ],
            both,
        )
    decimals = len(str(plan.denominator)) - 1
    cells: dict[str, Sql] = {
        "criterion": told(lambda judge: judge.criterion.text.name),
        "group": trees.cast(trees.text(one.group) if one.group else trees.null(), dialect.text_type),
        "points": shown_number(dialect, trees.column(POINTS), decimals, scale),
        "before_caps": shown_number(dialect, trees.column(one.before), decimals, scale),
        "event": told(_event_of),
        "record": trees.column(RECORD),
        "date": trees.column(DATE),
        "until": trees.column(UNTIL),
        "basis": told(lambda judge: judge.criterion.text.basis),
        "source": told(lambda judge: judge.criterion.text.source.value if judge.criterion.text.source else None),
        "edition": told(lambda judge: judge.edition.edition),
        "remark": remark,
        "at": told(lambda judge: str(judge.criterion.text.span)),
    }
    shown = [
        trees.column(N),
        trees.named(trees.whole(which), WHICH),
        *(trees.named(cells[name], name) for name in LINE_COLUMNS),
    ]
    return trees.select(shown, trees.table(one.table))


def _event_of(judge: Judge) -> str | None:
    trigger = judge.criterion.trigger
    return trigger.event if isinstance(trigger, ir.OnEvent) else None
