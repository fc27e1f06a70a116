"""Loading a rulebook and deciding from Python."""

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import attrs
import duckdb
import pyarrow as pa
import pytest

import creditlang
from creditlang.diagnostics import Severity
from creditlang.values import Money

DAY = date(2025, 6, 1)


@attrs.frozen
class Person:
    born: date
    spouse: "Person | None" = None


@dataclasses.dataclass
class Offence:
    date: date
    kind: str
    fine: Decimal


def test_a_rulebook_says_what_it_is(town: creditlang.Rulebook) -> None:
    assert (town.name, town.title, town.subject) == ("Town", "Town points", "Person")
    assert [edition.edition for edition in town.editions] == ["1"]
    assert list(town.registry.events) == ["Offence"]
    assert len(town.digest) == 64
    assert town.warnings == ()
    assert repr(town) == "Rulebook(series=Town)"


def test_mappings_attrs_objects_and_dataclasses_decide_alike(town: creditlang.Rulebook) -> None:
    person = {"born": date(1980, 5, 4), "spouse": {"born": date(1949, 1, 1)}}
    event = {"event": "Offence", "date": date(2025, 1, 10), "kind": "speeding", "fine": Decimal("250.50")}
    decision = town.decide(person, [event], as_of=DAY)
    assert (decision.points, decision.grade) == (108, "A")
    assert decision.rewards[0].grant == Money(town.decide(person, as_of=DAY).rewards[0].grant.amount, "EUR")
    objects = town.decide(
        Person(date(1980, 5, 4), Person(date(1949, 1, 1))),
        [Offence(date(2025, 1, 10), "speeding", Decimal("250.50"))],
        as_of=DAY,
    )
    assert objects == decision
    by_event = town.decide(person, {"Offence": [{k: v for k, v in event.items() if k != "event"}]}, as_of=DAY)
    assert by_event == decision


def test_what_changes_next_and_since_when_only_if_wanted(town: creditlang.Rulebook) -> None:
    person = {"born": date(1980, 5, 4)}
    events = [{"event": "Offence", "date": date(2025, 1, 10), "kind": "drunk", "fine": 500}]
    decision = town.decide(person, events, as_of=DAY)
    assert [(c.on, c.points, c.grade) for c in decision.next_changes] == [(date(2026, 1, 10), 100, "A")]
    short = town.decide(person, events, as_of=DAY, upcoming=False)
    assert short.next_changes == ()
    assert (short.points, short.score) == (decision.points, decision.score)
    assert town.decide(person, as_of=DAY).rewards[0].since == date(2020, 1, 1)
    assert town.decide(person, as_of=DAY, upcoming=False).rewards[0].since is None


def test_known_then_and_known_now(town: creditlang.Rulebook) -> None:
    late = {"event": "Offence", "date": date(2025, 1, 10), "recorded": date(2025, 7, 1), "kind": "drunk", "fine": 0}
    person = {"born": date(1980, 5, 4)}
    assert town.decide(person, [late], as_of=DAY).points == 80
    assert town.decide(person, [late], as_of=DAY, as_known=DAY).points == 100


def test_a_decision_cannot_be_changed(town: creditlang.Rulebook) -> None:
    decision = town.decide({"born": date(1980, 5, 4)}, as_of=DAY)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        decision.points = 1000  # type: ignore[misc]  # frozen, which is what is tested


def test_wrong_data_are_all_told(town: creditlang.Rulebook) -> None:
    with pytest.raises(creditlang.InvalidDataError) as raised:
        town.decide({"born": "yesterday"}, [{"event": "Offence", "date": DAY, "kind": "drnk"}], as_of=DAY)
    assert len(raised.value.problems) == 3


def test_a_day_outside_the_editions(town: creditlang.Rulebook) -> None:
    with pytest.raises(creditlang.NotInForceError, match="2019-12-31"):
        town.decide({"born": date(1980, 5, 4)}, as_of=date(2019, 12, 31))
    with pytest.raises(creditlang.NotInForceError):
        town.edition_on(date(2019, 12, 31))


@pytest.mark.parametrize("day", ["2025-06-01", datetime(2025, 6, 1), 20250601, None])
def test_a_day_is_a_date(town: creditlang.Rulebook, day: object) -> None:
    with pytest.raises(creditlang.CreditlangError, match=r"a day must be a `datetime\.date`"):
        town.decide({"born": date(1980, 5, 4)}, as_of=day)  # type: ignore[arg-type]  # any value, as callers give it


