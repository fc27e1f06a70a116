"""Lines, indentation and characters: what is read all the same, and what is said about it."""

import pytest
from spanned import clauses, declaration, name, read, sound

from creditlang.diagnostics import Collector
from creditlang.source import Source
from creditlang.syntax import errors
from creditlang.syntax.layout import read_layout

SUBJECT = "registry R\nsubject P\n    born : date\n    name : text\n"


def codes(text: str, file: str = "test.credit") -> list[str]:
    return [d.code for d in read(text, file)[1]]


def fields(text: str, file: str = "test.credit") -> list[str]:
    document, _ = read(text, file)
    (subject,) = document.registries[0].declarations
    return [field.name.text for field in subject.fields]  # type: ignore[union-attr]  # the text above has it


def test_a_deeper_line_goes_on_with_the_clause_above() -> None:
    found = clauses(
        "criterion A",
        "deduct  if occurrence within 3 years >= 2",
        "              then 100",
        "          else 50   # uneven, and a remark",
        "# a remark at any depth",
        'basis "x"',
    )
    assert [type(clause).__name__ for clause in found] == ["Points", "Basis"]


def test_lines_in_parentheses_go_on_until_these_are_closed() -> None:
    found = clauses("criterion A", "award min(", "    5,", "", "# a remark", "    6", ") + 1", 'basis "x"')
    assert [type(clause).__name__ for clause in found] == ["Points", "Basis"]


