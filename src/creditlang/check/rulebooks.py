"""A rulebook: its head, its names, and its rules put together as one edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import attrs

from creditlang.check import expressions
from creditlang.check.clauses import all_of, one_of, title_of
from creditlang.check.cliffs import check_cliffs
from creditlang.check.contexts import check_contexts
from creditlang.check.criteria import check_burden, check_criterion, warn_of_permanence
from creditlang.check.definitions import Definitions, check_definitions, check_parameter_starts, names_in
from creditlang.check.effects import Effect, evaluation_order
from creditlang.check.entitlements import check_list, check_reward, check_sanction
from creditlang.check.errors.charters import OtherRegistry
from creditlang.check.errors.names import DuplicateName, UnknownName
from creditlang.check.errors.process import BothWays
from creditlang.check.errors.rulebooks import (
    EmptyRulebook,
    MilderUnclear,
    NoRegistry,
    Retroactive,
    UnknownCharter,
    WhichSubject,
    WrongDates,
)
from creditlang.check.errors.rules import NeverApplies, NoScore, RepeatedClause, WeightNeedsRounding
from creditlang.check.errors.warnings import Unused
from creditlang.check.facts import facts_of
from creditlang.check.grades import check_grades, check_move, declare_grades
from creditlang.check.groups import check_groups
from creditlang.check.limits import check_limits
from creditlang.check.registries import CheckedRegistry
from creditlang.check.scope import Names, Place, record_scope, subject_scope
from creditlang.check.scores import check_score, declare_score
from creditlang.check.triggers import event_named
from creditlang.check.upside_down import check_direction
from creditlang.diagnostics import Collector, closest
from creditlang.ir import (
    Charter,
    Consent,
    Edition,
    Enacted,
    Registry,
    Repealed,
    SourceStatus,
    Transition,
    better_with_points,
)
from creditlang.ir import expressions as ir
from creditlang.syntax import nodes

N = TypeVar("N", bound=nodes.Node)
HEAD = "the rulebook"


@attrs.frozen
class Surroundings:
    """What a rulebook's file sees: registries, charters and imported definitions, by name."""

    registries: Mapping[str, CheckedRegistry]
    charters: Mapping[str, Charter]
    library: Sequence[nodes.Definition]


def check_rulebook(
    written: nodes.Rulebook, anew: Sequence[nodes.Node], around: Surroundings, collector: Collector
) -> Edition | None:
    """The edition; None if anything in it is wrong, which is then reported.

    `anew` are the declarations that stand in it; the others are carried over from what it follows.
    """
    checked = _registry(written, around, collector)
    if checked is None:
        return None
    subject = _subject(written, checked, collector)
    if subject is None:
        return None
    names = Names(checked.registry, subject, checked.categories, collector)
    charters = _charters(written, checked.registry, around, collector)
    declarations = _unique(written, names)
    score_written = _only(declarations, nodes.Score, "score", names)
    grades_written = _only(declarations, nodes.Grades, "grades", names)
    declare_score(score_written, names)
    declare_grades(grades_written, names)
    names.lists = {d.name.text: d.name.span for d in all_of(declarations, nodes.PublicList)}
    names.holdable = {d.name.text: d.name.span for d in declarations if isinstance(d, nodes.Reward | nodes.Sanction)}
    own = [d for d in declarations if isinstance(d, nodes.Define | nodes.Table | nodes.Parameter)]
    definitions = check_definitions([*around.library, *own], names)
    edition = _rules(written, declarations, score_written, grades_written, definitions, charters, names)
    if edition is not None:
        check_cliffs(edition, collector)
        check_limits(edition, collector)
        if grades_written is not None:
            check_direction(edition, grades_written, collector)
        _check_milder(written, edition, collector)
    _report_unused([d for d in own if any(d is declared for declared in anew)], written, names)
    if all(isinstance(declaration, nodes.Definition) for declaration in written.declarations):
        collector.report(EmptyRulebook(span=written.name.span, name=written.name.text))
    check_parameter_starts(
        definitions, next(iter(all_of(written.clauses, nodes.InForce)), None), [*around.library, *own], names
    )
    return edition


# --- the head --------------------------------------------------------------------------------------