@pytest.mark.parametrize("given", [{"born": DAY}, [{"born": DAY}], pa.table({"born": [DAY]}), None])
def test_what_is_no_data_set_is_told_with_what_would_be(town: creditlang.Rulebook, given: object) -> None:
    told = f"is a `{type(given).__name__}`; one person's facts and records go to `decide`"
    with pytest.raises(TypeError, match=told):
        town.score(given, as_of=DAY)  # type: ignore[arg-type]  # what is refused
    with pytest.raises(TypeError, match=told):
        next(town.decisions(given, as_of=DAY))  # type: ignore[arg-type]  # what is refused
    with pytest.raises(TypeError, match=told):
        town.open_data(given)  # type: ignore[arg-type]  # what is refused


def test_records_of_a_bare_function_are_a_mapping(town: creditlang.Rulebook) -> None:
    with pytest.raises(TypeError, match="are a `list`; `decide` takes other objects"):
        town.scorer()({"born": DAY}, [{"event": "Offence", "date": DAY}], DAY)


def test_scenarios_run(town: creditlang.Rulebook) -> None:
    (result,) = town.test()
    assert result.passed
    assert result.scenario.title == "nothing on record"


# --- loading -------------------------------------------------------------------------------------------


def test_a_text_that_does_not_compile(town_text: str) -> None:
    with pytest.raises(creditlang.DiagnosticsError) as raised:
        creditlang.loads(town_text.replace("kind is drunk", "knid is drunk"), name="town.credit")
    (found,) = raised.value.diagnostics
    assert found.severity is Severity.ERROR
    assert "town.credit:" in str(raised.value)


def test_warnings_do_not_keep_it_from_loading(town_text: str) -> None:
    town = creditlang.loads(town_text.replace('    basis  "By-law, art. 2"\n', ""))
    assert [found.severity for found in town.warnings] == [Severity.WARNING]


def test_a_text_can_import_nothing() -> None:
    with pytest.raises(creditlang.DiagnosticsError) as raised:
        creditlang.loads('import "registry.credit"\n')
    assert len(raised.value.diagnostics) == 1


def test_literate_text(town_text: str) -> None:
    text = f"# Town\n\nSome words.\n\n```credit\n{town_text}```\n"
    assert creditlang.loads(text, name="town.credit.md").name == "Town"


@pytest.fixture
def folder(town_text: str, tmp_path: Path) -> Path:
    (tmp_path / "town.credit").write_text(town_text, encoding="utf-8")
    return tmp_path


def test_a_file_and_its_folder(folder: Path) -> None:
    one, other = creditlang.load(folder / "town.credit"), creditlang.load(str(folder))
    assert one.digest == other.digest


@pytest.mark.parametrize(
    ("name", "rulebook", "code"),
    [
        ("twon.credit", None, "E0900"),
        ("empty", None, "E0902"),
        ("notes.txt", None, "E0903"),
        ("registry.credit", None, "E0904"),
        (".", None, "E0905"),
        (".", "Twon", "E0906"),
        ("town.credit", "Other", "E0906"),
    ],
)
def test_what_cannot_be_loaded(folder: Path, town_text: str, name: str, rulebook: str | None, code: str) -> None:
    (folder / "empty").mkdir()
    (folder / "notes.txt").write_text("hello")
    (folder / "registry.credit").write_text("registry Alone\nsubject Person\n    born : date\n", encoding="utf-8")
    (folder / "other.credit").write_text(
        'import "town.credit"\n\nrulebook Other\n    records Records\n\nscore points\n    starts at 1\n',
        encoding="utf-8",
    )
    with pytest.raises(creditlang.DiagnosticsError) as raised:
        creditlang.load(folder / name, rulebook=rulebook)
    assert [found.code for found in raised.value.diagnostics] == [code]
    assert creditlang.load(folder, rulebook="Other").name == "Other"


def test_an_unreadable_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(creditlang.DiagnosticsError) as raised:
        creditlang.load(folder / "town.credit")
    (found,) = raised.value.diagnostics
    assert found.code == "E0901"
    assert found.message_text().endswith("cannot be read: permission denied")


