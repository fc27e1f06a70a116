"""What a scenario expects: of the score, the grade, criteria and rules, on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from creditlang.check import expressions
from creditlang.check.arithmetic import show_range
from creditlang.check.cases import RULE, Case, show_periods
from creditlang.check.errors.grades import UnknownGrade
from creditlang.check.errors.names import UnknownName
from creditlang.check.errors.process import BothWays
from creditlang.check.errors.rulebooks import WrongDates
from creditlang.check.errors.rules import MisplacedClause, NoScore
from creditlang.check.errors.scenarios import CannotComeOut, ExpectedOtherwise, NotInThisEdition, WrongValue
from creditlang.check.given import Wrong, check_value
from creditlang.diagnostics import closest
from creditlang.ir import (
    Edition,
    Expectation,
    ExpectContribution,
    ExpectCovered,
    Expected,
    ExpectGrade,
    ExpectPoints,
    ExpectRule,
    GradeMove,
    OnEvent,
    PublicList,
    Reward,
    Sanction,
)
from creditlang.source import Span
from creditlang.syntax import nodes
from creditlang.types import Number, PointsUnit, definite
from creditlang.values import Exact, as_exact, show_exact

Rule = Reward | Sanction | PublicList | GradeMove


def check_expectations(
    written: Sequence[nodes.Expect], as_of: date | None, case: Case
) -> tuple[Expectation, ...] | None:
    """All expectations; None after a report."""
    found: list[Expectation] = []
    first: dict[tuple[date, str], Expectation] = {}
    sound = True
    for line in written:
        day = line.on or as_of
        edition = case.edition_on(day, line.span) if day else None
        if day is None or edition is None:
            sound = False
            continue
        on = _Day(day, edition, case)
        for part in line.expectations:
            expected = on.expected(part)
            if expected is None:
                sound = False
                continue
            expectation = Expectation(line.on, expected, span=part.span)
            earlier = first.setdefault((day, _about(expected)), expectation)
            sound = _agree(earlier, expectation, case) and sound
            found.append(expectation)
    return tuple(found) if sound else None


def _about(expected: Expected) -> str:
    match expected:
        case ExpectPoints():
            return "points"
        case ExpectGrade():
            return "grade"
        case ExpectCovered():
            return "covered"
        case ExpectContribution(name=name) | ExpectRule(name=name):
            return name


def _agree(one: Expectation, other: Expectation, case: Case) -> bool:
    """Whether both can come out; of a rule there may be several, so only its absence contradicts."""
    a, b = one.expected, other.expected
    if a.present == b.present if isinstance(a, ExpectRule) and isinstance(b, ExpectRule) else a == b:
        return True
    said = [f"`{e.span.text}`" for e in (one, other)]
    case.report(BothWays(span=other.span, rule=RULE, one=said[0], other=said[1], first=one.span))
    return False


@attrs.frozen
class _Day:
    """A day that is asked about, and the edition in force on it."""

    day: date
    edition: Edition
    case: Case

    def expected(self, written: nodes.Expectation) -> Expected | None:
        """The expectation; None after a report."""
        match written:
            case nodes.ExpectPoints(value=value):
                return self._points(value, written.span)
            case nodes.ExpectGrade(grade=grade):
                return self._grade(grade, written.span)
            case nodes.ExpectCovered(covered=covered):
                return self._covered(covered, written.span)
            case nodes.ExpectCriterion():
                return self._contribution(written)
            case nodes.ExpectRule():
                return self._rule(written)

    def _points(self, value: nodes.Expression | None, span: Span) -> ExpectPoints | None:
        score = self.edition.score
        if value is None:
            return ExpectPoints(None) if score is None or self._may_be_nothing("a score", span) else None
        points = self._constant(value, score.decimals if score else None)
        if points is None or score is None:
            return None
        if not score.bounds.contains(points):
            wanted = f"a score {show_range(score.bounds)}"
            got = value.span.text
            self.case.report(WrongValue(span=value.span, field="points", wanted=wanted, got=got, declared=score.span))
            return None
        return ExpectPoints(points)

    def _grade(self, grade: nodes.Name | None, span: Span) -> ExpectGrade | None:
        if grade is None:
            return ExpectGrade(None) if not self.edition.grades or self._may_be_nothing("grades", span) else None
        names = tuple(g.name for g in self.edition.grades)
        if grade.text in names:
            return ExpectGrade(grade.text)
        others = [e for e in self.case.editions if any(g.name == grade.text for g in e.grades)]
        if not self._in_another(grade, "grade", others):
            suggestion = closest(grade.text, names)
            self.case.report(UnknownGrade(span=grade.span, name=grade.text, suggestion=suggestion, grades=names))
        return None

    def _may_be_nothing(self, what: str, span: Span) -> bool:
        """Where there is a score there is always a result, unless people may be left out or consent be missing."""
        if self.edition.consent is not None or self.edition.covers is not None:
            return True
        because = f"the rulebook has {what}, covers everybody and needs no consent"
        self.case.report(CannotComeOut(span=span, expected=span.text, because=because))
        return False

    def _covered(self, covered: bool, span: Span) -> ExpectCovered | None:
        if not covered and self.edition.covers is None:
            because = "the rulebook has no `covers`, so it is about everybody"
            self.case.report(CannotComeOut(span=span, expected=span.text, because=because))
            return None
        return ExpectCovered(covered)

    def _contribution(self, written: nodes.ExpectCriterion) -> ExpectContribution | None:
        name = written.name
        # A criterion of an earlier edition may still run out under this one.
        so_far = [e for e in self.case.editions if e.in_force is None or e.in_force <= self.day]
        known = {*self.edition.groups, *(criterion for e in so_far for criterion in e.criteria)}
        if name.text not in known:
            others = [e for e in self.case.editions if name.text in e.criteria or name.text in e.groups]
            self._report_unknown(name, "criterion or group", sorted(known), others)
            return None
        # Before the sum is rounded, what a weight leaves of some points may have any number of decimals.
        weights = [c.weight for e in so_far for c in e.criteria.values()] + [
            g.weight for g in self.edition.groups.values()
        ]
        weighted, score = any(weight is not None for weight in weights), self.edition.score
        points = self._constant(written.value, None if weighted or score is None else score.decimals)
        if points is None:
            return None
        signs = {e.criteria[name.text].sign for e in so_far if name.text in e.criteria}
        for sign, words in ((1, "awards"), (-1, "deducts")):
            if signs == {sign} and points * sign < 0:
                because = f"the criterion only {words}"
                signed = show_exact(-points)
                advice = f"what is taken has a minus, what is given has none: `{name.text} points {signed}`"
                self.case.report(
                    CannotComeOut(span=written.span, expected=written.span.text, because=because, advice=advice)
                )
                return None
        return ExpectContribution(name.text, points)

    def _rule(self, written: nodes.ExpectRule) -> ExpectRule | None:
        name = written.name.text
        rules = _rules(self.edition)
        if name not in rules:
            others = [e for e in self.case.editions if name in _rules(e)]
            self._report_unknown(written.name, "reward, sanction, list or move", rules, others)
            return None
        if not self._ends(written, rules[name]):
            return None
        value: object = None
        if written.value is not None:
            value = self._value(written.value, rules[name])
            if isinstance(value, Wrong):
                return None
        return ExpectRule(name, written.present, value, written.since, written.until)

    def _ends(self, written: nodes.ExpectRule, rule: Rule) -> bool:
        """Whether the rule can end on the day that is expected."""
        since, until = written.since, written.until
        if until is None:
            return True
        name = rule.text.name
        if not isinstance(rule.trigger, OnEvent) or rule.process.lasts is rule.process.until is None:
            because = f"nothing says beforehand when `{name}` ends"
            advice = f"expect `no {name}` on a later day"
            self.case.report(
                MisplacedClause(span=written.span, clause="`until`", because=because, advice=advice, about=name)
            )
        elif since is not None and until <= since:
            problem = f"`{name}` would end on {until}, which is not after {since}, when it begins"
            self.case.report(WrongDates(span=written.span, problem=problem))
        else:
            return True
        return False

    def _value(self, written: nodes.Expression, rule: Rule) -> object:
        """What the rule grants or imposes."""
        name = rule.text.name
        shown = rule.grant if isinstance(rule, Reward) else rule.impose if isinstance(rule, Sanction) else None
        if shown is not None:
            return check_value(written, definite(shown.type), name, self.case, rule.text.span)
        because = f"`{name}` grants or imposes nothing"
        self.case.report(
            MisplacedClause(span=written.span, clause=f"`{written.span.text}`", because=because, about=name)
        )
        return Wrong()

    def _constant(self, written: nodes.Expression, decimals: int | None) -> Exact | None:
        if self.edition.score is None:
            self.case.report(NoScore(span=written.span, what="`points`"))
            return None
        constant = expressions.check_constant(written, self.case.scope, Number(PointsUnit(), decimals), "`points`")
        return None if constant is None else as_exact(constant.value)

    def _report_unknown(self, name: nodes.Name, what: str, known: Iterable[str], others: Sequence[Edition]) -> None:
        """Say what the name is instead, where else it is, or what it might be meant for."""
        other = _kind(name.text, self.edition)
        if other is not None:
            kind, advice = other
            self.case.report(ExpectedOtherwise(span=name.span, name=name.text, what=kind, advice=advice))
        elif not self._in_another(name, what, others):
            known = tuple(known)
            meant = closest(name.text, (*known, "points", "grade"))
            self.case.report(
                UnknownName(span=name.span, what=f"a {what}", name=name.text, suggestion=meant, known=known)
            )

    def _in_another(self, name: nodes.Name, what: str, others: Sequence[Edition]) -> bool:
        if others:
            day, covered = self.day.isoformat(), show_periods(others)
            self.case.report(NotInThisEdition(span=name.span, day=day, what=what, name=name.text, covered=covered))
        return bool(others)


def _rules(edition: Edition) -> dict[str, Rule]:
    return {**edition.rewards, **edition.sanctions, **edition.lists, **edition.moves}


def _kind(name: str, edition: Edition) -> tuple[str, str] | None:
    """What a name stands for, and how it is expected."""
    if any(grade.name == name for grade in edition.grades):
        return "a grade", f"`grade {name}`"
    if name in edition.criteria or name in edition.groups:
        kind = "a criterion" if name in edition.criteria else "a group"
        return kind, f"what it contributes: `{name} points 10`"
    rule = _rules(edition).get(name)
    match rule:
        case None:
            return None
        case Reward():
            kind = "a reward"
        case Sanction():
            kind = "a sanction"
        case PublicList():
            kind = "a list"
        case GradeMove(direction=direction):
            kind = f"{'an' if direction.value == 'upgrade' else 'a'} {direction.value}"
    return kind, f"`{name}` or `no {name}`"
