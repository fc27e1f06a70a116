"""Rewards, sanctions and public lists."""

from __future__ import annotations

import enum

import attrs

from creditlang.ir.expressions import Expression
from creditlang.ir.process import Process
from creditlang.ir.rules import OnEvent, RuleText, While


@attrs.frozen
class Reward:
    """What a person gets. `grant` may be None where the reward is only its name."""

    text: RuleText
    trigger: OnEvent | While
    grant: Expression | None
    process: Process


@attrs.frozen
class Sanction:
    """What a person suffers."""

    text: RuleText
    trigger: OnEvent | While
    impose: Expression | None
    process: Process


class ListKind(enum.Enum):
    """Honour or dishonour."""

    RED = "red"
    BLACK = "black"


@attrs.frozen
class PublicList:
    """A public list. `publishes` names fields of the record (after `on`) or of the subject."""

    text: RuleText
    kind: ListKind
    trigger: OnEvent | While
    publishes: tuple[str, ...]
    process: Process
