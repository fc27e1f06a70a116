"""Clauses on which rules there may be at all: forbidden kinds, listed measures, what lists publish, discretion.

Decided by the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from creditlang.analysis.charter.answers import Finding, Grounds, Verdict, verdict
from creditlang.analysis.static.targets import called, kind_word, selected, words_of
from creditlang.diagnostics import listing
from creditlang.ir import Assessed, Edition, OnEvent, PublicList, Sanction
from creditlang.ir import expressions as ir
from creditlang.ir.charter import (
    ForbidPublishingProtected,
    ForbidRules,
    LimitDiscretion,
    RestrictMeasures,
    RestrictPublishing,
)
from creditlang.types import Text, definite
from creditlang.values import show_points

KindsDemand = ForbidRules | RestrictMeasures | RestrictPublishing | ForbidPublishingProtected | LimitDiscretion


def decide_kinds(demand: KindsDemand, edition: Edition) -> Verdict:
    """Whether there are only such rules."""
    match demand:
        case ForbidRules(targets=targets):
            found = selected(targets, edition)
            findings = [Finding(r.text.name, f"{called(r)} is a {kind_word(r)}", r.text.span) for r in found]
            return verdict(Grounds.TEXT, f"there are no {words_of(targets)} here", findings)
        case RestrictMeasures():
            findings = [f for sanction in edition.sanctions.values() for f in _measure(sanction, demand, edition)]
            kept = f"all {len(edition.sanctions)} sanctions are listed" if demand.permitted else "none is imposed"
            return verdict(Grounds.TEXT, kept if edition.sanctions else "there are no sanctions here", findings)
        case RestrictPublishing() | ForbidPublishingProtected():
            findings = [f for one in edition.lists.values() for f in _published(one, demand, edition)]
            kept = f"none of {len(edition.lists)} lists publishes more" if edition.lists else "there are no lists here"
            return verdict(Grounds.TEXT, kept, findings)
        case LimitDiscretion():
            return verdict(
                Grounds.TEXT,
                f"no official chooses from a range wider than {demand.amount.written}",
                list(_discretion(demand, edition)),
            )


def _measure(sanction: Sanction, demand: RestrictMeasures, edition: Edition) -> Iterator[Finding]:
    named = {sanction.text.name, sanction.text.title} & set(demand.measures)
    imposed = _imposed(sanction, edition)
    wrong = [words for words in imposed or () if (words in demand.measures) != demand.permitted]
    if demand.permitted:
        broken = not named and (not imposed or bool(wrong))
    else:
        # Words that a record or a fact supplies may be any.
        broken = bool(named) or bool(wrong) or imposed is None
    if broken:
        shown = next(iter(wrong or imposed or ()), None) or sanction.text.shown
        if imposed is None and not named:
            shown = "what is said elsewhere"
        said = f"imposes “{shown}”, which is {'not listed' if demand.permitted else 'forbidden'}"
        yield Finding(sanction.text.name, f"{called(sanction)} {said}", sanction.text.span)


def _imposed(sanction: Sanction, edition: Edition) -> tuple[str, ...] | None:
    """All words in which a sanction may be imposed, none where it is no words; None where the rulebook does not hold
    them."""
    if sanction.impose is None or not isinstance(definite(sanction.impose.type), Text):
        return ()
    found = _words(sanction.impose, edition)
    return None if None in found else tuple(dict.fromkeys(word for word in found if word is not None))


def _words(node: ir.Expression, edition: Edition) -> Iterable[str | None]:
    match node:
        case ir.Constant(value=str() as words):
            return [words]
        case ir.If(then=then, otherwise=otherwise):
            return [*_words(then, edition), *_words(otherwise, edition)]
        case ir.Lookup(table=name):
            return [str(row.value) for row in edition.tables[name].rows]
        case ir.ParameterValue(parameter=name):
            return [str(row.value) for dated in edition.parameters[name].values for row in dated.rows]
        case ir.CallDefine(define=name):
            return _words(edition.defines[name].body, edition)
        case _:
            return [None]


def _published(
    one: PublicList, demand: RestrictPublishing | ForbidPublishingProtected, edition: Edition
) -> Iterator[Finding]:
    registry = edition.registry
    holder = one.trigger.event if isinstance(one.trigger, OnEvent) else edition.subject
    fields = (registry.subjects.get(holder) or registry.events[holder]).fields
    for name in one.publishes:
        if isinstance(demand, RestrictPublishing):
            wrong = (name in demand.fields) != demand.permitted
            said = f"publishes `{name}`" + (
                f", and only {listing(demand.fields, 'and')} may be" if demand.permitted else ""
            )
        else:
            wrong = name in fields and fields[name].protected
            said = f"publishes `{name}` of `{holder}`, which is protected"
        if wrong:
            yield Finding(one.text.name, f"{called(one)} {said}", one.text.span)


def _discretion(demand: LimitDiscretion, edition: Edition) -> Iterator[Finding]:
    for rule in edition.criteria.values():
        if isinstance(rule.amount, Assessed):
            width = rule.amount.high - rule.amount.low
            if width > demand.amount.value:
                said = f"leaves {show_points(width)} to an official's discretion"
                yield Finding(rule.text.name, f"{called(rule)} {said}", rule.text.span)
