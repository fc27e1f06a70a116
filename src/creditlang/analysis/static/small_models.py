"""How many records a case needs: the argument that turns a bounded search into a proof for all histories.

A condition is built of parts by `and`, `or` and `not`. Say of each part which records it needs to stay as it is:

- one that reads the facts, the day and the rule's own record alone needs none: no other record can change it;
- `exists E where …` that holds needs one record of E, any that meets its condition, and `count of E where … >= k` needs
  k; what is asked of each record there may read that record, the facts and the day, and nothing that counts;
- the same that does not hold needs none: with fewer records it still does not hold.

So let a history make the condition hold, and drop from it every record that no part needs. Each part that held or
failed to hold, and mattered, is as it was, and the condition, which only rises with them, holds still. What is left has
no more records than all parts together need. If no history of that size shows a thing, none does.

What is not built so (a sum, a latest record, the score, an `=` of a count) has no such number: `None`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from creditlang.analysis.static.reading import Rule, looks_beyond
from creditlang.ir import Edition, OnEvent
from creditlang.ir import expressions as expr
from creditlang.values import Exact

Records = Counter[str]
"""How many records of each event."""


def needed(condition: expr.Expression, edition: Edition, *, holds: bool) -> Records | None:
    """The records that suffice for a condition to hold (or not to) as it does in some history; None if no number is
    known."""
    if not looks_beyond(condition, edition):
        return Counter()
    match condition:
        case expr.Not(operand=operand):
            return needed(operand, edition, holds=not holds)
        case expr.And(operands=operands) | expr.Or(operands=operands):
            return together(*(needed(operand, edition, holds=holds) for operand in operands))
        case expr.If(condition=chosen, then=then, otherwise=otherwise) if not looks_beyond(chosen, edition):
            return together(needed(then, edition, holds=holds), needed(otherwise, edition, holds=holds))
        case expr.CallDefine(define=name, arguments=arguments):
            if any(looks_beyond(argument, edition) for argument in arguments):
                return None
            return needed(edition.defines[name].body, edition, holds=holds)
        case expr.Aggregate(kind=expr.AggregateKind.EXISTS):
            return _at_least(condition, 1, edition, holds=holds)
        case expr.Compare():
            return _compared(condition, edition, holds=holds)
        case _:
            return None


def _compared(node: expr.Compare, edition: Edition, *, holds: bool) -> Records | None:
    """A number of records against a written one."""
    relation, left, right = node.relation, node.left, node.right
    if isinstance(left, expr.Constant):
        relation, left, right = relation.mirrored, right, left
    if not (isinstance(left, expr.Aggregate) and left.kind is expr.AggregateKind.COUNT):
        return None
    if not (isinstance(right, expr.Constant) and isinstance(right.value, int)):
        return None
    match relation:
        case expr.Relation.AT_LEAST:
            return _at_least(left, right.value, edition, holds=holds)
        case expr.Relation.GREATER:
            return _at_least(left, right.value + 1, edition, holds=holds)
        case expr.Relation.LESS:
            return _at_least(left, right.value, edition, holds=not holds)
        case expr.Relation.AT_MOST:
            return _at_least(left, right.value + 1, edition, holds=not holds)
        case _:
            return None


def _at_least(node: expr.Aggregate, number: Exact, edition: Edition, *, holds: bool) -> Records | None:
    if not isinstance(node.source, expr.EventRecords):
        return None
    if node.where is not None and looks_beyond(node.where, edition):
        return None
    return Counter({node.source.event: max(int(number), 0)} if holds else {})


def together(*found: Records | None) -> Records | None:
    """What all of these need; None if of one no number is known."""
    total: Records = Counter()
    for one in found:
        if one is None:
            return None
        total += one
    return total


def needed_to_hold(rule: Rule, edition: Edition) -> Records | None:
    """The records that suffice for a rule to be in effect on a day on which it is, the person being covered."""
    if edition.consent is not None:
        return None
    covered = Counter[str]() if edition.covers is None else needed(edition.covers, edition, holds=True)
    return together(covered, _occasion(rule, edition, holds=True))


def needed_not_to_hold(rule: Rule, edition: Edition) -> Records | None:
    """The records that suffice for a rule not to be in effect on a day on which it is not, the person being covered."""
    if isinstance(rule.trigger, OnEvent) and any(looks_beyond(part, edition) for part in _own(rule)):
        return None
    return _occasion(rule, edition, holds=False)


def comes_with_its_record(rule: Rule, edition: Edition) -> bool:
    """Whether a rule comes to be in effect only as a record of its own event is added, and through that record.

    It asks of the record alone whether and how long it holds, and what lifts it only rises with records: what did not
    hold because it was lifted is lifted still. Who is rated at all must not turn on the record; that is not asked here.
    """
    trigger, process = rule.trigger, rule.process
    if not isinstance(trigger, OnEvent):
        return False
    own = (part for part in (trigger.where, process.until, process.lasts) if part is not None)
    lifted = Counter[str]() if process.lifted is None else needed(process.lifted, edition, holds=False)
    return lifted == Counter() and not any(looks_beyond(part, edition) for part in own)


def _occasion(rule: Rule, edition: Edition, *, holds: bool) -> Records | None:
    trigger = rule.trigger
    if not isinstance(trigger, OnEvent):
        return needed(trigger.condition, edition, holds=holds)
    if not holds:
        return Counter()  # no record brings it about; so it is with fewer of them
    where = Counter[str]() if trigger.where is None else needed(trigger.where, edition, holds=True)
    lifted = rule.process.lifted
    stays = Counter[str]() if lifted is None else needed(lifted, edition, holds=False)
    times = [part for part in (rule.process.until, rule.process.lasts) if part is not None]
    if any(looks_beyond(part, edition) for part in times):
        return None
    return together(Counter({trigger.event: 1}), where, stays)


def _own(rule: Rule) -> Iterator[expr.Expression]:
    process = rule.process
    found = [process.until, process.lasts, process.lifted]
    if isinstance(rule.trigger, OnEvent):
        found.append(rule.trigger.where)
    yield from (part for part in found if part is not None)


def size_of(records: Records) -> str:
    """So many records, in words."""
    return " and ".join(f"{number} of {event}" for event, number in sorted(records.items())) or "none"
