"""Types for Python: subjects and events as typed dictionaries, grades and the names of rules as literals.

The text is a module that a type checker reads and that Python can import: its `load` is that of creditlang with these
types.
"""

from __future__ import annotations

import ast
import keyword
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

import attrs

from creditlang import ir
from creditlang.data.objects import EVENT_KEY
from creditlang.data.tables import RECORD_KEY
from creditlang.ir import SUBJECT_KEY
from creditlang.types import Boolean, Choice, Date, Definite, Duration, ManyRelated, Number, Related, Text

_BEGINNING = """
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date as _date
from decimal import Decimal as _Decimal
from fractions import Fraction as _Fraction
from pathlib import Path as _Path
from typing import Any, Literal, Never, NotRequired, Protocol, TypeAlias, TypedDict, cast

import creditlang

_Exact: TypeAlias = int | _Fraction | _Decimal
"""

_END = '''
class _InEffect(Protocol):
    @property
    def title(self) -> str | None: ...
    @property
    def record(self) -> str | None: ...
    @property
    def since(self) -> _date | None: ...
    @property
    def until(self) -> _date | None: ...
    @property
    def basis(self) -> str | None: ...
    @property
    def at(self) -> str: ...

class MovePart(_InEffect, Protocol):
    """An upgrade or downgrade in effect."""
    @property
    def name(self) -> Move: ...
    @property
    def to(self) -> Grade: ...

class RewardPart(_InEffect, Protocol):
    """A reward in effect."""
    @property
    def name(self) -> Reward: ...
    @property
    def grant(self) -> Any: ...

class SanctionPart(_InEffect, Protocol):
    """A sanction in effect."""
    @property
    def name(self) -> Sanction: ...
    @property
    def impose(self) -> Any: ...

class ListPart(_InEffect, Protocol):
    """An entry on a public list."""
    @property
    def name(self) -> PublicList: ...

class Decision(Protocol):
    """A `creditlang.Decision` under this rulebook."""
    @property
    def edition(self) -> str | None: ...
    @property
    def subject(self) -> str: ...
    @property
    def as_of(self) -> _date: ...
    @property
    def as_known(self) -> _date | None: ...
    @property
    def points(self) -> int | _Fraction | None: ...
    @property
    def grade(self) -> Grade | None: ...
    @property
    def band(self) -> Grade | None: ...
    @property
    def score(self) -> Any: ...
    @property
    def moved_by(self) -> Sequence[MovePart]: ...
    @property
    def rewards(self) -> Sequence[RewardPart]: ...
    @property
    def sanctions(self) -> Sequence[SanctionPart]: ...
    @property
    def lists(self) -> Sequence[ListPart]: ...
    @property
    def incomplete(self) -> bool: ...
    @property
    def covered(self) -> bool: ...
    @property
    def consent(self) -> Literal["given", "withdrawn", "missing"] | None: ...
    def explain(self) -> str: ...
    def to_json(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

class Outcome(Protocol):
    """What the bare function of `scorer` answers."""
    @property
    def points(self) -> int | _Fraction | None: ...
    @property
    def grade(self) -> Grade | None: ...
    @property
    def rewards(self) -> tuple[tuple[Reward, Any], ...]: ...
    @property
    def sanctions(self) -> tuple[tuple[Sanction, Any], ...]: ...
    @property
    def lists(self) -> tuple[tuple[PublicList, Any], ...]: ...

class Scorer(Protocol):
    """The bare function. It trusts its input: numbers are `int` or `Fraction`, and every record has its id and days."""
    def __call__(
        self, facts: Mapping[str, Any], records: Mapping[str, Sequence[Mapping[str, Any]]], as_of: _date,
        as_known: _date | None = None,
    ) -> Outcome: ...

class Rulebook(Protocol):
    """The `creditlang.Rulebook` with the types of what it takes and gives."""
    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    def decide(
        self, subject: THE_SUBJECT, events: Sequence[Event] | Records = ..., *, as_of: _date,
        as_known: _date | None = None, upcoming: bool = True,
    ) -> Decision: ...
    def decisions(
        self, data: str | _Path, *, as_of: _date, as_known: _date | None = None
    ) -> Iterator[Decision]: ...
    def scorer(self) -> Scorer: ...

def typed(rulebook: creditlang.Rulebook) -> Rulebook:
    """The same rulebook, with the types of this module."""
    return cast(Rulebook, rulebook)

def load(path: str | _Path, *, root: str | _Path | None = None) -> Rulebook:
    """`creditlang.load` with the types of this module."""
    return typed(creditlang.load(path, rulebook=THE_NAME, root=root))
'''


