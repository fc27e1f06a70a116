"""The deep suite: PostgreSQL and Spark decide on everyone as the reference evaluator does on each.

`pytest -m deep tests/properties/test_servers.py`; each needs its engine on this machine. Spark takes seconds for one
program, so it gets a share of the draws.
"""

from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings

from creditlang.backends.sql.support import Refused
from properties.compiled import Compiled, compiled_cases
from properties.in_sql import Engine, crowd, decided_by, decided_by_reference
from properties.servers import InPostgres, InSpark, postgres_folder, postgres_server

pytestmark = pytest.mark.deep


@pytest.fixture(scope="module")
def postgres() -> Iterator[InPostgres]:
    programs = postgres_folder()
    if programs is None:
        pytest.skip("there is no PostgreSQL server on this machine")
    with postgres_server(programs) as connecting:
        engine = InPostgres(connecting)
        yield engine
        engine.connection.close()


@pytest.fixture(scope="module")
def spark() -> Iterator[InSpark]:
    pytest.importorskip("pyspark")
    engine = InSpark()
    yield engine
    engine.session.stop()


@given(drawn=compiled_cases)
def test_postgres_decides_alike(postgres: InPostgres, drawn: Compiled) -> None:
    _check(postgres, drawn)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")
@settings(max_examples=max(10, settings().max_examples // 20))
@given(drawn=compiled_cases)
def test_spark_decides_alike(spark: InSpark, drawn: Compiled) -> None:
    _check(spark, drawn)


def _check(engine: Engine, drawn: Compiled) -> None:
    case, people = drawn.case, crowd(drawn.case, 4)
    try:
        found = decided_by(engine, drawn.series, people, case.as_of, case.as_known)
    except Refused:
        assume(False)
    assert decided_by_reference(drawn.series, case.program.subject, people, case.as_of, case.as_known) == found
