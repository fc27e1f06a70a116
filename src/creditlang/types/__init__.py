"""Types, units and ranges: what a value is, before anything is computed.

No pass lives here; the checker gives types to expressions by these rules.
"""

from creditlang.types.assign import assignable, join, same_kind
from creditlang.types.intervals import EVERYTHING, Interval
from creditlang.types.show import show_type
from creditlang.types.types import (
    INTEGER,
    Boolean,
    Choice,
    Date,
    Definite,
    Duration,
    DurationKind,
    ManyRelated,
    MoneyUnit,
    Number,
    Optional,
    Plain,
    PointsUnit,
    Related,
    Text,
    Type,
    Unit,
    definite,
)

__all__ = [
    "EVERYTHING",
    "INTEGER",
    "Boolean",
    "Choice",
    "Date",
    "Definite",
    "Duration",
    "DurationKind",
    "Interval",
    "ManyRelated",
    "MoneyUnit",
    "Number",
    "Optional",
    "Plain",
    "PointsUnit",
    "Related",
    "Text",
    "Type",
    "Unit",
    "assignable",
    "definite",
    "join",
    "same_kind",
    "show_type",
]
