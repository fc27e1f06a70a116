"""The score as it stood at a record: what was known of the records before it, on its date."""

from __future__ import annotations

from datetime import date

import attrs

from creditlang.data.records import History, Record
from creditlang.ir import Series
from creditlang.ir.expressions import ScoreMoment
from creditlang.semantics.expressions import Environment
from creditlang.semantics.records import order, visible_records
from creditlang.semantics.scores import score
from creditlang.semantics.series import edition_on, judge_all
from creditlang.values import Exact

_Question = tuple[date, date | None, tuple[date, str] | None]


@attrs.frozen
class Earlier:
    """Earlier scores of one decision.

    Attributes:
        as_known: with whose knowledge the decision is taken.
        answers: what has been computed, so that a chain of records that ask for the score before them costs no
            more than one score each.
    """

    series: Series
    history: History
    as_known: date | None
    answers: dict[_Question, Exact] = attrs.field(factory=dict, repr=False)

    def points(self, record: Record, moment: ScoreMoment) -> Exact:
        """The score on the record's date. Each answer rests on earlier records only, so that no circle can arise."""
        match moment:
            case ScoreMoment.BEFORE:
                return self._score(record.date, self.as_known, order(record))
            case ScoreMoment.KNOWN_BEFORE:
                return self._score(record.date, record.recorded, order(record))
            case ScoreMoment.ON_ITS_DATE:
                return self._score(record.date, self.as_known, None)

    def _score(self, day: date, as_known: date | None, upto: tuple[date, str] | None) -> Exact:
        question = (day, as_known, upto)
        if question not in self.answers:
            self.answers[question] = self._computed(day, as_known, upto)
        return self.answers[question]

    def _computed(self, day: date, as_known: date | None, upto: tuple[date, str] | None) -> Exact:
        """By the edition of the day; by the first one for days before it, and 0 where an edition has no score."""
        edition = edition_on(self.series, day) or self.series.editions[0]
        if edition.score is None:
            return 0
        records = [r for r in self.history.records if upto is None or order(r) < upto]
        inner = attrs.evolve(self, as_known=as_known)
        env = Environment(edition, self.history, visible_records(records, day, as_known), day, day, earlier=inner)
        return score(judge_all(self.series, edition, env), env).points
