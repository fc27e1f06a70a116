"""Imports and units: which files make up a program, and how they are found."""

from creditlang.resolve.digests import canonical, digest
from creditlang.resolve.following import Following
from creditlang.resolve.programs import FileReader, Module, Program, load_program, load_text

__all__ = ["FileReader", "Following", "Module", "Program", "canonical", "digest", "load_program", "load_text"]
