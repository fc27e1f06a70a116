"""Units: a file as imports, registries, rulebooks and charters with what stands under each."""

from collections.abc import Sequence

import attrs

from creditlang.diagnostics import closest
from creditlang.source import Span
from creditlang.syntax.blocks import clauses, read_head, read_whole_head
from creditlang.syntax.build import charters, rulebooks
from creditlang.syntax.declarations import (
    DEFINITIONS,
    REGISTRY_DECLARATIONS,
    RULEBOOK_DECLARATIONS,
    read_import,
    read_scenario,
)
from creditlang.syntax.errors import MisplacedDeclaration, UnknownDeclaration
from creditlang.syntax.layout import Block, Line
from creditlang.syntax.margins import top_blocks
from creditlang.syntax.nodes import (
    Charter,
    CharterClause,
    Definition,
    Document,
    Import,
    Name,
    Registry,
    RegistryDeclaration,
    Rulebook,
    RulebookClause,
    RulebookDeclaration,
    Scenario,
    Text,
)
from creditlang.syntax.reading import Reading
from creditlang.syntax.words import CLAUSE_PLACES, HEADS, UNITS, first_word

_IN_RULEBOOK = "put it under a `rulebook` line; everything after that line, up to the next unit, belongs to it"
_IN_REGISTRY = "put it under a `registry` line; everything after that line, up to the next unit, belongs to it"
_IN_LIBRARY = "put it under a `rulebook` line, or at the top of the file before any unit, for other files to import"


@attrs.define
class _Unit:
    """A registry, rulebook or charter while its parts are gathered.

    `word` is empty before the first one. `name` is an empty text where it could not be read, so that what follows
    has an owner all the same.
    """

    word: str = ""
    name: Name | None = None
    title: Text | None = None
    span: Span | None = None
    clauses: tuple[RulebookClause, ...] = ()
    demands: tuple[CharterClause, ...] = ()
    records: list[RegistryDeclaration] = attrs.Factory(list)
    rules: list[RulebookDeclaration] = attrs.Factory(list)
    scenarios: list[Scenario] = attrs.Factory(list)
    complained: set[str] = attrs.Factory(set)


def read_document(reading: Reading, lines: Sequence[Line]) -> Document:
    """Everything in a file."""
    return _Reader(reading).read(lines)


class _Reader:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._imports: list[Import] = []
        self._registries: list[Registry] = []
        self._rulebooks: list[Rulebook] = []
        self._charters: list[Charter] = []
        self._library: list[Definition] = []
        self._scenarios: list[Scenario] = []
        self._unread: list[Span] = []
        self._dropped = False
        self._unit = _Unit()

    def read(self, lines: Sequence[Line]) -> Document:
        for block in top_blocks(self._reading, lines):
            self._whole(block)
        self._close()
        return Document(
            tuple(self._imports),
            tuple(self._registries),
            tuple(self._rulebooks),
            tuple(self._charters),
            tuple(self._library),
            tuple(self._scenarios),
            unread=tuple(self._unread),
            span=self._reading.between(0, len(self._reading.code)),
        )

    def _whole(self, block: Block) -> None:
        """Read a block, and those that were found in it by mistake."""
        self._reading.lost.clear()
        self._dropped = False
        self._block(block)
        for stray in self._reading.strays:
            self._block(stray)
        self._reading.strays.clear()
        if self._reading.lost or self._dropped or block.broken:
            self._unread.append(self._reading.between(block.start, block.end))

    def _block(self, block: Block) -> None:
        reading, unit = self._reading, self._unit
        word = first_word(reading.code, block.start)
        if word == "import":
            path = read_import(reading, block)
            if path is not None:
                self._imports.append(path)
            if unit.word:
                self._misplaced(block, "put all imports at the top of the file")
        elif word in UNITS:
            self._open(word, block)
        elif word == "scenario":
            scenario = read_scenario(reading, block)
            if scenario is not None:
                (unit.scenarios if unit.word == "rulebook" else self._scenarios).append(scenario)
        elif word in REGISTRY_DECLARATIONS:
            declaration = REGISTRY_DECLARATIONS[word](reading, block)
            if unit.word != "registry":
                self._misplaced(block, _IN_REGISTRY)
            elif declaration is not None:
                unit.records.append(declaration)
        elif word in DEFINITIONS and not unit.word:
            definition = DEFINITIONS[word](reading, block)
            if definition is not None:
                self._library.append(definition)
        elif word in RULEBOOK_DECLARATIONS:
            rule = RULEBOOK_DECLARATIONS[word](reading, block)
            if unit.word != "rulebook":
                self._misplaced(block, _IN_LIBRARY if word in DEFINITIONS else _IN_RULEBOOK)
            elif rule is not None:
                unit.rules.append(rule)
        else:
            self._unknown(word, block)

    def _unknown(self, word: str, block: Block) -> None:
        """Report a line that begins nothing. A misspelt unit is opened all the same, for the sake of what follows."""
        if not block.line.broken:
            span = self._reading.between(block.start, block.start + len(word))
            self._reading.report(UnknownDeclaration(span=span, word=word, known=HEADS))
        meant = closest(word, HEADS)
        if meant in ("registry", "rulebook", "charter"):
            self._close()
            span = self._reading.between(block.start, block.line.end)
            self._unit = _Unit(meant, Name("", span=span), None, span)

    def _misplaced(self, block: Block, belongs: str) -> None:
        """Report a declaration that its unit cannot hold; for each unit and hint only the first."""
        unit = self._unit
        self._dropped = True
        if belongs not in unit.complained:
            unit.complained.add(belongs)
            word = first_word(self._reading.code, block.start)
            span = self._reading.between(block.start, block.start + len(word))
            self._reading.report(MisplacedDeclaration(span=span, word=word, unit=unit.word or None, belongs=belongs))

    def _open(self, word: str, block: Block) -> None:
        self._close()
        reading = self._reading
        head = read_whole_head(reading, block) if word == "registry" else read_head(reading, block)
        span = reading.between(block.start, block.line.end) if head is None else reading.span(head)
        name = Name("", span=span) if head is None else reading.name(head.children[0])
        title = None if head is None else reading.optional_text(head.children[1])
        unit = self._unit = _Unit(word, name, title, span)
        if word == "rulebook":
            place = CLAUSE_PLACES[word]
            unit.clauses = tuple(clauses(reading, block.deeper, place, rulebooks.rulebook_clause))
        elif word == "charter":
            unit.demands = tuple(clauses(reading, block.deeper, CLAUSE_PLACES[word], charters.charter_clause))

    def _close(self) -> None:
        """Add the unit whose parts have been gathered to the document."""
        unit = self._unit
        if unit.name is None or unit.span is None:
            return
        records, rules, scenarios = tuple(unit.records), tuple(unit.rules), tuple(unit.scenarios)
        match unit.word:
            case "registry":
                self._registries.append(Registry(unit.name, unit.title, records, span=unit.span))
            case "rulebook":
                book = Rulebook(unit.name, unit.title, unit.clauses, rules, scenarios, span=unit.span)
                self._rulebooks.append(book)
            case _:
                self._charters.append(Charter(unit.name, unit.title, unit.demands, span=unit.span))
