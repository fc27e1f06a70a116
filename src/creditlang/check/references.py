"""Names in expressions: fields, built-ins, definitions, members of choices, grades, lists and rules."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from creditlang.check import arithmetic, expressions, habits
from creditlang.check.errors.grades import UnknownGrade
from creditlang.check.errors.names import (
    NotUsableHere,
    TwoMeanings,
    UnknownField,
    UnknownMember,
    UnknownName,
    WrongArguments,
)
from creditlang.check.errors.rules import NoScore
from creditlang.check.errors.types import CannotCompare, MissingGuard, WrongType
from creditlang.check.scope import RECORD_BUILTINS, Bound, Scope, Signature
from creditlang.diagnostics import closest
from creditlang.ir import Field
from creditlang.ir import expressions as ir
from creditlang.source import Span
from creditlang.syntax import nodes
from creditlang.syntax.expectations import keywords
from creditlang.types import (
    Boolean,
    Choice,
    Date,
    Definite,
    ManyRelated,
    Number,
    Optional,
    Related,
    Type,
    definite,
    show_type,
)

BUILTIN_VALUES = ("as_of", "points", "grade", "this")
BUILTIN_FUNCTIONS = ("min", "max", "clamp")
_RELATIONS = {operator: ir.Relation[operator.name] for operator in nodes.ComparisonOperator}


def check_reference(node: nodes.Reference, scope: Scope, wanted: Definite | None) -> ir.Expression | None:
    """A name or a path of names."""
    first, *rest = node.path
    if isinstance(wanted, Choice) and not rest and first.text in wanted.members:
        if _holds_choice(first.text, wanted, scope):
            scope.report(TwoMeanings(span=first.span, name=first.text))
            return None
        return ir.Constant(first.text, type=wanted, span=node.span)
    found = _first(first, rest, scope)
    if found is None:
        _report_unknown(first, bool(rest), scope, wanted)
        return None
    if isinstance(found, _Failed):
        return None
    root, rest = found
    return follow(root, rest, scope, node.span)


def _holds_choice(name: str, choice: Choice, scope: Scope) -> bool:
    """Whether a parameter or field of this name could be meant as well: it holds a value of the same choice."""
    if name in scope.arguments:
        return definite(scope.arguments[name]) == choice
    fields = (field_of(bound, name) for bound in scope.bounds)
    return any(field is not None and definite(field.type) == choice for field in fields)


def follow(root: ir.Expression | Bound, rest: list[nodes.Name], scope: Scope, span: Span) -> ir.Expression | None:
    """The fields after a root, one after the other."""
    value: ir.Expression | Bound = root
    for index, name in enumerate(rest):
        last = span if index == len(rest) - 1 else name.span
        step = read_field(value, name, scope, last)
        if step is None:
            return None
        value = step
    assert not isinstance(value, Bound)
    return value


def read_field(of: ir.Expression | Bound, name: nodes.Name, scope: Scope, span: Span) -> ir.Expression | None:
    """A field of a record, of a subject, or of the subject behind a relation."""
    bound = of if isinstance(of, Bound) else _behind(of, name, scope)
    if bound is None:
        return None
    field = field_of(bound, name.text)
    if field is None:
        names = tuple(bound.fields) + (tuple(RECORD_BUILTINS) if bound.record else ())
        scope.report(
            UnknownField(
                span=name.span,
                holder=f"`{bound.label}`",
                name=name.text,
                suggestion=closest(name.text, names),
                fields=names,
            )
        )
        return None
    holder = bound.holder
    kind: Type = Optional(field.type) if field.optional else field.type
    read = ir.Read(holder, field.name, type=kind, span=span)
    return narrowed(read, scope)


def field_of(bound: Bound, name: str) -> Field | None:
    """A declared field, or one that every record has."""
    if name in bound.fields:
        return bound.fields[name]
    if bound.record and name in RECORD_BUILTINS:
        return Field(name, None, RECORD_BUILTINS[name])
    return None


def narrowed(read: ir.Expression, scope: Scope) -> ir.Expression:
    """The value with what the facts of the scope say about it."""
    kind = read.type
    if isinstance(kind, Optional) and read in scope.facts.known:
        kind = kind.of
    if isinstance(kind, Number) and read in scope.facts.ranges:
        kind = attrs.evolve(kind, range=kind.range.meet(scope.facts.ranges[read]))
    return attrs.evolve(read, type=kind)


def _behind(of: ir.Expression, name: nodes.Name, scope: Scope) -> Bound | None:
    """The subject behind a relation, for the field `name`."""
    if isinstance(of.type, Optional):
        if not scope.lenient:
            scope.report(MissingGuard(span=of.span, name=of.span.text if of.span else ""))
        return None
    kind = definite(of.type)
    if isinstance(kind, Related) and isinstance(of, ir.Read) and kind.subject in scope.names.registry.subjects:
        return Bound(kind.subject, of, scope.names.registry.subjects[kind.subject].fields, record=False)
    advice = ""
    if isinstance(kind, ManyRelated):
        advice = f"there are many of them: ask for `sum of … .{name.text}` or `count of … where …`"
    scope.report(
        WrongType(
            span=of.span, place=f"`.{name.text}`", wanted="a record or a subject", got=show_type(of.type), advice=advice
        )
    )
    return None


class _Failed:
    """An error that has been reported."""


def _first(
    first: nodes.Name, rest: list[nodes.Name], scope: Scope
) -> tuple[ir.Expression | Bound, list[nodes.Name]] | _Failed | None:
    """What the first name stands for, and the names still to follow; None if nothing."""
    text = first.text
    elements = [bound for bound in scope.bounds if isinstance(bound.holder, ir.Element)]
    for bound in elements:
        if field_of(bound, text) is not None:
            return bound, [first, *rest]
    if text in scope.arguments:
        kind = scope.arguments[text]
        return narrowed(ir.Argument(text, type=kind, span=first.span), scope), rest
    for bound in scope.bounds[len(elements) :]:
        if field_of(bound, text) is not None:
            return bound, [first, *rest]
    if rest:
        named = next((b for b in scope.bounds if text in (b.label, "this" if b.record else b.label)), None)
        if text == "this":
            named = next((b for b in reversed(scope.bounds) if b.record), None)
        if named is not None:
            return named, rest
    if text in scope.names.signatures:
        called = _called(first, (), scope)
        return _Failed() if called is None else (narrowed(called, scope), rest)
    builtin = _builtin(first, scope)
    return builtin if builtin is None or isinstance(builtin, _Failed) else (builtin, rest)


def _builtin(name: nodes.Name, scope: Scope) -> ir.Expression | _Failed | None:
    match name.text:
        case "as_of":
            return ir.AsOf(type=Date(), span=name.span)
        case "points":
            if scope.names.score is None:
                scope.report(NoScore(span=name.span, what="`points`"))
                return _Failed()
            if not scope.place.reads_points:
                _report_place(
                    "`points`", name.span, scope, "the score is only known once all criteria have been counted"
                )
                return _Failed()
            return narrowed(ir.Points(type=scope.names.score, span=name.span), scope)
        case "grade":
            _report_place("`grade` by itself", name.span, scope, "compare it: `grade is at least A`")
            return _Failed()
        case _:
            return None


def _report_place(what: str, span: Span, scope: Scope, advice: str) -> None:
    scope.report(NotUsableHere(span=span, what=what, place=scope.place.name, advice=advice))


def _report_unknown(name: nodes.Name, path: bool, scope: Scope, wanted: Definite | None) -> None:
    if scope.blind or name.text in scope.names.broken:
        return  # the error that makes it unknown has been reported
    if isinstance(wanted, Choice) and not path:
        scope.report(
            UnknownMember(
                span=name.span,
                name=name.text,
                choice=show_type(wanted),
                suggestion=_keyword(name.text, wanted.members) or closest(name.text, wanted.members),
                members=wanted.members,
            )
        )
        return
    known = tuple(dict.fromkeys(_visible(scope)))
    elsewhere = _elsewhere(name.text, scope)
    if elsewhere:
        scope.report(NotUsableHere(span=name.span, what=f"`{name.text}`", place=scope.place.name, advice=elsewhere))
        return
    scope.report(
        UnknownName(
            span=name.span,
            what="a field or definition",
            name=name.text,
            suggestion=_keyword(name.text, known) or closest(name.text, known),
            known=known,
            advice=habits.NAMES.get(name.text.casefold(), ""),
        )
    )


def _keyword(name: str, known: Iterable[str]) -> str | None:
    """The keyword or built-in value that a name differs from in capitals alone: `Grade is at least A`."""
    plain = name.casefold()
    if name == plain or plain in (other.casefold() for other in known):
        return None
    return plain if plain in BUILTIN_VALUES or plain in keywords() else None


def means_unknown(node: nodes.Expression, scope: Scope) -> bool:
    """Whether this is a name that means nothing here, and in other languages a value that is not there."""
    if not isinstance(node, nodes.Reference) or len(node.path) > 1:
        return False
    text = node.path[0].text
    if text.casefold() not in habits.FOR_UNKNOWN or text in _visible(scope):
        return False
    fields = (field for bound in scope.bounds for field in bound.fields.values())
    return not any(isinstance(field.type, Choice) and text in field.type.members for field in fields)


def _visible(scope: Scope) -> Iterable[str]:
    for bound in scope.bounds:
        yield from bound.fields
        if bound.record:
            yield from RECORD_BUILTINS
    yield from scope.arguments
    yield from scope.names.signatures
    yield from ("as_of",)
    if scope.place.reads_points and scope.names.score:
        yield "points"


def _elsewhere(text: str, scope: Scope) -> str:
    """Advice where the name exists but means something else than a value here."""
    if text in scope.names.registry.events:
        return f"it is an event with many records: ask `exists {text}`, `count of {text}` or `latest {text}.date`"
    if text in scope.names.lists:
        return f"it is a list: ask `listed in {text}`"
    if text in scope.names.holdable:
        return f"it is a reward or sanction: ask `holds {text}`"
    if text in scope.names.grades:
        return f"it is a grade: ask `grade is {text}` or `grade is at least {text}`"
    for field in (field for bound in scope.bounds for field in bound.fields.values()):
        if isinstance(field.type, Choice) and text in field.type.members:
            test = f"{field.name} is {text}"
            return f"it is a value of `{field.name}`: write `{test}`, or for several `{field.name} is one of …, {text}`"
    for event in scope.names.registry.events.values():
        if text in event.fields:
            return (
                f"it is a field of `{event.name}`: ask `latest {event.name}.{text}` or put the rule `on {event.name}`"
            )
    return ""


def check_call(node: nodes.Call, scope: Scope, wanted: Definite | None) -> ir.Expression | None:
    """`min(a, b)`, a define, a table or a parameter."""
    name = node.function.text
    if name in scope.names.signatures:
        return (found := _called(node.function, node.arguments, scope, node.span)) and narrowed(found, scope)
    if name in scope.names.broken:
        return None
    if name in ("min", "max"):
        return _check_extremum(node, scope, wanted)
    if name == "clamp":
        return _check_clamp(node, scope, wanted)
    known = (*scope.names.signatures, *BUILTIN_FUNCTIONS)
    scope.report(
        UnknownName(
            span=node.function.span,
            what="a table or definition",
            name=name,
            suggestion=closest(name, known),
            known=known,
            advice=habits.FUNCTIONS.get(name.casefold(), ""),
        )
    )
    return None


def _check_extremum(node: nodes.Call, scope: Scope, wanted: Definite | None) -> ir.Expression | None:
    if len(node.arguments) < 2:
        _report_count(node, "two values or more", scope)
        return None
    operator = ir.Operator.MINIMUM if node.function.text == "min" else ir.Operator.MAXIMUM
    values = [expressions.check_value(argument, scope, wanted) for argument in node.arguments]
    result, *others = values
    for other in others:
        if result is None or other is None:
            return None
        result = arithmetic.combine(operator, result, other, node, scope, wanted)
    return result


def _check_clamp(node: nodes.Call, scope: Scope, wanted: Definite | None) -> ir.Expression | None:
    if len(node.arguments) != 3:
        _report_count(node, "three values (what, the lowest, the highest)", scope)
        return None
    value, low, high = (expressions.check_value(argument, scope, wanted) for argument in node.arguments)
    if value is None or low is None or high is None:
        return None
    raised = arithmetic.combine(ir.Operator.MAXIMUM, value, low, node, scope, wanted)
    return None if raised is None else arithmetic.combine(ir.Operator.MINIMUM, raised, high, node, scope, wanted)


def _report_count(node: nodes.Call, wanted: str, scope: Scope) -> None:
    scope.report(WrongArguments(span=node.span, name=node.function.text, wanted=wanted, got=len(node.arguments)))


def _called(
    name: nodes.Name, arguments: tuple[nodes.Expression, ...], scope: Scope, span: Span | None = None
) -> ir.Expression | None:
    signature = scope.names.signatures[name.text]
    scope.names.used.add(name.text)
    if len(arguments) != len(signature.arguments):
        count = len(signature.arguments)
        shown = ", ".join(argument for argument, _, _ in signature.arguments)
        scope.report(
            WrongArguments(
                span=span or name.span,
                name=name.text,
                wanted=f"{count} value{'s' if count != 1 else ''}",
                got=len(arguments),
                advice=f"write `{name.text}({shown})`" if shown else f"write `{name.text}` alone",
            )
        )
        return None
    values = [
        _argument(written, wanted, optional, f"`{argument}` of `{name.text}`", scope)
        for written, (argument, wanted, optional) in zip(arguments, signature.arguments, strict=True)
    ]
    found = tuple(v for v in values if v is not None)
    if len(found) < len(values):
        return None
    missing = sorted(need for need in signature.needs if not scope.place.offers(need))
    if missing:
        shown = {"points": "the score", "grade": "the grade", "rules": "lists or other rules"}[missing[0]]
        _report_place(f"`{name.text}`", span or name.span, scope, f"it reads {shown}, not yet known here")
        return None
    return _use(signature, name.text, found, span or name.span)


def _argument(
    written: nodes.Expression, wanted: Definite, optional: bool, place: str, scope: Scope
) -> ir.Expression | None:
    if optional:
        found = expressions.check_expression(written, scope, wanted)
        if found is not None and isinstance(found.type, Optional):
            inner = attrs.evolve(found, type=found.type.of)
            same = isinstance(wanted, Number) and arithmetic.fit_number(inner, wanted, place, scope) is not None
            if same or inner.type == wanted:
                return found
            if not isinstance(wanted, Number):
                scope.report(
                    WrongType(span=written.span, place=place, wanted=show_type(wanted), got=show_type(inner.type))
                )
            return None
        if found is None:
            return None
    return expressions.check_wanted(written, scope, wanted, place)


def _use(signature: Signature, name: str, arguments: tuple[ir.Expression, ...], span: Span) -> ir.Expression:
    match signature.kind:
        case "define":
            return ir.CallDefine(name, arguments, type=signature.gives, span=span)
        case "table":
            return ir.Lookup(name, arguments, type=signature.gives, span=span)
        case _:
            return ir.ParameterValue(name, arguments, type=signature.gives, span=span)


# --- the grade, lists and rules ----------------------------------------------------------------------


def is_grade(node: nodes.Expression, scope: Scope) -> bool:
    """Whether an expression is the built-in `grade`, which no field or argument hides."""
    return (
        isinstance(node, nodes.Reference)
        and len(node.path) == 1
        and node.path[0].text == "grade"
        and not any(field_of(bound, "grade") for bound in scope.bounds)
        and "grade" not in scope.arguments
        and "grade" not in scope.names.signatures
    )


def check_grade_test(
    node: nodes.Comparison | nodes.BetweenTest | nodes.MembershipTest, scope: Scope
) -> ir.Expression | None:
    """`grade is at least AA`, `grade is one of A, B`."""
    if not scope.place.reads_grade:
        advice = "the grade is only known once all upgrades and downgrades have been made"
        _report_place("`grade`", node.span, scope, advice)
        return None
    if isinstance(node, nodes.Comparison):
        return _compare_grade(_RELATIONS[node.operator], node.right, node, scope)
    if isinstance(node, nodes.MembershipTest):
        options = [_compare_grade(ir.Relation.EQUAL, option, node, scope) for option in node.options]
        found = tuple(option for option in options if option is not None)
        if len(found) < len(options):
            return None
        return found[0] if len(found) == 1 else ir.Or(found, type=Boolean(), span=node.span)
    low = _compare_grade(ir.Relation.AT_LEAST, node.low, node, scope)
    high = _compare_grade(ir.Relation.AT_MOST, node.high, node, scope)
    return None if low is None or high is None else ir.And((low, high), type=Boolean(), span=node.span)


def _compare_grade(
    relation: ir.Relation, written: nodes.Expression, node: nodes.Expression, scope: Scope
) -> ir.Expression | None:
    if isinstance(written, nodes.Reference) and len(written.path) == 1:
        name = written.path[0]
        if grade_exists(name, scope):
            return ir.CompareGrade(relation, name.text, type=Boolean(), span=node.span)
        return None
    advice = "write the name of a grade"
    if isinstance(written, nodes.TextLiteral) and written.value in scope.names.grades:
        advice = f"write `{written.value}` without quotation marks"
    scope.report(
        CannotCompare(
            span=written.span,
            left="the grade",
            right="anything but a grade's name",
            operator=relation.value,
            advice=advice,
        )
    )
    return None


def grade_exists(name: nodes.Name, scope: Scope) -> bool:
    """Whether the rulebook has such a grade; otherwise reported."""
    grades = scope.names.grades
    if name.text in grades:
        return True
    if "grades" not in scope.names.broken:
        scope.report(UnknownGrade(span=name.span, name=name.text, suggestion=closest(name.text, grades), grades=grades))
    return False


def check_rule_test(node: nodes.ListedTest | nodes.HoldsTest, scope: Scope) -> ir.Expression | None:
    """`listed in Defaulters`, `holds FlightBan`."""
    listed = isinstance(node, nodes.ListedTest)
    name = node.list_name if isinstance(node, nodes.ListedTest) else node.rule
    declared = scope.names.lists if listed else scope.names.holdable
    if name.text not in declared:
        if name.text not in scope.names.broken:
            scope.report(
                UnknownName(
                    span=name.span,
                    what="a list" if listed else "a reward or sanction",
                    name=name.text,
                    suggestion=closest(name.text, declared),
                    known=tuple(declared),
                )
            )
        return None
    if not scope.place.reads_rules:
        what = "`listed in`" if listed else "`holds`"
        _report_place(what, node.span, scope, "lists, rewards and sanctions are decided after the score")
        return None
    if listed:
        return ir.Listed(name.text, type=Boolean(), span=node.span)
    return ir.Holds(name.text, type=Boolean(), span=node.span)
