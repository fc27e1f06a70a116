"""What could not be read, and the findings that only follow from that.

A message about text that cannot be read has been given. That a rule then lacks a clause, or that a name which
stands there is not known, would only be said because of it, and leads the drafter away from the cause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import attrs

from creditlang.check.errors.grades import UnknownGrade
from creditlang.check.errors.names import NotUsableHere, UnknownField, UnknownMember, UnknownName
from creditlang.check.errors.process import Publishing
from creditlang.check.errors.rulebooks import NoRegistry, UnknownCharter
from creditlang.check.errors.rules import MisplacedClause, NoScore
from creditlang.check.errors.scenarios import WhichRulebook
from creditlang.check.errors.types import UnknownType
from creditlang.check.errors.warnings import Unused
from creditlang.diagnostics import Collector, Diagnostic
from creditlang.resolve import Module
from creditlang.resolve.errors import CannotFollow, NothingToLeaveOut
from creditlang.source import Span

NAMING = (
    CannotFollow,
    NoRegistry,
    NothingToLeaveOut,
    NotUsableHere,
    Publishing,
    UnknownField,
    UnknownGrade,
    UnknownMember,
    UnknownName,
    UnknownType,
    UnknownCharter,
    Unused,
)
"""Findings that stand at a name and say that it is not there, or not needed."""

SCORE_WORDS = frozenset({"score", "points"})
"""One of them stands in every head of a score, however the other is misspelt."""

FOLLOWING = "follows"
"""Where the clause that begins with it cannot be read, all that it would carry over is missing."""

_NAME = re.compile(r"`([^`\n]*)`|[^\W\d]\w*")


@attrs.frozen
class Losses:
    """What is missing from what one file sees.

    Attributes:
        unread: declarations of which something could not be read.
        names: what stands in them, and what was declared but wrong.
        files: whether a file that was to be imported is missing.
    """

    unread: Sequence[Span]
    names: frozenset[str]
    files: bool

    def explain(self, finding: Diagnostic) -> bool:
        """Whether the finding may only follow from what is missing."""
        span = finding.span
        if span is None:
            return False
        if self.touch(span):
            return True
        match finding:
            case WhichRulebook(known=()):
                return self.files or bool(self.unread)
            case NoScore():
                return FOLLOWING in self.names or not SCORE_WORDS.isdisjoint(self.names)
            case MisplacedClause(about=rule) if rule:
                return rule in self.names
            case _:
                carried_over = self.files or FOLLOWING in self.names
                return isinstance(finding, NAMING) and (carried_over or span.text.strip("`") in self.names)

    def touch(self, span: Span) -> bool:
        """Whether the place lies in a declaration of which something could not be read."""
        return any(lost.source is span.source and lost.start <= span.start < lost.end for lost in self.unread)

    def pass_on(self, found: Collector, collector: Collector) -> None:
        """Report what does not follow from what is missing."""
        for finding in found.sorted():
            if not self.explain(finding):
                collector.report(finding)


def losses_of(module: Module, wrong: Iterable[str] = ()) -> Losses:
    """What is missing from what a file sees. `wrong` are names of what was declared but is left out."""
    visible = module.visible()
    unread = tuple(span for seen in visible for span in seen.document.unread)
    names = {
        found[1] or found[0] for span in unread for found in _NAME.finditer(span.source.code[span.start : span.end])
    }
    return Losses(
        unread,
        frozenset(names.union(wrong)),
        any(len(seen.imports) < len(seen.document.imports) for seen in visible),
    )
