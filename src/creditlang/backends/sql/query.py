"""The whole: from a series and two days to the query of its decisions and the query of their lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

import attrs
from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import expressions, trees
from creditlang.backends.sql.consent import consent_state
from creditlang.backends.sql.dialect import Dialect
from creditlang.backends.sql.earlier import finished
from creditlang.backends.sql.entitlements import in_effect, rules_of
from creditlang.backends.sql.frames import SUBJECT, Env, Frame, State, everything, subject_holder
from creditlang.backends.sql.grades import band, moved
from creditlang.backends.sql.numbers import compared
from creditlang.backends.sql.passes import Part
from creditlang.backends.sql.plan import DATE, ID, RECORD, N, Plan, Source
from creditlang.backends.sql.rows import BEFORE, JUDGE, POINTS, REMARK, UNTIL, YIELDS, Contribution
from creditlang.backends.sql.scores import SCORE, contributions, fades, judged_criteria, score, sums_of
from creditlang.backends.sql.series import Judge, judge_all
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.ir import walk
from creditlang.semantics.groups import direct_group
from creditlang.semantics.series import edition_in_force

COVERED, CONSENT, PLACE, WHICH = "_covered", "_consent", "_place", "_which"
"""Columns beside those of the written tables; `_which` is the place of a line's criterion."""


@attrs.frozen
class Total:
    """The columns that say what a criterion counts for a subject: the sum of its lines, and whether one is not 0."""

    points: str
    counts: str


@attrs.frozen(eq=False)
class Decisions:
    """The query of the decisions of a day.

    Attributes:
        query: a row for each subject: `_n`, `_id`, `_covered`, `_consent`, `points` in parts of `denominator`,
            `_place` of the grade, and a truth for each rule, in the columns that `flags` names.
        totals: by criterion the columns that say what it counts, where they were asked for.
        looks_back: whether it computes earlier scores first.
    """

    edition: ir.Edition
    query: exp.Select
    flags: dict[str, str]
    denominator: int
    totals: dict[str, Total]
    looks_back: bool = False


def decisions(
    series: ir.Series,
    as_of: date,
    as_known: date | None,
    source: Source,
    dialect: Dialect,
    *,
    totals: bool = False,
) -> Decisions:
    """The decisions of a day.

    Args:
        totals: whether the columns of the query also say what each criterion counts.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
        Refused: a set engine cannot decide by this rulebook.
    """
    edition = edition_in_force(series, as_of)
    plan = Plan(series, edition, as_of, as_known, source, dialect)
    query, state, sums = _decisions(plan, totals=totals)
    looks_back = bool(plan.asked.by_criteria or plan.asked.by_rules)
    return Decisions(edition, query, dict(state.flags), plan.denominator, sums, looks_back)


MOST_CRITERIA = 100
"""How many criteria's lines are told by one query, where they may be told by several: the time in which an engine plans
one grows faster than its length."""


