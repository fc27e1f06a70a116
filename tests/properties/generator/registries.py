"""Registries: the typed one, which expressions and data are drawn from, and the written one, which says the same."""

from __future__ import annotations

import attrs

from creditlang import ir
from creditlang.syntax import nodes
from creditlang.types import (
    Boolean,
    Choice,
    Date,
    Definite,
    Duration,
    Interval,
    ManyRelated,
    MoneyUnit,
    Number,
    Plain,
    PointsUnit,
    Related,
    Text,
)
from creditlang.values import minor_digits
from properties.generator import names as pools
from properties.generator.choices import Draw, Size, chance, count, maybe, pick
from properties.generator.names import Names, fresh_several, title, words
from properties.generator.written import constant, make, name, path, text

CURRENCIES = ("CNY", "USD", "JPY", "BHD")
ASSESSED, REASON = "assessed", "reason"


@attrs.frozen
class DrawnRegistry:
    """A registry in both forms, and the choices that have a name."""

    registry: ir.Registry
    categories: dict[str, Choice]
    written: nodes.Registry
    currency: str


def draw_registry(draw: Draw, size: Size, taken: Names) -> DrawnRegistry:
    """A registry with at least one subject and one event about the first one."""
    currency = pick(draw, CURRENCIES)
    contexts = {one: title(draw) for one in fresh_several(draw, taken, pools.CONTEXTS, 0, 2)}
    categories = {
        (found := taken.fresh(draw, pools.CATEGORIES)): Choice(_members(draw), found)
        for _ in range(count(draw, 0, 1 if size.fields < 4 else 2))
    }
    kinds = _Kinds(draw, currency, tuple(categories.values()))
    subjects = _subjects(draw, size, taken, kinds)
    events = {}
    for index in range(count(draw, 1, size.events) + 1):
        about = next(iter(subjects)) if index < 2 or chance(draw, 70) else pick(draw, tuple(subjects))
        event = _event(draw, size, taken, kinds, about, tuple(contexts))
        events[event.name] = event
    registry = ir.Registry(taken.fresh(draw, pools.REGISTRIES), title(draw), contexts, subjects, events)
    return DrawnRegistry(registry, categories, _written(draw, registry, categories), currency)


def _members(draw: Draw) -> tuple[str, ...]:
    return tuple(fresh_several(draw, Names(), pools.MEMBERS, 2, 4))


@attrs.frozen
class _Kinds:
    """Types of fields."""

    draw: Draw
    currency: str
    categories: tuple[Choice, ...]

    def any(self) -> Definite:
        draw = self.draw
        match count(draw, 0, 8):
            case 0 | 1:
                return bounded(draw, Number(Plain(), 0))
            case 2 | 3:
                return bounded(draw, Number(MoneyUnit(self.currency), minor_digits(self.currency)))
            case 4:
                return Boolean()
            case 5:
                return Date()
            case 6:
                return pick(draw, self.categories) if self.categories and chance(draw, 60) else Choice(_members(draw))
            case 7:
                return Text()
            case _:
                return bounded(draw, Number(Plain(), count(draw, 1, 3)))


def bounded(draw: Draw, kind: Number) -> Number:
    """The kind with bounds on both sides, one, or none."""
    match count(draw, 0, 3):
        case 0:
            low = pick(draw, (0, 1, 0, -5))
            return attrs.evolve(kind, range=Interval(low, low + pick(draw, (20, 1, 1_000, 50_000))))
        case 1:
            return attrs.evolve(kind, range=Interval(pick(draw, (0, 1, -3)), None))
        case 2:
            return attrs.evolve(kind, range=Interval(None, pick(draw, (0, 100, -1))))
        case _:
            return kind


def _fields(draw: Draw, size: Size, kinds: _Kinds, low: int, forbidden: set[str]) -> dict[str, ir.Field]:
    own = Names(set(forbidden))
    return {
        (found := own.fresh(draw, pools.FIELDS)): ir.Field(
            found, title(draw), kinds.any(), optional=chance(draw, 35), protected=chance(draw, 5)
        )
        for _ in range(count(draw, low, size.fields))
    }


def _subjects(draw: Draw, size: Size, taken: Names, kinds: _Kinds) -> dict[str, ir.Subject]:
    first = taken.fresh(draw, pools.SUBJECTS)
    fields = _fields(draw, size, kinds, 1, set())
    subjects = {first: ir.Subject(first, title(draw), fields)}
    own = Names(set(fields))
    if chance(draw, 15):
        spouse = own.fresh(draw, ("spouse", "配偶"))
        fields[spouse] = ir.Field(spouse, None, Related(first), optional=chance(draw, 80))
        if chance(draw, 50):
            wards = own.fresh(draw, ("wards", "被监护人"))
            fields[wards] = ir.Field(wards, title(draw), ManyRelated(first, spouse))
    if chance(draw, 25):
        other = taken.fresh(draw, pools.SUBJECTS)
        others = _fields(draw, size, kinds, 0, set())
        subjects[other] = ir.Subject(other, title(draw), others)
        home = own.fresh(draw, ("home", "employed by"))
        fields[home] = ir.Field(home, None, Related(other), optional=chance(draw, 60), protected=chance(draw, 5))
        if chance(draw, 70):
            many = Names(set(others)).fresh(draw, ("members", "成员"))
            others[many] = ir.Field(many, None, ManyRelated(first, home))
    return subjects


