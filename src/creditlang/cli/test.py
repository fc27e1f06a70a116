"""`creditlang test`: run the scenarios of rule files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import attrs

from creditlang.cli.arguments import BAD_USAGE, add_format, command
from creditlang.diagnostics import Diagnostic
from creditlang.driver import compile_paths, find_units
from creditlang.errors import INPUT_CODES
from creditlang.inventory import Rule, all_rules
from creditlang.scenarios import ScenarioResult, run_scenario, unreached

_EXAMPLE = """  creditlang test {rules}
  creditlang test {rules} --explain"""


@attrs.frozen
class _Report:
    """What became of all scenarios."""

    errors: tuple[Diagnostic, ...]
    results: tuple[ScenarioResult, ...]
    rules: int
    unreached: tuple[Rule, ...]
    unrun: int

    @property
    def failed(self) -> tuple[ScenarioResult, ...]:
        return tuple(result for result in self.results if not result.passed)


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command("test", "Run the scenarios of rule files, and name the rules that none of them reaches.", _EXAMPLE)
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="rule files, or folders with rule files")
    parser.add_argument("--explain", action="store_true", help="show how each failed scenario was decided")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 if every expectation is met, 1 if not or if there are none, 2 if the files cannot be found."""
    report = _run_all(given.files)
    if given.format == "json":
        _print_json(report)
    else:
        _print_text(report, given.explain)
    if any(found.code in INPUT_CODES for found in report.errors):
        return BAD_USAGE
    return int(bool(report.errors or report.failed or not report.results))


def _run_all(paths: list[Path]) -> _Report:
    """The scenarios of all folders. One that several of them import runs once, and a rule that several rulebooks carry
    over is reached if it is in one of them."""
    errors: list[Diagnostic] = []
    results: dict[tuple[str, int], ScenarioResult] = {}
    missed: dict[tuple[str, int], Rule] = {}
    reached: set[tuple[str, int]] = set()
    rules: dict[tuple[str, int], Rule] = {}
    unrun: set[tuple[str, int]] = set()
    for unit in find_units(paths):
        compiled = compile_paths(unit)
        errors += compiled.errors
        unrun |= {(span.source.name, span.start) for span in compiled.unrun}
        rules.update((rule.place, rule) for rule in all_rules(compiled.series))
        for series in compiled.series:
            own = tuple(run_scenario(series, scenario) for scenario in series.scenarios)
            for result in own:
                span = result.scenario.span
                results.setdefault((span.source.name, span.start), result)
            left = {rule.place: rule for rule in unreached(series, own)}
            reached |= {rule.place for rule in all_rules((series,))} - left.keys()
            missed.update(left)
    never = tuple(rule for place, rule in missed.items() if place not in reached)
    return _Report(tuple(errors), tuple(results.values()), len(rules), never, len(unrun))


def _print_text(report: _Report, explain: bool) -> None:
    from creditlang.render.scenarios import failure_text, results_text, tally_text, unreached_text
    from creditlang.render.terminal import console, diagnostics_text

    out = console(sys.stdout)
    if report.errors:
        out.print(diagnostics_text(report.errors, out.width))
        out.print()
    if report.results:
        out.print(results_text(report.results))
        out.print()
    for result in report.failed:
        out.print(failure_text(result, out.width))
        out.print()
        if explain:
            _print_decisions(result)
    if report.results and report.unreached:
        out.print(unreached_text(report.unreached))
        out.print()
    if report.results or report.unrun:
        reached = report.rules - len(report.unreached)
        out.print(tally_text(report.results, report.unrun, report.rules, reached))
    elif not report.errors:
        out.print("[error]no scenarios[/]: write one, or name a file that holds some", markup=True)


def _print_decisions(result: ScenarioResult) -> None:
    """The decisions of the days on which something else was expected."""
    from creditlang.render.decision import decision_text
    from creditlang.render.terminal import console

    out = console(sys.stdout)
    for day in dict.fromkeys(outcome.day for outcome in result.outcomes if not outcome.met):
        if day in result.decisions:
            out.print(decision_text(result.decisions[day], result.series, out.width))
            out.print()


def _print_json(report: _Report) -> None:
    from creditlang.render.json import diagnostics_json, dumps
    from creditlang.render.scenarios import result_json, rule_json

    print(
        dumps(
            {
                "passed": len(report.results) - len(report.failed),
                "failed": len(report.failed),
                "not_run": report.unrun,
                "diagnostics": diagnostics_json(report.errors),
                "scenarios": [result_json(result) for result in report.results],
                "rules": report.rules,
                "unreached": [rule_json(rule) for rule in report.unreached],
            }
        )
    )