def _registry(written: nodes.Rulebook, around: Surroundings, collector: Collector) -> CheckedRegistry | None:
    records = one_of(written.clauses, nodes.Records, "records", HEAD, collector)
    known = tuple(around.registries)
    if records is None:
        problem = f"the rulebook `{written.name.text}` does not say whose records it reads"
        collector.report(NoRegistry(span=written.name.span, problem=problem, known=known))
        return None
    name = records.registry
    if name.text not in around.registries and "" in around.registries:
        return None  # the registry that is meant may be the one whose name could not be read
    if name.text not in around.registries:
        problem = f"there is no registry `{name.text}`"
        collector.report(NoRegistry(span=name.span, problem=problem, suggestion=closest(name.text, known), known=known))
        return None
    return around.registries[name.text]


def _subject(written: nodes.Rulebook, checked: CheckedRegistry, collector: Collector) -> str | None:
    about = one_of(written.clauses, nodes.About, "about", HEAD, collector)
    subjects = tuple(checked.registry.subjects)
    if about is not None:
        if about.subject.text in subjects:
            return about.subject.text
        collector.report(
            UnknownName(
                span=about.subject.span,
                what="a subject",
                name=about.subject.text,
                suggestion=closest(about.subject.text, subjects),
                known=subjects,
            )
        )
        return None
    if len(subjects) > 1:
        collector.report(
            WhichSubject(
                span=written.name.span,
                name=written.name.text,
                subjects=subjects,
                advice=f"add `about {subjects[0]}` to the head of the rulebook",
            )
        )
        return None
    return subjects[0] if subjects else None


def _charters(
    written: nodes.Rulebook, registry: Registry, around: Surroundings, collector: Collector
) -> tuple[Charter, ...]:
    """The charters that it names. What they ask is decided once the rulebook has compiled, by `analysis.charter`."""
    found: dict[str, Charter] = {}
    for name in (n for clause in all_of(written.clauses, nodes.Under) for n in clause.charters):
        if name.text not in around.charters:
            suggestion = closest(name.text, around.charters)
            collector.report(UnknownCharter(span=name.span, name=name.text, suggestion=suggestion))
            continue
        charter = found[name.text] = around.charters[name.text]
        if charter.registry not in (None, registry.name):
            collector.report(
                OtherRegistry(
                    span=name.span,
                    charter=name.text,
                    wanted=charter.registry or "",
                    got=registry.name,
                    declared=charter.span,
                )
            )
    return tuple(found.values())


def _consent(written: nodes.Rulebook, names: Names) -> tuple[Consent | None, bool]:
    """The consent that is required, and whether nothing was wrong with it."""
    clause = one_of(written.clauses, nodes.RequiresConsent, "requires consent", HEAD, names.collector)
    if clause is None:
        return None, True
    event = event_named(clause.event, names)
    ended = event_named(clause.ended_by, names) if clause.ended_by else None
    if event is None or (clause.ended_by is not None and ended is None):
        return None, False
    if ended is event:
        assert clause.ended_by is not None
        gives, ends = f"that `{event.name}` gives consent", "that it ends it"
        names.collector.report(
            BothWays(span=clause.ended_by.span, rule=HEAD, one=gives, other=ends, first=clause.event.span)
        )
    where = None
    if clause.where is not None:
        where = expressions.check_truth(clause.where, record_scope(names, Place("a consent"), event))
        if where is None:
            return None, False
        if facts_of(where, True).contradiction:
            names.collector.report(NeverApplies(span=clause.where.span, rule="the consent"))
    return Consent(event.name, where, ended.name if ended else None), True


def _covers(written: nodes.Rulebook, names: Names) -> tuple[ir.Expression | None, bool]:
    """Whom the rulebook is about, and whether nothing was wrong with it."""
    clause = one_of(written.clauses, nodes.Covers, "covers", HEAD, names.collector)
    if clause is None:
        return None, True
    condition = expressions.check_truth(clause.condition, subject_scope(names, Place("whom the rulebook covers")))
    if condition is not None and facts_of(condition, True).contradiction:
        names.collector.report(NeverApplies(span=clause.condition.span, rule=HEAD))
    return condition, condition is not None


# --- declarations ----------------------------------------------------------------------------------


