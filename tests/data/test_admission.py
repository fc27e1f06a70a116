"""The short way in for typed tables lets in what the long way lets in, and makes the same of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from civic import (
    DONATIONS,
    MEDALS,
    OFFENCES,
    PEOPLE,
    TABLES,
    TOWN,
    Row,
    changed,
    load,
    problems,
    write,
    write_csv,
    write_typed,
)
from hypothesis import given
from hypothesis import strategies as st
from properties.compiled import FEWER

from creditlang.data import InvalidDataError, Problem, generate, history_from_objects, load_dataset, loading
from creditlang.data.generation import FORMATS
from creditlang.data.reasons import BLANKS
from creditlang.data.shards import Shard

LARGEST = "9" * 16
NUMBERS = ("0", "1", "-1", "7.00", "0.10", "0.5", "2.5", "2.501", "50000", "50001", "49999.99", LARGEST, f"1{LARGEST}")
DAYS = ("0001-01-01", "9999-12-31", "2020-02-29", "10000-01-01", "infinity", "-infinity", "0044-03-15 (BC)")
IDS = (
    "p1",
    "p2",
    "p3",
    "p4",
    "P1",
    " p1",
    "h1",
    "h9",
    "o1",
    "o2",
    "d1",
    "m1",
    " ",
    "  ",
    "",
    "　",
    "\t",
    "孝",
    "x" * 100_001,
)
TEXTS = ("", " ", "é", "孝" * 40_000, "x" * 100_000, "x" * 100_001, "NULL", "a'b")
POOLS = {
    "number": (NUMBERS, ("DECIMAL(18, 2)", "DECIMAL(38, 2)", "DECIMAL(38, 4)", "DECIMAL(19, 0)", "BIGINT", "HUGEINT",
                         "USMALLINT", "UHUGEINT", "DECIMAL(18, 3)", "VARCHAR")),
    "date": (DAYS, ("DATE", "VARCHAR")),
    "boolean": (("true", "false"), ("BOOLEAN", "VARCHAR")),
    "choice": (("parking", "speeding", "Parking", " parking", "", "drunk driving"), ("VARCHAR",)),
    "id": (IDS, ("VARCHAR",)),
    "text": (TEXTS, ("VARCHAR",)),
}  # fmt: skip
"""By kind of column, what may stand there, and the types that a file may give it."""
KINDS = {
    "income": "number", "height": "number", "size": "number", "fine": "number", "amount": "number",
    "born": "date", "date": "date", "recorded": "date", "withdrawn": "date", "settled": "date",
    "veteran": "boolean", "kind": "choice", "note": "text",
}  # fmt: skip
"""What kind each column is; the others hold ids."""
FULL: Mapping[str, tuple[Row, ...]] = {
    **TABLES,
    "Donation": tuple({**row, "recorded": None, "withdrawn": None} for row in DONATIONS),
    "Household": ({"subject": "h1", "size": "2"}, {"subject": "h2", "size": "0"}),
}
"""The rows that are right."""

Drawn = tuple[dict[str, tuple[Row, ...]], dict[str, str]]


@st.composite
def towns(draw: st.DrawFn) -> Drawn:
    """Tables some of whose cells may be wrong, and some of whose columns have other types than usual."""
    tables, types = dict(FULL), dict[str, str]()
    for _ in range(draw(st.integers(0, 3))):
        table = draw(st.sampled_from(sorted(tables)))
        column = draw(st.sampled_from(list(tables[table][0])))
        values, kinds = POOLS[KINDS.get(column, "id")]
        if draw(st.booleans()):
            types[column] = draw(st.sampled_from(kinds))
        if draw(st.booleans()):
            place = draw(st.integers(0, len(tables[table]) - 1))
            tables[table] = changed(tables[table], place, **{column: draw(st.sampled_from((*values, None)))})
    return tables, types


def written(folder: Path, drawn: Drawn) -> bool:
    """Write the tables as Parquet; False if a value does not fit the type that was drawn for its column."""
    tables, types = drawn
    try:
        for name, rows in tables.items():
            write_typed(folder, name, rows, "parquet", types)
    except duckdb.Error:
        return False
    return True


def outcome(path: Path, **how: object) -> tuple[object, ...]:
    """What a data set is: all that is stored, in its types, or all that is wrong with it."""
    try:
        data = load(path, limit=1000, **how)
    except InvalidDataError as error:
        return error.problems
    with data:
        stored = {}
        for name, table in data.tables.items():
            types = data.connection.execute(f"DESCRIBE {table.name}").fetchall()
            stored[name] = (types, data.connection.execute(f"FROM {table.name} ORDER BY ALL").fetchall())
        return stored, data.count, [(h.facts, h.records, h.incomplete) for h in data.histories()]


def by_the_long_way(path: Path, **how: object) -> tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "admit", lambda *_: False)
        return outcome(path, **how)


@FEWER
@given(towns())
def test_both_ways_agree(drawn: Drawn) -> None:
    with TemporaryDirectory() as name:
        if written(Path(name), drawn):
            assert by_the_long_way(Path(name)) == outcome(Path(name))


@FEWER
@given(towns())
def test_the_same_data_as_text_are_accepted_or_refused_alike(drawn: Drawn) -> None:
    """As CSV, which always goes the long way: but a text file has no empty texts, only unknown values."""
    with TemporaryDirectory() as name:
        typed, text = Path(name, "typed"), Path(name, "text")
        typed.mkdir()
        text.mkdir()
        if not written(typed, drawn) or any("" in row.values() for rows in drawn[0].values() for row in rows):
            return
        for table in drawn[0]:
            with duckdb.connect() as connection:
                rows = connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM '{typed / table}.parquet'").fetchall()
            names = list(drawn[0][table][0])
            write_csv(text / f"{table}.csv", [dict(zip(names, row, strict=True)) for row in rows], FULL[table])
        found, expected = outcome(typed), outcome(text)
        if any(isinstance(one, Problem) and one.line is None for one in found):
            return  # DuckDB writes numbers of 128 bits to Parquet as binary fractions, which no CSV file has.
        if any(isinstance(one, Problem) for one in expected):
            assert _codes(expected, 1) == _codes(found, 0)
        else:
            assert expected == found


def _codes(problems: tuple[object, ...], header: int) -> list[tuple[object, ...]]:
    """Places and codes, with rows counted from 1."""
    assert all(isinstance(p, Problem) for p in problems)
    return [(p.table, p.line - header, p.column, p.code) for p in problems]  # type: ignore[attr-defined]  # every node of this kind has it


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each data set that is loaded went the short way."""
    went: list[bool] = []
    short = loading.admit

    def noted(*how: object) -> bool:
        went.append(short(*how))  # type: ignore[arg-type]  # any value, as callers give it
        return went[-1]

    monkeypatch.setattr(loading, "admit", noted)
    return went


