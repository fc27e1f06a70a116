"""Names and texts: plain ones, Chinese ones, ones with spaces, and ones that begin like a keyword or are one."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from properties.generator.choices import Draw, chance, count, pick

FIELDS = ("amount", "fine", "孝亲", "days late", "tobacco", "iso", "notable", "order", "where", "欠款", "a_1", "für")
EVENTS = ("Offence", "Gift", "志愿服务", "Court default", "Onboarding", "In", "Medal", "Byelaw")
SUBJECTS = ("Person", "Household", "企业")
MEMBERS = ("red", "blue", "高", "very low", "none", "orange", "isolated", "within")
CATEGORIES = ("Kind", "类别", "Degree of fault")
CONTEXTS = ("traffic", "慈善", "public order")
CRITERIA = ("Speeding", "Giving", "见义勇为", "Late payment", "Award", "Onus")
GROUPS = ("Virtue", "诚信", "All of it")
GRADES = ("AAA", "A", "B 级", "丙", "D", "E")
EFFECTS = ("HeatingRebate", "FlightBan", "红名单", "Bus pass", "Blacklist", "Iffy", "Notary", "Points rebate")
DEFINITIONS = ("Age", "Rate", "费率", "Base amount", "Minimum", "Orders", "Fee", "Dated")
ARGUMENTS = ("x", "y", "系数", "the day", "ifs")
RULEBOOKS = ("Town", "荣成", "Old town")
REGISTRIES = ("Records", "公共记录")
TEXTS = ("a", "第九十一条", 'with "quotes"', "back\\slash", "a | b", "# no comment", "(", "`", "ends in space ")


@attrs.define
class Names:
    """Names that have not been taken yet. One for each program or unit, so that nothing hides anything by accident."""

    taken: set[str] = attrs.field(factory=set)

    def fresh(self, draw: Draw, pool: Sequence[str]) -> str:
        """A name of the pool that nothing else has."""
        free = [option for option in pool if option not in self.taken]
        found = pick(draw, free) if free else f"{pool[0]}_{len(self.taken)}"
        self.taken.add(found)
        return found


def words(draw: Draw) -> str:
    """A text for people."""
    return pick(draw, TEXTS)


def title(draw: Draw) -> str | None:
    """A title, mostly none."""
    return words(draw) if chance(draw, 15) else None


def fresh_several(draw: Draw, names: Names, pool: Sequence[str], low: int, high: int) -> list[str]:
    """Several names that nothing else has."""
    return [names.fresh(draw, pool) for _ in range(count(draw, low, high))]
