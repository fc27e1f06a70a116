"""Witnesses that need no solver: the people of the rulebook's scenarios, and people who are tried.

A case shows what it shows, whoever found it. So before a solver is asked, or where it gives no answer, compiled rules
decide on every person of a scenario, on each day that the scenario asks about, and on variations of people near what
the rules mention (`analysis.cases.exploring`). What seems to show something is decided again by the reference
evaluator, and is believed only then. That nothing was found proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from creditlang import ir
from creditlang.analysis.cases.exploring import Explorer, Seen
from creditlang.analysis.cases.mentioned import mentioned
from creditlang.analysis.cases.shrinking import shrunk
from creditlang.analysis.proofs.asking import Subject
from creditlang.backends.smt.cases import Case, CaseRecord, plain_facts
from creditlang.backends.smt.support import Unsupported
from creditlang.data import InvalidDataError
from creditlang.ir.earlier import asks_earlier
from creditlang.semantics import Decision, NotInForceError
from creditlang.semantics.series import edition_on

Deciding = Callable[[Case], Decision]
"""The decision on a case, by compiled rules or by the reference evaluator."""

Shows = Callable[[Case, Deciding], Collection[Hashable]]
"""What a case shows, of what is looked for."""

_SECONDS = 3.0
"""Processor time for trying, and for making one case small, at the most."""
_SHARE = 0.3
"""The share of what a question may take."""
_MOST = 6_000
"""No more cases are tried."""


@attrs.define(eq=False, slots=False)
class Witnesses:
    """Cases of one edition that show what is looked for.

    Attributes:
        wanted: what is looked for, by any name; all of it is looked for at once.
        rules: parts of the edition, near whose words cases are tried.
        shows: which of it a case shows. It may ask for several decisions: on other days, or with fewer records.
    """

    subject: Subject
    wanted: frozenset[Hashable]
    rules: tuple[object, ...]
    shows: Shows
    _found: dict[Hashable, Case] = attrs.field(factory=dict)
    _given: bool = False
    _tried: bool = False

    def early(self, name: Hashable) -> Case | None:
        """A case that is found before a solver is asked: by a scenario, or also by trying where a solver is seldom
        quick."""
        return self.late(name) if asks_earlier(self.subject.series) else self._of_scenarios(name)

    def late(self, name: Hashable) -> Case | None:
        """A case that is found by a scenario or by trying."""
        if (found := self._of_scenarios(name)) is not None:
            return found
        if not self._tried:
            self._tried = True
            self._explore()
        return self._confirmed(name)

    def small(self, name: Hashable, case: Case) -> Case:
        """The case, made smaller as far as it shows the same by the reference evaluator."""

        def shown(smaller: Case) -> bool:
            return name in self._shown(smaller, self.subject.decide_quickly)

        found = shrunk(case, self.subject.edition.registry, shown, self.subject.likely, self._seconds)
        return found if name in self._shown(found, self.subject.decide) else case

    # --- where cases come from -------------------------------------------------------------------------

    def _of_scenarios(self, name: Hashable) -> Case | None:
        if not self._given:
            self._given = True
            for case in cases_of(self.subject.series):
                self._look(case)
        return self._confirmed(name)

    def _explore(self) -> None:
        edition, registry = self.subject.edition, self.subject.edition.registry
        try:
            start = Case(edition.subject, plain_facts(edition.subject, registry), (), self.subject.likely)
        except Unsupported:  # nobody can be written down
            return
        self._look(start)  # which compiles the rules: that is no part of the time for trying
        near, every = mentioned(self.rules, [edition]), mentioned([edition], [edition])
        explorer = Explorer(registry, near, every, self._look)
        explorer.explore(start, lambda: self._found.keys() >= self.wanted, 0, _MOST, self._seconds)

    def _look(self, case: Case) -> Seen | None:
        """What compiled rules decide on a case; what it shows for the first time is kept."""
        decided: list[Decision] = []

        def deciding(one: Case) -> Decision:
            decided.append(self.subject.decide_quickly(one))
            return decided[-1]

        for name in self._shown(case, deciding):
            self._found.setdefault(name, case)
        if not decided:
            return None
        first = decided[0]
        held = frozenset(part.name for part in first.in_effect)
        lines = frozenset(line.criterion for line in first.score.lines) if first.score else frozenset()
        return Seen((first.covered, first.consent, first.points, first.grade, held, lines))

    # --- deciding --------------------------------------------------------------------------------------

    def _shown(self, case: Case, deciding: Deciding) -> Collection[Hashable]:
        if edition_on(self.subject.series, case.as_of) is not self.subject.edition:
            return ()
        try:
            return self.shows(case, deciding)
        except (InvalidDataError, NotInForceError):  # what was tried need not be data
            return ()

    def _confirmed(self, name: Hashable) -> Case | None:
        case = self._found.get(name)
        return case if case is not None and name in self._shown(case, self.subject.decide) else None

    @property
    def _seconds(self) -> float:
        return min(_SECONDS, _SHARE * self.subject.patience.seconds)


def cases_of(series: ir.Series) -> Iterator[Case]:
    """The person of each scenario on each day that it asks about, with what is on record by then.

    What a case cannot say is left out: scenarios with the knowledge of another day, or with withdrawn records. Whether
    what a scenario expects comes out does not matter: its person may be as it says.
    """
    for scenario in series.scenarios:
        if scenario.as_known is not None or any(r.values.get("withdrawn") is not None for r in scenario.records):
            continue
        facts, records = _values(scenario.subject), _numbered(scenario.records)
        for day in dict.fromkeys(e.on or scenario.as_of for e in scenario.expectations):
            by_then = tuple(record for record in records if day_known(record) <= day)
            yield Case(series.editions[-1].subject, facts, by_then, day)


def day_known(record: CaseRecord) -> date:
    """The day by which a record of a case has happened and is recorded."""
    days = [record.values[name] for name in ("date", "recorded")]
    return max(day for day in days if isinstance(day, date))


def _numbered(given: Sequence[ir.GivenRecord]) -> tuple[CaseRecord, ...]:
    """The records by date and id, and numbered so, for a pasted scenario has no ids."""
    found = sorted(given, key=lambda record: (str(record.values["date"]), str(record.values["record"])))
    width = len(str(len(found)))
    return tuple(
        CaseRecord(record.event, {**_values(record.values), "record": f"r{number:0{width}}"})
        for number, record in enumerate(found, start=1)
    )


def _values(given: Mapping[str, object]) -> dict[str, object]:
    return {name: _value(value) for name, value in given.items() if name != "withdrawn"}


def _value(value: object) -> object:
    match value:
        case Mapping():
            return _values(value)
        case str():
            return value
        case Iterable():
            return tuple(_value(one) for one in value)
        case _:
            return value
