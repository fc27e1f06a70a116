"""The semantics floor."""
