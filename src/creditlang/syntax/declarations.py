"""Declarations: everything that begins at the left margin under a registry or a rulebook, and scenarios."""

from collections.abc import Callable
from typing import Final, TypeVar

from lark import Token, Tree

from creditlang.syntax.blocks import Clause, clauses, read_head
from creditlang.syntax.build import (
    criteria,
    definitions,
    entitlements,
    grades,
    registries,
    rulebooks,
    scenarios,
    scores,
)
from creditlang.syntax.layout import Block, blocks
from creditlang.syntax.nodes import (
    DatedValue,
    Definition,
    Import,
    Parameter,
    RegistryDeclaration,
    RulebookDeclaration,
    Scenario,
    Table,
)
from creditlang.syntax.reading import Reading
from creditlang.syntax.rows import read_grid
from creditlang.syntax.words import CLAUSE_PLACES, first_word

Found = TypeVar("Found")
Reader = Callable[[Reading, Block], Found | None]


def with_clauses(
    build_clause: Callable[[Reading, Tree[Token]], Clause],
    build: Callable[[Reading, Tree[Token], tuple[Clause, ...]], Found],
) -> Reader[Found]:
    """A reader of a head line with a block of clauses."""

    def read(reading: Reading, block: Block) -> Found | None:
        head = read_head(reading, block)
        place = CLAUSE_PLACES[first_word(reading.code, block.start)]
        members = tuple(clauses(reading, block.deeper, place, build_clause))
        return None if head is None else build(reading, head, members)

    return read


def alone(build: Callable[[Reading, Tree[Token]], Found]) -> Reader[Found]:
    """A reader of a declaration without a block: deeper lines go on with it."""

    def read(reading: Reading, block: Block) -> Found | None:
        tree = reading.tree(block, f"{first_word(reading.code, block.start)}_head")
        return None if tree is None else build(reading, tree)

    return read


def _table(reading: Reading, block: Block) -> Table | None:
    head = read_head(reading, block)
    if head is None:
        return None
    keys = definitions.typed_names(reading, head.children[2])
    grid = read_grid(reading, block.deeper, len(keys))
    return definitions.table(reading, head, keys, grid)


def _parameter(reading: Reading, block: Block) -> Parameter | None:
    head = read_head(reading, block)
    keys = () if head is None else definitions.typed_names(reading, head.children[3])
    values = []
    for entry in blocks(block.deeper, reading.source, reading.collector):
        value = _dated_value(reading, entry, len(keys))
        if value is not None:
            values.append(value)
    return None if head is None else definitions.parameter(reading, head, keys, tuple(values))


def _dated_value(reading: Reading, block: Block, keys: int) -> DatedValue | None:
    if not keys:
        tree = reading.tree(block, "dated_value_clause")
        return None if tree is None else definitions.dated_value(reading, tree, None)
    tree = reading.tree_between(block.start, block.line.end, "dated_value_clause", silent=block.line.broken)
    grid = read_grid(reading, block.deeper, keys) if block.deeper else None
    return None if tree is None else definitions.dated_value(reading, tree, grid)


REGISTRY_DECLARATIONS: Final[dict[str, Reader[RegistryDeclaration]]] = {
    "contexts": alone(registries.contexts),
    "category": alone(registries.category),
    "subject": with_clauses(registries.field, registries.subject),
    "event": with_clauses(registries.field, registries.event),
}
DEFINITIONS: Final[dict[str, Reader[Definition]]] = {
    "define": alone(definitions.define),
    "table": _table,
    "parameter": _parameter,
}
RULEBOOK_DECLARATIONS: Final[dict[str, Reader[RulebookDeclaration]]] = {
    **DEFINITIONS,
    "score": with_clauses(scores.score_clause, scores.score),
    "criterion": with_clauses(criteria.criterion_clause, criteria.criterion),
    "group": with_clauses(criteria.group_clause, criteria.group),
    "grades": with_clauses(grades.grade, grades.grades),
    "downgrade": with_clauses(grades.move_clause, grades.grade_move),
    "upgrade": with_clauses(grades.move_clause, grades.grade_move),
    "reward": with_clauses(entitlements.reward_clause, entitlements.reward),
    "sanction": with_clauses(entitlements.sanction_clause, entitlements.sanction),
    "list": with_clauses(entitlements.list_clause, entitlements.public_list),
}
read_import: Final[Reader[Import]] = alone(rulebooks.import_)
read_scenario: Final[Reader[Scenario]] = with_clauses(scenarios.scenario_clause, scenarios.scenario)
