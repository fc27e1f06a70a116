"""A quick way in for plain objects: dictionaries whose values are what the registry declares.

In come the objects that `data.history_from_objects` takes. What is plainly valid comes out in the form that compiled
functions take; for anything else the answer is None, and the long way has to be gone, which takes more kinds of objects
and says what is wrong. So this refuses nothing and has no opinion of its own: what it lets in, the other lets in too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from creditlang import ir
from creditlang.backends.python import trees
from creditlang.data.cells import Wrong, read_value
from creditlang.data.objects import DEFAULT_ID, EVENT_KEY
from creditlang.data.reasons import BLANKS, LARGEST_DIGITS, LARGEST_TEXT
from creditlang.data.tables import RECORD_KEY, Column, Role, Table, event_table, subject_table
from creditlang.ir import SUBJECT_KEY
from creditlang.types import Boolean, Choice, Date, Duration, ManyRelated, Number, Related, Text

Values = dict[str, Any]
Admitted = tuple[str, Values, dict[str, list[Values]]]
"""The subject's id, its facts, and its records by event."""

_Reader = Callable[[Values, str, frozenset[str]], Values | None]
"""Reads a dictionary about a subject that may have these keys; None if the long way has to be gone."""


@attrs.frozen(eq=False)
class Admission:
    """The way in for one kind of subject.

    Attributes:
        subject: its name.
    """

    registry: ir.Registry
    subject: str

    def admit(self, subject: object, events: object) -> Admitted | None:
        """What can be decided on; None if the long way has to be gone."""
        if not isinstance(subject, dict) or self._readers is None:
            return None
        read_facts, known, readers = self._readers
        owner = subject.get(SUBJECT_KEY)
        if owner is None:
            owner = DEFAULT_ID
        elif not _is_id(owner):
            return None
        facts = read_facts(subject, owner, known)
        if facts is None:
            return None
        found: dict[str, list[Values]] = {}
        every: list[Values] = []
        for name, given, listed in _records(events):
            reader = readers.get(name) if isinstance(name, str) else None
            if reader is None or not isinstance(given, dict):
                return None
            assert isinstance(name, str)
            values = reader[0](given, owner, reader[2] if listed else reader[1])
            if values is None:
                return None
            every.append(values)
            if name in found:
                found[name].append(values)
            else:
                found[name] = [values]
        return (owner, facts, found) if _have_ids(every) else None

    @cached_property
    def _readers(
        self,
    ) -> tuple[_Reader, frozenset[str], Mapping[str, tuple[_Reader, frozenset[str], frozenset[str]]]] | None:
        """For the subject its reader and keys; for each event a reader, and its keys without and with the event's name.

        None where some field cannot be read here.
        """
        holder = self.registry.subjects[self.subject]
        events = [event for event in self.registry.events.values() if event.subject == self.subject]
        if not all(
            map(_is_readable, [*holder.fields.values(), *(f for event in events for f in event.fields.values())])
        ):
            return None
        many = [field.name for field in holder.fields.values() if isinstance(field.type, ManyRelated)]
        table = subject_table(holder)
        found = {}
        for event in events:
            keys = frozenset(event_table(event).names)
            found[event.name] = (_reader(event_table(event), ()), keys, keys | {EVENT_KEY})
        return _reader(table, many), frozenset((*table.names, *many)), found


def _is_readable(field: ir.Field) -> bool:
    """Whether values of a field can be read here: a related subject may be left out, and is not looked into."""
    needed = isinstance(field.type, Related) and not field.optional
    return not needed and not isinstance(field.type, Duration) and field.name != EVENT_KEY


_NONE = object()
"""Stands for something that is no record."""


def _records(events: object) -> Iterator[tuple[object, object, bool]]:
    """Each record, with its event's name, and whether the record itself holds that."""
    if isinstance(events, dict):
        for name, listed in events.items():
            if not isinstance(listed, list | tuple):
                yield None, _NONE, False
                return
            for given in listed:
                yield name, given, False
    elif isinstance(events, list | tuple):
        for given in events:
            yield (given.get(EVENT_KEY) if isinstance(given, dict) else None), given, True
    else:
        yield None, _NONE, False


def _is_id(value: object) -> bool:
    return value.__class__ is str and str(value).strip(BLANKS) != "" and len(str(value)) <= LARGEST_TEXT


def _have_ids(every: Sequence[Values]) -> bool:
    """Whether each record has an id of its own. Where none is given, they are numbered by their place among all."""
    given = [values[RECORD_KEY] for values in every]
    if None in given:
        taken = set(given)
        for number, values in enumerate(every, start=1):
            if values[RECORD_KEY] is None:
                own = f"r{number}"
                while own in taken:
                    own += "_"
                values[RECORD_KEY] = own
        given = [values[RECORD_KEY] for values in every]
    return len(set(given)) == len(given)


# --- readers, one for each table -----------------------------------------------------------------------


