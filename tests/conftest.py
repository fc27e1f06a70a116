"""Profiles of the drawn tests, chosen with `--hypothesis-profile=NAME`.

`ci`, the default, draws the same cases every time; `quick` a few of them, for a change in progress; `deep` thousands of
new ones.
"""

from hypothesis import HealthCheck, settings

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}

settings.register_profile("ci", max_examples=120, derandomize=True, database=None, **_COMMON)
settings.register_profile("quick", max_examples=15, derandomize=True, database=None, **_COMMON)
settings.register_profile("deep", max_examples=3_000, **_COMMON)
settings.load_profile("ci")
