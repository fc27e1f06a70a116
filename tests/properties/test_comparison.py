"""Laws of comparing: what is said of a kind of deed holds for every record of that kind."""

from datetime import date

import attrs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditlang.analysis.compare.deeds import Deed, deeds
from creditlang.analysis.compare.possible import deeply
from creditlang.analysis.compare.standards import standard
from creditlang.analysis.courses import Courses
from creditlang.analysis.trace import trace
from creditlang.data import Facts, History, Record
from creditlang.data.objects import GivenRelations
from creditlang.driver import compile_text
from creditlang.ir import Edition
from creditlang.ir import expressions as ir
from creditlang.semantics import decide
from creditlang.semantics.series import edition_in_force
from creditlang.types import Interval
from properties.compiled import Compiled, compiled_cases

FEWER = settings(max_examples=max(20, settings().max_examples // 2))


def deed_of(edition: Edition, record: Record) -> Deed:
    """The kind of deed that a record is."""
    (found,) = (
        deed
        for deed in deeds(edition.registry, edition.subject, [edition])
        if deed.event.name == record.event and all(record.values[field] == value for field, value in deed.case)
    )
    return found


@FEWER
@given(compiled_cases)
def test_what_a_record_counts_lies_within_what_is_said_of_its_kind(compiled: Compiled) -> None:
    case = compiled.case
    edition = edition_in_force(compiled.series, case.as_of)
    score = compiled.decide().score
    records = {record.id: record for record in case.history.records}
    for line in score.lines if score else ():
        criterion = edition.criteria.get(line.criterion)
        # Another edition may have judged the record, by a criterion of the same name.
        if line.record is None or criterion is None or line.at != str(criterion.text.span):
            continue
        record = records[line.record]
        points = line.before_caps * (1 if line.weight is None else line.weight)
        # Never by the record's own day: the answer is for every record, and values of a parameter change between them.
        for day in (case.as_of, None):
            found = standard(edition, deed_of(edition, record), day)
            charges = [charge for charge in found.charges if charge.rule.name == line.criterion]
            if charges:
                assert charges[0].points.hull(Interval.only(0)).contains(points)
            else:
                assert points == 0


_DAYS = st.dates(date(2020, 1, 1), date(2024, 12, 31))


@FEWER
@given(
    st.dictionaries(_DAYS, st.integers(1, 9), min_size=2, max_size=4),
    st.lists(_DAYS, min_size=2, max_size=2, unique=True),
    _DAYS,
    _DAYS,
    st.sampled_from(["the edition of its date", "this edition"]),
    st.sampled_from(["Step", "if over > 5 then Step else 1", "over / Step rounded up", "over * Step"]),
    st.integers(0, 20),
)
def test_what_a_record_counts_by_the_parameters_of_its_day_lies_within_what_is_said(
    values: dict[date, int], force: list[date], on: date, as_of: date, judges: str, award: str, over: int
) -> None:
    """Few drawn programs award by a parameter whose value changes while an edition holds: here each does."""
    first, end = sorted(force)
    assume(first <= as_of < end and on <= as_of)
    dated = "\n".join(f"    from {day}  {value}" for day, value in sorted({date(2020, 1, 1): 7, **values}.items()))
    found = compile_text(_DATED.format(first=first, end=end, judges=judges, dated=dated, award=award))
    (series,) = found.series
    (edition,) = series.editions
    record = Record("Offence", "o1", on, on, None, {"over": over})
    ann = Facts("Person", "ann", {})
    relations = GivenRelations(series.registry, {("Person", "ann"): ann})
    decision = decide(series, History(ann, (record,), relations), as_of)
    assert decision.score is not None
    for day in (as_of, None):
        (charge,) = standard(edition, deed_of(edition, record), day).charges
        assert all(charge.points.contains(line.before_caps) for line in decision.score.lines)


_DATED = """
registry Records
subject Person
event Offence
    over : number between 0 and 20
rulebook Dated
    edition "1"
    in force from {first}
    sunset {end}
    records Records
    transition {judges}
parameter Step : number
{dated}
criterion Offences
    on Offence
    award {award}
score points
    starts at 0
"""


@FEWER
@given(compiled_cases, st.data())
def test_whatever_rests_on_a_record_is_among_what_its_kind_can_lead_to(compiled: Compiled, data: st.DataObject) -> None:
    case = compiled.case
    edition = edition_in_force(compiled.series, case.as_of)
    alone = attrs.evolve(compiled.series, editions=(edition,))
    heads = [part for part in (edition.covers, edition.consent and edition.consent.where) if part is not None]
    asked = {
        part.source.event
        for head in heads
        for part in deeply(head, edition)
        if isinstance(part, ir.Aggregate) and isinstance(part.source, ir.EventRecords)
    }
    if edition.consent:
        asked |= {edition.consent.event, edition.consent.ended_by or ""}
    records = [record for record in case.history.records if record.event not in asked and record.date <= case.as_of]
    if not records:
        return
    record = data.draw(st.sampled_from(records))
    decide(alone, case.history, case.as_of)
    found = trace(Courses(alone), case.history, record.id, case.as_of)
    names = {part.name for part in found.decision.in_effect} ^ {part.name for part in found.without.in_effect}
    for day in (case.as_of, None):
        possible = standard(edition, deed_of(edition, record), day)
        assert names <= {consequence.rule.name for consequence in possible.consequences}
