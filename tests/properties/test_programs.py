"""Every drawn program is well-typed, and printing is the inverse of parsing."""

from hypothesis import assume, given

from creditlang.diagnostics import Collector
from creditlang.source import Source
from creditlang.syntax import parse
from properties.generator import Program, compile_program, is_pointless, programs


@given(programs())
def test_well_typed_programs_compile(program: Program) -> None:
    found = compile_program(program)
    assume(not is_pointless(found))
    assert not found.errors, f"{program}\n" + "\n".join(map(str, found.errors))
    assert [program.rulebook] == [series.name for series in found.series]
    assert len(program.periods) == len(found.series[0].editions)


@given(programs())
def test_the_checker_reads_the_registry_that_was_meant(program: Program) -> None:
    (registry,) = compile_program(program).registries
    assert program.registry == registry


@given(programs())
def test_a_printed_program_parses_to_what_was_printed(program: Program) -> None:
    for file, text in program.texts.items():
        collector = Collector()
        assert program.files[file] == parse(Source(file, text), collector), text
        assert collector.sorted() == ()
