"""`score` by DuckDB, from files to tables and summary, is `score` by Python."""

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from hypothesis import given, settings

from creditlang.backends.python.decisions import compiled
from creditlang.backends.sql.support import Refused
from creditlang.data import load_dataset
from creditlang.outputs import DecisionTables, facts_of_table, lines_path
from creditlang.populations import population
from creditlang.semantics.series import edition_in_force
from creditlang.summary import Tally
from properties.compiled import Compiled, compiled_cases, give_up
from properties.generator import write_folder
from properties.in_sql import crowd


@settings(max_examples=max(5, settings().max_examples // 10))
@given(compiled_cases)
def test_both_engines_write_the_same_tables_and_summary(drawn: Compiled) -> None:
    case, series = drawn.case, drawn.series
    with TemporaryDirectory() as folder:
        data, by_python, by_query = Path(folder, "data"), Path(folder, "python.parquet"), Path(folder, "query.parquet")
        write_folder(crowd(case, 3), data)
        with load_dataset(data, series.registry, case.program.subject) as checked:
            try:
                found = population(series, checked, case.as_of, case.as_known)
            except Refused as refusal:
                give_up(refusal)
            tally, decide = Tally(), compiled(series).decide
            facts = facts_of_table(series, checked, case.as_of, case.as_known)
            with DecisionTables(by_python, series, facts) as tables:
                for history in checked.histories():
                    decision = decide(history, case.as_of, case.as_known)
                    tally.add(decision)
                    tables.add(decision)
            found.decide()
            found.write(by_query)
            edition = edition_in_force(series, case.as_of)
            assert tally.summary(series, edition, case.as_of, case.as_known) == found.summary()
        with duckdb.connect() as connection:
            for expected, written in ((by_python, by_query), (lines_path(by_python), lines_path(by_query))):
                rows = [connection.execute(f"FROM '{path}'").fetchall() for path in (expected, written)]
                assert rows[0] == rows[1]
