"""Words of the language are free to be names wherever they can be told apart."""

import re

import pytest
from spanned import clauses, declaration, read, ref, sound, value

from creditlang.syntax.expectations import words_at_start
from creditlang.syntax.grammar import parser
from creditlang.syntax.words import CLAUSE_PLACES, HEADS

KEYWORDS = sorted(
    {
        word
        for terminal in parser().terminals
        if re.fullmatch(r"[a-z]+(?:\\s\+[a-z]+)*\\b", terminal.pattern.value)
        for word in terminal.pattern.value.removesuffix(r"\b").split(r"\s+")
    }
)
IN_EXPRESSIONS = {
    *("earliest", "exists", "false", "holds", "if", "largest", "latest", "no", "not", "occurrence", "smallest"),
    *("true", "yes", "unknown"),
}
"""The only words that cannot be names in expressions without back-quotes."""


def test_there_are_keywords_to_try() -> None:
    assert {"deduct", "from", "points", "calendar", "optional", "unknown"} <= set(KEYWORDS)


@pytest.mark.parametrize("word", KEYWORDS)
def test_a_field_may_have_any_word_as_its_name(word: str) -> None:
    (field,) = declaration(f"subject P\n    {word} : date", "registry R").fields
    assert word == field.name.text


@pytest.mark.parametrize("word", KEYWORDS)
def test_a_declaration_may_have_any_word_as_its_name(word: str) -> None:
    assert word == declaration(f'criterion {word} "title"').name.text
    assert word == declaration(f"grades\n    {word} from 5").members[0].name.text


@pytest.mark.parametrize("word", [word for word in KEYWORDS if word not in IN_EXPRESSIONS])
def test_most_words_may_be_names_in_expressions(word: str) -> None:
    assert ref(word) == value(word)
    assert ref(f"this.{word}") == value(f"this.{word}")


@pytest.mark.parametrize("word", sorted(IN_EXPRESSIONS))
def test_the_others_may_in_back_quotes_and_behind_a_point(word: str) -> None:
    assert ref(word) == value(f"`{word}`")
    assert ref(f"this.{word}") == value(f"this.{word}")


@pytest.mark.parametrize("word", KEYWORDS)
def test_a_fact_in_a_scenario_may_have_any_name(word: str) -> None:
    (scenario,) = sound(f'scenario "s"\n    Person {word} 5, {word} yes').scenarios
    (given,) = scenario.clauses
    assert [word, word] == [fact.field.text for fact in given.assignments]  # type: ignore[union-attr]  # the text above has it


@pytest.mark.parametrize("word", ["孝亲", "Éclair", "имя", "αβγ", "x1", "_a", "in_force", "notice2", "tofu", "iffy"])
def test_names_in_any_script_and_beginning_like_keywords(word: str) -> None:
    assert ref(word) == value(word)
    assert word == declaration(f"downgrade A to {word}").to.text


def test_a_keyword_is_a_whole_word() -> None:
    assert [d.code for d in read("rulebook R\ndowngrade A toD")[1]] == ["E0020"]


def test_back_quoted_names_keep_their_spaces() -> None:
    (clause,) = clauses("criterion A", "on `Traffic offence, 2nd` where `a b`.c")
    assert clause.event.text == "Traffic offence, 2nd"
    assert ref("a b.c") == clause.where


@pytest.mark.parametrize("place", sorted(set(CLAUSE_PLACES.values()) - {"field_clause", "grade_clause"}))
def test_the_grammar_says_which_words_begin_a_clause(place: str) -> None:
    assert words_at_start(place)


def test_every_head_is_in_the_grammar() -> None:
    starts = set(parser().options.start)
    assert {f"{head}_head" for head in HEADS} <= starts
    assert set(CLAUSE_PLACES.values()) <= starts
