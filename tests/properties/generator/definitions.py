"""Defines, tables and dated parameters."""

from __future__ import annotations

from collections.abc import Callable as Function
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

import attrs

from creditlang.syntax import nodes
from creditlang.types import (
    Boolean,
    Choice,
    Date,
    Definite,
    Duration,
    DurationKind,
    Interval,
    MoneyUnit,
    Number,
    Optional,
    Text,
    Type,
)
from creditlang.values import Exact, minor_digits
from properties.generator import names as pools
from properties.generator import numbers, values
from properties.generator.books import Book
from properties.generator.choices import chance, count, pick
from properties.generator.dates import CORNERS, NONE
from properties.generator.names import Names, title
from properties.generator.registries import bounded, given_type, typed_name
from properties.generator.scopes import Callable, Drawn, Place, needs_of
from properties.generator.written import PLAIN, POINTS, constant, duration, make, name, path, text

BEFORE_ALL = date(2010, 1, 1)
"""Parameters have values from before any edition."""


def draw_definitions(book: Book, *, library: bool) -> tuple[nodes.Definition, ...]:
    """Some definitions, each of which may use those before it. Those of a library know of no rulebook."""
    found: list[nodes.Definition] = []
    for _ in range(count(book.draw, 0, book.size.definitions)):
        found.append(pick(book.draw, (_define, _table, _parameter))(book, library))
    return tuple(found)


def _named(book: Book) -> str:
    return book.names.fresh(book.draw, pools.DEFINITIONS)


def _kind(book: Book, library: bool) -> Definite:
    """A type of values."""
    draw = book.draw
    currency = book.drawn.currency
    money = Number(MoneyUnit(currency), minor_digits(currency))
    points = Number(POINTS, book.score.scale) if book.score and not library else Number(PLAIN, 0)
    kinds: tuple[Definite, ...] = (Number(PLAIN, 0), points, money, Number(PLAIN, 2), Boolean(), Date(), Text())
    durations = (Duration(DurationKind.MONTHS), Duration(DurationKind.DAYS))
    return pick(draw, (*kinds, *durations, *_choices(book)))


def _choices(book: Book) -> tuple[Choice, ...]:
    holders = (*book.registry.subjects.values(), *book.registry.events.values())
    found = [f.type for h in holders for f in h.fields.values() if isinstance(f.type, Choice)]
    return tuple(dict.fromkeys([*book.drawn.categories.values(), *found]))


# --- defines -----------------------------------------------------------------------------------------


def _define(book: Book, library: bool) -> nodes.Define:
    draw = book.draw
    taken = Names()
    parameters = {}
    for _ in range(pick(draw, (0, 0, 1, 2))):
        kind = _kind(book, library=True)
        if isinstance(kind, Number):
            kind = bounded(draw, kind)
        parameters[taken.fresh(draw, pools.ARGUMENTS)] = (kind, chance(draw, 25))
    place = Place()
    if not library:
        place = Place(points=book.score is not None, grades=book.grades, lists=book.lists, holdable=book.holdable)
    arguments: dict[str, Type] = {n: Optional(k) if optional else k for n, (k, optional) in parameters.items()}
    scope = attrs.evolve(book.scope(place), arguments=arguments)
    body = None
    if chance(draw, 12):
        body = values.draw_optional(draw, scope, lambda kind: isinstance(kind, Number | Date | Choice))
    if body is None:
        kind = _kind(book, library)
        try:
            body = _body(book, scope, kind)
        except LookupError:  # nothing of this kind can be named where no place asks for it
            body = _body(book, scope, Number(PLAIN, 0))
    named = _named(book)
    exact = not isinstance(body.type, Number) and not (isinstance(body.type, Optional) and _is_number(body.type.of))
    signature = tuple((n, k, optional) for n, (k, optional) in parameters.items())
    book.callables.append(Callable(named, signature, body.type, needs_of(body.uses), exact))
    written = tuple(typed_name(draw, book.registry, n, k, optional=o) for n, k, o in signature)
    return make(nodes.Define, name(named), text(title(draw)), written, body.node)


