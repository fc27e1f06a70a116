"""Rules, rows of tables and grades that nobody can ever reach.

What is reached is proven by one case. What is not is asked about in larger histories. Where a rule reads nothing but
the facts and its own record, more records change nothing, and the answer is for all histories; so it is where even a
score that any number of records could make does not reach it. Otherwise the answer is left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from creditlang.analysis.proofs.answers import Answer, Proved, Refuted, Undecided
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.reading import Rule, looks_beyond, parts, trigger_of
from creditlang.backends.smt import terms
from creditlang.backends.smt.cases import Case, case_of
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.smallest import some_case
from creditlang.backends.smt.solving import Impossible, NoAnswer, solve
from creditlang.backends.smt.terms import FALSE, Truth
from creditlang.ir import expressions as expr
from creditlang.semantics import Decision, NotInForceError
from creditlang.source import Span

_MORE = 3
"""How many times larger the histories are in which one last looks."""

_NEVER = "whatever the facts and the records are"


@attrs.frozen(eq=False)
class _Goal:
    about: str
    question: str
    wanted: Callable[[SymbolicDecision], Truth]
    shows: Callable[[Decision], bool]
    alone: bool
    """Whether other records than its own cannot matter."""
    span: Span | None


def reached(subject: Subject) -> Iterator[Finding]:
    """Every rule, grade and table row, and whether it can be reached."""
    for goal in _goals(subject):
        answer = unless_unsupported(lambda goal=goal: _answer(subject, goal))  # type: ignore[misc]  # bound now
        yield Finding(Kind.REACHED, goal.about, goal.question, answer, goal.span)
    yield from _rows(subject)


def _goals(subject: Subject) -> Iterator[_Goal]:
    edition = subject.edition
    for name, criterion in edition.criteria.items():
        alone = not looks_beyond(tuple(trigger_of(criterion)), edition)
        yield _Goal(name, f"{name} can count", _counts(name), _has_line(name), alone, criterion.text.span)
    rules: dict[str, Rule] = {**edition.moves, **edition.rewards, **edition.lists, **edition.sanctions}
    for name, rule in rules.items():
        alone = not looks_beyond(tuple(trigger_of(rule)), edition)
        yield _Goal(name, f"{name} can take effect", _holds(name), _is_in_effect(name), alone, rule.text.span)
    for place, grade in enumerate(edition.grades):
        yield _Goal(
            grade.name, f"grade {grade.name} can be reached", _is_grade(place), _has_grade(grade.name), False, None
        )


def _counts(name: str) -> Callable[[SymbolicDecision], Truth]:
    def wanted(decision: SymbolicDecision) -> Truth:
        assert decision.score is not None
        if decision.world.loose and name not in decision.score.lines:
            return FALSE
        lines = (
            terms.every(line.counted.counts, terms.negated(terms.equal(line.points.over, terms.ZERO)))
            for line in decision.score.lines[name]
        )
        return terms.every(decision.decided, terms.any_of(*lines))

    return wanted


def _has_line(name: str) -> Callable[[Decision], bool]:
    return lambda d: d.score is not None and any(line.criterion == name and line.points for line in d.score.lines)


def _holds(name: str) -> Callable[[SymbolicDecision], Truth]:
    return lambda decision: decision.holds(name)


def _is_in_effect(name: str) -> Callable[[Decision], bool]:
    return lambda decision: any(part.name == name for part in decision.in_effect)


def _is_grade(place: int) -> Callable[[SymbolicDecision], Truth]:
    def wanted(decision: SymbolicDecision) -> Truth:
        assert decision.grade is not None
        return terms.every(decision.decided, terms.equal(decision.grade, terms.whole(place)))

    return wanted


def _has_grade(name: str) -> Callable[[Decision], bool]:
    return lambda decision: decision.grade == name


def _answer(subject: Subject, goal: _Goal) -> Answer:
    most = subject.bounds.records
    sizes = [1] if goal.alone else [*dict.fromkeys((1, most, _MORE * most))]
    for size in sizes:
        decision = subject.decision(size)
        found = some_case(decision.world, [decision.in_force, goal.wanted(decision)], subject.budget)
        if isinstance(found, NoAnswer):
            return Undecided(found.reason)
        if not isinstance(found, Impossible):
            return _confirmed(subject, goal, case_of(found, decision.world, decision.as_of))
    if goal.alone or _not_even_loosely(subject, goal):
        return Refuted(f"never, {_NEVER}", None)
    return Undecided(f"no history with up to {sizes[-1]} records of each event reaches it")


def _confirmed(subject: Subject, goal: _Goal, case: Case) -> Answer:
    try:
        if goal.shows(subject.decide(case)):
            return Proved("a case reaches it")
    except NotInForceError:
        pass
    return Undecided("the solver's case does not come out so in the evaluator; please report this", case)


def _not_even_loosely(subject: Subject, goal: _Goal) -> bool:
    """Whether it is out of reach even if the criteria on records came to anything."""
    if looks_beyond_score(subject, goal.about):
        return False
    decision = subject.loose()
    if decision is None:
        return False
    wanted = terms.every(decision.in_force, goal.wanted(decision))
    return isinstance(solve(decision.world.closed([wanted]), subject.budget), Impossible)


def looks_beyond_score(subject: Subject, name: str) -> bool:
    """Whether records matter to a rule otherwise than through the score: their number then does too."""
    edition = subject.edition
    rules: dict[str, object] = {**edition.rewards, **edition.lists, **edition.sanctions, **edition.moves}
    if name in edition.criteria:
        return True
    asked = [name] if name in rules else list(edition.moves)
    seen: set[str] = set()
    while asked:
        rule = asked.pop()
        if rule in seen:
            continue
        seen.add(rule)
        for part in parts(rules[rule], edition):
            match part:
                case expr.Aggregate(source=expr.EventRecords()) | expr.Occurrence() | expr.EarlierPoints():
                    return True
                case expr.Listed(name=other) | expr.Holds(name=other):
                    asked.append(other)
                case expr.GradeOf() | expr.CompareGrade():
                    asked.extend(edition.moves)
                case _:
                    pass
    covers = parts((edition.covers, edition.score, tuple(edition.groups.values())), edition)
    return edition.consent is not None or any(
        isinstance(part, expr.Aggregate) and isinstance(part.source, expr.EventRecords) for part in covers
    )


# --- rows --------------------------------------------------------------------------------------------


def _rows(subject: Subject) -> Iterator[Finding]:
    """Rows of tables that rules look up, and that no look-up ever finds."""
    edition = subject.edition
    used = {part.table for part in parts(edition, edition) if isinstance(part, expr.Lookup)}
    for name in edition.tables:
        if name in used:
            for place in range(len(edition.tables[name].rows)):
                answer = unless_unsupported(lambda n=name, p=place: _row_answer(subject, n, p))  # type: ignore[misc]
                row = edition.tables[name].rows[place]
                yield Finding(Kind.REACHED, name, f"row {place + 1} of table {name} can answer", answer, row.span)


def _row_answer(subject: Subject, table: str, place: int) -> Answer:
    decision = subject.decision()
    answers = decision.world.answers.get((table, place))
    if answers is None:
        return Undecided("no rule is known to look it up")
    found = solve(decision.world.closed([decision.in_force, terms.any_of(*answers)]), subject.budget)
    if isinstance(found, NoAnswer):
        return Undecided(found.reason)
    if not isinstance(found, Impossible):
        return Proved("a look-up can find it")
    looks = [part for part in parts(subject.edition, subject.edition) if _looks_up(part, table)]
    if looks_beyond(tuple(looks), subject.edition):
        return Undecided(f"no history with up to {subject.bounds.records} records of each event reaches it")
    return Refuted(f"never, {_NEVER}", None)


def _looks_up(part: expr.Expression, table: str) -> bool:
    return isinstance(part, expr.Lookup) and part.table == table
