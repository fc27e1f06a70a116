"""Compiled Python: what its functions take and give, what they show of themselves, and where an error points."""

import bdb
import gc
import linecache
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from shipped import UNITS
from shipped import compiled as shipped

import creditlang
from creditlang import ir
from creditlang.backends.python.decisions import Compiled, compiled
from creditlang.backends.python.functions import Functions
from creditlang.backends.python.inputs import _Linked, facts_of, records_of
from creditlang.backends.python.runtime import NotInForce
from creditlang.rulebook import Rulebook
from creditlang.scenarios import run_scenario, scenario_history
from creditlang.semantics import Decision

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
    assert found == (75, "B", (), (("Ban", None), ("Ban", None)), ())
    assert score({"income": 500, "children": 2}, {}, date(2024, 6, 1)) == (
        100,
        "A",
        (("Support", Fraction("166.67")),),
        (),
        (),
    )
    assert score({"income": 500, "children": 2}, RECORDS, date(2024, 6, 1), day(1)).points == 103


def test_an_optional_fact_may_be_left_out_of_what_a_scorer_takes() -> None:
    text = """
registry Records
subject Person
    income : money(EUR) between 0 EUR and 9_999 EUR optional
rulebook Help
    records Records
reward Grant
    basis "art. 1"
    while income is known and income < 500 EUR
    grant income * 5% rounded down to 1 EUR
"""
    score = creditlang.loads(text).scorer()
    day = date(2025, 1, 1)
    assert score({}, {}, day).rewards == score({"income": None}, {}, day).rewards == ()
    assert score({"income": 99}, {}, day).rewards == (("Grant", 4),)


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


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit[0].parent.name)
def test_every_example_is_decided_as_by_the_reference(unit: tuple[Path, ...]) -> None:
    for series in shipped(*unit).series:
        engine = compiled(series)

        def deciding(_: ir.Series, *how: Any, engine: Compiled = engine) -> Decision:
            return engine.decide(*how)

        for scenario in series.scenarios:
            reference = run_scenario(series, scenario)
            assert reference.decisions == run_scenario(series, scenario, deciding).decisions