_ALIASES = {"Grade", "Move", "Reward", "Sanction", "PublicList", "Event", "Records"}
"""What is declared between the two."""

_TYPES = frozenset({"str", "bool", "Any", "Literal", "Never", "NotRequired", "Sequence"})
"""The types that fields have."""


def stubs(series: ir.Series) -> str:
    """The text of the module."""
    tree = ast.parse(_BEGINNING)
    emitter = _Emitter(series)
    tree.body += emitter.declarations()
    end = ast.parse(_END)
    tree.body += [emitter.fill_in(statement) for statement in end.body]
    title = f"Types of {series.name} for Python's type checkers, of rules with the digest {series.digest}."
    written = "Written by `creditlang build --stubs`: write it anew when the rules change, do not change it."
    tree.body.insert(0, ast.Expr(ast.Constant(f"{title}\n\n{written}\n")))
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


@attrs.define
class _Emitter:
    """Emits the declarations of one rulebook.

    Attributes:
        called: by what it stands for, (`subject` or `event`, name), the name of each class.
    """

    series: ir.Series
    called: dict[tuple[str, str], str] = attrs.field(factory=dict)
    _taken: set[str] = attrs.field(factory=lambda: _names_in(_BEGINNING) | _names_in(_END) | _ALIASES)

    def declarations(self) -> Iterator[ast.stmt]:
        """Literals, then a class for each subject and each event about the rulebook's subject."""
        editions = self.series.editions
        yield _alias("Grade", _literals(g.name for e in editions for g in e.grades))
        yield _alias("Move", _literals(name for e in editions for name in e.moves))
        yield _alias("Reward", _literals(name for e in editions for name in e.rewards))
        yield _alias("Sanction", _literals(name for e in editions for name in e.sanctions))
        yield _alias("PublicList", _literals(name for e in editions for name in e.lists))
        registry, subject = self.series.registry, editions[-1].subject
        events = [event for event in registry.events.values() if event.subject == subject]
        for name in registry.subjects:
            self.called["subject", name] = self._new(name)
        for event in events:
            self.called["event", event.name] = self._new(event.name)
        for holder in registry.subjects.values():
            fields = {SUBJECT_KEY: _not_required(_name("str")), **self._fields(holder)}
            yield from self._dictionary(self.called["subject", holder.name], holder.title, fields)
        listed: dict[str, ast.expr] = {}
        for event in events:
            called = self.called["event", event.name]
            record = self._new(f"{called}Record")
            day = _union(_name("_date"), ast.Constant(None))
            own = {RECORD_KEY: _name("str"), "recorded": day, "withdrawn": day, SUBJECT_KEY: _name("str")}
            fields = {"date": _name("_date"), **{name: _not_required(kind) for name, kind in own.items()}}
            yield from self._dictionary(record, event.title, fields | self._fields(event))
            named = {EVENT_KEY: _subscript("Literal", ast.Constant(event.name))}
            yield from self._dictionary(called, event.title, named, base=record)
            listed[event.name] = _subscript("Sequence", _name(record))
        yield _alias("Event", _union(*(_name(self.called["event", e.name]) for e in events)))
        yield from self._dictionary("Records", "Records by event.", listed, total=False)

    def fill_in(self, statement: ast.stmt) -> ast.stmt:
        """A statement of the end, with the names of this rulebook."""
        subject = self.called["subject", self.series.editions[-1].subject]
        for part in ast.walk(statement):
            if isinstance(part, ast.Name) and part.id == "THE_SUBJECT":
                part.id = subject
            if isinstance(part, ast.keyword) and part.arg == "rulebook":
                part.value = ast.Constant(self.series.name)
        return statement

    def _fields(self, holder: ir.Subject | ir.Event) -> dict[str, ast.expr]:
        found: dict[str, ast.expr] = {}
        for field in holder.fields.values():
            kind = self._type(field.type)
            if isinstance(field.type, ManyRelated):
                kind = _not_required(kind)
            elif field.optional:
                kind = _not_required(_union(kind, ast.Constant(None)))
            found[field.name] = kind
        return found

    def _type(self, kind: Definite) -> ast.expr:
        match kind:
            case Number():
                return _name("_Exact")
            case Date():
                return _name("_date")
            case Boolean():
                return _name("bool")
            case Choice(members=members):
                return _literals(members)
            case Text():
                return _name("str")
            case Related(subject=subject):
                return _union(_name(self.called["subject", subject]), _name("str"))
            case ManyRelated(subject=subject):
                return _subscript("Sequence", _name(self.called["subject", subject]))
            case Duration():
                return _name("Any")
            case _:
                assert_never(kind)

    def _dictionary(
        self,
        called: str,
        title: str | None,
        fields: Mapping[str, ast.expr],
        *,
        base: str = "TypedDict",
        total: bool = True,
    ) -> Iterator[ast.stmt]:
        """A typed dictionary: as a class, or where a key is no name that Python has for itself, as a call."""
        keywords = [] if total else [ast.keyword("total", ast.Constant(False))]
        if base != "TypedDict" or all(map(self._is_plain, fields)):
            body: list[ast.stmt] = [ast.Expr(ast.Constant(title))] if title else []
            body += [ast.AnnAssign(ast.Name(name, ast.Store()), kind, None, 1) for name, kind in fields.items()]
            found = ast.ClassDef(called, [_name(base)], keywords, body or [ast.Pass()], [])
            found.type_params = []  # type: ignore[attr-defined]  # from Python 3.12 on
            yield found
            return
        # As texts, so that a class can be named before it is there.
        kinds = [ast.Constant(ast.unparse(kind)) for kind in fields.values()]
        keys: list[ast.expr | None] = [ast.Constant(name) for name in fields]
        made = ast.Call(_name("TypedDict"), [ast.Constant(called), ast.Dict(keys, [*kinds])], keywords)
        yield ast.Assign([ast.Name(called, ast.Store())], made)

    def _is_plain(self, name: str) -> bool:
        # In the body of a class a field hides what it is named like, also for the types of the fields after it.
        return _is_identifier(name) and name not in (*_TYPES, *self.called.values())

    def _new(self, name: str) -> str:
        """A name for a class that a reader recognises and that nothing else has."""
        wanted = unicodedata.normalize("NFKC", "".join(c if c.isalnum() else "_" for c in name))
        if not wanted.isidentifier() or keyword.iskeyword(wanted):
            wanted = f"_{wanted}" if f"_{wanted}".isidentifier() else "Named"
        found, number = wanted, 1
        while found in self._taken:
            number += 1
            found = f"{wanted}_{number}"
        self._taken.add(found)
        return found


