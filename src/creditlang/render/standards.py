"""The same deed in several localities: the words that the table, the page and the JSON share."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from creditlang.analysis.compare import (
    Charge,
    Comparison,
    Consequence,
    Difference,
    Effect,
    Locality,
    Row,
    Standard,
    Way,
    share,
)
from creditlang.semantics import signed
from creditlang.types import Interval
from creditlang.values import Duration, Rounding, magnitude, round_exact, show_duration, show_exact

SIGNS = {
    Effect.SANCTION: "sanction",
    Effect.BLACK_LIST: "black list",
    Effect.DOWNGRADE: "downgrade",
    Effect.REWARD: "reward",
    Effect.RED_LIST: "red list",
    Effect.UPGRADE: "upgrade",
}
"""What a consequence is called."""


def points_text(points: Interval | None, charges: tuple[Charge, ...] = ()) -> str:
    """What a record counts: `-50`, `-50 to -5`, `-5 or more`, with `if …` where it need not count."""
    if points is None:
        return ""
    words = _range(points)
    return words if all(charge.certain for charge in charges) else f"{words}, on conditions"


def _range(points: Interval) -> str:
    if points.low is not None and points.low == points.high:
        return signed(points.low)
    if points.low is None and points.high is None:
        return "any number"
    if points.low is None:
        assert points.high is not None
        return f"{signed(points.high)} or less"
    if points.high is None:
        return f"{signed(points.low)} or more"
    return f"{signed(points.low)} to {signed(points.high)}"


def memory_text(charge: Charge) -> str:
    """For how long it counts: `2 years`, `1 year or 3 years`, `for ever`."""
    if charge.lasts is None and charge.until_end_of is None:
        return "for ever"
    words = durations_text(charge.lasts)
    if charge.until_end_of is not None:
        end = f"to the end of the {charge.until_end_of.value}"
        words = f"{words}, {end}" if words else end
    return words


def durations_text(durations: tuple[Duration, ...] | None) -> str:
    """Some durations: `2, 3 or 5 years`; empty for none."""
    if durations is None:
        return ""
    shown = [show_duration(duration).split(" ", 1) for duration in durations]
    if not shown:
        return "a time that depends"
    *others, (count, unit) = shown
    if not others:
        return f"{count} {unit}"
    # A unit is said once where it stays the same: 1 year, 18 months or 2 years; 2, 3 or 5 years.
    same = all(other.rstrip("s") == unit.rstrip("s") for _, other in others)
    words = ", ".join(number if same else f"{number} {other}" for number, other in others)
    return f"{words} or {count} {unit}"


def cell_lines(standard: Standard) -> Iterator[str]:
    """What a locality makes of a deed, a thing a line."""
    if standard.charges:
        yield points_text(standard.points, standard.charges)
        yield " / ".join(dict.fromkeys(map(memory_text, standard.charges)))
    if standard.counted_by:
        yield f"counted by {', '.join(dict.fromkeys(standard.counted_by))}"
    yield from map(consequence_text, standard.direct)


def consequence_text(consequence: Consequence) -> str:
    """`sanction: No air tickets, 2 years`."""
    words = f"{SIGNS[consequence.effect]}: {consequence.rule.shown}"
    if consequence.way is Way.PREVENTS:
        return f"prevents or ends {words}"
    lasts = durations_text(consequence.lasts)
    words = f"{words}, {lasts}" if lasts else words
    if consequence.way is Way.COUNTED:
        return f"{words} (with others)"
    return words if consequence.certain or consequence.way is not Way.DIRECTLY else f"{words} (on conditions)"


def finding_text(comparison: Comparison, row: Row, difference: Difference) -> str:
    """One way in which standards differ, with what each locality says of it; those that say the same together."""
    parts: dict[str, list[str]] = {}
    for locality, standard in zip(comparison.localities, row.standards, strict=True):
        match difference:
            case Difference.DURATION:
                words = " / ".join(dict.fromkeys(map(memory_text, standard.charges)))
            case Difference.CONSEQUENCE:
                words = "; ".join(map(consequence_text, standard.direct)) or "nothing"
            case Difference.LIMITS if standard.charges:
                words = "; ".join(dict.fromkeys(map(_limits_text, standard.charges)))
            case Difference.CONDITION:
                words = "; ".join(f"{c.rule.shown}: {c.condition.words}" for c in standard.direct)
            case Difference.PROCESS:
                words = "; ".join(f"{c.rule.shown}: {c.process.words}" for c in standard.direct)
            case Difference.AMOUNT if standard.points is not None:
                words = f"{points_text(standard.points)}{_share(standard.points, locality)}"
            case _ if standard.charges or locality.edition.score is not None:
                words = points_text(standard.points) or "nothing"
            case _:
                words = ""
        if words:
            parts.setdefault(words, []).append(locality.name)
    said = [f"{', '.join(names)} {words}" for words, names in parts.items()]
    return f"{difference.value}: {'; '.join(said)}"


def _limits_text(charge: Charge) -> str:
    return f"{charge.rule.shown}: {', '.join(limit.words for limit in charge.limits) or 'no limit'}"


def _share(points: Interval, locality: Locality) -> str:
    """Points as a share of the scale, in hundredths with one decimal: ` (-2.5 % of the scale)`."""
    part = share(points, locality)
    if part is None:
        return ""
    ends = [end for end in (part.low, part.high) if end is not None]
    # A loss is rounded as the gain of the same size is.
    tenths = [round_exact(magnitude(end) * 100, Rounding.HALF_UP, Fraction(1, 10)) for end in dict.fromkeys(ends)]
    shown = [show_exact(-tenth if end < 0 else tenth) for tenth, end in zip(tenths, dict.fromkeys(ends), strict=True)]
    return f" ({' to '.join(shown)} % of the scale)" if len(ends) == 2 else ""


# --- for programs --------------------------------------------------------------------------------------


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """The whole comparison as plain data."""
    return {
        "registry": comparison.registry.name,
        "localities": [
            {
                "name": locality.name,
                "title": locality.title,
                "edition": locality.edition.edition,
                "scale": None if locality.scale is None else _number(locality.scale),
            }
            for locality in comparison.localities
        ],
        "deeds": [
            {
                "event": row.deed.event.name,
                "title": row.deed.event.title,
                "case": dict(row.deed.case),
                "standards": [_standard_json(standard) for standard in row.standards],
                "differences": [difference.name.lower() for difference in row.differences],
            }
            for row in comparison.rows
        ],
        "ignored": [deed.name for deed in comparison.ignored],
    }


def _standard_json(standard: Standard) -> dict[str, object]:
    return {
        "points": _interval(standard.points),
        "charges": [
            {
                "criterion": charge.rule.name,
                "title": charge.rule.title,
                "basis": charge.rule.basis,
                "at": str(charge.rule.span),
                "points": _interval(charge.points),
                "certain": charge.certain,
                "expires_after": None if charge.lasts is None else list(map(show_duration, charge.lasts)),
                "expires_at_end_of": charge.until_end_of.value if charge.until_end_of else None,
                "limits": [limit.words for limit in charge.limits],
            }
            for charge in standard.charges
        ],
        "counted_by": list(dict.fromkeys(standard.counted_by)),
        "consequences": [
            {
                "name": consequence.rule.name,
                "title": consequence.rule.title,
                "effect": consequence.effect.value,
                "way": consequence.way.value,
                "basis": consequence.rule.basis,
                "at": str(consequence.rule.span),
                "lasts": None if consequence.lasts is None else list(map(show_duration, consequence.lasts)),
                "certain": consequence.certain,
                "condition": consequence.condition.words,
                "process": consequence.process.words,
            }
            for consequence in standard.consequences
        ],
    }


def _interval(points: Interval | None) -> object:
    if points is None:
        return None
    return {
        end: None if value is None else _number(value) for end, value in (("low", points.low), ("high", points.high))
    }


def _number(value: object) -> object:
    return value if isinstance(value, int) else show_exact(value)  # type: ignore[arg-type]  # a Fraction, else
