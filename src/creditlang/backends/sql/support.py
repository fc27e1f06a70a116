"""What a set of rows cannot be asked in one pass, and why."""

from __future__ import annotations

from creditlang.diagnostics import CreditlangError


class Refused(CreditlangError):  # noqa: N818 - it is an answer, told as one
    """The engine cannot decide by this rulebook."""


EARLIER_POINTS = "a rule asks for the score as it stood at a record, which makes each score rest on the one before"
FADES = "a criterion `expires with earlier records`, so that each line rests on all lines before it"
MIXED_SIGNS = "a capped criterion awards in one edition and deducts in another"
MIXED_ACTS = "`only the largest per` a field that is of different types in the events that it joins"
"""Reasons, as they are told."""