def _is_identifier(name: str) -> bool:
    """Whether Python reads a name as it stands; others it would refuse, or read as one that looks like it."""
    return name.isidentifier() and not keyword.iskeyword(name) and unicodedata.normalize("NFKC", name) == name


def _names_in(text: str) -> set[str]:
    found: set[str] = set()
    for part in ast.walk(ast.parse(text)):
        match part:
            case ast.Name(id=name) | ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name)
    return found


def _name(identifier: str) -> ast.Name:
    return ast.Name(identifier, ast.Load())


def _subscript(of: str, key: ast.expr) -> ast.expr:
    return ast.Subscript(_name(of), key, ast.Load())


def _not_required(kind: ast.expr) -> ast.expr:
    return _subscript("NotRequired", kind)


def _union(*kinds: ast.expr) -> ast.expr:
    """Any of these types; `Never` of none."""
    found: ast.expr | None = None
    for kind in kinds:
        found = kind if found is None else ast.BinOp(found, ast.BitOr(), kind)
    return found or _name("Never")


def _literals(names: Iterable[str]) -> ast.expr:
    """One of these texts; `Never` of none."""
    found = [ast.Constant(name) for name in dict.fromkeys(names)]
    if not found:
        return _name("Never")
    return _subscript("Literal", found[0] if len(found) == 1 else ast.Tuple([*found], ast.Load()))


def _alias(called: str, kind: ast.expr) -> ast.stmt:
    return ast.AnnAssign(ast.Name(called, ast.Store()), _name("TypeAlias"), kind, 1)
