"""Blocks: a head line, its clauses, and what is wrong with a line that is neither."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import attrs
from lark import Token, Tree

from creditlang.syntax.errors import IndentedDeclaration
from creditlang.syntax.layout import Block, Line, blocks
from creditlang.syntax.reading import Reading
from creditlang.syntax.words import CLAUSE_PLACES, HEADS, first_word, name_after

Clause = TypeVar("Clause")


def read_head(reading: Reading, block: Block) -> Tree[Token] | None:
    """The tree of the first line of a block. If it is wrong, of as much as its name, so that the block has an owner."""
    return _head(reading, block, block.line.end, broken=block.line.broken)


def read_whole_head(reading: Reading, block: Block) -> Tree[Token] | None:
    """The tree of a head that has no block, though declarations may stand indented under it, as if it had one."""
    if not block.deeper or not is_declaration(reading, Block(block.deeper[0], ())):
        return _head(reading, block, block.end, broken=block.broken)
    strays = tuple(blocks(block.deeper, reading.source, reading.collector))
    _report_indented(reading, strays[0])
    reading.strays.extend(strays)
    return read_head(reading, block)


def _head(reading: Reading, block: Block, end: int, *, broken: bool) -> Tree[Token] | None:
    place = f"{first_word(reading.code, block.start)}_head"
    tree = reading.tree_between(block.start, end, place, silent=broken)
    name_ends = name_after(reading.code, block.start, end)
    if tree is None and name_ends is not None:
        return reading.tree_between(block.start, name_ends, place, silent=True)
    return tree


def clauses(
    reading: Reading, lines: Sequence[Line], place: str, build: Callable[[Reading, Tree[Token]], Clause]
) -> Iterator[Clause]:
    """The clauses of a block, each parsed by itself; those that are wrong are reported and left out."""
    indented: Block | None = None
    for block in blocks(lines, reading.source, reading.collector):
        tree = reading.tree(block, place, silent=True)
        if tree is not None:
            yield build(reading, tree)
        elif is_declaration(reading, block):
            if indented is None:
                _report_indented(reading, block)
            indented = block
            reading.strays.append(block)
        elif indented is not None and _is_clause_of(reading, indented, block):
            indented = reading.strays[-1] = _with_clause(indented, block)
        else:
            reading.tree(block, place)


def _is_clause_of(reading: Reading, owner: Block, block: Block) -> bool:
    """Whether a block that stands beside a declaration belongs under it."""
    place = CLAUSE_PLACES.get(first_word(reading.code, owner.start))
    return place is not None and reading.tree(block, place, silent=True) is not None


def _with_clause(owner: Block, block: Block) -> Block:
    margin = owner.deeper[0].indent if owner.deeper else owner.line.indent + 1
    return Block(owner.line, (*owner.deeper, attrs.evolve(block.line, indent=margin), *block.deeper))


def is_declaration(reading: Reading, block: Block) -> bool:
    """Whether a line is the head of a declaration, wherever it stands."""
    word = first_word(reading.code, block.start)
    if word not in HEADS:
        return False
    return reading.tree_between(block.start, block.line.end, f"{word}_head", silent=True) is not None


def _report_indented(reading: Reading, block: Block) -> None:
    word = first_word(reading.code, block.start)
    reading.report(IndentedDeclaration(span=reading.between(block.start, block.start + len(word)), word=word))
