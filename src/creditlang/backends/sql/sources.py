"""Where the tables of a data set are: as the data contract names them, or in DuckDB once they are checked."""

from __future__ import annotations

import attrs

from creditlang import ir
from creditlang.backends.sql import trees
from creditlang.backends.sql.plan import Stored
from creditlang.data.dataset import Dataset
from creditlang.data.tables import Table, event_table, subject_table


@attrs.frozen
class Contract:
    """Tables with the names, columns and types of the data contract; a subject's key is its id."""

    registry: ir.Registry

    def subject(self, name: str) -> Stored:
        """The table of a subject."""
        return self._stored(subject_table(self.registry.subjects[name]))

    def event(self, name: str) -> Stored:
        """The table of an event."""
        return self._stored(event_table(self.registry.events[name]))

    def _stored(self, table: Table) -> Stored:
        columns = {column.name: trees.column(column.name) for column in table.columns}
        return Stored(trees.table(table.name), columns, columns[ir.SUBJECT_KEY])


@attrs.frozen
class Checked:
    """The tables of a data set that was checked; a subject's key is its place in the order of ids."""

    dataset: Dataset

    def subject(self, name: str) -> Stored:
        """The table of a subject."""
        return self._stored(name)

    def event(self, name: str) -> Stored:
        """The table of an event."""
        return self._stored(name)

    def _stored(self, name: str) -> Stored:
        table = self.dataset.tables[name]
        columns = {column: trees.column(stored) for column, stored in table.columns.items()}
        return Stored(trees.table(table.name), columns, trees.column("n"))
