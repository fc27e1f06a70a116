"""The data contract: records that are known to be valid, and how they come in.

Every way in, a folder, a database or Python objects, ends in `History` objects that hold to the registry.
What needs DuckDB is loaded when it is first used, so that deciding on objects does not wait for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from creditlang.data.objects import history_from_objects
from creditlang.data.problems import InvalidDataError, Problem
from creditlang.data.records import Facts, History, Record, Relations

if TYPE_CHECKING:
    from creditlang.data.dataset import DataClosedError, Dataset, StoredTable, UnknownSubjectError
    from creditlang.data.files import DataFolderError
    from creditlang.data.generation import Generated, generate
    from creditlang.data.loading import load_dataset

_HOMES = {
    "DataClosedError": "creditlang.data.dataset",
    "DataFolderError": "creditlang.data.files",
    "Dataset": "creditlang.data.dataset",
    "Generated": "creditlang.data.generation",
    "StoredTable": "creditlang.data.dataset",
    "UnknownSubjectError": "creditlang.data.dataset",
    "generate": "creditlang.data.generation",
    "load_dataset": "creditlang.data.loading",
}

__all__ = [
    "DataClosedError",
    "DataFolderError",
    "Dataset",
    "Facts",
    "Generated",
    "History",
    "InvalidDataError",
    "Problem",
    "Record",
    "Relations",
    "StoredTable",
    "UnknownSubjectError",
    "generate",
    "history_from_objects",
    "load_dataset",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'creditlang.data' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
