"""Arb's working precision, set for one block and put back; what a ball proves.

FLINT keeps the precision in a global of the process; nothing outside this room touches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from flint import arb, ctx

__all__ = ["doubling", "sign_of", "working"]


def doubling(first: int, most: int) -> Iterator[int]:
    """Precisions to try, one after the other: twice as many bits each time, up to ``most``.

    >>> list(doubling(64, 256))
    [64, 128, 256]
    """
    bits = first
    while bits <= most:
        yield bits
        bits *= 2


def sign_of(ball: arb) -> int | None:
    """1 or −1 where all of the ball is above or below zero, else None."""
    if ball > 0:
        return 1
    return -1 if ball < 0 else None


class working:
    """Ball arithmetic with that many bits inside the block.

    >>> from flint import arb
    >>> with working(20):
    ...     coarse = arb(1) / 3
    >>> coarse.rel_accuracy_bits() <= 20
    True
    """

    __slots__ = ("before", "bits")
    before: int

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        self.before = ctx.prec
        ctx.prec = self.bits

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ctx.prec = self.before