def _unique(written: nodes.Rulebook, names: Names) -> list[nodes.RulebookDeclaration]:
    """The declarations, each name once."""
    first: dict[str, nodes.Name] = {}
    kept: list[nodes.RulebookDeclaration] = []
    for declaration in written.declarations:
        if isinstance(declaration, nodes.Score | nodes.Grades):
            kept.append(declaration)
            continue
        name = declaration.name
        if name.text in first:
            earlier = first[name.text].span
            names.collector.report(DuplicateName(span=name.span, name=name.text, first=earlier))
            continue
        first[name.text] = name
        kept.append(declaration)
    return kept


def _only(declarations: Sequence[nodes.Node], kind: type[N], word: str, names: Names) -> N | None:
    found = all_of(declarations, kind)
    for other in found[1:]:
        names.collector.report(RepeatedClause(span=other.span, rule=HEAD, clause=f"`{word}`", first=found[0].span))
    return found[0] if found else None


def _rules(
    written: nodes.Rulebook,
    declarations: Sequence[nodes.RulebookDeclaration],
    score_written: nodes.Score | None,
    grades_written: nodes.Grades | None,
    definitions: Definitions,
    charters: tuple[Charter, ...],
    names: Names,
) -> Edition | None:
    criteria_written = {d.name.text: d for d in all_of(declarations, nodes.Criterion)}
    groups_written = {d.name.text: d for d in all_of(declarations, nodes.Group)}
    if score_written is None and criteria_written:
        first = next(iter(criteria_written.values()))
        names.collector.report(NoScore(span=first.name.span, what=f"the criterion `{first.name.text}`"))
    score = check_score(score_written, names) if score_written else None
    criteria = {name: check_criterion(c, names) for name, c in criteria_written.items()}
    groups = check_groups(groups_written, criteria_written, names)
    grades = check_grades(grades_written, names) if grades_written else ()
    for name, criterion in criteria.items():
        check_burden(criteria_written[name], grades or (), names.collector)
        if criterion is not None:
            warn_of_permanence(criteria_written[name], criterion, grades or (), names.collector)
    moves = {d.name.text: check_move(d, names) for d in all_of(declarations, nodes.GradeMove)}
    rewards = {d.name.text: check_reward(d, names) for d in all_of(declarations, nodes.Reward)}
    sanctions = {d.name.text: check_sanction(d, names) for d in all_of(declarations, nodes.Sanction)}
    lists = {d.name.text: check_list(d, names) for d in all_of(declarations, nodes.PublicList)}
    consent, consent_sound = _consent(written, names)
    covers, covers_sound = _covers(written, names)
    _check_weights(declarations, score_written, names)
    built_moves, built_rewards = _built(moves), _built(rewards)
    built_sanctions, built_lists, built_criteria = _built(sanctions), _built(lists), _built(criteria)
    effects: dict[str, Effect] = {**built_moves, **built_lists, **built_rewards, **built_sanctions}
    order = evaluation_order(effects, definitions.defines, names.collector)
    check_contexts(effects, built_criteria, grades or (), definitions.defines, names.registry, names.collector)
    if names.collector.has_errors or grades is None or not consent_sound or not covers_sound:
        return None
    head = _head(written, names)
    return Edition(
        **head,
        charters=charters,
        registry=names.registry,
        subject=names.subject,
        consent=consent,
        covers=covers,
        score=score,
        criteria=built_criteria,
        groups=groups,
        grades=grades,
        moves=built_moves,
        rewards=built_rewards,
        sanctions=built_sanctions,
        lists=built_lists,
        defines=definitions.defines,
        tables=definitions.tables,
        parameters=definitions.parameters,
        evaluation_order=order,
        span=written.span,
    )


R = TypeVar("R")


def _built(rules: Mapping[str, R | None]) -> dict[str, R]:
    return {name: rule for name, rule in rules.items() if rule is not None}


