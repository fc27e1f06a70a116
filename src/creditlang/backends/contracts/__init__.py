"""What a rulebook takes and gives, told to other programs: as a JSON Schema, and as types for Python's type checkers.

`json_schema` and `stubs` each turn a compiled series into the text of one file.
"""
