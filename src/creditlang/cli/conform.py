"""`creditlang conform`: whether a rulebook keeps to higher law, clause by clause."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from creditlang import ir
from creditlang.analysis.charter import Conformity, conform
from creditlang.analysis.charter.errors import CharterViolated
from creditlang.analysis.charter.solver import Solver
from creditlang.cli.arguments import add_format, command
from creditlang.cli.failures import UsageError
from creditlang.cli.progress import progress_bar
from creditlang.diagnostics import DiagnosticsError, closest
from creditlang.driver import Compilation, compile_paths
from creditlang.errors import NoRulebook, UnknownRulebook
from creditlang.source import RULE_SUFFIXES

_EXAMPLE = """  creditlang conform {rules} --charter {charters}/due-process.credit.md
  creditlang conform {rules} --charter {charters}/due-process.credit.md --html report.html"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "conform",
        "Decide each clause of a charter for a rulebook: it holds, with its reason or proof; it is violated, with the"
        " place and, where data matter, a case; or it stays undecided, which counts as a failure. Some"
        " questions of numbers need `pip install creditlang[verify]`.",
        _EXAMPLE,
    )
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="a rule file, or a folder with the editions of a rulebook"
    )
    parser.add_argument("--rulebook", metavar="NAME", help="only this rulebook, where FILE holds several")
    parser.add_argument("--edition", metavar="NAME", help="only this edition (default: all)")
    parser.add_argument(
        "--charter",
        metavar="CHARTER",
        action="append",
        default=[],
        help="a file with charters, or the name of one that FILE sees; can be given several times"
        " (default: those that the rulebook is `under`)",
    )
    parser.add_argument(
        "--seconds", metavar="N", type=float, default=10.0, help="for each question to the solver (default: 10)"
    )
    parser.add_argument("--html", metavar="PAGE", type=Path, help="write the report as a page, too")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 if every clause holds, 1 if one is violated or undecided."""
    files = [Path(charter) for charter in given.charter if _is_path(charter)]
    compiled = compile_paths([given.file, *files])
    wrong = [found for found in compiled.errors if not isinstance(found, CharterViolated)]
    if wrong:
        raise DiagnosticsError(wrong)
    series = _series(compiled, given)
    charters = _charters(compiled, given)
    found = _conformities(series, charters, given)
    if given.html is not None:
        from creditlang.render.conform_page import conform_page

        given.html.write_text(conform_page(found), encoding="utf-8")
    if given.format == "json":
        from creditlang.render.conform import conform_json
        from creditlang.render.json import dumps

        print(dumps(conform_json(found)))
    else:
        from creditlang.render.conform import conform_text
        from creditlang.render.terminal import console

        out = console(sys.stdout)
        out.print(conform_text(found, out.width))
    return int(not all(conformity.conforms for _, conformity in found))


Found = Sequence[tuple[ir.Series, Conformity]]


def _conformities(series: Sequence[ir.Series], charters: Sequence[ir.Charter], given: argparse.Namespace) -> Found:
    found: list[tuple[ir.Series, Conformity]] = []
    asked = [
        (one, edition, charter)
        for one in series
        for edition in one.editions
        if given.edition in (None, edition.edition)
        for charter in charters or edition.charters
    ]
    if not asked and not any(e.edition == given.edition for s in series for e in s.editions) and given.edition:
        known = [edition.edition for one in series for edition in one.editions if edition.edition]
        raise UsageError(f"there is no edition `{given.edition}`; there is {', '.join(known) or 'none with a name'}")
    if not asked:
        names = ", ".join(f"`{one.name}`" for one in series)
        raise UsageError(f"{names} is under no charter: name one, such as --charter charters/due-process.credit.md")
    with progress_bar() as progress:
        for one, edition, charter in asked:

            def report(done: int, of: int, charter: ir.Charter = charter) -> None:
                if progress:
                    progress(f"deciding {charter.name}", done, of)

            solver = Solver(one, edition, given.seconds)
            found.append((one, conform(charter, edition, solver, on_progress=report)))
    return found


def _is_path(charter: str) -> bool:
    return charter.endswith(RULE_SUFFIXES) or Path(charter).exists()


def _series(compiled: Compilation, given: argparse.Namespace) -> tuple[ir.Series, ...]:
    path = str(given.file)
    names = tuple(one.name for one in compiled.series)
    if given.rulebook is not None:
        found = tuple(one for one in compiled.series if one.name == given.rulebook)
        if not found:
            raise DiagnosticsError([UnknownRulebook(span=None, path=path, name=given.rulebook, names=names)])
        return found
    if not compiled.series:
        raise DiagnosticsError([NoRulebook(span=None, path=path)])
    return compiled.own_series


def _charters(compiled: Compilation, given: argparse.Namespace) -> tuple[ir.Charter, ...]:
    """The charters that were asked for; none where those that a rulebook is under are meant."""
    found: dict[str, ir.Charter] = {}
    for asked in given.charter:
        if _is_path(asked):
            own = [charter for charter in compiled.charters if charter.span.source.name == str(Path(asked))]
            if Path(asked).is_dir():
                own = [c for c in compiled.charters if Path(c.span.source.name).parent == Path(asked)]
            if not own:
                raise UsageError(f"{asked} holds no charter")
            found |= {charter.name: charter for charter in own}
            continue
        by_name = {charter.name: charter for charter in compiled.charters}
        if asked not in by_name:
            guess = closest(asked, by_name)
            hint = f"; did you mean `{guess}`?" if guess else ""
            raise UsageError(f"there is no charter `{asked}` in what {given.file} holds or imports{hint}")
        found[asked] = by_name[asked]
    return tuple(found.values())