def test_the_root_that_imports_may_not_leave(folder: Path, town_text: str) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "main.credit").write_text('import "../town.credit"\n', encoding="utf-8")
    with pytest.raises(creditlang.DiagnosticsError) as raised:
        creditlang.load(inner / "main.credit")
    assert [found.slug for found in raised.value.diagnostics] == ["import-outside-root"]
    assert creditlang.load(inner / "main.credit", root=folder).name == "Town"


def test_the_rulebook_of_the_file_and_not_one_that_it_imports(folder: Path) -> None:
    text = 'import "town.credit"\n\nrulebook Other\n    records Records\n\nscore points\n    starts at 1\n'
    (folder / "other.credit").write_text(text, encoding="utf-8")
    assert creditlang.load(folder / "other.credit").name == "Other"
    assert creditlang.load(folder / "other.credit", rulebook="Town").name == "Town"


# --- many ----------------------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    place.mkdir()
    (place / "Person.csv").write_text("subject,born,spouse\np1,1980-05-04,\np2,1940-01-01,p1\n", encoding="utf-8")
    (place / "Offence.csv").write_text("record,subject,date,kind,fine\nr1,p1,2025-01-10,drunk,0\n", encoding="utf-8")
    return place


def test_score_gives_an_arrow_table(town: creditlang.Rulebook, data: Path) -> None:
    table = town.score(data, as_of=DAY)
    assert table.schema.field("points").type == pa.int64()
    assert table.to_pylist() == [
        {
            "subject": "p1",
            "points": 80,
            "grade": "B",
            "rewards": [],
            "sanctions": [],
            "lists": [],
            "incomplete": False,
        },
        {
            "subject": "p2",
            "points": 100,
            "grade": "A",
            "rewards": ["BusPass"],
            "sanctions": [],
            "lists": [],
            "incomplete": False,
        },
    ]
    assert table.schema.metadata[b"rulebook"] == b"Town"


def test_an_engine_that_does_not_answer_here_is_refused(town: creditlang.Rulebook, data: Path) -> None:
    assert town.score(data, as_of=DAY, engine="duckdb") == town.score(data, as_of=DAY, engine="python")
    with pytest.raises(ValueError, match="no engine 'polars' here"):
        town.score(data, as_of=DAY, engine="polars")


def test_score_with_decimals(town_text: str, data: Path) -> None:
    text = town_text.replace("else fine / 100 EUR rounded down", "else 0.5").replace(
        "is drunk then 20", "is drunk then 1.5"
    )
    town = creditlang.loads(text.replace("then 110 else 100", "then 110 else 100\n    decimals 1"))
    assert town.score(data, as_of=DAY).column("points").to_pylist() == [Decimal("98.5"), Decimal("100.0")]


def test_decisions_come_one_at_a_time_with_progress(town: creditlang.Rulebook, data: Path) -> None:
    told: list[tuple[str, int, int]] = []
    decisions = list(town.decisions(data, as_of=DAY, progress=lambda *what: told.append(what)))
    assert [decision.subject for decision in decisions] == ["p1", "p2"]
    assert ("deciding", 0, 2) in told
    assert any(what.startswith("reading ") for what, _, _ in told)


def test_open_data_stays_open_and_knows_single_people(town: creditlang.Rulebook, data: Path) -> None:
    with town.open_data(data) as dataset:
        assert len(list(town.decisions(dataset, as_of=DAY))) == 2
        assert len(list(town.decisions(dataset, as_of=DAY))) == 2
        decision = town.decide_history(dataset.history("p1"), as_of=DAY)
        assert decision.next_changes
        with pytest.raises(creditlang.UnknownSubjectError):
            dataset.history("p3")
    with pytest.raises(creditlang.DataClosedError, match="decide while it is open"):
        dataset.history("p1")


def test_a_day_that_is_not_covered_is_told_before_anything_is_read(town: creditlang.Rulebook) -> None:
    with pytest.raises(creditlang.NotInForceError):
        next(town.decisions("nowhere", as_of=date(2019, 1, 1)))


def test_a_duckdb_database(town: creditlang.Rulebook, data: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "town.duckdb")) as connection:
        for name in ("Person", "Offence"):
            connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{data / name}.csv', all_varchar=true)")
    decisions = list(town.decisions(tmp_path / "town.duckdb", as_of=DAY))
    assert [decision.points for decision in decisions] == [80, 100]
