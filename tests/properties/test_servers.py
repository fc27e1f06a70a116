"""The deep suite: PostgreSQL and Spark decide on everyone as the reference evaluator does on each.

`pytest -m deep -n 0 tests/properties/test_servers.py`; each needs its engine on this machine. What costs these engines
time is the query, not the rows, so a program that was compared is not compared again with other rows. Spark plans a
query for a second or more, and gets a quarter of the draws.
"""

import pytest
from hypothesis import event, given, reject, settings

from creditlang.backends.sql.support import Refused
from properties.compiled import Compiled, compiled_cases, give_up
from properties.in_sql import Engine, crowd, decided_by, decided_by_reference
from properties.servers import SPARK_WARNS, postgres, spark

pytestmark = pytest.mark.deep

_compared: set[tuple[object, ...]] = set()


@given(drawn=compiled_cases)
def test_postgres_decides_alike(drawn: Compiled) -> None:
    _check(postgres(), drawn)


@pytest.mark.filterwarnings(*SPARK_WARNS)
@settings(max_examples=max(10, settings().max_examples // 4))
@given(drawn=compiled_cases)
def test_spark_decides_alike(drawn: Compiled) -> None:
    _check(spark(), drawn)


def _check(engine: Engine, drawn: Compiled) -> None:
    case, people = drawn.case, crowd(drawn.case, 4)
    asked = (engine.dialect.name, str(case.program), case.as_of, case.as_known)
    if asked in _compared:
        event("drawn before")
        reject()
    try:
        found = decided_by(engine, drawn.series, people, case.as_of, case.as_known)
    except Refused as refusal:
        give_up(refusal)
    assert decided_by_reference(drawn.series, case.program.subject, people, case.as_of, case.as_known) == found
    _compared.add(asked)
