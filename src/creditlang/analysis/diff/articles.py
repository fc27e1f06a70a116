"""The articles of an edition: its rules and definitions, each as clauses that can be compared one by one.

A clause has a meaning, which decides whether it changed, and words, which say what was written. Layout, comments, the
order of clauses and rules, and names of definitions are in neither.
"""

from __future__ import annotations

import enum
from collections.abc import Hashable, Iterable, Iterator, Mapping

import attrs

from creditlang import ir
from creditlang.analysis.diff.canonical import Meaning
from creditlang.analysis.diff.terms import tagged
from creditlang.analysis.diff.written import Texts, words
from creditlang.ir import expressions as expr
from creditlang.source import Span
from creditlang.syntax import nodes
from creditlang.types import Definite, show_type
from creditlang.values import show_exact


class ArticleKind(enum.Enum):
    """What an article is, as the language calls it. The order is that of a report."""

    RULEBOOK = "rulebook"
    REGISTRY = "registry"
    SCORE = "score"
    CRITERION = "criterion"
    GROUP = "group"
    GRADES = "grades"
    DOWNGRADE = "downgrade"
    UPGRADE = "upgrade"
    REWARD = "reward"
    SANCTION = "sanction"
    LIST = "list"
    DEFINE = "define"
    TABLE = "table"
    PARAMETER = "parameter"


class Bearing(enum.Enum):
    """What a clause bears on."""

    EFFECT = "effect"
    """The outcome of decisions: points, grades, what is in effect and for how long."""
    TIME = "time"
    """When the edition holds, and which edition judges a record."""
    PROCESS = "process"
    """What a person is owed besides: appeal, who decides, what is published."""
    DATA = "data"
    """What is recorded."""
    WORDS = "words"
    """What is said: titles, sources, remarks."""


Reference = tuple[ArticleKind, str]
"""An article that a clause reads, by name; `grades` are one article."""


@attrs.frozen
class Clause:
    """One clause of an article.

    Attributes:
        name: as the language calls it.
        meaning: equal meanings are one law.
        words: what was written; None where the article is silent and that means something, too.
        reads: the articles that it names.
    """

    name: str
    meaning: Hashable
    words: str | None
    span: Span | None = attrs.field(eq=False, repr=False)
    bearing: Bearing = Bearing.EFFECT
    reads: frozenset[Reference] = frozenset()


@attrs.frozen
class Article:
    """A rule, a definition, or the head of a rulebook.

    Attributes:
        span: where it stands.
        clauses: by name.
        node: the typed tree of it, for what clauses do not tell, such as the rows of a table.
    """

    kind: ArticleKind
    name: str
    title: str | None
    span: Span | None = attrs.field(eq=False, repr=False)
    clauses: dict[str, Clause]
    node: object = attrs.field(eq=False, repr=False)

    @property
    def effect(self) -> frozenset[tuple[str, Hashable]]:
        """What it does, without what it is called and where it stands."""
        return frozenset((c.name, c.meaning) for c in self.clauses.values() if c.bearing is Bearing.EFFECT)


def articles(edition: ir.Edition, meaning: Meaning, texts: Texts) -> tuple[Article, ...]:
    """All articles of an edition but its registry, kind by kind."""
    return tuple(_Reader(edition, meaning, texts).articles())


def references(nodes_read: Iterable[expr.Expression | None]) -> frozenset[Reference]:
    """The articles that expressions name."""
    found: set[Reference] = set()
    for root in nodes_read:
        if root is not None:
            found.update(name for node in ir.walk(root) if (name := _reference(node)))
    return frozenset(found)


def _reference(node: expr.Expression) -> Reference | None:
    match node:
        case expr.CallDefine(define=name):
            return ArticleKind.DEFINE, name
        case expr.Lookup(table=name):
            return ArticleKind.TABLE, name
        case expr.ParameterValue(parameter=name):
            return ArticleKind.PARAMETER, name
        case expr.Listed(name=name):
            return ArticleKind.LIST, name
        case expr.Holds(name=name):
            return ArticleKind.REWARD, name
        case expr.CompareGrade() | expr.GradeOf():
            return ArticleKind.GRADES, "grades"
        case _:
            return None


