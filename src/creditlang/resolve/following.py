"""Rulebooks that follow another one, written out.

In comes a rulebook whose head may say `follows`; out comes the same rulebook with everything declared that it carries
over, so that no later pass knows the clause. What is carried over means what it says *here*: names in it are looked
up among what this rulebook declares and carries over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import attrs

from creditlang.diagnostics import Collector, closest
from creditlang.resolve.errors import CannotFollow, NothingToLeaveOut
from creditlang.resolve.programs import Module
from creditlang.syntax import nodes

_ONCE = nodes.Score | nodes.Grades
"""Declarations without a name: a rulebook has one of each."""

C = TypeVar("C", bound=nodes.Node)


@attrs.frozen
class Following:
    """The rulebooks of a program, each written out once."""

    _done: dict[int, nodes.Rulebook | None] = attrs.field(factory=dict, init=False)
    _active: list[nodes.Rulebook] = attrs.field(factory=list, init=False)

    def whole(self, written: nodes.Rulebook, module: Module, collector: Collector) -> nodes.Rulebook | None:
        """The rulebook with all that it carries over; None if that cannot be told, which is then reported."""
        if id(written) not in self._done:
            self._active.append(written)
            self._done[id(written)] = self._whole(written, module, collector)
            self._active.pop()
        return self._done[id(written)]

    def _whole(self, written: nodes.Rulebook, module: Module, collector: Collector) -> nodes.Rulebook | None:
        clause = next((c for c in written.clauses if isinstance(c, nodes.Follows)), None)
        if clause is None:
            return written
        followed = _followed(written, clause, module, collector)
        if followed is None:
            return None
        if any(followed is active for active in self._active):
            problem = "the rulebooks follow one another in a circle" if followed is not written else _ITSELF
            collector.report(CannotFollow(span=clause.span, problem=problem))
            return None
        whole = self.whole(followed, module, collector)
        if whole is None:
            return None
        _check_left_out(clause, whole, written, collector)
        return attrs.evolve(written, declarations=tuple(_carried_over(clause, whole, written)))


_ITSELF = "this is the rulebook itself"


def _followed(
    written: nodes.Rulebook, clause: nodes.Follows, module: Module, collector: Collector
) -> nodes.Rulebook | None:
    """The rulebook that the clause means."""
    name = clause.rulebook.text if clause.rulebook else written.name.text
    visible = [r for seen in module.visible() for r in seen.document.rulebooks]
    named = [r for r in visible if r.name.text == name]
    if not named:
        near = closest(name, [r.name.text for r in visible])
        problem = f"there is no rulebook `{name}` to follow"
        collector.report(CannotFollow(span=clause.span, problem=problem, suggestion=near))
        return None
    if clause.edition is None and clause.rulebook is None:
        collector.report(CannotFollow(span=clause.span, problem="`follows` does not say what"))
        return None
    wanted = [r for r in named if clause.edition is None or _edition(r) == clause.edition.value]
    if len(wanted) == 1:
        return wanted[0]
    editions = tuple(e for r in named if (e := _edition(r)) is not None)
    if clause.edition is not None and not wanted:
        others = tuple(edition for edition in editions if edition != _edition(written))
        near = closest(clause.edition.value, others)
        other = _other_name(clause.edition.value, clause, written, visible)
        problem = f"`{name}` has no edition `{clause.edition.value}` to follow"
        collector.report(
            CannotFollow(span=clause.edition.span, problem=problem, suggestion=near, known=others, other=other)
        )
    else:
        problem = f"`{name}` has several editions, and this does not say which one it follows"
        collector.report(CannotFollow(span=clause.span, problem=problem, known=editions))
    return None


def _other_name(
    edition: str, clause: nodes.Follows, written: nodes.Rulebook, visible: Sequence[nodes.Rulebook]
) -> str | None:
    """The name of the only other rulebook with that edition, if the name of this one is nearly the same."""
    if clause.rulebook is not None:
        return None
    having = {r.name.text for r in visible if r.name.text != written.name.text and _edition(r) == edition}
    return closest(written.name.text, having) if len(having) == 1 else None


def _edition(rulebook: nodes.Rulebook) -> str | None:
    return next((c.text.value for c in rulebook.clauses if isinstance(c, nodes.EditionClause)), None)


def _check_left_out(
    clause: nodes.Follows, whole: nodes.Rulebook, written: nodes.Rulebook, collector: Collector
) -> None:
    known = tuple(d.name.text for d in whole.declarations if not isinstance(d, _ONCE))
    anew = {_name(d) for d in written.declarations}
    for name in clause.without:
        if name.text not in known:
            problem = f"`{whole.name.text}` has no `{name.text}` that could be left out"
            collector.report(NothingToLeaveOut(span=name.span, problem=problem, suggestion=closest(name.text, known)))
        elif name.text in anew:
            problem = f"`{name.text}` is left out and written anew"
            collector.report(NothingToLeaveOut(span=name.span, problem=problem))


def _carried_over(
    clause: nodes.Follows, whole: nodes.Rulebook, written: nodes.Rulebook
) -> Iterable[nodes.RulebookDeclaration]:
    """What is carried over, with what is written anew in the place of what it replaces, and then what is new."""
    left_out = {name.text for name in clause.without}
    anew = {_key(d): d for d in written.declarations}
    placed: set[object] = set()
    for declaration in whole.declarations:
        key = _key(declaration)
        if key in placed:
            continue  # declared twice in what is followed, which is reported there
        if key in anew:
            yield from (d for d in written.declarations if _key(d) == key)
            placed.add(key)
        elif _name(declaration) not in left_out:
            yield declaration if clause.source is None else _with_source(declaration, clause.source)
    yield from (d for d in written.declarations if _key(d) not in placed)


def _name(declaration: nodes.RulebookDeclaration) -> str | None:
    return None if isinstance(declaration, _ONCE) else declaration.name.text


def _key(declaration: nodes.RulebookDeclaration) -> object:
    return _name(declaration) or type(declaration)


def _with_source(declaration: nodes.RulebookDeclaration, source: nodes.SourceClause) -> nodes.RulebookDeclaration:
    """The declaration with another source; what needs none and has none is left as it is."""
    match declaration:
        case nodes.Criterion():
            return attrs.evolve(declaration, clauses=_replaced(declaration.clauses, source))
        case nodes.GradeMove():
            return attrs.evolve(declaration, clauses=_replaced(declaration.clauses, source))
        case nodes.Reward():
            return attrs.evolve(declaration, clauses=_replaced(declaration.clauses, source))
        case nodes.Sanction():
            return attrs.evolve(declaration, clauses=_replaced(declaration.clauses, source))
        case nodes.PublicList():
            return attrs.evolve(declaration, clauses=_replaced(declaration.clauses, source))
        case nodes.Score() if _tells_source(declaration):
            return attrs.evolve(declaration, clauses=_replaced(declaration.clauses, source))
        case nodes.Group() if _tells_source(declaration):
            return attrs.evolve(declaration, clauses=_replaced(declaration.clauses, source))
        case _:
            return declaration


def _tells_source(declaration: nodes.Score | nodes.Group) -> bool:
    return any(isinstance(clause, nodes.SourceClause) for clause in declaration.clauses)


def _replaced(clauses: Sequence[C], source: nodes.SourceClause) -> tuple[C | nodes.SourceClause, ...]:
    return (*(clause for clause in clauses if not isinstance(clause, nodes.SourceClause)), source)
