"""The decision: one subject, one day, and every step that led there."""

from __future__ import annotations

import datetime
import json
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from creditlang.values import Days, Duration, Exact, Money, Months, plain, show_duration, show_exact

Value = Exact | Money | str | date | bool | Duration
"""What a reward grants or a sanction imposes."""


@attrs.frozen
class Line:
    """What one record, or the facts under one criterion, contributes.

    Attributes:
        points: counted, after caps; negative for a deduction.
        before_caps: what it would count without caps.
        weight: the share of the criterion's points that counts in the sum; None for all.
        until: the first day on which it no longer counts; None for never.
        basis: the law behind it; `source` how the drafter knows it.
        at: the place of the criterion in the rule files.
        remark: what an official's discretion did, in words.
        group: the group that it counts in, or None.
        edition: the edition that judged it.
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


@attrs.frozen
class GroupPart:
    """What a group counts.

    Attributes:
        sum: of its members (of the best one, where only the best counts).
        points: after its weight and bounds.
        chosen: the member that counts in a `best of` group.
    """

    group: str
    title: str | None
    members: tuple[str, ...]
    sum: Exact
    points: Exact
    weight: Exact | None
    chosen: str | None


@attrs.frozen
class ScorePart:
    """How points come about: `starts_at` and all that counts make `sum`; `rounded`, then bounded, it is `points`."""

    starts_at: Exact
    groups: tuple[GroupPart, ...]
    lines: tuple[Line, ...]
    sum: Exact
    rounded: Exact
    points: Exact


@attrs.frozen
class MovePart:
    """An upgrade or downgrade in effect."""

    name: str
    title: str | None
    direction: str
    to: str
    record: str | None
    since: date | None
    until: date | None
    basis: str | None
    at: str


@attrs.frozen
class RewardPart:
    """A reward in effect. `record`, `since` and `until` where a record set it off."""

    name: str
    title: str | None
    grant: Value | None
    basis: str | None
    record: str | None
    since: date | None
    until: date | None
    at: str


@attrs.frozen
class AppealPart:
    """To whom and by when one can appeal, or why not."""

    to: str | None
    by: date | None
    because: str | None
    within: Duration | None


@attrs.frozen
class SanctionPart:
    """A sanction in effect."""

    name: str
    title: str | None
    record: str | None
    since: date | None
    until: date | None
    impose: Value | None
    basis: str | None
    appeal: AppealPart | None
    endless: bool
    at: str


@attrs.frozen
class ListPart:
    """An entry on a public list."""

    name: str
    title: str | None
    kind: str
    publishes: tuple[str, ...]
    record: str | None
    since: date | None
    until: date | None
    basis: str | None
    at: str


@attrs.frozen
class Change:
    """What will be different from a day on, if no record is added."""

    on: date
    points: Exact | None
    grade: str | None
    because: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Decision:
    """One subject on one day.

    Attributes:
        points, grade: None where the rulebook has no score or grades, or consent is missing.
        band: the grade before upgrades and downgrades.
        moved_by: the upgrades and downgrades in effect.
        incomplete: whether an invalid row about the subject was set aside.
        consent: `given`, `withdrawn`, `missing`, or None where none is needed.
        rulebook_digest: SHA-256 of everything compiled in.
    """

    rulebook: str
    edition: str | None
    subject: str
    as_of: date
    as_known: date | None
    points: Exact | None = None
    grade: str | None = None
    band: str | None = None
    score: ScorePart | None = None
    moved_by: tuple[MovePart, ...] = ()
    rewards: tuple[RewardPart, ...] = ()
    lists: tuple[ListPart, ...] = ()
    sanctions: tuple[SanctionPart, ...] = ()
    next_changes: tuple[Change, ...] = ()
    incomplete: bool = False
    consent: str | None = None
    rulebook_digest: str = ""

    def explain(self) -> str:
        """The decision as plain text: a tree that adds up, with the law behind each line."""
        from creditlang.semantics.explanation import explain_plainly

        return explain_plainly(self)

    def to_json(self) -> str:
        """The decision as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def to_dict(self) -> dict[str, Any]:
        """The decision as plain data: dates as ISO 8601, numbers with decimals as strings of digits."""
        return {
            "rulebook": self.rulebook,
            "edition": self.edition,
            "subject": self.subject,
            "as_of": self.as_of.isoformat(),
            "as_known": _data(self.as_known),
            "points": _data(self.points),
            "grade": self.grade,
            "score": _score(self.score) if self.score else None,
            "band": self.band,
            "moved_by": [_some(m, "name title direction to record since until basis at") for m in self.moved_by],
            "rewards": [_some(r, "name title grant basis record since until at") for r in self.rewards],
            "lists": [_some(e, "name title kind publishes record since until basis at") for e in self.lists],
            "sanctions": [_sanction(s) for s in self.sanctions],
            "next_changes": [_some(c, "on points grade because", keep=True) for c in self.next_changes],
            "incomplete": self.incomplete,
            "consent": self.consent,
            "rulebook_digest": self.rulebook_digest,
        }


def _score(part: ScorePart) -> dict[str, Any]:
    return {
        "starts_at": _data(part.starts_at),
        "groups": [_some(g, "group title members sum weight chosen points") for g in part.groups],
        "lines": [_line(line) for line in part.lines],
        "sum": _data(part.sum),
        "rounded": _data(part.rounded),
        "points": _data(part.points),
    }


def _line(line: Line) -> dict[str, Any]:
    names = "criterion title points weight record event date until basis source edition group remark at"
    data = _some(line, names)
    if line.before_caps != line.points:
        data["before_caps"] = _data(line.before_caps)
    return data


def _sanction(part: SanctionPart) -> dict[str, Any]:
    data = _some(part, "name title record since until impose basis")
    if part.endless:
        data["endless"] = True
    if part.appeal is not None:
        data["appeal"] = _some(part.appeal, "to by because within")
    data["at"] = part.at
    return data


def _some(part: Any, names: str, *, keep: bool = False) -> dict[str, Any]:
    """The named attributes in order; those without a value are left out unless `keep`."""
    found = {name: _data(getattr(part, name)) for name in names.split()}
    return found if keep else {name: value for name, value in found.items() if value is not None}


def _data(value: Any) -> Any:
    match value:
        case Fraction():
            number = plain(value)
            return number if isinstance(number, int) else show_exact(number)
        case date():
            return value.isoformat()
        case Money(amount=amount, currency=currency):
            return {"amount": _data(amount), "currency": currency}
        case Days() | Months():
            return show_duration(value)
        case tuple():
            return [_data(item) for item in value]
        case _:
            return value
