"""Downgrades, upgrades, rewards, sanctions and lists, in an order in which each may read those before it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from creditlang.syntax import nodes
from creditlang.types import Boolean, Date, Definite, Duration, DurationKind, MoneyUnit, Optional, Text
from creditlang.values import Days, Months
from properties.generator import conditions, numbers, values
from properties.generator import names as pools
from properties.generator.books import Book
from properties.generator.choices import chance, count, pick, shuffled, some_of
from properties.generator.criteria import DrawnTrigger, draw_trigger, rule_texts
from properties.generator.names import title, words
from properties.generator.scopes import Place, Scope
from properties.generator.written import PLAIN, POINTS, duration, make, name, text

Effect = nodes.Reward | nodes.Sanction | nodes.PublicList


@attrs.frozen
class Plan:
    """Which rules there will be: names with their kind. The first `early` of them know nothing of the grade."""

    effects: tuple[tuple[str, type[Effect]], ...]
    early: int


def draw_plan(book: Book) -> Plan:
    """The rules of a book, by name, so that definitions may already speak of them."""
    draw = book.draw
    kinds = (nodes.Reward, nodes.Sanction, nodes.PublicList)
    effects = tuple(
        (book.names.fresh(draw, pools.EFFECTS), pick(draw, kinds)) for _ in range(count(draw, 0, book.size.effects))
    )
    book.lists = tuple(named for named, kind in effects if kind is nodes.PublicList)
    book.holdable = tuple(named for named, kind in effects if kind is not nodes.PublicList)
    return Plan(effects, count(draw, 0, len(effects)))


def draw_effects(book: Book, plan: Plan) -> tuple[nodes.RulebookDeclaration, ...]:
    """All rules of the plan, and what moves the grade."""
    draw = book.draw
    found: list[nodes.RulebookDeclaration] = []
    for index, (named, kind) in enumerate(plan.effects):
        late = index >= plan.early
        place = _place(book, plan.effects[:index], grades=book.grades if late else ())
        found.append(_effect(book, named, kind, place))
    before = _place(book, plan.effects[: plan.early], grades=())
    moves = [_move(book, before) for _ in range(pick(draw, (0, 0, 1, 2)))] if book.grades else []
    return tuple(shuffled(draw, [*found, *moves]) if chance(draw, 20) else [*moves, *found])


def _place(book: Book, earlier: Sequence[tuple[str, type[Effect]]], grades: tuple[str, ...]) -> Place:
    return Place(
        points=book.score is not None,
        grades=grades,
        lists=tuple(named for named, kind in earlier if kind is nodes.PublicList),
        holdable=tuple(named for named, kind in earlier if kind is not nodes.PublicList),
    )


def _move(book: Book, place: Place) -> nodes.GradeMove:
    draw = book.draw
    direction = pick(draw, (nodes.Direction.DOWNGRADE, nodes.Direction.UPGRADE))
    costs = direction is nodes.Direction.DOWNGRADE
    clauses, _ = _rule(book, attrs.evolve(place, costs=costs), costs=costs)
    named = name(book.names.fresh(draw, pools.EFFECTS))
    # Best first: nothing moves down to the first grade, nor up to the last.
    to = pick(draw, book.grades[1:] if costs else book.grades[:-1])
    return make(nodes.GradeMove, direction, named, text(title(draw)), name(to), tuple(clauses))


def _effect(book: Book, named: str, kind: type[Effect], place: Place) -> Effect:
    draw = book.draw
    black = kind is nodes.PublicList and chance(draw, 60)
    costs = black or kind is nodes.Sanction
    clauses, scope = _rule(book, attrs.evolve(place, costs=costs), costs=costs)
    if kind is nodes.PublicList:
        shown = nodes.ListKind.BLACK if black else nodes.ListKind.RED
        clauses.append(make(nodes.ListKindClause, shown))
        fields = list(dict.fromkeys(field for bound in scope.bounds for field in bound.fields))
        if fields and chance(draw, 60):
            clauses.append(make(nodes.Publishes, tuple(name(f) for f in some_of(draw, fields)[:3])))
    elif chance(draw, 80):
        clause = nodes.Grant if kind is nodes.Reward else nodes.Impose
        clauses.append(make(clause, _value(book, scope)))
    if chance(draw, 15):
        clauses = shuffled(draw, clauses)
    return make(kind, name(named), text(title(draw)), tuple(clauses))


def _value(book: Book, scope: Scope) -> nodes.Expression:
    """What is granted or imposed: mostly money or a text."""
    draw = book.draw
    money = MoneyUnit(scope.currency)
    units = (money, money, PLAIN, POINTS) if book.score else (money, money, PLAIN)
    if chance(draw, 55):
        found = numbers.draw_number(draw, scope, pick(draw, units), book.size.depth)
        if numbers.number_type(found).scale is None:
            found = numbers.round_to(draw, found, 0, scope, numbers.Hint.NONE)
        return found.node
    durations = (Duration(DurationKind.DAYS), Duration(DurationKind.MONTHS))
    kinds: tuple[Definite, ...] = (Text(), Text(), Date(), Boolean(), *durations)
    return values.draw_value(draw, scope, pick(draw, kinds), 1, hinted=False).node


def _rule(book: Book, place: Place, *, costs: bool) -> tuple[list[nodes.Node], Scope]:
    """The trigger of a rule and the process that it owes, with the scope of what it gives."""
    draw = book.draw
    event = pick(draw, book.events) if chance(draw, 50) else None
    if event is not None and book.score is not None and chance(draw, 25):
        place = attrs.evolve(place, earlier=tuple(nodes.ScoreMoment))
    trigger = draw_trigger(book, place, event=event)
    scope = trigger.scope
    clauses = [*rule_texts(book, basis=costs), trigger.written]
    if costs or chance(draw, 15):
        clauses.append(make(nodes.NoticePeriod, None if chance(draw, 20) else _period(book)))
    if costs or chance(draw, 10):
        because, to = make(nodes.NoAppeal, text(words(draw))), make(nodes.Appeal, text(words(draw)), _period(book))
        clauses.append(because if chance(draw, 20) else to if chance(draw, 85) else make(nodes.AppealUnstated))
    if chance(draw, 15):
        clauses.append(make(nodes.Decided, text(words(draw)) if chance(draw, 50) else None))
    if event is not None:
        clauses += _ends(book, trigger, owed=costs)
    return clauses, scope


def _ends(book: Book, trigger: DrawnTrigger, *, owed: bool) -> list[nodes.Node]:
    """When the effect of a record ends."""
    draw = book.draw
    clauses: list[nodes.Node] = []
    lifted = chance(draw, 30)
    if (owed and not lifted) or chance(draw, 40):
        clauses.append(make(nodes.Lasts, None if chance(draw, 15) else _length(book, trigger.scope)))
    if lifted:
        clauses.append(make(nodes.Lifted, _lifted(book, trigger).node))
    return clauses


def _lifted(book: Book, trigger: DrawnTrigger) -> conditions.Condition:
    """A condition that need not hold from the start: often that something has become known."""
    later = trigger.later
    unknown = [r for r in later.readables if isinstance(r.type, Optional) and r.key not in trigger.uses]
    match trigger.written:
        case nodes.OnEvent(where=nodes.KnownTest(known=False)):
            unknown += [r for r in later.readables if r.key in trigger.uses] * 3
    if unknown and chance(book.draw, 60):
        return conditions.known(pick(book.draw, unknown))
    return conditions.draw_condition(book.draw, attrs.evolve(later.without(trigger.uses), alone=True), 1)


def _length(book: Book, scope: Scope) -> nodes.Expression:
    kind = Duration(pick(book.draw, (DurationKind.MONTHS, DurationKind.DAYS)))
    return values.draw_value(book.draw, scope, kind, 1).node


def _period(book: Book) -> nodes.DurationLiteral:
    return duration(pick(book.draw, (Days(10), Days(30), Days(1), Months(1))))
