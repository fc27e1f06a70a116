"""What the command lines have in common."""

from __future__ import annotations

import argparse
import sys
import textwrap
from datetime import date
from pathlib import Path
from typing import NoReturn

from creditlang.cli.shipped import shipped

BAD_USAGE = 2
"""The exit status of a command that was given what it cannot use."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line and a pointer to the help."""

    def __init__(self, prog: str, **settings: object) -> None:
        super().__init__(
            prog=prog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **settings,  # type: ignore[arg-type]  # argparse checks them
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong on stderr and leave with status 2."""
        sys.stderr.write(f"{self.prog}: {message}\ntry `{self.prog} --help`\n")
        raise SystemExit(BAD_USAGE)


def command(name: str, what: str, example: str) -> Parser:
    """A parser for a command, with the options that every command has.

    `{rules}`, `{data}` and the other words in braces become paths of what is shipped, so that it runs as it stands.
    """
    shown = example.format(
        rules=shipped_name("rules", "teaching"),
        data=shipped_name("data", "harbourtown"),
        charters=shipped_name("charters"),
        corrections=shipped_name("corrections", "harbourtown"),
        rongcheng=shipped_name("rules", "rongcheng"),
        suining=shipped_name("rules", "suining"),
    )
    parser = Parser(prog=f"creditlang {name}", description=textwrap.fill(what, 80), epilog=f"example:\n{shown}")
    other = parser.add_argument_group("when something goes wrong")
    other.add_argument("--debug", action="store_true", help="show where in creditlang an unexpected error arose")
    return parser


def shipped_name(*parts: str) -> str:
    """The path of a shipped example, from the current folder where it lies below that."""
    path = shipped("examples", *parts)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def add_rules(parser: argparse.ArgumentParser) -> None:
    """FILE and --rulebook, for commands that need one rulebook."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="a rule file, or a folder with the editions of a rulebook"
    )
    parser.add_argument("--rulebook", metavar="NAME", help="which rulebook, where FILE holds several")


def add_dates(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """--as-of and --as-known."""
    parser.add_argument(
        "--as-of", metavar="DATE", type=day, required=required, help="the day that is decided for, such as 2020-06-01"
    )
    parser.add_argument(
        "--as-known",
        metavar="DATE",
        type=day,
        help="decide with what was known on that day (default: all that is known)",
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """--format text or json."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for people or for programs")


def day(text: str) -> date:
    """A date from the command line."""
    try:
        if len(text) != len("2020-06-01"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is not a date such as 2020-06-01") from None


def count(text: str) -> int:
    """A whole number from 0."""
    try:
        number = int(text)
        if number < 0:
            raise ValueError
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is not a whole number from 0") from None
    return number


def above_zero(text: str) -> int:
    """A whole number from 1."""
    number = count(text)
    if number == 0:
        raise argparse.ArgumentTypeError("at least 1 is needed")
    return number
