"""Sound rulebooks of any length."""

from __future__ import annotations

REGISTRY = """\
registry Records
contexts traffic, charity
category Offence : one of speeding, parking, drunk_driving
subject Person
    born    : date
    income  : money(CNY) between 0 CNY and 1_000_000 CNY
    members : number between 0 and 20
event TrafficOffence in traffic
    offence : Offence
    fine    : money(CNY) between 0 CNY and 50_000 CNY
event Donation in charity
    amount  : money(CNY) between 0 CNY and 1_000_000 CNY

rulebook Large "As long as one likes"
    records    Records
score points
    starts at  1000
    between    0 and 2000
grades
    A  from 1000
    B  below 1000
"""

ON_OFFENCES = """\
criterion Offence{n}
    basis      "Road Code, art. {n}"
    source     documented "official text"
    in         traffic
    on         TrafficOffence where offence is drunk_driving and fine > {n} CNY
    deduct     if occurrence within 3 years >= 2 then {m} + 5 else {m}
    expires    after {y} years
    at most    {m} * 3 per calendar year

"""

ON_DONATIONS = """\
define share{n} = min(income / {n} CNY rounded down, 20)
criterion Giving{n}
    basis      "By-law {n}"
    source     reported
    in         charity
    on         Donation where amount >= {n} CNY
    award      (amount / 500 CNY rounded down) + share{n}
    expires    after {y} years
    at most    30 per calendar year

"""


def large_rulebook(lines: int) -> str:
    """A rulebook of about this many lines, at least its registry and head."""
    parts = [REGISTRY]
    count = REGISTRY.count("\n")
    number = 0
    while count < lines:
        number += 1
        rule = (ON_OFFENCES if number % 2 else ON_DONATIONS).format(n=number, m=number % 40 + 1, y=number % 5 + 1)
        parts.append(rule)
        count += rule.count("\n")
    return "".join(parts)