@pytest.mark.parametrize(("form", "short"), [("csv", False), ("jsonl", False), ("parquet", True), ("duckdb", True)])
def test_data_that_are_right_go_the_short_way_if_they_are_typed(
    tmp_path: Path, taken: list[bool], form: str, short: bool
) -> None:
    load(write(tmp_path, form)).close()
    assert taken == [short]


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
@pytest.mark.parametrize("kind", ["DECIMAL(18, 2)", "DECIMAL(38, 1)", "DECIMAL(5, 0)", "INTEGER", "UTINYINT"])
def test_numbers_of_other_types_that_a_cast_cannot_change(
    tmp_path: Path, taken: list[bool], form: str, kind: str
) -> None:
    path = write(tmp_path, form)
    write_typed(tmp_path, "Donation", tuple({**row, "amount": "7"} for row in DONATIONS), form, {"amount": kind})
    with load(path) as data:
        assert [r.values["amount"] for h in data.histories() for r in h.records if r.event == "Donation"] == [7, 7]
    assert taken == [True]


@pytest.mark.parametrize(
    ("table", "rows", "column"),
    [
        ("Offence", changed(OFFENCES, 0, fine="50000.01"), "fine"),
        ("Offence", changed(OFFENCES, 0, fine=None), "fine"),
        ("Offence", changed(OFFENCES, 0, kind="flying"), "kind"),
        ("Offence", changed(OFFENCES, 0, subject="p9"), "subject"),
        ("Offence", changed(OFFENCES, 0, record="d1"), "record"),
        ("Person", changed(PEOPLE, 0, home="h9"), "home"),
        ("Person", changed(PEOPLE, 0, subject="p2"), "subject"),
        ("Person", changed(PEOPLE, 0, height="0.499"), "height"),
        ("Person", changed(PEOPLE, 0, veteran=None), "veteran"),
    ],
)
def test_what_is_wrong_is_told_by_the_long_way(
    tmp_path: Path, taken: list[bool], table: str, rows: tuple[Row, ...], column: str
) -> None:
    with pytest.raises(InvalidDataError, match=f"column `{column}`"):
        load(write(tmp_path, "parquet", **{table: rows}))
    assert taken == [False]


