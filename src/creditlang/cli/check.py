"""`creditlang check`: find mistakes in rule files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from creditlang import ir
from creditlang.analysis.charter import Conformity, Status
from creditlang.cli.arguments import BAD_USAGE, add_format, command
from creditlang.cli.failures import UsageError
from creditlang.cli.shipped import shipped
from creditlang.diagnostics import Diagnostic, closest
from creditlang.driver import compile_paths, find_units
from creditlang.errors import INPUT_CODES
from creditlang.inventory import Rule, all_rules, by_source

_EXAMPLE = """  creditlang check {rules}
  creditlang check {rules} --strict --format json
  creditlang check --explain E0105        what an error means and how to mend it"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command("check", "Find mistakes in rule files, all of them in one run.", _EXAMPLE)
    parser.add_argument("files", metavar="FILE", type=Path, nargs="*", help="rule files, or folders with rule files")
    parser.add_argument("--strict", action="store_true", help="warnings fail too")
    parser.add_argument("--explain", metavar="CODE", help="show the page about an error, by its code or name")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 if the files compile, 1 if not, 2 if they cannot be found."""
    if given.explain:
        return _explain(given.explain)
    if not given.files:
        raise UsageError("name the files to check, such as `creditlang check rules/`")
    diagnostics, series, conformities, blank = _compile(given.files)
    found = all_rules(series)
    if given.format == "json":
        _print_json(diagnostics, series, found, conformities, blank)
    else:
        _print_text(diagnostics, series, found, conformities, blank)
    if any(d.code in INPUT_CODES for d in diagnostics):
        return BAD_USAGE
    return int(any(d.is_error or given.strict for d in diagnostics))


def _compile(
    paths: list[Path],
) -> tuple[tuple[Diagnostic, ...], tuple[ir.Series, ...], tuple[Conformity, ...], tuple[str, ...]]:
    """Everything found in all folders, and the files in which nothing is written.

    What two folders find in a file that both import counts once.
    """
    diagnostics: dict[tuple[object, ...], Diagnostic] = {}
    series: list[ir.Series] = []
    conformities: list[Conformity] = []
    blank: list[str] = []
    for unit in find_units(paths):
        compiled = compile_paths(unit)
        series += compiled.series
        conformities += compiled.conformities
        blank += (source.name for source in compiled.blank)
        for found in compiled.diagnostics:
            place = (found.span.source.name, found.span.start, found.span.end) if found.span else ()
            diagnostics.setdefault((found.code, found.message_text(), *place), found)
    return tuple(diagnostics.values()), tuple(series), tuple(conformities), tuple(blank)


def _print_text(
    diagnostics: tuple[Diagnostic, ...],
    series: tuple[ir.Series, ...],
    found: tuple[Rule, ...],
    conformities: tuple[Conformity, ...],
    blank: tuple[str, ...],
) -> None:
    from rich.text import Text

    from creditlang.render.conform import open_clauses_text
    from creditlang.render.inventory import inventory_text, unstated_text
    from creditlang.render.terminal import console, diagnostics_text, findings_line

    out = console(sys.stdout)
    if diagnostics:
        out.print(diagnostics_text(diagnostics, out.width))
        out.print()
        worst = next((d for d in diagnostics if d.is_error), diagnostics[0])
        pointer = Text(f"; `creditlang check --explain {worst.code}` says more", "quiet")
        out.print(findings_line(diagnostics) + pointer)
    if not any(d.is_error for d in diagnostics):
        out.print(inventory_text(series, found))
        if any(rule.text.source is None for rule in found):
            out.print(unstated_text(found))
        for conformity in conformities:
            out.print(open_clauses_text(conformity))
        for name in blank:
            out.print(Text(f"nothing is written in `{name}`: no registry, rulebook, charter or scenario"))


def _print_json(
    diagnostics: tuple[Diagnostic, ...],
    series: tuple[ir.Series, ...],
    found: tuple[Rule, ...],
    conformities: tuple[Conformity, ...],
    blank: tuple[str, ...],
) -> None:
    from creditlang.render.json import diagnostics_json, dumps

    errors = sum(d.is_error for d in diagnostics)
    report = {
        "errors": errors,
        "warnings": len(diagnostics) - errors,
        "diagnostics": diagnostics_json(diagnostics),
        "rulebooks": [
            {"name": one.name, "editions": [e.edition for e in one.editions], "digest": one.digest} for one in series
        ],
        "charters": [
            {
                "rulebook": one.edition.name,
                "edition": one.edition.edition,
                "charter": one.charter.name,
                **{status.value: len(one.of(status)) for status in Status},
            }
            for one in conformities
        ],
        "rules": len(found),
        "sources": {status.value if status else "unstated": number for status, number in by_source(found).items()},
        "blank": list(blank),
    }
    print(dumps(report))


def _explain(asked: str) -> int:
    """Print the page of an error."""
    from creditlang.catalogue import CATALOGUE

    slugs = {cls.code: cls.slug for cls in CATALOGUE}
    slug = slugs.get(asked.upper(), asked)
    page = shipped("docs", "errors") / f"{slug}.md"
    if slug not in slugs.values():
        guess = closest(asked, (*slugs, *slugs.values()))
        hint = f"; did you mean `{guess}`?" if guess else "; codes look like E0105 or W0701"
        raise UsageError(f"there is no error called `{asked}`{hint}")
    from rich.markdown import Markdown

    from creditlang.render.terminal import console

    text = page.read_text(encoding="utf-8")
    if sys.stdout.isatty():
        console(sys.stdout).print(Markdown(text))
    else:
        print(text, end="")
    return 0
