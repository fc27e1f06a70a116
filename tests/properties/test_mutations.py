"""What is wrong is reported, and whatever is written, the compiler answers with findings and not with a traceback."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditlang.driver import Compilation
from creditlang.semantics import NotInForceError, decide
from properties.generator import SMALL, Case, cases, compile_program, compile_texts, mutations
from properties.generator.documents import draw_program

WRONG = {
    mutations.misspelt: "E015",
    mutations.on_nothing: "E0150",
    mutations.in_another_currency: "E020",
    mutations.unguarded: "E0203",
    mutations.without_basis: "E0500",
}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
@settings(max_examples=max(12, settings().max_examples // 4))
@given(data=st.data())
def test_one_thing_wrong_is_found(wrong, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]  # typing it would say nothing
    program = wrong(data.draw, draw_program(data.draw, SMALL))
    assume(program is not None)
    found = compile_program(program)
    assert any(error.code.startswith(WRONG[wrong]) for error in found.errors), program
    _check_told(found)


@given(cases(), st.data())
def test_a_slip_gives_findings_or_a_program_that_decides(case: Case, data: st.DataObject) -> None:
    texts = case.program.texts
    for _ in range(3):
        changed = dict(texts)
        file = data.draw(st.sampled_from(sorted(texts)))
        changed[file] = mutations.slip(data.draw, texts[file])
        found = compile_texts(changed)
        _check_told(found)
        _check_decides(found, case)


def _check_told(found: Compilation) -> None:
    """Every finding can be shown: its words are whole, and it points into a text."""
    for diagnostic in found.diagnostics:
        assert diagnostic.message_text().strip()
        assert "None" not in diagnostic.hint_text()
        for span in (diagnostic.span, *(label.span for label in diagnostic.labels())):
            assert span is None or 0 <= span.start <= span.end <= len(span.source.text)


def _check_decides(found: Compilation, case: Case) -> None:
    """What compiles decides, on data that are as valid for it as they were before."""
    if found.errors or case.program.registry not in found.registries:
        return
    for series in found.series:
        history = case.people.history(series.editions[-1].subject, case.id) if _is_about(case, series) else None
        if history is None:
            continue
        try:
            assert decide(series, history, case.as_of, case.as_known).to_json()
        except NotInForceError:
            continue


def _is_about(case: Case, series) -> bool:  # type: ignore[no-untyped-def]  # typing it would say nothing
    edition = series.editions[-1]
    return edition.subject == case.program.subject and edition.registry == case.program.registry
