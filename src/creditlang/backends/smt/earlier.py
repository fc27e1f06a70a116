"""The score as it stood at a record, in terms. Mirrors `semantics/earlier.py`.

Each such score is an unknown of its own, defined by the records before it. Two records of different events may ask for
each other's score; that is no circle, for in every model only one of them comes before the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from creditlang import ir
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.calendar import Moment
from creditlang.backends.smt.criteria import record_before
from creditlang.backends.smt.expressions import Environment, Guarded
from creditlang.backends.smt.nodes import FALSE, Truth
from creditlang.backends.smt.scores import score
from creditlang.backends.smt.series import in_force, judge_all
from creditlang.backends.smt.values import NOTHING, Amount
from creditlang.backends.smt.worlds import SymbolicRecord, World
from creditlang.ir.expressions import ScoreMoment
from creditlang.types import EVERYTHING


class Visible(Mapping[str, "tuple[Guarded, ...]"]):
    """The records of each event that a decision may see, made when the event is first asked for.

    Attributes:
        day: none that happened later.
        upto: none but those before this record, if there is one.
        known_with: none but those that were known when this record was, if there is one.
    """

    def __init__(
        self,
        world: World,
        subject: str,
        day: Moment,
        upto: SymbolicRecord | None = None,
        known_with: SymbolicRecord | None = None,
    ) -> None:
        self._world, self._day, self._upto, self._known_with = world, day, upto, known_with
        self._events = [name for name, event in world.registry.events.items() if event.subject == subject]
        self._found: dict[str, tuple[Guarded, ...]] = {}

    def __getitem__(self, event: str) -> tuple[Guarded, ...]:
        if event not in self._events:
            raise KeyError(event)
        if event not in self._found:
            pairs = ((self._sees(record), record) for record in self._world.records(event))
            self._found[event] = tuple(pair for pair in pairs if pair[0] is not FALSE)
        return self._found[event]

    def _sees(self, record: SymbolicRecord) -> Truth:
        calendar = self._world.calendar
        seen = terms.every(record.present, calendar.at_most(record.date, self._day))
        if self._upto is not None:
            seen = terms.every(seen, record_before(record, self._upto, calendar))
        if self._known_with is not None and seen is not FALSE:
            known = calendar.at_most(recorded(record), recorded(self._known_with))
            seen = terms.every(seen, known)
        return seen

    def __iter__(self) -> Iterator[str]:
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)


def recorded(record: SymbolicRecord) -> Moment:
    """When a record became known."""
    return values.moment(record.read("recorded"))


_Question = tuple[SymbolicRecord, ScoreMoment, SymbolicRecord | None]


@attrs.frozen(eq=False)
class Earlier:
    """Earlier scores of one decision.

    Attributes:
        known_with: with whose knowledge is asked; None for all that is known.
    """

    series: ir.Series
    world: World
    known_with: SymbolicRecord | None = None
    answers: dict[_Question, Amount] = attrs.field(factory=dict, repr=False)

    def points(self, record: SymbolicRecord, moment: ScoreMoment) -> Amount:
        """The score on the record's date."""
        known_with = record if moment is ScoreMoment.KNOWN_BEFORE else self.known_with
        upto = moment is not ScoreMoment.ON_ITS_DATE
        question = (record, ScoreMoment.BEFORE if upto else moment, known_with)
        if question not in self.answers:
            number = self.world.fresh(f"earlier score at {record.path}", EVERYTHING)
            decimals = max((edition.score.decimals for edition in self.series.editions if edition.score), default=0)
            answer = Amount(number, terms.whole(10**decimals))
            # Known before it is defined: its definition may ask for it where it then does not matter.
            self.answers[question] = answer
            defined = self._computed(record, upto, known_with)
            self.world.mean(answer, defined)
        return self.answers[question]

    def _computed(self, record: SymbolicRecord, upto: bool, known_with: SymbolicRecord | None) -> Amount:
        """By the edition of the day; by the first one for other days, and 0 where an edition has no score."""
        first, *later = self.series.editions
        result = self._under(first, record, upto, known_with)
        for edition in later:
            now = in_force(edition, record.date, self.world.calendar)
            result = values.choose_amount(now, self._under(edition, record, upto, known_with), result)
        return result

    def _under(
        self, edition: ir.Edition, record: SymbolicRecord, upto: bool, known_with: SymbolicRecord | None
    ) -> Amount:
        if edition.score is None:
            return NOTHING
        inner = attrs.evolve(self, known_with=known_with)
        day = record.date
        visible = Visible(self.world, edition.subject, day, record if upto else None, known_with)
        env = Environment(self.world, edition, visible, day, day, earlier=inner)
        return score(judge_all(self.series, edition, env), env).points
