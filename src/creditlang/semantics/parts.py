"""What a decision is made of: lines, groups, the score, rules in effect, changes to come."""

from __future__ import annotations

import datetime
from datetime import date

import attrs

from creditlang.values import Duration, Exact, Money

Value = Exact | Money | str | date | bool | Duration
"""What a reward grants or a sanction imposes."""


@attrs.frozen(weakref_slot=False)
class Line:
    """What one record, or the facts under one criterion, contributes.

    Attributes:
        points: counted, after caps; negative for a deduction.
        before_caps: what it would count without caps.
        weight: the share of the criterion's points that counts in the sum; None for all.
        until: the first day on which it no longer counts; None for never.
        basis: the law behind it; `source` how the drafter knows it.
        at: the place of the criterion in the rule files.
        remark: what a reader must know: an official's reason, or why the line counts nothing.
        group: the group that it counts in, or None.
        edition: the edition that judged it.
        gives_way: whether another record of the same act counts instead, by a rule of the criterion or of its group.
    """

    criterion: str
    title: str | None
    points: Exact
    before_caps: Exact
    weight: Exact | None
    record: str | None
    event: str | None
    date: datetime.date | None
    until: datetime.date | None
    basis: str | None
    source: str | None
    at: str
    remark: str | None
    group: str | None
    edition: str | None
    gives_way: bool = False


@attrs.frozen
class GroupPart:
    """What a group counts.

    Attributes:
        sum: of its members (of the best one, where only the best counts).
        points: after its weight and bounds.
        chosen: the member that counts in a `best of` group.
        basis: the law behind it; `source` how the drafter knows it.
    """

    group: str
    title: str | None
    members: tuple[str, ...]
    sum: Exact
    points: Exact
    weight: Exact | None
    chosen: str | None
    basis: str | None = None
    source: str | None = None


@attrs.frozen
class ScorePart:
    """How points come about: `starts_at` and all that counts make `sum`; `rounded`, then bounded, it is `points`."""

    starts_at: Exact
    groups: tuple[GroupPart, ...]
    lines: tuple[Line, ...]
    sum: Exact
    rounded: Exact
    points: Exact
    basis: str | None = None
    source: str | None = None


@attrs.frozen
class AppealPart:
    """To whom and by when one can appeal, or why not.

    Attributes:
        by: the last day; None where there is no appeal, or where a state of affairs has no day of notice.
        within: the time that the law gives from the notice.
    """

    to: str | None
    by: date | None
    because: str | None
    within: Duration | None

    @property
    def unstated(self) -> bool:
        """Whether the law that was read does not say."""
        return self.to is None and self.because is None


@attrs.frozen
class DecidedPart:
    """Who takes the decision; `by` None: nobody, it follows automatically."""

    by: str | None


@attrs.frozen(kw_only=True)
class _RulePart:
    """What every rule in effect says of itself.

    Attributes:
        record: the record that set it off; None for a state of affairs.
        since: its first day; None for a state of affairs, unless someone has looked for it (`held_since`).
        until: the first day on which it is no longer in effect; None for open.
        endless: whether the law says that it lasts without end.
        notice_unstated: whether the law that was read does not say how notice is given.
        decided: who takes the decision; None where the rule does not say.
        basis: the law behind it; `source` how the drafter knows it; `at` where the rule stands.
    """

    name: str
    title: str | None
    record: str | None
    since: date | None
    until: date | None
    endless: bool
    appeal: AppealPart | None
    basis: str | None
    source: str | None
    at: str
    notice_unstated: bool = False
    decided: DecidedPart | None = None


@attrs.frozen(kw_only=True)
class MovePart(_RulePart):
    """An upgrade or downgrade in effect."""

    direction: str
    to: str


@attrs.frozen(kw_only=True)
class RewardPart(_RulePart):
    """A reward in effect. `grant` is None where it is only its name; `percent` says that it is written in percent."""

    grant: Value | None
    percent: bool = False


@attrs.frozen(kw_only=True)
class SanctionPart(_RulePart):
    """A sanction in effect. `impose` is None where it is only its name; `percent` as for a reward."""

    impose: Value | None
    percent: bool = False


@attrs.frozen(kw_only=True)
class ListPart(_RulePart):
    """An entry on a public list, `red` or `black`. `publishes` names the fields that are made public."""

    kind: str
    publishes: tuple[str, ...]


RulePart = MovePart | RewardPart | SanctionPart | ListPart


def is_burden(part: RulePart) -> bool:
    """Whether a rule in effect stands against the person."""
    match part:
        case SanctionPart():
            return True
        case MovePart(direction=direction):
            return direction == "downgrade"
        case ListPart(kind=kind):
            return kind == "black"
        case RewardPart():
            return False


@attrs.frozen
class Change:
    """What will be different from a day on, if no record is added."""

    on: date
    points: Exact | None
    grade: str | None
    because: tuple[str, ...]
