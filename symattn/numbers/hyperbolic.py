"""tanh of an exact number: 1 − 2/(e^(2x) + 1), over a formal reciprocal.

``show`` writes that reciprocal as (1 − tanh x)/2 again.
"""

from __future__ import annotations

from symattn.numbers.entries import Entry, RowSum, exponential
from symattn.numbers.rowsums import TANH
from symattn.numbers.tensors import Index

__all__ = ["tanh"]


def tanh(a: Entry, place: Index) -> Entry:
    """tanh a; ``place`` tells the reciprocals of one array apart.

    >>> from flint import fmpq
    >>> tanh(Entry.of(0), (0,)).rational(), tanh(Entry.of(fmpq(1, 2)), (0,)).sign()
    (0, 1)
    """
    if not a.parts():
        return Entry.of(0)
    whole = exponential(a * 2) + 1
    return 1 - 2 * Entry.reciprocal(RowSum((TANH, *place), whole.plain()))
