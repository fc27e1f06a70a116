"""Defines, tables and dated parameters: their signatures first, in the order in which they use one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from creditlang.check import expressions
from creditlang.check.clauses import title_of
from creditlang.check.errors.definitions import EmptyDefinition, ParameterOrder, ParameterStartsLate, WrongRow
from creditlang.check.errors.names import Circular, DuplicateName, ReservedName
from creditlang.check.references import BUILTIN_FUNCTIONS, BUILTIN_VALUES
from creditlang.check.scope import Names, Place, Scope, Signature, constant_scope, subject_scope
from creditlang.check.tables import Key, key_of, read_grid
from creditlang.check.type_expressions import TypeNames, read_type
from creditlang.ir import DatedValue, Define, Parameter, Row, Table, walk
from creditlang.ir import expressions as ir
from creditlang.syntax import nodes
from creditlang.types import Definite, Interval, Number, Optional, Type
from creditlang.values import as_exact

IN_DEFINE = Place("a define", reads_points=True, reads_grade=True, reads_rules=True)


@attrs.define
class Definitions:
    """What has been checked so far."""

    defines: dict[str, Define] = attrs.field(factory=dict)
    tables: dict[str, Table] = attrs.field(factory=dict)
    parameters: dict[str, Parameter] = attrs.field(factory=dict)


def check_definitions(written: Sequence[nodes.Definition], names: Names) -> Definitions:
    """Check all definitions of a rulebook and put their signatures into `names`.

    A definition that is wrong is named in `names.broken`, so that its uses are not complained about.
    """
    by_name: dict[str, nodes.Definition] = {}
    for definition in written:
        name = definition.name
        if name.text in (*BUILTIN_VALUES, *BUILTIN_FUNCTIONS):
            names.collector.report(ReservedName(span=name.span, name=name.text))
        elif name.text in by_name:
            first = by_name[name.text].name.span
            names.collector.report(DuplicateName(span=name.span, name=name.text, first=first))
        else:
            by_name[name.text] = definition
    done = Definitions()
    for name_text in _in_order(by_name, names):
        definition = by_name[name_text]
        signature = _check_one(definition, names, done)
        if signature is None:
            names.broken.add(name_text)
        else:
            names.signatures[name_text] = signature
    return done


def type_names(names: Names) -> TypeNames:
    """What a type written in a rulebook may name."""
    return TypeNames(
        names.collector,
        names.categories,
        registry=names.registry,
        points_scale=names.score.scale if names.score else 0,
    )


def _in_order(by_name: dict[str, nodes.Definition], names: Names) -> list[str]:
    """Each definition after those that it uses. Those that use themselves are reported and left out."""
    order: list[str] = []
    state: dict[str, str] = {}
    uses = {name: [n for n in names_in(d) if n in by_name and n not in _own(d)] for name, d in by_name.items()}
    for root in by_name:
        stack: list[tuple[str, Iterator[str]]] = []
        if root not in state:
            state[root] = "open"
            stack.append((root, iter(uses[root])))
        while stack:
            name, rest = stack[-1]
            used = next(rest, None)
            if used is None:
                stack.pop()
                if state[name] != "circular":
                    state[name] = "done"
                    order.append(name)
            elif used not in state:
                state[used] = "open"
                stack.append((used, iter(uses[used])))
            elif state[used] == "open":
                chain = [n for n, _ in stack]
                circle = [*chain[chain.index(used) :], used]
                for member in circle:
                    state[member] = "circular"
                    names.broken.add(member)
                names.collector.report(Circular(span=by_name[used].name.span, name=used, circle=" → ".join(circle)))
    return order


def _own(definition: nodes.Definition) -> frozenset[str]:
    """The names that a definition gives to its own parameters, which win over others."""
    given = definition.parameters if isinstance(definition, nodes.Define) else ()
    return frozenset(parameter.name.text for parameter in given)


def names_in(node: nodes.Node) -> Iterator[str]:
    """Every first name that an expression below `node` mentions."""
    stack: list[object] = [node]
    while stack:
        found = stack.pop()
        if isinstance(found, nodes.Reference):
            yield found.path[0].text
        elif isinstance(found, tuple):
            stack.extend(found)
        elif isinstance(found, nodes.Node):
            if isinstance(found, nodes.Call):
                yield found.function.text
            stack.extend(getattr(found, a.name) for a in attrs.fields(type(found)) if a.name != "span")


def _check_one(definition: nodes.Definition, names: Names, done: Definitions) -> Signature | None:
    match definition:
        case nodes.Define():
            return _check_define(definition, names, done)
        case nodes.Table():
            return _check_table(definition, names, done)
        case nodes.Parameter():
            return _check_parameter(definition, names, done)


def _check_define(written: nodes.Define, names: Names, done: Definitions) -> Signature | None:
    parameters: dict[str, tuple[Definite, bool]] = {}
    arguments: dict[str, Type] = {}
    for parameter in written.parameters:
        kind = read_type(parameter.type, type_names(names), parameter.bounds)
        if kind is None:
            return None
        parameters[parameter.name.text] = (kind, parameter.optional)
        arguments[parameter.name.text] = Optional(kind) if parameter.optional else kind
    scope = attrs.evolve(subject_scope(names, IN_DEFINE), arguments=arguments)
    body = expressions.check_expression(written.body, scope)
    if body is None:
        return None
    name = written.name.text
    done.defines[name] = Define(name, parameters, body)
    signature = tuple((n, kind, optional) for n, (kind, optional) in parameters.items())
    return Signature("define", signature, body.type, needs_of(body, names))


def needs_of(body: ir.Expression, names: Names) -> frozenset[str]:
    """What must be known before the expression can be read: `points`, `grade`, `rules`."""
    needs: set[str] = set()
    for part in walk(body):
        if isinstance(part, ir.Points):
            needs.add("points")
        elif isinstance(part, ir.CompareGrade | ir.GradeOf):
            needs.add("grade")
        elif isinstance(part, ir.Listed | ir.Holds):
            needs.add("rules")
        elif isinstance(part, ir.CallDefine):
            needs |= names.signatures[part.define].needs
    return frozenset(needs)


def _keys(written: Sequence[nodes.TypedName], names: Names, scope: Scope) -> list[Key] | None:
    keys: list[Key | None] = []
    for key in written:
        kind = read_type(key.type, type_names(names), key.bounds)
        keys.append(None if kind is None else key_of(key.name, kind, scope))
    found = [key for key in keys if key is not None]
    return found if len(found) == len(keys) else None


def _check_table(written: nodes.Table, names: Names, done: Definitions) -> Signature | None:
    name = written.name.text
    scope = constant_scope(names.collector, "a table")
    keys = _keys(written.keys, names, scope)
    gives = read_type(written.gives, type_names(names))
    if not written.grid.rows:
        names.collector.report(EmptyDefinition(span=written.name.span, name=name, what="rows"))
        return None
    if keys is None or gives is None:
        return None
    rows = read_grid(written.grid, keys, gives, name, scope)
    if rows is None:
        return None
    by_key = {key.name: key.kind for key in keys}
    done.tables[name] = Table(name, title_of(written.title), dict(by_key), gives, rows)
    return Signature("table", tuple((n, k, False) for n, k in by_key.items()), _spanned(gives, rows))


def _spanned(gives: Definite, rows: Sequence[Row]) -> Definite:
    """The type with the range of the values that really stand in the rows."""
    if not isinstance(gives, Number):
        return gives
    interval: Interval | None = None
    for row in rows:
        single = Interval.only(as_exact(row.value))
        interval = single if interval is None else interval.hull(single)
    return attrs.evolve(gives, range=interval or Interval())


def _check_parameter(written: nodes.Parameter, names: Names, done: Definitions) -> Signature | None:
    name = written.name.text
    scope = constant_scope(names.collector, "a parameter")
    keys = _keys(written.keys, names, scope)
    gives = read_type(written.type, type_names(names))
    if not written.values:
        names.collector.report(EmptyDefinition(span=written.name.span, name=name, what="values"))
        return None
    if keys is None or gives is None:
        return None
    values: list[DatedValue] = []
    for dated in written.values:
        rows = _dated_rows(dated, keys, gives, name, scope)
        if rows is None:
            return None
        values.append(DatedValue(dated.starts, rows))
    for earlier, later in zip(written.values, written.values[1:], strict=False):
        if later.starts <= earlier.starts:
            names.collector.report(ParameterOrder(span=later.span, name=name, first=earlier.span))
            return None
    by_key: dict[str, Definite] = {key.name: key.kind for key in keys}
    done.parameters[name] = Parameter(name, title_of(written.title), by_key, gives, tuple(values))
    every = [row for value in values for row in value.rows]
    return Signature("parameter", tuple((n, k, False) for n, k in by_key.items()), _spanned(gives, every))


def _dated_rows(
    dated: nodes.DatedValue, keys: Sequence[Key], gives: Definite, name: str, scope: Scope
) -> tuple[Row, ...] | None:
    if dated.value is not None and not keys:
        constant = expressions.check_constant(dated.value, scope, gives, f"a value of `{name}`")
        return None if constant is None else (Row((), constant.value, span=dated.span),)
    if dated.grid is not None and dated.grid.rows and keys:
        return read_grid(dated.grid, keys, gives, name, scope)
    wanted = "rows below it, for its keys" if keys else "one value"
    got = "one value" if dated.value is not None else ("rows" if dated.grid and dated.grid.rows else "nothing")
    scope.report(WrongRow(span=dated.span, name=name, got=got, wanted=wanted))
    return None


def check_parameter_starts(
    definitions: Definitions, edition: nodes.InForce | None, written: Sequence[nodes.Definition], names: Names
) -> None:
    """A parameter that the rulebook uses must have a value on its first day."""
    if edition is None:
        return
    spans = {d.name.text: d.name.span for d in written}
    for parameter in definitions.parameters.values():
        first = parameter.values[0].starts
        if first > edition.starts and parameter.name in names.used:
            names.collector.report(
                ParameterStartsLate(
                    span=spans[parameter.name],
                    name=parameter.name,
                    first=first.isoformat(),
                    in_force=edition.starts.isoformat(),
                )
            )