def functions_of(code: CodeType) -> Iterator[CodeType]:
    """A code object and every one inside it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from functions_of(part)


def shown_by(function: Callable[..., object], *given: object) -> str:
    with pytest.raises(TypeError) as raised:
        function(*given)
    return "".join(traceback.format_tb(raised.value.__traceback__))


BROKEN = {"Gift": [{"record": "g", "date": day(1), "recorded": day(1), "amount": "much"}]}
"""A record that the bare function, which trusts its input, stumbles over."""


def test_a_traceback_shows_the_rule_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    other = creditlang.loads(TOWN.replace("50 EUR rounded down", "60 EUR rounded down")).scorer()
    score = creditlang.loads(TOWN).scorer()
    facts = {"income": 500, "children": 2}
    assert "award    amount / 50 EUR rounded down" in shown_by(score, facts, BROKEN, date(2024, 6, 1))
    assert "award    amount / 60 EUR rounded down" in shown_by(other, facts, BROKEN, date(2024, 6, 1))


def test_texts_are_forgotten_with_what_was_made_of_them() -> None:
    score = creditlang.loads(TOWN, name="a town that nobody else has").scorer()
    assert "a town that nobody else has" in linecache.cache
    del score
    gc.collect()
    assert "a town that nobody else has" not in linecache.cache


def test_a_traceback_of_an_explained_decision_shows_the_rule(tmp_path: Path) -> None:
    file = tmp_path / "town.credit"
    file.write_text(TOWN, encoding="utf-8")
    for _ in range(2):  # compiled, then from the cache
        explain, _judges = creditlang.load(file)._origin.functions.explained
        shown = shown_by(explain, {"income": 500, "children": 2}, BROKEN, date(2024, 6, 1))
        assert f'File "{file}", line {TOWN[: TOWN.index("award    amount")].count(chr(10)) + 1}' in shown
        assert "award    amount / 50 EUR rounded down" in shown


def test_rules_of_other_files_point_there(tmp_path: Path) -> None:
    registry, _, rules = TOWN.partition("\nrulebook ")
    (tmp_path / "registry.credit").write_text(registry, encoding="utf-8")
    first = f'import "registry.credit"\nrulebook {rules}'
    (tmp_path / "2020.credit").write_text(first, encoding="utf-8")
    later = "\n\n" + first.replace("2020-01-01", "2024-01-01").replace("50 EUR rounded", "10 EUR rounded")
    (tmp_path / "2024.credit").write_text(later, encoding="utf-8")
    town = creditlang.load(tmp_path)
    facts = {"income": 500, "children": 2}
    for year, divisor, text in ((2023, 50, first), (2024, 10, later)):
        record = {"record": "g", "date": date(year, 2, 1), "recorded": date(year, 2, 1), "amount": "much"}
        for function in (town.scorer(), town._origin.functions.explained[0]):
            shown = shown_by(function, facts, {"Gift": [record]}, date(2024, 6, 1))
            line = text[: text.index("award    amount")].count("\n") + 1
            file = tmp_path / ("2020.credit" if year == 2023 else "2024.credit")
            assert f'File "{file}", line {line}' in shown
            assert f"award    amount / {divisor} EUR rounded down" in shown
        record["amount"] = 100
        expected = 100 + min(100 // divisor, 5)
        assert expected == town.scorer()(facts, {"Gift": [record]}, date(2024, 6, 1)).points


def test_every_line_of_the_code_is_a_line_of_its_file() -> None:
    for unit in UNITS:
        texts = {str(path.absolute()): path.read_text(encoding="utf-8").splitlines() for path in unit}
        for series in shipped(*unit).own_series:
            functions = Functions(series)
            for program in (functions.bare, functions.steps.program):
                for code in functions_of(program.code):
                    lines = texts.get(code.co_filename)
                    if lines is None:
                        continue  # the module itself, or a file that is imported from elsewhere
                    # A function of another file is defined here, under the line that it begins with there.
                    begins = {part.co_firstlineno for part in code.co_consts if isinstance(part, CodeType)}
                    own = [line for _, _, line in code.co_lines() if line is not None and line not in begins]
                    assert all(1 <= line <= len(lines) for line in own)


def test_a_debugger_stops_at_a_rule(tmp_path: Path) -> None:
    file = tmp_path / "town.credit"
    file.write_text(TOWN, encoding="utf-8")
    line = TOWN[: TOWN.index("award    amount")].count("\n") + 1
    stops: list[tuple[str, int, object]] = []

    class Debugger(bdb.Bdb):
        def user_line(self, frame: FrameType) -> None:
            if self.break_here(frame):
                stops.append((frame.f_code.co_filename, frame.f_lineno, frame.f_locals["facts"]["children"]))

    score = creditlang.load(file).scorer()
    debugger = Debugger()
    assert debugger.set_break(str(file), line) is None
    debugger.runcall(score, {"income": 500, "children": 2}, RECORDS, date(2024, 6, 1))
    assert {(str(file), line, 2)} == set(stops)


def test_the_module_runs_without_site_packages_and_agrees_on_every_example(tmp_path: Path) -> None:
    """Each example as a module of its own, in a Python that has nothing but itself, on the data of its scenarios."""
    wanted: dict[str, list[object]] = {}
    calls = []
    for number, series in enumerate(s for unit in UNITS for s in shipped(*unit).own_series):
        book = Rulebook(series)
        (tmp_path / f"book_{number}.py").write_text(book.to_python(), encoding="utf-8")
        for scenario in series.scenarios:
            history = scenario_history(series, scenario)
            given = (facts_of(history, series.registry), records_of(history), scenario.as_of, scenario.as_known)
            if isinstance(given[0], _Linked):
                continue  # facts that are looked up in a data set cannot be handed to another process
            calls.append((f"book_{number}", given))
            outcome = book.scorer()(*given)
            assert [tuple] * 3 == list(map(type, outcome[2:]))
            wanted.setdefault(f"book_{number}", []).append(tuple(outcome))
    (tmp_path / "calls").write_bytes(pickle.dumps(calls))
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import importlib, pickle\n"
        f"calls = pickle.load(open({str(tmp_path / 'calls')!r}, 'rb'))\n"
        "found = {}\n"
        "for name, given in calls:\n"
        "    found.setdefault(name, []).append(tuple(importlib.import_module(name).score(*given)))\n"
        "assert not any('site-packages' in path for path in sys.path)\n"
        "assert not any(name.partition('.')[0] in ('creditlang', 'attr', 'attrs') for name in sys.modules)\n"
        "sys.stdout.buffer.write(pickle.dumps(found))\n"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True)
    assert done.stderr.decode() == ""
    assert len(calls) > 50
    assert wanted == pickle.loads(done.stdout)


def test_one_scorer_in_many_threads() -> None:
    score = creditlang.loads(TOWN).scorer()
    people = [({"income": n, "children": n % 5}, RECORDS if n % 2 else {}) for n in range(200)]
    alone = [score(*person, date(2024, 6, 1)) for person in people]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda person: score(*person, date(2024, 6, 1)), people * 5))
    assert alone * 5 == found
