"""The score: criteria, groups, start, rounding and bounds."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs

from creditlang import ir
from creditlang.backends.python import trees
from creditlang.backends.python.criteria import (
    Judge,
    adding_to,
    appending_to,
    capped,
    on_facts,
    on_records,
    signed,
)
from creditlang.backends.python.expressions import emit, length_of, rounded
from creditlang.backends.python.factoring import Guarded, conditions_of, factored
from creditlang.backends.python.scope import Body, Scope
from creditlang.ir import walk
from creditlang.ir.expressions import EarlierPoints, Expression, ScoreMoment
from creditlang.ir.limits import innermost_first
from creditlang.semantics.groups import direct_group
from creditlang.source import Span
from creditlang.types import EVERYTHING, Interval, Number, definite
from creditlang.values import Exact, show_duration


@attrs.frozen
class Entry:
    """A criterion that can contribute on the as-of date: how it bounds its lines, and who judges its records.

    Attributes:
        judge: the criterion as it stands in the edition that says its caps and weight.
        own: who judges records by their own date.
        this: the current edition as judge of all records, under `transition the milder`.
        group: the group that it stands in.
        milder: whether a record counts only if the current edition, which may not judge it at all, is not better.
    """

    judge: Judge
    own: tuple[Judge, ...]
    this: Judge | None
    group: str | None
    milder: bool = False


def entries(series: ir.Series, number: int) -> tuple[Entry, ...]:
    """Every criterion that can contribute under an edition: its own, and repealed ones that run out."""
    current = series.editions[number]
    groups = direct_group(current)
    found = {
        name: _entry(series, number, Judge(criterion, current, number), groups.get(name))
        for name, criterion in current.criteria.items()
    }
    if current.repealed is ir.Repealed.RUN_OUT:
        for earlier in reversed(range(number)):
            for name, criterion in series.editions[earlier].criteria.items():
                if name not in found and isinstance(criterion.trigger, ir.OnEvent):
                    judge = Judge(criterion, series.editions[earlier], earlier)
                    found[name] = Entry(judge, tuple(_by_own_date(series, number, name)), None, None)
    return tuple(found.values())


def _entry(series: ir.Series, number: int, judge: Judge, group: str | None) -> Entry:
    name, current = judge.criterion.text.name, judge.edition
    on_event = isinstance(judge.criterion.trigger, ir.OnEvent)
    own = tuple(_by_own_date(series, number, name))
    match current.transition:
        case ir.Transition.OWN_DATE:
            return Entry(judge, own, None, group)
        case ir.Transition.THIS_EDITION:
            return Entry(judge, (judge,) if on_event else (), None, group)
        case ir.Transition.MILDER:
            return Entry(judge, own, judge if on_event else None, group, milder=bool(own) or on_event)


def _by_own_date(series: ir.Series, number: int, name: str) -> Iterator[Judge]:
    """The editions that judge records of their own time: none later than the current one has begun."""
    for index, edition in enumerate(series.editions[: number + 1]):
        criterion = edition.criteria.get(name)
        if criterion is not None and isinstance(criterion.trigger, ir.OnEvent):
            yield Judge(criterion, edition, index, edition.in_force, edition.ends if index < number else None)


@attrs.frozen
class _Settled:
    """The variables of a criterion whose items have been capped."""

    criterion: ir.Criterion
    index: int
    items: str
    counting: str
    points: str

    @property
    def parts(self) -> list[ast.expr]:
        """What the explanation needs of it."""
        return [ast.Constant(self.index), *map(trees.name, (self.items, self.counting, self.points))]


@attrs.define
class Scores:
    """Emits the score of one edition.

    Attributes:
        steps: whether every step is kept, for the explanation.
        judges: the criteria that items name by their place in it.
    """

    series: ir.Series
    number: int
    body: Body
    steps: bool
    judges: list[Judge] = attrs.field(factory=list)

    @property
    def edition(self) -> ir.Edition:
        """The edition in force."""
        return self.series.editions[self.number]

    def emit(self) -> list[ast.stmt]:
        """Statements after which `points` holds the score; with steps, `score_part` every step."""
        assert self.edition.score is not None
        start = emit(self.edition.score.starts_at, Scope(self.edition, self.number), self.body)
        statements = self._of(self.edition.score.span, "score", [trees.assign("points", start)])
        if self.steps:
            statements.append(trees.assign("start", trees.name("points")))
            statements.append(trees.assign("lines", trees.listed([])))
        found = entries(self.series, self.number)
        choosing = _choosing(self.edition)
        guarded: list[Guarded] = []
        fading = any(entry.judge.criterion.fades for entry in found)
        yields = bool(choosing) or (self.steps and any(_chooses(entry.judge.criterion) for entry in found))
        if yields:
            statements.append(trees.assign("yielding", ast.Dict([], [])))
        kept: dict[str, str] = {}
        totals: dict[int, ast.expr] = {}
        listed: list[tuple[int, Entry, str]] = []
        for index, entry in enumerate(found):
            if not fading and self._is_simple(entry, choosing) and self._is_only_added(entry):
                guarded.append(self._guarded(entry))
            elif not fading and self._is_simple(entry, choosing):
                statements += self._of_criterion(entry, self._added_up(index, entry, totals))
            else:
                made, items = self._items(entry, choosing)
                chosen, candidates = self._chosen(entry, items)
                statements += self._of_criterion(entry, [*made, *chosen])
                listed.append((index, entry, items if self.steps else candidates))
                if entry.judge.edition is self.edition:
                    kept[entry.judge.criterion.text.name] = candidates
        statements += factored(guarded, "points")
        if choosing:
            statements += self._give_way(kept)
        settled: list[_Settled] = []
        for index, entry, items in listed:
            made, result = self._settled(index, entry, items, yields, totals)
            statements += self._of_criterion(entry, made)
            settled.append(result)
        if fading:
            statements.append(_fade(settled))
        if self.steps:
            told = trees.name("yielding") if yields else ast.Constant(None)
            less = trees.name("worn") if fading else ast.Constant(None)
            statements += [trees.append("lines", trees.tupled([*found.parts, told, less])) for found in settled]
        return [*statements, *self._together(found, totals)]

    def _of(self, span: Span, called: str, statements: list[ast.stmt]) -> list[ast.stmt]:
        return self.body.of_rule(span, called, statements)

    def _of_criterion(self, entry: Entry, statements: list[ast.stmt]) -> list[ast.stmt]:
        text = entry.judge.criterion.text
        return self._of(text.span, text.name, statements)

    # --- criteria -----------------------------------------------------------------------------------

    def _is_simple(self, entry: Entry, choosing: frozenset[str]) -> bool:
        """Whether points may be added up as they come."""
        return not (self.steps or entry.judge.criterion.caps or self._says_what_counts(entry, choosing))

    def _says_what_counts(self, entry: Entry, choosing: frozenset[str]) -> bool:
        """Whether its records have a say in which others count, also when they have expired."""
        criterion = entry.judge.criterion
        return entry.milder or _chooses(criterion) or criterion.text.name in choosing

    def _is_only_added(self, entry: Entry) -> bool:
        """Whether it is on facts alone, of this file, and nothing but the sum asks for its points."""
        criterion = entry.judge.criterion
        on_facts_alone = not entry.own and not isinstance(criterion.trigger, ir.OnEvent)
        alone = entry.group is None and criterion.weight is None
        return on_facts_alone and alone and criterion.text.span.source is self.body.source

    def _guarded(self, entry: Entry) -> Guarded:
        criterion, scope = entry.judge.criterion, entry.judge.scope
        assert not isinstance(criterion.amount, ir.Assessed)
        condition = criterion.trigger.condition if isinstance(criterion.trigger, ir.While) else None
        tests = conditions_of(condition, scope, self.body)
        points = signed(criterion, emit(criterion.amount, scope, self.body))
        return Guarded(tests, points, criterion.text.span.position.line)

    def _added_up(self, index: int, entry: Entry, totals: dict[int, ast.expr]) -> list[ast.stmt]:
        criterion = entry.judge.criterion
        by_facts = not isinstance(criterion.trigger, ir.OnEvent)
        if entry.group is None and criterion.weight is None:
            # Nothing but the sum asks for its points.
            straight: list[ast.stmt] = []
            if by_facts:
                scope = entry.judge.scope
                straight += on_facts(criterion, scope, self.body, lambda points: trees.increase("points", points))
            for judge in entry.own:
                straight += on_records(judge, self.body, adding_to("points"))
            return straight
        total = self.body.identifiers.new("points", criterion.text.name)
        totals[index] = self._weighted(criterion, trees.name(total))
        if by_facts and not entry.own and isinstance(criterion.trigger, ir.Always):
            return on_facts(criterion, entry.judge.scope, self.body, lambda points: trees.assign(total, points))
        statements: list[ast.stmt] = [trees.assign(total, ast.Constant(0))]
        if by_facts:
            statements += on_facts(criterion, entry.judge.scope, self.body, lambda points: trees.assign(total, points))
        for judge in entry.own:
            statements += on_records(judge, self.body, adding_to(total))
        return statements

    def _items(self, entry: Entry, choosing: frozenset[str]) -> tuple[list[ast.stmt], str]:
        """What every record is worth, in a list; what has expired only where it has a say in what else counts."""
        expired_too = self._says_what_counts(entry, choosing)
        criterion = entry.judge.criterion
        items = self.body.identifiers.new("items", criterion.text.name)
        statements: list[ast.stmt] = [trees.assign(items, trees.listed([]))]
        if not isinstance(criterion.trigger, ir.OnEvent):
            statements += self._item_of_facts(entry, items)
        own: list[ast.stmt] = []
        for judge in entry.own:
            own += on_records(judge, self.body, appending_to(items, self._at(judge), expired_too=expired_too))
        statements += own
        if entry.milder:
            this = self.body.identifiers.new("this", criterion.text.name)
            statements.append(trees.assign(this, trees.listed([])))
            if entry.this is not None:
                judged = appending_to(this, self._at(entry.this), expired_too=True)
                statements += on_records(entry.this, self.body, judged)
            statements.append(trees.assign(items, trees.call("milder", trees.name(items), trees.name(this))))
        return statements, items

    def _chosen(self, entry: Entry, items: str) -> tuple[list[ast.stmt], str]:
        """The variable with the items that the criterion's own clauses let count."""
        criterion, statements, found = entry.judge.criterion, list[ast.stmt](), items
        if criterion.only_largest_per is not None:
            field = ast.Constant(criterion.only_largest_per)
            why = f"only the largest per {criterion.only_largest_per} counts"
            found = self._choose(
                criterion, found, trees.call("only_largest", trees.name(found), field), why, statements
            )
        if criterion.once_in is not None:
            kept = trees.call("only_once", trees.name(found), *length_of(criterion.once_in))
            why = f"counts at most once in {show_duration(criterion.once_in)}"
            found = self._choose(criterion, found, kept, why, statements)
        return statements, found

    def _choose(
        self, criterion: ir.Criterion, before: str, kept: ast.expr, why: str, statements: list[ast.stmt]
    ) -> str:
        after = self.body.identifiers.new("kept", criterion.text.name)
        statements.append(trees.assign(after, kept))
        if self.steps:
            given = trees.call("give_way", trees.name(before), trees.name(after), ast.Constant(why))
            statements.append(trees.do(trees.method(trees.name("yielding"), "update", given)))
        return after

    def _item_of_facts(self, entry: Entry, items: str) -> list[ast.stmt]:
        worth = self.body.identifiers.new("worth")
        none = ast.Constant(None)
        parts = [trees.name(worth), none, none, ast.Constant(self._at(entry.judge)), none]
        return [
            trees.assign(worth, ast.Constant(0)),
            *on_facts(entry.judge.criterion, entry.judge.scope, self.body, lambda points: trees.assign(worth, points)),
            *trees.when(trees.name(worth), [trees.append(items, trees.tupled(parts))]),
        ]

    def _at(self, judge: Judge) -> int:
        self.judges.append(judge)
        return len(self.judges) - 1

    def _give_way(self, kept: dict[str, str]) -> list[ast.stmt]:
        """Which records yield to a graver one of their act: inner groups choose first."""
        statements: list[ast.stmt] = []
        inside = dict(kept)
        for group in innermost_first(self.edition):
            members = [ast.Starred(trees.name(inside[m]), ast.Load()) for m in group.members if m in inside]
            if not members:
                continue
            every = self.body.identifiers.new("every", group.name)
            statements.append(trees.assign(every, trees.listed(members)))
            inside[group.name] = every
            if group.only_largest_per is not None:
                chosen = self.body.identifiers.new("kept", group.name)
                field = ast.Constant(group.only_largest_per)
                statements.append(trees.assign(chosen, trees.call("only_largest", trees.name(every), field)))
                why = f"only the largest per {group.only_largest_per} counts in {group.title or group.name}"
                given = trees.call("give_way", trees.name(every), trees.name(chosen), ast.Constant(why))
                statements.append(trees.do(trees.method(trees.name("yielding"), "update", given)))
                inside[group.name] = chosen
        return statements

    def _settled(
        self, index: int, entry: Entry, items: str, yields: bool, totals: dict[int, ast.expr]
    ) -> tuple[list[ast.stmt], _Settled]:
        """What counts of the items on the as-of date, under the caps."""
        criterion = entry.judge.criterion
        named = criterion.text.name
        statements: list[ast.stmt] = []
        if self._says_what_counts(entry, _choosing(self.edition)):
            statements.append(trees.assign(items, trees.call("active", trees.name(items), trees.name("as_of"))))
        counting = items
        if yields:
            counting = self.body.identifiers.new("counting", named)
            test = trees.compare(trees.call("id", trees.name("item")), ast.NotIn(), trees.name("yielding"))
            statements.append(
                trees.assign(counting, trees.gathered(trees.name("item"), "item", trees.name(items), test))
            )
        points = self.body.identifiers.new("points", named)
        worth = trees.gathered(trees.item(trees.name("item"), ast.Constant(0)), "item", trees.name(counting), None)
        statements.append(trees.assign(points, worth))
        statements += capped(criterion.caps, counting, points, entry.judge.scope, self.body)
        totals[index] = self._weighted(criterion, trees.call("sum", trees.name(points)))
        return statements, _Settled(criterion, index, items, counting, points)

    def _weighted(self, criterion: ir.Criterion, total: ast.expr) -> ast.expr:
        return total if criterion.weight is None else self._times(total, criterion.weight)

    def _times(self, total: ast.expr, weight: Exact) -> ast.expr:
        return trees.binary(total, ast.Mult(), self.body.module.constant(weight))

    # --- together -----------------------------------------------------------------------------------

    def _together(self, found: Sequence[Entry], totals: dict[int, ast.expr]) -> list[ast.stmt]:
        score = self.edition.score
        assert score is not None
        statements: list[ast.stmt] = []
        scope = Scope(self.edition, self.number)
        by_name = {entry.judge.criterion.text.name: totals[index] for index, entry in enumerate(found) if entry.group}
        alone = [totals[index] for index, entry in enumerate(found) if not entry.group and index in totals]
        inner = direct_group(self.edition)
        steps: list[ast.expr] = []
        for group in innermost_first(self.edition):
            made, value, step = self._group(group, by_name, scope)
            statements += made
            by_name[group.name] = value
            steps.append(step)
            if group.name not in inner:
                alone.append(value)
        if alone:
            statements.append(trees.increase("points", trees.added(alone)))
        if self.steps:
            statements.append(trees.assign("summed", trees.name("points")))
        if score.rounding is not None:
            step_size = Fraction(1, 10**score.decimals)
            statements.append(trees.assign("points", rounded(trees.name("points"), None, score.rounding, step_size)))
        if self.steps:
            statements.append(trees.assign("unbounded", trees.name("points")))
        reach = self._reach(found)
        needed = (
            (reach.low is None or not score.bounds.contains(reach.low), ast.Lt(), score.bounds.low),
            (reach.high is None or not score.bounds.contains(reach.high), ast.Gt(), score.bounds.high),
        )
        for beyond_it, operator, limit in needed:
            if limit is not None and beyond_it:
                bound = self.body.module.constant(limit)
                beyond = trees.compare(trees.name("points"), operator, bound)
                statements += trees.when(beyond, [trees.assign("points", bound)])
        if not self._is_whole():
            statements.append(trees.assign("points", trees.call("plain", trees.name("points"))))
        if self.steps:
            parts = ["start", "summed", "unbounded", "points", "lines"]
            made_of = [*(trees.name(part) for part in parts), trees.listed(steps)]
            statements.append(trees.assign("score_part", trees.tupled(made_of)))
        for statement in statements:
            trees.place(statement, score.span.position.line)
        return statements

    def _group(
        self, group: ir.Group, values: dict[str, ast.expr], scope: Scope
    ) -> tuple[list[ast.stmt], ast.expr, ast.expr]:
        """Statements, the variable with what the group counts, and its steps."""
        points = self.body.identifiers.new("points", group.name)
        members = trees.listed(values[member] for member in group.members)
        statements: list[ast.stmt] = []
        summed, best = self.body.identifiers.new("sum", group.name), ast.Constant(None)
        chosen: ast.expr = best
        if group.best_of:
            those = self.body.identifiers.new("members", group.name)
            statements.append(trees.assign(those, members))
            best_one = ast.Call(trees.name("max"), [trees.name(those)], [ast.keyword("key", trees.name("abs"))])
            statements.append(trees.assign(summed, best_one))
            chosen = trees.method(trees.name(those), "index", trees.name(summed))
        else:
            statements.append(trees.assign(summed, trees.added(members.elts)))
        value: ast.expr = trees.name(summed)
        statements.append(trees.assign(points, value if group.weight is None else self._times(value, group.weight)))
        for bound in group.at_most:
            limit = self.body.identifiers.new("limit")
            statements.append(trees.assign(limit, emit(bound, scope, self.body)))
            below = ast.UnaryOp(ast.USub(), trees.name(limit))
            bounded = trees.call("min", trees.call("max", trees.name(points), below), trees.name(limit))
            statements.append(trees.assign(points, bounded))
        for bound in group.at_least:
            raised = trees.call("max", trees.name(points), emit(bound, scope, self.body))
            statements.append(trees.assign(points, raised))
        step = trees.tupled([ast.Constant(group.name), trees.name(summed), trees.name(points), chosen])
        statements = self._of(group.span, group.name, statements)
        return statements, trees.name(points), step

    def _reach(self, found: Sequence[Entry]) -> Interval:
        """What the sum can be; without bound where records, groups or weights have a part in it."""
        score = self.edition.score
        assert score is not None
        kind = definite(score.starts_at.type)
        if score.rounding is not None or not isinstance(kind, Number):
            return EVERYTHING
        reach = kind.range
        for entry in found:
            criterion = entry.judge.criterion
            if not self._is_simple(entry, _choosing(self.edition)) or not self._is_only_added(entry):
                return EVERYTHING
            assert not isinstance(criterion.amount, ir.Assessed)
            amount = definite(criterion.amount.type)
            assert isinstance(amount, Number)
            # Where its condition does not hold, it gives nothing.
            reach += (amount.range if criterion.sign > 0 else -amount.range).hull(Interval.only(0))
        return reach

    def _is_whole(self) -> bool:
        """Whether nothing can give the score decimals, so that it need not be made plain."""
        score, edition = self.edition.score, self.edition
        assert score is not None
        amounts: list[Expression | ir.Assessed] = [score.starts_at]
        for entry in entries(self.series, self.number):
            for judge in (entry.judge, *entry.own):
                amounts += [judge.criterion.amount, *(cap.amount for cap in judge.criterion.caps)]
                if judge.criterion.weight is not None:
                    return False
        for group in edition.groups.values():
            amounts += [*group.at_most, *group.at_least]
            if group.weight is not None:
                return False
        return score.decimals == 0 and score.rounding is None and all(map(_has_no_decimals, amounts))


