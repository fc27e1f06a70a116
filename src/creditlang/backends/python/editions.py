"""One edition as one function: what it decides for a day on which it is in force."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import attrs

from creditlang import ir
from creditlang.backends.python import trees
from creditlang.backends.python.criteria import Judge
from creditlang.backends.python.entitlements import Entitlements, Rule, rules_of
from creditlang.backends.python.expressions import emit
from creditlang.backends.python.grades import band
from creditlang.backends.python.module import Module
from creditlang.backends.python.scope import Body, Scope
from creditlang.backends.python.scores import Scores
from creditlang.ir import expressions as nodes
from creditlang.ir import walk
from creditlang.ir.expressions import Expression

ARGUMENTS = ("facts", "records", "as_of", "as_known", "memo")
KINDS = {ir.Reward: "rewards", ir.Sanction: "sanctions", ir.PublicList: "lists", ir.GradeMove: "moves"}


@attrs.frozen
class Emitted:
    """The function of an edition.

    Attributes:
        judges: the criteria that explained items name by their place.
    """

    name: str
    tree: ast.FunctionDef
    judges: tuple[Judge, ...]


def emit_edition(series: ir.Series, number: int, module: Module, *, steps: bool) -> Emitted:
    """The function that decides by an edition: a bare `Outcome`, or with `steps` everything that explains it."""
    edition = series.editions[number]
    grades = tuple(grade.name for grade in edition.grades)
    body = Body(module, module.identifiers, grades, edition.span.source)
    rules = rules_of(edition)
    read = _read(edition)
    for rule in read:
        body.holding[rule] = module.identifiers.new("holds", rule)
    judges: list[Judge] = []
    statements: list[ast.stmt] = []
    statements += _whether(edition, number, body, steps)
    if edition.score is not None:
        scores = Scores(series, number, body, steps, judges)
        statements += scores.emit()
    banded = len(statements)
    if edition.moves and grades:
        statements += [trees.assign("raised", trees.name("place")), trees.assign("lowered", ast.Constant(0))]
        if steps:
            statements.append(trees.assign("band", trees.name("place")))
    # Occasions are told in the order of the text, and found in the order in which rules read one another.
    found = {kind: kind for kind in KINDS.values()}
    ordered = _found_in_order(edition)
    collected = {name: found[KINDS[type(rule)]] for name, rule in rules.items()}
    if not ordered:
        collected = {name: module.identifiers.new("found", name) for name in rules}
    used = [kind for cls, kind in KINDS.items() if any(type(rule) is cls for rule in rules.values())]
    names = used if ordered else list(collected.values())
    # What records bring can be long and is appended to a list; what holds or not is a tuple from the beginning.
    lengthy = frozenset(collected[name] for name, rule in rules.items() if isinstance(rule.trigger, ir.OnEvent))
    empty = {name: trees.listed([]) if name in lengthy else trees.tupled([]) for name in names}
    statements += [trees.assign(name, empty[name]) for name in names if steps or name != "moves"]
    statements += [trees.assign(body.holding[rule], ast.Constant(False)) for rule in read]
    statements += Entitlements(edition, number, body, steps, read, collected, lengthy).emit()
    lists = {kind: _gathered(kind, rules, collected, ordered, used, lengthy) for kind in KINDS.values()}
    by_name = not steps and not edition.moves and not trees.reads("place", [*body.prelude, *statements])
    if grades and edition.score is not None:
        statements[banded:banded] = band(edition, body, by_name=by_name)
    statements.append(ast.Return(_answer(edition, body, lists, steps, by_name)))
    called = module.identifiers.new("explain" if steps else "decide", *_called(edition, number, len(series.editions)))
    tree = trees.function(called, ARGUMENTS, [*_remembering(body), *body.prelude, *statements])
    trees.place(tree, edition.span.position.line)
    module.sources[called] = edition.span.source
    return Emitted(called, tree, tuple(judges))


def _called(edition: ir.Edition, number: int, editions: int) -> tuple[str, ...]:
    return (edition.name,) if editions == 1 else (edition.name, edition.edition or str(number + 1))


def _read(edition: ir.Edition) -> tuple[str, ...]:
    """The lists, rewards and sanctions whose being in effect some expression asks for."""
    found: dict[str, None] = {}
    for expression in expressions_of(edition):
        for part in walk(expression):
            if isinstance(part, nodes.Listed | nodes.Holds):
                found[part.name] = None
    return tuple(found)


def expressions_of(edition: ir.Edition) -> list[Expression]:
    """Every expression of its definitions and rules."""
    found = [define.body for define in edition.defines.values()]
    for rule in rules_of(edition).values():
        found += _expressions_of(rule)
    for criterion in edition.criteria.values():
        match criterion.trigger:
            case ir.While(condition=condition):
                found.append(condition)
            case ir.OnEvent(where=where) if where is not None:
                found.append(where)
            case _:
                pass
        parts = (criterion.amount, criterion.expires_after, criterion.counts_from)
        found += [part for part in parts if part is not None and not isinstance(part, ir.Assessed)]
    return found


def _expressions_of(rule: Rule) -> list[Expression]:
    parts = [rule.process.lasts, rule.process.until, rule.process.lifted]
    match rule.trigger:
        case ir.While(condition=condition):
            parts.append(condition)
        case ir.OnEvent(where=where):
            parts.append(where)
    match rule:
        case ir.Reward(grant=value) | ir.Sanction(impose=value):
            parts.append(value)
        case _:
            pass
    return [part for part in parts if part is not None]


def _found_in_order(edition: ir.Edition) -> bool:
    """Whether rules of each kind are decided in the order of the text."""
    order = {name: index for index, name in enumerate(edition.evaluation_order)}
    for rules in (edition.moves, edition.rewards, edition.sanctions, edition.lists):
        places = [order[name] for name in rules]
        if places != sorted(places):
            return False
    return True


def _gathered(
    kind: str,
    rules: Mapping[str, Rule],
    collected: Mapping[str, str],
    ordered: bool,
    used: list[str],
    lengthy: frozenset[str],
) -> ast.expr:
    """The tuple of all occasions of a kind."""
    if kind not in used:
        return trees.tupled([])
    if ordered:
        return trees.call("tuple", trees.name(kind)) if kind in lengthy else trees.name(kind)
    variables = [collected[name] for name, rule in rules.items() if KINDS[type(rule)] == kind]
    return trees.tupled(ast.Starred(trees.name(variable), ast.Load()) for variable in variables)


def _answer(edition: ir.Edition, body: Body, lists: dict[str, ast.expr], steps: bool, by_name: bool) -> ast.expr:
    points = trees.name("points") if edition.score is not None else ast.Constant(None)
    grade: ast.expr = ast.Constant(None)
    if by_name and edition.score is not None and body.grades:
        grade = trees.name("grade")
    elif body.grades and edition.score is not None:
        grade = trees.item(body.module.constant(body.grades), trees.name("place"))
    if not steps:
        parts = [points, grade, lists["rewards"], lists["sanctions"], lists["lists"]]
        return trees.call("Outcome", trees.tupled(parts))
    consent = trees.name("consent") if edition.consent is not None else ast.Constant(None)
    part = trees.name("score_part") if edition.score is not None else ast.Constant(None)
    banded: ast.expr = ast.Constant(None)
    if body.grades and edition.score is not None:
        banded = trees.item(body.module.constant(body.grades), trees.name("band" if edition.moves else "place"))
    return trees.tupled([ast.Constant(True), consent, part, banded, grade, *(lists[kind] for kind in KINDS.values())])


def _whether(edition: ir.Edition, number: int, body: Body, steps: bool) -> list[ast.stmt]:
    """Return at once where the edition is not about the subject, or where consent is missing."""
    statements: list[ast.stmt] = []
    tests: list[ast.expr] = []
    covered: ast.expr = ast.Constant(True)
    if edition.covers is not None:
        statements.append(trees.assign("covered", emit(edition.covers, Scope(edition, number), body)))
        covered = trees.name("covered")
        tests.append(ast.UnaryOp(ast.Not(), covered))
    if edition.consent is not None:
        statements.append(trees.assign("consent", _consent(edition.consent, edition, number, body)))
        tests.append(trees.compare(trees.name("consent"), ast.NotEq(), ast.Constant("given")))
    if not tests:
        return []
    none = ast.Constant(None)
    empty = [trees.tupled([]) for _ in KINDS]
    answer: ast.expr = trees.call("Outcome", trees.tupled([none, none, *empty[:3]]))
    if steps:
        consent = trees.name("consent") if edition.consent is not None else none
        answer = trees.tupled([covered, consent, none, none, none, *empty])
    return [*statements, *trees.when(trees.either(tests), [ast.Return(answer)])]


def _consent(consent: ir.Consent, edition: ir.Edition, number: int, body: Body) -> ast.expr:
    """The latest of what gives and what ends it decides; on one day the end wins."""
    record = body.identifiers.new("record")
    scope = Scope(edition, number).at(record)
    test = None if consent.where is None else emit(consent.where, scope, body)
    day = trees.item(trees.name(record), ast.Constant("date"))
    given = trees.gathered(day, record, body.event(consent.event), test)
    ended: ast.expr = trees.listed([])
    if consent.ended_by is not None:
        ended = trees.gathered(day, record, body.event(consent.ended_by), None)
    return trees.call("consent_state", given, ended)


def _remembering(body: Body) -> list[ast.stmt]:
    """Where earlier scores are asked for, a memory for them."""
    if not body.asks_earlier:
        return []
    return trees.when(trees.is_none(trees.name("memo")), [trees.assign("memo", ast.Dict([], []))])


def emit_points(series: ir.Series, number: int, module: Module) -> Emitted:
    """The function that gives the score by an edition and nothing else, for those who ask for an earlier score."""
    edition = series.editions[number]
    body = Body(module, module.identifiers, (), edition.span.source)
    statements = Scores(series, number, body, False).emit() if edition.score is not None else []
    points = trees.name("points") if edition.score is not None else ast.Constant(0)
    called = module.identifiers.new("points", *_called(edition, number, len(series.editions)))
    tree = trees.function(called, ARGUMENTS, [*_remembering(body), *body.prelude, *statements, ast.Return(points)])
    trees.place(tree, edition.span.position.line)
    module.sources[called] = edition.span.source
    return Emitted(called, tree, ())
