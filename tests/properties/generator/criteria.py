"""Criteria and groups."""

from __future__ import annotations

from fractions import Fraction

import attrs

from creditlang import ir
from creditlang.syntax import nodes
from creditlang.types import Date, Duration, DurationKind, Interval, MoneyUnit, Number, Optional, Plain
from properties.generator import conditions, numbers, values
from properties.generator import names as pools
from properties.generator.books import FACTS_ONLY, Book
from properties.generator.choices import Draw, chance, count, maybe, pick, shuffled
from properties.generator.names import title, words
from properties.generator.registries import ASSESSED, REASON
from properties.generator.scopes import Drawn, Place, Scope
from properties.generator.written import PLAIN, POINTS, make, name, number, path, text


@attrs.frozen
class DrawnCriterion:
    """A criterion with the event of its `on`."""

    written: nodes.Criterion
    event: ir.Event | None


def rule_texts(book: Book, *, basis: bool) -> list[nodes.Node]:
    """What a rule says about itself; `basis`: it must have one."""
    draw = book.draw
    found: list[nodes.Node] = []
    if basis or chance(draw, 30):
        found.append(make(nodes.Basis, text(words(draw))))
    if chance(draw, 10):
        found.append(source(draw))
    if chance(draw, 8):
        found.append(make(nodes.Note, text(words(draw))))
    if book.registry.contexts and chance(draw, 20):
        found.append(make(nodes.InContext, name(pick(draw, tuple(book.registry.contexts)))))
    return found


def source(draw: Draw) -> nodes.SourceClause:
    """How we know that the law says so."""
    return make(nodes.SourceClause, pick(draw, tuple(nodes.SourceStatus)), text(title(draw)))


@attrs.frozen
class DrawnTrigger:
    """A trigger, the keys that its condition reads, the scope of what rests on it, and that of what does not."""

    written: nodes.OnEvent | nodes.While
    uses: frozenset[str]
    scope: Scope
    later: Scope


def draw_trigger(book: Book, place: Place, *, event: ir.Event | None) -> DrawnTrigger:
    """An `on` for an event, else a `while`."""
    draw = book.draw
    scope = book.scope(place, event, alone=True)
    later = book.scope(place, event)
    if event is not None and chance(draw, 45):
        return DrawnTrigger(make(nodes.OnEvent, name(event.name), None), frozenset(), later, later)
    if place.occurrence:  # which record it is cannot be asked while it is decided which ones count
        scope = attrs.evolve(scope, place=attrs.evolve(scope.place, occurrence=False))
    test = conditions.draw_condition(draw, scope, book.size.depth)
    trigger = make(nodes.While, test.node) if event is None else make(nodes.OnEvent, name(event.name), test.node)
    return DrawnTrigger(trigger, test.uses, later.knowing(test.facts), later)


BEFORE = (nodes.ScoreMoment.BEFORE, nodes.ScoreMoment.KNOWN_BEFORE)
"""When a criterion may ask for an earlier score."""


def draw_criterion(book: Book) -> DrawnCriterion:
    """A criterion on an event, on a state of affairs, or on facts alone."""
    draw = book.draw
    deducts = chance(draw, 50)
    event = pick(draw, book.events) if not chance(draw, 30) else None
    clauses = rule_texts(book, basis=False)
    earlier_ones = BEFORE if event is not None and chance(draw, 12) else ()
    place = Place(occurrence=event is not None, costs=deducts is book.rising, earlier=earlier_ones)
    scope = book.scope(place, event)
    if event is not None or chance(draw, 60):
        trigger = draw_trigger(book, place, event=event)
        scope = trigger.scope
        clauses.append(trigger.written)
    effect = nodes.Effect.DEDUCT if deducts else nodes.Effect.AWARD
    assessed = None if event is None else _assessed(book, event, effect)
    earlier = _earlier(book, effect) if event is not None and chance(draw, 12) else None
    clauses.append(assessed or earlier or make(nodes.Points, effect, draw_amount(book, scope).node))
    if event is not None:
        clauses += _expiry(book, scope)
        if chance(draw, 8) and (period := values.draw_duration_literal(draw)).value.count:
            clauses.append(make(nodes.OnceIn, period))
        if event.fields and chance(draw, 12):
            clauses.append(make(nodes.OnlyLargest, path(_act(draw, event))))
    clauses += [_cap(book, on_event=event is not None) for _ in range(pick(draw, (0, 0, 0, 0, 1, 1, 2)))]
    if chance(draw, 10):
        clauses.append(_weight(draw))
    if chance(draw, 15):
        clauses = shuffled(draw, clauses)
    named = name(book.names.fresh(draw, pools.CRITERIA))
    return DrawnCriterion(make(nodes.Criterion, named, text(title(draw)), tuple(clauses)), event)


