"""The command `creditlang`: picks the command, and turns whatever goes wrong into one message.

INVARIANT: importing this module and `--version` load nothing beyond the standard library.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Protocol

from creditlang import __version__
from creditlang.cli.arguments import Parser

COMMANDS = {
    "check": "find mistakes in rule files",
    "test": "run the scenarios of rule files",
    "explain": "show one decision as a tree that adds up",
    "score": "decide on everyone in a data set",
    "join": "lay the parts of a population together",
    "generate": "make a synthetic data set for a registry",
    "notice": "write the letter that a person gets",
    "rescore": "decide again when records are corrected",
    "compare": "lay localities side by side",
    "prove": "ask what holds for all people and histories",
    "recourse": "find the way out of a burden, or up to a grade",
    "trace": "show what rests on one record",
    "conform": "decide whether a rulebook keeps to higher law",
    "build": "write a rulebook as Python, SQL, a schema or types",
    "diff": "what changed between two rulebooks, in law, in effect and for whom",
    "demo": "see it all on a made-up town",
}

_INTERRUPTED = 130
_PIPE_CLOSED = 141


class Command(Protocol):
    """What a module of a command offers."""

    def arguments(self) -> argparse.ArgumentParser:
        """What the command takes."""

    def run(self, given: argparse.Namespace) -> int:
        """Do it. Returns the exit status: 0 fine, 1 the answer is no, 2 bad usage or input."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    _write_utf8()
    try:
        status = _dispatch(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter would complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except Exception as error:
        from creditlang.cli.failures import report

        return report(error, debug="--debug" in given)
    return status


def _dispatch(given: list[str]) -> int:
    if given and given[0] in COMMANDS:
        command: Command = import_module(f"creditlang.cli.{given[0]}")
        return command.run(command.arguments().parse_args(given[1:]))
    parser = _top_level()
    if given and not given[0].startswith("-"):
        guess = get_close_matches(given[0], COMMANDS, n=1)
        parser.error(f"there is no command `{given[0]}`" + (f"; did you mean `{guess[0]}`?" if guess else ""))
    parser.parse_args(given)
    parser.print_help()
    return 0


def _top_level() -> argparse.ArgumentParser:
    parser = Parser(
        prog="creditlang",
        usage="creditlang COMMAND …",
        description="Rating schemes as rules that people can read: check them, test them, decide, explain.",
        epilog="commands:\n"
        + "\n".join(f"  {name:<10} {what}" for name, what in COMMANDS.items())
        + "\n\n`creditlang COMMAND --help` says more, with an example. Begin with `creditlang demo`.",
    )
    parser.add_argument("--version", action="version", version=f"creditlang {__version__}")
    return parser


def _write_utf8() -> None:
    """Rule files are in every script: in a pipe write UTF-8, whatever the system's old code page is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and stream.encoding.lower().replace("-", "") != "utf8":
            if stream.isatty():
                reconfigure(errors="replace")
            else:
                reconfigure(encoding="utf-8")
