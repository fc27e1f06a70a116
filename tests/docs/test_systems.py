"""`docs/systems.md` tells the truth about what the rulebooks rest on, and leaves none out."""

import re
from pathlib import Path

import pytest

from creditlang.driver import compile_paths, find_units
from creditlang.inventory import all_rules, by_source

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| ([^|]+) \| \[[^\]]+\]\(([^)]+)\) \| ([^|]+) \|", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "systems.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("system", "link", "known"), ROWS, ids=[row[0] for row in ROWS])
def test_the_shares_are_those_of_the_rulebook(system: str, link: str, known: str) -> None:
    compiled = compile_paths([(ROOT / "docs" / link).resolve()])
    own = [series for series in compiled.series if series in compiled.own_series] or compiled.series
    counts = by_source(all_rules(own))
    assert known == ", ".join(f"{count} {status.value}" for status, count in counts.items() if status)


def test_every_rulebook_has_a_row() -> None:
    named = {(ROOT / "docs" / link).resolve() for _, link, _ in ROWS}
    rules = ROOT / "examples" / "rules"
    for unit in find_units([rules]):
        for file in unit:
            if "\nrulebook " in file.read_text(encoding="utf-8") and file.parent.name != "teaching":
                assert named & {file, *file.parents}, file