def _event(draw: Draw, size: Size, taken: Names, kinds: _Kinds, about: str, contexts: tuple[str, ...]) -> ir.Event:
    fields = _fields(draw, size, kinds, 0, set())
    if chance(draw, 15):
        fields[ASSESSED] = ir.Field(ASSESSED, None, bounded(draw, Number(Plain(), 0)), optional=chance(draw, 60))
        fields[REASON] = ir.Field(REASON, None, Text(), optional=chance(draw, 60))
    if chance(draw, 20):
        fields["act"] = ir.Field("act", None, pick(draw, (Text(), Number(Plain(), 0))), optional=chance(draw, 50))
    return ir.Event(
        taken.fresh(draw, pools.EVENTS),
        title(draw),
        about,
        maybe(draw, 50, lambda: pick(draw, contexts)) if contexts else None,
        maybe(draw, 10, lambda: words(draw)),
        chance(draw, 10),
        fields,
    )


# --- the written form --------------------------------------------------------------------------------


def _written(draw: Draw, registry: ir.Registry, categories: dict[str, Choice]) -> nodes.Registry:
    declarations: list[nodes.RegistryDeclaration] = []
    if registry.contexts:
        members = tuple(make(nodes.Choice, name(one), text(shown)) for one, shown in registry.contexts.items())
        declarations.append(make(nodes.Contexts, members))
    declarations += [
        make(nodes.CategoryDeclaration, name(one), text(title(draw)), _choice(draw, choice))
        for one, choice in categories.items()
    ]
    declarations += [
        make(nodes.SubjectDeclaration, name(s.name), text(s.title), tuple(_field(draw, f) for f in s.fields.values()))
        for s in registry.subjects.values()
    ]
    needed = len(registry.subjects) > 1
    for event in registry.events.values():
        declarations.append(
            make(
                nodes.EventDeclaration,
                name(event.name),
                text(event.title),
                name(event.subject) if needed or chance(draw, 10) else None,
                name(event.context) if event.context else None,
                text(event.issuer),
                (name("voluntary"),) if event.voluntary else (),
                tuple(_field(draw, f) for f in event.fields.values()),
            )
        )
    return make(nodes.Registry, name(registry.name), text(registry.title), tuple(declarations))


def _choice(draw: Draw, kind: Choice) -> nodes.ChoiceType:
    return make(nodes.ChoiceType, tuple(make(nodes.Choice, name(member), text(title(draw))) for member in kind.members))


def _field(draw: Draw, field: ir.Field) -> nodes.FieldDeclaration:
    flags = [word for word, is_set in (("optional", field.optional), ("protected", field.protected)) if is_set]
    return make(
        nodes.FieldDeclaration,
        name(field.name),
        text(field.title),
        type_expression(draw, field.type),
        bounds(draw, field.type),
        tuple(name(flag) for flag in (reversed(flags) if chance(draw, 20) else flags)),
    )


def type_expression(draw: Draw, kind: Definite) -> nodes.TypeExpression:
    """How a type is written. A choice without a name lists its members; titles are drawn."""
    match kind:
        case Boolean():
            return _simple("boolean")
        case Date():
            return _simple("date")
        case Text():
            return _simple("text")
        case Choice(name=named):
            return _simple(named) if named else _choice(draw, kind)
        case Number(unit=MoneyUnit(currency=currency)):
            return make(nodes.MoneyType, name(currency))
        case Number(unit=PointsUnit()):
            return _simple("points")
        case Number(scale=scale):
            return make(nodes.DecimalType, scale) if scale or chance(draw, 5) else _simple("number")
        case Duration(kind=unit):
            return _simple(f"duration in {unit.value}")
        case Related(subject=subject):
            return _simple(subject)
        case ManyRelated(subject=subject, by=by):
            return make(nodes.ManyType, name(subject), name(by))


def _simple(word: str) -> nodes.SimpleType:
    return make(nodes.SimpleType, name(word))


def bounds(draw: Draw, kind: Definite) -> nodes.Bounds | None:
    """The bounds of a number; those of money in its currency or as plain numbers."""
    if not isinstance(kind, Number) or kind.range == Interval():
        return None
    shown = attrs.evolve(kind, unit=Plain()) if chance(draw, 30) else kind
    low, high = kind.range.low, kind.range.high
    ends = [None if end is None else constant(end, shown, bare_points=True) for end in (low, high)]
    return make(nodes.Bounds, *ends)


def typed_name(draw: Draw, registry: ir.Registry, named: str, kind: Definite, *, optional: bool) -> nodes.TypedName:
    """A parameter of a define or a key of a table, its type perhaps written as that of a field that has it."""
    by_field = _same_field(draw, registry, kind)
    written = by_field or type_expression(draw, kind)
    return make(nodes.TypedName, name(named), written, None if by_field else bounds(draw, kind), optional)


def given_type(draw: Draw, registry: ir.Registry, kind: Definite) -> nodes.TypeExpression:
    """What a table or parameter gives, whose bounds are not written."""
    return _same_field(draw, registry, kind) or type_expression(draw, kind)


def _same_field(draw: Draw, registry: ir.Registry, kind: Definite) -> nodes.FieldType | None:
    same = [
        (holder.name, field.name)
        for holder in (*registry.subjects.values(), *registry.events.values())
        for field in holder.fields.values()
        if field.type == kind
    ]
    return make(nodes.FieldType, path(*pick(draw, same))) if same and chance(draw, 25) else None
