"""Rulebooks and data, drawn by hypothesis: well-typed programs with records to try them on.

`programs()` draws a program as written nodes, which `render` turns into text; `cases()` adds people, records and the
two days of a decision. Everything that is drawn is valid: the checker must accept every program, and the evaluator must
decide every case. Later back-ends are tested on the same draws.
"""

from properties.generator.choices import LARGE, SMALL, Size
from properties.generator.documents import Program, compile_program, compile_texts, is_pointless, programs
from properties.generator.histories import Case, People, cases, write_folder, written_in
from properties.generator.render import render
from properties.generator.styles import Style

__all__ = [
    "LARGE",
    "SMALL",
    "Case",
    "People",
    "Program",
    "Size",
    "Style",
    "cases",
    "compile_program",
    "compile_texts",
    "is_pointless",
    "programs",
    "render",
    "write_folder",
    "written_in",
]
