"""`creditlang generate`: make a synthetic data set for a registry."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from creditlang import ir
from creditlang.cli.arguments import above_zero, add_rules, command, count, day
from creditlang.cli.failures import UsageError
from creditlang.cli.progress import progress_bar
from creditlang.diagnostics import DiagnosticsError, closest, listing
from creditlang.driver import Compilation, compile_paths

_EXAMPLE = """  creditlang generate {rules} --people 1000 --out town-data
  creditlang generate {rules} --people 1000 --out bad-data --bad-rows 5 --format csv"""

_UNTIL = date(2026, 1, 1)


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "generate",
        "Make a synthetic data set for the registry of a rulebook, so that anyone can try it without real people's"
        " data. The same arguments give the same data everywhere.",
        _EXAMPLE,
    )
    add_rules(parser)
    parser.add_argument("--people", metavar="N", type=above_zero, required=True, help="how many people")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="the folder to write to")
    parser.add_argument(
        "--seed", metavar="S", type=int, default=0, help="another number gives other people (default: 0)"
    )
    parser.add_argument(
        "--bad-rows", metavar="N", type=count, default=0, help="rows that break the contract (default: 0)"
    )
    parser.add_argument(
        "--records", metavar="N", type=count, default=3, help="records for each person, on average (default: 3)"
    )
    parser.add_argument("--years", metavar="N", type=above_zero, default=6, help="how far records go back (default: 6)")
    parser.add_argument(
        "--until",
        metavar="DATE",
        type=day,
        default=_UNTIL,
        help=f"records are dated before this day (default: {_UNTIL})",
    )
    parser.add_argument("--replace", action="store_true", help="write over the data that are in the folder")
    parser.add_argument("--format", choices=("parquet", "csv", "jsonl"), default="parquet", help="(default: parquet)")
    return parser


def run(given: argparse.Namespace) -> int:
    """0 once it is written."""
    from creditlang.data.generation import generate

    compiled = compile_paths([given.file])
    if compiled.errors:
        raise DiagnosticsError(compiled.diagnostics)
    registry, subject, everyone = _what(compiled, given)
    if not given.replace:
        _keep_what_is_there(given.out, registry)
    with progress_bar() as progress:

        def tell(table: str, share: float) -> None:
            if progress:
                progress(f"writing {table}", int(share * 100), 100)

        made = generate(
            registry,
            subject=subject,
            people=given.people,
            out=given.out,
            seed=given.seed,
            bad_rows=given.bad_rows,
            file_format=given.format,
            until=given.until,
            years=given.years,
            records=given.records,
            everyone=everyone,
            on_progress=tell,
        )
    from creditlang.render.terminal import console

    out = console(sys.stdout)
    widest = max(len(name) for name in made.rows)
    for name, rows in made.rows.items():
        out.print(f"  {name.ljust(widest)}  {rows:>9,} rows")
    out.print(f"written to {given.out}")
    unit = "row" if given.format == "parquet" else "line"
    for spoilt in made.spoilt:
        where = f"{spoilt.table}.{given.format}, {unit} {spoilt.line}"
        out.print(f"  spoilt on purpose: {where}: {spoilt.code.replace('-', ' ')}")
    return 0


def _keep_what_is_there(folder: Path, registry: ir.Registry) -> None:
    """Refuse to write over data: somebody may have collected them."""
    names = {*registry.subjects, *registry.events}
    there = sorted(path.name for path in folder.iterdir() if path.stem in names) if folder.is_dir() else []
    if there:
        raise UsageError(f"`{folder}` holds `{there[0]}` already: choose another folder, or say --replace")


def _what(compiled: Compilation, given: argparse.Namespace) -> tuple[ir.Registry, str, tuple[str, ...]]:
    """The registry, the subject that people are, and the events that each of them needs: consent."""
    series = {one.name: one for one in compiled.own_series}
    if given.rulebook is not None and given.rulebook not in series:
        guess = closest(given.rulebook, series)
        raise UsageError(f"there is no rulebook `{given.rulebook}`" + (f"; did you mean `{guess}`?" if guess else ""))
    registries = {one.registry.name for one in series.values()}
    if given.rulebook or len(registries) == 1:
        chosen = series[given.rulebook] if given.rulebook else next(iter(series.values()))
        edition = chosen.editions[-1]
        return chosen.registry, edition.subject, (edition.consent.event,) if edition.consent else ()
    if len(registries) > 1:
        raise UsageError(f"there are several rulebooks: name one of {listing(series)} with --rulebook")
    found = [registry for registry in compiled.registries if registry.subjects]
    if len(found) != 1:
        names = listing([registry.name for registry in found], "and")
        raise UsageError(
            f"there are several registries, {names}: name a file with one" if found else "there is no registry"
        )
    return found[0], next(iter(found[0].subjects)), ()
