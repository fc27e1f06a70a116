"""The same meaning as `semantics`, faster: each back-end emits a rulebook in another language."""
