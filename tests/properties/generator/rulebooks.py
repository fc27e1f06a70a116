"""Rulebooks: editions with everything in them."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from creditlang import ir
from creditlang.syntax import nodes
from creditlang.types import Number
from properties.generator import conditions
from properties.generator.books import FACTS_ONLY, Book
from properties.generator.choices import Draw, Size, chance, count, maybe, pick
from properties.generator.criteria import draw_criterion, draw_groups, source
from properties.generator.dates import draw_day
from properties.generator.definitions import draw_definitions
from properties.generator.entitlements import draw_effects, draw_plan
from properties.generator.names import Names, title, words
from properties.generator.registries import DrawnRegistry
from properties.generator.scopes import Callable
from properties.generator.scores import draw_grades, draw_score, draw_score_type
from properties.generator.written import make, name, text


@attrs.frozen
class InForce:
    """When an edition is in force; `starts` None for always."""

    starts: date | None
    ends: date | None = None
    sunset: date | None = None

    @property
    def end(self) -> date | None:
        """The first day on which it no longer is."""
        return min((day for day in (self.ends, self.sunset) if day), default=None)


def draw_periods(draw: Draw, size: Size) -> tuple[InForce, ...]:
    """When the editions of a series are in force, the earliest first."""
    number = count(draw, 1, size.editions) if chance(draw, 40) else 1
    if number == 1 and chance(draw, 60):
        return (InForce(None, sunset=maybe(draw, 10, lambda: date(2024, 1, 1))),)
    starts = [pick(draw, (date(2015, 1, 1), date(2019, 1, 1), date(2020, 2, 29)))]
    for _ in range(number - 1):
        starts.append(starts[-1] + timedelta(days=pick(draw, (366, 1, 31, 700, 60))))
    return tuple(_period(draw, start) for start in starts)


def _period(draw: Draw, start: date) -> InForce:
    def later() -> date:
        return start + timedelta(days=pick(draw, (365, 1, 30, 800)))

    ends = maybe(draw, 12, later)
    sunset = maybe(draw, 12, later)
    return InForce(start, ends, max(sunset, ends) if sunset and ends else sunset)


def draw_rulebook(
    draw: Draw,
    size: Size,
    drawn: DrawnRegistry,
    named: str,
    period: InForce,
    library: tuple[Callable, ...],
    taken: Names,
    charter: str | None,
    score: Number | None,
) -> nodes.Rulebook:
    """One edition.

    Args:
        score: the type of the score of all editions; None where each has one of its own, and asks for no earlier one.
    """
    subject = next(iter(drawn.registry.subjects))
    book = Book(draw, size, drawn, subject, Names(set(taken.taken)), callables=list(library), asks=score is not None)
    declarations: list[nodes.RulebookDeclaration] = []
    grades: nodes.Grades | None = None
    if not chance(draw, 15):
        book.score = score or draw_score_type(draw)
        grades = draw_grades(book) if chance(draw, 60) else None
    plan = draw_plan(book)
    declarations += draw_definitions(book, library=False)
    if book.score is not None:
        criteria = [draw_criterion(book) for _ in range(0 if chance(draw, 7) else count(draw, 1, size.criteria))]
        groups = draw_groups(book, criteria)
        rules = [*(c.written for c in criteria), *groups]
        weighted = any(isinstance(clause, nodes.Weight) for rule in rules for clause in rule.clauses)
        declarations += [draw_score(book, weighted=weighted), *rules]
    if grades is not None:
        declarations.append(grades)
    declarations += draw_effects(book, plan)
    head = tuple(_head(book, period, charter))
    return make(nodes.Rulebook, name(named), text(title(draw)), head, tuple(declarations), ())


def _head(book: Book, period: InForce, charter: str | None) -> list[nodes.RulebookClause]:
    draw = book.draw
    found: list[nodes.RulebookClause] = [make(nodes.Records, name(book.registry.name))]
    if len(book.registry.subjects) > 1 or chance(draw, 10):
        found.append(make(nodes.About, name(book.subject)))
    if period.starts is not None:
        found.append(make(nodes.InForce, period.starts, period.ends))
    if period.sunset is not None:
        found.append(make(nodes.Sunset, period.sunset))
    transitions = [way for way in nodes.Transition if book.rising or way is not nodes.Transition.MILDER]
    if chance(draw, 20):
        found.append(make(nodes.TransitionClause, pick(draw, transitions)))
    elif period.starts is not None and chance(draw, 40):
        found.append(make(nodes.TransitionClause, pick(draw, transitions[::-1])))
    if chance(draw, 20):
        found.append(make(nodes.RepealedClause, pick(draw, tuple(nodes.Repealed))))
    if chance(draw, 5):
        found.append(_consent(book))
    for kind in (nodes.Authority, nodes.EditionClause, nodes.Sector, nodes.Note):
        if chance(draw, 8):
            # Two editions of one name are an error, and their first days differ.
            apart = f" {period.starts}" if kind is nodes.EditionClause else ""
            found.append(make(kind, text(words(draw) + apart)))
    if chance(draw, 8):
        found.append(source(draw))
    if chance(draw, 8):
        by, days = maybe(draw, 50, lambda: words(draw)), maybe(draw, 50, lambda: 30)
        found.append(make(nodes.EnactedClause, draw_day(draw), text(by), days))
    if charter is not None:
        found.append(make(nodes.Under, (name(charter),)))
    return found


def _consent(book: Book) -> nodes.RequiresConsent:
    draw = book.draw
    event: ir.Event = pick(draw, book.events)
    where = None
    if chance(draw, 40):
        where = conditions.draw_condition(draw, book.scope(FACTS_ONLY, event, alone=True), 1).node
    others = [e for e in book.events if e is not event]
    ended = name(pick(draw, others).name) if others and chance(draw, 50) else None
    return make(nodes.RequiresConsent, name(event.name), where, ended)
