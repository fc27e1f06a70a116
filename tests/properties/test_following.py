"""A rulebook that follows another means the same as one in which everything is written out."""

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from creditlang import ir
from creditlang.syntax import nodes
from properties.generator import Program, compile_program, programs
from properties.generator.written import make, name


def _with_second(program: Program, second: nodes.Rulebook) -> Program:
    main = next(iter(program.files))
    document = program.files[main]
    longer = attrs.evolve(document, rulebooks=(*document.rulebooks, second))
    return attrs.evolve(program, files={**program.files, main: longer})


def _edition(program: Program) -> ir.Edition | None:
    found = compile_program(program)
    return next((series.editions[0] for series in found.series if series.name == "Follower"), None)


@given(programs(), st.sets(st.integers(0, 30)))
def test_what_is_carried_over_or_written_anew_is_what_would_be_written_out(program: Program, anew: set[int]) -> None:
    first, *others = program.files[next(iter(program.files))].rulebooks
    assume(not others)
    # What is followed is named by its edition where there are several, and not every drawn one has a name.
    named = [book for document in program.files.values() for book in document.rulebooks if book.name == first.name]
    assume(named == [first])
    second = attrs.evolve(first, name=name("Follower"), scenarios=())
    out = _edition(_with_second(program, second))
    assume(out is not None)
    follows = make(nodes.Follows, name(first.name.text), None, None, ())
    kept = tuple(d for index, d in enumerate(first.declarations) if index in anew)
    brief = attrs.evolve(second, clauses=(*second.clauses, follows), declarations=kept)
    found = compile_program(_with_second(program, brief))
    assert not found.errors, "\n".join(map(str, found.errors))
    assert out == _edition(_with_second(program, brief))