def line_shares(series: ir.Series, as_of: date) -> list[tuple[str, ...]]:
    """The criteria of a day in shares whose lines can be told apart: groups, whose records may give way to one another,
    are not cut, and nothing is where lines rest on all those before them.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
    """
    edition = edition_in_force(series, as_of)
    judged_ones = judge_all(series, edition, as_of)
    if fades(judged_ones):
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
        share: the criteria whose lines are wanted, one of `line_shares`; None for all.

    Raises:
        NotInForceError, Refused: as for `decisions`.
    """
    edition = edition_in_force(series, as_of)
    if edition.score is None:
        return None
    plan = Plan(series, edition, as_of, as_known, source, dialect)
    judged = judged_criteria(plan)
    places = {name: which for which, name in enumerate(judged)}
    if share is not None:
        judged = {name: one for name, one in judged.items() if name in share}
    found = contributions(judged, plan)
    return _lines(plan, found, places, scale) if found else None


def _decisions(plan: Plan, *, totals: bool) -> tuple[exp.Select, State, dict[str, Total]]:
    edition, subject = plan.edition, subject_holder(plan)
    env = Env(edition, subject)
    state = State(plan.people())
    parts: list[Part] = []
    if edition.score is not None:
        judged = judged_criteria(plan)
        parts = sums_of(judged, plan, apart=totals)
        state = score(judged, parts, env, plan, state)
        assert state.points is not None
        if edition.grades:
            frame = Frame(plan, (attrs.evolve(subject, table=state.table),))
            place = band(edition, state.points, plan.arithmetic)
            state = attrs.evolve(
                state, table=plan.add(frame.select([everything(), trees.named(place, PLACE)]), "graded"), place=PLACE
            )
    state = _with_rules(plan, attrs.evolve(env, state=state))
    shown = {part.names[0]: part for part in parts} if totals else {}
    return _final(plan, state, env, shown), state, {n: Total(f"sum {n}", f"counts {n}") for n in shown}


def _with_rules(plan: Plan, env: Env) -> State:
    """Moves, lists, rewards and sanctions, each after what it reads: as many at once as do not read each other."""
    edition, rules = plan.edition, rules_of(plan.edition)
    assert env.state is not None
    state, waiting = env.state, list[str]()
    for name in edition.evaluation_order:
        reads, grade = _reads(rules[name], edition)
        if reads & set(waiting) or (grade and any(one in edition.moves for one in waiting)):
            state, waiting = _decided(plan, attrs.evolve(env, state=state), waiting), []
        waiting.append(name)
    return _decided(plan, attrs.evolve(env, state=state), waiting) if waiting else state


def _decided(plan: Plan, env: Env, names: Sequence[str]) -> State:
    """The state with some more rules decided on."""
    state, rules = env.state, rules_of(plan.edition)
    assert state is not None
    frame = Frame(plan, (attrs.evolve(env.subject, table=state.table),))
    shown: list[Sql] = [everything()]
    tests = {name: in_effect(rules[name], env, frame) for name in names}
    columns = {name: plan.name("_is", name) for name in names}
    place = state.place
    moves = {name: tree for name, tree in tests.items() if name in plan.edition.moves}
    if place is not None and moves:
        # Only the band and all moves together say what the grade is.
        earlier = {n: trees.column(c, SUBJECT) for n, c in state.flags.items() if n in plan.edition.moves}
        place = plan.name("_moved")
        band_place = trees.column(PLACE, SUBJECT)
        shown.append(trees.named(moved(plan.edition, band_place, {**earlier, **moves}), place))
    shown += [trees.named(tests[name], column) for name, column in columns.items()]
    table = plan.add(frame.select(shown), "decided")
    return attrs.evolve(state, table=table, place=place, flags={**state.flags, **columns})


def _reads(rule: object, edition: ir.Edition) -> tuple[set[str], bool]:
    """The rules that a rule reads, and whether it reads the grade, also through definitions."""
    names: set[str] = set()
    grade = False
    waiting = [expression for expression in _expressions(rule) if expression is not None]
    seen: set[str] = set()
    while waiting:
        for part in walk(waiting.pop()):
            match part:
                case nodes.Listed(name=name) | nodes.Holds(name=name):
                    names.add(name)
                case nodes.GradeOf() | nodes.CompareGrade():
                    grade = True
                case nodes.CallDefine(define=define) if define not in seen:
                    seen.add(define)
                    waiting.append(edition.defines[define].body)
                case _:
                    pass
    return names, grade


def _expressions(rule: object) -> list[nodes.Expression | None]:
    assert isinstance(rule, ir.GradeMove | ir.Reward | ir.Sanction | ir.PublicList)
    trigger, process = rule.trigger, rule.process
    condition = trigger.where if isinstance(trigger, ir.OnEvent) else trigger.condition
    return [condition, process.lasts, process.until, process.lifted]


def _final(plan: Plan, state: State, env: Env, totals: Mapping[str, Part]) -> exp.Select:
    """The state with who is covered and consents."""
    edition = plan.edition
    frame = Frame(plan, (attrs.evolve(env.subject, table=state.table),))
    alias = SUBJECT
    shown: list[Sql] = [trees.named(frame.n, N), trees.column(ID, alias)]
    covered = trees.truth(True) if edition.covers is None else expressions.truth(edition.covers, env, frame)
    consent: Sql = trees.cast(trees.null(), plan.dialect.text_type)
    if edition.consent is not None:
        consent = consent_state(edition.consent, env, frame)
    shown += [trees.named(covered, COVERED), trees.named(consent, CONSENT)]
    if state.points is not None:
        shown.append(trees.named(trees.column(SCORE, alias), POINTS))
    if state.place is not None:
        shown.append(trees.named(trees.column(state.place, alias), PLACE))
    shown += [trees.column(column, alias) for column in state.flags.values()]
    for name, part in totals.items():
        column = trees.column(part.column, frame.looked_up(part.table, [(N, frame.n)]))
        counts: Sql = compared(nodes.Relation.NOT_EQUAL, column, trees.whole(0))
        if part.counts is not None:
            counts = trees.column(part.counts, frame.looked_up(part.table, [(N, frame.n)]))
        shown += [trees.named(column, f"sum {name}"), trees.named(counts, f"counts {name}")]
    return finished(plan, frame.select(shown))


# --- lines -------------------------------------------------------------------------------------------------


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
        "before_caps": shown_number(dialect, trees.column(BEFORE), decimals, scale),
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


def shown_number(dialect: Dialect, steps: Sql, decimals: int, scale: int) -> Sql:
    """A number of steps of so many decimals as a column of the written table, which has `scale` of them."""
    if decimals > scale:
        # What is written has no more decimals than its type says, so the rest is nothing.
        by = trees.whole(10 ** (decimals - scale))
        steps = dialect.quotient(steps, by, wide=False, wide_result=False)
    elif decimals < scale:
        steps = exp.Mul(this=trees.closed(dialect.wide(steps)), expression=trees.whole(10 ** (scale - decimals)))
    return dialect.decimal(steps, scale) if scale else dialect.narrow(steps)


# --- the table of decisions --------------------------------------------------------------------------------


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
