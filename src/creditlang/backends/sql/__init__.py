"""SQL: a rulebook as one query over the tables of the data contract.

In: the typed tree of a series, an as-of and an as-known date. Out: sqlglot expressions, printed in one of three
dialects; a query of decisions, one row for each subject, and a query of lines. The two dates are written into the
query, so that which edition is in force, who judges which days, and from which day on a record can still count are
settled before it runs.

**Numbers** (`numbers`). A value is a whole number of SQL over a constant denominator: 19.90 is 1990 over 100, a
weight of 35% makes it 7 times that over 20. Only a division by a column leaves a second expression beside it, the
divisor; two such ratios are compared by multiplying across. Rounding is a division of whole numbers, moved to the
positive side first where it could be negative. Each whole number carries its bounds, from the ranges of the fields
and a limit of a billion records for one subject; 64 bits hold most, the engine's widest integer the rest, and what
fits neither is refused before it runs. No engine's decimal division, rounding or month difference is ever used: they
disagree.

**Where things stand** (`frames`). An expression is computed on the rows of a frame: the subjects, the records of a
rule, or the elements of an aggregate. A frame begins as a table and grows by the joins that its expressions ask for:
the subject's facts, the other side of a relation, an answer, what has been decided. So a table is joined where it is
needed and nowhere else.

**Aggregates** (`aggregates`) are never nested queries. Each becomes a table of answers, grouped by what its question
depends on (nothing but the subject, or also the record, or also an outer element), and is joined where it is asked.
The dependence is found by walking the expression, through definitions and their arguments.

**Periods.** What is inside a period is asked forward, `date + P > day`, with the clamping of months; where the day is
as-of this becomes a bound on the date itself, found by bisection with the evaluator's own calendar, which an engine
can hold against the statistics of a file. Which one of its kind a record is comes from one sort: a record opens on
its day and closes when its period is over, and the ordinal is the number of open ones. Where it is only compared with
a number, a look back by that many records is enough.

**Points** go two ways. `criteria` writes a row for each record, `acts` marks what gives way (`only the largest`, `at
most once in`, and within `groups`), and `caps` keep a running sum: this gives the lines. `passes` adds up without
lines, one scan for each event, whatever need not be looked at record by record: this gives the score of a population.
Both are tested against the evaluator, and so against each other.

**Earlier scores** (`asked`, `earlier`, `moments`) are read as columns of a table of answers, which is written once all
rules are emitted. A moment is scored like a person: in a plan of moments as-of is a column (`Plan.today`), and nothing
else of the lowering differs. Where criteria ask, a recursive table answers level by level. `fading` keeps lines to what
is left of those before them.

**Decisions** (`decisions`) stand beside the facts in one table that gains a column with each stage: the sums, groups
from the inside out, the score, the grade, then moves, lists, rewards and sanctions, as many at once as do not read each
other. `lines` lays the lines of all criteria together, share by share where there are many, and `nesting` keeps such a
query short of names; `written` gives both the columns of the files.

`dialect` holds what the engines write differently; `support` what is refused and why; `sources` where tables are.
"""