def _reader(table: Table, many: Sequence[str]) -> _Reader:
    """The function `read(given, owner, known)` for a table and the relations to many of its rows."""
    names: dict[str, Any] = {"date": date, "Wrong": Wrong, "read_value": read_value}
    identifiers = trees.Identifiers({*names, "given", "owner", "known", "len", "str", "list", "tuple"})
    given = trees.name("given")
    known = trees.method(trees.name("known"), "issuperset", given)
    body = _leave(ast.UnaryOp(ast.Not(), known))
    held: dict[str, ast.expr] = {}
    for column in table.columns:
        if column.role is Role.OWNER or (column.role is Role.KEY and not table.is_event):
            other = trees.method(given, "get", ast.Constant(column.name), trees.name("owner"))
            if column.role is Role.OWNER:
                body += _leave(trees.compare(other, ast.NotEq(), trees.name("owner")))
            continue
        value = identifiers.new("its", column.name)
        body.append(trees.assign(value, trees.method(given, "get", ast.Constant(column.name))))
        if column.role is Role.KEY:
            column = attrs.evolve(column, required=False)
        body += _checked(column, value, names, identifiers)
        if column.name == "recorded" and column.role is Role.TIME:
            body += trees.when(trees.is_none(trees.name(value)), [trees.assign(value, held["date"])])
        held[column.name] = trees.name(value)
    for name in many:
        value = identifiers.new("its", name)
        body.append(trees.assign(value, trees.method(given, "get", ast.Constant(name), trees.tupled([]))))
        body += _leave(trees.either([_is_not_a(value, "list", "tuple"), trees.name(value)]))
        held[name] = trees.listed([])
    body.append(ast.Return(ast.Dict([ast.Constant(name) for name in held], list(held.values()))))
    called = identifiers.new("read", table.name)
    tree = trees.function(called, ["given", "owner", "known"], body)
    exec(compile(ast.fix_missing_locations(ast.Module([tree], [])), f"<the way in of {table.name}>", "exec"), names)
    found: _Reader = names[called]
    return found


def _leave(test: ast.expr) -> list[ast.stmt]:
    return trees.when(test, [ast.Return(ast.Constant(None))])


def _is_not_a(value: str, *classes: str) -> ast.expr:
    """Whether a value is of none of these classes; one that only derives from them is left to the long way."""
    own = ast.Attribute(trees.name(value), "__class__", ast.Load())
    if len(classes) == 1:
        return trees.compare(own, ast.IsNot(), trees.name(classes[0]))
    return trees.compare(own, ast.NotIn(), trees.tupled(map(trees.name, classes)))


def _checked(column: Column, value: str, names: dict[str, Any], identifiers: trees.Identifiers) -> list[ast.stmt]:
    """What reads the value of a column where it is not at once seen to be valid."""
    if isinstance(column.type, Related):
        return _leave(trees.compare(trees.name(value), ast.IsNot(), ast.Constant(None)))
    doubtful = _doubts(column, value, names, identifiers)
    if not column.required:
        there = trees.compare(trees.name(value), ast.IsNot(), ast.Constant(None))
        doubtful = ast.BoolOp(ast.And(), [there, doubtful])
    place = identifiers.new("COLUMN", column.name)
    names[place] = column
    read = trees.assign(value, trees.call("read_value", trees.name(place), trees.name(value)))
    wrong = trees.compare(ast.Attribute(trees.name(value), "__class__", ast.Load()), ast.Is(), trees.name("Wrong"))
    return trees.when(doubtful, [read, *_leave(wrong)])


def _doubts(column: Column, value: str, names: dict[str, Any], identifiers: trees.Identifiers) -> ast.expr:
    """Whether a value is not at once seen to be valid."""
    read = trees.name(value)
    match column.type:
        case Number(scale=scale, range=bounds):
            most = 10 ** (LARGEST_DIGITS - (scale or 0)) - 1
            low, high = identifiers.new("LEAST", column.name), identifiers.new("MOST", column.name)
            names[low] = -most if bounds.low is None else max(bounds.low, -most)
            names[high] = most if bounds.high is None else min(bounds.high, most)
            inside = ast.Compare(trees.name(low), [ast.LtE(), ast.LtE()], [read, trees.name(high)])
            return trees.either([_is_not_a(value, "int"), ast.UnaryOp(ast.Not(), inside)])
        case Date():
            return _is_not_a(value, "date")
        case Boolean():
            truths: list[ast.expr] = [trees.compare(read, ast.IsNot(), ast.Constant(truth)) for truth in (True, False)]
            return ast.BoolOp(ast.And(), truths)
        case Choice(members=members):
            place = identifiers.new("MEMBERS", column.name)
            names[place] = frozenset(members)
            return trees.either([_is_not_a(value, "str"), trees.compare(read, ast.NotIn(), trees.name(place))])
        case Text():
            doubts = [_is_not_a(value, "str"), _longer_than(value, LARGEST_TEXT)]
            if column.is_id:
                doubts.append(ast.UnaryOp(ast.Not(), trees.method(read, "strip", ast.Constant(" "))))
            return trees.either(doubts)
        case _:
            raise AssertionError(f"{column.name} is not stored")


def _longer_than(value: str, limit: int) -> ast.expr:
    return trees.compare(trees.call("len", trees.name(value)), ast.Gt(), ast.Constant(limit))