def _earlier(book: Book, effect: nodes.Effect) -> nodes.Points | None:
    """What rests on the score as it stood at the record."""
    score = book.score
    if score is None or not book.asks or (score.range.high is not None and score.range.high <= 0):
        return None
    moment = pick(book.draw, BEFORE)
    zero = numbers.literal(0, POINTS).node
    return make(nodes.Points, effect, make(nodes.Call, name("max"), (zero, make(nodes.EarlierPoints, moment))))


def draw_amount(book: Book, scope: Scope) -> Drawn:
    """Points that are never negative, and not always 0."""
    draw = book.draw
    wanted = book.points(low=0)
    found = _plain_amount(book, scope, wanted) if chance(draw, 25) else None
    found = found or numbers.draw_fitting(draw, scope, wanted, book.size.depth)
    if numbers.number_type(found).range == Interval(0, 0):
        return numbers.literal(pick(draw, (5, 50, 1)), POINTS, bare_points=True)
    return found


def _plain_amount(book: Book, scope: Scope, wanted: Number) -> Drawn | None:
    """A plain number where points are wanted, such as `count of Gift` or `amount / 500 CNY rounded down`."""
    draw = book.draw
    money = MoneyUnit(scope.currency)
    found: Drawn | None = None
    if chance(draw, 50):
        ways = numbers.leaves(draw, scope, PLAIN)
        found = pick(draw, ways)() if ways else None
    else:
        ways = numbers.leaves(draw, scope, money)
        if ways:
            found = numbers.combined("/", pick(draw, ways)(), numbers.literal(pick(draw, (500, 10, 3)), money))
            found = numbers.round_to(draw, found, 0, scope, numbers.Hint.NONE)
    if found is None or not wanted.range.encloses(numbers.number_type(found).range):
        return None
    kind = numbers.number_type(found)
    return found if kind.scale is not None and kind.scale <= (wanted.scale or 0) else None


def _assessed(book: Book, event: ir.Event, effect: nodes.Effect) -> nodes.AssessedPoints | None:
    kind = event.fields[ASSESSED].type if ASSESSED in event.fields and REASON in event.fields else None
    if not isinstance(kind, Number) or not isinstance(kind.unit, Plain) or not chance(book.draw, 60):
        return None
    low = pick(book.draw, (0, 5, 1))
    ends = (low, low + pick(book.draw, (10, 0, 45)))
    written = [number(end, POINTS, bare_points=chance(book.draw, 70)) for end in ends]
    return make(nodes.AssessedPoints, effect, *written)


def _expiry(book: Book, scope: Scope) -> list[nodes.Node]:
    draw = book.draw
    if not chance(draw, 65):
        return []
    if chance(draw, 10):
        return [make(nodes.Expires, None)]
    if chance(draw, 12):
        return [make(nodes.Expires, None, None, True)]
    kind = Duration(pick(draw, (DurationKind.MONTHS, DurationKind.DAYS)))
    at_end_of = pick(draw, (None, None, *nodes.CalendarPeriod))
    found: list[nodes.Node] = [make(nodes.Expires, values.draw_value(draw, scope, kind, 1).node, at_end_of)]
    starts = [r for r in scope.readables if r.type in (Date(), Optional(Date()))]
    if starts and chance(draw, 30):
        found.insert(0, make(nodes.CountsFrom, pick(draw, starts).read(draw).node))
    return found


