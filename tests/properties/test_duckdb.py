"""DuckDB decides on everyone as the reference evaluator does on each: both tables, to the last line."""

from hypothesis import event, given

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
