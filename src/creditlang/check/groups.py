"""Groups: who is in them, and what bounds their sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from creditlang.check import expressions
from creditlang.check.clauses import all_of, one_of, rule_text
from creditlang.check.criteria import NOT_NEGATIVE, check_weight, largest_per
from creditlang.check.errors.names import Circular, UnknownName
from creditlang.check.errors.rules import GroupMember, MisplacedClause, MissingClause
from creditlang.check.scope import Names, Place, subject_scope
from creditlang.diagnostics import closest
from creditlang.ir import Group
from creditlang.ir import expressions as ir
from creditlang.source import Span
from creditlang.syntax import nodes
from creditlang.types import EVERYTHING, Interval

PLACE = Place("the bound of a group")


def check_groups(
    written: Mapping[str, nodes.Group], criteria: Mapping[str, nodes.Criterion], names: Names
) -> dict[str, Group]:
    """All groups; wrong ones are reported and left out."""
    taken: dict[str, tuple[str, Span]] = {}
    groups: dict[str, Group] = {}
    circular = _report_circles(written, names)
    for name, group in written.items():
        found = _check_group(group, written, criteria, taken, names)
        if found is not None and name not in circular:
            groups[name] = found
    return groups


def _check_group(
    written: nodes.Group,
    groups: Mapping[str, nodes.Group],
    criteria: Mapping[str, nodes.Criterion],
    taken: dict[str, tuple[str, Span]],
    names: Names,
) -> Group | None:
    rule = f"the group `{written.name.text}`"
    members: list[str] = []
    sound = True
    for name in (n for clause in all_of(written.clauses, nodes.GroupMembers) for n in clause.names):
        if name.text not in criteria and name.text not in groups:
            known = (*criteria, *groups)
            if name.text not in names.broken:
                names.collector.report(
                    UnknownName(
                        span=name.span,
                        what="a criterion or group",
                        name=name.text,
                        suggestion=closest(name.text, known),
                        known=known,
                    )
                )
            sound = False
        elif name.text in taken:
            group, first = taken[name.text]
            names.collector.report(GroupMember(span=name.span, name=name.text, group=group, first=first))
            sound = False
        else:
            taken[name.text] = (written.name.text, name.span)
            members.append(name.text)
    if not members and sound:
        names.collector.report(
            MissingClause(
                span=written.name.span,
                rule=rule,
                clause="members",
                advice="name its criteria below it, separated by commas",
            )
        )
        sound = False
    bounds = [_bound(c, names) for c in written.clauses if isinstance(c, nodes.GroupAtMost | nodes.GroupAtLeast)]
    best_of = one_of(written.clauses, nodes.BestOf, "best of", rule, names.collector)
    largest = one_of(written.clauses, nodes.OnlyLargest, "only the largest", rule, names.collector)
    weight = one_of(written.clauses, nodes.Weight, "weight", rule, names.collector)
    text = rule_text(written.name, written.title, written.clauses, rule, written.span, names)
    per = _largest_per(largest, members, groups, criteria, names) if largest and sound else None
    share = check_weight(weight, names)
    found = [bound for bound in bounds if bound is not None]
    if (
        not sound
        or len(found) < len(bounds)
        or (per is None) != (largest is None)
        or (share is None) != (weight is None)
    ):
        return None
    return Group(
        written.name.text,
        text.title,
        tuple(members),
        tuple(amount for kind, amount in found if kind is nodes.GroupAtMost),
        tuple(amount for kind, amount in found if kind is nodes.GroupAtLeast),
        best_of is not None,
        per,
        share,
        text.note,
        text=text,
        span=written.span,
    )


def _bound(
    clause: nodes.GroupAtMost | nodes.GroupAtLeast, names: Names
) -> tuple[type[nodes.GroupAtMost | nodes.GroupAtLeast], ir.Expression] | None:
    if names.score is None:
        return None
    interval: Interval = NOT_NEGATIVE if isinstance(clause, nodes.GroupAtMost) else EVERYTHING
    word = "`at most`" if isinstance(clause, nodes.GroupAtMost) else "`at least`"
    wanted = attrs.evolve(names.score, range=interval)
    amount = expressions.check_wanted(clause.amount, subject_scope(names, PLACE), wanted, word)
    return None if amount is None else (type(clause), amount)


def _largest_per(
    written: nodes.OnlyLargest,
    members: Sequence[str],
    groups: Mapping[str, nodes.Group],
    criteria: Mapping[str, nodes.Criterion],
    names: Names,
) -> str | None:
    """The field, if all records that count in the group have it."""
    field: str | None = None
    waiting, seen = list(members), set()
    while waiting:
        member = waiting.pop()
        if member in groups and member not in seen:
            seen.add(member)
            waiting.extend(n.text for c in all_of(groups[member].clauses, nodes.GroupMembers) for n in c.names)
        if member not in criteria:
            continue
        on = next((c for c in criteria[member].clauses if isinstance(c, nodes.OnEvent)), None)
        if on is None:
            names.collector.report(
                MisplacedClause(
                    span=written.span,
                    clause="`only the largest`",
                    because=f"the criterion `{member}` is on facts, not on records",
                )
            )
            return None
        event = names.registry.events.get(on.event.text)
        if event is None:
            return None
        field = largest_per(written, event, names)
        if field is None:
            return None
    return field


def _report_circles(written: Mapping[str, nodes.Group], names: Names) -> set[str]:
    """Groups that hold themselves. A member counts in one group only, so going up finds every circle."""
    above = {
        member.text: name
        for name, group in written.items()
        for clause in all_of(group.clauses, nodes.GroupMembers)
        for member in clause.names
    }
    circular: set[str] = set()
    for root in written:
        chain = [root]
        while chain[-1] in above and above[chain[-1]] not in chain:
            chain.append(above[chain[-1]])
        if above.get(chain[-1]) == root and root not in circular:
            circle = [root, *reversed(chain)]
            names.collector.report(Circular(span=written[root].name.span, name=root, circle=" → ".join(circle)))
            circular.update(circle)
    return circular
