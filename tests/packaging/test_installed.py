"""The wheel and the source distribution hold all that the program needs: installed elsewhere, they run."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
from datetime import date
from pathlib import Path
import creditlang

examples = Path(creditlang.__file__).parent / "examples"
town = creditlang.load(examples / "rules" / "teaching")
decision = town.decide({"born": date(1980, 5, 4), "children": 2}, [], as_of=date(2025, 6, 1))
assert decision.points == 100, decision
print(creditlang.__file__)
"""


def run(*arguments: str, cwd: Path, site: Path | None = None) -> str:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(cwd)} | ({"PYTHONPATH": str(site)} if site else {})
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, so that both are tried."""
    folder = tmp_path_factory.mktemp("built")
    run("-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT), cwd=folder)
    (found,) = folder.glob("*.whl")
    assert list(folder.glob("*.tar.gz"))
    return found


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files in a folder of their own, before everything else on the path."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_it_holds_types_grammar_pages_and_examples(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "creditlang/py.typed",
        "creditlang/grammars/expressions.lark",
        "creditlang/docs/errors/missing-guard.md",
        "creditlang/examples/rules/teaching/harbourtown.credit",
    } <= names
    assert not any("test" in Path(name).parts[0] for name in names)


def test_a_rulebook_runs_from_the_installed_files(site: Path, tmp_path: Path) -> None:
    shown = run("-c", PROGRAM, cwd=tmp_path, site=site)
    assert shown.startswith(str(site))


def test_the_demo_runs_from_the_installed_files(site: Path, tmp_path: Path) -> None:
    assert run("-m", "creditlang", "--version", cwd=tmp_path, site=site).startswith("creditlang ")
    assert "Harbourtown" in run("-m", "creditlang", "demo", cwd=tmp_path, site=site)


def test_a_program_that_uses_it_passes_a_strict_type_checker(site: Path, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "from datetime import date\n"
        "import creditlang\n"
        "points = creditlang.load('town.credit').decide({}, [], as_of=date(2025, 1, 1)).points\n"
        "reveal_type(points)\n"
        "town = creditlang.load('town.credit')\n"
        "letter = creditlang.audit.notice(town, town.history({}), as_of=date(2025, 1, 1))\n"
        "reveal_type(letter.notice.reasons[0].points)\n",
        encoding="utf-8",
    )
    shown = run("-m", "mypy", "--strict", "program.py", cwd=tmp_path, site=site)
    assert shown.count("Fraction") == 2
