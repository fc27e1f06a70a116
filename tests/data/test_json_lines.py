"""JSON Lines: digits are kept, kinds are kept apart, and what is broken is told by its line."""

from fractions import Fraction
from pathlib import Path

import pytest
from civic import load, places, problems, write

ROW = '"record": "a", "subject": "p1", "date": "2020-01-01", "kind": "parking", "fine": 1'


def offences(folder: Path, *lines: str | bytes) -> Path:
    write(folder, "jsonl")
    content = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    (folder / "Offence.jsonl").write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ('"0.1"', Fraction(1, 10)),
        ("1234567890123456.78", Fraction(123456789012345678, 100)),
        ("9999999999999999.99", Fraction(999999999999999999, 100)),
        ("1.5e3", 1500),
        ("15E-1", Fraction(3, 2)),
        ("2e0", 2),
        ("0e999999", 0),
        ("100e-2", 1),
        ("-0.0", 0),
    ],
)
def test_numbers_keep_their_digits(tmp_path: Path, number: str, value: Fraction) -> None:
    path = write(tmp_path, "jsonl")
    line = f'{{"record": "d1", "subject": "p1", "date": "2020-01-01", "amount": {number}}}'
    (path / "Donation.jsonl").write_text(line)
    with load(path) as data:
        assert [r.values["amount"] for r in data.history("p1").records if r.event == "Donation"] == [value]


@pytest.mark.parametrize(
    ("field", "code", "words"),
    [
        ('"fine": 1e99', "too-large", "`1e99`"),
        ('"fine": 1e999999999', "too-large", "`1e999999999`"),
        ('"fine": 1e99999999999999999999999', "too-large", "`1e9999"),
        ('"fine": 1e-99999999', "too-many-decimals", "`1e-99999999`"),
        ('"fine": 1e-9', "too-many-decimals", "money in EUR"),
        ('"fine": NaN', "not-finite", "`NaN`"),
        ('"fine": -Infinity', "not-finite", "`-Infinity`"),
        ('"fine": true', "wrong-type", "`true` is a truth value, where money in EUR is expected"),
        ('"fine": [1]', "wrong-type", "is a list, where money in EUR is expected"),
        ('"note": 5', "wrong-type", "`5` is a number, where a text is expected"),
        ('"note": {"a": 1}', "wrong-type", "is an object, where a text is expected"),
        ('"date": 20200101', "wrong-type", "`20200101` is a number, where a date is expected"),
        ('"kind": false', "wrong-type", "`false` is a truth value, where one of parking"),
        ('"record": 17', "wrong-type", "`17` is a number, where an id, which is a text, is expected"),
        ('"fien": 5', "unknown-column", "`Offence` has no `fien`: did you mean `fine`?"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_once(tmp_path: Path, field: str, code: str, words: str) -> None:
    name = field.partition('"')[2].partition('"')[0]
    rest = [pair for pair in ROW.split(", ") if not pair.startswith(f'"{name}"')]
    (problem,) = problems(offences(tmp_path, "{" + ", ".join([*rest, field]) + "}"))
    assert (problem.line, problem.column, problem.code) == (1, name, code)
    assert words in problem.reason


BROKEN = [
    ("{" + ROW, "not-json"),
    (ROW, "not-json"),
    ("17", "not-json"),
    ("null", "not-json"),
    ("[" * 100_000, "not-json"),
    ("{" + ROW + "} {}", "not-json"),
    ("{" + ROW + ', "note": "\\ud800"}', "broken-text"),
    ("{" + ROW + ', "fine": 2}', "duplicate-key"),
    ("{" + ROW + ', "note": "' + "x" * 2_000_000 + '"}', "line-too-long"),
    (("{" + ROW + ', "note": "caf\xe9"}').encode("latin-1"), "not-utf8"),
]


@pytest.mark.parametrize(("line", "code"), BROKEN, ids=[f"{i}-{code}" for i, (_, code) in enumerate(BROKEN)])
def test_a_broken_line_is_told_and_the_next_ones_are_read(tmp_path: Path, line: str | bytes, code: str) -> None:
    path = offences(tmp_path, "{" + ROW.replace('"a"', '"first"') + "}", "", line, "{}")
    assert places(problems(path))[0] == ("Offence", 3, None, code)
    assert {p.line for p in problems(path)} == {3, 4}


def test_one_json_array_is_named(tmp_path: Path) -> None:
    found = problems(offences(tmp_path, "[{" + ROW + "}]"))
    assert [(p.line, p.code) for p in found] == [(1, "json-array")]
    assert "write each object on a line of its own" in found[0].reason


def test_a_key_that_is_left_out_is_unknown(tmp_path: Path) -> None:
    with load(offences(tmp_path, "{" + ROW + "}")) as data:
        (record,) = [r for r in data.history("p1").records if r.event == "Offence"]
    assert record.values == {"kind": "parking", "fine": 1, "note": None, "settled": None}


def test_a_key_that_is_needed_is_missed(tmp_path: Path) -> None:
    row = "{" + ROW.replace(', "kind": "parking"', "") + "}"
    assert places(problems(offences(tmp_path, row))) == [("Offence", 1, "kind", "missing-value")]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b"  \r\n"])
def test_an_empty_file_is_an_empty_table(tmp_path: Path, content: bytes) -> None:
    with load(offences(tmp_path, content)) as data:
        assert all(r.event != "Offence" for h in data.histories() for r in h.records)


def test_escapes_and_surrogate_pairs_are_texts(tmp_path: Path) -> None:
    with load(offences(tmp_path, "{" + ROW + ', "note": "\\u5b5d\\ud83d\\ude00\\u0000\\n"}')) as data:
        notes = [r.values["note"] for r in data.history("p1").records if r.event == "Offence"]
    assert notes == ["孝😀\0\n"]


def test_a_repeated_key_is_named(tmp_path: Path) -> None:
    (problem,) = problems(offences(tmp_path, "{" + ROW + ', "fine": 2}'))
    assert problem.reason == "the key `fine` stands twice in the object"
