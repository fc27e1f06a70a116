"""The largest possible change of the score in one direction.

The change of the sum bounds the change of the score: rounding and bounding both scores alike moves them no further
apart than the sums. So the largest change of the sums is looked for first, among the criteria that differ; if someone's
score changes by as much, no change is larger.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction

from creditlang.analysis.diff.effect import Extreme, Verdict, Witness
from creditlang.analysis.diff.symbolic import changed_points, some_record_is_read
from creditlang.analysis.diff.worlds import Pair
from creditlang.analysis.proofs import Case, Unsupported, case_of
from creditlang.backends.smt import terms
from creditlang.backends.smt.models import Reading
from creditlang.backends.smt.nodes import FALSE, Number
from creditlang.backends.smt.smallest import some_case
from creditlang.backends.smt.smtlib import inputs_of
from creditlang.backends.smt.solving import Impossible, Model, NoAnswer, Session
from creditlang.backends.smt.terms import whole
from creditlang.values import Exact, plain, show_exact

FURTHEST = 10**12
"""A change beyond this is called unbounded."""

AsWitness = Callable[[Case | None], Witness | None]
"""Runs a case under both editions; of None, gives the case among those seen whose score changes most this way."""


def largest_change(
    pair_of: Callable[[str], Pair | None],
    alike: bool,
    way: int,
    seconds: float,
    as_witness: AsWitness,
    few: str,
) -> Extreme:
    """The largest gain (`way` 1) or loss (-1), with who has it.

    Args:
        pair_of: gives both editions in one world, `reduced` or `whole`.
        alike: whether both scores are rounded and bounded alike.
        seconds: how long it may take.
        as_witness: runs a case under both editions.
        few: of how few records a proof speaks where records matter, in words.
    """
    try:
        pair = (pair_of("reduced") if alike else None) or pair_of("whole")
        assert pair is not None
        change = changed_points(pair.old, pair.new, sums=alike)
    except Unsupported as error:
        return Extreme(None, Verdict.UNDECIDED, f"not yet in terms of the solver: {error.reason}")
    assert change is not None
    under = terms.constant(change.under)
    if under is None:
        return Extreme(None, Verdict.UNDECIDED, "the change is a ratio that depends on the case")
    bounds = few if some_record_is_read(pair.old) else ""
    return _Climb(pair, terms.scaled(way, change.over), under, way, seconds, as_witness, bounds).answer()


class _Climb:
    """Looks for ever larger values of a number until none can be, or time is up."""

    def __init__(
        self,
        pair: Pair,
        number: Number,
        under: int,
        way: int,
        seconds: float,
        as_witness: AsWitness,
        few: str,
    ) -> None:
        self.pair, self.number, self.under, self.way = pair, number, under, way
        self.as_witness, self.few = as_witness, few
        self.seconds = seconds
        self.deadline = time.monotonic() + 2 * seconds
        self.both = pair.both_decide
        self.reason = ""

    def answer(self) -> Extreme:
        """The answer."""
        best, proven = self._best()
        seen = self.as_witness(None)
        if best is None or best > FURTHEST:
            why = self.reason if best is None else "it has no bound that was found: an amount may be of any size"
            return Extreme(None if seen is None else _change(seen), Verdict.UNDECIDED, why, seen)
        witness = self._who(best) if best else None
        reached = 0 if witness is None else _change(witness)
        if seen is not None and _change(seen) * self.way > reached * self.way:
            witness, reached = seen, _change(seen)
        limit = plain(Fraction(self.way * best, self.under))
        if proven and reached * self.way > limit * self.way and self.few:
            beyond = f"the case has more records than were asked about; {self.few} it goes no further than"
            return Extreme(reached, Verdict.UNDECIDED, f"{beyond} {show_exact(limit)}", witness)
        if proven and reached == limit:
            return Extreme(reached, Verdict.EQUAL, self.few or "proved", witness, bounded=bool(self.few))
        at_most = f"no further than {show_exact(limit)}{f' {self.few}' if self.few else ''}"
        if not reached:
            return Extreme(None, Verdict.UNDECIDED, f"{at_most}, and nobody was found with it")
        return Extreme(reached, Verdict.UNDECIDED, at_most if proven else self.reason, witness)

    def _best(self) -> tuple[int | None, bool]:
        """The largest value found, 0 for none above 0, None for no answer; and whether it is the largest there is."""
        closed = self.pair.world.closed([self.both], about=[self.number])
        session = Session(closed, inputs_of([self.number]))
        low, step = 0, 1
        high: int | None = None
        while high is None or low < high:
            wanted = low + step if high is None else (low + high + 1) // 2
            found = self._at_least(session, wanted)
            if isinstance(found, Model):
                low = max(wanted, Reading(found, self.pair.world.lexicon).number(self.number))
                step *= 4
                if low > FURTHEST * self.under:
                    return low, False
            elif isinstance(found, Impossible):
                high = wanted - 1
            else:
                self.reason = found.reason
                return (low or None), False
        return low, True

    def _at_least(self, session: Session, wanted: int) -> Model | Impossible | NoAnswer:
        left = self.deadline - time.monotonic()
        if left <= 0:
            return NoAnswer("the solver ran out of time")
        wish = terms.at_most(whole(wanted), self.number)
        return Impossible() if wish is FALSE else session.solve(left, [wish])

    def _who(self, best: int) -> Witness | None:
        found = some_case(self.pair.world, [self.both, terms.equal(self.number, whole(best))], self.seconds)
        try:
            return self.as_witness(case_of(found, self.pair.world)) if isinstance(found, Model) else None
        except Unsupported:  # such a person cannot be written down
            return None


def _change(witness: Witness) -> Exact:
    old, new = witness.old.points, witness.new.points
    return 0 if old is None or new is None else new - old
