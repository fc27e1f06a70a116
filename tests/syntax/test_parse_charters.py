"""The clauses of charters."""

from __future__ import annotations

from typing import Any

import pytest
from spanned import make, name, ref, sound, text

from creditlang.syntax import nodes
from creditlang.syntax.nodes import charters as written
from creditlang.syntax.nodes.charters import KindTarget, NamedTarget, OutcomeKind, Owed, Readable, TargetKind, Unknowns
from creditlang.values import Days, Months

SANCTIONS = make(KindTarget, TargetKind.SANCTIONS, None)
CRITERIA = make(KindTarget, TargetKind.CRITERIA, None)


def demand(clause: str) -> Any:
    (charter,) = sound(f"charter C\n    {clause}\n").charters
    (found,) = charter.clauses
    return found


def lasting(months: int) -> nodes.DurationLiteral:
    return make(nodes.DurationLiteral, Months(months))


def days(count: int) -> nodes.DurationLiteral:
    return make(nodes.DurationLiteral, Days(count))


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("forbid protected facts in criteria, sanctions", make(written.ForbidProtected, (CRITERIA, SANCTIONS))),
        ("forbid relations in sanctions", make(written.ForbidRelations, (SANCTIONS,))),
        (
            "forbid reading Petition, Person.born in criteria",
            make(written.ForbidReading, (ref("Petition"), ref("Person.born")), (CRITERIA,)),
        ),
        (
            "forbid contexts politics, family in criteria",
            make(written.RestrictContexts, (name("politics"), name("family")), (CRITERIA,), permitted=False),
        ),
        (
            "forbid sanctions in travel outside the context of their cause",
            make(written.ForbidOtherContexts, (make(KindTarget, TargetKind.SANCTIONS, name("travel")),)),
        ),
        (
            "forbid criteria or sanctions because a field is unknown",
            make(written.ForbidUnknown, (CRITERIA, SANCTIONS), Unknowns.FIELD),
        ),
        ("forbid publishing id", make(written.RestrictPublishing, (name("id"),), permitted=False)),
        ("forbid publishing protected facts", make(written.ForbidPublishingProtected)),
        ("forbid permanent sanctions", make(written.ForbidPermanent, (SANCTIONS,))),
        ("forbid retroactive rules", make(written.ForbidRetroactive)),
        ("forbid cliffs", make(written.ForbidCliffs)),
        ("forbid two sanctions in one context for one record", make(written.ForbidTwice, (SANCTIONS,))),
        ("forbid FlightBan", make(written.ForbidRules, (make(NamedTarget, name("FlightBan")),))),
        (
            "permit only events Offence in criteria",
            make(written.PermitReading, Readable.EVENTS, (ref("Offence"),), (CRITERIA,)),
        ),
        (
            'permit only records from "Police" in criteria',
            make(written.PermitIssuers, (text("Police"),), (CRITERIA,)),
        ),
        (
            'permit only measures "no flight", Ban',
            make(written.RestrictMeasures, (text("no flight"), name("Ban")), permitted=True),
        ),
        ("require reasons on sanctions", make(written.RequireOwed, Owed.REASONS, (SANCTIONS,))),
        (
            "require source at least reported on criteria",
            make(written.RequireSource, nodes.SourceStatus.REPORTED, (CRITERIA,)),
        ),
        ("require notice on sanctions", make(written.RequireNotice, None, (SANCTIONS,))),
        ("require appeal within at least 10 days on sanctions", make(written.RequireAppeal, days(10), (SANCTIONS,))),
        (
            "require lasts between 3 months and 1 year on sanctions",
            make(written.RequireLasts, make(written.Lengths, lasting(3), lasting(12)), (SANCTIONS,)),
        ),
        (
            "require expires after at most 5 years on criteria",
            make(written.RequireExpires, make(written.Lengths, None, lasting(60)), (CRITERIA,)),
        ),
        (
            "require a sunset within 5 years, an authority",
            make(
                written.RequireEnactment,
                (make(written.SunsetWithin, lasting(60)), make(written.AnAuthority)),
            ),
        ),
        ("require consent that can be withdrawn", make(written.RequireConsent, withdrawable=True)),
        ("require the milder law", make(written.RequireMilder)),
        (
            "require points never fall when Donation.amount rises",
            make(
                written.RequireMovement,
                OutcomeKind.POINTS,
                written.Movement.FALLS,
                ref("Donation.amount"),
                written.Movement.RISES,
            ),
        ),
        (
            "require every list can end without a new record",
            make(written.RequireEnding, TargetKind.LISTS),
        ),
        ("limit one record to 100 points", make(written.LimitRecord, make(nodes.PointsLiteral, 100, 0))),
        ("limit one record to 2 sanctions", make(written.LimitRecordSanctions, make(nodes.NumberLiteral, 2, 0))),
        (
            "limit criteria to 300 points per calendar year",
            make(
                written.LimitPeriod,
                (CRITERIA,),
                make(nodes.PointsLiteral, 300, 0),
                make(nodes.CapPerCalendar, nodes.CalendarPeriod.YEAR),
            ),
        ),
    ],
)
def test_what_a_clause_asks(clause: str, expected: Any) -> None:
    found = demand(clause)
    assert (expected, ()) == (found.body, found.parts)


def test_the_parts_of_a_clause_in_any_order_and_over_lines() -> None:
    found = demand(
        'forbid sanctions\n        basis "Law, art. 3"   # where it stands\n        source recalled "from memory"\n'
        '        except FlightBan, `rail ban` because "Provisions"\n        because "none are allowed"\n'
        '        for rulebooks of "platform", "city"'
    )
    expected = (
        make(nodes.Basis, text("Law, art. 3")),
        make(nodes.SourceClause, nodes.SourceStatus.RECALLED, text("from memory")),
        make(written.Exempt, (name("FlightBan"), name("rail ban")), text("Provisions")),
        make(written.Reason, text("none are allowed")),
        make(written.OnlySectors, (text("platform"), text("city"))),
    )
    assert (make(written.ForbidRules, (SANCTIONS,)), expected) == (found.body, found.parts)


def test_the_head_of_a_charter() -> None:
    (charter,) = sound(
        'charter C "Title"\n    records R\n    applies to rulebooks of "city"\n    note "why"\n'
    ).charters
    clauses = (
        make(written.CharterRecords, name("R")),
        make(written.AppliesTo, (text("city"),)),
        make(nodes.Note, text("why")),
    )
    assert make(nodes.Charter, name("C"), text("Title"), clauses) == charter
