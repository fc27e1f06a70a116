"""Trees to nodes: one module per construct, named as in `creditlang.syntax.nodes`."""
