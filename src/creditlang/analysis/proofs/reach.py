"""Rules, rows of tables and grades that nobody can ever reach.

What is reached is proven by one case: that of a scenario, one that is tried, or one that a solver finds. What is not is
asked about in larger histories. Where a rule reads nothing but the facts and its own record, more records change
nothing, and what cannot be on any day of the calendar is refuted for all histories; so it is where even a score that
any number of records could make does not reach it. Otherwise the answer is left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from creditlang import ir
from creditlang.analysis.proofs.answers import Answer, Proved, Refuted, Undecided
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.questions import Finding, Kind, size_text
from creditlang.analysis.proofs.witnesses import Deciding, Witnesses
from creditlang.analysis.static.reading import Rule, looks_beyond, parts, stands_alone
from creditlang.backends.smt import terms
from creditlang.backends.smt.cases import Case, case_of
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.nodes import Truth
from creditlang.backends.smt.smallest import some_case
from creditlang.backends.smt.solving import Impossible, NoAnswer, solve
from creditlang.backends.smt.worlds import Bounds
from creditlang.data import InvalidDataError
from creditlang.ir import expressions as expr
from creditlang.semantics import Decision, NotInForceError
from creditlang.source import Span

_MORE = 3
"""How many times larger the histories are in which one last looks."""

_REACHED = Proved("a case reaches it")
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
    goals = {goal.question: goal for goal in _goals(subject)}
    rules = tuple(rule for rule in _rules(subject.edition) if rule is not None)

    def shows(case: Case, deciding: Deciding) -> list[str]:
        decision = deciding(case)
        return [question for question, goal in goals.items() if goal.shows(decision)]

    witnesses = Witnesses(subject, frozenset(goals), rules, shows)
    for goal in goals.values():
        if witnesses.early(goal.question) is not None:
            answer: Answer = _REACHED
        else:
            answer = unless_unsupported(lambda goal=goal: _answer(subject, goal))  # type: ignore[misc]  # bound now
            if isinstance(answer, Undecided) and witnesses.late(goal.question) is not None:
                answer = _REACHED
        yield Finding(Kind.REACHED, goal.about, goal.question, answer, goal.span)
    yield from _rows(subject)


def _goals(subject: Subject) -> Iterator[_Goal]:
    edition = subject.edition
    for name, criterion in edition.criteria.items():
        alone = stands_alone(name, subject.series, edition)
        yield _Goal(name, f"{name} can count", _counts(name), _has_line(name), alone, criterion.text.span)
    rules: dict[str, Rule] = {**edition.moves, **edition.rewards, **edition.lists, **edition.sanctions}
    for name, rule in rules.items():
        alone = stands_alone(name, subject.series, edition)
        yield _Goal(name, f"{name} can take effect", _holds(name), _is_in_effect(name), alone, rule.text.span)
    for place, grade in enumerate(edition.grades):
        yield _Goal(
            grade.name, f"grade {grade.name} can be reached", _is_grade(place), _has_grade(grade.name), False, None
        )


def _counts(name: str) -> Callable[[SymbolicDecision], Truth]:
    def wanted(decision: SymbolicDecision) -> Truth:
        assert decision.score is not None
        if decision.world.loose and name not in decision.score.lines:
            return decision.decided
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
    if goal.alone:
        if _impossible(subject.decision(1, all_days=True), goal.wanted, subject.budget):
            return Refuted(f"never, {_NEVER}", None)
    elif (loose := subject.loose()) is not None and _impossible(loose, goal.wanted, subject.budget):
        return Refuted(f"never, {_NEVER}", None)
    return Undecided(_not_reached(attrs.evolve(subject.bounds, records=sizes[-1])))


def _impossible(decision: SymbolicDecision, wanted: Callable[[SymbolicDecision], Truth], budget: float) -> bool:
    asked = terms.every(decision.in_force, wanted(decision))
    return isinstance(solve(decision.world.closed([asked]), budget), Impossible)


def _not_reached(bounds: Bounds) -> str:
    return f"no history with {size_text(bounds)} reaches it; whether another one does is open"


def _confirmed(subject: Subject, goal: _Goal, case: Case) -> Answer:
    try:
        if goal.shows(subject.decide(case)):
            return _REACHED
    except InvalidDataError as error:
        return Undecided(f"the solver's case cannot be decided on: {error}")
    except NotInForceError:
        pass
    return Undecided("the solver's case does not come out so in the evaluator; please report this", case)


# --- rows --------------------------------------------------------------------------------------------


def _rows(subject: Subject) -> Iterator[Finding]:
    """Rows of tables that rules look up, and that no look-up ever finds."""
    edition = subject.edition
    used = {part.table for part in parts(edition, edition) if isinstance(part, expr.Lookup)}
    for name in edition.tables:
        if name in used:
            for place in range(len(edition.tables[name].rows)):
                # Defaults bind the loop's values; mypy sees parameters.
                answer = unless_unsupported(lambda n=name, p=place: _row_answer(subject, n, p))  # type: ignore[misc]  # bound now
                row = edition.tables[name].rows[place]
                yield Finding(Kind.REACHED, name, f"row {place + 1} of table {name} can answer", answer, row.span)


def _row_answer(subject: Subject, table: str, place: int) -> Answer:
    decision = subject.decision()
    if (table, place) not in decision.world.answers:
        return Undecided("no rule is known to look it up")
    wanted = _answers(table, place)
    found = solve(decision.world.closed([decision.in_force, wanted(decision)]), subject.budget)
    if isinstance(found, NoAnswer):
        return Undecided(found.reason)
    if not isinstance(found, Impossible):
        return Proved("a look-up can find it")
    # The whole rule that looks it up, for what it looks up may come to a define as an argument.
    counting = any(
        looks_beyond(rule, edition)
        for edition in subject.series.editions
        for rule in _rules(edition)
        if any(_looks_up(part, table) for part in parts(rule, edition))
    )
    if not counting and _impossible(subject.decision(all_days=True), wanted, subject.budget):
        return Refuted(f"never, {_NEVER}", None)
    return Undecided(_not_reached(subject.bounds))


def _answers(table: str, place: int) -> Callable[[SymbolicDecision], Truth]:
    return lambda decision: terms.any_of(*decision.world.answers[table, place])


def _rules(edition: ir.Edition) -> list[object]:
    """Everything in an edition that may look up a table."""
    named = (edition.criteria, edition.groups, edition.moves, edition.rewards, edition.lists, edition.sanctions)
    rules = [rule for rules in named for rule in rules.values()]
    return [*rules, edition.score, edition.covers, edition.consent]


def _looks_up(part: expr.Expression, table: str) -> bool:
    return isinstance(part, expr.Lookup) and part.table == table
