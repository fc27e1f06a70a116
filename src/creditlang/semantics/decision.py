"""The decision: one subject, one day, and every step that led there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from creditlang.semantics.explanation import explain_plainly
from creditlang.semantics.parts import (
    AppealPart,
    Change,
    DecidedPart,
    Line,
    ListPart,
    MovePart,
    RewardPart,
    RulePart,
    SanctionPart,
    ScorePart,
)
from creditlang.semantics.reasons import Reason, ReasonKind, Standards, ranked_reasons
from creditlang.values import Days, Exact, Money, Months, minor_digits, plain, show_duration, show_exact


@attrs.frozen(kw_only=True)
class Decision:
    """One subject on one day.

    Attributes:
        points, grade: None where the rulebook has none or does not cover the subject, or consent is missing.
        band: the grade before upgrades and downgrades.
        moved_by: the upgrades and downgrades in effect.
        announced: what records have set off that begins after its notice; looked for where `next_changes` are.
        incomplete: whether an invalid row about the subject was set aside.
        covered: whether the rulebook is about the subject on this day; if not, nothing else is decided.
        consent: `given`, `withdrawn`, `missing`, or None where none is needed.
        rulebook_digest: SHA-256 of everything compiled in.
        standards: what `reasons` are measured by.
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
    announced: tuple[RulePart, ...] = ()
    next_changes: tuple[Change, ...] = ()
    incomplete: bool = False
    covered: bool = True
    consent: str | None = None
    rulebook_digest: str = ""
    standards: Standards = attrs.field(factory=Standards, eq=False, repr=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What stood against the person, the most costly first."""
        return ranked_reasons(self, self.standards)

    @property
    def in_effect(self) -> tuple[RulePart, ...]:
        """Every move, reward, list entry and sanction."""
        return (*self.moved_by, *self.rewards, *self.lists, *self.sanctions)

    def explain(self) -> str:
        """The decision as plain text: a tree that adds up, with the law behind each line."""
        return explain_plainly(self)

    def to_json(self) -> str:
        """The decision as JSON text, as `docs/reference/decision.md` describes it."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def to_dict(self) -> dict[str, Any]:
        """The decision as plain data: dates as ISO 8601, numbers with decimals as strings of digits."""
        return {
            "rulebook": self.rulebook,
            "edition": self.edition,
            "subject": self.subject,
            "as_of": _data(self.as_of),
            "as_known": _data(self.as_known),
            "points": _data(self.points),
            "grade": self.grade,
            "score": _score(self.score) if self.score else None,
            "band": self.band,
            "moved_by": [_rule(part, _OWN[MovePart]) for part in self.moved_by],
            "rewards": [_rule(part, _OWN[RewardPart]) for part in self.rewards],
            "lists": [_rule(part, _OWN[ListPart]) for part in self.lists],
            "sanctions": [_rule(part, _OWN[SanctionPart]) for part in self.sanctions],
            "announced": [_rule(part, _OWN[type(part)]) for part in self.announced],
            "reasons": [_members(reason, _REASON) for reason in self.reasons],
            "next_changes": [_change(change) for change in self.next_changes],
            "incomplete": self.incomplete,
            "covered": self.covered,
            "consent": self.consent,
            "rulebook_digest": self.rulebook_digest,
        }


_LINE = "criterion title points before_caps weight record event date until basis source edition group remark at"
_GROUP = "group title members sum weight chosen points basis source"
_APPEAL = "to by within because"
_OWN: Mapping[type, str] = {
    MovePart: "direction to",
    RewardPart: "grant",
    ListPart: "kind publishes",
    SanctionPart: "impose",
}
_REASON = "code title kind points to records basis at"


def _score(part: ScorePart) -> dict[str, Any]:
    return {
        "starts_at": _data(part.starts_at),
        "groups": [_members(group, _GROUP) for group in part.groups],
        "lines": [_line(line) for line in part.lines],
        "sum": _data(part.sum),
        "rounded": _data(part.rounded),
        "points": _data(part.points),
        **_members(part, "basis source"),
    }


def _line(line: Line) -> dict[str, Any]:
    return _members(line, _LINE if line.before_caps != line.points else _LINE.replace(" before_caps", ""))


def _rule(part: RulePart, own: str) -> dict[str, Any]:
    endless = {"endless": True} if part.endless else {}
    notice = {"notice": "unstated"} if part.notice_unstated else {}
    return {
        **_members(part, f"name title {own} record since until basis source decided appeal at"),
        **endless,
        **notice,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "on": _data(change.on),
        "points": _data(change.points),
        "grade": change.grade,
        "because": _data(change.because),
    }


def _members(part: Any, names: str) -> dict[str, Any]:
    """The named attributes in order; those without a value are left out."""
    values = ((name, getattr(part, name)) for name in names.split())
    return {name: _data(value) for name, value in values if value is not None}


def _data(value: Any) -> Any:
    """Plain data: numbers with decimals become strings of digits, money has all digits of its minor unit."""
    match value:
        case Fraction():
            number = plain(value)
            return number if isinstance(number, int) else show_exact(number)
        case date():
            return value.isoformat()
        case Money(amount=amount, currency=currency):
            return {"amount": _digits(amount, minor_digits(currency)), "currency": currency}
        case Days() | Months():
            return show_duration(value)
        case ReasonKind():
            return value.value
        case DecidedPart(by=by):
            return "automatically" if by is None else {"by": by}
        case AppealPart():
            if value.unstated:
                return "unstated"
            return _members(value, _APPEAL)
        case tuple():
            return [_data(item) for item in value]
        case _:
            return value


def _digits(amount: Exact, places: int) -> int | str:
    """A whole amount as a number, another with at least so many decimals: `300.50`."""
    data = _data(amount)
    if not isinstance(data, str):
        return int(amount)
    whole, _, decimals = data.partition(".")
    return f"{whole}.{decimals.ljust(places, '0')}"
