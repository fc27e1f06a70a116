"""Questions about rulebooks, for programs: what the commands of the same names answer, as immutable results.

>>> from creditlang import audit
>>> standards = audit.compare([rongcheng, suining])  # doctest: +SKIP
>>> standards.to_json()  # doctest: +SKIP

Names are loaded when they are first used, so that importing the module costs nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as from `typing`, which takes longer to import than all of this
if TYPE_CHECKING:
    from creditlang.audit.conformities import Conformities as Conformities
    from creditlang.audit.conformities import conform as conform
    from creditlang.audit.differences import Differences as Differences
    from creditlang.audit.differences import diff as diff
    from creditlang.audit.letters import Letter as Letter
    from creditlang.audit.letters import notice as notice
    from creditlang.audit.proofs import Proofs as Proofs
    from creditlang.audit.proofs import prove as prove
    from creditlang.audit.reports import QuestionError as QuestionError
    from creditlang.audit.reports import Report as Report
    from creditlang.audit.rescoring import Rescoring as Rescoring
    from creditlang.audit.rescoring import rescore as rescore
    from creditlang.audit.standards import Standards as Standards
    from creditlang.audit.standards import compare as compare
    from creditlang.audit.tracing import Tracing as Tracing
    from creditlang.audit.tracing import trace as trace
    from creditlang.audit.ways_out import WaysOut as WaysOut
    from creditlang.audit.ways_out import recourse as recourse

_HOMES = {
    "Conformities": "conformities",
    "Differences": "differences",
    "Letter": "letters",
    "Proofs": "proofs",
    "QuestionError": "reports",
    "Report": "reports",
    "Rescoring": "rescoring",
    "Standards": "standards",
    "Tracing": "tracing",
    "WaysOut": "ways_out",
    "compare": "standards",
    "conform": "conformities",
    "diff": "differences",
    "notice": "letters",
    "prove": "proofs",
    "recourse": "ways_out",
    "rescore": "rescoring",
    "trace": "tracing",
}

__all__ = [
    "Conformities",
    "Differences",
    "Letter",
    "Proofs",
    "QuestionError",
    "Report",
    "Rescoring",
    "Standards",
    "Tracing",
    "WaysOut",
    "compare",
    "conform",
    "diff",
    "notice",
    "prove",
    "recourse",
    "rescore",
    "trace",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'creditlang.audit' has no attribute {name!r}")
    value = getattr(import_module(f"creditlang.audit.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
