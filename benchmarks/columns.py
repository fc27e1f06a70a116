"""The Polars engine against Polars by hand, and against OpenFisca, which are imported when they are measured."""

from __future__ import annotations

from figures import Figure


def _population() -> float:
    from population_polars import against_hand

    return against_hand()


def _openfisca() -> float:
    from against_openfisca import against_openfisca

    return against_openfisca()


COLUMNS = (
    Figure(
        "population-polars",
        "1 million people, 20 million records: the Polars engine against hand-written Polars",
        1.0,
        "x",
        _population,
    ),
    Figure(
        "openfisca",
        "1 million people, facts only: OpenFisca against the Polars engine",
        3.0,
        "x",
        _openfisca,
        more_is_better=True,
    ),
)
