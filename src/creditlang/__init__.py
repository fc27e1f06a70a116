"""Rating schemes as rules that people can read: load them, decide, explain.

>>> import creditlang
>>> town = creditlang.load("examples/rules/teaching/harbourtown.credit")  # doctest: +SKIP

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module

TYPE_CHECKING = False  # as from `typing`, which takes longer to import than a rulebook to recall
if TYPE_CHECKING:
    from creditlang import audit as audit
    from creditlang.data import DataClosedError as DataClosedError
    from creditlang.data import DataFolderError as DataFolderError
    from creditlang.data import Dataset as Dataset
    from creditlang.data import InvalidDataError as InvalidDataError
    from creditlang.data import UnknownSubjectError as UnknownSubjectError
    from creditlang.diagnostics import CreditlangError as CreditlangError
    from creditlang.diagnostics import Diagnostic as Diagnostic
    from creditlang.diagnostics import DiagnosticsError as DiagnosticsError
    from creditlang.importer import RulesImportError as RulesImportError
    from creditlang.importer import install_importer as install_importer
    from creditlang.importer import uninstall_importer as uninstall_importer
    from creditlang.rulebook import Rulebook as Rulebook
    from creditlang.rulebook import load as load
    from creditlang.rulebook import loads as loads
    from creditlang.semantics import Decision as Decision
    from creditlang.semantics import NotInForceError as NotInForceError

__version__ = "0.1.0"

_HOMES = {
    "CreditlangError": "creditlang.diagnostics",
    "DataClosedError": "creditlang.data",
    "DataFolderError": "creditlang.data",
    "Dataset": "creditlang.data",
    "Decision": "creditlang.semantics",
    "Diagnostic": "creditlang.diagnostics",
    "DiagnosticsError": "creditlang.diagnostics",
    "InvalidDataError": "creditlang.data",
    "NotInForceError": "creditlang.semantics",
    "Rulebook": "creditlang.rulebook",
    "RulesImportError": "creditlang.importer",
    "install_importer": "creditlang.importer",
    "load": "creditlang.rulebook",
    "loads": "creditlang.rulebook",
    "UnknownSubjectError": "creditlang.data",
    "uninstall_importer": "creditlang.importer",
}

__all__ = [
    "CreditlangError",
    "DataClosedError",
    "DataFolderError",
    "Dataset",
    "Decision",
    "Diagnostic",
    "DiagnosticsError",
    "InvalidDataError",
    "NotInForceError",
    "Rulebook",
    "RulesImportError",
    "UnknownSubjectError",
    "__version__",
    "audit",
    "install_importer",
    "load",
    "loads",
    "uninstall_importer",
]


def __getattr__(name: str) -> object:
    if name == "audit":
        return import_module("creditlang.audit")
    if name not in _HOMES:
        raise AttributeError(f"module 'creditlang' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
