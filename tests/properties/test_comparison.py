"""Laws of comparing: what is said of a kind of deed holds for every record of that kind."""

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from creditlang.analysis.compare.deeds import Deed, deeds
from creditlang.analysis.compare.possible import deeply
from creditlang.analysis.compare.standards import standard
from creditlang.analysis.trace import trace
from creditlang.data import Record
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
        found = standard(edition, deed_of(edition, record), record.date)
        points = line.before_caps * (1 if line.weight is None else line.weight)
        charges = [charge for charge in found.charges if charge.rule.name == line.criterion]
        if charges:
            assert charges[0].points.hull(Interval.only(0)).contains(points)
        else:
            assert points == 0


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
    found = trace(alone, case.history, record.id, case.as_of)
    names = {part.name for part in found.decision.in_effect} ^ {part.name for part in found.without.in_effect}
    possible = standard(edition, deed_of(edition, record), record.date)
    assert names <= {consequence.rule.name for consequence in possible.consequences}
