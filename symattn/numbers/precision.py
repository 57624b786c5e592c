"""Arb's working precision, set for one block and put back.

FLINT keeps it in a global of the process; nothing outside this room touches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flint import ctx

__all__ = ["working"]


@contextmanager
def working(bits: int) -> Iterator[None]:
    """Ball arithmetic with that many bits inside the block."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before
