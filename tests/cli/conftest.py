"""Running the command line in this process, and rule files to run it on."""

from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from creditlang.cli.main import main

TOWN = """\
registry Records
contexts traffic, charity

subject Person "Resident"
    born : date

event Offence "Traffic offence" in traffic
    fine : money(EUR) between 0 EUR and 10_000 EUR

event Gift "Gift" in charity
    amount : money(EUR) between 0 EUR and 10_000 EUR

rulebook Town "Town points"
    edition "2020"
    in force from 2020-01-01
    records Records

score points
    starts at 100
    between   0 and 120

criterion Offences "Traffic offences"
    basis    "By-law, art. 1"
    source   documented "gazette"
    in       traffic
    on       Offence
    deduct   if fine >= 500 EUR then 10 else 5
    expires  after 1 year

criterion Gifts "Gifts"
    basis    "By-law, art. 2"
    source   recalled
    in       charity
    on       Gift
    award    amount / 10 EUR rounded down
    expires  after 1 year
    at most  15 per calendar year

grades
    A "Good"  from 100
    B "Poor"  below 100

reward BusPass "Free buses"
    basis  "By-law, art. 3"
    in     charity
    while  grade is A
    grant  "free buses"
"""

SCENARIO = """
scenario "a fine of 500 euros"
    as of       2025-06-01
    Person      born 1980-05-04
    2025-01-10  Offence fine 500 EUR, record "r17"
    expect      points 90, grade B, no BusPass
    expect      Offences points -10
    expect      on 2026-01-10 points 100, BusPass "free buses"
"""


@attrs.frozen
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run `creditlang` with these arguments."""

    def run(*arguments: object) -> Result:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            status = int(str(leaving.code))
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return run


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule file that compiles without warnings, in the current folder."""
    monkeypatch.chdir(tmp_path)
    file = Path("town.credit")
    file.write_text(TOWN, encoding="utf-8")
    return file


@pytest.fixture
def tried(town: Path) -> Path:
    """The same with a scenario."""
    town.write_text(TOWN + SCENARIO, encoding="utf-8")
    return town


@pytest.fixture
def data(town: Path) -> Path:
    """Four people and what is recorded about them, as CSV."""
    folder = Path("data")
    folder.mkdir()
    (folder / "Person.csv").write_text(
        "subject,born\nann,1980-05-04\nben,1991-09-30\ncleo,1975-01-01\ndan,2000-02-29\n", encoding="utf-8"
    )
    (folder / "Offence.csv").write_text(
        "record,subject,date,recorded,withdrawn,fine\n"
        "o1,ann,2025-01-10,2025-01-12,,500\n"
        "o2,ann,2025-03-01,,,20.50\n"
        "o3,ben,2024-12-24,2025-06-15,,100\n"
        "o4,cleo,2025-02-02,,2025-05-01,700\n",
        encoding="utf-8",
    )
    (folder / "Gift.csv").write_text(
        "record,subject,date,recorded,withdrawn,amount\ng1,dan,2025-04-01,,,199.99\n", encoding="utf-8"
    )
    return folder
