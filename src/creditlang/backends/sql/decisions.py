"""Decisions: from a series and two days to the query of what is decided about everyone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from creditlang.backends.sql.plan import ID, N, Plan, Source
from creditlang.backends.sql.rows import POINTS
from creditlang.backends.sql.scores import SCORE, judged_criteria, score, sums_of
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.ir import walk
from creditlang.semantics.series import edition_in_force

COVERED, CONSENT, PLACE = "_covered", "_consent", "_place"
"""Columns beside those of the written table."""


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
