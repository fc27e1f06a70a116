"""A town's rulebook, and what becomes of it when words in it are replaced."""

from __future__ import annotations

import creditlang
from creditlang import ir
from creditlang.analysis.diff.comparison import Comparison, compare
from creditlang.analysis.diff.law import ArticleChange, Law, compare_law
from creditlang.analysis.diff.solved import effect_between

REGISTRY = """\
registry Records
contexts traffic, charity, finance

category Offence : one of speeding, parking, drunk_driving

subject Person "Resident"
    born   : date
    income : money(EUR) between 0 EUR and 100_000 EUR

event TrafficOffence in traffic
    offence : Offence
    fine    : number between 0 and 1000
    settled : date optional

event Gift in charity
    amount : number between 0 and 1000
"""

RULES = """\
rulebook Town "Town points"
    authority "Town hall"
    records   Records

define Old = years between born and as_of >= 65

table Weight "By offence" by offence : Offence gives points
    speeding or parking | 5
    drunk_driving       | 20

parameter Limit "Limit of income" : money(EUR)
    from 2020-01-01 900 EUR
    from 2022-01-01 1000 EUR

score points
    starts at 100
    between   0 and 200

criterion Offences "Traffic offences"
    basis    "By-law, art. 1"
    source   documented "gazette"
    in       traffic
    on       TrafficOffence where fine > 10
    deduct   Weight(offence)
    expires  after 2 years
    at most  40 per calendar year

criterion Gifts "Gifts"
    basis    "By-law, art. 2"
    in       charity
    on       Gift where amount >= 50
    award    5
    expires  after 1 year

criterion Elders "Elders"
    basis    "By-law, art. 3"
    while    Old
    award    10

group Virtue "Virtue" at most 30
    Gifts

grades
    A "Good" from 100
    B        from 50
    C        below 50

downgrade Drunk "Drunk at the wheel" to C
    basis    "By-law, art. 4"
    on       TrafficOffence where offence is drunk_driving
    notice   7 days
    appeal   to "court" within 10 days
    lasts    1 year

reward Bus "Bus pass"
    basis    "By-law, art. 5"
    in       traffic
    while    grade is A and income < Limit
    grant    30 EUR

sanction Ban "Parking ban"
    basis    "By-law, art. 6"
    in       traffic
    on       TrafficOffence where offence is parking and settled is unknown
    impose   "may not park in town"
    notice   10 days
    appeal   to "court" within 30 days
    lasts    1 year
    lifted   when settled is known

list Drivers "Drunk drivers"
    basis     "By-law, art. 7"
    kind      black
    on        TrafficOffence where offence is drunk_driving
    publishes offence
    notice    10 days
    appeal    to "court" within 30 days
    lasts     6 months
"""


def series(text: str = RULES, registry: str = REGISTRY) -> ir.Series:
    """The compiled rulebook."""
    return creditlang.loads(f"{registry}\n{text}").series


def replaced(*pairs: tuple[str, str], text: str = RULES) -> str:
    """The text with words replaced, each of which must stand there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def law(*pairs: tuple[str, str]) -> Law:
    """What changes in law by replacing words."""
    return compare_law(series().editions[0], series(replaced(*pairs)).editions[0])


def change(*pairs: tuple[str, str]) -> ArticleChange:
    """The one article that changes."""
    (found,) = law(*pairs).changes
    return found


def difference(*pairs: tuple[str, str], records: int = 2) -> Comparison:
    """What changes in law and effect by replacing words."""
    return compare(series(), series(replaced(*pairs)), effect_between(records, 5))
