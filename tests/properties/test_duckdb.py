"""DuckDB decides on everyone as the reference evaluator does on each: both tables, to the last line."""

import pytest
from hypothesis import event, given

from creditlang.backends.sql import lines, nesting, plan
from creditlang.backends.sql.support import Refused
from properties.compiled import TWICE, Compiled, asks_back, compiled_cases, give_up
from properties.in_sql import crowd, decided_by_reference, decided_in_duckdb


@TWICE
@given(compiled_cases)
def test_duckdb_decides_alike(drawn: Compiled) -> None:
    case, people = drawn.case, crowd(drawn.case, 4)
    try:
        found = decided_in_duckdb(drawn.series, people, case.as_of, case.as_known)
    except Refused as refusal:
        give_up(refusal)
    event(f"asks for earlier scores: {asks_back(drawn.series)}")
    assert decided_by_reference(drawn.series, case.program.subject, people, case.as_of, case.as_known) == found


@given(compiled_cases)
def test_duckdb_decides_alike_with_many_criteria(drawn: Compiled) -> None:
    """As where a rulebook is so large that its tables lose their names, and its lines are told share by share."""
    case, people = drawn.case, crowd(drawn.case, 4)
    with pytest.MonkeyPatch.context() as patched:
        for module, name, most in ((nesting, "MOST_NAMED", 0), (plan, "MOST_READ", 0), (lines, "MOST_CRITERIA", 1)):
            patched.setattr(module, name, most)
        try:
            found = decided_in_duckdb(drawn.series, people, case.as_of, case.as_known)
        except Refused as refusal:
            give_up(refusal)
    assert decided_by_reference(drawn.series, case.program.subject, people, case.as_of, case.as_known) == found
