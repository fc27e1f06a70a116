"""Charters: their clauses with values read, and asked for what can be.

In comes a written charter, and the registry that it names, if it names one; out comes an `ir.Charter`. Then holds:
units fit, lengths of time can be compared, and each kind of rule has what is asked of it; names exist in the registry
where one is named. Left to `analysis.charter`: what names mean in a rulebook, and every answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from creditlang.check.clauses import all_of, one_of, title_of
from creditlang.check.errors.charters import EmptyCharter, WrongLimit, WrongMovement, WrongSpan, WrongTarget
from creditlang.check.errors.names import UnknownName
from creditlang.check.errors.rulebooks import NoRegistry
from creditlang.check.errors.types import UnknownCurrency
from creditlang.diagnostics import Collector, closest
from creditlang.ir import CalendarPeriod, Event, InTheLast, InTotal, Registry, SourceStatus, Subject
from creditlang.ir import charter as ir
from creditlang.syntax import nodes
from creditlang.syntax.nodes import charters as written
from creditlang.types import MoneyUnit, Plain, PointsUnit, Unit
from creditlang.values import CURRENCIES, Days, Duration, plain, show_duration

HEAD = "the charter"

_CRITERIA = frozenset({ir.TargetKind.CRITERIA, ir.TargetKind.AWARDS, ir.TargetKind.DEDUCTIONS})
_EFFECTS = frozenset(
    {
        ir.TargetKind.GRADES,
        ir.TargetKind.DOWNGRADES,
        ir.TargetKind.UPGRADES,
        ir.TargetKind.REWARDS,
        ir.TargetKind.SANCTIONS,
        ir.TargetKind.LISTS,
        ir.TargetKind.RED_LISTS,
        ir.TargetKind.BLACK_LISTS,
    }
)
_MONEY = frozenset({ir.TargetKind.REWARDS, ir.TargetKind.SANCTIONS})
_POINTS_ADVICE = "write points, such as `100 points`"


def check_charter(asked: nodes.Charter, registries: Mapping[str, Registry], collector: Collector) -> ir.Charter:
    """The charter with the clauses that can be; what cannot is reported and left out.

    Args:
        asked: as written.
        registries: those that its file sees.
    """
    return _Checker(collector).charter(asked, registries)


class _Checker:
    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._registry: Registry | None = None

    def charter(self, asked: nodes.Charter, registries: Mapping[str, Registry]) -> ir.Charter:
        clauses, collector = asked.clauses, self._collector
        records = one_of(clauses, written.CharterRecords, "records", HEAD, collector)
        applies = one_of(clauses, written.AppliesTo, "applies to rulebooks of", HEAD, collector)
        basis = one_of(clauses, nodes.Basis, "basis", HEAD, collector)
        source = one_of(clauses, nodes.SourceClause, "source", HEAD, collector)
        note = one_of(clauses, nodes.Note, "note", HEAD, collector)
        if records is not None:
            self._registry = self._named_registry(records.registry, registries)
        demands = all_of(clauses, written.Demand)
        if not demands:
            collector.report(EmptyCharter(span=asked.name.span, name=asked.name.text))
        checked = [self._demand(demand, basis, source) for demand in demands]
        return ir.Charter(
            name=asked.name.text,
            title=title_of(asked.title),
            note=note.text.value if note else None,
            registry=records.registry.text if records else None,
            sectors=_words(applies.sectors) if applies else (),
            demands=tuple(demand for demand in checked if demand is not None),
            span=asked.name.span,
        )

    def _named_registry(self, name: nodes.Name, registries: Mapping[str, Registry]) -> Registry | None:
        if name.text not in registries:
            problem, known = f"there is no registry `{name.text}`", tuple(registries)
            suggestion = closest(name.text, known)
            self._collector.report(NoRegistry(span=name.span, problem=problem, suggestion=suggestion, known=known))
            return None
        return registries[name.text]

    def _demand(
        self, demand: written.Demand, basis: nodes.Basis | None, source: nodes.SourceClause | None
    ) -> ir.Demand | None:
        parts, collector = demand.parts, self._collector
        reason = one_of(parts, written.Reason, "because", "the clause", collector)
        own_basis = one_of(parts, nodes.Basis, "basis", "the clause", collector)
        own_source = one_of(parts, nodes.SourceClause, "source", "the clause", collector)
        sectors = one_of(parts, written.OnlySectors, "for rulebooks of", "the clause", collector)
        body = self._body(demand.body)
        if body is None:
            return None
        law, known = own_basis or basis, own_source or source
        return ir.Demand(
            words=_in_one_line(demand),
            body=body,
            exemptions=tuple(
                ir.Exemption(name.text, spared.because.value, span=name.span)
                for spared in all_of(parts, written.Exempt)
                for name in spared.rules
            ),
            sectors=_words(sectors.sectors) if sectors else (),
            basis=law.text.value if law else None,
            source=SourceStatus[known.status.name] if known else None,
            source_where=known.where.value if known and known.where else None,
            because=reason.text.value if reason else None,
            span=demand.span,
        )

    # --- bodies ----------------------------------------------------------------------------------------

    def _body(self, body: written.DemandBody) -> ir.Body | None:
        match body:
            case written.RequireOwed() | written.RequireSource() | written.RequireNotice() | written.RequireAppeal():
                return self._owed(body)
            case written.RequireLasts() | written.RequireExpires():
                return self._lengths_of(body)
            case written.RequireEnactment():
                return self._enactment(body)
            case written.RequireConsent(withdrawable=withdrawable):
                return ir.RequireConsent(withdrawable)
            case written.RequireMilder():
                return ir.RequireMilder()
            case written.RequireMovement():
                return self._movement(body)
            case written.RequireEnding(kind=kind):
                return ir.RequireEnding(ir.TargetKind[kind.name])
            case (
                written.LimitRecord()
                | written.LimitRecordSanctions()
                | written.LimitDiscretion()
                | written.LimitValue()
                | written.LimitPeriod()
            ):
                return self._limit(body)
            case _:
                return self._restriction(body)

    def _restriction(self, body: written.Forbid | written.Permit) -> ir.Body | None:
        match body:
            case written.ForbidProtected(targets=targets):
                return ir.ForbidProtected(self._targets(targets))
            case written.ForbidRelations(targets=targets):
                return ir.ForbidRelations(self._targets(targets))
            case written.ForbidReading(things=things, targets=targets):
                return ir.ForbidReading(self._things(things), self._targets(targets))
            case written.PermitReading(readable=readable, things=things, targets=targets):
                return ir.PermitReading(ir.Readable[readable.name], self._things(things), self._targets(targets))
            case written.RestrictContexts(contexts=contexts, targets=targets, permitted=permitted):
                for name in contexts:
                    self._known(name, "a context", self._registry.contexts if self._registry else None)
                return ir.RestrictContexts(_names(contexts), self._targets(targets), permitted)
            case written.PermitIssuers(issuers=issuers, targets=targets):
                return ir.PermitIssuers(_words(issuers), self._targets(targets))
            case written.ForbidOtherContexts(targets=targets):
                return ir.ForbidOtherContexts(self._targets(targets))
            case written.ForbidUnknown(targets=targets, unknowns=unknowns):
                return ir.ForbidUnknown(self._targets(targets), ir.Unknowns[unknowns.name])
            case written.RestrictPublishing(fields=fields, permitted=permitted):
                for name in fields:
                    self._known(name, "a field", _every_field(self._registry))
                return ir.RestrictPublishing(_names(fields), permitted)
            case written.ForbidPublishingProtected():
                return ir.ForbidPublishingProtected()
            case written.ForbidPermanent(targets=targets):
                return ir.ForbidPermanent(self._targets(targets))
            case written.ForbidRetroactive():
                return ir.ForbidRetroactive()
            case written.ForbidCliffs():
                return ir.ForbidCliffs()
            case written.RestrictMeasures(measures=measures, permitted=permitted):
                words = tuple(m.value if isinstance(m, nodes.Text) else m.text for m in measures)
                return ir.RestrictMeasures(words, permitted)
            case written.ForbidTwice(targets=targets):
                return ir.ForbidTwice(self._some(targets, _EFFECTS, "context to take effect in twice"))
            case written.ForbidRules(targets=targets):
                return ir.ForbidRules(self._targets(targets))

    def _owed(
        self, body: written.RequireOwed | written.RequireSource | written.RequireNotice | written.RequireAppeal
    ) -> ir.Body | None:
        match body:
            case written.RequireNotice(at_least=length, targets=targets):
                return ir.RequireNotice(length.value if length else None, self._some(targets, _EFFECTS, "notice"))
            case written.RequireAppeal(at_least=length, targets=targets):
                return ir.RequireAppeal(length.value if length else None, self._some(targets, _EFFECTS, "appeal"))
            case written.RequireSource(status=status, targets=targets):
                return ir.RequireSource(SourceStatus[status.name], self._targets(targets))
            case written.RequireOwed(owed=written.Owed.PERSON, targets=targets):
                return ir.RequireOwed(ir.Owed.PERSON, self._some(targets, _EFFECTS, "`decided by`"))
            case written.RequireOwed(owed=written.Owed.REPAIR, targets=targets):
                return ir.RequireOwed(ir.Owed.REPAIR, self._some(targets, _EFFECTS, "`lifted when`"))
            case written.RequireOwed(owed=written.Owed.CAP, targets=targets):
                return ir.RequireOwed(ir.Owed.CAP, self._some(targets, _CRITERIA, "cap"))
            case written.RequireOwed(owed=owed, targets=targets):
                return ir.RequireOwed(ir.Owed[owed.name], self._targets(targets))

    def _lengths_of(self, body: written.RequireLasts | written.RequireExpires) -> ir.Body | None:
        bounds = ir.Lengths()
        if body.bounds is not None:
            low, high = body.bounds.at_least, body.bounds.at_most
            bounds = ir.Lengths(low.value if low else None, high.value if high else None)
            if problem := _incomparable(bounds.low, bounds.high):
                self._collector.report(WrongSpan(span=body.bounds.span, problem=problem))
                return None
        if isinstance(body, written.RequireLasts):
            return ir.RequireLasts(bounds, self._some(body.targets, _EFFECTS, "length of time to last"))
        return ir.RequireExpires(bounds, self._some(body.targets, _CRITERIA, "`expires`"))

    def _enactment(self, body: written.RequireEnactment) -> ir.Body | None:
        comment: int | None = None
        sunset: Duration | None = None
        for part in body.enactments:
            match part:
                case written.PublicComment(at_least=length):
                    if not isinstance(length.value, Days):
                        problem = f"public comment is counted in days, and `{length.span.text}` has no fixed number"
                        self._collector.report(WrongSpan(span=length.span, problem=problem))
                        return None
                    comment = length.value.count
                case written.SunsetWithin(within=length):
                    sunset = length.value
                case _:
                    pass
        return ir.RequireEnactment(
            comment,
            sunset,
            authority=any(isinstance(part, written.AnAuthority) for part in body.enactments),
            date=any(isinstance(part, written.ADateOfEnactment) for part in body.enactments),
        )

    def _movement(self, body: written.RequireMovement) -> ir.Body | None:
        changes = written.Movement.CHANGES
        if (body.never is changes) != (body.when is changes):
            problem = "one side names a direction, and the other does not"
            advice = (
                "write `never fall when … rises` (or other directions), or `never change when … changes` for no "
                "influence at all"
            )
            self._collector.report(WrongMovement(span=body.span, problem=problem, advice=advice))
            return None
        plural = (written.OutcomeKind.REWARDS, written.OutcomeKind.SANCTIONS)
        if body.outcome in plural and body.never is not changes:
            assert isinstance(body.outcome, written.OutcomeKind)
            problem = f"`{body.outcome.value}` neither rise nor fall"
            advice = f"write `{body.outcome.value} never change when … changes`, or name one of them"
            self._collector.report(WrongMovement(span=body.span, problem=problem, advice=advice))
            return None
        outcome = body.outcome.text if isinstance(body.outcome, nodes.Name) else ir.OutcomeKind[body.outcome.name]
        (field,) = self._things((body.field,))
        return ir.RequireMovement(outcome, ir.Movement[body.never.name], field, ir.Movement[body.when.name])

    # --- limits ----------------------------------------------------------------------------------------

    def _limit(self, body: written.Limit) -> ir.Body | None:
        match body:
            case written.LimitRecord(amount=amount):
                found = self._points(amount, "what one record may cost or earn")
                return None if found is None else ir.LimitRecord(found)
            case written.LimitDiscretion(amount=amount):
                found = self._points(amount, "discretion")
                return None if found is None else ir.LimitDiscretion(found)
            case written.LimitRecordSanctions(number=number):
                if number.value.denominator != 1:
                    self._wrong(number, "a number of sanctions", "whole ones", "write a whole number")
                    return None
                return ir.LimitRecordSanctions(int(number.value))
            case written.LimitPeriod(targets=targets, amount=amount, period=period):
                limited = self._some(targets, _CRITERIA, "points in a period of time")
                found = self._points(amount, "what criteria may cost or earn")
                return None if found is None else ir.LimitPeriod(limited, found, _period(period))
            case written.LimitValue(targets=targets, amount=amount):
                return self._limit_value(targets, amount)

    def _limit_value(self, targets: written.Targets, literal: nodes.Literal) -> ir.Body | None:
        kinds = {ir.TargetKind[t.kind.name] for t in targets if isinstance(t, written.KindTarget)}
        if kinds & _CRITERIA or not kinds:
            limited = self._some(targets, _CRITERIA | (frozenset() if kinds else _MONEY), "points")
            amount = self._points(literal, "what one criterion may cost or earn")
            return None if amount is None else ir.LimitValue(limited, amount)
        limited = self._some(targets, _MONEY, "amount of money")
        unit = _unit(literal)
        if not isinstance(unit, MoneyUnit):
            self._wrong(literal, "what sanctions and rewards cost or give", "money", "write money, such as `500 CNY`")
            return None
        found = self._amount(literal, unit)
        return None if found is None else ir.LimitValue(limited, found)

    def _points(self, literal: nodes.Literal, what: str) -> ir.Amount | None:
        unit = _unit(literal)
        if isinstance(unit, Plain):
            unit = PointsUnit()
        if not isinstance(unit, PointsUnit):
            self._wrong(literal, what, "points", _POINTS_ADVICE)
            return None
        return self._amount(literal, unit)

    def _amount(self, literal: nodes.Literal, unit: Unit) -> ir.Amount | None:
        assert isinstance(literal, nodes.NumberLiteral | nodes.PointsLiteral | nodes.MoneyLiteral)
        if isinstance(unit, MoneyUnit) and unit.currency not in CURRENCIES:
            suggestion = closest(unit.currency, CURRENCIES)
            self._collector.report(UnknownCurrency(span=literal.span, currency=unit.currency, suggestion=suggestion))
            return None
        return ir.Amount(plain(literal.value), unit, literal.span.text)

    def _wrong(self, literal: nodes.Literal, what: str, wanted: str, advice: str) -> None:
        self._collector.report(
            WrongLimit(
                span=literal.span,
                what=what,
                wanted=wanted,
                written=literal.span.text,
                got=_described(literal),
                advice=advice,
            )
        )

    # --- names -----------------------------------------------------------------------------------------

    def _targets(self, targets: written.Targets) -> ir.Targets:
        return tuple(self._target(target) for target in targets)

    def _target(self, target: written.KindTarget | written.NamedTarget) -> ir.Target:
        if isinstance(target, written.NamedTarget):
            name = target.rule
            kinds = [kind.value for kind in ir.TargetKind]
            if f"{name.text}s" in kinds or closest(name.text, kinds):
                suggestion = f"{name.text}s" if f"{name.text}s" in kinds else closest(name.text, kinds)
                self._collector.report(
                    UnknownName(span=name.span, what="a kind of rule", name=name.text, suggestion=suggestion)
                )
            return ir.Target(None, name.text, span=target.span)
        if target.context is not None:
            self._known(target.context, "a context", self._registry.contexts if self._registry else None)
        context = target.context.text if target.context else None
        return ir.Target(ir.TargetKind[target.kind.name], None, context, span=target.span)

    def _some(self, targets: written.Targets, having: frozenset[ir.TargetKind], what: str) -> ir.Targets:
        """The targets; a kind that has no such thing is reported. `rules` and `detriments` mean those that have it."""
        for target in targets:
            if not isinstance(target, written.KindTarget):
                continue
            kind = ir.TargetKind[target.kind.name]
            if kind not in having and kind not in (ir.TargetKind.RULES, ir.TargetKind.DETRIMENTS):
                advice = f"what has it: {', '.join(f'`{k.value}`' for k in ir.TargetKind if k in having)}"
                self._collector.report(
                    WrongTarget(span=target.span, kind=kind.value, what=what, advice=_ADVICE.get(what, advice))
                )
        return self._targets(targets)

    def _things(self, things: Iterable[nodes.Reference]) -> tuple[ir.Thing, ...]:
        found = []
        for thing in things:
            path = tuple(name.text for name in thing.path)
            if self._registry is not None and not exists(path, self._registry):
                known = [*self._registry.events, *(_every_field(self._registry) or ())]
                name = thing.path[-1]
                self._collector.report(
                    UnknownName(
                        span=name.span,
                        what="an event or field",
                        name=".".join(path),
                        suggestion=closest(name.text, known),
                        known=tuple(known),
                    )
                )
            found.append(ir.Thing(path, span=thing.span))
        return tuple(found)

    def _known(self, name: nodes.Name, what: str, known: Iterable[str] | None) -> None:
        """Report a name that the registry of the charter, if it has one, does not know."""
        if known is None or name.text in (names := tuple(known)):
            return
        self._collector.report(
            UnknownName(span=name.span, what=what, name=name.text, suggestion=closest(name.text, names), known=names)
        )


_ADVICE = {
    "notice": "points have no notice; what follows from them has: `sanctions`, `lists`, `downgrades`",
    "length of time to last": "points expire: write `require expires after at most 5 years on …`",
    "`expires`": "write `require lasts at most 2 years on …`; points expire, effects last",
    "points": "what counts points: `criteria`, `awards`, `deductions`; money is for `sanctions` and `rewards`",
}


def exists(path: tuple[str, ...], registry: Registry) -> bool:
    """Whether a registry has what a clause names: an event, a field of a subject or event, or `Holder.field`."""
    holders: dict[str, Subject | Event] = {**registry.subjects, **registry.events}
    match path:
        case (name,):
            return name in registry.events or any(name in holder.fields for holder in holders.values())
        case (holder, field):
            return holder in holders and field in holders[holder].fields
        case _:
            return False


def _every_field(registry: Registry | None) -> tuple[str, ...] | None:
    if registry is None:
        return None
    holders: tuple[Subject | Event, ...] = (*registry.subjects.values(), *registry.events.values())
    return tuple(dict.fromkeys(field for holder in holders for field in holder.fields))


def _incomparable(low: Duration | None, high: Duration | None) -> str | None:
    if low is None or high is None:
        return None
    if type(low) is not type(high):
        return f"`{show_duration(low)}` and `{show_duration(high)}` cannot be compared: a month has no fixed length"
    if low.count > high.count:
        return f"nothing lies between `{show_duration(low)}` and `{show_duration(high)}`"
    return None


def _period(
    period: nodes.CapPerCalendar | nodes.CapInTheLast | nodes.CapInTotal,
) -> CalendarPeriod | InTheLast | InTotal:
    match period:
        case nodes.CapPerCalendar(period=calendar):
            return CalendarPeriod[calendar.name]
        case nodes.CapInTheLast(period=length):
            return InTheLast(length.value)
        case nodes.CapInTotal():
            return InTotal()


def _unit(literal: nodes.Literal) -> Unit | None:
    match literal:
        case nodes.NumberLiteral():
            return Plain()
        case nodes.PointsLiteral():
            return PointsUnit()
        case nodes.MoneyLiteral(currency=currency):
            return MoneyUnit(currency)
        case _:
            return None


def _described(literal: nodes.Literal) -> str:
    match literal:
        case nodes.NumberLiteral():
            return "a plain number"
        case nodes.PointsLiteral():
            return "points"
        case nodes.MoneyLiteral():
            return "money"
        case nodes.DurationLiteral():
            return "a period of time"
        case nodes.DateLiteral():
            return "a date"
        case nodes.TextLiteral():
            return "a text"
        case _:
            return "no amount"


def _in_one_line(demand: written.Demand) -> str:
    source = demand.span.source
    return " ".join(source.code[demand.span.start : demand.body.span.end].split())


def _words(texts: Iterable[nodes.Text]) -> tuple[str, ...]:
    return tuple(text.value for text in texts)


def _names(names: Iterable[nodes.Name]) -> tuple[str, ...]:
    return tuple(name.text for name in names)
