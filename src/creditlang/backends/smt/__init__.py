"""The meaning in terms of a solver: decisions on subjects and histories of which nothing is known but their shape.

In come a series of editions and a `World`: one unknown subject, a bounded number of unknown records of each event,
unknown days. Out comes a `SymbolicDecision` whose points, grade and effects are terms over what is unknown. One module
for each construct, named as in `semantics/`, whose rules each mirrors. What cannot be said in terms raises
`Unsupported` with the reason. `solving` asks a solver, `witnesses` turns its answer into a case for the reference
evaluator, and nothing is believed before that has agreed.
"""