def test_a_head_goes_on_in_parentheses() -> None:
    found = declaration("define f(a : number,\n         b : number\n) = a + b")
    assert [parameter.name.text for parameter in found.parameters] == ["a", "b"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends(end: str) -> None:
    document = sound(SUBJECT.replace("\n", end))
    assert document == sound(SUBJECT)


def test_offsets_are_those_of_the_file_with_its_line_ends() -> None:
    document = sound(SUBJECT.replace("\n", "\r\n"))
    (subject,) = document.registries[0].declarations
    assert [field.span.text for field in subject.fields] == ["born : date", "name : text"]  # type: ignore[union-attr]  # the text above has it


def test_literate_markdown_has_the_positions_of_its_file() -> None:
    text = (
        "# Law\n\nThe register holds residents.\n\n```credit\nregistry R\nsubject P\n    born date\n```\n\nProse: (\n"
    )
    document, found = read(text, "law.credit.md")
    assert [(d.span.position.line, d.span.position.column, d.span.text) for d in found if d.span] == [(8, 10, "date")]
    assert name("R") == document.registries[0].name
    assert document.registries[0].span.position.line == 6


def test_a_tab_is_reported_once_for_a_file_and_read_as_four_spaces() -> None:
    text = "registry R\nsubject P\n\tborn : date\n    name : text\n\tage : number\n"
    assert codes(text) == ["E0001"]
    assert fields(text) == ["born", "name", "age"]


@pytest.mark.parametrize("space", ["\u3000\u3000", "\u00a0" * 4, "  \u2003 "])
def test_other_spaces_in_the_indentation_are_reported_and_read_as_spaces(space: str) -> None:
    text = f"registry R\nsubject P\n    born : date\n{space}name : text\n"
    assert {"E0005"} == set(codes(text))
    assert fields(text) == ["born", "name"]


def test_a_line_between_two_levels_is_reported_once_for_a_block() -> None:
    text = "registry R\nsubject P\n    a : date\n  b : date\n  c : date\n    d : date\n"
    assert codes(text) == ["E0002"]
    assert fields(text) == ["a", "b", "c", "d"]


def test_full_width_signs_are_each_reported_with_the_plain_one() -> None:
    document, found = read("registry R\nsubject P\n    income ： money（CNY） between ０ CNY and 5 CNY， protected\n")
    assert [(d.written, d.plain) for d in found if isinstance(d, errors.FullWidthCharacter)] == [
        ("：", ":"),
        ("（", "("),
        ("）", ")"),
        ("０", "0"),
        ("，", ","),
    ]
    assert len(found) == 5
    assert [field.name.text for field in document.registries[0].declarations[0].fields] == ["income"]  # type: ignore[union-attr]  # the text above has it


@pytest.mark.parametrize(
    "written", ["“Law”", "„Law“", "«Law»", "「Law」", "'Law'", "‘Law’", "＂Law＂", '"Law”', '“Law"']
)
def test_other_quotation_marks_are_reported_and_read(written: str) -> None:
    document, found = read(f"registry R {written}\n")
    assert [d.code for d in found] == ["E0004"]
    assert written == (found[0].span and found[0].span.text)
    assert found[0].hint_text() == 'write "Law"'
    assert (document.registries[0].title and document.registries[0].title.value) == "Law"


def test_everything_is_welcome_in_texts_and_remarks() -> None:
    document = sound('registry R "（“孝亲”）：，’\u00a0「x」 # no remark"   # 注：“（\n')
    assert (
        document.registries[0].title and document.registries[0].title.value
    ) == "（“孝亲”）：，’\u00a0「x」 # no remark"


@pytest.mark.parametrize("text", ['registry R "a\u202eb"', "registry R # a\u202eb"])
def test_marks_that_turn_the_writing_round_are_refused_everywhere(text: str) -> None:
    assert codes(text) == ["E0005"]


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1f", "\x7f", "\x85", "\x0b", "\x0c", "\r"])
def test_control_characters(char: str) -> None:
    document, found = read(f"registry{char}R\n")
    assert [d.code for d in found] == ["E0006"]
    assert name("R") == document.registries[0].name


def test_a_byte_order_mark_is_no_error_at_the_start_and_one_elsewhere() -> None:
    assert name("R") == sound("\ufeffregistry R").registries[0].name
    assert codes("registry \ufeffR") == ["E0005"]


def test_an_unclosed_text_ends_with_its_line() -> None:
    document, found = read('registry R "Records\nsubject P\n')
    assert [d.code for d in found] == ["E0007"]
    assert (found[0].span and found[0].span.text) == '"Records'
    assert len(document.registries[0].declarations) == 1


def test_an_unclosed_text_brings_no_second_message() -> None:
    text = 'rulebook R\nsanction S\n    appeal to "court within 10 days\n    lasts 1 year\n'
    document, found = read(text)
    assert [d.code for d in found] == ["E0007"]
    assert len(document.rulebooks[0].declarations[0].clauses) == 1  # type: ignore[union-attr]  # the text above has it


def test_an_unclosed_parenthesis_does_not_swallow_the_next_clause() -> None:
    text = "rulebook R\ncriterion A\n    award min(5, 3\n    expires never\ncriterion B\n"
    document, found = read(text)
    assert [d.code for d in found] == ["E0009"]
    assert [len(criterion.clauses) for criterion in document.rulebooks[0].declarations] == [1, 0]  # type: ignore[union-attr]  # the text above has it


def test_a_stray_parenthesis_is_passed_over() -> None:
    text = "registry R\nsubject P\n    a : decimal(2))\n"
    assert codes(text) == ["E0010"]
    assert fields(text) == ["a"]


def test_clauses_at_the_margin_are_given_to_the_declaration_above() -> None:
    text = 'rulebook R\ncriterion A\nbasis "x"\naward 5\n\ncriterion B\n    award 6\n'
    document, found = read(text)
    assert [d.code for d in found] == ["E0011"]
    assert found[0].message_text() == "`basis` belongs to `criterion A` above, but is not indented under it"
    assert [len(criterion.clauses) for criterion in document.rulebooks[0].declarations] == [2, 1]  # type: ignore[union-attr]  # the text above has it


@pytest.mark.parametrize(
    "text",
    [
        "registry R\nsubject P\nborn : date\nname : text\n",
        "rulebook R\ngrades\nA from 5\nB below 5\n",
        "rulebook R\ngroup G\nA, B\nat most 5\n",
        "table T by a : number gives points\n1 | 2\n2 | 3\n",
        "parameter P : number\nfrom 2020-01-01 5\n",
        'rulebook R\nauthority "x"\n',
    ],
)
def test_every_kind_of_block_is_known_at_the_margin(text: str) -> None:
    assert codes(text) == ["E0011"]


def test_an_indented_declaration_is_read_at_the_margin() -> None:
    document, found = read(
        "registry R\n    subject P\n        born : date\n    subject Q\nrulebook B\n    criterion A\n"
    )
    assert [d.code for d in found] == ["E0012", "E0012"]
    assert [declared.name.text for declared in document.registries[0].declarations] == ["P", "Q"]  # type: ignore[union-attr]  # the text above has it
    assert [declared.name.text for declared in document.rulebooks[0].declarations] == ["A"]  # type: ignore[union-attr]  # the text above has it


def test_a_file_that_is_indented_as_a_whole() -> None:
    document, found = read("  registry R\n  subject P\n      born : date\n")
    assert [d.code for d in found] == ["E0012"]
    assert len(document.registries[0].declarations) == 1


def test_a_line_that_is_deeper_by_mistake_is_named_as_such() -> None:
    _, found = read('rulebook R\ncriterion A\n    basis "x"\n      source documented\n')
    assert [d.code for d in found] == ["E0022"]
    assert "`source` is indented deeper than the clause above" in found[0].message_text()


def test_the_mended_code_is_as_long_as_the_text() -> None:
    text = "registry　Ｒ “a” ＃ ： 「x # y\n\tsubject (“ \x00 ’ `a\n"
    source = Source("test.credit", text)
    layout = read_layout(source, Collector())
    assert len(text) == len(layout.code)
    assert [i for i, c in enumerate(text) if c == "\n"] == [i for i, c in enumerate(layout.code) if c == "\n"]
