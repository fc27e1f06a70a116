"""Every example of the documents compiles, and every scenario in it holds.

A `credit` fence is a whole program. `credit file=NAME` is a further file for the examples after it, `credit
error=CODE` an example that must give exactly that error, `credit fragment` a piece that is only shown. A `text`
fence right after an example with an error is the message as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from creditlang.driver import compile_paths
from creditlang.scenarios import run_scenario

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "docs" / "tutorial.md", *sorted((ROOT / "docs" / "reference").glob("*.md"))]
_FENCE = re.compile(r"^```credit([^\n]*)\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)


@attrs.frozen
class Example:
    """One program of a page, with the other files that it may import."""

    place: str
    text: str
    files: dict[str, str]
    error: str | None


def examples() -> Iterator[Example]:
    """All programs of all pages."""
    for page in PAGES:
        text, files = page.read_text(encoding="utf-8"), {}
        for found in _FENCE.finditer(text):
            words = found[1].split()
            options = dict(word.split("=", 1) for word in words if "=" in word)
            line = text.count("\n", 0, found.start()) + 1
            if "file" in options:
                files[options["file"]] = found[2]
            elif "fragment" not in words:
                yield Example(
                    f"{page.relative_to(ROOT).as_posix()}:{line}", found[2], dict(files), options.get("error")
                )


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.place)
def test_example(example: Example, tmp_path: Path) -> None:
    for name, text in example.files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    main = tmp_path / "example.credit"
    main.write_text(example.text, encoding="utf-8")
    compiled = compile_paths([main])
    codes = [diagnostic.code for diagnostic in compiled.errors]
    if example.error is not None:
        assert codes == [example.error], "\n".join(map(str, compiled.errors))
        return
    assert not codes, "\n".join(map(str, compiled.errors))
    for series in compiled.series:
        for scenario in series.scenarios:
            result = run_scenario(series, scenario)
            wrong = [f"{o.expectation.span.text} on {o.day}: got {o.got}" for o in result.outcomes if not o.met]
            assert not wrong, f"{scenario.title}: {'; '.join(wrong)}"
