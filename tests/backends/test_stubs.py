"""Types for Python: a type checker accepts right use of a rulebook and refuses wrong use, and the module runs.

It accepts what `build --python` writes as well.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from shipped import UNITS, compiled

import creditlang
from creditlang.rulebook import Rulebook

SOURCE = Path(creditlang.__file__).parents[1]

TOWN = """\
registry R
subject Person "Resident"
    born     : date
    children : number between 0 and 20
    spouse   : Person optional
    friends  : many Person by spouse
    class    : text optional
    `full name` : text optional
event Fine
    amount : money(CNY) between 0 CNY and 500 CNY
    kind   : one of speeding, red_light
event 捐款
    额 : money(CNY) between 0 CNY and 500 CNY
    str : boolean
event `Road Work`
rulebook Town
    records R
score points
    starts at 10
    between 0 and 100
criterion Fines
    on Fine
    deduct 5
criterion Gifts
    on 捐款 where str
    award 1
grades
    好 from 8
    Bad below 8
reward Bus
    basis "b"
    while grade is 好
"""

RIGHT = """
from datetime import date
from decimal import Decimal
from fractions import Fraction
from town_types import Decision, Event, Fine, Grade, Person, Records, Road_Work, Rulebook, load, typed, 捐款

ada: Person = {"born": date(1980, 1, 1), "children": 2, "spouse": {"born": date(1981, 1, 1), "children": 0}}
named: Person = {"born": date(1980, 1, 1), "children": 2, "full name": "Ada", "class": None, "friends": []}
linked: Person = {"born": date(1980, 1, 1), "children": 2, "spouse": "p2", "subject": "p1"}
fine: Fine = {"event": "Fine", "date": date(2024, 1, 1), "amount": Decimal("19.90"), "kind": "speeding"}
gift: 捐款 = {"event": "捐款", "date": date(2024, 1, 1), "额": Fraction(1, 2), "str": True, "record": "g1"}
work: Road_Work = {"event": "Road Work", "date": date(2024, 1, 1)}
events: list[Event] = [fine, gift, work]
by_event: Records = {"Fine": [{"date": date(2024, 1, 1), "amount": 5, "kind": "red_light"}]}

def use(town: Rulebook) -> Grade | None:
    decision: Decision = town.decide(ada, events, as_of=date(2024, 6, 1))
    town.decide(named, by_event, as_of=date(2024, 6, 1), as_known=None, upcoming=False)
    town.decide(named, as_of=date(2024, 6, 1))
    if decision.grade == "好":
        for reward in decision.rewards:
            assert reward.name == "Bus"
    outcome = town.scorer()({}, {}, date(2024, 6, 1))
    print(decision.points, outcome.grade)
    return decision.grade
"""

WRONG = {
    'ada: Person = {"born": date(1980, 1, 1)}': "children",
    'ada: Person = {"born": "1980", "children": 1}': 'has type "date"',
    'ada: Person = {"born": date(1980, 1, 1), "children": 1.5}': "float",
    'ada: Person = {"born": date(1980, 1, 1), "children": 1, "income": 5}': "income",
    'fine: Fine = {"event": "Fine", "date": date(2024, 1, 1), "amount": 5, "kind": "stones"}': "stones",
    'fine: Fine = {"event": "Gift", "date": date(2024, 1, 1), "amount": 5, "kind": "speeding"}': "Gift",
    'grade: Grade = "A"': "Incompatible types in assignment",
    'def f(d: Decision) -> bool: return d.grade == "A"': "comparison-overlap",
    'def f(d: Decision) -> bool: return d.rewards[0].name == "Train"': "comparison-overlap",
    "def f(d: Decision) -> None: d.points = 3": "read-only",
    'def f(t: Rulebook) -> None: t.decide({"born": date(1, 1, 1), "children": 1})': "as_of",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("stubs")
    (found / "town_types.py").write_text(creditlang.loads(TOWN).to_stubs(), encoding="utf-8")
    return found


def mypy(folder: Path, *names: str) -> str:
    """What the type checker says; it keeps what it knows of creditlang from one test to the next."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(folder / "cache")]
    done = subprocess.run(
        [*command, *names],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "MYPYPATH": str(SOURCE), "PYTHONUTF8": "1"},
    )
    assert done.stderr == ""
    return done.stdout


def test_right_use_is_accepted_and_wrong_use_is_not(folder: Path) -> None:
    (folder / "right.py").write_text(RIGHT, encoding="utf-8")
    head = "from datetime import date\nfrom town_types import Decision, Fine, Grade, Person, Rulebook\n"
    for number, line in enumerate(WRONG):
        (folder / f"wrong_{number}.py").write_text(f"{head}{line}\n", encoding="utf-8")
    told = mypy(folder, "town_types.py", "right.py", *(f"wrong_{number}.py" for number in range(len(WRONG))))
    by_file: dict[str, list[str]] = {}
    for line in told.splitlines():
        if ": error: " in line:
            by_file.setdefault(line.partition(":")[0], []).append(line)
    assert not {"town_types.py", "right.py"} & set(by_file), told
    assert [f"wrong_{number}.py" for number in range(len(WRONG))] == sorted(by_file, key=lambda n: int(n[6:-3]))
    for number, expected in enumerate(WRONG.values()):
        errors = by_file[f"wrong_{number}.py"]
        assert any(line.partition(":")[2].startswith("3:") and expected in line for line in errors), errors


def test_the_module_runs(folder: Path) -> None:
    (folder / "town.credit").write_text(TOWN, encoding="utf-8")
    ending = "assert use(load('town.credit')) == 'Bad'\nassert typed(load('town.credit')).name == 'Town'\n"
    (folder / "runs.py").write_text(RIGHT + ending, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "runs.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1"},
    )
    assert done.stderr == ""
    assert done.stdout == "6 好\n"


def test_the_examples_give_modules_that_a_type_checker_accepts(folder: Path) -> None:
    """The types of each example, and the module that decides by it."""
    names = []
    for unit in UNITS:
        for series in compiled(*unit).own_series:
            names.append(f"example_{len(names)}.py")
            (folder / names[-1]).write_text(Rulebook(series).to_stubs(), encoding="utf-8")
            names.append(f"built_{len(names)}.py")
            (folder / names[-1]).write_text(Rulebook(series).to_python(), encoding="utf-8")
    assert names
    assert mypy(folder, *names) == ""
