"""What changed in law between two editions, article by article.

Counted are changes of meaning and of what is said: never layout, comments, the order of rules or of clauses, nor how a
definition is called or whether it is written out. The order of grades is their rank, so it counts.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

import attrs

from creditlang import ir
from creditlang.analysis.diff import grids
from creditlang.analysis.diff.articles import Article, ArticleKind, Bearing, Clause, Reference, articles
from creditlang.analysis.diff.canonical import Meaning
from creditlang.analysis.diff.matching import Matched, match, match_grades
from creditlang.analysis.diff.registries import registry_article
from creditlang.analysis.diff.terms import Terms
from creditlang.analysis.diff.written import Texts
from creditlang.source import Span
from creditlang.types import Choice, Definite, MoneyUnit, Number
from creditlang.values import Days, Money, Months, show_duration, show_exact


class Fate(enum.Enum):
    """What became of an article."""

    NEW = "new"
    REPEALED = "repealed"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"
    TOUCHED = "touched"
    """Its words stand, but a definition or rule that it reads has changed."""


@attrs.frozen
class ClauseChange:
    """A clause that changed, came or went.

    Attributes:
        old, new: None where the article had or has no such clause.
        through: where the words are the same, the articles it reads through which its meaning changed.
    """

    name: str
    bearing: Bearing
    old: Clause | None
    new: Clause | None
    through: tuple[str, ...] = ()


@attrs.frozen
class CellChange:
    """An answer of a table or parameter that changed.

    Attributes:
        keys: for which keys, in words; empty where there are none.
        period: of a parameter, from which day (None: the beginning) until which (None: without end).
        old, new: the answers in words; None where there was or is none.
        old_span, new_span: their rows.
    """

    keys: str
    period: tuple[date | None, date | None] | None
    old: str | None
    new: str | None
    old_span: Span | None = attrs.field(eq=False, repr=False)
    new_span: Span | None = attrs.field(eq=False, repr=False)


@attrs.frozen
class ArticleChange:
    """An article that is not as it was."""

    kind: ArticleKind
    old: Article | None
    new: Article | None
    fates: tuple[Fate, ...]
    clauses: tuple[ClauseChange, ...] = ()
    cells: tuple[CellChange, ...] = ()

    @property
    def name(self) -> str:
        """Its name, the new one if it has two."""
        article = self.new or self.old
        assert article is not None
        return article.name

    @property
    def bears_on(self) -> frozenset[Bearing]:
        """What its changes bear on."""
        if self.old is None or self.new is None:
            found = (self.new or self.old).clauses.values()  # type: ignore[union-attr]  # one of them is there
            return frozenset(clause.bearing for clause in found)
        bearings = {change.bearing for change in self.clauses}
        return frozenset(bearings | {Bearing.EFFECT} if self.cells else bearings)


@attrs.frozen
class Law:
    """Two editions side by side.

    Attributes:
        changes: what differs, kind by kind, in the order of the new text; what was repealed last.
        unchanged: how many articles say the same.
        old_names: by kind and new name, the old one of every article that both editions have.
        meanings: how to ask what an expression of either edition means; for `effect`.
        matched: every article.
    """

    changes: tuple[ArticleChange, ...]
    unchanged: int
    old_names: Mapping[Reference, str]
    meanings: tuple[Meaning, Meaning] = attrs.field(eq=False, repr=False)
    matched: tuple[Matched, ...] = attrs.field(eq=False, repr=False)

    @property
    def grades(self) -> Mapping[str, str]:
        """The old name of each new grade that has one."""
        return self.meanings[1].grades


def compare_law(old: ir.Edition, new: ir.Edition) -> Law:
    """What changed from one edition to another."""
    terms, texts = Terms(), Texts()
    renamed = match_grades(old.grades, new.grades)
    meanings = (Meaning(terms, old), Meaning(terms, new, renamed))
    before = (*articles(old, meanings[0], texts), registry_article(old, texts))
    after = (*articles(new, meanings[1], texts), registry_article(new, texts))
    matched = match(before, after)
    names = {(m.new.kind, m.new.name): m.old.name for m in matched if m.old and m.new}
    groups, orders = _groups(old, new, matched, names), _orders(old, new, names)
    changed = frozenset(_references(matched))
    changes = [change for m in matched if (change := _change(m, groups, orders, changed))]
    return Law(tuple(changes), len(matched) - len(changes), names, meanings, matched)


def _references(matched: Iterable[Matched]) -> Iterator[Reference]:
    """The articles that do something else than before, by both names."""
    for m in matched:
        if m.old is None or m.new is None or m.old.effect != m.new.effect or _rank(m):
            for article in filter(None, (m.old, m.new)):
                kind = ArticleKind.REWARD if article.kind is ArticleKind.SANCTION else article.kind
                yield kind, article.name


# --- groups ----------------------------------------------------------------------------------------------

_Groups = Mapping[tuple[ArticleKind, str], tuple[Clause | None, Clause | None]]


def _groups(old: ir.Edition, new: ir.Edition, matched: Iterable[Matched], names: Mapping[Reference, str]) -> _Groups:
    """For each criterion and group of both editions, in which group it stands, as clauses; by kind and new name."""
    by_old = {(kind, before): name for (kind, name), before in names.items()}
    spans = [{g.name: g.span for g in edition.groups.values()} for edition in (old, new)]
    above = [{m: g.name for g in edition.groups.values() for m in g.members} for edition in (old, new)]
    found: dict[tuple[ArticleKind, str], tuple[Clause | None, Clause | None]] = {}
    for m in matched:
        if m.old is None or m.new is None or m.kind not in (ArticleKind.CRITERION, ArticleKind.GROUP):
            continue
        was, now = above[0].get(m.old.name), above[1].get(m.new.name)
        clauses = (
            None if was is None else _in_group(by_old.get((ArticleKind.GROUP, was), f"repealed {was}"), was, spans[0]),
            None if now is None else _in_group(now, now, spans[1]),
        )
        found[m.kind, m.new.name] = clauses
    return found


def _orders(old: ir.Edition, new: ir.Edition, names: Mapping[Reference, str]) -> Mapping[str, ClauseChange]:
    """By new name, the groups whose members stand in another order, where of equal ones the first counts."""
    before = {name: was for (kind, name), was in names.items() if kind in (ArticleKind.CRITERION, ArticleKind.GROUP)}
    found = {}
    for name, group in new.groups.items():
        was = old.groups.get(names.get((ArticleKind.GROUP, name), ""))
        if was is None or not (_is_ordered(old, was) or _is_ordered(new, group)):
            continue
        order = [before[member] for member in group.members if before.get(member) in was.members]
        if order != [member for member in was.members if member in order]:
            clauses = [
                Clause("order", one.members, f"in this order: {', '.join(one.members)}", one.span)
                for one in (was, group)
            ]
            found[name] = ClauseChange("order", Bearing.EFFECT, clauses[0], clauses[1])
    return found


def _is_ordered(edition: ir.Edition, group: ir.Group) -> bool:
    """Whether a group, or one around it, takes the best or largest of its members: of equal ones the first named."""
    around = [outer for outer in edition.groups.values() if group.name in outer.members]
    return group.best_of or group.only_largest_per is not None or any(_is_ordered(edition, outer) for outer in around)


def _in_group(key: str, name: str, spans: Mapping[str, Span]) -> Clause:
    return Clause("group", key, f"in group {name}", spans.get(name))


# --- one article -----------------------------------------------------------------------------------------


def _change(
    matched: Matched, groups: _Groups, orders: Mapping[str, ClauseChange], changed: frozenset[Reference]
) -> ArticleChange | None:
    old, new = matched.old, matched.new
    if old is None:
        return ArticleChange(matched.kind, None, new, (Fate.NEW,))
    if new is None:
        return ArticleChange(matched.kind, old, None, (Fate.REPEALED,))
    clauses = [*_clauses(old, new, changed), *_rank(matched)]
    if matched.kind is ArticleKind.GROUP and new.name in orders:
        clauses.append(orders[new.name])
    cells = _cells(old.node, new.node) if _differ(old, new, "answers") and not _differ(old, new, "by") else ()
    if cells:
        clauses = [clause for clause in clauses if clause.name != "answers"]
    moved = _moved(matched, groups)
    fates = []
    if old.name != new.name and matched.kind not in (ArticleKind.SCORE, ArticleKind.GRADES):
        fates.append(Fate.RENAMED)
    if moved:
        fates.append(Fate.MOVED)
    if cells or any(not clause.through for clause in clauses):
        fates.append(Fate.CHANGED)
    elif clauses:
        fates.append(Fate.TOUCHED)
    if not fates:
        return None
    return ArticleChange(matched.kind, old, new, tuple(fates), (*clauses, *moved), cells)


def _differ(old: Article, new: Article, name: str) -> bool:
    a, b = old.clauses.get(name), new.clauses.get(name)
    return (a.meaning if a else None) != (b.meaning if b else None)


def _clauses(old: Article, new: Article, changed: frozenset[Reference]) -> Iterator[ClauseChange]:
    for name in dict.fromkeys((*old.clauses, *new.clauses)):
        if not _differ(old, new, name):
            continue
        a, b = old.clauses.get(name), new.clauses.get(name)
        bearing = (a or b).bearing  # type: ignore[union-attr]  # one of them is there
        through: tuple[str, ...] = ()
        if a and b and a.words == b.words:
            through = tuple(sorted({name for _, name in (a.reads | b.reads) & changed}))
        if not through:
            a, b = _spoken(a), _spoken(b)
        yield ClauseChange(name, bearing, a, b, through)


def _spoken(clause: Clause | None) -> Clause | None:
    """The clause, unless nothing is written."""
    return None if clause is None or clause.words is None else clause


def _moved(matched: Matched, groups: _Groups) -> tuple[ClauseChange, ...]:
    assert matched.new is not None
    was, now = groups.get((matched.kind, matched.new.name), (None, None))
    if (was.meaning if was else None) == (now.meaning if now else None):
        return ()
    return (ClauseChange("group", Bearing.EFFECT, was, now),)


def _rank(matched: Matched) -> tuple[ClauseChange, ...]:
    """Grades that stand in another order."""
    if matched.kind is not ArticleKind.GRADES or matched.old is None or matched.new is None:
        return ()
    orders = [
        [name for name in article.clauses if not name.startswith("title of ")] for article in (matched.old, matched.new)
    ]
    common = [[name for name in order if name in orders[1 - side]] for side, order in enumerate(orders)]
    if common[0] == common[1]:
        return ()
    clauses = [
        Clause("rank", tuple(order), f"best first: {', '.join(order)}", article.span)
        for order, article in zip(common, (matched.old, matched.new), strict=True)
    ]
    return (ClauseChange("rank", Bearing.EFFECT, clauses[0], clauses[1]),)


# --- tables ----------------------------------------------------------------------------------------------


def _cells(old: object, new: object) -> tuple[CellChange, ...]:
    """The answers of a table or parameter that changed."""
    match old, new:
        case ir.Table(), ir.Table():
            return tuple(_cell(found, new.keys, old.gives, new.gives) for found in _differences(old, new))
        case ir.Parameter(), ir.Parameter():
            return tuple(_dated(old, new))
        case _:
            return ()


def _differences(old: ir.Table, new: ir.Table) -> tuple[grids.Difference, ...]:
    return grids.differences(old.rows, new.rows, _kinds(old.keys, new.keys))


def _kinds(old: Mapping[str, Definite], new: Mapping[str, Definite]) -> list[Definite]:
    """The kinds of the keys, over all keys that either edition knows."""
    found: list[Definite] = []
    for a, b in zip(old.values(), new.values(), strict=True):
        if isinstance(a, Number) and isinstance(b, Number):
            scale = None if a.scale is None or b.scale is None else max(a.scale, b.scale)
            found.append(Number(b.unit, scale, a.range.hull(b.range)))
        elif isinstance(a, Choice) and isinstance(b, Choice):
            found.append(Choice(tuple(dict.fromkeys((*a.members, *b.members))), b.name))
        else:
            found.append(b)
    return found


def _dated(old: ir.Parameter, new: ir.Parameter) -> Iterator[CellChange]:
    starts = sorted({value.starts for parameter in (old, new) for value in parameter.values})
    kinds = _kinds(old.keys, new.keys)
    days = [None, *starts]
    last: list[CellChange] = []
    for day, end in zip(days, [*starts, None], strict=True):
        rows = [_on(parameter.values, day) for parameter in (old, new)]
        found = [
            attrs.evolve(_cell(one, new.keys, old.gives, new.gives), period=(day, end))
            for one in grids.differences(rows[0], rows[1], kinds)
        ]
        if last and [_without_period(c) for c in last] == [_without_period(c) for c in found]:
            last = [attrs.evolve(cell, period=(cell.period and cell.period[0], end)) for cell in last]
            continue
        yield from last
        last = found
    yield from last


def _without_period(cell: CellChange) -> CellChange:
    return attrs.evolve(cell, period=None)


def _on(values: Sequence[ir.DatedValue], day: date | None) -> tuple[ir.Row, ...]:
    started = [value for value in values if day is not None and value.starts <= day]
    return (started[-1] if started else values[0]).rows


def _cell(found: grids.Difference, keys: Mapping[str, Definite], old: Definite, new: Definite) -> CellChange:
    shown = [
        f"{name} {grids.show_cells(cells, partial(show_constant, kind=kind))}"
        for (name, kind), cells in zip(keys.items(), found.keys, strict=True)
        if cells
    ]
    return CellChange(
        ", ".join(shown),
        None,
        None if found.old_row is None else show_constant(found.old, old),
        None if found.new_row is None else show_constant(found.new, new),
        found.old_row.span if found.old_row else None,
        found.new_row.span if found.new_row else None,
    )


def show_constant(value: Any, kind: Definite) -> str:
    """A value as a drafter writes it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | Fraction():
            money = isinstance(kind, Number) and isinstance(kind.unit, MoneyUnit)
            return str(Money(value, kind.unit.currency)) if money else show_exact(value)  # type: ignore[union-attr]  # as asked
        case date():
            return value.isoformat()
        case Days() | Months():
            return show_duration(value)
        case _:
            return str(value)
