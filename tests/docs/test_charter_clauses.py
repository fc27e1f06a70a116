"""Every clause in the tables of the reference page is decided for the rulebook on it as the page says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from creditlang.analysis.charter import Conformity, conform
from creditlang.analysis.charter.solver import Solver
from creditlang.driver import compile_text

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "charters.md").read_text(encoding="utf-8")
FENCES = re.findall(r"^```credit([^\n]*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
ROWS = re.findall(
    r"^\| `((?:forbid|permit only|require|limit) [^`]+)` \| [^|]* \| (holds|violated) \|$", PAGE, re.MULTILINE
)


@cache
def answers() -> Conformity:
    registry, _, rulebook = (text for _, text in FENCES)
    charter = "charter Table\n" + "".join(f"    {clause}\n" for clause, _ in ROWS)
    rules = re.sub(r"^import .*\n|^ +under .*\n", "", rulebook, flags=re.MULTILINE)
    compiled = compile_text(f"{registry}\n{charter}\n{rules}")
    assert compiled.errors == ()
    (series,) = compiled.series
    (edition,) = series.editions
    return conform(compiled.charters[0], edition, Solver(series, edition))


def test_the_tables_have_all_kinds_of_clause() -> None:
    assert len(ROWS) > 45


@pytest.mark.parametrize(("clause", "expected"), ROWS)
def test_a_clause(clause: str, expected: str) -> None:
    answer = answers().answers[ROWS.index((clause, expected))]
    assert clause.startswith(answer.demand.words)
    assert expected == answer.status.value, [finding.message for finding in answer.findings]
