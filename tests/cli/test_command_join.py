"""Shards: parts decided on apart, here by `score --shards` or elsewhere, and laid together by `creditlang join`."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from creditlang.data.shards import Shard

AS_OF = ("--as-of", "2025-06-01")
Run = Callable[..., Any]


def rows(path: Path | str) -> tuple[Any, ...]:
    """Columns, types, rows in their order, and what the file says about itself."""
    with duckdb.connect() as connection:
        columns = connection.execute(f"DESCRIBE FROM '{path}'").fetchall()
        return columns, connection.execute(f"FROM '{path}'").fetchall(), facts(path)


def facts(path: Path | str) -> dict[str, str]:
    with duckdb.connect() as connection:
        return dict(
            connection.execute(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')").fetchall()
        )


def cut(run: Run, town: Path, data: Path, count: int, *more: str) -> list[str]:
    """Decide on each part."""
    parts = [f"part-{number}.parquet" for number in range(1, count + 1)]
    for number, part in enumerate(parts, 1):
        result = run("score", town, "--data", data, *AS_OF, "--shard", f"{number}/{count}", "--out", part, *more)
        assert result.status == 0, result.err
    return parts


@pytest.fixture
def people(data: Path) -> Path:
    """More people, with ids in other scripts and with signs that mean something elsewhere."""
    names = [f"p{n}" for n in range(40)] + [
        "孝亲",
        "张三",
        "é",
        "e\u0301",
        "O'Neil",
        "a;b",
        "x y",
        "'; DROP",
        "ЖЖ",
        "0",
    ]
    with (data / "Person.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{name},1990-01-01\n" for name in names)
    with (data / "Offence.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"x{n},{name},2025-02-0{1 + n % 9},,,{n}00\n" for n, name in enumerate(names) if n % 3)
        file.writelines(f"y{n},{name},2025-02-0{1 + n % 9},,,{n}\n" for n, name in enumerate(names) if n % 4)
    return data


@pytest.mark.parametrize("engine", ["duckdb", "python", "polars"])
def test_parts_together_are_the_whole_row_for_row(run: Run, town: Path, people: Path, engine: str) -> None:
    run("score", town, "--data", people, *AS_OF, "--engine", engine, "--out", "whole.parquet")
    parts = cut(run, town, people, 3, "--engine", engine)
    result = run("join", *reversed(parts), "--out", "joined.parquet")
    assert (result.status, result.err) == (0, "")
    expected = "54 people in 3 parts: joined.parquet, and what contributed to their points: joined.lines.parquet\n"
    assert expected == result.out
    assert rows("whole.parquet") == rows("joined.parquet")
    assert rows("whole.lines.parquet") == rows("joined.lines.parquet")
    assert not list(Path().glob(".creditlang-*"))


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_parts_are_laid_together_in_other_formats(run: Run, town: Path, people: Path, ending: str) -> None:
    run("score", town, "--data", people, *AS_OF, "--out", f"whole.{ending}")
    run("join", *cut(run, town, people, 2), "--out", f"joined.{ending}")
    for name in (ending, f"lines.{ending}"):
        assert Path(f"whole.{name}").read_bytes() == Path(f"joined.{name}").read_bytes()


def test_parts_without_people(run: Run, town: Path, data: Path) -> None:
    """One person and seven parts: six of them are empty, and needed all the same."""
    (data / "Person.csv").write_text("subject,born\n孝亲,1980-05-04\n", encoding="utf-8")
    for name in ("Offence", "Gift"):
        (data / f"{name}.csv").write_text((data / f"{name}.csv").read_text().splitlines()[0] + "\n")
    for engine in ("duckdb", "python", "polars"):
        parts = cut(run, town, data, 7, "--engine", engine)
        run("score", town, "--data", data, *AS_OF, "--engine", engine, "--out", "whole.parquet")
        result = run("join", *parts, "--out", "joined.parquet")
        assert result.out.startswith("1 person in 7 parts")
        assert rows("whole.parquet") == rows("joined.parquet")
        assert rows("whole.lines.parquet") == rows("joined.lines.parquet")


def test_what_a_part_says_about_itself(run: Run, town: Path, data: Path) -> None:
    run("score", town, "--data", data, *AS_OF, "--as-known", "2025-05-01", "--shard", "2/3", "--out", "p.parquet")
    said = facts("p.parquet")
    assert len(said.pop("rulebook_digest")) == 64
    assert said == {
        "rulebook": "Town",
        "edition": "2020",
        "as_of": "2025-06-01",
        "as_known": "2025-05-01",
        "shard": "2",
        "shards": "3",
        "set_aside": "0",
        "undecided": "0",
        "unattributed": "0",
    }
    assert facts("p.parquet") == facts("p.lines.parquet")


@pytest.fixture
def halves(run: Run, town: Path, data: Path) -> list[str]:
    return cut(run, town, data, 2)


def refused(run: Run, *parts: object, out: str = "joined.parquet") -> str:
    """What is said where parts are no whole; nothing is written."""
    before = sorted(path.name for path in Path().iterdir())
    result = run("join", *parts, "--out", out)
    assert (result.status, result.out) == (2, "")
    assert before == sorted(path.name for path in Path().iterdir())
    said: str = result.err
    return " ".join(said.split())


def test_a_part_that_is_missing(run: Run, halves: list[str]) -> None:
    assert refused(run, halves[1]) == "error: part 1 of 2 is missing"


def test_a_part_that_is_there_twice(run: Run, halves: list[str]) -> None:
    for ending in ("parquet", "lines.parquet"):
        shutil.copy(f"part-1.{ending}", f"copy.{ending}")
    assert "part 1 is there twice, as `part-1.parquet` and `copy.parquet`" in refused(run, *halves, "copy.parquet")
    assert "part 1 is there twice" in refused(run, halves[0], halves[0], halves[1])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("--as-of", "2025-06-02"), "decided as of 2025-06-01, and as of 2025-06-02"),
        ((*AS_OF, "--as-known", "2025-05-01"), "decided as known on nothing, and as known on 2025-05-01"),
        ((*AS_OF, "--shard", "2/3"), "decided on one of so many parts: 2, and on one of so many parts: 3"),
    ],
)
def test_parts_that_do_not_belong_together(
    run: Run, town: Path, data: Path, halves: list[str], change: tuple[str, ...], says: str
) -> None:
    run("score", town, "--data", data, "--shard", "2/2", *change, "--out", "other.parquet")
    assert says in refused(run, halves[0], "other.parquet")


def test_parts_by_other_law(run: Run, town: Path, data: Path, halves: list[str]) -> None:
    town.write_text(town.read_text().replace("then 10 else 5", "then 11 else 5"), encoding="utf-8")
    run("score", town, "--data", data, *AS_OF, "--shard", "2/2", "--out", "other.parquet")
    assert "decided by the text with the digest" in refused(run, halves[0], "other.parquet")


@pytest.mark.parametrize("name", ["part-2.parquet", "part-2.lines.parquet"])
def test_a_file_that_was_not_written_to_its_end(run: Run, halves: list[str], name: str) -> None:
    written = Path(name).read_bytes()
    Path(name).write_bytes(written[: len(written) // 2])
    assert f"`{name}` is not a Parquet file, or was not written to its end" in refused(run, *halves)
    Path(name).write_bytes(b"")
    assert f"`{name}` is not a Parquet file" in refused(run, *halves)
    Path(name).unlink()
    assert f"there is no file `{name}`" in refused(run, *halves)


def test_lines_of_another_run(run: Run, town: Path, data: Path, halves: list[str]) -> None:
    run("score", town, "--data", data, "--as-of", "2025-06-02", "--shard", "2/2", "--out", "other.parquet")
    shutil.copy("other.lines.parquet", "part-2.lines.parquet")
    assert "`part-2.parquet` and `part-2.lines.parquet` are not of one run" in refused(run, *halves)


def test_a_whole_is_no_part(run: Run, town: Path, data: Path, halves: list[str]) -> None:
    run("score", town, "--data", data, *AS_OF, "--out", "whole.parquet")
    assert "`whole.parquet` is not a part" in refused(run, halves[0], "whole.parquet")


def test_where_the_whole_cannot_be_written(run: Run, halves: list[str]) -> None:
    Path("taken.parquet").mkdir()
    assert "`part-1.parquet` is one of the parts" in refused(run, *halves, out="part-1.parquet")
    assert "`taken.parquet` is a folder" in refused(run, *halves, out="taken.parquet")
    assert "there is no folder `nowhere`" in refused(run, *halves, out="nowhere/a.parquet")
    assert "does not end in" in refused(run, *halves, out="a.xlsx")


def test_lines_that_a_pattern_matches_too_are_no_parts(run: Run, halves: list[str]) -> None:
    assert run("join", *sorted(Path().glob("part-*.parquet")), "--out", "joined.parquet").status == 0
    assert len(halves) == 2


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_shards_in_one_command_are_the_whole(run: Run, town: Path, people: Path, jobs: str) -> None:
    run("score", town, "--data", people, *AS_OF, "--out", "whole.parquet")
    (people / "Gifts.csv").write_text("nobody reads this\n")
    Path("made.parquet").write_text("an older file is replaced")
    arguments = ("--shards", "3", "--jobs", jobs, "--out", "made.parquet")
    result = run("score", town, "--data", people, *AS_OF, *arguments)
    assert result.status == 0, result.err
    assert "54 people decided: made.parquet" in result.out
    assert result.err.count("Gifts.csv") == 1
    assert rows("whole.parquet") == rows("made.parquet")
    assert rows("whole.lines.parquet") == rows("made.lines.parquet")
    assert not list(Path().glob(".creditlang-*"))


def test_one_part_that_fails_leaves_no_file(run: Run, town: Path, people: Path) -> None:
    with (people / "Offence.csv").open("a") as file:
        file.write("bad,p7,2025-02-30,,,70\n")
    result = run("score", town, "--data", people, *AS_OF, "--shards", "2", "--jobs", "2", "--out", "out.parquet")
    assert result.status == 2
    assert result.out == ""
    assert "Offence.csv, line" in result.err
    assert [path.name for path in Path().iterdir() if path.is_file()] == ["town.credit"]
    assert not list(Path().glob(".creditlang-*"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--shards", "2"), "`--shards` writes tables and no summary"),
        (("--shards", "2", "--out", "o.parquet", "--format", "json"), "`--shards` writes tables and no summary"),
        (("--shards", "0", "--out", "o.parquet"), "at least 1 is needed"),
        (("--shards", "2", "--shard", "1/2", "--out", "o.parquet"), "`--shard` cannot be used with `--shards`"),
        (("--shards", "2", "--quarantine", "data/Gift.csv", "--out", "o.parquet"), "is a part of the data set"),
        (("--shards", "2", "--quarantine", "no/q.csv", "--out", "o.parquet"), "`no/q.csv` cannot be written"),
        (("--jobs", "2", "--out", "o.parquet"), "say with `--shards` how many there are"),
        (("--out", "data"), "`data` is a folder"),
    ],
)
def test_what_shards_cannot_do(run: Run, town: Path, data: Path, arguments: tuple[str, ...], says: str) -> None:
    result = run("score", town, "--data", data, *AS_OF, *arguments)
    assert result.status == 2
    assert says in " ".join(result.err.split())


@pytest.fixture
def spoiled(town: Path, people: Path) -> Path:
    """What can be wrong with rows: about one person, several, nobody, and about households, which every part reads."""
    text = town.read_text().replace("    born : date\n", "    born : date\n    home : Household optional\n")
    household = 'subject Household "Household"\n    rooms : number between 1 and 9\n\n'
    text = text.replace('event Offence "', household + 'event Offence "')
    text = text.replace(" in traffic\n", " of Person in traffic\n").replace(" in charity\n", " of Person in charity\n")
    text = text.replace("    records Records\n", "    records Records\n    about Person\n")
    reward = 'reward Pass\n    basis "b"\n    grant "a pass"\n    while home is known and home.rooms > 2\n'
    town.write_text(text + "\n" + reward, encoding="utf-8")
    homes = ["h1", "h2", "h3", "h4", ""]
    first, *rest = (people / "Person.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{row},{homes[number % 5]}" for number, row in enumerate(rest)]
    rows += ["x1,1990-02-30,h1", "x2,1990-01-01,h1,more", ",1990-01-01,h1", "p1,1991-01-01,h1", 'x3,"1990', 'x4",,']
    (people / "Person.csv").write_text("\n".join([f"{first},home", *rows, ""]), encoding="utf-8")
    (people / "Household.csv").write_text("subject,rooms\nh1,3\nh2,0\nh3,1,5\nh4,4\nh4,5\n,5\n", encoding="utf-8")
    with (people / "Offence.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"bad{n},p{n},2025-02-30,,,{n}\n" for n in range(2, 9))
        file.writelines(f"twin,p{n},2025-02-03,,,50\n" for n in (10, 11, 12))
        file.writelines(f"lost{n},nobody{n},2025-02-03,,,50\n" for n in range(4))
        file.write('void,,2025-02-03,,,50\nmany,p20,2025-02-03,,,50,60,70\n"two\nlines",p21,2025-02-31,,,1\nx2,p22\n')
    return people


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_shards_set_aside_what_one_run_does(run: Run, town: Path, spoiled: Path, engine: str) -> None:
    given = ("score", town, "--data", spoiled, *AS_OF, "--engine", engine)
    whole = run(*given, "--quarantine", "whole.csv", "--out", "whole.parquet")
    made = run(*given, "--quarantine", "made.csv", "--out", "made.parquet", "--shards", "3", "--jobs", "2")
    assert (whole.status, made.status) == (0, 0), made.err
    told = Path("whole.csv").read_text(encoding="utf-8")
    assert {row.split(",")[0] for row in told.splitlines()} >= {"Person", "Household", "Offence"}
    assert told == Path("made.csv").read_text(encoding="utf-8")
    assert whole.err.replace("whole.csv", "made.csv") == made.err
    assert "not decided" in made.err
    assert "whom they concern" in made.err
    assert rows("whole.parquet") == rows("made.parquet")
    assert any(row[-1] for row in rows("made.parquet")[1])
    assert rows("whole.lines.parquet") == rows("made.lines.parquet")


def test_parts_say_together_what_was_set_aside(run: Run, town: Path, spoiled: Path) -> None:
    """Files of parts are laid end to end by whoever likes; `join` tells how much there is in them."""
    whole = run("score", town, "--data", spoiled, *AS_OF, "--quarantine", "whole.csv", "--out", "whole.parquet")
    aside: list[str] = []
    for number in (1, 2):
        given = ("--shard", f"{number}/2", "--quarantine", "part.csv", "--out", f"part-{number}.parquet")
        assert run("score", town, "--data", spoiled, *AS_OF, *given).status == 0
        aside += Path("part.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert sorted(aside) == sorted(Path("whole.csv").read_text(encoding="utf-8").splitlines()[1:])
    joined = run("join", "part-1.parquet", "part-2.parquet", "--out", "joined.parquet")
    assert joined.err == whole.err.replace(" in whole.csv", "")


def test_related_people_are_not_cut_apart(run: Run, town: Path, data: Path) -> None:
    """Whoever a rule can reach through a relation could be in another part."""
    text = town.read_text().replace("    born : date\n", "    born : date\n    spouse : Person optional\n")
    town.write_text(text, encoding="utf-8")
    result = run("score", town, "--data", data, *AS_OF, "--shards", "2", "--out", "out.parquet")
    assert result.status == 2
    assert "`spouse` of `Person` leads to a Person, who may be in another one" in " ".join(result.err.split())


def part_of(name: str, count: int) -> int:
    """The part in which a person is."""
    with duckdb.connect() as connection:
        for number in range(1, count + 1):
            if connection.execute(f"SELECT {Shard(number, count).holds('?')}", [name]).fetchone() == (True,):
                return number
    raise AssertionError(name)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_id_that_is_used_twice_is_found_in_whichever_parts_its_rows_are(
    run: Run, town: Path, people: Path, form: str
) -> None:
    """Refused by each part that has one of the rows, and set aside there as one run sets it aside."""
    here = part_of("p1", 3)
    other = next(name for name in ("p2", "p3", "p4", "p5", "p6", "p7", "p8") if part_of(name, 3) != here)
    with (people / "Offence.csv").open("a") as file:
        file.writelines(f"twin,{name},2025-02-03,,,50\n" for name in ("p1", other))
    if form == "parquet":
        for path in list(people.glob("*.csv")):
            with duckdb.connect() as connection:
                money = {"Offence": "fine", "Gift": "amount"}.get(path.stem)
                exact = f" REPLACE (CAST({money} AS DECIMAL(18, 2)) AS {money})" if money else ""
                read = f"SELECT *{exact} FROM read_csv('{path}')"
                connection.execute(f"COPY ({read}) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)")
            path.unlink()
    for number in (1, 2, 3):
        result = run("score", town, "--data", people, *AS_OF, "--shard", f"{number}/3")
        at_fault = number in (here, part_of(other, 3))
        assert (number, result.status) == (number, 2 if at_fault else 0), result.err
        assert ("the record id `twin` is used more than once" in " ".join(result.err.split())) is at_fault
    run("score", town, "--data", people, *AS_OF, "--quarantine", "all.csv", "--out", "whole.parquet")
    aside: list[str] = []
    for number in (1, 2, 3):
        name = f"{number}.csv"
        parted = ("--shard", f"{number}/3", "--quarantine", name, "--out", f"part-{number}.parquet")
        run("score", town, "--data", people, *AS_OF, *parted)
        aside += Path(name).read_text().splitlines()[1:]
    assert sorted(Path("all.csv").read_text().splitlines()[1:]) == sorted(aside)
    assert len(aside) == 2
    assert run("join", *(f"part-{number}.parquet" for number in (1, 2, 3)), "--out", "joined.parquet").status == 0
    assert rows("whole.parquet") == rows("joined.parquet")
