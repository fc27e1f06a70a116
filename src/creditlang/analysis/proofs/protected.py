"""Whether protected facts move anything: points, grade, rewards, sanctions, lists; through whatever definitions."""

from __future__ import annotations

from collections.abc import Iterator

from creditlang import ir
from creditlang.analysis.proofs.answers import Answer, Proved
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.twins import ask_twins, differs, outcomes, shown_difference, smaller_twins
from creditlang.analysis.static.flows import rests_on_field
from creditlang.analysis.static.reading import parts
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.nodes import FALSE
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.terms import any_of
from creditlang.backends.smt.values import Value
from creditlang.backends.smt.worlds import reachable
from creditlang.ir import expressions as expr
from creditlang.types import ManyRelated


def protected(subject: Subject) -> Iterator[Finding]:
    """Each protected fact, of the person or of others, against each outcome. What nothing reads is answered for all of
    them at once."""
    registry = subject.series.registry
    holders: list[ir.Subject | ir.Event] = [*registry.subjects.values(), *registry.events.values()]
    for holder in holders:
        for field in holder.fields.values():
            if field.protected:
                yield from _about(subject, holder, field)


def _about(subject: Subject, holder: ir.Subject | ir.Event, field: ir.Field) -> Iterator[Finding]:
    name = f"{holder.name}.{field.name}"

    def finding(outcome: str, answer: Answer) -> Finding:
        return Finding(Kind.PROTECTED, name, f"{name} never changes {outcome}", answer, field.span)

    if not any(_reads(edition, field.name) for edition in subject.series.editions):
        yield finding("anything", Proved("no rule reads a fact of this name"))
        return
    sides: list[SymbolicDecision] = []

    def touches(outcome: str) -> bool:
        return any(rests_on_field(edition, outcome, holder.name, field.name) for edition in subject.series.editions)

    def together() -> Answer:
        one = subject.decision()
        other = subject.varied(one, _instead(one, holder, field))
        sides.extend((one, other))
        wanted = any_of(*(differs(one, other, outcome) for outcome in outcomes(one)))
        if wanted is FALSE and not any(touches(outcome) for outcome in outcomes(one)):
            return Proved("nothing that is decided reads it")
        return ask_twins(
            subject, one, other, [wanted], "no two people show it", lambda *_: "something", one.world.bounds
        )

    whole = unless_unsupported(together)
    if len(sides) < 2 or isinstance(whole, Proved):
        yield finding("anything", whole)
        return
    subject.patience.begin()  # what all outcomes were asked together is a question of its own
    one, other = sides
    for outcome in outcomes(one):
        if not touches(outcome):
            yield finding(outcome, Proved("nothing that it rests on reads it"))
            continue
        # Defaults bind the loop's values; mypy sees parameters.
        yield finding(outcome, unless_unsupported(lambda o=outcome: _one_outcome(subject, one, other, o)))  # type: ignore[misc]  # bound now


def _reads(edition: ir.Edition, field: str) -> bool:
    """Whether anything in an edition depends on a field of this name, `only the largest per` it included."""
    for part in parts(edition, edition):
        if isinstance(part, expr.Read) and part.field == field:
            return True
        if isinstance(part, expr.Aggregate) and isinstance(part.source, expr.RelatedSubjects):
            return True  # whom the relation leads to may be what the field says
    per_act = [criterion.only_largest_per for criterion in edition.criteria.values()]
    return field in (*per_act, *(group.only_largest_per for group in edition.groups.values()))


def _one_outcome(subject: Subject, one: SymbolicDecision, other: SymbolicDecision, outcome: str) -> Answer:
    wanted, bounds = differs(one, other, outcome), one.world.bounds
    shows = shown_difference(outcome)
    answer = ask_twins(subject, one, other, [wanted], "no two people show it", shows, bounds)
    return smaller_twins(subject, answer, shows)


def _instead(decision: SymbolicDecision, holder: ir.Subject | ir.Event, field: ir.Field) -> dict[str, Value]:
    """Another unknown in the place of each value of the field, of the person and of everyone whom they lead to."""
    world = decision.world
    if isinstance(field.type, ManyRelated):
        raise Unsupported("other people in the place of those whom a relation leads to")
    if isinstance(holder, ir.Subject):
        paths = [one.path for one in reachable(world.subject) if one.subject == holder.name]
    else:
        paths = [record.path for record in world.records(holder.name)]
    return {f"{path}.{field.name}": world.value_of(field, f"{path}.other {field.name}", None) for path in paths}
