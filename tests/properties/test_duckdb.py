"""DuckDB decides on everyone as the reference evaluator does on each: both tables, to the last line."""

from hypothesis import assume, given

from creditlang.backends.sql.support import Refused
from properties.compiled import Compiled, compiled_cases
from properties.in_sql import decided_by_reference, decided_in_duckdb


@given(compiled_cases)
def test_duckdb_decides_alike(drawn: Compiled) -> None:
    case = drawn.case
    try:
        found = decided_in_duckdb(drawn.series, case.people, case.as_of, case.as_known)
    except Refused:
        assume(False)
    subject = case.program.subject
    assert decided_by_reference(drawn.series, subject, case.people, case.as_of, case.as_known) == found
