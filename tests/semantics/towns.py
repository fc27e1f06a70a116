"""Small rulebooks written as text, and histories of one person, for tests of the evaluator."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from creditlang import ir
from creditlang.data.records import Facts, History, Record
from creditlang.driver import compile_text
from creditlang.semantics import Decision, decide

HEAD = """\
registry Records
subject Person
    born : date

"""


def compiled(text: str) -> ir.Series:
    """The one rulebook in a text that must compile."""
    compilation = compile_text(text, "town.credit")
    assert not compilation.errors, "\n".join(str(found) for found in compilation.errors)
    (series,) = compilation.series
    return series


def town(rules: str, registry: str = "", head: str = "") -> ir.Series:
    """A rulebook with these rules; `registry` adds to a registry whose person has a date of birth."""
    return compiled(f"{HEAD}{registry}\nrulebook Town\n    records Records\n{head}\n{rules}")


class People:
    """Everybody else, so that relations lead somewhere."""

    def __init__(self, *everybody: Facts) -> None:
        self._everybody = everybody

    def one(self, subject: str, id: str) -> Facts:
        return next(f for f in self._everybody if (f.subject, f.id) == (subject, id))

    def many(self, subject: str, by: str, id: str) -> tuple[Facts, ...]:
        found = (f for f in self._everybody if f.subject == subject and f.values[by] == id)
        return tuple(sorted(found, key=lambda f: f.id))

    def around(self, facts: Facts) -> tuple[Facts, ...]:
        linked = set(facts.values.values())
        return tuple(f for f in self._everybody if f.id in linked or facts.id in f.values.values())


def day(text: str) -> date:
    return date.fromisoformat(text)


def record(
    event: str, on: str, id: str = "r1", *, recorded: str | None = None, withdrawn: str | None = None, **values: Any
) -> Record:
    return Record(event, id, day(on), day(recorded or on), day(withdrawn) if withdrawn else None, values)


def person(
    *records: Record,
    facts: Mapping[str, Any] | None = None,
    others: Iterable[Facts] = (),
    id: str = "p1",
    subject: str = "Person",
) -> History:
    own = Facts(subject, id, {"born": date(1980, 5, 4), **(facts or {})})
    return History(own, tuple(sorted(records, key=lambda r: (r.date, r.id))), People(own, *others))


def decided(series: ir.Series, history: History, as_of: str, as_known: str | None = None) -> Decision:
    return decide(series, history, day(as_of), day(as_known) if as_known else None)


def points(series: ir.Series, history: History, as_of: str, as_known: str | None = None) -> Any:
    return decided(series, history, as_of, as_known).points


def counted(decision: Decision) -> list[tuple[str, str | None, Any]]:
    """Each line as criterion, record and points."""
    assert decision.score is not None
    return [(line.criterion, line.record, line.points) for line in decision.score.lines]


def in_effect(decision: Decision) -> set[str]:
    """The names of all rewards, sanctions, lists and moves in effect."""
    return {part.name for part in (*decision.rewards, *decision.sanctions, *decision.lists, *decision.moved_by)}
