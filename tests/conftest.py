"""Profiles of the drawn tests, chosen with `--hypothesis-profile=NAME`.

`ci`, the default, draws the same cases every time; `quick` a few of them, for a change in progress; `deep` thousands of
new ones, and makes a counterexample small before it shows it, which can take minutes.

The tests have a cache of their own, so that they neither use nor fill that of who runs them.
"""

import atexit
import os
import shutil
import tempfile

from hypothesis import HealthCheck, Phase, settings

_COMMON = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}

_FIXED = {"derandomize": True, "database": None, "phases": (Phase.explicit, Phase.generate)}

settings.register_profile("ci", max_examples=40, **_FIXED, **_COMMON)
settings.register_profile("quick", max_examples=15, **_FIXED, **_COMMON)
settings.register_profile("deep", max_examples=2_000, **_COMMON)
settings.load_profile("ci")

if "CREDITLANG_CACHE" not in os.environ:  # else we are a worker of a run that has set this
    _FOLDER = tempfile.mkdtemp(prefix="creditlang-tests-")
    os.environ["CREDITLANG_CACHE"] = f"{_FOLDER}/cache"
    for _name in ("XDG_STATE_HOME", "APPDATA"):
        os.environ[_name] = f"{_FOLDER}/state"
    atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
