"""What reading one source carries along, and how one clause of it becomes a tree."""

from bisect import bisect_left
from typing import TypeGuard

import attrs
from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from creditlang.diagnostics import Collector, Diagnostic
from creditlang.source import Source, Span
from creditlang.syntax.characters import MAX_DEPTH
from creditlang.syntax.errors import NestingTooDeep, TooLong
from creditlang.syntax.explain import explain
from creditlang.syntax.grammar import parse_clause
from creditlang.syntax.layout import Block
from creditlang.syntax.nodes import Name, Text

Branch = Tree[Token] | Token
"""What Lark makes: a rule's tree, or a single word."""
MAX_LENGTH = 20_000
"""How many characters a clause may have."""
_AROUND_AND_LEAF = 4
"""The trees that are no level of an expression: the clause around it, and what a name or a value is made of."""


@attrs.frozen
class Reading:
    """One source while it is read.

    Attributes:
        code: the program with plain characters only; offsets are those of the source.
        odd: the offsets at which a character was replaced, and reported, in rising order.
    """

    source: Source
    code: str = attrs.field(repr=False)
    collector: Collector = attrs.field(repr=False)
    odd: tuple[int, ...] = attrs.field(default=(), repr=False)
    strays: list[Block] = attrs.field(factory=list, repr=False, eq=False)
    """Declarations found indented inside others, which the reader of units takes from here."""

    lost: list[Span | None] = attrs.field(factory=list, repr=False, eq=False)
    """Where something was wrong since the last look, which tells the reader of units that something is lost."""

    def report(self, diagnostic: Diagnostic) -> None:
        """Add a finding."""
        self.lost.append(diagnostic.span)
        self.collector.report(diagnostic)

    def span(self, branch: Branch) -> Span:
        """Where a tree or word stands."""
        if isinstance(branch, Token):
            return self.between(branch.start_pos or 0, branch.end_pos or 0)
        return self.between(branch.meta.start_pos, branch.meta.end_pos)

    def between(self, start: int, end: int) -> Span:
        """The stretch between two offsets."""
        return Span(self.source, start, end)

    def name(self, token: Branch) -> Name:
        """A name, without its back-quotes."""
        return Name(str(token).strip("`"), span=self.span(token))

    def text(self, token: Branch) -> Text:
        """A text, without its quotation marks and with `\\"` and `\\\\` resolved."""
        return Text(unquoted(str(token)), span=self.span(token))

    def optional_text(self, token: Branch | None) -> Text | None:
        """A title that may be missing."""
        return None if token is None else self.text(token)

    def tree(self, block: Block, place: str, *, silent: bool = False) -> Tree[Token] | None:
        """The tree of a whole clause, its deeper lines included; None if it is wrong.

        That is reported, unless `silent` or the block has been reported as broken.
        """
        return self.tree_between(block.start, block.end, place, silent=silent or block.broken)

    def tree_between(self, start: int, end: int, place: str, *, silent: bool) -> Tree[Token] | None:
        """The tree of the text between two offsets.

        Args:
            start: where it begins.
            end: where it ends.
            place: the grammar rule to read it by.
            silent: whether what is wrong there has been reported already.
        """
        if end - start > MAX_LENGTH:
            if not silent:
                self.report(
                    TooLong(span=self.between(start, start + 1), what="clause", limit=MAX_LENGTH, unit="characters")
                )
            return None
        try:
            tree = parse_clause(self.code, start, end, place)
        except UnexpectedInput as problem:
            if not silent and self._is_odd(start, end):
                self.lost.append(self.between(start, end))
            elif not silent:
                self.report(explain(problem, self.source, self.code, start, end, place))
            return None
        if end - start > MAX_DEPTH and is_tree(tree) and _depth(tree) > MAX_DEPTH + _AROUND_AND_LEAF:
            if not silent:
                self.report(NestingTooDeep(span=self.between(start, end), limit=MAX_DEPTH))
            return None
        return tree

    def _is_odd(self, start: int, end: int) -> bool:
        """Whether a character between two offsets was replaced, so that what is wrong there may follow from it."""
        first = bisect_left(self.odd, start)
        return first < len(self.odd) and self.odd[first] < end


def is_tree(branch: Branch | None) -> TypeGuard[Tree[Token]]:
    """Whether this is a rule's tree and not a single word or nothing."""
    return isinstance(branch, Tree)


def unquoted(written: str) -> str:
    """The content of a text as written between quotation marks."""
    content = written[1:-1]
    return content if "\\" not in content else content.replace("\\\\", "\0").replace('\\"', '"').replace("\0", "\\")


def _depth(tree: Tree[Token]) -> int:
    """How many trees stand in each other, found without recursion."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [child for parent in level for child in parent.children if isinstance(child, Tree)]
    return depth
