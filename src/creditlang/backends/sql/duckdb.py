"""DuckDB: what the lowering is written for."""

from __future__ import annotations

from creditlang.backends.sql.dialect import Dialect


class DuckDB(Dialect):
    """DuckDB 1.4 and later."""
