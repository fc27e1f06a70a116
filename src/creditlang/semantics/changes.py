"""What changes next if no record is added, and since when a state of affairs has held.

Both ask the evaluator itself, on every day on which anything could change. The days are found generously: every
date that occurs in the records, the facts and the law, moved by every duration and every count of years, months or
days that the rules can add to it. A day too many costs time; a day too few would be an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import attrs

from creditlang.data.records import Facts, History
from creditlang.ir import Edition, InTheLast, OnEvent, Series, While, walk
from creditlang.ir import expressions as ir
from creditlang.semantics.decision import Change, Decision
from creditlang.semantics.evaluate import decide
from creditlang.semantics.records import is_known
from creditlang.semantics.series import NotInForceError, edition_on
from creditlang.values import Days, Duration, Months, add, show_exact

HORIZON = Months(120)
"""How far ahead `upcoming` looks."""


def upcoming(
    series: Series, history: History, decision: Decision, *, limit: int = 10, horizon: Duration = HORIZON
) -> tuple[Change, ...]:
    """The next days, at most `limit`, on which the decision changes if no record is added."""
    frozen = _frozen(history, decision)
    end = add(decision.as_of, horizon)
    found: list[Change] = []
    before = decision
    for day in _days(series, frozen, decision.as_of + timedelta(days=1), end):
        try:
            after = decide(series, frozen, day)
        except NotInForceError:
            found.append(Change(day, None, None, ("no edition is in force any more",)))
            break
        reasons = _differences(series, before, after)
        if reasons:
            found.append(Change(day, after.points, after.grade, tuple(reasons)))
            if len(found) == limit:
                break
        before = after
    return tuple(found)


def held_since(series: Series, history: History, decision: Decision) -> dict[str, date]:
    """Since when each state-based reward, sanction, list entry or move has held, with today's knowledge.

    Looks back over the days on which anything could have changed, to the first day from which the rule has
    held without a break under an edition in force.
    """
    held = {part.name for part in _parts(decision) if part.since is None}
    if not held:
        return {}
    frozen = _frozen(history, decision)
    since = dict.fromkeys(held, decision.as_of)
    open_ = set(held)
    first = min([decision.as_of, *_dates_of(frozen)]) - timedelta(days=1)
    days = [first, *_days(series, frozen, first, decision.as_of)]
    for day in reversed(days):
        if edition_on(series, day) is None or not open_:
            break
        there = {part.name for part in _parts(decide(series, frozen, day)) if part.since is None}
        open_ &= there
        for name in open_:
            since[name] = day
    return since


def _frozen(history: History, decision: Decision) -> History:
    """The history with only the records that the decision saw, as if nothing were ever added or withdrawn."""
    seen = (r for r in history.records if r.date <= decision.as_of and is_known(r, decision.as_known))
    return attrs.evolve(history, records=tuple(attrs.evolve(r, withdrawn=None) for r in seen))


def _parts(decision: Decision) -> Iterator[Any]:
    yield from decision.moved_by
    yield from decision.rewards
    yield from decision.sanctions
    yield from decision.lists


# --- the days ------------------------------------------------------------------------------------------


def _days(series: Series, history: History, start: date, end: date) -> list[date]:
    """Every day from `start` to `end` on which a decision could change."""
    steps = _durations(series)
    anniversaries = _counted_units(series)
    days: set[date] = set()
    for origin in {*_dates_of(history), *_dates_of_law(series)}:
        reached = {origin}
        for _ in range(2):  # a notice and then a duration, or a date moved and then a window
            reached |= {add(day, step) for day in reached for step in steps}
        for unit in anniversaries:
            reached |= set(_recurring(origin, unit, start, end))
        days |= {near for day in reached if day < date.max for near in (day, day + timedelta(days=1))}
    return sorted(day for day in days if start <= day <= end)


def _recurring(origin: date, unit: ir.CalendarUnit, start: date, end: date) -> Iterator[date]:
    """The days on which a count of years or months since (or until) a date changes."""
    if unit is ir.CalendarUnit.DAYS:
        yield from (start + timedelta(days=n) for n in range(0, (end - start).days + 1))
        return
    months = 12 if unit is ir.CalendarUnit.YEARS else 1
    count = ((start.year - origin.year) * 12 + start.month - origin.month) // months - 1
    while (day := add(origin, Months(count * months))) <= end:
        yield day
        count += 1


def _dates_of(history: History) -> Iterator[date]:
    for record in history.records:
        yield record.date
        yield record.recorded
        yield from (value for value in record.values.values() if isinstance(value, date))
    for facts in _reachable(history):
        yield from (value for value in facts.values.values() if isinstance(value, date))


def _reachable(history: History) -> Iterator[Facts]:
    """The subject and everyone whose facts a rule could read through relations, each once."""
    seen: set[tuple[str, str]] = set()
    waiting = [history.facts]
    while waiting:
        facts = waiting.pop()
        if (facts.subject, facts.id) in seen:
            continue
        seen.add((facts.subject, facts.id))
        yield facts
        waiting += history.relations.around(facts)


def _dates_of_law(series: Series) -> Iterator[date]:
    for edition in series.editions:
        yield from (day for day in (edition.in_force, edition.ends) if day is not None)
        for parameter in edition.parameters.values():
            yield from (value.starts for value in parameter.values)
        for part in _all_expressions(edition):
            if isinstance(part, ir.Constant) and isinstance(part.value, date):
                yield part.value


def _durations(series: Series) -> set[Duration]:
    """Every duration in the law, both ways."""
    found: set[Duration] = set()
    for edition in series.editions:
        for part in _all_expressions(edition):
            match part:
                case ir.Constant(value=Days() | Months() as value):
                    found.add(value)
                case ir.Aggregate(within=period) | ir.Occurrence(within=period) if period is not None:
                    found.add(period)
                case _:
                    pass
        rows = [row for table in edition.tables.values() for row in table.rows]
        rows += [row for p in edition.parameters.values() for value in p.values for row in value.rows]
        found |= {row.value for row in rows if isinstance(row.value, Days | Months)}
        for criterion in edition.criteria.values():
            found |= {cap.span_of.period for cap in criterion.caps if isinstance(cap.span_of, InTheLast)}
        for rule in _rules(edition):
            if rule.process.notice is not None:
                found.add(rule.process.notice)
    return found | {type(d)(-d.count) for d in found}


def _counted_units(series: Series) -> set[ir.CalendarUnit]:
    return {
        part.unit
        for edition in series.editions
        for part in _all_expressions(edition)
        if isinstance(part, ir.CountBetween)
    }


def _rules(edition: Edition) -> Iterator[Any]:
    for rules in (edition.moves, edition.rewards, edition.sanctions, edition.lists):
        yield from rules.values()


def _all_expressions(edition: Edition) -> Iterator[ir.Expression]:
    for root in _roots(edition):
        if root is not None:
            yield from walk(root)


def _roots(edition: Edition) -> Iterator[ir.Expression | None]:
    if edition.score is not None:
        yield edition.score.starts_at
    yield from (define.body for define in edition.defines.values())
    for criterion in edition.criteria.values():
        yield from _trigger(criterion)
        yield criterion.expires_after
        yield criterion.counts_from
        yield criterion.amount if isinstance(criterion.amount, ir.TypedNode) else None
        yield from (cap.amount for cap in criterion.caps)
    for group in edition.groups.values():
        yield from (*group.at_most, *group.at_least)
    for rule in _rules(edition):
        yield from _trigger(rule)
        yield from (rule.process.lasts, rule.process.lifted)
        yield getattr(rule, "grant", None)
        yield getattr(rule, "impose", None)
    if edition.consent is not None:
        yield edition.consent.where


def _trigger(rule: Any) -> Iterator[ir.Expression | None]:
    if isinstance(rule.trigger, OnEvent):
        yield rule.trigger.where
    elif isinstance(rule.trigger, While):
        yield rule.trigger.condition


# --- the differences -----------------------------------------------------------------------------------


def _differences(series: Series, before: Decision, after: Decision) -> list[str]:
    """What is different, in words; empty if nothing is."""
    reasons: list[str] = []
    if after.edition != before.edition or edition_on(series, before.as_of) is not edition_on(series, after.as_of):
        reasons.append(f"edition {after.edition or 'of ' + str(after.as_of)} comes into force")
    reasons += _line_differences(before, after)
    for label in ("moved_by", "rewards", "sanctions", "lists"):
        old = {_key(part): part for part in getattr(before, label)}
        new = {_key(part): part for part in getattr(after, label)}
        reasons += [f"{_named(old[key])} ends" for key in old if key not in new]
        reasons += [f"{_named(new[key])} begins" for key in new if key not in old]
        for key in old.keys() & new.keys():
            if _value(old[key]) != _value(new[key]):
                reasons.append(f"{_named(new[key])} changes")
    if before.consent != after.consent:
        reasons.append(f"consent is {after.consent}")
    if not reasons and (before.points != after.points or before.grade != after.grade):
        reasons.append("the score changes" if before.points != after.points else "the grade changes")
    return reasons


def _line_differences(before: Decision, after: Decision) -> list[str]:
    old = {(line.criterion, line.record): line for line in before.score.lines} if before.score else {}
    new = {(line.criterion, line.record): line for line in after.score.lines} if after.score else {}
    reasons: list[str] = []
    for key, line in old.items():
        name = " ".join(part for part in key if part)
        if key not in new:
            expired = line.until is not None and line.until <= after.as_of
            reasons.append(f"{name} expires" if expired else f"{name} no longer counts")
        elif new[key].points != line.points:
            reasons.append(f"{name} counts {show_exact(new[key].points)} instead of {show_exact(line.points)}")
    reasons += [f"{' '.join(part for part in key if part)} begins to count" for key in new if key not in old]
    return reasons


def _key(part: Any) -> tuple[str, str | None]:
    return part.name, part.record


def _named(part: Any) -> str:
    return f"{part.name} of {part.record}" if part.record else str(part.name)


def _value(part: Any) -> object:
    return getattr(part, "grant", None) or getattr(part, "impose", None)
