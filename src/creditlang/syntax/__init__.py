"""From text to the written tree.

`parse` reads a file, `parse_expression` a single expression. How it is done: `layout` cuts the text into lines and
blocks by indentation. Each clause is then parsed by itself, with the grammar in `grammars/`, so that reading takes
time in proportion to the text, blocks cannot nest beyond what the language has, and one broken clause never hides
or breaks another. `build` turns the trees into the nodes of `creditlang.syntax.nodes`; `explain` turns a failure
into the message that mends it.
"""

from creditlang.syntax.parser import parse, parse_expression

__all__ = ["parse", "parse_expression"]
