"""Grades and what moves them."""

from __future__ import annotations

import enum

import attrs

from creditlang.ir.process import Process
from creditlang.ir.rules import OnEvent, RuleText, While
from creditlang.values import Exact


@attrs.frozen
class Grade:
    """A grade. `band` is None if only a move leads to it; else the scores are those from its low end
    (included) up to `below` (excluded); None is without bound. Grades stand best first."""

    name: str
    title: str | None
    low: Exact | None
    below: Exact | None
    banded: bool


class Direction(enum.Enum):
    """Which way a rule moves a grade."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


@attrs.frozen
class GradeMove:
    """A downgrade or upgrade."""

    text: RuleText
    direction: Direction
    to: str
    trigger: OnEvent | While
    process: Process