def _head(written: nodes.Rulebook, names: Names) -> dict[str, Any]:
    """What the clauses of the head say."""
    clauses, collector = written.clauses, names.collector
    authority = one_of(clauses, nodes.Authority, "authority", HEAD, collector)
    edition = one_of(clauses, nodes.EditionClause, "edition", HEAD, collector)
    in_force = one_of(clauses, nodes.InForce, "in force", HEAD, collector)
    enacted = one_of(clauses, nodes.EnactedClause, "enacted", HEAD, collector)
    sunset = one_of(clauses, nodes.Sunset, "sunset", HEAD, collector)
    sector = one_of(clauses, nodes.Sector, "sector", HEAD, collector)
    source = one_of(clauses, nodes.SourceClause, "source", HEAD, collector)
    note = one_of(clauses, nodes.Note, "note", HEAD, collector)
    transition = one_of(clauses, nodes.TransitionClause, "transition", HEAD, collector)
    repealed = one_of(clauses, nodes.RepealedClause, "repealed criteria", HEAD, collector)
    starts = in_force.starts if in_force else None
    ends = [day for day in (in_force.ends if in_force else None, sunset.on if sunset else None) if day]
    _check_dates(in_force, sunset, enacted, collector)
    return {
        "name": written.name.text,
        "title": title_of(written.title),
        "authority": authority.text.value if authority else None,
        "edition": edition.text.value if edition else None,
        "sector": sector.text.value if sector else None,
        "note": note.text.value if note else None,
        "source": SourceStatus[source.status.name] if source else None,
        "source_where": source.where.value if source and source.where else None,
        "in_force": starts,
        "ends": min(ends, default=None),
        "sunset": sunset.on if sunset else None,
        "enacted": Enacted(enacted.on, title_of(enacted.by), enacted.comment_days) if enacted else None,
        "transition": Transition[transition.transition.name] if transition else Transition.OWN_DATE,
        "repealed": Repealed[repealed.repealed.name] if repealed else Repealed.RUN_OUT,
    }


def _check_dates(
    in_force: nodes.InForce | None, sunset: nodes.Sunset | None, enacted: nodes.EnactedClause | None, c: Collector
) -> None:
    """Whether the dates of the head can all be."""
    if in_force is None:
        return
    starts, ends = in_force.starts, in_force.ends
    if ends is not None and ends <= starts:
        problem = f"the rulebook ends on {ends}, which is not after {starts}, its first day in force"
        c.report(WrongDates(span=in_force.span, problem=problem))
    if sunset is not None and sunset.on <= starts:
        problem = f"the rulebook reaches its sunset on {sunset.on}, which is not after {starts}, its first day in force"
        c.report(WrongDates(span=sunset.span, problem=problem))
    elif sunset is not None and ends is not None and sunset.on < ends:
        problem = f"the rulebook reaches its sunset on {sunset.on}, before {ends}, the end of its time in force"
        c.report(WrongDates(span=sunset.span, problem=problem))
    if enacted is not None and starts < enacted.on:
        c.report(Retroactive(span=in_force.span, starts=starts.isoformat(), enacted=enacted.on.isoformat()))


def _check_milder(written: nodes.Rulebook, edition: Edition, collector: Collector) -> None:
    """The milder edition is the one that gives more points; where fewer are better that is the harsher one."""
    if edition.transition is Transition.MILDER and better_with_points(edition.grades) is not True:
        clause = next(iter(all_of(written.clauses, nodes.TransitionClause)))
        collector.report(MilderUnclear(span=clause.span))


def _check_weights(declarations: Sequence[nodes.RulebookDeclaration], score: nodes.Score | None, names: Names) -> None:
    """Weights make fractions of points, so the score must say how it is rounded."""
    if score is None or all_of(score.clauses, nodes.ScoreRounding):
        return
    for declaration in declarations:
        if isinstance(declaration, nodes.Criterion | nodes.Group):
            for weight in all_of(declaration.clauses, nodes.Weight):
                names.collector.report(WeightNeedsRounding(span=score.span, weight=weight.span))
                return


def _report_unused(own: Sequence[nodes.Definition], written: nodes.Rulebook, names: Names) -> None:
    """Warn of definitions of this rulebook that nothing reads."""
    mentioned = set(names.used)
    for definition in written.declarations:
        mentioned.update(names_in(definition))
    for definition in own:
        if definition.name.text not in mentioned:
            kinds = {nodes.Define: "the define", nodes.Table: "the table", nodes.Parameter: "the parameter"}
            names.collector.report(
                Unused(span=definition.name.span, what=kinds[type(definition)], name=definition.name.text)
            )
