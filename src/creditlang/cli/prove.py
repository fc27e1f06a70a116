"""`creditlang prove`: what holds of a rulebook for all people and histories."""

from __future__ import annotations

import argparse

from creditlang.audit.proofs import KINDS, prove
from creditlang.cli.arguments import above_zero, add_format, add_rules, command, day
from creditlang.cli.progress import progress_bar
from creditlang.cli.reports import show
from creditlang.rulebook import load

_EXAMPLE = """  creditlang prove {rules}
  creditlang prove {rules} --only protected,ending --records 3"""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "prove",
        "Ask a solver what holds for all people and histories: which rules, rows and grades can be reached, between"
        " which scores, whether protected facts matter, whether more earns more, where one unit more loses, and whether"
        " each burden ends. Needs the extra `creditlang[verify]`.",
        _EXAMPLE,
    )
    add_rules(parser)
    parser.add_argument(
        "--as-of", metavar="DATE", type=day, help="the edition in force on that day (default: the latest one)"
    )
    parser.add_argument(
        "--only", metavar="KINDS", type=_kinds, default=KINDS, help=f"some of {','.join(KINDS)} (default: all)"
    )
    parser.add_argument(
        "--records",
        metavar="N",
        type=above_zero,
        default=2,
        help="look in histories of up to N records of each event (2)",
    )
    parser.add_argument(
        "--seconds",
        metavar="N",
        type=above_zero,
        default=10,
        help="for each answer by the clock, however often the solver is asked, with writing the question out (10)",
    )
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 if nothing is refuted, else 1."""
    rulebook = load(given.file, rulebook=given.rulebook)
    with progress_bar() as progress:
        found = prove(
            rulebook,
            as_of=given.as_of,
            only=given.only,
            records=given.records,
            seconds=given.seconds,
            progress=progress,
        )
    show(found, given.format)
    return int(bool(found.refuted))


def _kinds(text: str) -> tuple[str, ...]:
    """The names of questions, in the order in which they are told."""
    asked = [name.strip() for name in text.split(",")]
    unknown = [name for name in asked if name not in KINDS]
    if unknown:
        raise argparse.ArgumentTypeError(f"`{unknown[0]}` is not one of {', '.join(KINDS)}")
    return tuple(name for name in KINDS if name in asked)
