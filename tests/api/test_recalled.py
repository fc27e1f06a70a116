"""A rulebook from the cache is the one that was compiled, and only if every file still is what it was."""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

import creditlang
from creditlang import origins, rulebook
from creditlang.driver import find_units
from creditlang.scenarios import scenario_history

RULES = Path(__file__).parents[2] / "examples" / "rules"
DAY = date(2025, 6, 1)


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITLANG_CACHE", str(tmp_path / "cache"))
    for name in ("XDG_STATE_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))


@pytest.fixture
def town_file(tmp_path: Path, town_text: str) -> Path:
    registry, _, rest = town_text.partition("\nrulebook ")
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "registry.credit").write_text(registry, encoding="utf-8")
    (folder / "town.credit").write_text(f'import "registry.credit"\nrulebook {rest}', encoding="utf-8")
    return folder / "town.credit"


def is_recalled(path: Path, **given: str | Path | None) -> bool:
    return origins.recalled(path, given.get("rulebook"), given.get("root")) is not None  # type: ignore[arg-type]  # any value, as callers give it


def test_the_second_start_does_not_parse(town_file: Path) -> None:
    first = creditlang.load(town_file)
    program = (
        "import sys, creditlang\n"
        f"town = creditlang.load({str(town_file)!r})\n"
        "print(town.name, town.digest)\n"
        "from datetime import date\n"
        "print(town.scorer()({'born': date(1980, 1, 1)}, {}, date(2025, 6, 1)))\n"
        "print([m for m in ('attrs', 'lark', 'creditlang.driver', 'typing_extensions') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    name, outcome, modules = done.stdout.splitlines()
    assert name == f"Town {first.digest}"
    assert outcome.startswith("Outcome(points=100, grade='A', rewards=(('BusPass', Fraction(25, 2)),)")
    assert modules == "[]"


@pytest.mark.parametrize("unit", find_units([RULES]), ids=lambda unit: unit[0].parent.name)
def test_every_example_is_the_same_from_the_cache(unit: tuple[Path, ...]) -> None:
    for path in unit:
        try:
            fresh = creditlang.load(path)
        except creditlang.DiagnosticsError:
            continue  # a registry, or several rulebooks
        assert is_recalled(path)
        again = creditlang.load(path)
        assert isinstance(again._origin, origins.Recalled)
        assert (fresh.name, fresh.title, fresh.digest) == (again.name, again.title, again.digest)
        assert (fresh.series, repr(fresh)) == (again.series, repr(again))
        assert list(map(str, fresh.warnings)) == list(map(str, again.warnings))
        assert fresh.to_python() == again.to_python()
        for one, other in zip(fresh.scenarios, again.scenarios, strict=True):
            expected = fresh.decide_history(scenario_history(fresh.series, one), as_of=one.as_of, as_known=one.as_known)
            history = scenario_history(again.series, other)
            got = again.decide_history(history, as_of=other.as_of, as_known=other.as_known)
            assert expected == got
            assert expected.to_json() == got.to_json()
            assert expected.explain() == got.explain()


def change(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda file: change(file), id="the file"),
        pytest.param(lambda file: change(file.with_name("registry.credit")), id="a file that it imports"),
        pytest.param(lambda file: file.with_name("creditlang.toml").touch(), id="a new root"),
        pytest.param(lambda file: file.parent.with_name("creditlang.toml").touch(), id="a new root further up"),
        pytest.param(lambda file: file.unlink(), id="a file that is gone"),
    ],
)
def test_what_changed_is_compiled_anew(town_file: Path, spoil: Callable[[Path], None]) -> None:
    creditlang.load(town_file)
    assert is_recalled(town_file)
    spoil(town_file)
    assert not is_recalled(town_file)


def test_a_change_back_is_known_again(town_file: Path) -> None:
    text = town_file.read_text(encoding="utf-8")
    creditlang.load(town_file)
    town_file.write_text(text.replace("then 20", "then 30"), encoding="utf-8")
    assert not is_recalled(town_file)
    town_file.write_text(text, encoding="utf-8")
    assert is_recalled(town_file)


def test_points_follow_the_text_at_once(town_file: Path) -> None:
    drunk = [{"event": "Offence", "date": date(2025, 1, 1), "kind": "drunk", "fine": 0}]
    text = town_file.read_text(encoding="utf-8")
    for points in (20, 30, 20, 40):
        town_file.write_text(text.replace("then 20", f"then {points}"), encoding="utf-8")
        decision = creditlang.load(town_file).decide({"born": date(1980, 1, 1)}, drunk, as_of=DAY)
        assert decision.points == 100 - points


