"""Programs on which an emitted query once decided otherwise than the reference evaluator, made small and kept."""

from collections.abc import Mapping
from datetime import date

import pytest
from properties.in_sql import decide_as, decide_as_duckdb
from properties.servers import SPARK_WARNS, spark

from creditlang import loads
from creditlang.backends.sql.build import decisions_sql
from creditlang.backends.sql.duckdb import DuckDB
from creditlang.backends.sql.postgres import Postgres
from creditlang.backends.sql.spark import Spark
from creditlang.backends.sql.support import Refused
from creditlang.data import history_from_objects

HEAD = """\
registry R
subject Person
    n : number between 0 and 30
event Deed
    known_on : date optional
    size     : number between 0 and 100
rulebook Town
    records R
score points
    starts at 10
"""


@pytest.mark.parametrize(
    ("rules", "points"),
    [
        pytest.param(
            "criterion A\n    while not (n >= 18 and n <= 23)\n    award 4\n",
            14,
            id="not before two conditions: the parentheses were lost, for the tree of `and` passed as a function call",
        ),
        pytest.param(
            "criterion A\n    on Deed where size > 50\n    award 4\n    counts from known_on\n"
            "    expires after 1 year\n",
            10,
            id="a clock that has not started beside another condition: `a and b or c` counted what does not match",
        ),
        pytest.param(
            "criterion A\n    on Deed\n    award occurrence within 1 month\n",
            16,
            id="ordinals where months are clamped: 31 January and a month is the day on which it no longer counts",
        ),
        pytest.param(
            "criterion A\n    on Deed\n    award if occurrence within 1 month >= 2 then 5 else 1\n",
            22,
            id="the same, only compared: one look back by days of the month gives another answer",
        ),
        pytest.param(
            "criterion A\n    on Deed\n    deduct 3\n    at most 4 per calendar year\n    at most 5 in total\n",
            6,
            id="two caps, one after the other",
        ),
    ],
)
def test_a_query_decides_as_the_evaluator_does(rules: str, points: int) -> None:
    series = loads(HEAD + rules).series
    deeds: list[Mapping[str, object]] = [
        {"record": "r3", "date": date(2021, 2, 28), "size": 10},
        {"record": "r1", "date": date(2021, 1, 31), "size": 20},
        {"record": "r2", "date": date(2021, 1, 31), "size": 30},
        {"record": "r4", "date": date(2021, 2, 28), "size": 40},
    ]
    history = history_from_objects(series.registry, "Person", {"subject": "p", "n": 7}, {"Deed": deeds})
    assert decide_as_duckdb(series, history, date(2021, 6, 1), None).points == points


LARGE = """\
registry R
subject Person
event Deed
    size : number between 0 and {most}
rulebook Town
    records R
score points
    starts at 10
    between   0 and 1_000_000_000
    decimals  6
    rounded   half even
criterion A
    on     Deed
    {points} size * 1_000_000
    weight 50%
"""


def test_spark_refuses_a_quotient_that_its_decimals_do_not_hold() -> None:
    """Six of the 38 digits of a quotient are decimals, so the query stopped with an error, whatever the records."""
    series = loads(LARGE.format(most=900_000_000_000, points="award")).series
    day = date(2021, 6, 1)
    with pytest.raises(Refused, match="a quotient of more digits than Spark"):
        decisions_sql(series, day, None, Spark(), 6)
    for other in (DuckDB(), Postgres()):
        assert decisions_sql(series, day, None, other, 6)


@pytest.mark.deep
@pytest.mark.filterwarnings(*SPARK_WARNS)
@pytest.mark.parametrize("points", ["award", "deduct"])
def test_spark_computes_the_largest_quotients_that_it_holds(points: str) -> None:
    series = loads(LARGE.format(most=99_999_999_999, points=points)).series
    deeds = [{"record": f"r{n}", "date": date(2021, 1, n), "size": 99_999_999_999} for n in range(1, 4)]
    history = history_from_objects(series.registry, "Person", {"subject": "p"}, {"Deed": deeds})
    decide_as(spark(), series, history, date(2021, 6, 1), None)
