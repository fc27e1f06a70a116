"""What the compiler has to say, as data: no colours, no terminal, no files.

Each floor declares its own diagnostics as subclasses of `Diagnostic`, in a module `errors.py`.
"""

from creditlang.diagnostics.collector import Collector
from creditlang.diagnostics.diagnostic import CreditlangError, Diagnostic, DiagnosticsError, Label, Severity
from creditlang.diagnostics.suggest import closest, listing

__all__ = [
    "Collector",
    "CreditlangError",
    "Diagnostic",
    "DiagnosticsError",
    "Label",
    "Severity",
    "closest",
    "listing",
]