def _cap(book: Book, *, on_event: bool) -> nodes.Cap:
    draw = book.draw
    amount = numbers.draw_fitting(draw, book.scope(FACTS_ONLY), book.points(low=0), pick(draw, (0, 0, 1)))
    span: nodes.Node = make(nodes.CapInTotal)
    if on_event and chance(draw, 75):
        span = make(nodes.CapPerCalendar, pick(draw, tuple(nodes.CalendarPeriod)))
        if chance(draw, 35):
            span = make(nodes.CapInTheLast, values.draw_duration_literal(draw))
    return make(nodes.Cap, amount.node, span)


def _act(draw: Draw, event: ir.Event) -> str:
    return "act" if "act" in event.fields and chance(draw, 70) else pick(draw, tuple(event.fields))


def _weight(draw: Draw) -> nodes.Weight:
    share = pick(draw, (Fraction(35, 100), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(1, 1000)))
    return make(nodes.Weight, number(share, PLAIN, pick(draw, (3, 4))))


# --- groups ------------------------------------------------------------------------------------------


def draw_groups(book: Book, criteria: list[DrawnCriterion]) -> tuple[nodes.Group, ...]:
    """Some of the criteria in groups, a later group perhaps around earlier ones."""
    draw = book.draw
    free: list[tuple[str, tuple[DrawnCriterion, ...]]] = [(c.written.name.text, (c,)) for c in criteria]
    found: list[nodes.Group] = []
    for _ in range(pick(draw, (0, 0, 1, 1, 2)) if criteria else 0):
        members = [free.pop(count(draw, 0, len(free) - 1)) for _ in range(count(draw, 1, min(3, len(free))))]
        behind = tuple(criterion for _, inner in members for criterion in inner)
        named = book.names.fresh(draw, pools.GROUPS)
        found.append(_group(book, named, [member for member, _ in members], behind))
        free.append((named, behind))
    return tuple(reversed(found) if chance(draw, 20) else found)


def _group(book: Book, named: str, members: list[str], criteria: tuple[DrawnCriterion, ...]) -> nodes.Group:
    draw = book.draw
    scope = book.scope(FACTS_ONLY)
    limits: list[nodes.GroupClause] = []
    for kind, low in ((nodes.GroupAtMost, 0), (nodes.GroupAtLeast, None)):
        if chance(draw, 40):
            limit = numbers.draw_fitting(draw, scope, book.points(low=low), pick(draw, (0, 0, 1)))
            limits.append(make(kind, limit.node))
    if chance(draw, 15):
        limits.append(make(nodes.BestOf))
    clauses: list[nodes.GroupClause] = [make(nodes.GroupMembers, tuple(name(m) for m in members[:1]))]
    if members[1:]:
        clauses.append(make(nodes.GroupMembers, tuple(name(m) for m in members[1:])))
    shared = _shared_fields(criteria)
    if shared and chance(draw, 30):
        clauses.append(make(nodes.OnlyLargest, path(pick(draw, shared))))
    clauses += [clause for clause in (maybe(draw, 10, lambda: _weight(draw)),) if clause]
    if chance(draw, 8):
        clauses.append(make(nodes.Note, text(words(draw))))
    together = (*limits, *clauses) if chance(draw, 60) else (*clauses, *limits)
    return make(nodes.Group, name(named), text(title(draw)), together)


def _shared_fields(criteria: tuple[DrawnCriterion, ...]) -> list[str]:
    if any(c.event is None for c in criteria):
        return []
    found = [set(c.event.fields) for c in criteria if c.event is not None]
    return sorted(set.intersection(*found)) if found else []