def test_a_new_edition_in_a_folder_is_noticed(town_file: Path) -> None:
    folder = town_file.parent
    creditlang.load(folder)
    assert is_recalled(folder)
    later = town_file.read_text(encoding="utf-8").replace("2020-01-01", "2026-01-01").replace('"1"', '"2"')
    later = later.partition("scenario")[0]
    (folder / "later.credit").write_text(later, encoding="utf-8")
    assert not is_recalled(folder)
    assert len(creditlang.load(folder).editions) == 2
    (folder / "notes.txt").write_text("no rules")
    assert is_recalled(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_that_leads_elsewhere_is_noticed(town_file: Path) -> None:
    registry = town_file.with_name("registry.credit")
    real = registry.rename(registry.with_name("real.credit"))
    registry.symlink_to(real)
    creditlang.load(town_file)
    assert is_recalled(town_file)
    other = real.with_name("other.credit")
    other.write_bytes(real.read_bytes())
    registry.unlink()
    registry.symlink_to(other)
    assert not is_recalled(town_file)


def test_the_folder_that_a_path_is_seen_from_counts(town_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(town_file.parent)
    assert "town.credit:" in str(creditlang.load("town.credit").series.editions[0].span)
    other = town_file.parent / "other"
    other.mkdir()
    text = town_file.read_text(encoding="utf-8").replace("registry.credit", "../registry.credit")
    (other / "town.credit").write_text(text, encoding="utf-8")
    monkeypatch.chdir(other)
    assert not is_recalled(Path("town.credit"))


def test_what_does_not_compile_is_not_kept(town_file: Path) -> None:
    town_file.write_text(town_file.read_text(encoding="utf-8").replace("points\n", "pointz\n"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(creditlang.DiagnosticsError) as first:
            creditlang.load(town_file)
    assert first.value.diagnostics


def test_which_rulebook_is_meant_is_asked_as_before(town_file: Path) -> None:
    other = town_file.read_text(encoding="utf-8").replace("rulebook Town", "rulebook Village").partition("scenario")[0]
    town_file.with_name("village.credit").write_text(other, encoding="utf-8")
    folder = town_file.parent
    for _ in range(2):
        assert creditlang.load(folder, rulebook="Town").name == "Town"
        assert creditlang.load(folder, rulebook="Village").name == "Village"
        with pytest.raises(creditlang.DiagnosticsError, match="Village"):
            creditlang.load(folder)
        with pytest.raises(creditlang.DiagnosticsError, match="Hamlet"):
            creditlang.load(folder, rulebook="Hamlet")
    assert is_recalled(folder, rulebook="Village")


def test_warnings_come_from_the_cache_too(town_file: Path) -> None:
    with town_file.open("a", encoding="utf-8") as file:
        file.write("\ndefine spare = 1\n")
    expected = creditlang.load(town_file).warnings
    found = creditlang.load(town_file)
    assert isinstance(found._origin, origins.Recalled)
    assert [str(warning) for warning in expected] == [str(warning) for warning in found.warnings] != []
    assert [w.span.text for w in expected if w.span] == [w.span.text for w in found.warnings if w.span]


def test_a_tampered_entry_is_not_used(town_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    creditlang.load(town_file)
    (entry,) = (tmp_path / "cache").glob("*.rulebook")
    content = entry.read_bytes()
    entry.write_bytes(content.replace(b"Traffic offences", b"Traffic kindness"))
    assert content != entry.read_bytes()

    def refuse(*_: object) -> None:
        raise AssertionError("bytes that nobody sealed were read")

    monkeypatch.setattr(pickle, "loads", refuse)
    assert not is_recalled(town_file)
    line = creditlang.load(town_file).series.editions[0].criteria["Offences"]
    assert line.text.title == "Traffic offences"


def test_without_a_cache_nothing_is_written(town_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITLANG_CACHE", "off")
    assert creditlang.load(town_file).name == "Town"
    assert not is_recalled(town_file)
    assert not (tmp_path / "cache").exists()


def test_no_current_folder_is_no_error(town_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(os, "getcwd", gone)
    assert not is_recalled(town_file)


def test_one_rulebook_in_many_threads(town_file: Path) -> None:
    creditlang.load(town_file)
    shared = rulebook.load(town_file)
    assert isinstance(shared._origin, origins.Recalled)
    people = [{"born": date(1940 + n, 1, 1), "spouse": {"born": date(1930 + n, 1, 1)}} for n in range(40)]
    events = [{"event": "Offence", "date": date(2025, 1, 1 + n), "kind": "drunk", "fine": n} for n in range(5)]
    alone = creditlang.loads(
        town_file.with_name("registry.credit").read_text(encoding="utf-8")
        + town_file.read_text(encoding="utf-8").partition("\n")[2]
    )
    expected = [(d := alone.decide(person, events, as_of=DAY)).points for person in people]
    gate = threading.Barrier(8)

    def work(_: int) -> list[object]:
        gate.wait()
        score = shared.scorer()
        bare = [score({"born": p["born"], "spouse": p["spouse"]}, {}, DAY).points for p in people]
        full = [shared.decide(person, events, as_of=DAY).points for person in people]
        return [bare, full]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))
    assert all(full == expected for _, full in found)
    assert all(bare == found[0][0] for bare, _ in found)
    assert d.rulebook == "Town"
