"""Cases of meaning, in Markdown: every `credit` block is a program whose scenarios must hold.

A block marked `credit prelude` stands before every later block of its file. Every engine runs every case, those that
need a server in the deep suite (`pytest -m deep -n 0 tests/language`): a later back-end adds itself to `ENGINES`, and
marks what it cannot do yet as a strict xfail with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from properties.in_sql import decide_as, decide_as_duckdb
from properties.populations import decide_as_polars
from properties.servers import SPARK_WARNS, postgres, spark

from creditlang import ir
from creditlang.backends.polars.support import NotSupportedError
from creditlang.backends.python.decisions import decide_compiled
from creditlang.backends.sql.support import Refused
from creditlang.driver import compile_text
from creditlang.scenarios import ScenarioResult, run_scenario

Engine = Callable[[ir.Series, ir.Scenario], ScenarioResult]
ENGINES: dict[str, Engine] = {
    "reference": run_scenario,
    "python": partial(run_scenario, deciding=decide_compiled),
    "polars": partial(run_scenario, deciding=decide_as_polars),
    "duckdb": partial(run_scenario, deciding=decide_as_duckdb),
    # Started by the first case that asks.
    "postgres": lambda series, scenario: run_scenario(series, scenario, partial(decide_as, postgres())),
    "spark": lambda series, scenario: run_scenario(series, scenario, partial(decide_as, spark())),
}
SERVERS = ("postgres", "spark")
_EARLIER = re.compile(r"\bpoints (known )?before\b|\bpoints on this\.date\b|\bexpires with earlier records\b")
GAPS: dict[str, tuple[re.Pattern[str], type[Exception], str]] = {
    "polars": (
        _EARLIER,
        NotSupportedError,
        "polars computes no earlier scores: each rests on the lines before it",
    ),
    **{
        engine: (_EARLIER, Refused, f"{engine} computes no earlier scores: each rests on the lines before it")
        for engine in SERVERS
    },
}
"""What an engine refuses: how a program shows it, with what error, and why. It must still do so (strict)."""

_FENCE = re.compile(r"^```credit([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def programs(page: Path) -> Iterator[tuple[str, str]]:
    """The programs of a page, named by file and line."""
    text, prelude = page.read_text(encoding="utf-8"), ""
    for found in _FENCE.finditer(text):
        if found[1].strip() == "prelude":
            prelude = found[2]
        else:
            yield f"{page.stem}:{text.count(chr(10), 0, found.start()) + 1}", f"{prelude}\n{found[2]}"


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.File | None:
    """Every Markdown file below this folder holds cases."""
    return Page.from_parent(parent, path=file_path) if file_path.suffix == ".md" else None


class Page(pytest.File):
    """A page of cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """One test for each program and engine."""
        for name, text in programs(self.path):
            for engine in ENGINES:
                yield Case.from_parent(self, name=f"{name}[{engine}]", text=text, engine=engine)


class Case(pytest.Item):
    """All scenarios of one program, run by one engine."""

    def __init__(self, *, text: str, engine: str, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]  # any value, as callers give it
        self.text, self.engine = text, engine
        if engine in SERVERS:
            self.add_marker(pytest.mark.deep)
            self.add_marker(pytest.mark.filterwarnings(*SPARK_WARNS))
        if engine in GAPS and GAPS[engine][0].search(text):
            _, error, why = GAPS[engine]
            self.add_marker(pytest.mark.xfail(raises=error, reason=why, strict=True))

    def runtest(self) -> None:
        """Compile, run, compare."""
        compiled = compile_text(self.text)
        assert not compiled.errors, "\n".join(map(str, compiled.errors))
        ran = 0
        for series in compiled.series:
            for scenario in series.scenarios:
                result = ENGINES[self.engine](series, scenario)
                wrong = [f"{o.expectation.span.text} on {o.day}: got {o.got}" for o in result.outcomes if not o.met]
                assert not wrong, f"{scenario.title}: {'; '.join(wrong)}"
                ran += 1
        assert ran, "the program has no scenario"

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the case stands."""
        return self.path, None, self.name
