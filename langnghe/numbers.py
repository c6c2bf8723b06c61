"""Numbers as Vietnamese writes them: a comma before decimals, a point between thousands."""

from __future__ import annotations

_SWAPPED = str.maketrans(",.", ".,")


def number(value: float, spec: str = "") -> str:
    """Return a number as format() writes it with a spec, in Vietnamese.

    >>> number(1234567), number(1234.5), number(2.5, ".2f"), number(0.25, ".0%")
    ('1.234.567', '1.234,5', '2,50', '25%')
    """
    how = spec or (",.1f" if isinstance(value, float) else ",")
    return format(value, how).translate(_SWAPPED)
