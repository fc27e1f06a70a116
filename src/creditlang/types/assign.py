"""Which type may stand where another is wanted."""

from creditlang.types.types import Definite, Number, Optional, Type


def same_kind(a: Definite, b: Definite) -> bool:
    """Whether two values can be compared: the same type, where numbers need only the same unit."""
    if isinstance(a, Number) and isinstance(b, Number):
        return a.unit == b.unit
    return a == b


def join(a: Type, b: Type) -> Type | None:
    """The type of a value that comes from either of two branches; None if there is none."""
    if isinstance(a, Optional) or isinstance(b, Optional):
        inner = join(a.of if isinstance(a, Optional) else a, b.of if isinstance(b, Optional) else b)
        return None if inner is None or isinstance(inner, Optional) else Optional(inner)
    if isinstance(a, Number) and isinstance(b, Number):
        if a.unit != b.unit:
            return None
        scale = None if a.scale is None or b.scale is None else max(a.scale, b.scale)
        return Number(a.unit, scale, a.range.hull(b.range))
    return a if a == b else None


def assignable(value: Definite, wanted: Definite) -> bool:
    """Whether `value` may stand where `wanted` is asked for.

    A number fits if its unit is the same, it has no more decimals, and its range lies within the wanted one.
    """
    if isinstance(value, Number) and isinstance(wanted, Number):
        return (
            value.unit == wanted.unit
            and (wanted.scale is None or (value.scale is not None and value.scale <= wanted.scale))
            and wanted.range.encloses(value.range)
        )
    return value == wanted
