"""Valid data for a program: people, what is recorded about them, and the two days of a decision.

Values and days lie where the program makes a difference: at its own constants and at the edges of its windows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import attrs
from hypothesis import strategies as st

from creditlang import ir
from creditlang.data import Facts, History, Record
from creditlang.data.objects import GivenRelations
from creditlang.syntax import nodes
from creditlang.types import Boolean, Choice, Date, Definite, ManyRelated, MoneyUnit, Number, Related, Text, Unit
from creditlang.values import Duration, Exact, Rounding, plain, round_exact, show_exact
from properties.generator.choices import SMALL, Draw, Size, chance, count, pick, shuffled
from properties.generator.dates import CORNERS, before, near
from properties.generator.documents import Program, draw_program
from properties.generator.names import TEXTS

_LARGEST = 10**12
"""Values stay so small that products of a few of them are readable in a failing example."""


@attrs.frozen
class Mentioned:
    """What a program mentions, where its data should lie."""

    numbers: Mapping[Unit | None, tuple[Exact, ...]]
    durations: tuple[Duration, ...]
    days: tuple[date, ...]
    events: frozenset[str]


@attrs.frozen
class People:
    """A data set.

    Attributes:
        facts: every subject, by its kind and its id.
        records: what is recorded, by the kind and the id of whom it is about; by date and record id.
    """

    registry: ir.Registry
    facts: Mapping[tuple[str, str], Facts]
    records: Mapping[tuple[str, str], tuple[Record, ...]]

    def history(self, subject: str, id: str) -> History:
        """The history of one of them."""
        relations = GivenRelations(self.registry, self.facts)
        return History(self.facts[subject, id], self.records.get((subject, id), ()), relations)


@attrs.frozen
class Case:
    """A program with data and the days of a decision. `id` is whom to decide on."""

    program: Program
    people: People
    id: str
    as_of: date
    as_known: date | None

    @property
    def history(self) -> History:
        """The history of whom to decide on."""
        return self.people.history(self.program.subject, self.id)

    def __str__(self) -> str:
        lines = [f"{self.program}\n-- decide on {self.id} as of {self.as_of}, as known {self.as_known}"]
        lines += [f"{facts.subject} {facts.id}: {dict(facts.values)}" for facts in self.people.facts.values()]
        lines += [f"{id}: {record}" for (_, id), found in self.people.records.items() for record in found]
        return "\n".join(lines)


@st.composite
def cases(draw: Draw, size: Size = SMALL) -> Case:
    """Programs with data."""
    program = draw_program(draw, size)
    mentioned = mentioned_in(program)
    as_of = _covered_day(draw, program, mentioned)
    as_known = None
    if chance(draw, 40):
        as_known = as_of + timedelta(days=pick(draw, (0, 30, 1, 365, -1, -20)))
    people = draw_people(draw, program, mentioned, as_of, size)
    return Case(program, people, next(id for name, id in people.facts if name == program.subject), as_of, as_known)


def mentioned_in(program: Program) -> Mentioned:
    """The constants of a program."""
    numbers: dict[Unit | None, dict[Exact, None]] = {}
    durations: dict[Duration, None] = {}
    days: dict[date, None] = {}
    events: set[str] = set()
    for document in program.files.values():
        for node in written_in(document):
            match node:
                case nodes.MoneyLiteral(value=value, currency=currency):
                    numbers.setdefault(MoneyUnit(currency), {})[plain(value)] = None
                case nodes.NumberLiteral(value=value):
                    numbers.setdefault(None, {})[plain(value)] = None
                case nodes.DurationLiteral(value=length) if length.count:
                    durations[length] = None
                case nodes.DateLiteral(value=day) | nodes.DatedValue(starts=day):
                    days[day] = None
                case nodes.OnEvent(event=event):
                    events.add(event.text)
                case _:
                    pass
    constants = {unit: tuple(found) for unit, found in numbers.items()}
    return Mentioned(constants, tuple(durations), tuple(days), frozenset(events))


def written_in(node: object) -> Iterator[nodes.Node]:
    """Every node below a node, itself first."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            waiting.extend(reversed(found))
        elif isinstance(found, nodes.Node):
            yield found
            parts = (getattr(found, a.name) for a in attrs.fields(type(found)) if a.name != "span")
            waiting.extend(reversed(list(parts)))


def _covered_day(draw: Draw, program: Program, mentioned: Mentioned) -> date:
    """A day on which an edition is in force."""
    index = count(draw, 0, len(program.periods) - 1)
    period = program.periods[index]
    after = program.periods[index + 1].starts if index + 1 < len(program.periods) else None
    first = period.starts or date(2015, 1, 1)
    end = min((day for day in (period.end, after) if day), default=date(2026, 12, 31))
    last = end - timedelta(days=1)
    found = pick(draw, (near(draw, [*CORNERS, *mentioned.days], ()), first, last, near(draw, CORNERS, ())))
    return min(max(found, first), last)


# --- people ------------------------------------------------------------------------------------------


