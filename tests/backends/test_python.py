"""Compiled Python: what its functions take and give, what they show of themselves, and where an error points."""

import subprocess
import sys
import traceback
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import creditlang
from creditlang.backends.python.decisions import decide_compiled
from creditlang.backends.python.runtime import NotInForce
from creditlang.driver import compile_paths, find_units
from creditlang.scenarios import run_scenario

RULES = Path(__file__).parents[2] / "examples" / "rules"

TOWN = """\
registry Records
subject Person
    income   : money(EUR) between 0 EUR and 10_000 EUR
    children : number between 0 and 20
    car      : text optional
event Offence
    grave    : boolean
event Gift
    amount   : money(EUR) between 0 EUR and 1_000 EUR

rulebook Town
    in force from 2020-01-01
    records Records
score points
    starts at 100
    between   0 and 200
criterion Giving
    on       Gift
    award    amount / 50 EUR rounded down
    at most  5 per calendar year
criterion Offences
    on       Offence where grave
    deduct   10 * occurrence within 1 year
    expires  after 2 years
grades
    A from 100
    B below 100
reward Support
    basis "art. 1"
    while  income < 1_000 EUR and grade is A
    grant  (1_000 EUR - income) / 3 rounded half up to 0.01 EUR
sanction Ban
    basis  "art. 2"
    on     Offence where grave
    notice none
    appeal none because "no"
    lasts  1 year
"""


def day(month: int) -> date:
    return date(2024, month, 1)


RECORDS = {
    "Offence": [
        {"record": "r2", "date": day(3), "recorded": day(3), "grave": True},
        {"record": "r1", "date": day(2), "recorded": day(2), "grave": True},
        {"record": "r0", "date": day(1), "recorded": day(1), "grave": False},
    ],
    "Gift": [{"record": f"g{n}", "date": day(n), "recorded": day(n), "amount": Fraction(399, 2)} for n in (1, 2)],
}


def test_a_scorer_takes_mappings_and_gives_points_grade_and_entitlements() -> None:
    score = creditlang.loads(TOWN).scorer()
    found = score({"income": 500, "children": 2}, RECORDS, date(2024, 6, 1))
    # Gifts: 3 and 3, kept to 5; offences: 10 and 20.
    assert found == (75, "B", [], [("Ban", None), ("Ban", None)], ())
    assert score({"income": 500, "children": 2}, {}, date(2024, 6, 1)) == (
        100,
        "A",
        [("Support", Fraction("166.67"))],
        [],
        (),
    )
    assert score({"income": 500, "children": 2}, RECORDS, date(2024, 6, 1), day(1)).points == 103


def test_a_day_without_an_edition() -> None:
    with pytest.raises(NotInForce, match="2019-12-31"):
        creditlang.loads(TOWN).scorer()({"income": 500, "children": 2}, {}, date(2019, 12, 31))


def test_a_traceback_shows_the_rule(tmp_path: Path) -> None:
    file = tmp_path / "town.credit"
    file.write_text(TOWN, encoding="utf-8")
    score = creditlang.load(file).scorer()
    broken = {"Gift": [{"record": "g", "date": day(1), "recorded": day(1), "amount": "much"}]}
    with pytest.raises(TypeError) as raised:
        score({"income": 500, "children": 2}, broken, date(2024, 6, 1))
    shown = "".join(traceback.format_tb(raised.value.__traceback__))
    assert str(file) in shown
    assert "award    amount / 50 EUR rounded down" in shown


def test_the_module_needs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "town.py").write_text(creditlang.loads(TOWN).to_python(), encoding="utf-8")
    program = (
        "import sys; sys.path.insert(0, '.')\n"
        "from datetime import date\n"
        "import town\n"
        "print(town.score({'income': 500, 'children': 2}, {}, date(2024, 6, 1)))\n"
        "assert not any(name.startswith('creditlang') for name in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.stderr == ""
    assert done.stdout.startswith("Outcome(points=100, grade='A'")


@pytest.mark.parametrize("unit", find_units([RULES]), ids=lambda unit: unit[0].parent.name)
def test_every_example_is_decided_as_by_the_reference(unit: tuple[Path, ...]) -> None:
    for series in compile_paths(unit).series:
        for scenario in series.scenarios:
            reference = run_scenario(series, scenario)
            assert reference.decisions == run_scenario(series, scenario, decide_compiled).decisions
