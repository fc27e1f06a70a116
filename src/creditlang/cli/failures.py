"""Whatever goes wrong, said in one message on stderr."""

from __future__ import annotations

import sys
import tempfile
import traceback
from pathlib import Path

from creditlang import __version__
from creditlang.cli.arguments import BAD_USAGE
from creditlang.diagnostics import CreditlangError, DiagnosticsError
from creditlang.diagnostics.space import is_disk_full


class UsageError(CreditlangError):
    """The command cannot do what it was asked for. The text says why, for people."""


def check_out(out: Path) -> None:
    """Find out before hours of work that a table cannot be written.

    Raises:
        UsageError: its folder is not there, or it is a folder itself.
    """
    if not out.resolve().parent.is_dir():
        raise UsageError(f"there is no folder `{out.parent}` to write to")
    if out.is_dir():
        raise UsageError(f"`{out}` is a folder: name a file to write to")


def report(error: Exception, debug: bool) -> int:
    """Print the message of an exception that ended a command, and return the exit status."""
    if debug:
        traceback.print_exception(error)
    if isinstance(error, DiagnosticsError):
        from creditlang.render.terminal import console, diagnostics_text

        out = console(sys.stderr)
        out.print(diagnostics_text((d for d in error.diagnostics if d.is_error), out.width))
    elif is_disk_full(error):
        _say(
            "there is no space left, on the disk that is written to or on that of the folder for temporary files,"
            f" `{tempfile.gettempdir()}`; no table was written. Name another folder for these in `TMPDIR`"
        )
    elif isinstance(error, CreditlangError):
        _say(str(error))
    elif isinstance(error, OSError):
        _say(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))
    else:
        _say(f"this is a bug in creditlang {__version__}, not in your files: {type(error).__name__}: {error}")
        if not debug:
            sys.stderr.write("run the same command with --debug to see where it arose, and please report it\n")
    return BAD_USAGE


def _say(message: str) -> None:
    from creditlang.render.terminal import console

    out = console(sys.stderr)
    out.print("[error]error[/]: ", markup=True, end="")
    out.print(message)
