"""A scheme on facts alone, `populations/welfare.credit`, in OpenFisca: one variable for each rule, vectorised in numpy.

All inputs are whole numbers below 2**24, which OpenFisca's 32-bit numbers hold exactly, so both must give one answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.model_api import YEAR, Enum, Variable, max_, min_, select, where
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

PERIOD = "2025"
Person = build_entity("person", "persons", "A person", is_person=True)


class Regions(Enum):
    city = "city"
    suburb = "suburb"
    country = "country"
    island = "island"


class Grades(Enum):
    urgent = "urgent"
    high = "high"
    medium = "medium"
    low = "low"


Formula = Callable[[Any, Any], Any]


def low_income(person: Any, period: Any) -> Any:
    return (person("income", period) < 20_000) * 40


def for_children(person: Any, period: Any) -> Any:
    return min_(person("children", period), 4) * 15


def disability(person: Any, period: Any) -> Any:
    return person("disabled", period) * 50


def studies(person: Any, period: Any) -> Any:
    return (person("student", period) * (person("age", period) < 30)) * 20


HARDSHIP = np.array([[4, 2, 6, 20], [8, 5, 10, 20], [12, 9, 16, 20]], dtype=np.int32)


def hardship(person: Any, period: Any) -> Any:
    years = person("age", period)
    return HARDSHIP[(years >= 30).astype(np.int8) + (years >= 65), np.asarray(person("region", period))]


def volunteers(person: Any, period: Any) -> Any:
    return min_(person("hours", period) // 10, 30)


def yearly_rent(person: Any, period: Any) -> Any:
    return person("rent", period) * 12


def rent_burden(person: Any, period: Any) -> Any:
    return (person("yearly_rent", period) * 3 > person("income", period)) * 25


def earnings(person: Any, period: Any) -> Any:
    return min_(person("income", period) // 10_000, 15)


def old_age(person: Any, period: Any) -> Any:
    years = person("age", period)
    return where(years >= 65, 10 + (years - 65) // 5, 0)


def on_island(person: Any, period: Any) -> Any:
    return ((person("region", period) == Regions.island) * ~person("student", period)) * 5


def well_off(person: Any, period: Any) -> Any:
    return ((person("income", period) >= 80_000) * (person("children", period) == 0)) * 30


def large_flat(person: Any, period: Any) -> Any:
    paid = person("rent", period)
    return where(paid > 2_000, (paid + 50) // 100, 0)


AWARDS = (low_income, for_children, disability, studies, hardship, volunteers, rent_burden, old_age, on_island)
DEDUCTIONS = (earnings, well_off, large_flat)


def points(person: Any, period: Any) -> Any:
    total = 100
    for award in AWARDS:
        total = total + person(award.__name__, period)
    for deduction in DEDUCTIONS:
        total = total - person(deduction.__name__, period)
    return min_(max_(total, 0), 300)


def grade(person: Any, period: Any) -> Any:
    score = person("points", period)
    return select([score >= 200, score >= 160, score >= 110], [Grades.urgent, Grades.high, Grades.medium], Grades.low)


def allowance(person: Any, period: Any) -> Any:
    return (person("points", period) >= 160) * (person("income", period) < 50_000)


def rent_support(person: Any, period: Any) -> Any:
    return (person("points", period) >= 110) * (person("yearly_rent", period) * 4 > person("income", period))


def free_pass(person: Any, period: Any) -> Any:
    return (person("points", period) >= 120) + person("student", period)


def _variable(name: str, kind: type, formula: Formula | None = None, default: Any = None) -> type[Variable]:
    members = {"entity": Person, "definition_period": YEAR, "value_type": kind}
    if issubclass(kind, Enum):
        members |= {"value_type": Enum, "possible_values": kind, "default_value": default}
    return type(name, (Variable,), members | ({"formula": formula} if formula else {}))


VARIABLES = (
    *(_variable(name, int) for name in ("age", "income", "rent", "children", "hours")),
    *(_variable(name, bool) for name in ("disabled", "student")),
    _variable("region", Regions, default=Regions.city),
    *(_variable(found.__name__, int, found) for found in (yearly_rent, *AWARDS, *DEDUCTIONS, points)),
    _variable("grade", Grades, grade, Grades.low),
    *(_variable(found.__name__, bool, found) for found in (allowance, rent_support, free_pass)),
)
REWARDS = {"Allowance": "allowance", "RentSupport": "rent_support", "Pass": "free_pass"}


def system() -> TaxBenefitSystem:
    """The rules."""
    found = TaxBenefitSystem([Person])
    for variable in VARIABLES:
        found.add_variable(variable)
    return found


def decide(rules: TaxBenefitSystem, inputs: dict[str, Any]) -> dict[str, Any]:
    """Points, grade (its place) and rewards of everyone, from and to arrays."""
    count = len(inputs["age"])
    simulation = SimulationBuilder().build_default_simulation(rules, count=count)
    for name, values in inputs.items():
        simulation.set_input(name, PERIOD, values)
    names = ("points", "grade", *REWARDS.values())
    return {name: np.asarray(simulation.calculate(name, PERIOD)) for name in names}
