"""Printing what an analysis answers, as text or JSON, and writing its page."""

from __future__ import annotations

import sys
from pathlib import Path

from creditlang.audit.reports import Report
from creditlang.render.terminal import console


def show(report: Report, form: str) -> None:
    """Print it on stdout: `json` for programs, else for people."""
    if form == "json":
        print(report.to_json())
    else:
        out = console(sys.stdout)
        out.print(report.shown(out.width))


def write_page(path: Path, page: str) -> None:
    """Write a page and say so on stderr, where it is in nobody's way."""
    path.write_text(page, encoding="utf-8")
    sys.stderr.write(f"page written: {path}\n")
