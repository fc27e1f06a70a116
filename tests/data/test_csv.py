"""CSV files as people and spreadsheets write them, and as they break."""

from pathlib import Path

import pytest
from civic import load, places, problems, write

HEADER = "record,subject,date,kind,fine,note,settled"


def offences(folder: Path, content: bytes | str) -> Path:
    """The data set with this file of offences."""
    write(folder)
    (folder / "Offence.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(folder: Path) -> list[tuple[str, object]]:
    with load(folder) as data:
        records = [r for h in data.histories() for r in h.records if r.event == "Offence"]
    return [(r.id, r.values["note"]) for r in sorted(records, key=lambda r: r.id)]


@pytest.mark.parametrize(
    "ending", ["\n", "\r\n", "\n\n", "\r\n\r\n", ""], ids=["LF", "CRLF", "blank line", "blank CRLF line", "none"]
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_line_ends_and_marks_do_not_matter(tmp_path: Path, ending: str, mark: bytes) -> None:
    between = ending or "\n"
    rows = [HEADER, "a,p1,2020-01-01,parking,1,x,", "b,p1,2020-01-01,parking,1,,"]
    content = mark + (between.join(rows) + ending).encode()
    assert read(offences(tmp_path, content)) == [("a", "x"), ("b", None)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"a, b"', "a, b"),
        ('"she said ""no"""', 'she said "no"'),
        ('"two\nlines"', "two\nlines"),
        ('"two\r\nlines"', "two\nlines"),
        ('"\n\n"', "\n\n"),
        ('""', None),
        ('""""', '"'),
        ("孝亲", "孝亲"),
        (" padded ", " padded "),
        ("NULL", "NULL"),
        ("\\N", "\\N"),
        ("'single'", "'single'"),
        ("a\tb\x00c", "a\tb\x00c"),
    ],
)
def test_a_text_is_what_stands_there(tmp_path: Path, cell: str, text: str | None) -> None:
    content = f"{HEADER}\na,p1,2020-01-01,parking,1,{cell},\nb,p1,2020-01-01,parking,1,,\n"
    assert read(offences(tmp_path, content)) == [("a", text), ("b", None)]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    header = ",".join(reversed(HEADER.split(",")))
    assert read(offences(tmp_path, f"{header}\n,x,1,parking,2020-01-01,p1,a\n")) == [("a", "x")]


def test_lines_are_counted_as_people_count_them(tmp_path: Path) -> None:
    """Below a row on two lines and a blank line."""
    rows = ['a,p1,2020-01-01,parking,1,"x\ny",', "", "b,p1,2020-01-01,parking,oops,,"]
    assert places(problems(offences(tmp_path, "\n".join([HEADER, *rows])))) == [("Offence", 5, "fine", "not-a-number")]


BROKEN = [
    ("b,p1,2020-01-01,parking,1,,,", "ragged-row", "the row has 8 cells, and the header has 7"),
    ("b,p1", "ragged-row", "the row has 2 cells, and the header has 7"),
    ("b", "ragged-row", "the row has 1 cell, and the header has 7"),
    ('b,p1,2020-01-01,parking,1,"open,', "broken-quote", "a quotation mark is not closed"),
    ('b,p1,2020-01-01,parking,1,5"2,', "broken-quote", "or stands inside a cell without quotes"),
    ('b,p1,2020-01-01,parking,1,"a"b",', "broken-quote", "write each quotation mark inside it twice"),
    ('b,p1,2020-01-01,parking,1,"a" ,', "broken-quote", "put the whole cell in quotes"),
    ("b,p1,2020-01-01,parking,1,a\rb,", "stray-return", "carriage return"),
    (b"b,p1,2020-01-01,parking,1,caf\xe9,", "not-utf8", "save the file as UTF-8"),
    ("b,p1,2020-01-01,parking,1," + "x" * 2_000_000 + ",", "line-too-long", "more than 1,048,576 bytes"),
]


@pytest.mark.parametrize(("line", "code", "words"), BROKEN, ids=[f"{i}-{b[1]}" for i, b in enumerate(BROKEN)])
@pytest.mark.parametrize("last", [False, True], ids=["inside", "at the end"])
def test_a_broken_line_is_told_and_the_next_ones_are_read(
    tmp_path: Path, line: str | bytes, code: str, words: str, last: bool
) -> None:
    broken = line if isinstance(line, bytes) else line.encode()
    rows = [HEADER.encode(), b"a,p1,2020-01-01,parking,1,,", broken]
    if not last:
        rows += [b'c,p1,2020-01-01,parking,1,"x ""y""",', b"d,p1,2020-01-01,parking,oops,,"]
    (problem, *others) = problems(offences(tmp_path, b"\n".join(rows)))
    assert (problem.table, problem.line, problem.column, problem.code) == ("Offence", 3, None, code)
    assert words in problem.reason
    assert places(others) == ([] if last else [("Offence", 5, "fine", "not-a-number")])


def test_an_overlong_line_takes_little_memory(tmp_path: Path) -> None:
    """50 MB on one line; the rows around it are read."""
    path = offences(tmp_path, f"{HEADER}\na,p1,2020-01-01,parking,1,,\n")
    with (path / "Offence.csv").open("ab") as file:
        for _ in range(50):
            file.write(b"x" * 1_000_000)
        file.write(b"\nc,p1,2020-01-01,parking,oops,,\n")
    found = problems(path)
    assert places(found) == [("Offence", 3, None, "line-too-long"), ("Offence", 4, "fine", "not-a-number")]
    assert found[0].value == "x" * 200 + "…"


def test_an_open_quote_far_from_the_end_spoils_its_own_line_only(tmp_path: Path) -> None:
    rows = [f"r{i},p1,2020-01-01,parking,1,,\n" for i in range(1000)]
    rows[10] = 'r10,p1,2020-01-01,parking,1,"open,\n'
    rows[900] = "r900,p1,2020-01-01,parking,oops,,\n"
    assert places(problems(offences(tmp_path, f"{HEADER}\n{''.join(rows)}"))) == [
        ("Offence", 12, None, "broken-quote"),
        ("Offence", 902, "fine", "not-a-number"),
    ]


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_only_a_header_is_an_empty_table(tmp_path: Path, ending: str) -> None:
    assert read(offences(tmp_path, f"{HEADER}{ending}")) == []


HEADERS = [
    ("", "empty-file", None, "its first line must name the columns, `record,subject,date,recorded,withdrawn,kind"),
    ("\ufeff", "empty-file", None, "its first line must name the columns"),
    (HEADER.replace(",", ";"), "wrong-separator", None, "separated by semicolons: separate them by commas"),
    (HEADER.replace(",", "\t"), "wrong-separator", None, "separated by tabs: separate them by commas"),
    (f'"{HEADER}', "bad-header", None, "the first line, which names the columns, cannot be read"),
    (HEADER.replace("fine", "fien"), "unknown-column", "fien", "did you mean `fine`?"),
    (HEADER.replace("fine", "Fine"), "unknown-column", "Fine", "did you mean `fine`?"),
    (HEADER.replace("fine", "zzz"), "unknown-column", "zzz", "it has `record`, `subject`"),
    (f"{HEADER},", "unknown-column", "", "has no ``"),
    (HEADER.replace(",fine", ""), "missing-column", "fine", "the column `fine` is missing"),
    (HEADER.replace(",note", ""), "missing-column", "note", "leave it empty where the value is unknown"),
    (f"{HEADER},note", "duplicate-column", "note", "there are two columns `note`"),
]


@pytest.mark.parametrize(
    ("header", "code", "column", "words"), HEADERS, ids=[h[1] + str(i) for i, h in enumerate(HEADERS)]
)
def test_a_wrong_header_is_told(tmp_path: Path, header: str, code: str, column: str | None, words: str) -> None:
    found = [p for p in problems(offences(tmp_path, header)) if p.code == code]
    (problem,) = found
    assert (problem.column, problem.line) == (column, None if code == "empty-file" else 1)
    assert words in problem.reason


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_named(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    (problem,) = problems(offences(tmp_path, (mark + HEADER).encode(encoding)))
    assert (problem.code, problem.reason) == ("not-utf8", "the file is UTF-16: save it as UTF-8")
