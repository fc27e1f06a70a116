"""`creditlang score`: decide on everyone in a data set."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from creditlang.cli.arguments import above_zero, add_dates, add_format, add_rules, command
from creditlang.cli.failures import UsageError, check_out
from creditlang.cli.progress import progress_bar
from creditlang.cli.remarks import aside_remarks
from creditlang.data import Dataset
from creditlang.data.setting_aside import SetAside, check_quarantine
from creditlang.data.shards import Shard, check_shardable
from creditlang.data.tables import all_relations, tables_needed
from creditlang.decider import Progress
from creditlang.ir.earlier import asks_earlier
from creditlang.outputs import DecisionTables, check_format, facts_of_table, lines_path
from creditlang.render.terminal import counted
from creditlang.rulebook import Rulebook, load
from creditlang.summary import Summary, Tally

_EXAMPLE = """  creditlang score {rules} --data {data} --as-of 2025-12-31
  creditlang score {rules} --data {data} --as-of 2025-12-31 --out decisions.parquet
  creditlang score {rules} --data {data} --as-of 2025-12-31 \\
    --out decisions.parquet --shards 4"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "score",
        "Decide on everyone in a data set: a summary, or with --out two tables, one of subjects and one of what"
        " contributed to their points.",
        _EXAMPLE,
    )
    add_rules(parser)
    parser.add_argument(
        "--data", metavar="DIR", type=Path, required=True, help="a folder of tables, or a DuckDB database"
    )
    add_dates(parser)
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="write the decisions to FILE (.parquet, .csv or .jsonl)"
    )
    parser.add_argument(
        "--quarantine", metavar="FILE", type=Path, help="set invalid rows aside in this CSV file and score the rest"
    )
    parser.add_argument(
        "--shard",
        metavar="K/N",
        type=_shard,
        help="decide only on the K-th of N parts of the people, so that N processes or machines share the work;"
        " `creditlang join` lays the parts together",
    )
    parser.add_argument(
        "--shards",
        metavar="N",
        type=above_zero,
        help="cut the people into N parts, decide on one after the other, and write the whole: a machine holds an N-th"
        " at a time (needs --out)",
    )
    parser.add_argument(
        "--jobs", metavar="J", type=above_zero, help="with --shards, decide on J parts at once (default: 1)"
    )
    parser.add_argument(
        "--engine",
        choices=("auto", "duckdb", "polars", "python"),
        default="auto",
        help="what computes: `duckdb` decides on everyone in one query, `polars` on everyone column by column, `python`"
        " on one after the other; `auto`, the default, is duckdb unless the rulebook asks for earlier scores, or for"
        " what a query cannot do",
    )
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 once everyone is decided on."""
    _check_usage(given)
    rulebook = load(given.file, rulebook=given.rulebook)
    rulebook.edition_on(given.as_of)
    if given.out:
        check_format(given.out)
    if given.shards:
        return _run_shards(rulebook, given)
    engine = _engine(rulebook, given)
    with ExitStack() as stack:
        progress = stack.enter_context(progress_bar())
        data = stack.enter_context(_opened(rulebook, given, progress))
        decide = {"duckdb": _in_duckdb, "polars": _in_polars, "python": _in_python}[engine]
        summary = decide(rulebook, data, given, progress)
        remarks = _remarks(data, given)
    _print(summary, given)
    for remark in remarks:
        sys.stderr.write(f"{remark}\n")
    return 0


def _check_usage(given: argparse.Namespace) -> None:
    """Refuse before any work what cannot be done, or would not mean anything."""
    if given.out:
        check_out(given.out)
    if given.jobs and not given.shards:
        raise UsageError("`--jobs` says how many parts are decided on at once: say with `--shards` how many there are")
    if given.shards:
        if given.shard:
            raise UsageError("`--shard` cannot be used with `--shards`: each process has its own")
        if given.out is None or given.format == "json":
            raise UsageError(
                "`--shards` writes tables and no summary: say with `--out` where, and leave out `--format`"
            )


def _run_shards(rulebook: Rulebook, given: argparse.Namespace) -> int:
    """Decide on each part in a process of its own."""
    from creditlang.cli.launching import Quarantine, score_shards

    check_shardable(rulebook.registry, rulebook.subject)
    words = [str(given.file), "--data", str(given.data), "--as-of", given.as_of.isoformat(), "--engine", given.engine]
    words += ["--rulebook", given.rulebook] if given.rulebook else []
    words += ["--as-known", given.as_known.isoformat()] if given.as_known else []
    aside = None
    if given.quarantine:
        registry = rulebook.registry
        tables = [table.name for table in tables_needed(registry, rulebook.subject, None, all_relations(registry))]
        files = given.data.iterdir() if given.data.is_dir() else [given.data]
        check_quarantine(given.quarantine, (file for file in files if file.stem in tables or file == given.data))
        aside = Quarantine(given.quarantine, tables)
    with progress_bar() as progress:
        joined, remarks = score_shards(words, given.shards, given.jobs or 1, given.out, aside, progress)
    print(_written(joined.people, given.out))
    remarks += aside_remarks(sum(joined.aside, SetAside()), given.quarantine)
    for remark in remarks:
        sys.stderr.write(f"{remark}\n")
    return 0


def _opened(rulebook: Rulebook, given: argparse.Namespace, progress: Progress | None) -> Dataset:
    return rulebook.open_data(given.data, quarantine=given.quarantine, shard=given.shard, progress=progress)


def _shard(text: str) -> Shard:
    """A part and the number of parts from the command line."""
    number, slash, count = text.partition("/")
    if not slash or not all(part.isascii() and part.isdigit() for part in (number, count)):
        raise argparse.ArgumentTypeError(f"`{text}` is not a part and the number of parts, such as 1/4")
    if not 1 <= int(number) <= int(count):
        raise argparse.ArgumentTypeError(f"there is no part {int(number)} of {int(count)}: the first is 1/{int(count)}")
    return Shard(int(number), int(count))


def _engine(rulebook: Rulebook, given: argparse.Namespace) -> str:
    """The engine that decides; said aloud where it is not the one that would be expected."""
    if given.engine == "python":
        return "python"
    if given.engine == "polars":
        return _polars_there(rulebook, given)
    if given.engine == "auto" and asks_earlier(rulebook.series):
        sys.stderr.write("decided by python, one after the other: earlier scores take a query long to plan\n")
        return "python"
    from creditlang.populations import refusal

    why = refusal(rulebook.series, given.as_of, given.as_known)
    if why is None:
        return "duckdb"
    if given.engine == "duckdb":
        raise UsageError(f"duckdb cannot decide by `{rulebook.name}`: {why}; use `--engine python`")
    sys.stderr.write(f"decided by python, one after the other: {why}\n")
    return "python"


def _in_duckdb(rulebook: Rulebook, data: Dataset, given: argparse.Namespace, progress: Progress | None) -> Summary:
    from creditlang.populations import population

    wanted = given.out is None or given.format == "json"
    found = population(rulebook.series, data, given.as_of, given.as_known, totals=wanted)
    found.decide(progress)
    if given.out:
        found.write(given.out, progress)
    return found.summary()


def _polars_there(rulebook: Rulebook, given: argparse.Namespace) -> str:
    """Find out before data are read whether Polars is there, and can decide by the rulebook."""
    try:
        from creditlang.backends.polars.support import refuse_unsupported
        from creditlang.populations_polars import decide_population  # noqa: F401  # whether Polars is installed
    except ModuleNotFoundError as error:
        raise UsageError("the engine `polars` needs Polars: install `creditlang[polars]`") from error
    with _naming_others(rulebook, given):
        refuse_unsupported(rulebook.series)
    return "polars"


@contextmanager
def _naming_others(rulebook: Rulebook, given: argparse.Namespace) -> Iterator[None]:
    """Where Polars cannot decide by the rulebook, say which engines can."""
    from creditlang.backends.polars.support import NotSupportedError
    from creditlang.populations import refusal

    try:
        yield
    except NotSupportedError as error:
        able = ["python"] if refusal(rulebook.series, given.as_of, given.as_known) else ["duckdb", "python"]
        raise UsageError(f"{error}; use {' or '.join(f'`--engine {one}`' for one in able)}") from None


def _in_polars(rulebook: Rulebook, data: Dataset, given: argparse.Namespace, progress: Progress | None) -> Summary:
    from creditlang.populations_polars import decide_population

    with _naming_others(rulebook, given):
        return decide_population(rulebook.series, data, given.as_of, given.as_known, out=given.out, progress=progress)


def _in_python(rulebook: Rulebook, data: Dataset, given: argparse.Namespace, progress: Progress | None) -> Summary:
    tally, edition = Tally(), rulebook.edition_on(given.as_of)
    with ExitStack() as stack:
        facts = facts_of_table(rulebook.series, data, given.as_of, given.as_known)
        tables = stack.enter_context(DecisionTables(given.out, rulebook.series, facts)) if given.out else None
        for decision in rulebook.decisions(data, as_of=given.as_of, as_known=given.as_known, progress=progress):
            tally.add(decision)
            if tables:
                tables.add(decision)
    return tally.summary(rulebook.series, edition, given.as_of, given.as_known)


def _remarks(data: Dataset, given: argparse.Namespace) -> list[str]:
    """What was odd about the data, in sentences."""
    aside = SetAside(data.set_aside, len(data.unscorable), data.unattributed)
    return [*data.warnings, *aside_remarks(aside, given.quarantine)]


def _print(summary: Summary, given: argparse.Namespace) -> None:
    if given.format == "json":
        from creditlang.render.json import dumps

        print(dumps(summary.to_dict()))
        return
    from creditlang.render.summary import summary_text
    from creditlang.render.terminal import console

    out = console(sys.stdout)
    if given.out is None:
        out.print(summary_text(summary, out.width))
    else:
        out.print(_written(summary.people, given.out))


def _written(people: int, out: Path) -> str:
    return (
        f"{counted(people, 'person', 'people')} decided: {out}, and what contributed to their points: {lines_path(out)}"
    )
