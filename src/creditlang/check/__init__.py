"""Checking: from written files to the typed tree, with everything that is wrong on the way.

One module for each construct; `programs` puts them together. In comes a `Program` from `resolve`, out come the
registries and the series of editions. Then holds what `ir` promises; whatever does not is reported and left out.
"""

from creditlang.check.programs import CheckedProgram, check_program

__all__ = ["CheckedProgram", "check_program"]
