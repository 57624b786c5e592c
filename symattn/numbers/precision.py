"""Arb's working precision, set for one block and put back; what a ball proves.

FLINT keeps the precision in a global of the process, and every operation on balls reads it.
So one lock guards it: a thread has its own precision inside a block, others wait until it is
put back.  Nothing outside this room touches it, and no ball is reckoned with outside a block.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from threading import RLock
from types import TracebackType

from flint import arb, ctx

__all__ = ["BEYOND", "LOCK", "USUAL", "doubling", "raised", "sign_of", "working"]

USUAL = 53
"""The bits that FLINT starts with, and a float has; used where more decide nothing more."""

BEYOND = arb(2) ** 127
"""An exponent past which Arb gives up (at 2^128), and takes e^x for anything."""

LOCK = RLock()
"""Guards what all threads share: the precision, and the table of monomials."""

if hasattr(os, "register_at_fork"):
    # A child gets neither a lock that nobody opens nor a precision that nobody puts back.
    os.register_at_fork(
        before=LOCK.acquire, after_in_parent=LOCK.release, after_in_child=LOCK.release
    )


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


def raised(exponent: arb) -> arb:
    """e to the exponent; below e^(−2^127) an interval that begins at 0.

    >>> raised(-arb(10) ** 308) < arb(10) ** -1000
    True
    """
    return arb(0).union((-BEYOND).exp()) if exponent < -BEYOND else exponent.exp()


class working:
    """Ball arithmetic with that many bits inside the block, for one thread at a time.

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
        LOCK.acquire()
        self.before = ctx.prec
        ctx.prec = self.bits

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ctx.prec = self.before
        LOCK.release()
