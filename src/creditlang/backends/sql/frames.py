"""Where an expression stands: the rows that it is computed on, and what its names mean there.

An expression that speaks only of the subject is computed once for each subject; one that speaks of a rule's record,
once for each record; one inside an aggregate, once for each element that the aggregate looks at. `Holder` is one such
kind of rows, `Frame` a `FROM` over some of them that grows by the joins that its expressions turn out to need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count

import attrs
from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import trees
from creditlang.backends.sql.numbers import Number
from creditlang.backends.sql.plan import DATE, ID, RECORD, RECORDED, N, Plan, Today
from creditlang.backends.sql.trees import Sql
from creditlang.ir.expressions import Expression
from creditlang.values import Duration

_PLACES = count()


@attrs.frozen(eq=False)
class Holder:
    """Rows whose fields are read.

    Attributes:
        name: of the subject or event in the registry.
        table: the table of the plan that holds the rows.
        is_event: whether they are records.
        parent: the rows that these are found from; None for those that the subject's key finds.
        link: the condition of a join to what is before; None where the subject's key is all.
    """

    alias: str
    name: str
    table: str
    is_event: bool
    parent: Holder | None = None
    link: Callable[[Frame, Holder], Sql] | None = None
    place: int = attrs.field(factory=lambda: next(_PLACES))

    @property
    def key(self) -> exp.Column:
        """What identifies a row."""
        return trees.column(RECORD if self.is_event else ID, self.alias)

    @property
    def date(self) -> exp.Column:
        """The day of a record."""
        return trees.column(DATE, self.alias)

    @property
    def recorded(self) -> exp.Column:
        """The day on which a record became known."""
        return trees.column(RECORDED, self.alias)

    def chain(self) -> list[Holder]:
        """These rows after all that they are found from."""
        return [*(self.parent.chain() if self.parent else []), self]


def event_holder(plan: Plan, event: str, table: str | None = None) -> Holder:
    """The records of an event that are about the subject."""
    return Holder(plan.name("r"), event, table or plan.event(event), True)


@attrs.frozen(eq=False)
class State:
    """What has been decided about each subject so far, as columns of a table with the subject's key.

    Attributes:
        points, place: the score, and the place of the grade in the edition.
        flags: the lists, rewards, sanctions and moves that have been decided, by name.
    """

    table: str
    points: Number | None = None
    place: str | None = None
    flags: Mapping[str, str] = attrs.field(factory=dict)


Ordinals = Mapping[tuple[Duration | None, int | None], str]


@attrs.frozen(eq=False)
class Env:
    """What names mean, as in the reference evaluator's environment.

    Attributes:
        anchor: the record on whose day windows and parameters rest; None for the as-of date.
        arguments: of the define that we are in, each with what its own names mean.
        ordinals: the columns of the record that say which one of its kind it is, by period; or, with a number,
            whether it is at least that one.
    """

    edition: ir.Edition
    subject: Holder
    record: Holder | None = None
    anchor: Holder | None = None
    elements: tuple[Holder, ...] = ()
    arguments: Mapping[str, tuple[Expression, Env]] = attrs.field(factory=dict)
    state: State | None = None
    ordinals: Ordinals = attrs.field(factory=dict)

    def at(self, record: Holder, ordinals: Ordinals | None = None) -> Env:
        """In a rule on a record."""
        return attrs.evolve(self, record=record, anchor=record, ordinals=ordinals or {})


@attrs.define(eq=False)
class Frame:
    """A `FROM`: some holders joined by the subject's key or their links, and what their expressions ask for."""

    plan: Plan
    holders: tuple[Holder, ...]
    joins: list[exp.Join] = attrs.field(factory=list)
    _joined: dict[object, str] = attrs.field(factory=dict)
    _linked: list[Holder] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        for holder in self.holders:
            if self._linked:
                link = holder.link(self, holder) if holder.link else self._same_subject(holder)
                self.joins.append(trees.join(trees.table(holder.table, holder.alias), link))
            self._linked.append(holder)

    @property
    def n(self) -> Sql:
        """The subject's key."""
        first = next(h for h in self._linked if h.is_event or h.alias == SUBJECT)
        return trees.column(N, first.alias)

    @property
    def today(self) -> Today:
        """The as-of date."""
        return self.plan.today(self._of_moments())

    @property
    def known(self) -> Sql:
        """The day whose knowledge counts."""
        return self.plan.known(self._of_moments())

    def _of_moments(self) -> str | None:
        """The alias of rows that say of which moment they are; None where all are of one."""
        if not self.plan.of_moments:
            return None
        told = (h.alias for h in self._linked if h.alias == SUBJECT or h.name in self.plan.registry.events)
        return next(told, None) or self._facts(self.plan.people())

    def _same_subject(self, holder: Holder) -> Sql:
        return trees.equal(trees.column(N, holder.alias), self.n)

    def subject(self, holder: Holder) -> str:
        """The alias of the subject's facts. What is decided about subjects stands beside them, in the same table."""
        if any(linked.alias == SUBJECT for linked in self._linked):
            return SUBJECT
        return self._facts(holder.table)

    def _facts(self, table: str) -> str:
        return self._join("facts", table, lambda alias: trees.equal(trees.column(N, alias), self.n))

    def state(self, table: str) -> str:
        """The alias of what has been decided."""
        if any(linked.alias == SUBJECT and linked.table == table for linked in self._linked):
            return SUBJECT
        return self._join(("state", table), table, lambda alias: trees.equal(trees.column(N, alias), self.n))

    def related(self, table: str, id: Sql) -> str:
        """The alias of the subject behind a relation, all null where it is unknown."""
        key = ("related", table, id.sql())
        return self._join(key, table, lambda alias: trees.equal(trees.column(ID, alias), id), left=True)

    def looked_up(self, table: str, keys: Iterable[tuple[str, Sql]]) -> str:
        """The alias of a table of answers, all null where there is none."""
        pairs = list(keys)

        def condition(alias: str) -> Sql:
            found = trees.both(trees.equal(trees.column(name, alias), key) for name, key in pairs)
            assert found is not None
            return found

        key = ("answer", table, *(tree.sql() for _, tree in pairs))
        return self._join(key, table, condition, left=True)

    def _join(self, key: object, table: str, condition: Callable[[str], Sql], *, left: bool = False) -> str:
        if key not in self._joined:
            alias = self.plan.name("j")
            self.joins.append(trees.join(trees.table(table, alias), condition(alias), left=left))
            self._joined[key] = alias
        return self._joined[key]

    def select(
        self, columns: Sequence[Sql], where: Sql | None = None, group: Sequence[Sql] = (), *, distinct: bool = False
    ) -> exp.Select:
        """The query over these rows. Nothing may be emitted into the frame afterwards."""
        first = self.holders[0]
        return trees.select(columns, trees.table(first.table, first.alias), self.joins, where, group, distinct=distinct)


SUBJECT = "s"
"""The alias of the subject's own facts where a frame is about them."""


def everything() -> exp.Column:
    """All columns of the subjects of a frame: their facts, and what has been decided about them."""
    return exp.Column(this=exp.Star(), table=exp.to_identifier(SUBJECT, quoted=True))


def subject_holder(plan: Plan) -> Holder:
    """The subjects that are decided on."""
    return Holder(SUBJECT, plan.edition.subject, plan.people(), False)
