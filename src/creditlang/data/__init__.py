"""The data contract: records that are known to be valid, and how they come in.

Every way in, a folder, a database or Python objects, ends in `History` objects that hold to the registry.
"""

from creditlang.data.dataset import Dataset, StoredTable
from creditlang.data.files import DataSetError
from creditlang.data.loading import load_dataset
from creditlang.data.problems import InvalidDataError, Problem
from creditlang.data.records import Facts, History, Record, Relations

__all__ = [
    "DataSetError",
    "Dataset",
    "Facts",
    "History",
    "InvalidDataError",
    "Problem",
    "Record",
    "Relations",
    "StoredTable",
    "load_dataset",
]