def _body(book: Book, scope, kind: Definite) -> Drawn:  # type: ignore[no-untyped-def]  # typing it would say nothing
    if isinstance(kind, Number):
        return numbers.draw_number(book.draw, scope, kind.unit, book.size.depth)
    return values.draw_value(book.draw, scope, kind, book.size.depth, hinted=False)


def _is_number(kind: Definite) -> bool:
    return isinstance(kind, Number)


# --- tables and parameters ---------------------------------------------------------------------------


def _table(book: Book, library: bool) -> nodes.Table:
    draw = book.draw
    keys, gives = _keys(book, 1, 3), _kind(book, library)
    cells = _Cells(book, gives)
    grid = _grid(book, tuple(keys.values()), cells)
    named = _named(book)
    book.callables.append(Callable(named, _signature(keys), cells.spanned))
    written = tuple(typed_name(draw, book.registry, n, k, optional=False) for n, k in keys.items())
    gives_written = given_type(draw, book.registry, gives)
    return make(nodes.Table, name(named), text(title(draw)), written, gives_written, grid)


def _parameter(book: Book, library: bool) -> nodes.Parameter:
    draw = book.draw
    keys = _keys(book, 1, 2) if chance(draw, 40) else {}
    gives = _kind(book, library)
    cells = _Cells(book, gives)
    starts = sorted({BEFORE_ALL, *(pick(draw, CORNERS) for _ in range(count(draw, 0, 2)))})
    dated = [
        make(nodes.DatedValue, day, None, _grid(book, tuple(keys.values()), cells))
        if keys
        else make(nodes.DatedValue, day, cells.draw(), None)
        for day in starts
    ]
    named = _named(book)
    book.callables.append(Callable(named, _signature(keys), cells.spanned))
    written = tuple(typed_name(draw, book.registry, n, k, optional=False) for n, k in keys.items())
    gives_written = given_type(draw, book.registry, gives)
    return make(nodes.Parameter, name(named), text(title(draw)), gives_written, written, tuple(dated))


def _keys(book: Book, low: int, high: int) -> dict[str, Definite]:
    taken = Names()
    return {taken.fresh(book.draw, pools.ARGUMENTS): _key(book) for _ in range(count(book.draw, low, high))}


def _key(book: Book) -> Definite:
    draw = book.draw
    plain = Number(PLAIN, pick(draw, (0, 0, 2)))
    money = Number(MoneyUnit(book.drawn.currency), minor_digits(book.drawn.currency))
    inline = Choice(("first", "第二", "third one"))
    return pick(draw, (bounded(draw, plain), Boolean(), pick(draw, (*_choices(book), inline)), bounded(draw, money)))


def _signature(keys: dict[str, Definite]) -> tuple[tuple[str, Definite, bool], ...]:
    return tuple((named, kind, False) for named, kind in keys.items())


@attrs.define
class _Cells:
    """The cells of a table, and the range that their numbers span."""

    book: Book
    gives: Definite
    spanned: Definite = attrs.field(init=False)
    _range: Interval | None = None

    def __attrs_post_init__(self) -> None:
        self.spanned = self.gives

    def draw(self) -> nodes.Expression:
        draw, gives = self.book.draw, self.gives
        if not isinstance(gives, Number):
            return _plain_cell(self.book, gives)
        drawn = numbers.draw_literal(draw, self.book.scope(Place()), gives.unit)
        value = numbers.number_type(drawn).range.low
        assert value is not None
        if Fraction(value) * 10 ** (gives.scale or 0) % 1 != 0:
            value = 1
        value = -value if chance(draw, 10) else value
        single = Interval.only(value)
        self._range = self._range.hull(single) if self._range else single
        self.spanned = attrs.evolve(gives, range=self._range)
        return constant(value, gives, bare_points=chance(draw, 70))


