"""Polars: a rulebook on a whole population at once, the same in meaning as `semantics`. Needs `creditlang[polars]`.

Rules are computed on tables: one row for each person, or for each record of an event. `frames` says what comes in,
`rows` is a table while columns are added to it, `expressions` turns an expression into a column, and one module for
each construct does with columns what its namesake in `semantics` does with one person. `evaluate` has the order of it
all; `support` says what is refused.
"""
