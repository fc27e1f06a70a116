"""Whether each sanction, list entry and downgrade can end without anything new being recorded.

Asked is whether one that holds on a day can hold still when a long time has passed, with no other record and no other
fact, under the same edition. A list of honour or a reward may stay; what burdens may not.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from creditlang import ir
from creditlang.analysis.proofs.answers import Answer, ask
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.reading import Rule
from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import Moment, span_of
from creditlang.backends.smt.cases import Case, replay
from creditlang.backends.smt.decisions import encode_decision
from creditlang.ir import Direction, ListKind
from creditlang.semantics import Decision
from creditlang.values import Months, add

YEARS = 30
"""What still holds after so many years is said not to end."""


def ending(subject: Subject) -> Iterator[Finding]:
    """Every rule that burdens."""
    edition = subject.edition
    rules: dict[str, Rule] = {
        **edition.sanctions,
        **{name: rule for name, rule in edition.lists.items() if rule.kind is ListKind.BLACK},
        **{name: rule for name, rule in edition.moves.items() if rule.direction is Direction.DOWNGRADE},
    }
    for name, rule in rules.items():
        answer = unless_unsupported(lambda name=name: _ends(subject, name))  # type: ignore[misc]  # bound now
        yield Finding(Kind.ENDING, name, f"{name} ends without a new record", answer, rule.text.span)


def _ends(subject: Subject, name: str) -> Answer:
    # The edition goes on as it is: that a law may be repealed is no way out.
    going_on = _without_end(subject.series, subject.edition)
    edition = next(e for e in going_on.editions if e.in_force == subject.edition.in_force)
    own = Subject(going_on, edition, subject.bounds, subject.budget)
    now = own.decision(1 if len(subject.series.registry.events) > 12 else None)
    calendar = now.world.calendar
    later = calendar.add(now.as_of, span_of(Months(12 * YEARS)))
    then = encode_decision(going_on, now.world, edition=edition, as_of=later)
    nothing_new = [
        terms.implies(record.present, calendar.at_most(day, now.as_of))
        for records in now.world.made_records.values()
        for record in records
        # What has happened but is recorded later is new as well: its effect begins only then.
        for day in (record.date, *(found for name, found in record.values.items() if name == "recorded"))
        if isinstance(day, Moment)
    ]

    def confirm(case: Case) -> str | None:
        day = add(case.as_of, Months(12 * YEARS))
        held = [_in_effect(replay(on, going_on), name) for on in (case, case.on(day))]
        return f"in effect on {case.as_of}, and still on {day}" if all(held) else None

    return ask(
        now.world,
        [now.in_force, now.holds(name), then.holds(name), *nothing_new],
        proved=f"whatever brings it about, it has ended {YEARS} years later at the latest",
        confirm=confirm,
        bounds=now.world.bounds,
        budget=subject.budget,
    )


def _without_end(series: ir.Series, edition: ir.Edition) -> ir.Series:
    kept = [e for e in series.editions if e is edition or _before(e, edition)]
    return attrs.evolve(series, editions=(*kept[:-1], attrs.evolve(edition, ends=None, sunset=None)), scenarios=())


def _before(one: ir.Edition, other: ir.Edition) -> bool:
    return one.in_force is None or (other.in_force is not None and one.in_force < other.in_force)


def _in_effect(decision: Decision, name: str) -> bool:
    return any(part.name == name for part in decision.in_effect)
