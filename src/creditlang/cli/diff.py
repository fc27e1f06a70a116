"""`creditlang diff`: what changed between two rulebooks, in law, in effect, and for whom."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from creditlang import ir
from creditlang.analysis.diff.comparison import GATES, Comparison, choose_edition, compare, differs, stops
from creditlang.analysis.diff.law import compare_law
from creditlang.analysis.diff.population import Population, compare_population, fact
from creditlang.analysis.diff.seen import with_people
from creditlang.analysis.diff.solved import effect_between
from creditlang.cli.arguments import above_zero, add_dates, add_format, command, shipped_name
from creditlang.cli.failures import UsageError
from creditlang.cli.progress import progress_bar
from creditlang.compiling import choose
from creditlang.data import Dataset, History
from creditlang.decider import Progress
from creditlang.driver import compile_paths
from creditlang.rulebook import Rulebook
from creditlang.semantics import Decision

_EXAMPLE = """  creditlang diff {old} --edition 2017 --to 2021
  creditlang diff {old} --edition 2017 --to 2021 \\
    --data {data} --as-of 2022-06-01 --by residence --html page.html
  creditlang diff {old} {old} --exit-code --fail-on sanction"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "diff",
        "What changed between two rulebooks: in law, article by article; in effect, proved equal, not seen with few"
        " records, or shown by the smallest case; and, with --data, for whom. Layout, comments and order never count.",
        _EXAMPLE.format(old=shipped_name("rules", "rongcheng"), data=shipped_name("data", "rongcheng")),
    )
    parser.add_argument("old", metavar="OLD", type=Path, help="a rule file, or a folder with editions")
    parser.add_argument(
        "new", metavar="NEW", type=Path, nargs="?", help="what it became (default: OLD, with --edition and --to)"
    )
    parser.add_argument("--rulebook", metavar="NAME", help="which rulebook, where the files hold several")
    parser.add_argument("--edition", metavar="NAME", help="which edition of OLD, by its name or its first day")
    parser.add_argument("--to", metavar="NAME", help="which edition of NEW")
    parser.add_argument("--law-only", action="store_true", help="do not ask what changed in effect")
    parser.add_argument(
        "--records",
        metavar="N",
        type=above_zero,
        default=2,
        help="look at histories of up to N records of each event (default: 2)",
    )
    parser.add_argument(
        "--seconds", metavar="N", type=above_zero, default=5, help="how long one question may take (default: 5)"
    )
    people = parser.add_argument_group("for whom")
    people.add_argument("--data", metavar="DIR", type=Path, help="a folder of tables, or a DuckDB database")
    add_dates(parser, required=False)
    people.add_argument(
        "--by", metavar="FIELD", action="append", default=[], help="break down by this fact; may be repeated"
    )
    gate = parser.add_argument_group("as a review gate")
    gate.add_argument(
        "--exit-code", action="store_true", help="exit with status 1 if anything changed, or is undecided"
    )
    gate.add_argument(
        "--fail-on",
        metavar="KIND",
        action="append",
        choices=GATES,
        default=[],
        help=f"exit with status 1 if this changed, or is so: {', '.join(GATES)}; may be repeated",
    )
    parser.add_argument("--html", metavar="PAGE", type=Path, help="write a page that needs no network")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0; with --exit-code or --fail-on 1 if there is such a difference."""
    _check(given)
    old = _compiled(given.old, given.rulebook)
    new = old if given.new is None else _compiled(given.new, given.rulebook)
    first, second = choose_edition(old, given.edition), choose_edition(new, given.to)
    with progress_bar() as progress:
        comparison = compare(first, second, None)
        # People first: what is wrong with the data is known sooner than what a solver finds.
        population, in_force = _population(comparison, given, progress) if given.data else (None, None)
        if not given.law_only:
            comparison = compare(first, second, effect_between(given.records, given.seconds, progress))
    if population is not None:
        comparison = with_people(comparison, population, in_force)
    _print(comparison, population, given)
    if (given.exit_code and differs(comparison)) or any(stops(comparison, gate) for gate in given.fail_on):
        return 1
    return 0


def _compiled(path: Path, name: str | None) -> ir.Series:
    """The rulebook of a path. It is not kept for the next start: that prepares for deciding, which may not be asked."""
    return choose(compile_paths([path]), str(path), name).series


def _check(given: argparse.Namespace) -> None:
    if given.new is None and (given.edition is None or given.to is None):
        raise UsageError("say what to compare with: a second path, or two editions with --edition and --to")
    if given.data and given.as_of is None:
        raise UsageError("--data needs --as-of: the day that is decided for")
    if not given.data and (given.by or given.as_of or given.as_known):
        raise UsageError("--by, --as-of and --as-known speak of people: name their --data")
    if given.html and not given.html.resolve().parent.is_dir():
        raise UsageError(f"there is no folder `{given.html.parent}` to write to")


def _population(
    comparison: Comparison, given: argparse.Namespace, progress: Progress | None
) -> tuple[Population, date | None]:
    """What changes for people, and the first day of the new edition that decides on them."""
    rulebooks = tuple(Rulebook(series) for series in comparison.deciding)
    editions = tuple(rulebook.edition_on(given.as_of) for rulebook in rulebooks)
    subject = editions[0].registry.subjects[editions[0].subject]
    by = [fact(subject, name) for name in given.by]
    law = compare_law(editions[0], editions[1])
    with ExitStack() as stack:
        data = [stack.enter_context(rulebooks[0].open_data(given.data, progress=progress))]
        if rulebooks[0].registry != rulebooks[1].registry:
            data.append(stack.enter_context(rulebooks[1].open_data(given.data, progress=progress)))
        decided = _decided(rulebooks, data, given, progress)
        return compare_population(decided, law, (editions[0], editions[1]), by), editions[1].in_force


def _decided(
    rulebooks: tuple[Rulebook, ...], data: list[Dataset], given: argparse.Namespace, progress: Progress | None
) -> Iterator[tuple[History, Decision, Decision]]:
    """Everyone under both rulebooks. Where the registries differ, each reads the data as its own says."""
    others = data[-1].histories() if len(data) > 1 else None
    for number, history in enumerate(data[0].histories()):
        if progress and number % 200 == 0:
            progress("deciding", number, data[0].count)
        other = next(others, None) if others is not None else history
        if other is None or other.facts.id != history.facts.id:
            raise UsageError(f"the rulebooks speak of different people: `{history.facts.id}` is only in one of them")
        decisions = (
            rulebook.decide_history(one, as_of=given.as_of, as_known=given.as_known, upcoming=False)
            for rulebook, one in zip(rulebooks, (history, other), strict=True)
        )
        yield (history, *decisions)  # type: ignore[misc]  # there are two rulebooks


def _print(comparison: Comparison, population: Population | None, given: argparse.Namespace) -> None:
    if given.html:
        from creditlang.render.diff.page import difference_page

        page = difference_page(comparison, population, given.as_of, effect=not given.law_only)
        given.html.write_text(page, encoding="utf-8")
    if given.format == "json":
        from creditlang.render.diff.data import difference_data
        from creditlang.render.json import dumps

        print(dumps(difference_data(comparison, population, effect=not given.law_only)))
        return
    from creditlang.render.diff.text import difference_text
    from creditlang.render.terminal import console

    out = console(sys.stdout)
    out.print(difference_text(comparison, population, out.width, effect=not given.law_only))
    if given.html:
        sys.stderr.write(f"page written: {given.html}\n")
