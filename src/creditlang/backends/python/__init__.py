"""Compiled Python: a rulebook as specialised functions, the same in meaning as `semantics`.

`editions` writes each edition as the syntax tree of a function, bare or with every step; `functions` compiles them,
with every line pointing to its rule; `runtime` is what they call; `decisions` makes a `Decision` of the steps.
"""
