"""The left margin: the blocks of a file, with lines that miss their indent given to the declaration above them."""

from collections.abc import Iterator, Sequence

import attrs

from creditlang.diagnostics import closest
from creditlang.syntax.errors import IndentedDeclaration, MissingIndent
from creditlang.syntax.errors.words import shown
from creditlang.syntax.expectations import begins, words_at_start
from creditlang.syntax.layout import Block, Line, blocks
from creditlang.syntax.reading import Reading
from creditlang.syntax.words import CLAUSE_PLACES, HEADS, first_word, name_after

_USUAL_INDENT = 4


def top_blocks(reading: Reading, lines: Sequence[Line]) -> Iterator[Block]:
    """The declarations of a file, each with the lines under it, and with those that should stand under it."""
    owner: Block | None = None
    adopted = False
    for block in _at_margin(reading, lines):
        if owner is not None and _misses_indent(reading, owner, block):
            if not adopted:
                _report_missing_indent(reading, owner, block)
            adopted = True
            owner = _adopt(reading, owner, block)
            continue
        if owner is not None:
            yield owner
        owner, adopted = block, False
    if owner is not None:
        yield owner


def _at_margin(reading: Reading, lines: Sequence[Line]) -> Iterator[Block]:
    """The blocks of the file. If its first line is indented, that is reported, and its margin taken for the file's."""
    if lines and (margin := lines[0].indent):
        word = first_word(reading.code, lines[0].start)
        span = reading.between(lines[0].start, lines[0].start + len(word))
        reading.report(IndentedDeclaration(span=span, word=word))
        lines = [attrs.evolve(line, indent=max(0, line.indent - margin)) for line in lines]
    return blocks(lines, reading.source, reading.collector)


def _misses_indent(reading: Reading, owner: Block, block: Block) -> bool:
    word, place = first_word(reading.code, block.start), CLAUSE_PLACES.get(first_word(reading.code, owner.start))
    if word in HEADS or place is None:
        return False
    if place == "key":
        return "|" in reading.code[block.start : block.line.end]
    if any(known.split()[0] == word for known in words_at_start(place)):
        return True
    return closest(word, HEADS) is None and reading.tree(block, place, silent=True) is not None


def _adopt(reading: Reading, owner: Block, block: Block) -> Block:
    """The owner with the block indented under it. Lines that are its clauses already stand where they should."""
    margin = owner.deeper[0].indent if owner.deeper else _USUAL_INDENT
    first = attrs.evolve(block.line, indent=margin)
    deeper = block.deeper
    if not (deeper and _begins_clause(reading, owner, deeper[0])):
        deeper = tuple(attrs.evolve(line, indent=line.indent + margin) for line in deeper)
    return Block(owner.line, (*owner.deeper, first, *deeper))


def _begins_clause(reading: Reading, owner: Block, line: Line) -> bool:
    place, word = CLAUSE_PLACES[first_word(reading.code, owner.start)], first_word(reading.code, line.start)
    return any(known.split()[0] == word for known in words_at_start(place))


def _report_missing_indent(reading: Reading, owner: Block, block: Block) -> None:
    text = reading.code[block.start : block.end]
    known = words_at_start(CLAUSE_PLACES[first_word(reading.code, owner.start)])
    phrases = [phrase for phrase in known if begins(text, phrase)]
    word = max(phrases, key=len, default=first_word(reading.code, block.start))
    end = name_after(reading.code, owner.start, owner.line.end) or owner.line.end
    span = reading.between(block.start, block.start + len(word))
    reading.report(MissingIndent(span=span, word=word, head=shown(reading.code[owner.start : end])))