def _has_no_decimals(amount: Expression | ir.Assessed) -> bool:
    if isinstance(amount, ir.Assessed):
        return isinstance(amount.low, int) and isinstance(amount.high, int)
    kind = definite(amount.type)
    return isinstance(kind, Number) and kind.scale == 0


def _chooses(criterion: ir.Criterion) -> bool:
    """Whether its own clauses leave records out."""
    return criterion.only_largest_per is not None or criterion.once_in is not None


def _fade(settled: Sequence[_Settled]) -> ast.stmt:
    """Keep fading points to what is left of the lines before them."""
    parts = [
        trees.tupled(
            [
                trees.name(found.counting),
                trees.name(found.points),
                ast.Constant(found.criterion.fades),
                ast.Constant(_reads_known(found.criterion)),
            ]
        )
        for found in settled
    ]
    return trees.assign("worn", trees.call("fade", trees.listed(parts)))


def _reads_known(criterion: ir.Criterion) -> bool:
    if isinstance(criterion.amount, ir.Assessed):
        return False
    found = (part for part in walk(criterion.amount) if isinstance(part, EarlierPoints))
    return any(part.moment is ScoreMoment.KNOWN_BEFORE for part in found)


def _choosing(edition: ir.Edition) -> frozenset[str]:
    """The criteria some of whose records may give way inside a group."""
    found: set[str] = set()
    for group in edition.groups.values():
        if group.only_largest_per is not None:
            stack = list(group.members)
            while stack:
                name = stack.pop()
                found.add(name)
                stack += edition.groups[name].members if name in edition.groups else ()
    return frozenset(found)
