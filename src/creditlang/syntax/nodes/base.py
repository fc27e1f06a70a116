"""What every node has."""

import attrs

from creditlang.source import Span


@attrs.frozen
class Node:
    """A piece of the written tree. Equality ignores where it stands."""

    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen
class Name(Node):
    """A name as written, without its back-quotes."""

    text: str


@attrs.frozen
class Text(Node):
    """A quoted text, without its quotation marks."""

    value: str
