"""The typed tree: what a rulebook means, for every back-end.

Expressions are in `ir.expressions` (import it as `expr`), the clauses of charters in `ir.charter`; registries,
rules, editions and scenarios are re-exported here.
"""

from creditlang.ir.charter import Charter
from creditlang.ir.criteria import Assessed, CalendarPeriod, Cap, Criterion, Group, InTheLast, InTotal
from creditlang.ir.definitions import Anything, DatedValue, Define, HalfOpen, KeyPattern, Parameter, Row, Table, Values
from creditlang.ir.entitlements import ListKind, PublicList, Reward, Sanction
from creditlang.ir.grades import Direction, Grade, GradeMove, better_with_points, stands_against
from creditlang.ir.process import Appeal, Decided, Process
from creditlang.ir.registry import (
    RECORD_FIELDS,
    SUBJECT_KEY,
    Event,
    Field,
    Registry,
    Subject,
)
from creditlang.ir.rulebooks import Consent, Edition, Enacted, Repealed, Series, Transition
from creditlang.ir.rules import Always, OnEvent, RuleText, SourceStatus, While
from creditlang.ir.scenarios import (
    Expectation,
    ExpectContribution,
    ExpectCovered,
    Expected,
    ExpectGrade,
    ExpectPoints,
    ExpectRule,
    GivenRecord,
    Scenario,
)
from creditlang.ir.scores import Score
from creditlang.ir.walk import (
    children,
    walk,
)

__all__ = [
    "RECORD_FIELDS",
    "SUBJECT_KEY",
    "Always",
    "Anything",
    "Appeal",
    "Assessed",
    "CalendarPeriod",
    "Cap",
    "Charter",
    "Consent",
    "Criterion",
    "DatedValue",
    "Decided",
    "Define",
    "Direction",
    "Edition",
    "Enacted",
    "Event",
    "ExpectContribution",
    "ExpectCovered",
    "ExpectGrade",
    "ExpectPoints",
    "ExpectRule",
    "Expectation",
    "Expected",
    "Field",
    "GivenRecord",
    "Grade",
    "GradeMove",
    "Group",
    "HalfOpen",
    "InTheLast",
    "InTotal",
    "KeyPattern",
    "ListKind",
    "OnEvent",
    "Parameter",
    "Process",
    "PublicList",
    "Registry",
    "Repealed",
    "Reward",
    "Row",
    "RuleText",
    "Sanction",
    "Scenario",
    "Score",
    "Series",
    "SourceStatus",
    "Subject",
    "Table",
    "Transition",
    "Values",
    "While",
    "better_with_points",
    "children",
    "stands_against",
    "walk",
]