@attrs.frozen(eq=False)
class _Reader:
    edition: ir.Edition
    meaning: Meaning
    texts: Texts

    def articles(self) -> Iterator[Article]:
        edition = self.edition
        yield self._head()
        if edition.score is not None:
            yield self._score(edition.score)
        for criterion in edition.criteria.values():
            yield self._rule(ArticleKind.CRITERION, criterion.text, self._criterion(criterion), criterion)
        for group in edition.groups.values():
            yield self._group(group)
        if edition.grades:
            yield self._grades()
        for move in edition.moves.values():
            kind = ArticleKind.UPGRADE if move.direction is ir.Direction.UPGRADE else ArticleKind.DOWNGRADE
            yield self._rule(kind, move.text, self._move(move), move)
        for reward in edition.rewards.values():
            yield self._rule(ArticleKind.REWARD, reward.text, self._entitlement(reward, reward.grant), reward)
        for sanction in edition.sanctions.values():
            brings = self._entitlement(sanction, sanction.impose)
            yield self._rule(ArticleKind.SANCTION, sanction.text, brings, sanction)
        for listed in edition.lists.values():
            yield self._rule(ArticleKind.LIST, listed.text, self._list(listed), listed)
        yield from self._definitions()

    # --- rules -----------------------------------------------------------------------------------------

    def _rule(self, kind: ArticleKind, text: ir.RuleText, own: Iterable[Clause], node: object) -> Article:
        clauses = {clause.name: clause for clause in (*own, *self._text(text))}
        return Article(kind, text.name, text.title, text.span, clauses, node)

    def _text(self, text: ir.RuleText) -> Iterator[Clause]:
        """What every rule says about itself."""
        said = Bearing.WORDS
        written = self.texts.declaration(text.span)
        if text.title is not None:
            title = getattr(written, "title", None)
            yield Clause("title", text.title, f'"{text.title}"', title and title.span, said)
        if text.basis is not None:
            yield self._clause("basis", text.basis, text.span, nodes.Basis, bearing=said)
        if text.source is not None:
            yield self._source(text)
        if text.context is not None:
            yield self._clause("in", text.context, text.span, nodes.InContext, bearing=Bearing.PROCESS)
        if text.note is not None:
            yield self._clause("note", text.note, text.span, nodes.Note, bearing=said)

    def _source(self, text: ir.RuleText) -> Clause:
        """How we know it. Of a rule that is carried over the edition may say so in its own words, in its `follows`."""
        meaning = (text.source, text.source_where)
        said = (text.source and text.source.name, text.source_where)
        own = self.texts.clauses(text.span, nodes.SourceClause)
        head = self.texts.rulebook(self.edition.span)
        carried = [c.source for c in (head.clauses if head else ()) if isinstance(c, nodes.Follows) and c.source]
        if not any(_said_by(clause) == said for clause in own):
            for source in carried:
                if _said_by(source) == said:
                    return Clause("source", meaning, words(source.span), source.span, Bearing.WORDS)
        return self._clause("source", meaning, text.span, nodes.SourceClause, bearing=Bearing.WORDS)

    def _clause(
        self,
        name: str,
        meaning: Hashable,
        span: Span | None,
        *kinds: type[nodes.Node],
        bearing: Bearing = Bearing.EFFECT,
        reads: Iterable[expr.Expression | None] = (),
    ) -> Clause:
        """A clause with its words, which are those of all written clauses of these kinds."""
        written = self.texts.clauses(span, *kinds)
        said = ", ".join(filter(None, (words(clause.span) for clause in written))) or None
        place = written[0].span if written else span
        return Clause(name, meaning, said, place, bearing, references(reads))

    def _trigger(self, trigger: ir.OnEvent | ir.While | ir.Always, span: Span) -> Iterator[Clause]:
        match trigger:
            case ir.OnEvent(where=read) | ir.While(condition=read):
                meaning = self.meaning.trigger(trigger)
                yield self._clause("applies", meaning, span, nodes.OnEvent, nodes.While, reads=[read])
            case ir.Always():
                yield Clause("applies", self.meaning.trigger(trigger), None, span)

    def _criterion(self, criterion: ir.Criterion) -> Iterator[Clause]:
        span, meaning = criterion.text.span, self.meaning
        yield from self._trigger(criterion.trigger, span)
        amount = criterion.amount
        if isinstance(amount, ir.Assessed):
            bounds = (criterion.sign, "assessed", tagged(amount.low), tagged(amount.high))
            yield self._clause("points", bounds, span, nodes.AssessedPoints)
        else:
            yield self._clause("points", (criterion.sign, meaning.of(amount)), span, nodes.Points, reads=[amount])
        ends = (meaning.maybe(criterion.expires_after), criterion.expires_at_end_of, criterion.fades)
        if ends != (None, None, False):
            yield self._clause("expires", ends, span, nodes.Expires, reads=[criterion.expires_after])
        if criterion.counts_from is not None:
            start = criterion.counts_from
            yield self._clause("counts from", meaning.of(start), span, nodes.CountsFrom, reads=[start])
        if criterion.caps:
            caps = tuple((meaning.of(cap.amount), cap.span_of) for cap in criterion.caps)
            yield self._clause("at most", caps, span, nodes.Cap, reads=[cap.amount for cap in criterion.caps])
        if criterion.only_largest_per is not None:
            yield self._clause("only the largest per", criterion.only_largest_per, span, nodes.OnlyLargest)
        if criterion.once_in is not None:
            yield self._clause("at most once in", criterion.once_in, span, nodes.OnceIn)
        if criterion.weight is not None:
            yield self._clause("weight", tagged(criterion.weight), span, nodes.Weight)

    def _process(self, process: ir.Process, span: Span) -> Iterator[Clause]:
        meaning, owed = self.meaning, Bearing.PROCESS
        if process.notice is not None:
            yield self._clause("notice", process.notice, span, nodes.NoticePeriod)
        elif self.texts.clauses(span, nodes.NoticePeriod):
            # Without a notice and with none stated a rule is in effect at once: only what is said differs.
            yield self._clause(
                "notice stated", process.notice_unstated, span, nodes.NoticePeriod, bearing=Bearing.PROCESS
            )
        if process.appeal is not None:
            kinds = (nodes.Appeal, nodes.NoAppeal, nodes.AppealUnstated)
            yield self._clause("appeal", process.appeal, span, *kinds, bearing=owed)
        if process.lasts is not None or process.until is not None:
            lasts = (meaning.maybe(process.lasts), meaning.maybe(process.until))
            yield self._clause("lasts", lasts, span, nodes.Lasts, reads=[process.lasts, process.until])
        elif process.endless:
            yield self._clause("lasts without end", True, span, nodes.Lasts, bearing=owed)
        if process.decided is not None:
            yield self._clause("decided", process.decided, span, nodes.Decided, bearing=owed)
        if process.lifted is not None:
            lifted = process.lifted
            yield self._clause("lifted", meaning.of(lifted), span, nodes.Lifted, reads=[lifted])

    def _move(self, move: ir.GradeMove) -> Iterator[Clause]:
        yield from self._trigger(move.trigger, move.text.span)
        written = self.texts.declaration(move.text.span)
        place = written.to.span if written is not None else move.text.span
        grade = self.meaning.grades.get(move.to, move.to)
        yield Clause("to", grade, f"to {move.to}", place)
        yield from self._process(move.process, move.text.span)

    def _entitlement(self, rule: ir.Reward | ir.Sanction, brings: expr.Expression | None) -> Iterator[Clause]:
        span = rule.text.span
        yield from self._trigger(rule.trigger, span)
        if brings is not None:
            meaning = self.meaning.of(brings)
            yield self._clause("brings", meaning, span, nodes.Grant, nodes.Impose, reads=[brings])
        yield from self._process(rule.process, span)

    def _list(self, listed: ir.PublicList) -> Iterator[Clause]:
        span = listed.text.span
        yield from self._trigger(listed.trigger, span)
        yield self._clause("kind", listed.kind, span, nodes.ListKindClause, bearing=Bearing.PROCESS)
        if listed.publishes:
            fields = frozenset(listed.publishes)
            yield self._clause("publishes", fields, span, nodes.Publishes, bearing=Bearing.PROCESS)
        yield from self._process(listed.process, span)

    # --- the score and its bounds ----------------------------------------------------------------------

    def _score(self, score: ir.Score) -> Article:
        span, bounds = score.span, score.bounds
        found = [
            self._clause("starts at", self.meaning.of(score.starts_at), span, nodes.StartsAt, reads=[score.starts_at]),
            self._clause("decimals", score.decimals, span, nodes.Decimals),
            self._clause("rounded", score.rounding, span, nodes.ScoreRounding),
            self._clause("between", (tagged(bounds.low), tagged(bounds.high)), span, nodes.ScoreBounds),
        ]
        text = self._text(score.text) if score.text else ()
        clauses = {clause.name: clause for clause in (*found, *text)}
        return Article(ArticleKind.SCORE, "points", score.title, span, clauses, score)

    def _group(self, group: ir.Group) -> Article:
        span, of = group.span, self.meaning.of
        found = []
        if group.at_most:
            limits = tuple(map(of, group.at_most))
            found.append(self._clause("at most", limits, span, nodes.GroupAtMost, reads=group.at_most))
        if group.at_least:
            limits = tuple(map(of, group.at_least))
            found.append(self._clause("at least", limits, span, nodes.GroupAtLeast, reads=group.at_least))
        if group.best_of:
            found.append(self._clause("best of", True, span, nodes.BestOf))
        if group.only_largest_per is not None:
            largest = self._clause("only the largest per", group.only_largest_per, span, nodes.OnlyLargest)
            found.append(largest)
        if group.weight is not None:
            found.append(self._clause("weight", tagged(group.weight), span, nodes.Weight))
        text = self._text(group.text) if group.text else ()
        clauses = {clause.name: clause for clause in (*found, *text)}
        return Article(ArticleKind.GROUP, group.name, group.title, span, clauses, group)

    def _grades(self) -> Article:
        written = self._written_grades()
        clauses = {}
        for place, grade in enumerate(self.edition.grades):
            name = self.meaning.grades.get(grade.name, grade.name)
            band = (tagged(grade.low), tagged(grade.below), grade.banded)
            span = written[place].span if place < len(written) else None
            clauses[name] = Clause(name, band, f"{grade.name} {_band(grade)}", span)
            if grade.title is not None:
                key = f"title of {name}"
                clauses[key] = Clause(key, grade.title, f'{grade.name} "{grade.title}"', span, Bearing.WORDS)
        span = written[0].span if written else self.edition.span
        return Article(ArticleKind.GRADES, "grades", None, span, clauses, self.edition.grades)

    def _written_grades(self) -> tuple[nodes.Grade, ...]:
        """The lines of the grades, found by where their rulebook, or the one that it follows, has them."""
        edition = self.edition
        names = tuple(grade.name for grade in edition.grades)
        texts = [criterion.text for criterion in edition.criteria.values()]
        texts += [reward.text for reward in edition.rewards.values()]
        texts += [sanction.text for sanction in edition.sanctions.values()]
        return self.texts.grades(edition.span, names, dict.fromkeys(text.span.source for text in texts))

    # --- the head and definitions ----------------------------------------------------------------------

    def _head(self) -> Article:
        edition, place = self.edition, self.edition.span
        book = self.texts.rulebook(place)
        said, time, owed = Bearing.WORDS, Bearing.TIME, Bearing.PROCESS

        def clause(name: str, meaning: Hashable, kind: type[nodes.Node], bearing: Bearing) -> Clause:
            found = next((c for c in (book.clauses if book else ()) if isinstance(c, kind)), None)
            return Clause(name, meaning, words(found.span) if found else None, found.span if found else place, bearing)

        consent = edition.consent
        agreed = consent and (consent.event, self.meaning.maybe(consent.where), consent.ended_by)
        clauses = [
            Clause("title", edition.title, f'"{edition.title}"' if edition.title else None, place, said),
            clause("authority", edition.authority, nodes.Authority, said),
            clause("edition", edition.edition, nodes.EditionClause, said),
            clause("in force", edition.in_force, nodes.InForce, time),
            Clause("ends", edition.ends, f"until {edition.ends}" if edition.ends else None, place, time),
            clause("enacted", edition.enacted, nodes.EnactedClause, said),
            clause("sunset", edition.sunset, nodes.Sunset, time),
            clause("sector", edition.sector, nodes.Sector, said),
            clause("source", (edition.source, edition.source_where), nodes.SourceClause, said),
            clause("note", edition.note, nodes.Note, said),
            clause("under", frozenset(edition.charters), nodes.Under, owed),
            clause("transition", edition.transition, nodes.TransitionClause, time),
            clause("repealed criteria", edition.repealed, nodes.RepealedClause, time),
            clause("about", edition.subject, nodes.About, Bearing.EFFECT),
            clause("requires consent", agreed, nodes.RequiresConsent, Bearing.EFFECT),
            clause("covers", self.meaning.maybe(edition.covers), nodes.Covers, Bearing.EFFECT),
        ]
        reads = references([edition.covers, consent.where if consent else None])
        found = {
            c.name: attrs.evolve(c, reads=reads) if c.name in ("covers", "requires consent") else c for c in clauses
        }
        return Article(ArticleKind.RULEBOOK, edition.name, edition.title, place, found, edition)

    def _definitions(self) -> Iterator[Article]:
        for define in self.edition.defines.values():
            body, kinds = define.body, tuple(define.parameters.values())
            meaning = (len(kinds), self.meaning.define(define))
            clause = Clause("means", meaning, words(body.span), body.span, reads=references([body]))
            yield Article(ArticleKind.DEFINE, define.name, None, body.span, {"means": clause}, define)
        for table in self.edition.tables.values():
            span = table.rows[0].span if table.rows else None
            clauses = {
                "by": _keys(table.keys, span),
                "answers": Clause("answers", self.meaning.table(table), _rows(table.rows), span),
                **_titled(table.title, span),
            }
            yield Article(ArticleKind.TABLE, table.name, table.title, span, clauses, table)
        for parameter in self.edition.parameters.values():
            rows = [row for dated in parameter.values for row in dated.rows]
            span = rows[0].span if rows else None
            clauses = {
                "by": _keys(parameter.keys, span),
                "answers": Clause(
                    "answers",
                    self.meaning.parameter(parameter),
                    _rows(r for v in parameter.values for r in v.rows),
                    span,
                ),
                **_titled(parameter.title, span),
            }
            yield Article(ArticleKind.PARAMETER, parameter.name, parameter.title, span, clauses, parameter)


