"""Every diagnostic has a page; its wrong example gives it and nothing else, its right one does not give it.

The snapshots hold each message as it is printed into a pipe, so that a change of wording is seen and read.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import creditlang
from creditlang.diagnostics import Diagnostic, Severity
from creditlang.driver import compile_paths
from creditlang.render.terminal import PIPE_WIDTH, diagnostic_text

PAGES = Path(__file__).parents[2] / "docs" / "errors"
_PART = re.compile(r"^## (Wrong|Right)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^```credit(?: file=(\S+))?\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)


def _kinds() -> list[type[Diagnostic]]:
    for module in pkgutil.walk_packages(creditlang.__path__, "creditlang."):
        if module.name.endswith((".errors", ".reasons")) or ".errors." in module.name:
            importlib.import_module(module.name)
    found = [kind for kind in _below(Diagnostic) if kind.__module__.startswith("creditlang.") and "code" in vars(kind)]
    # attrs makes each class anew, with slots; the one without stays a subclass until it is collected.
    return sorted({kind for kind in found if _named(kind) is kind}, key=lambda kind: kind.code)


def _named(kind: type[Diagnostic]) -> object:
    return getattr(importlib.import_module(kind.__module__), kind.__name__, None)


def _below(kind: type[Diagnostic]) -> Iterator[type[Diagnostic]]:
    for narrower in kind.__subclasses__():
        yield narrower
        yield from _below(narrower)


KINDS = _kinds()
COMMAND = {kind.slug for kind in KINDS if kind.__module__ == "creditlang.errors"} | {"not-utf8"}
"""About files and paths, not about a text: their pages show commands."""


def _said(page: str, part: str, folder: Path) -> tuple[Diagnostic, ...]:
    written = dict(_PART.findall(page))[part]
    for name, text in _FENCE.findall(written):
        (folder / (name or "example.credit")).write_bytes(text.encode("utf-8"))
    return tuple(compile_paths([folder / "example.credit"]).diagnostics)


def test_codes_and_slugs_are_unique() -> None:
    assert len(KINDS) == len({kind.code for kind in KINDS}) == len({kind.slug for kind in KINDS})
    for kind in KINDS:
        letter = "W" if kind.severity is Severity.WARNING else "E"
        assert re.fullmatch(letter + r"\d{4}", kind.code), kind


def test_no_page_without_a_diagnostic() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == {kind.slug for kind in KINDS}


def test_the_index_lists_every_page() -> None:
    titles = [
        (PAGES / f"{kind.slug}.md").read_text(encoding="utf-8").splitlines()[0].rsplit(" (`", 1)[0].removeprefix("# ")
        for kind in KINDS
    ]
    rows = [f"| `{kind.code}` | [{title}]({kind.slug}.md) |" for kind, title in zip(KINDS, titles, strict=True)]
    index = (PAGES / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in index if line.startswith("| `")] == rows


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_its_page(kind: type[Diagnostic], tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    page = (PAGES / f"{kind.slug}.md").read_text(encoding="utf-8")
    assert page.splitlines()[0].endswith(f"(`{kind.code}`)")
    if "## Wrong\n```credit" not in page:
        assert kind.slug in COMMAND, "a page shows an example"
        return
    wrong = _said(page, "Wrong", tmp_path)
    errors = [found.code for found in wrong if found.severity is Severity.ERROR]
    about = [found for found in wrong if found.code == kind.code]
    assert about
    assert errors == ([kind.code] if kind.severity is Severity.ERROR else [])
    shown = diagnostic_text(about[0], PIPE_WIDTH).plain.replace(f"{tmp_path.as_posix()}/", "")
    assert shown == snapshot
    right = _said(page, "Right", tmp_path)
    assert not [found for found in right if found.severity is Severity.ERROR or found.code == kind.code]
