"""Documents as text: the inverse of the parser, in any of many styles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import assert_never

from creditlang.syntax import nodes
from properties.generator.render_expressions import (
    show_duration,
    show_expression,
    show_in_list,
    show_number,
    show_path,
    show_sum,
)
from properties.generator.styles import Style

_SIMPLE = ("boolean", "date", "text", "number", "points", "duration in days", "duration in months")
_DEEPER = "\0"
"""Before a line that stands one step deeper than the others of its block."""


def render(document: nodes.Document, style: Style, *, literate: bool = False) -> str:
    """A document as the text of a file. Parsing it gives the same document."""
    return _Page(style, literate).write(document)


class _Page:
    """A file while it is written: parts that begin at the margin, each with its block."""

    def __init__(self, style: Style, literate: bool) -> None:
        self.hand = style.hand()
        self.literate = literate
        self.indent = self.hand.pick(("    ", "  ", "\t".expandtabs(8), "   "))
        self.parts: list[str] = []

    def write(self, document: nodes.Document) -> str:
        hand = self.hand
        for imported in document.imports:
            self._part(f"import {hand.text(imported.path.value)}")
        for definition in document.library:
            self._definition(definition)
        writers = [lambda: self._registries(document), lambda: self._rulebooks(document)]
        for write in reversed(writers) if hand.sometimes(25) else writers:
            write()
        for scenario in document.scenarios:
            self._scenario(scenario)
        text = self._literate() if self.literate else ("\n" if hand.sometimes(80) else "\n\n\n").join(self.parts)
        if hand.sometimes(15):
            text = text.removesuffix("\n")
        if hand.sometimes(10):
            text = text.replace("\n", "\r\n")
        return f"\ufeff{text}" if hand.sometimes(5) and not self.literate else text

    def _literate(self) -> str:
        shown = [f"```credit\n{part}```\n" for part in self.parts]
        prose = "# Title\n\nNo program: criterion `X` at most 5.\n\n"
        return prose + self.hand.pick(("\n", "\nThe law says:\n\n", "\n~~~text\nnot a rule\n~~~\n")).join(shown)

    def _part(self, head: str, clauses: Sequence[str] = ()) -> None:
        hand = self.hand
        lines = [head]
        for clause, after in zip_longest(clauses, clauses[1:]):
            margin = self.indent * (clause.startswith(_DEEPER) + 1)
            if hand.sometimes(3):
                lines.append(hand.pick(("", "# a remark", f"{margin}# a remark: award 5", "    ")))
            shown = clause.removeprefix(_DEEPER)
            if not (shown.lstrip().startswith("|") or (after or "").startswith(_DEEPER)):
                shown = hand.broken(shown, margin)
            lines.append(f"{margin}{shown}{hand.pick(('', '', '', '  ', '  # why'))}")
        if hand.sometimes(15):
            lines.append("")
        self.parts.append("\n".join(lines) + "\n")

    # --- units ---------------------------------------------------------------------------------------

    def _registries(self, document: nodes.Document) -> None:
        for registry in document.registries:
            self._part(f"registry {self._titled(registry)}")
            for declaration in registry.declarations:
                self._registry_declaration(declaration)
        for charter in document.charters:
            self._part(f"charter {self._titled(charter)}", [c.span.text for c in charter.clauses])

    def _rulebooks(self, document: nodes.Document) -> None:
        for rulebook in document.rulebooks:
            self._part(f"rulebook {self._titled(rulebook)}", [self._head_clause(c) for c in rulebook.clauses])
            for declaration in rulebook.declarations:
                self._declaration(declaration)
            for scenario in rulebook.scenarios:
                self._scenario(scenario)

    def _titled(self, node: nodes.Node) -> str:
        """The name with its title."""
        name: nodes.Name = node.name  # type: ignore[attr-defined]  # every node of this kind has it
        title: nodes.Text | None = node.title  # type: ignore[attr-defined]  # every node of this kind has it
        return self._name(name) + (f" {self._text(title)}" if title else "")

    def _name(self, name: nodes.Name) -> str:
        return self.hand.name(name.text)

    def _names(self, names: Sequence[nodes.Name]) -> str:
        return ", ".join(self._name(name) for name in names)

    def _text(self, text: nodes.Text) -> str:
        return self.hand.text(text.value)

    def _expression(self, node: nodes.Expression) -> str:
        return show_expression(node, self.hand)

    # --- registries ----------------------------------------------------------------------------------

    def _registry_declaration(self, node: nodes.RegistryDeclaration) -> None:
        match node:
            case nodes.Contexts(members=members):
                self._part(f"contexts {self._choices(members)}")
            case nodes.CategoryDeclaration(type=kind):
                self._part(f"category {self._titled(node)} : {self._type(kind)}")
            case nodes.SubjectDeclaration(fields=fields):
                self._part(f"subject {self._titled(node)}", [self._field(field) for field in fields])
            case nodes.EventDeclaration():
                self._part(f"event {self._titled(node)}{self._about(node)}", [self._field(f) for f in node.fields])
            case _:
                assert_never(node)

    def _about(self, node: nodes.EventDeclaration) -> str:
        shown = f" of {self._name(node.subject)}" if node.subject else ""
        shown += f" in {self._name(node.context)}" if node.context else ""
        shown += f" from {self._text(node.issuer)}" if node.issuer else ""
        return shown + "".join(f"{self.hand.pick((',', ''))} {flag.text}" for flag in node.flags)

    def _field(self, node: nodes.FieldDeclaration) -> str:
        shown = f"{self._titled(node)}{self.hand.pick((' ', '  ', ''))}: {self._type(node.type)}"
        shown += self._bounds(node.bounds)
        for index, flag in enumerate(node.flags):
            # Behind a list of choices a comma would begin another one.
            comma = index > 0 and self.hand.sometimes(50)
            shown += f"{',' if comma else ''} {flag.text}"
        return shown

    def _type(self, node: nodes.TypeExpression) -> str:
        match node:
            case nodes.SimpleType(name=name):
                return name.text if name.text in _SIMPLE else self._name(name)
            case nodes.DecimalType(scale=scale):
                return f"decimal({scale})"
            case nodes.MoneyType(currency=currency):
                return f"money({currency.text})"
            case nodes.ChoiceType(members=members):
                return f"one of {self._choices(members)}"
            case nodes.ManyType(subject=subject, by=by):
                return f"many {self._name(subject)} by {self._name(by)}"
            case nodes.FieldType(field=field):
                return show_path(field, self.hand)
            case _:
                assert_never(node)

    def _choices(self, members: Sequence[nodes.Choice]) -> str:
        return ", ".join(self._titled(member) for member in members)

    def _bounds(self, node: nodes.Bounds | None) -> str:
        if node is None:
            return ""
        low, high = (end and show_sum(end, self.hand) for end in (node.low, node.high))
        if low and high:
            return f" between {low} and {high}"
        return f" at least {low}" if low else f" at most {high}"

    # --- heads of rulebooks --------------------------------------------------------------------------

    def _head_clause(self, node: nodes.RulebookClause) -> str:
        hand = self.hand
        match node:
            case nodes.Authority(text=text):
                return f"authority {self._text(text)}"
            case nodes.EditionClause(text=text):
                return f"edition {self._text(text)}"
            case nodes.Sector(text=text):
                return f"sector {self._text(text)}"
            case nodes.InForce(starts=starts, ends=ends):
                return f"in force from {starts}" + (f" until {ends}" if ends else "")
            case nodes.EnactedClause(on=on, by=by, comment_days=days):
                shown = f"enacted {on}" + (f" by {self._text(by)}" if by else "")
                return shown + (f"{hand.pick((',', ''))} after {days} days of public comment" if days else "")
            case nodes.Sunset(on=on):
                return f"sunset {on}"
            case nodes.Records(registry=registry):
                return f"records {self._name(registry)}"
            case nodes.Covers(condition=condition):
                return f"covers {self._expression(condition)}"
            case nodes.About(subject=subject):
                return f"about {self._name(subject)}"
            case nodes.Under(charters=charters):
                return f"under {self._names(charters)}"
            case nodes.TransitionClause(transition=transition):
                return f"transition{hand.pick(('', ':'))} {transition.value}"
            case nodes.RepealedClause(repealed=repealed):
                return f"repealed criteria{hand.pick(('', ':'))} {repealed.value}"
            case nodes.Follows(rulebook=rulebook, edition=edition, source=told, without=without):
                shown = "follows" + (f" {self._name(rulebook)}" if rulebook else "")
                shown += f" {self._text(edition)}" if edition else ""
                shown += f", {self._rule_clause(told)}" if told else ""
                return shown + (f", without {', '.join(map(self._name, without))}" if without else "")
            case nodes.RequiresConsent(event=event, where=where, ended_by=ended):
                shown = f"requires consent {self._name(event)}"
                shown += f" where {show_in_list(where, hand)}" if where else ""
                return shown + (f"{hand.pick((',', ''))} ended by {self._name(ended)}" if ended else "")
            case nodes.SourceClause() | nodes.Note():
                return self._rule_clause(node)
            case _:
                assert_never(node)

    # --- declarations --------------------------------------------------------------------------------

    def _declaration(self, node: nodes.RulebookDeclaration) -> None:
        match node:
            case nodes.Define() | nodes.Table() | nodes.Parameter():
                self._definition(node)
            case nodes.Score(title=title, clauses=clauses):
                head = "score points" + (f" {self._text(title)}" if title else "")
                self._part(head, [self._score_clause(clause) for clause in clauses])
            case nodes.Criterion():
                self._part(f"criterion {self._titled(node)}", [self._rule_clause(c) for c in node.clauses])
            case nodes.Group():
                self._group(node)
            case nodes.Grades(members=members):
                self._part("grades", [f"{self._titled(grade)}  {self._band(grade)}" for grade in members])
            case nodes.GradeMove():
                head = f"{node.direction.value} {self._titled(node)} to {self._name(node.to)}"
                self._part(head, [self._rule_clause(c) for c in node.clauses])
            case nodes.Reward() | nodes.Sanction() | nodes.PublicList():
                word = {nodes.Reward: "reward", nodes.Sanction: "sanction", nodes.PublicList: "list"}[type(node)]
                self._part(f"{word} {self._titled(node)}", [self._rule_clause(c) for c in node.clauses])
            case _:
                assert_never(node)

    def _definition(self, node: nodes.Definition) -> None:
        match node:
            case nodes.Define(parameters=parameters, body=body):
                typed = f"({self._typed(parameters)})" if parameters else ""
                head = f"define {self._titled(node)}{typed} = {self._expression(body)}"
                self._part(self.hand.broken(head, self.indent))
            case nodes.Table(keys=keys, gives=gives, grid=grid):
                head = f"table {self._titled(node)} by {self._typed(keys)} gives {self._type(gives)}"
                self._part(head, self._grid(grid))
            case nodes.Parameter(type=kind, keys=keys, values=values):
                by = f" by {self._typed(keys)}" if keys else ""
                self._part(f"parameter {self._titled(node)} : {self._type(kind)}{by}", self._dated(values))
            case _:
                assert_never(node)

    def _typed(self, names: Sequence[nodes.TypedName]) -> str:
        return ", ".join(
            f"{self._name(n.name)} : {self._type(n.type)}{self._bounds(n.bounds)}{' optional' if n.optional else ''}"
            for n in names
        )

    def _dated(self, values: Sequence[nodes.DatedValue]) -> list[str]:
        lines: list[str] = []
        for dated in values:
            value = f"   {self._expression(dated.value)}" if dated.value is not None else ""
            lines.append(f"from {dated.starts}{value}")
            if dated.grid is not None:
                lines += [f"{_DEEPER}{row}" for row in self._grid(dated.grid)]
        return lines

    def _grid(self, grid: nodes.Grid) -> list[str]:
        rows = [" | ".join([*map(self._key, row.keys), *map(self._expression, row.cells)]) for row in grid.rows]
        header = f"    | {' | '.join(map(self._key, grid.header))}"
        return [header, *rows] if grid.header else rows

    def _key(self, key: nodes.Key) -> str:
        hand = self.hand
        match key:
            case nodes.AnyKey():
                return "any"
            case nodes.ExactKey(values=values):
                return " or ".join(show_sum(value, hand) for value in values)
            case nodes.RangeKey(low=low, below=below, to=to):
                start = f"from {show_sum(low, hand)}" if low is not None else ""
                if to is not None:
                    return f"{start.removeprefix(hand.pick(('', 'from ')))} to {show_sum(to, hand)}"
                return " ".join(part for part in (start, below and f"below {show_sum(below, hand)}") if part)
            case _:
                assert_never(key)

    def _score_clause(self, node: nodes.ScoreClause) -> str:
        match node:
            case nodes.StartsAt(value=value):
                return f"starts at {self._expression(value)}"
            case nodes.ScoreBounds(bounds=bounds):
                return self._bounds(bounds).strip()
            case nodes.Decimals(count=count):
                return f"decimals {count}"
            case nodes.ScoreRounding(mode=mode):
                return f"rounded {mode.value}"
            case _:
                assert_never(node)

    def _band(self, grade: nodes.Grade) -> str:
        if grade.by_rule_only:
            return "by rule only"
        low, below, to = (end and show_sum(end, self.hand) for end in (grade.low, grade.below, grade.to))
        ends = (("from", low), ("below", below), ("to", to))
        return " ".join(f"{word} {end}" for word, end in ends if end)

    def _group(self, node: nodes.Group) -> None:
        clauses, head = list(node.clauses), f"group {self._titled(node)}"
        limits = (nodes.GroupAtMost, nodes.GroupAtLeast, nodes.BestOf)
        while clauses and isinstance(clauses[0], limits) and self.hand.sometimes(60):
            head += f"{self.hand.pick(('', ','))} {self._rule_clause(clauses.pop(0))}"
        self._part(head, [self._rule_clause(clause) for clause in clauses])

    # --- clauses of rules ----------------------------------------------------------------------------

    def _rule_clause(self, node: nodes.Node) -> str:
        hand = self.hand
        match node:
            case nodes.Basis(text=text):
                return f"basis {self._text(text)}"
            case nodes.SourceClause(status=status, where=where):
                return f"source {status.value}" + (f" {self._text(where)}" if where else "")
            case nodes.Note(text=text):
                return f"note {self._text(text)}"
            case nodes.InContext(context=context):
                return f"in {self._name(context)}"
            case nodes.OnEvent(event=event, where=where):
                return f"on {self._name(event)}" + (f" where {self._expression(where)}" if where is not None else "")
            case nodes.While(condition=condition):
                return f"while {self._expression(condition)}"
            case nodes.NoticePeriod(unstated=True):
                return "notice unstated"
            case nodes.AppealUnstated():
                return "appeal unstated"
            case nodes.Decided(by=by):
                return f"decided by {self._text(by)}" if by else "decided automatically"
            case nodes.Lasts(until=until) if until is not None:
                return f"lasts until {self._expression(until)}"
            case nodes.NoticePeriod(period=period):
                return f"notice {show_duration(period.value, hand) if period else 'none'}"
            case nodes.Appeal(to=to, within=within):
                return f"appeal to {self._text(to)} within {show_duration(within.value, hand)}"
            case nodes.NoAppeal(because=because):
                return f"appeal none because {self._text(because)}"
            case nodes.Lasts(duration=duration):
                return f"lasts {self._expression(duration) if duration is not None else 'without end'}"
            case nodes.Lifted(condition=condition):
                return f"lifted when {self._expression(condition)}"
            case nodes.Grant(value=value):
                return f"grant {self._expression(value)}"
            case nodes.Impose(value=value):
                return f"impose {self._expression(value)}"
            case nodes.ListKindClause(kind=kind):
                return f"kind {kind.value}"
            case nodes.Publishes(fields=fields):
                return f"publishes {self._names(fields)}"
            case _:
                return self._criterion_clause(node)

    def _criterion_clause(self, node: nodes.Node) -> str:
        hand = self.hand
        match node:
            case nodes.Points(effect=effect, amount=amount):
                return f"{effect.value} {self._expression(amount)}"
            case nodes.AssessedPoints(effect=effect, low=low, high=high):
                return f"{effect.value} assessed between {show_sum(low, hand)} and {show_sum(high, hand)}"
            case nodes.CountsFrom(start=start):
                return f"counts from {self._expression(start)}"
            case nodes.OnceIn(period=period):
                return f"at most once in {show_duration(period.value, hand)}"
            case nodes.Expires(with_earlier=True):
                return "expires with earlier records"
            case nodes.Expires(after=after, at_end_of=None):
                return f"expires after {self._expression(after)}" if after is not None else "expires never"
            case nodes.Expires(after=after, at_end_of=period):
                shown = f"expires at end of {period.value}"
                return f"{shown} after {self._expression(after)}" if after is not None else shown
            case nodes.Cap(amount=amount, span_of=span):
                return f"at most {show_sum(amount, hand)} {self._cap_span(span)}"
            case nodes.OnlyLargest(field=field):
                return f"only the largest per {show_path(field, hand)}"
            case nodes.Weight(share=share):
                if share.value > 1 or hand.sometimes(60):
                    return f"weight {show_number(share.value * 100, share.scale - 2, hand)}%"
                return f"weight {show_number(share.value, share.scale, hand)}"
            case nodes.GroupMembers(names=names):
                return self._names(names)
            case nodes.GroupAtMost(amount=amount):
                return f"at most {show_sum(amount, hand)}"
            case nodes.GroupAtLeast(amount=amount):
                return f"at least {show_sum(amount, hand)}"
            case nodes.BestOf():
                return "best of"
            case _:
                raise TypeError(f"no way to write {type(node).__name__}")

    def _cap_span(self, span: nodes.Node) -> str:
        match span:
            case nodes.CapPerCalendar(period=period):
                return f"per {period.value}"
            case nodes.CapInTheLast(period=period):
                return f"in the last {show_duration(period.value, self.hand)}"
            case _:
                return "in total"

    # --- scenarios -----------------------------------------------------------------------------------

    def _scenario(self, node: nodes.Scenario) -> None:
        self._part(f"scenario {self._text(node.title)}", [self._scenario_clause(c) for c in node.clauses])

    def _scenario_clause(self, node: nodes.ScenarioClause) -> str:
        match node:
            case nodes.AsOf(day=day):
                return f"as of {day}"
            case nodes.AsKnown(day=day):
                return f"as known {day}"
            case nodes.OfRulebook(rulebook=rulebook):
                return f"of {self._name(rulebook)}"
            case nodes.GivenSubject(subject=subject, assignments=assignments):
                return f"{self._name(subject)} {self._assignments(assignments)}".rstrip()
            case nodes.GivenRecord(day=day, event=event, assignments=assignments):
                return f"{day} {self._name(event)} {self._assignments(assignments)}".rstrip()
            case nodes.Expect(on=on, expectations=expectations):
                shown = ", ".join(self._expectation(e) for e in expectations)
                return f"expect {f'on {on} ' if on else ''}{shown}"
            case _:
                assert_never(node)

    def _assignments(self, assignments: Sequence[nodes.Assignment]) -> str:
        return ", ".join(
            f"{self._name(a.field)} ({self._assignments(a.nested)})"
            if a.nested is not None
            else f"{self._name(a.field)} {show_in_list(a.value, self.hand) if a.value is not None else ''}"
            for a in assignments
        )

    def _expectation(self, node: nodes.Expectation) -> str:
        match node:
            case nodes.ExpectPoints(value=value):
                return f"points {self._expression(value)}" if value is not None else "no points"
            case nodes.ExpectGrade(grade=grade):
                return f"grade {self._name(grade)}" if grade else "no grade"
            case nodes.ExpectCovered(covered=covered):
                return "covered" if covered else "not covered"
            case nodes.ExpectCriterion(name=name, value=value):
                return f"{self._name(name)} points {self._expression(value)}"
            case nodes.ExpectRule(name=name, present=present, value=value, since=since, until=until):
                shown = f"{'' if present else 'no '}{self._name(name)}"
                shown += f" {self._expression(value)}" if value is not None else ""
                shown += f" since {since}" if since else ""
                return shown + (f" until {until}" if until else "")
            case _:
                assert_never(node)