def _titled(title: str | None, span: Span | None) -> dict[str, Clause]:
    return {"title": Clause("title", title, f'"{title}"', span, Bearing.WORDS)} if title else {}


def _keys(keys: Mapping[str, Definite], span: Span | None) -> Clause:
    """The keys, whatever they are called."""
    kinds = tuple(type(kind).__name__ for kind in keys.values())
    shown = ", ".join(f"{name} : {show_type(kind)}" for name, kind in keys.items())
    return Clause("by", kinds, f"by {shown}" if shown else "without keys", span)


def _rows(rows: Iterable[ir.Row]) -> str:
    """The lines in which the answers stand, as they were written."""
    lines = dict.fromkeys((row.span.source, row.span.position.line) for row in rows)
    return "; ".join(" ".join(source.line(number).split()) for source, number in lines)


def _band(grade: ir.Grade) -> str:
    """The scores of a grade, as the bands around it leave them."""
    if not grade.banded:
        return "by rule only"
    low = None if grade.low is None else f"from {show_exact(grade.low)}"
    below = None if grade.below is None else f"below {show_exact(grade.below)}"
    return " ".join(filter(None, (low, below))) or "every score"


def _said_by(clause: nodes.Node) -> tuple[str, str | None]:
    assert isinstance(clause, nodes.SourceClause)
    return clause.status.name, None if clause.where is None else clause.where.value
