"""Spark on two threads of this machine, for the benchmarks and for the deep suite of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_SETTINGS = {
    # What the emitted queries need, on any Spark.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    # Nothing listens but on this machine, and nothing is drawn on the terminal.
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


@contextmanager
def local_spark(settings: dict[str, str]) -> Iterator[Any]:
    """A session with these settings beside those that every use has in common."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("creditlang")
    for name, value in (_SETTINGS | settings).items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    try:
        yield found
    finally:
        found.stop()