def draw_people(draw: Draw, program: Program, mentioned: Mentioned, as_of: date, size: Size) -> People:
    """A few subjects of each kind, with their records."""
    registry = program.registry
    ids = {
        name: [f"{name[0].lower()}{n}" for n in shuffled(draw, range(1, count(draw, 1, size.people) + 1))]
        for name in registry.subjects
    }
    values = _Values(draw, mentioned, as_of, ids)
    facts = {(name, id): Facts(name, id, values.of(registry.subjects[name].fields)) for name in ids for id in ids[name]}
    days = [as_of, *(p.starts for p in program.periods if p.starts), *mentioned.days, *CORNERS[:3]]
    numbers = shuffled(draw, range(1, 1 + max(count(draw, 0, size.records), count(draw, 0, size.records))))
    main = (program.subject, ids[program.subject][0])
    events = tuple(registry.events.values())
    about_main = tuple(e for e in events if e.subject == program.subject)
    spoken_of = tuple(e for e in about_main if e.name in mentioned.events) or about_main
    records: dict[tuple[str, str], list[Record]] = {}
    for number in numbers:
        event, owner = pick(draw, spoken_of if chance(draw, 70) else about_main), main
        if chance(draw, 20):
            event = pick(draw, events)
            owner = (event.subject, pick(draw, ids[event.subject]))
        own = records.setdefault(owner, [])
        # Often on the day of another record: then only the record's id says which comes first.
        if own and chance(draw, 25):
            day = own[-1].date
        elif chance(draw, 65):
            day = before(draw, as_of, mentioned.durations)
        else:
            day = near(draw, days, mentioned.durations)
        recorded = day + timedelta(days=pick(draw, (0, 0, 0, 0, 0, 1, 10, 40, 400)))
        withdrawn = recorded + timedelta(days=pick(draw, (0, 1, 30, 400))) if chance(draw, 12) else None
        own.append(Record(event.name, f"r{number}", day, recorded, withdrawn, values.of(event.fields)))
    ordered = {owner: tuple(sorted(found, key=lambda r: (r.date, r.id))) for owner, found in records.items()}
    return People(registry, facts, ordered)


@attrs.frozen
class _Values:
    """Values of fields."""

    draw: Draw
    mentioned: Mentioned
    as_of: date
    ids: Mapping[str, list[str]]

    def of(self, fields: Mapping[str, ir.Field]) -> dict[str, object]:
        """A value for every field that is stored."""
        return {
            field.name: None if field.optional and chance(self.draw, 35) else self._value(field.type)
            for field in fields.values()
            if not isinstance(field.type, ManyRelated)
        }

    def _value(self, kind: Definite) -> object:
        draw = self.draw
        match kind:
            case Boolean():
                return chance(draw, 50)
            case Date():
                return near(draw, [self.as_of, *self.mentioned.days, *CORNERS], self.mentioned.durations)
            case Text():
                return pick(draw, ("a", "b", *TEXTS, "", " "))
            case Choice(members=members):
                return pick(draw, members)
            case Related(subject=subject):
                return pick(draw, self.ids[subject])
            case Number():
                return self._number(kind)
            case _:
                raise TypeError(f"no values of {kind} are stored")

    def _number(self, kind: Number) -> Exact:
        """A number at a constant of the program or just beside it, or at an end of its range."""
        draw = self.draw
        step = Fraction(1, 10 ** (kind.scale or 0))
        low, high = kind.range.low, kind.range.high
        near_ones = (*self.mentioned.numbers.get(kind.unit, ()), *self.mentioned.numbers.get(None, ()), 0, 1, 1_000)
        found = pick(draw, near_ones) + pick(draw, (0, step, -step))
        if chance(draw, 25):
            ends = [end for end in (low, high) if end is not None]
            found = pick(draw, ends or [_LARGEST - 1, 1 - _LARGEST])
        found = round_exact(found, Rounding.DOWN, step)
        found = found if low is None or found >= low else low
        return plain(found if high is None or found <= high else high)


# --- as a folder -------------------------------------------------------------------------------------


def write_folder(people: People, folder: Path) -> None:
    """Write the data as JSON Lines, as the data contract has them: one file for each subject and event."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[dict[str, object]]] = {n: [] for n in (*people.registry.subjects, *people.registry.events)}
    for (subject, id), facts in people.facts.items():
        rows[subject].append({"subject": id, **facts.values})
    for (_, id), records in people.records.items():
        for r in records:
            head = {"record": r.id, "subject": id, "date": r.date, "recorded": r.recorded, "withdrawn": r.withdrawn}
            rows[r.event].append({**head, **r.values})
    for name, found in rows.items():
        lines = [json_line(row) for row in found]
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def json_line(row: Mapping[str, object]) -> str:
    """A row as one JSON object, its numbers with all their digits."""
    return "{" + ", ".join(f"{json.dumps(name)}: {_json(value)}" for name, value in row.items()) + "}"


def _json(value: object) -> str:
    match value:
        case Fraction():
            return show_exact(value)
        case date():
            return f'"{value.isoformat()}"'
        case _:
            return json.dumps(value, ensure_ascii=False)


__all__ = ["Case", "People", "cases", "draw_people", "json_line", "mentioned_in", "write_folder", "written_in"]
