"""Registries: from declarations to the columns of the data contract."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from creditlang.check.clauses import title_of
from creditlang.check.errors.names import DuplicateName, ReservedName, UnknownField, UnknownName
from creditlang.check.errors.rulebooks import WhichSubject
from creditlang.check.errors.rules import MisplacedClause, MissingClause
from creditlang.check.references import BUILTIN_VALUES
from creditlang.check.type_expressions import TypeNames, read_choice, read_type
from creditlang.diagnostics import Collector, closest
from creditlang.ir import RECORD_FIELDS, SUBJECT_KEY, Event, Field, Registry, Subject
from creditlang.syntax import nodes
from creditlang.types import Choice, ManyRelated, Related, show_type


@attrs.frozen
class CheckedRegistry:
    """A registry with its named choices, which rulebooks may use as types.

    Attributes:
        wrong: names of fields and events that were reported, so that nothing is to be said about their uses.
    """

    registry: Registry
    categories: dict[str, Choice]
    wrong: frozenset[str]


def check_registry(written: nodes.Registry, collector: Collector) -> CheckedRegistry:
    """The registry; what was wrong in it is reported and left out."""
    contexts = _contexts(written, collector)
    categories: dict[str, Choice] = {}
    declared: dict[str, nodes.Name] = {}
    for declaration in written.declarations:
        if isinstance(declaration, nodes.Contexts) or not _is_new(declaration.name, declared, collector):
            continue
        if isinstance(declaration, nodes.CategoryDeclaration) and isinstance(declaration.type, nodes.ChoiceType):
            name = declaration.name.text
            categories[name] = read_choice(declaration.type.members, collector, name)
    subjects_written = [d for d in written.declarations if isinstance(d, nodes.SubjectDeclaration)]
    if not subjects_written:
        collector.report(
            MissingClause(
                span=written.name.span,
                rule=f"the registry `{written.name.text}`",
                clause="subject",
                advice="say whom the records are about: `subject Person` with its fields below it",
            )
        )
    names = TypeNames(collector, categories, frozenset(d.name.text for d in subjects_written))
    subjects = {
        d.name.text: Subject(
            d.name.text,
            title_of(d.title),
            _fields(d.fields, names, (SUBJECT_KEY, *BUILTIN_VALUES)),
            span=d.name.span,
        )
        for d in reversed(subjects_written)
    }
    _check_relations(subjects, collector)
    events = {
        d.name.text: _event(d, names, contexts, list(subjects)[::-1])
        for d in reversed(written.declarations)
        if isinstance(d, nodes.EventDeclaration)
    }
    registry = Registry(
        written.name.text,
        title_of(written.title),
        contexts,
        dict(reversed(subjects.items())),
        dict(reversed(events.items())),
        span=written.name.span,
    )
    return CheckedRegistry(registry, categories, frozenset(_wrong(written, registry)))


def _wrong(written: nodes.Registry, registry: Registry) -> Iterator[str]:
    """What was declared but is not in the registry, or not as it was meant."""
    for declaration in written.declarations:
        if isinstance(declaration, nodes.SubjectDeclaration):
            kept = registry.subjects[declaration.name.text].fields
        elif isinstance(declaration, nodes.EventDeclaration):
            event = registry.events[declaration.name.text]
            kept = event.fields
            named = declaration.subject.text if declaration.subject else None
            if named != event.subject and (named or len(registry.subjects) != 1):
                yield event.name
        else:
            continue
        yield from (field.name.text for field in declaration.fields if field.name.text not in kept)


def _contexts(written: nodes.Registry, collector: Collector) -> dict[str, str | None]:
    members = [m for d in written.declarations if isinstance(d, nodes.Contexts) for m in d.members]
    read_choice(tuple(members), collector)
    return {m.name.text: title_of(m.title) for m in members}


def _is_new(name: nodes.Name, declared: dict[str, nodes.Name], collector: Collector) -> bool:
    first = declared.setdefault(name.text, name)
    if first is not name:
        collector.report(DuplicateName(span=name.span, name=name.text, first=first.span))
    return first is name


def _fields(
    written: tuple[nodes.FieldDeclaration, ...], names: TypeNames, reserved: tuple[str, ...]
) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    declared: dict[str, nodes.Name] = {}
    for field in written:
        name = field.name.text
        if not _is_new(field.name, declared, names.collector):
            continue
        if name in reserved:
            names.collector.report(ReservedName(span=field.name.span, name=name))
            continue
        flags = {flag.text for flag in field.flags}
        kind = read_type(field.type, names, field.bounds)
        if kind is None:
            continue
        if isinstance(kind, ManyRelated) and "optional" in flags:
            names.collector.report(
                MisplacedClause(
                    span=field.span, clause="`optional`", because="a relation to many may simply have nobody in it"
                )
            )
        fields[name] = Field(
            name, title_of(field.title), kind, "optional" in flags, "protected" in flags, span=field.name.span
        )
    return fields


def _check_relations(subjects: dict[str, Subject], collector: Collector) -> None:
    """A relation to many must be the inverse of a relation to one."""
    for subject in subjects.values():
        for field in list(subject.fields.values()):
            kind = field.type
            if not isinstance(kind, ManyRelated):
                continue
            other = subjects[kind.subject]
            inverse = other.fields.get(kind.by)
            if inverse is not None and inverse.type == Related(subject.name):
                continue
            del subject.fields[field.name]
            assert field.span is not None
            back = tuple(f.name for f in other.fields.values() if f.type == Related(subject.name))
            if inverse is None or back:
                collector.report(
                    UnknownField(
                        span=field.span,
                        holder=f"`{other.name}`",
                        name=kind.by,
                        suggestion=closest(kind.by, back) or (back[0] if back else None),
                        fields=tuple(other.fields),
                    )
                )
            else:
                collector.report(
                    MisplacedClause(
                        span=field.span,
                        clause=f"`many {other.name} by {kind.by}`",
                        because=f"`{kind.by}` of `{other.name}` is {show_type(inverse.type)}, not a `{subject.name}`",
                        advice=f"declare `{kind.by} : {subject.name}` there",
                    )
                )


def _event(
    written: nodes.EventDeclaration, names: TypeNames, contexts: dict[str, str | None], subjects: list[str]
) -> Event:
    collector = names.collector
    context = written.context.text if written.context else None
    if written.context is not None and context not in contexts:
        collector.report(
            UnknownName(
                span=written.context.span,
                what="a context",
                name=written.context.text,
                suggestion=closest(written.context.text, contexts),
                known=tuple(contexts),
            )
        )
        context = None
    subject = written.subject.text if written.subject else None
    if written.subject is not None and subject not in subjects:
        collector.report(
            UnknownName(
                span=written.subject.span,
                what="a subject",
                name=written.subject.text,
                suggestion=closest(written.subject.text, subjects),
                known=tuple(subjects),
            )
        )
        subject = None
    elif subject is None and len(subjects) > 1:
        collector.report(
            WhichSubject(
                span=written.name.span,
                name=written.name.text,
                subjects=tuple(subjects),
                advice=f"write `event {written.name.text} of {subjects[0]}`",
            )
        )
    fields = _fields(written.fields, names, (*RECORD_FIELDS, *BUILTIN_VALUES))
    for field in [f for f in fields.values() if isinstance(f.type, ManyRelated)]:
        del fields[field.name]
        assert field.span is not None
        collector.report(
            MisplacedClause(span=field.span, clause="`many`", because="an event's record points to one subject only")
        )
    return Event(
        written.name.text,
        title_of(written.title),
        subject or (subjects[0] if subjects else ""),
        context,
        title_of(written.issuer),
        any(flag.text == "voluntary" for flag in written.flags),
        fields,
        span=written.name.span,
    )