def test_quarantine_of_data_that_are_right_holds_nothing(tmp_path: Path, taken: list[bool]) -> None:
    with load(write(tmp_path, "parquet"), quarantine=tmp_path / "bad.csv") as data:
        assert (data.count, data.set_aside, data.incomplete_count, data.unscorable) == (3, 0, 0, ())
    assert taken == [True]
    assert (tmp_path / "bad.csv").read_text() == "table,file,line,column,value,code,reason,row\n"


@pytest.mark.parametrize("form", FORMATS)
def test_spoilt_rows_are_found_whichever_way_was_tried_first(tmp_path: Path, form: str) -> None:
    generate(TOWN, subject="Person", people=200, out=tmp_path, file_format=form, bad_rows=15)
    assert by_the_long_way(tmp_path) == outcome(tmp_path)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_shard_goes_the_short_way_and_ignores_what_is_wrong_in_others(
    tmp_path: Path, taken: list[bool], number: int
) -> None:
    """Registries whose people are not related can be cut."""
    from creditlang.ir import Event, Registry, Subject

    person = Subject("Person", None, {})
    gift = Event("Gift", None, "Person", None, None, True, TOWN.events["Donation"].fields)
    registry = Registry("Small", None, {}, {"Person": person}, {"Gift": gift})
    rows = [
        f"('g{i}', 'p{i}', DATE '2024-01-01', CAST({'NULL' if i == 7 else i} AS DECIMAL(18, 2)))" for i in range(40)
    ]
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'p' || i AS subject FROM range(40) r(i)) TO '{tmp_path}/Person.parquet'")
        columns = "record, subject, date, amount"
        connection.execute(f"COPY (FROM (VALUES {', '.join(rows)}) v({columns})) TO '{tmp_path}/Gift.parquet'")
        here = connection.execute(f"SELECT {Shard(number, 3).holds(chr(39) + 'p7' + chr(39))}").fetchone() == (True,)
    shard = Shard(number, 3)
    if here:
        with pytest.raises(InvalidDataError, match="column `amount`"):
            load_dataset(tmp_path, registry, "Person", shard=shard)
    else:
        with load_dataset(tmp_path, registry, "Person", shard=shard) as data:
            amounts = {h.facts.id: r.values["amount"] for h in data.histories() for r in h.records}
        assert {f"p{amount}": amount for amount in amounts.values()} == amounts
        assert 0 < len(amounts) < 40
    assert taken == [not here]


@pytest.mark.parametrize("blank", [" ", "   ", "\u00a0", "\u3000 ", *BLANKS])
def test_an_id_of_nothing_but_spaces_is_refused_on_every_way(tmp_path: Path, blank: str) -> None:
    for form in ("csv", "parquet"):
        (tmp_path / form).mkdir()
        path = write(tmp_path / form, form, Medal=changed(MEDALS, 0, record=blank))
        assert [(problem.column, problem.code) for problem in problems(path)] == [("record", "empty-id")]
    with pytest.raises(InvalidDataError, match="the id is blank"):
        history_from_objects(TOWN, "Person", {**PEOPLE[2], "subject": blank}, [])


def test_a_collation_of_a_database_does_not_make_names_alike(tmp_path: Path) -> None:
    path = write(tmp_path, "duckdb", Offence=changed(OFFENCES, 0, kind="PARKING"))
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE kept AS FROM Offence")
        connection.execute("ALTER TABLE kept ALTER kind TYPE VARCHAR COLLATE NOCASE")
        connection.execute("DROP TABLE Offence")
        connection.execute("ALTER TABLE kept RENAME TO Offence")
    found = problems(path)
    assert [(problem.column, problem.code) for problem in found] == [("kind", "unknown-member")]
    assert by_the_long_way(path) == found
