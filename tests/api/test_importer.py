"""`import rules.town`."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import creditlang


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No finder and none of our modules before or after."""
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", list(sys.path))
    creditlang.uninstall_importer()
    yield
    creditlang.uninstall_importer()
    for name in set(sys.modules) - before:
        if name.startswith("rules_"):
            del sys.modules[name]


@pytest.fixture
def place(tmp_path: Path, town_text: str) -> Path:
    folder = tmp_path / "rules_of"
    (folder / "series").mkdir(parents=True)
    (folder / "town.credit").write_text(town_text, encoding="utf-8")
    (folder / "book.credit.md").write_text(f"# Town\n\n```credit\n{town_text}```\n", encoding="utf-8")
    (folder / "series" / "1.credit").write_text(town_text, encoding="utf-8")
    (folder / "broken.credit").write_text(town_text.replace("kind is", "knid is"), encoding="utf-8")
    return tmp_path


def found(name: str) -> object:
    importlib.invalidate_caches()
    return importlib.import_module(name)


@pytest.mark.parametrize("name", ["town", "book", "series"])
def test_a_file_literate_or_not_and_a_folder(place: Path, name: str) -> None:
    sys.path.insert(0, str(place))
    creditlang.install_importer()
    module = found(f"rules_of.{name}")
    assert isinstance(module.rulebook, creditlang.Rulebook)
    assert module.name == "Town"
    assert module.decide({"born": date(1980, 5, 4)}, as_of=date(2025, 6, 1)).points == 100
    assert list(module.rulebooks) == ["Town"]
    assert "decide" in dir(module)


def test_from_import(place: Path) -> None:
    sys.path.insert(0, str(place))
    creditlang.install_importer()
    scope: dict[str, object] = {}
    exec("from rules_of.town import rulebook, decide", scope)
    assert scope["rulebook"].name == "Town"


def test_given_folders_need_not_be_on_the_path(place: Path) -> None:
    creditlang.install_importer(place)
    assert found("rules_of.town").name == "Town"


def test_a_mistake_is_an_import_error_that_carries_the_diagnostics(place: Path) -> None:
    creditlang.install_importer(place)
    with pytest.raises(creditlang.RulesImportError) as raised:
        found("rules_of.broken")
    assert raised.value.diagnostics[0].span is not None
    assert isinstance(raised.value, ImportError)
    assert "rules_of.broken" not in sys.modules


def test_a_broken_neighbour_does_not_matter(place: Path) -> None:
    creditlang.install_importer(place)
    assert found("rules_of.town").name == "Town"
    with pytest.raises(creditlang.DiagnosticsError):
        found("rules_of").rulebook  # noqa: B018 - reading it raises


def test_several_rulebooks_are_told_apart_by_name(place: Path, town_text: str) -> None:
    both = town_text + "\nrulebook Other\n    records Records\n\nscore points\n    starts at 1\n"
    (place / "rules_two.credit").write_text(both, encoding="utf-8")
    creditlang.install_importer(place)
    module = found("rules_two")
    assert sorted(module.rulebooks) == ["Other", "Town"]
    with pytest.raises(AttributeError, match="rulebooks"):
        module.rulebook  # noqa: B018 - reading it raises


def test_python_modules_win(place: Path) -> None:
    (place / "rules_of" / "town.py").write_text("name = 'python'\n")
    sys.path.insert(0, str(place))
    creditlang.install_importer()
    assert found("rules_of.town").name == "python"


def test_what_is_not_there_is_not_found(place: Path) -> None:
    creditlang.install_importer(place)
    with pytest.raises(ModuleNotFoundError):
        found("rules_of.nothing")
    with pytest.raises(AttributeError, match="nothing"):
        found("rules_of.town").nothing  # noqa: B018 - reading it raises


def test_installing_twice_and_uninstalling() -> None:
    before = list(sys.meta_path)
    creditlang.install_importer("a")
    creditlang.install_importer("b", "a")
    assert len(sys.meta_path) == len(before) + 1
    creditlang.uninstall_importer()
    creditlang.uninstall_importer()
    assert sys.meta_path == before


def test_in_a_fresh_interpreter_from_the_current_folder(place: Path) -> None:
    code = "import creditlang; creditlang.install_importer(); import rules_of.series as s; print(s.name, s.title)"
    done = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("Town Town points\n", "")


def test_a_second_start_takes_what_the_first_compiled(place: Path) -> None:
    program = (
        "import sys, creditlang, datetime\n"
        "creditlang.install_importer()\n"
        "from rules_of import town, series\n"
        "decision = town.decide({'born': datetime.date(1980, 5, 4)}, as_of=datetime.date(2025, 6, 1))\n"
        "print(town.name, series.name, decision.points)\n"
        "print('lark' in sys.modules, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", program]
    runs = [subprocess.run(command, cwd=place, capture_output=True, text=True, check=False) for _ in range(2)]
    assert [run.stdout for run in runs] == ["Town Town 100\n"] * 2
    assert [run.stderr for run in runs] == ["True\n", "False\n"]
    town = place / "rules_of" / "town.credit"
    town.write_text(town.read_text(encoding="utf-8").replace("rulebook Town", "rulebook Village"), encoding="utf-8")
    changed = subprocess.run(command, cwd=place, capture_output=True, text=True, check=True)
    assert changed.stdout == "Village Town 100\n"