def _plain_cell(book: Book, kind: Definite) -> nodes.Expression:
    draw = book.draw
    match kind:
        case Boolean():
            return make(nodes.TruthLiteral, chance(draw, 50))
        case Date():
            return make(nodes.DateLiteral, pick(draw, CORNERS))
        case Choice(members=members):
            return path(pick(draw, members))
        case Duration(kind=DurationKind.DAYS) if chance(draw, 15):
            return duration(NONE)
        case _:
            bare = attrs.evolve(book.scope(Place()), bounds=(), callables=())
            return values.draw_value(draw, bare, kind, 0).node


# --- every case once ---------------------------------------------------------------------------------


def _grid(book: Book, kinds: Sequence[Definite], cells: _Cells) -> nodes.Grid:
    draw = book.draw
    if not chance(draw, 30):
        rows = _rows(book, kinds, 3)
        return make(nodes.Grid, (), tuple(make(nodes.Row, keys, (cells.draw(),)) for keys in rows))
    header = _partition(book, kinds[-1], 3)
    rows = _rows(book, kinds[:-1], 3)
    written = tuple(make(nodes.Row, keys, tuple(cells.draw() for _ in header)) for keys in rows)
    return make(nodes.Grid, header, written)


def _rows(book: Book, kinds: Sequence[Definite], most: int) -> list[tuple[nodes.Key, ...]]:
    if not kinds:
        return [()]
    fewer = max(1, most - 1)
    return [(key, *rest) for key in _partition(book, kinds[0], most) for rest in _rows(book, kinds[1:], fewer)]


def _partition(book: Book, kind: Definite, most: int) -> tuple[nodes.Key, ...]:
    """Keys that cover every value once."""
    draw = book.draw
    whole = make(nodes.AnyKey)
    if most == 1 or chance(draw, 15):
        return (whole,)
    match kind:
        case Boolean():
            return tuple(make(nodes.ExactKey, (make(nodes.TruthLiteral, value),)) for value in (True, False))
        case Choice(members=members):
            groups: list[list[str]] = [[] for _ in range(most)]
            for member in members:
                pick(draw, groups).append(member)
            return tuple(make(nodes.ExactKey, tuple(path(m) for m in group)) for group in groups if group)
        case Number():
            return _ranges(book, kind, most)
        case _:
            return (whole,)


def _ranges(book: Book, kind: Number, most: int) -> tuple[nodes.Key, ...]:
    draw = book.draw
    step = Fraction(1, 10 ** (kind.scale or 0))
    low, high = kind.range.low, kind.range.high
    start = low if low is not None else high - 10 if high is not None else 0
    at = start + pick(draw, (1, 18, 5, step))
    cuts: list[Exact] = []
    while len(cuts) < most - 1 and (high is None or at <= high):
        cuts.append(at)
        at += pick(draw, (10, 1, step, 2, 100))
    if not cuts:
        return (make(nodes.AnyKey),)

    def written(value: Exact) -> nodes.Expression:
        return constant(value, kind)

    first = make(nodes.RangeKey, None, written(cuts[0]), None)
    between = [_between(book, a, b, step, written) for a, b in pairwise(cuts)]
    last = make(nodes.RangeKey, written(cuts[-1]), None, None)
    if high is not None and chance(draw, 20):
        last = make(nodes.RangeKey, written(cuts[-1]), None, written(high))
    return (first, *between, last)


def _between(
    book: Book, low: Exact, below: Exact, step: Exact, written: Function[[Exact], nodes.Expression]
) -> nodes.Key:
    draw = book.draw
    inside = int((below - low) / step)
    if inside <= 3 and chance(draw, 70):
        return make(nodes.ExactKey, tuple(written(low + n * step) for n in range(inside)))
    if chance(draw, 50):
        return make(nodes.RangeKey, written(low), None, written(below - step))
    return make(nodes.RangeKey, written(low), written(below), None)
