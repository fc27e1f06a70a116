"""`creditlang join`: lay the parts of a population together."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from creditlang.cli.arguments import command
from creditlang.cli.failures import check_out
from creditlang.cli.remarks import aside_remarks
from creditlang.data.setting_aside import SetAside
from creditlang.outputs import lines_path
from creditlang.parts import join_parts
from creditlang.render.terminal import counted

_EXAMPLE = """  creditlang score {rules} --data {data} --as-of 2025-12-31 \\
    --shard 1/2 --out 1.parquet
  creditlang score {rules} --data {data} --as-of 2025-12-31 \\
    --shard 2/2 --out 2.parquet
  creditlang join 1.parquet 2.parquet --out decisions.parquet"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "join",
        "Lay together what `score --shard` decided part by part, wherever each part was made: the tables that one run"
        " would have written. Parts that are missing, there twice, or decided by other text or for another day are"
        " refused.",
        _EXAMPLE,
    )
    parser.add_argument(
        "parts",
        metavar="PART",
        type=Path,
        nargs="+",
        help="a table of decisions (.parquet), with its table of lines beside it",
    )
    parser.add_argument(
        "--out", metavar="FILE", type=Path, required=True, help="write the decisions to FILE (.parquet, .csv or .jsonl)"
    )
    return parser


def run(given: argparse.Namespace) -> int:
    """0 once all parts are together."""
    check_out(given.out)
    beside = {lines_path(part) for part in given.parts}
    parts = [part for part in given.parts if part not in beside]  # `part-*.parquet` matches both tables of a part
    joined = join_parts(parts, given.out)
    people, cut = counted(joined.people, "person", "people"), counted(len(parts), "part")
    print(f"{people} in {cut}: {given.out}, and what contributed to their points: {lines_path(given.out)}")
    for remark in aside_remarks(sum(joined.aside, SetAside())):
        sys.stderr.write(f"{remark}\n")
    return 0
