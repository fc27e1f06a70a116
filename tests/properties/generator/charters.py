"""A charter with clauses of every family, none of which binds a drawn rulebook: they are for a sector of nobody."""

from __future__ import annotations

from creditlang.diagnostics import Collector
from creditlang.source import Source
from creditlang.syntax import nodes, parse
from properties.generator.choices import Draw, pick

CLAUSES = (
    "forbid protected facts in criteria, grades, sanctions",
    "forbid relations in rules",
    "forbid rules outside the context of their cause",
    "forbid detriments because a fact is unknown",
    "forbid detriments because a field is unknown",
    "forbid rules because a record is missing",
    "forbid publishing protected facts",
    "forbid permanent rules",
    "forbid retroactive rules",
    "forbid cliffs",
    "forbid two sanctions in one context for one record",
    'permit only records from "an office" in rules',
    'permit only measures "nothing", Nothing',
    "require basis on rules",
    "require reasons on rules",
    "require repair on sanctions, lists",
    "require decided by a person on sanctions",
    "require a cap on criteria",
    "require source at least reported on rules",
    "require notice at least 7 days on rules",
    "require appeal within at least 10 days on rules",
    "require lasts between 1 month and 5 years on rules",
    "require expires after at most 5 years on criteria",
    "require public comment of at least 30 days, a sunset within 5 years, an authority, a date of enactment",
    "require consent that can be withdrawn",
    "require the milder law",
    "require every sanction can end without a new record",
    "require every downgrade can end without a new record",
    "require every deduction can end without a new record",
    "require every list can end without a new record",
    "limit one record to 100 points",
    "limit one record to 1 sanction",
    "limit discretion to 20 points",
    "limit criteria to 50 points",
    "limit deductions to 300 points per calendar year",
    "limit criteria to 300 points in total",
)
"""Clauses that fit any rulebook."""

ELSEWHERE = "a sector of nobody"


def charter_text(name: str, clauses: tuple[str, ...]) -> str:
    """A charter with these clauses."""
    return f"charter {name}\n" + "".join(f"    {clause}\n" for clause in clauses)


def draw_charter(draw: Draw, named: str) -> nodes.Charter:
    """A charter that a drawn rulebook can be under."""
    clauses = tuple(f'{pick(draw, CLAUSES)} for rulebooks of "{ELSEWHERE}"' for _ in range(pick(draw, (1, 2, 3))))
    collector = Collector()
    document = parse(Source("charter", charter_text(named, clauses)), collector)
    assert not collector.sorted()
    return document.charters[0]
