"""Marks under a stretch of text: where they stand, whatever the text holds."""

import pytest
from rich.cells import cell_len

from creditlang.render.snippets import Mark, snippet
from creditlang.source import Source, Span


def mark(source: Source, words: str, text: str = "", sign: str = "^") -> Mark:
    start = source.text.index(words)
    return Mark(Span(source, start, start + len(words)), text, "error", sign)


def shown(*marks: Mark, room: int = 100) -> list[str]:
    return snippet(marks, room).plain.split("\n")


def columns(rows: list[str], sign: str = "^") -> tuple[str, int, int]:
    """The shown line, and the cells from the first to after the last sign below it."""
    line, under = rows[0], next(row for row in rows if sign in row)
    low = cell_len(under[: under.index(sign)])
    return line, low, low + under.count(sign)


def cells(text: str, low: int, high: int) -> str:
    """What stands in some cells of a line."""
    found, at = "", 0
    for char in text:
        if low <= at < high:
            found += char
        at += cell_len(char)
    return found


@pytest.mark.parametrize(
    "line",
    [
        "    on  Event where offense is drunk",
        "\ton  Event\twhere offense is drunk",
        "    on  孝亲事件 where offense is 孝亲",
        "on Event where offense",
        "offense",
        "a\u0301a\u0301 offense",
        "x" * 300 + " offense " + "y" * 300,
        "孝" * 300 + " offense " + "亲" * 300,
        "\x1b[31m offense",
    ],
)
def test_the_underline_stands_below_the_words(line: str) -> None:
    source = Source("a.credit", f"# first\n{line}\n")
    rows = shown(mark(source, "offense"))
    assert cells(*columns(rows)) == "offense"
    assert all(cell_len(row) <= 100 for row in rows)


def test_a_wide_span_is_underlined_in_cells_and_not_in_characters() -> None:
    source = Source("a.credit", "on 孝亲 where\n")
    assert shown(mark(source, "孝亲"))[1].count("^") == 4


def test_a_span_longer_than_the_room_is_underlined_to_the_edge() -> None:
    source = Source("a.credit", "a" + "b" * 500)
    rows = shown(mark(source, "b" * 500), room=60)
    assert all(cell_len(row) <= 60 for row in rows)
    assert "ab" in rows[0]
    assert rows[0].endswith("…")
    assert rows[1].count("^") > 40


def test_a_line_of_a_million_characters_is_shown_around_its_mark() -> None:
    source = Source("a.credit", "x" * 1_000_000 + " bad " + "y" * 1_000_000)
    rows = shown(mark(source, "bad"))
    assert "x bad y" in rows[0]
    assert rows[0].count("…") == 2
    assert cell_len(rows[0]) <= 100


def test_an_empty_span_after_the_end_still_has_a_sign() -> None:
    source = Source("a.credit", "rulebook X\n")
    end = len(source.text)
    assert shown(Mark(Span(source, end, end), "", "error")) == ["2 │", "  │ ^"]
    assert shown(Mark(Span(source, end - 1, end), "", "error")) == ["1 │ rulebook X", "  │           ^"]


def test_an_empty_text_has_a_first_line() -> None:
    assert shown(Mark(Span(Source("a.credit", ""), 0, 0), "", "error")) == ["1 │", "  │ ^"]


def test_trailing_blanks_and_line_ends_are_not_underlined() -> None:
    source = Source("a.credit", "on Event  \r\n\r\nnext\r\n")
    assert shown(Mark(Span(source, 3, 14), "", "error")) == ["1 │ on Event", "  │    ^^^^^"]


def test_several_marks_on_one_line_have_a_row_each() -> None:
    source = Source("a.credit", "grade A from 5 below 7\n")
    assert shown(mark(source, "A"), mark(source, "below 7", "never reached", "-")) == [
        "1 │ grade A from 5 below 7",
        "  │       ^",
        "  │                ------- never reached",
    ]


def test_lines_left_out_between_marks_are_dots() -> None:
    source = Source("a.credit", "one\ntwo\nthree\nfour\n")
    assert shown(mark(source, "four"), mark(source, "one", "the first", "-"), mark(source, "two", "and", "-")) == [
        "1 │ one",
        "  │ --- the first",
        "2 │ two",
        "  │ --- and",
        "  │ …",
        "4 │ four",
        "  │ ^^^^",
    ]


def test_a_span_of_some_lines_has_a_bracket() -> None:
    source = Source("a.credit", "grades\n    A from 5\n    B below 5\n\nnext\n")
    assert shown(Mark(Span(source, 0, source.text.index("next")), "", "error")) == [
        "1 │ ╭ grades",
        "2 │ │     A from 5",
        "3 │ ╰     B below 5",
    ]


def test_a_bracket_with_words_ends_at_them() -> None:
    source = Source("a.credit", "grades\n    A from 5\n")
    assert shown(Mark(Span(source, 0, len(source.text)), "these", "also")) == [
        "1 │ ╭ grades",
        "2 │ │     A from 5",
        "  │ ╰ these",
    ]


def test_a_span_of_many_lines_shows_its_ends() -> None:
    source = Source("a.credit", "".join(f"line {number}\n" for number in range(1, 21)))
    assert shown(Mark(Span(source, 0, len(source.text)), "", "error")) == [
        " 1 │ ╭ line 1",
        " 2 │ │ line 2",
        " 3 │ │ line 3",
        "   │ │ …",
        "20 │ ╰ line 20",
    ]


def test_a_bracket_and_a_mark_outside_it() -> None:
    source = Source("a.credit", "head\n\n\ngrades\n    A from 5\n")
    rows = shown(Mark(Span(source, 7, len(source.text)), "", "error"), mark(source, "head", "here", "-"))
    assert rows == ["1 │   head", "  │   ---- here", "  │   …", "4 │ ╭ grades", "5 │ ╰     A from 5"]
