"""Picking clauses out of a rule: one of a kind, or a report that it stands twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from creditlang.check.errors.names import UnknownName
from creditlang.check.errors.process import BothWays, EmptyWords, NoTime
from creditlang.check.errors.rules import RepeatedClause
from creditlang.check.scope import Names
from creditlang.diagnostics import Collector, closest
from creditlang.ir import RuleText, SourceStatus
from creditlang.source import Span
from creditlang.syntax import nodes

N = TypeVar("N", bound=nodes.Node)


def all_of(clauses: Sequence[nodes.Node], kind: type[N]) -> tuple[N, ...]:
    """Every clause of a kind."""
    return tuple(clause for clause in clauses if isinstance(clause, kind))


def one_of(
    clauses: Sequence[nodes.Node],
    kind: type[N],
    word: str | tuple[str, ...],
    rule: str,
    collector: Collector,
    advice: str = "keep one of them",
) -> N | None:
    """The only clause of a kind, which has one or several words; None if there is none.

    A second one is reported and ignored.
    """
    found = all_of(clauses, kind)
    clause = " or ".join(f"`{each}`" for each in ((word,) if isinstance(word, str) else word))
    for repeated in found[1:]:
        collector.report(
            RepeatedClause(span=repeated.span, rule=rule, clause=clause, first=found[0].span, advice=advice)
        )
    return found[0] if found else None


def not_both(one: nodes.Node | None, other: nodes.Node | None, words: tuple[str, str], rule: str, c: Collector) -> bool:
    """Whether at most one of two clauses stands there; otherwise reported."""
    if one is None or other is None:
        return True
    c.report(BothWays(span=other.span, rule=rule, one=f"`{words[0]}`", other=f"`{words[1]}`", first=one.span))
    return False


def not_empty(text: nodes.Text, clause: str, advice: str, collector: Collector) -> None:
    """Report quotation marks with nothing between them."""
    if not text.value.strip():
        collector.report(EmptyWords(span=text.span, clause=clause, advice=advice))


def title_of(text: nodes.Text | None) -> str | None:
    """The words of a title, if there is one."""
    return text.value if text else None


def rule_text(
    name: nodes.Name, title: nodes.Text | None, clauses: Sequence[nodes.Node], rule: str, span: Span, names: Names
) -> RuleText:
    """What a rule says about itself."""
    collector = names.collector
    basis = one_of(clauses, nodes.Basis, "basis", rule, collector)
    source = one_of(clauses, nodes.SourceClause, "source", rule, collector)
    note = one_of(clauses, nodes.Note, "note", rule, collector)
    context = one_of(clauses, nodes.InContext, "in", rule, collector)
    if basis is not None:
        not_empty(basis.text, "this basis", "name the law and its article", collector)
    return RuleText(
        name=name.text,
        title=title_of(title),
        basis=basis.text.value if basis else None,
        source=SourceStatus[source.status.name] if source else None,
        source_where=source.where.value if source and source.where else None,
        context=context_name(context.context, names) if context else None,
        note=note.text.value if note else None,
        span=span,
    )


def context_name(name: nodes.Name, names: Names) -> str | None:
    """A context of the registry, or None after a report."""
    contexts = names.registry.contexts
    if name.text in contexts:
        return name.text
    names.collector.report(
        UnknownName(
            span=name.span,
            what="a context",
            name=name.text,
            suggestion=closest(name.text, contexts),
            known=tuple(contexts),
        )
    )
    return None


def some_time(written: nodes.DurationLiteral, place: str, advice: str, collector: Collector) -> None:
    """Report a period of no days."""
    if written.value.count == 0:
        collector.report(NoTime(span=written.span, written=f"{place.strip('`')} {written.span.text}", advice=advice))
