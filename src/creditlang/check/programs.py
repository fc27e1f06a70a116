"""The whole program: registries, rulebooks in series, scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import attrs

from creditlang.check.charters import check_charter
from creditlang.check.errors.names import DuplicateName, UnknownName
from creditlang.check.errors.scenarios import WhichRulebook
from creditlang.check.losses import Losses, losses_of
from creditlang.check.registries import CheckedRegistry, check_registry
from creditlang.check.rulebooks import Surroundings, check_rulebook
from creditlang.check.scenarios import check_scenario
from creditlang.check.series import check_days_between, order_editions
from creditlang.diagnostics import Collector, closest
from creditlang.ir import Charter, Edition, Registry, Scenario, Series
from creditlang.resolve import Following, Module, Program, digest
from creditlang.resolve.errors import DuplicateUnit
from creditlang.source import Span
from creditlang.syntax import nodes


@attrs.frozen
class CheckedProgram:
    """What compiled. With errors reported, `series` may lack what they touch."""

    registries: tuple[Registry, ...]
    series: tuple[Series, ...]
    charters: tuple[Charter, ...] = ()


def check_program(program: Program, collector: Collector) -> CheckedProgram:
    """Check every file of a program."""
    registries: dict[int, CheckedRegistry] = {}
    for module in program.modules:
        own = Collector()
        for written in module.document.registries:
            registries[id(written)] = check_registry(written, own)
        losses_of(module).pass_on(own, collector)
    losses = {id(module): losses_of(module, _wrong_names(module, registries)) for module in program.modules}
    charters = _charters(program, registries, losses, collector)
    editions: dict[str, list[tuple[Edition, nodes.Rulebook, Module]]] = {}
    failed: set[str] = set()
    following = Following()
    for module in program.modules:
        around = _surroundings(module, registries, charters, collector) if module.document.rulebooks else None
        for rulebook in module.document.rulebooks:
            assert around is not None
            own = Collector()
            whole = following.whole(rulebook, module, own)
            edition = check_rulebook(whole, rulebook.declarations, around, own) if whole else None
            if whole is not None:
                own = _told_here(own, rulebook, whole)
            losses[id(module)].pass_on(own, collector)
            if edition is None or own.has_errors or losses[id(module)].touch(rulebook.span):
                failed.add(rulebook.name.text)
            else:
                editions.setdefault(rulebook.name.text, []).append((edition, rulebook, module))
    series: list[Series] = []
    for name, found in editions.items():
        if name in failed:
            continue
        ordered = order_editions([edition for edition, _, _ in found], collector)
        if ordered is not None:
            check_days_between([(edition, written) for edition, written, _ in found], collector)
            sources = {id(m): m.source for _, _, module in found for m in module.visible()}
            series.append(Series(name, ordered, (), digest(sources.values())))
    checked = _with_scenarios(program.modules, series, losses, collector)
    return CheckedProgram(tuple(r.registry for r in registries.values()), checked, tuple(charters.values()))


def _told_here(found: Collector, written: nodes.Rulebook, whole: nodes.Rulebook) -> Collector:
    """The findings, those on a name that the drafter leaves out told where they leave it out, not in the older text."""
    clause = next((c for c in written.clauses if isinstance(c, nodes.Follows)), None)
    left_out = {name.text: name.span for name in clause.without} if clause else {}
    if not left_out:
        return found
    here = Collector()
    for one in found.sorted():
        if isinstance(one, UnknownName) and one.name in left_out and one.span is not None:
            by = _named_in(one.span, written, whole)
            if by is not None:
                advice = f"`{by}` is carried over and names it: write `{by}` anew without it, or keep `{one.name}`"
                one = attrs.evolve(one, span=left_out[one.name], advice=advice, carried_over=one.span)
        here.report(one)
    return here


def _named_in(span: Span, written: nodes.Rulebook, whole: nodes.Rulebook) -> str | None:
    """The declaration that is carried over and holds a place; None where the drafter wrote it anew."""
    # The span of a declaration is its head, so a place lies under the last head before it.
    before = [d for d in whole.declarations if d.span.source is span.source and d.span.start <= span.start]
    holder = max(before, key=lambda declaration: declaration.span.start, default=None)
    if holder is None or any(holder is own for own in written.declarations):
        return None
    match holder:
        case nodes.Score():
            return "score"
        case nodes.Grades():
            return "grades"
        case _:
            return holder.name.text


def _wrong_names(module: Module, registries: Mapping[int, CheckedRegistry]) -> set[str]:
    """What the registries that a file sees declare, but wrongly, so that it is left out."""
    return {name for m in module.visible() for r in m.document.registries for name in registries[id(r)].wrong}


def _charters(
    program: Program,
    registries: Mapping[int, CheckedRegistry],
    losses: Mapping[int, Losses],
    collector: Collector,
) -> dict[int, Charter]:
    """Every charter of the program, checked in the sight of its own file."""
    charters: dict[int, Charter] = {}
    for module in program.modules:
        seen = {r.name.text: registries[id(r)].registry for m in module.visible() for r in m.document.registries}
        own = Collector()
        for written in module.document.charters:
            charters[id(written)] = check_charter(written, seen, own)
        losses[id(module)].pass_on(own, collector)
    return charters


def _surroundings(
    module: Module,
    registries: Mapping[int, CheckedRegistry],
    charters: Mapping[int, Charter],
    collector: Collector,
) -> Surroundings:
    visible = [m.document for m in module.visible()]
    return Surroundings(
        {r.name.text: registries[id(r)] for r in _once((r for d in visible for r in d.registries), collector)},
        {c.name.text: charters[id(c)] for c in _once((c for d in visible for c in d.charters), collector)},
        tuple(definition for d in visible for definition in d.library),
    )


U = TypeVar("U", nodes.Registry, nodes.Charter)


def _once(units: Iterable[U], collector: Collector) -> list[U]:
    first: dict[str, U] = {}
    for unit in units:
        if unit.name.text in first:
            collector.report(
                DuplicateUnit(span=unit.name.span, name=unit.name.text, first=first[unit.name.text].name.span)
            )
        first.setdefault(unit.name.text, unit)
    return list(first.values())


def _with_scenarios(
    modules: Iterable[Module], series: list[Series], losses: Mapping[int, Losses], collector: Collector
) -> tuple[Series, ...]:
    """The series with the scenarios that stand under their rulebooks or name them."""
    by_name = {s.name: s for s in series}
    scenarios: dict[str, list[Scenario]] = {s.name: [] for s in series}
    titles: dict[tuple[str, str], nodes.Text] = {}
    for module in modules:
        visible = list(dict.fromkeys(r.name.text for m in module.visible() for r in m.document.rulebooks))
        written = [(r.name.text, s) for r in module.document.rulebooks for s in r.scenarios]
        written += [("", s) for s in module.document.scenarios]
        own = Collector()
        for under, scenario in written:
            name = _rulebook_of(scenario, under, visible, own)
            if name is not None and name in by_name:
                first = titles.setdefault((name, scenario.title.value), scenario.title)
                if first is not scenario.title:
                    own.report(DuplicateName(span=scenario.title.span, name=first.value, first=first.span))
                checked = check_scenario(scenario, by_name[name].editions, own)
                if checked is not None and not losses[id(module)].touch(scenario.span):
                    scenarios[name].append(checked)
        losses[id(module)].pass_on(own, collector)
    return tuple(attrs.evolve(s, scenarios=tuple(scenarios[s.name])) for s in series)


def _rulebook_of(scenario: nodes.Scenario, under: str, visible: list[str], collector: Collector) -> str | None:
    named = next((c for c in scenario.clauses if isinstance(c, nodes.OfRulebook)), None)
    if named is not None:
        if named.rulebook.text in visible:
            return named.rulebook.text
        collector.report(
            UnknownName(
                span=named.rulebook.span,
                what="a rulebook",
                name=named.rulebook.text,
                suggestion=closest(named.rulebook.text, visible),
                known=tuple(visible),
            )
        )
        return None
    if under or len(visible) == 1:
        return under or visible[0]
    collector.report(WhichRulebook(span=scenario.title.span, known=tuple(visible)))
    return None
